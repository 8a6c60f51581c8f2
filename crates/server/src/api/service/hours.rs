//! Sets the shop's hours and holidays, all of them at once.

use axum::{Json, extract::State};
use jinpai_model::{Role, ShopId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    extract::{Body, Ids},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{HolidayHours, Id, OpenSpan, ServiceView, read_hours},
};

#[derive(Deserialize, ToSchema)]
pub struct HoursToSet {
    /// The version that was changed; when there is a newer one, nothing is saved.
    base: i64,
    /// Seven lists of up to 4 spans, Monday first; `null`: day and night.
    week: Option<Vec<Vec<OpenSpan>>>,
    /// Up to 100.
    #[serde(default)]
    holidays: Vec<HolidayHours>,
}

#[utoipa::path(
    put, path = "/api/v1/shops/{shop}/service/hours", tag = "service",
    params(("shop" = Id, Path)), request_body = HoursToSet,
    responses((status = 200, body = ServiceView)),
    extensions(("x-needs" = json!("lead"))),
)]
pub async fn set_hours(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    Body(body): Body<HoursToSet>,
) -> Answer<Json<ServiceView>> {
    let desk = app.desk(&who, shop, Role::Lead).await?;
    let hours = read_hours(body.week, body.holidays)?;
    Ok(Json(ServiceView::from(&desk.set_hours(body.base, hours).await?)))
}
