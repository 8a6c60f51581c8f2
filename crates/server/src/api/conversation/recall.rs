//! Takes a message back: its author, within two minutes. The buyer sees that one was taken back.

use axum::{Json, extract::State};
use jinpai_model::{ConversationId, Role, ShopId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    extract::{Body, Ids},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Id, MessageView},
};

#[derive(Deserialize, ToSchema)]
pub struct Recall {
    /// The message's place in the shop's event log.
    seq: i64,
}

#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/conversations/{conversation}/recall", tag = "conversations",
    params(("shop" = Id, Path), ("conversation" = Id, Path)), request_body = Recall,
    responses((status = 200, body = MessageView)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn recall_message(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, conversation)): Ids<(ShopId, ConversationId)>,
    Body(body): Body<Recall>,
) -> Answer<Json<MessageView>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let message = desk.recall(conversation, body.seq).await?;
    Ok(Json(MessageView::from(&message)))
}
