//! Makes a product.

use axum::{Json, extract::State};
use jinpai_model::{Role, ShopId};

use super::change::ProductPatch;
use crate::{
    extract::{Body, Ids},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Id, ProductView},
};

#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/products", tag = "products",
    params(("shop" = Id, Path)), request_body = ProductPatch,
    responses((status = 200, body = ProductView)),
    extensions(("x-needs" = json!("lead"))),
)]
pub async fn create_product(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    Body(body): Body<ProductPatch>,
) -> Answer<Json<ProductView>> {
    let desk = app.desk(&who, shop, Role::Lead).await?;
    // What is missing, the engine names: a product needs a code and a title.
    let product = desk.tell_product(None, body.told()?).await?;
    Ok(Json(ProductView::shown(&desk, &product).await?))
}
