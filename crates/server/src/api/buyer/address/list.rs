//! A buyer's numbers and mail addresses, masked.

use axum::{Json, extract::State};
use jinpai_model::{BuyerId, Role, ShopId};

use crate::{
    extract::Ids,
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{AddressList, Id},
};

#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/buyers/{buyer}/addresses", tag = "buyers",
    params(("shop" = Id, Path), ("buyer" = Id, Path)),
    responses((status = 200, body = AddressList)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn list_addresses(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, buyer)): Ids<(ShopId, BuyerId)>,
) -> Answer<Json<AddressList>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    Ok(Json(AddressList::new(&desk.addresses(buyer).await?)))
}
