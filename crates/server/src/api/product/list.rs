//! The shop's products.

use axum::{Json, extract::State};
use jinpai_model::{Role, ShopId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    extract::{Ids, Params},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Id, ProductView, show_products},
};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// Part of a title or a code, the initials of its sounds, or what it is about.
    q: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct ProductList {
    items: Vec<ProductView>,
}

#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/products", tag = "products",
    params(("shop" = Id, Path), Which),
    responses((status = 200, body = ProductList)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn list_products(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    Params(which): Params<Which>,
) -> Answer<Json<ProductList>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let products = desk.products(which.q.as_deref()).await?;
    Ok(Json(ProductList {
        items: show_products(&desk, products.iter()).await?,
    }))
}
