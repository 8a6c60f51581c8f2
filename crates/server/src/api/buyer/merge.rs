//! Buyers that are one person: what would come together, writing it down, and taking them apart.

use axum::{Json, extract::State};
use jinpai_model::{BuyerId, Role, ShopId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    extract::Ids,
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Belongings, BuyerView, Id, Teller},
};

/// What would come together.
#[derive(Serialize, ToSchema)]
pub struct MergePreview {
    one: Belongings,
    other: Belongings,
}

#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/buyers/{buyer}/merge/{other}", tag = "buyers",
    params(("shop" = Id, Path), ("buyer" = Id, Path), ("other" = Id, Path)),
    responses((status = 200, body = MergePreview)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn preview_merge(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, buyer, other)): Ids<(ShopId, BuyerId, BuyerId)>,
) -> Answer<Json<MergePreview>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let [one, other] = desk.merge_preview(buyer, other).await?;
    Ok(Json(MergePreview {
        one: Belongings::from(&one),
        other: Belongings::from(&other),
    }))
}

/// Two buyers are one person from now on: orders, budget and opt-outs count together, and each keeps its conversations
/// on its channel. A lead may do so, and who has an open conversation with either.
#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/buyers/{buyer}/merge/{other}", tag = "buyers",
    params(("shop" = Id, Path), ("buyer" = Id, Path), ("other" = Id, Path)),
    responses((status = 200, body = BuyerView)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn merge_buyers(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, buyer, other)): Ids<(ShopId, BuyerId, BuyerId)>,
) -> Answer<Json<BuyerView>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let view = desk.merge_buyers(buyer, other).await?;
    let zone = who.zone(shop);
    Ok(Json(BuyerView::new(
        &view,
        Teller::new(&desk, &zone, who.locale()),
    )))
}

/// Takes a buyer out of the person she was held to be. Each has exactly what was hers.
#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/buyers/{buyer}/split", tag = "buyers",
    params(("shop" = Id, Path), ("buyer" = Id, Path)),
    responses((status = 200, body = BuyerView)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn split_buyer(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, buyer)): Ids<(ShopId, BuyerId)>,
) -> Answer<Json<BuyerView>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let view = desk.split_buyer(buyer).await?;
    let zone = who.zone(shop);
    Ok(Json(BuyerView::new(
        &view,
        Teller::new(&desk, &zone, who.locale()),
    )))
}
