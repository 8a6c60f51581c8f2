//! What was promised to a buyer, until it is kept.

use axum::{Json, extract::State};
use jinpai_model::{BuyerId, ConversationId, PromiseId, Role, ShopId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    api::{DONE, Done},
    extract::{Body, Ids},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Id, PromiseView},
};

#[derive(Deserialize, ToSchema)]
pub struct PromiseToNote {
    /// Up to 200 characters.
    text: String,
    /// A talk with her, in which it was given.
    #[schema(value_type = Id)]
    conversation: ConversationId,
}

#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/buyers/{buyer}/promises", tag = "advice",
    params(("shop" = Id, Path), ("buyer" = Id, Path)), request_body = PromiseToNote,
    responses((status = 200, body = PromiseView)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn note_promise(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, buyer)): Ids<(ShopId, BuyerId)>,
    Body(body): Body<PromiseToNote>,
) -> Answer<Json<PromiseView>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let promise = desk.promise(buyer, body.conversation, &body.text).await?;
    Ok(Json(promise.into()))
}

#[utoipa::path(
    delete, path = "/api/v1/shops/{shop}/buyers/{buyer}/promises/{promise}", tag = "advice",
    params(("shop" = Id, Path), ("buyer" = Id, Path), ("promise" = Id, Path)),
    responses((status = 204)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn keep_promise(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, buyer, promise)): Ids<(ShopId, BuyerId, PromiseId)>,
) -> Answer<Done> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    desk.keep_promise(buyer, promise).await?;
    Ok(DONE)
}
