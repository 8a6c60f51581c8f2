//! The ledger: what waits for a lead, what was given, and what it cost.

use axum::{Json, extract::State};
use jinpai_engine::{ConcessionQuery, Days};
use jinpai_model::{ConcessionState, Role, ShopId};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    extract::{Ids, Params},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{ConcessionList, Id, words},
};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Which {
    #[param(value_type = Option<words::ConcessionState>)]
    state: Option<ConcessionState>,
    /// First shop-local day, such as 2026-11-01.
    from: Option<String>,
    /// Last shop-local day.
    to: Option<String>,
}

#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/concessions", tag = "advice",
    params(("shop" = Id, Path), Which),
    responses((status = 200, body = ConcessionList)),
    extensions(("x-needs" = json!("lead"))),
)]
pub async fn list_concessions(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    Params(which): Params<Which>,
) -> Answer<Json<ConcessionList>> {
    let desk = app.desk(&who, shop, Role::Lead).await?;
    let query = ConcessionQuery {
        state: which.state,
        days: Days {
            from: which.from.filter(|day| !day.is_empty()),
            to: which.to.filter(|day| !day.is_empty()),
        },
    };
    Ok(Json(desk.concessions(query).await?.into()))
}
