//! How the bridge goes, and where it is posted to.

use axum::{Json, extract::State};
use jinpai_engine::BridgeView as View;
use jinpai_model::{Role, ShopId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    extract::{Body, Ids},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::Id,
};

#[derive(Serialize, ToSchema)]
pub struct BridgeView {
    /// Whether the owner has made a secret for it.
    has_secret: bool,
    /// When it was last heard of.
    #[schema(required = true)]
    seen_at: Option<i64>,
    /// Messages that it has not taken yet.
    waiting: u64,
    /// Where it is posted to; none: it asks by itself.
    #[schema(required = true)]
    push_url: Option<String>,
    /// Why it could not be posted to.
    #[schema(required = true)]
    push_why: Option<String>,
    /// When posting is tried again.
    #[schema(required = true)]
    push_again_at: Option<i64>,
}

impl From<View> for BridgeView {
    fn from(view: View) -> Self {
        let (why, again_at) = view.push_failed.unzip();
        Self {
            has_secret: view.has_secret,
            seen_at: view.seen_at.map(|at| at.ms()),
            waiting: view.waiting,
            push_url: view.push_url,
            push_why: why,
            push_again_at: again_at.flatten().map(|at| at.ms()),
        }
    }
}

#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/bridge", tag = "settings",
    params(("shop" = Id, Path)),
    responses((status = 200, body = BridgeView)),
    extensions(("x-needs" = json!("lead"))),
)]
pub async fn get_bridge(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
) -> Answer<Json<BridgeView>> {
    let desk = app.desk(&who, shop, Role::Lead).await?;
    Ok(Json(desk.bridge().await?.into()))
}

#[derive(Deserialize, ToSchema)]
pub struct BridgeToSet {
    /// `null` or empty: it asks by itself.
    push_url: Option<String>,
}

#[utoipa::path(
    put, path = "/api/v1/shops/{shop}/bridge", tag = "settings",
    params(("shop" = Id, Path)), request_body = BridgeToSet,
    responses((status = 200, body = BridgeView)),
    extensions(("x-needs" = json!("owner"))),
)]
pub async fn set_bridge(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    Body(body): Body<BridgeToSet>,
) -> Answer<Json<BridgeView>> {
    let desk = app.desk(&who, shop, Role::Owner).await?;
    Ok(Json(desk.set_bridge(body.push_url.as_deref()).await?.into()))
}
