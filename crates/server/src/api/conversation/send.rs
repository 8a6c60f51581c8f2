//! Sends a reply. The coach looks at it once more, and what it blocks is not sent.

use axum::{Json, extract::State};
use jinpai_model::{ConversationId, Role, ShopId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    extract::{Body, Ids},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Finding, Id, MessageView},
};

#[derive(Deserialize, ToSchema)]
pub struct SendMessage {
    /// The sender's own name for the message, up to 64 visible ASCII characters; the same one again is the same
    /// message.
    client_ref: String,
    /// Up to 4,000 characters.
    text: String,
}

#[derive(Serialize, ToSchema)]
pub struct SentMessage {
    message: MessageView,
    findings: Vec<Finding>,
}

impl From<&jinpai_engine::Sent> for SentMessage {
    fn from(sent: &jinpai_engine::Sent) -> Self {
        Self {
            message: MessageView::from(&sent.message),
            findings: Finding::list(&sent.report),
        }
    }
}

#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/conversations/{conversation}/messages", tag = "conversations",
    params(("shop" = Id, Path), ("conversation" = Id, Path)), request_body = SendMessage,
    responses((status = 200, body = SentMessage)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn send_message(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, conversation)): Ids<(ShopId, ConversationId)>,
    Body(body): Body<SendMessage>,
) -> Answer<Json<SentMessage>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let sent = desk
        .send(conversation, &body.client_ref, &body.text, who.locale())
        .await?;
    Ok(Json(SentMessage::from(&sent)))
}
