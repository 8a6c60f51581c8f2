//! Sets what the shop says by itself.

use axum::{Json, extract::State};
use jinpai_model::{AutoReplies, Role, ShopId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    extract::{Body, Ids},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{AutoReplyLine, Id, ServiceView},
};

#[derive(Deserialize, ToSchema)]
pub struct RepliesToSet {
    /// The version that was changed; when there is a newer one, nothing is saved.
    base: i64,
    /// May name `{back_at}` and `{shop}`.
    closed: AutoReplyLine,
    /// May name `{agent}` and `{shop}`.
    nobody: AutoReplyLine,
    /// May name `{agent}` and `{shop}`.
    busy: AutoReplyLine,
    /// From 5 to 600.
    busy_lead_s: i64,
}

#[utoipa::path(
    put, path = "/api/v1/shops/{shop}/service/replies", tag = "service",
    params(("shop" = Id, Path)), request_body = RepliesToSet,
    responses((status = 200, body = ServiceView)),
    extensions(("x-needs" = json!("lead"))),
)]
pub async fn set_replies(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    Body(body): Body<RepliesToSet>,
) -> Answer<Json<ServiceView>> {
    let desk = app.desk(&who, shop, Role::Lead).await?;
    let replies = AutoReplies {
        closed: body.closed.into(),
        nobody: body.nobody.into(),
        busy: body.busy.into(),
        busy_lead_s: body.busy_lead_s,
    };
    let saved = desk.set_replies(body.base, replies).await?;
    Ok(Json(ServiceView::from(&saved)))
}
