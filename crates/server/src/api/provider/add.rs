//! Adds a provider. One that is on turns the others of its channel off.

use axum::{Json, extract::State, http::HeaderMap};
use jinpai_model::{Channel, Role, ShopId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    extract::{Body, Ids},
    origin,
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Id, ProviderView, words},
};

#[derive(Deserialize, ToSchema)]
pub struct NewProvider {
    /// `sms` or `email`.
    #[schema(value_type = words::Channel)]
    channel: Channel,
    name: String,
    on: bool,
    /// By protocol, which `kind` names: `smpp`, `http-sms`, `email` or `webhook`. See `docs/senders.md`.
    #[schema(value_type = Object)]
    settings: serde_json::Value,
}

#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/providers", tag = "providers",
    params(("shop" = Id, Path)), request_body = NewProvider,
    responses((status = 200, body = ProviderView)),
    extensions(("x-needs" = json!("owner"))),
)]
pub async fn add_provider(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    headers: HeaderMap,
    Body(body): Body<NewProvider>,
) -> Answer<Json<ProviderView>> {
    let desk = app.desk(&who, shop, Role::Owner).await?;
    let view = desk
        .add_provider(body.channel, body.name, body.on, body.settings)
        .await?;
    Ok(Json(ProviderView::new(&view, &origin::own(&app, &headers))))
}
