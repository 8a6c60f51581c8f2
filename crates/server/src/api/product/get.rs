//! One product.

use axum::{Json, extract::State};
use jinpai_model::{ProductId, Role, ShopId};

use crate::{
    extract::Ids,
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Id, ProductView},
};

#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/products/{product}", tag = "products",
    params(("shop" = Id, Path), ("product" = Id, Path)),
    responses((status = 200, body = ProductView)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn get_product(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, product)): Ids<(ShopId, ProductId)>,
) -> Answer<Json<ProductView>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let product = desk.product(product).await?;
    Ok(Json(ProductView::shown(&desk, &product).await?))
}
