//! The buyer's card.

use axum::{Json, extract::State};
use jinpai_model::{BuyerId, Role, ShopId};

use crate::{
    extract::Ids,
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{BuyerView, Id, Teller},
};

#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/buyers/{buyer}", tag = "buyers",
    params(("shop" = Id, Path), ("buyer" = Id, Path)),
    responses((status = 200, body = BuyerView)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn get_buyer(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, buyer)): Ids<(ShopId, BuyerId)>,
) -> Answer<Json<BuyerView>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let zone = who.zone(shop);
    let view = desk.buyer(buyer).await?;
    Ok(Json(BuyerView::new(
        &view,
        Teller::new(&desk, &zone, who.locale()),
    )))
}
