//! All that is set of the shop's service, and whether it serves now.

use axum::{Json, extract::State};
use jinpai_model::{Role, ShopId};

use crate::{
    extract::Ids,
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Id, ServiceView},
};

#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/service", tag = "service",
    params(("shop" = Id, Path)),
    responses((status = 200, body = ServiceView)),
    extensions(("x-needs" = json!("lead"))),
)]
pub async fn get_service(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
) -> Answer<Json<ServiceView>> {
    let desk = app.desk(&who, shop, Role::Lead).await?;
    Ok(Json(ServiceView::from(&desk.service().await?)))
}
