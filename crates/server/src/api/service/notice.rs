//! Sets the line at the head of the shop's chat.

use axum::{Json, extract::State};
use jinpai_model::{At, Role, ShopId, ShopNotice};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    extract::{Body, Ids},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Id, ServiceView},
};

#[derive(Deserialize, ToSchema)]
pub struct NoticeToSet {
    /// The version that was changed; when there is a newer one, nothing is saved.
    base: i64,
    /// Up to 120 characters; empty: there is none.
    text: String,
    /// Absent: at once.
    from_at: Option<i64>,
    /// Absent: until it is changed.
    until_at: Option<i64>,
}

#[utoipa::path(
    put, path = "/api/v1/shops/{shop}/service/notice", tag = "service",
    params(("shop" = Id, Path)), request_body = NoticeToSet,
    responses((status = 200, body = ServiceView)),
    extensions(("x-needs" = json!("lead"))),
)]
pub async fn set_notice(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    Body(body): Body<NoticeToSet>,
) -> Answer<Json<ServiceView>> {
    let desk = app.desk(&who, shop, Role::Lead).await?;
    let notice = ShopNotice {
        text: body.text,
        from: body.from_at.map(At),
        until: body.until_at.map(At),
    };
    let saved = desk.set_notice(body.base, notice).await?;
    Ok(Json(ServiceView::from(&saved)))
}
