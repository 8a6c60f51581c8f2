//! Makes a product again what it was at an earlier version.

use axum::{Json, extract::State};
use jinpai_model::{ProductId, Role, ShopId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    extract::{Body, Ids},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Id, ProductView},
};

#[derive(Deserialize, ToSchema)]
pub struct BackTo {
    /// 0: as it was first told.
    version: i64,
}

#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/products/{product}/back", tag = "products",
    params(("shop" = Id, Path), ("product" = Id, Path)), request_body = BackTo,
    responses((status = 200, body = ProductView)),
    extensions(("x-needs" = json!("lead"))),
)]
pub async fn take_product_back(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, product)): Ids<(ShopId, ProductId)>,
    Body(body): Body<BackTo>,
) -> Answer<Json<ProductView>> {
    let desk = app.desk(&who, shop, Role::Lead).await?;
    let product = desk.product_back_to(product, body.version).await?;
    Ok(Json(ProductView::shown(&desk, &product).await?))
}
