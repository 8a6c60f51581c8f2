//! What the shop proposes to its agents, and how far they may go.

use axum::{Json, extract::State};
use jinpai_model::{Role, ShopId};

use crate::{
    extract::{Body, Ids},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Id, PlaybookSettings},
};

#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/settings/playbook", tag = "advice",
    params(("shop" = Id, Path)),
    responses((status = 200, body = PlaybookSettings)),
    extensions(("x-needs" = json!("lead"))),
)]
pub async fn get_playbook(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
) -> Answer<Json<PlaybookSettings>> {
    let desk = app.desk(&who, shop, Role::Lead).await?;
    Ok(Json(desk.playbook_settings().await?.into()))
}

#[utoipa::path(
    put, path = "/api/v1/shops/{shop}/settings/playbook", tag = "advice",
    params(("shop" = Id, Path)), request_body = PlaybookSettings,
    responses((status = 200, body = PlaybookSettings)),
    extensions(("x-needs" = json!("owner"))),
)]
pub async fn set_playbook(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    Body(body): Body<PlaybookSettings>,
) -> Answer<Json<PlaybookSettings>> {
    let desk = app.desk(&who, shop, Role::Owner).await?;
    Ok(Json(desk.set_playbook(body.into()).await?.into()))
}
