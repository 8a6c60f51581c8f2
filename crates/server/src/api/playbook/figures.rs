//! How the steps fare: how often each was shown, used and left, and what came after.

use axum::{Json, extract::State};
use jinpai_engine::Days;
use jinpai_model::{Role, ShopId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    extract::{Ids, Params},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Id, StepFigures},
};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// First shop-local day, such as 2026-11-01.
    from: Option<String>,
    /// Last shop-local day.
    to: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct StepFigureList {
    items: Vec<StepFigures>,
}

#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/playbook/figures", tag = "advice",
    params(("shop" = Id, Path), Which),
    responses((status = 200, body = StepFigureList)),
    extensions(("x-needs" = json!("lead"))),
)]
pub async fn step_figures(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    Params(which): Params<Which>,
) -> Answer<Json<StepFigureList>> {
    let desk = app.desk(&who, shop, Role::Lead).await?;
    let days = Days {
        from: which.from.filter(|day| !day.is_empty()),
        to: which.to.filter(|day| !day.is_empty()),
    };
    let items = desk.step_figures(days).await?;
    Ok(Json(StepFigureList {
        items: items.into_iter().map(StepFigures::from).collect(),
    }))
}
