//! The reminders of one shop-local day: planned, sent, skipped, each with its why.

use axum::{Json, extract::State};
use jinpai_model::{Role, ShopId, StepState};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    config::MAX_ROWS,
    extract::{Ids, Params},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Id, RemindersView, Teller, words},
};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// `YYYY-MM-DD` on the shop's clock; left out: today.
    day: Option<String>,
    #[param(value_type = Option<words::StepState>)]
    state: Option<StepState>,
    /// Up to 500.
    limit: Option<u64>,
}

#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/reminders", tag = "reminders",
    params(("shop" = Id, Path), Which),
    responses((status = 200, body = RemindersView)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn get_reminders(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    Params(which): Params<Which>,
) -> Answer<Json<RemindersView>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let zone = who.zone(shop);
    let limit = which.limit.unwrap_or(200).clamp(1, MAX_ROWS);
    let view = desk.reminders(which.day, which.state, limit).await?;
    Ok(Json(RemindersView::new(
        &view,
        Teller::new(&desk, &zone, who.locale()),
    )))
}
