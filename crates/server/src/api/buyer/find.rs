//! Looks for buyers by a part of a name, an outside name, or a whole order number.

use axum::{Json, extract::State};
use jinpai_model::{Role, ShopId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    extract::{Ids, Params},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{BuyerFound, Id},
};

#[derive(Deserialize, IntoParams)]
pub struct BuyerQuery {
    /// 1 to 60 characters.
    #[serde(default)]
    q: String,
}

#[derive(Serialize, ToSchema)]
pub struct BuyersFound {
    /// Up to 20, who was seen last first.
    items: Vec<BuyerFound>,
}

#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/buyers", tag = "buyers",
    params(("shop" = Id, Path), BuyerQuery),
    responses((status = 200, body = BuyersFound)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn find_buyers(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    Params(query): Params<BuyerQuery>,
) -> Answer<Json<BuyersFound>> {
    let found = app
        .desk(&who, shop, Role::Agent)
        .await?
        .find_buyers(&query.q)
        .await?;
    Ok(Json(BuyersFound {
        items: found.iter().map(BuyerFound::from).collect(),
    }))
}
