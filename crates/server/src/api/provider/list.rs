//! The shop's providers, the oldest first.

use axum::{Json, extract::State, http::HeaderMap};
use jinpai_model::{Role, ShopId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    extract::Ids,
    origin,
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Id, ProviderView},
};

#[derive(Serialize, ToSchema)]
pub struct ProviderList {
    items: Vec<ProviderView>,
}

#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/providers", tag = "providers",
    params(("shop" = Id, Path)),
    responses((status = 200, body = ProviderList)),
    extensions(("x-needs" = json!("owner"))),
)]
pub async fn list_providers(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    headers: HeaderMap,
) -> Answer<Json<ProviderList>> {
    let views = app.desk(&who, shop, Role::Owner).await?.providers().await?;
    let own = origin::own(&app, &headers);
    Ok(Json(ProviderList {
        items: views.iter().map(|view| ProviderView::new(view, &own)).collect(),
    }))
}
