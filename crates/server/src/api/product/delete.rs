//! Takes a product away.

use axum::extract::State;
use jinpai_model::{ProductId, Role, ShopId};

use crate::{
    api::{DONE, Done},
    extract::Ids,
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::Id,
};

#[utoipa::path(
    delete, path = "/api/v1/shops/{shop}/products/{product}", tag = "products",
    params(("shop" = Id, Path), ("product" = Id, Path)),
    responses((status = 204)),
    extensions(("x-needs" = json!("lead"))),
)]
pub async fn delete_product(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, product)): Ids<(ShopId, ProductId)>,
) -> Answer<Done> {
    app.desk(&who, shop, Role::Lead)
        .await?
        .delete_product(product)
        .await?;
    Ok(DONE)
}
