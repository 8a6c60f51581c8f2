//! What was changed in a product, the newest first.

use axum::{Json, extract::State};
use jinpai_model::{ProductId, Role, ShopId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    extract::Ids,
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Id, ProductVersionView},
};

#[derive(Serialize, ToSchema)]
pub struct ProductVersions {
    /// The newest 50 changes.
    items: Vec<ProductVersionView>,
}

#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/products/{product}/versions", tag = "products",
    params(("shop" = Id, Path), ("product" = Id, Path)),
    responses((status = 200, body = ProductVersions)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn list_product_versions(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, product)): Ids<(ShopId, ProductId)>,
) -> Answer<Json<ProductVersions>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let versions = desk.product_history(product).await?;
    Ok(Json(ProductVersions {
        items: versions.into_iter().map(ProductVersionView::from).collect(),
    }))
}
