//! Puts one of the shop's tags on a buyer, and takes it off.

use axum::extract::State;
use jinpai_model::{BuyerId, Role, ShopId, TagId};

use crate::{
    api::{DONE, Done},
    extract::Ids,
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::Id,
};

#[utoipa::path(
    put, path = "/api/v1/shops/{shop}/buyers/{buyer}/tags/{tag}", tag = "tags",
    params(("shop" = Id, Path), ("buyer" = Id, Path), ("tag" = Id, Path)),
    responses((status = 204)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn tag_buyer(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, buyer, tag)): Ids<(ShopId, BuyerId, TagId)>,
) -> Answer<Done> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    desk.tag_buyer(buyer, tag, true).await?;
    Ok(DONE)
}

#[utoipa::path(
    delete, path = "/api/v1/shops/{shop}/buyers/{buyer}/tags/{tag}", tag = "tags",
    params(("shop" = Id, Path), ("buyer" = Id, Path), ("tag" = Id, Path)),
    responses((status = 204)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn untag_buyer(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, buyer, tag)): Ids<(ShopId, BuyerId, TagId)>,
) -> Answer<Done> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    desk.tag_buyer(buyer, tag, false).await?;
    Ok(DONE)
}
