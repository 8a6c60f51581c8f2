//! Changes a provider. Secrets that are left out of the settings stay as they are.

use axum::{Json, extract::State, http::HeaderMap};
use jinpai_engine::ProviderPatch;
use jinpai_model::{ProviderId, Role, ShopId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    extract::{Body, Ids},
    origin,
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Id, ProviderView},
};

#[derive(Deserialize, ToSchema)]
pub struct ProviderChanges {
    name: Option<String>,
    on: Option<bool>,
    /// The whole settings but for the secrets. A password stays only with the same server.
    #[schema(value_type = Option<Object>)]
    settings: Option<serde_json::Value>,
}

#[utoipa::path(
    patch, path = "/api/v1/shops/{shop}/providers/{provider}", tag = "providers",
    params(("shop" = Id, Path), ("provider" = Id, Path)), request_body = ProviderChanges,
    responses((status = 200, body = ProviderView)),
    extensions(("x-needs" = json!("owner"))),
)]
pub async fn change_provider(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, provider)): Ids<(ShopId, ProviderId)>,
    headers: HeaderMap,
    Body(body): Body<ProviderChanges>,
) -> Answer<Json<ProviderView>> {
    let desk = app.desk(&who, shop, Role::Owner).await?;
    let patch = ProviderPatch {
        name: body.name,
        on: body.on,
        settings: body.settings,
    };
    let view = desk.change_provider(provider, patch).await?;
    Ok(Json(ProviderView::new(&view, &origin::own(&app, &headers))))
}
