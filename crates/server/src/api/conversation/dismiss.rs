//! Puts a finding of the coach aside for this talk.

use axum::{Json, extract::State};
use jinpai_engine::Dismiss;
use jinpai_model::{ConversationId, DismissReason, MessageId, Role, ShopId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    extract::{Body, Ids},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{DismissalView, Id, words},
};

#[derive(Deserialize, ToSchema)]
pub struct FindingToDismiss {
    rule: String,
    /// The words found, as the finding gave them; empty for the whole message.
    #[serde(rename = "match", default)]
    matched: String,
    /// The draft, or the text of the message.
    text: String,
    #[schema(value_type = words::DismissReason)]
    reason: DismissReason,
    /// Up to 200 characters.
    #[serde(default)]
    note: String,
    /// The message in which the words were sent, when they were.
    #[schema(value_type = Option<Id>)]
    message: Option<MessageId>,
}

#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/conversations/{conversation}/coach/dismiss", tag = "conversations",
    params(("shop" = Id, Path), ("conversation" = Id, Path)), request_body = FindingToDismiss,
    responses((status = 200, body = DismissalView)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn dismiss_finding(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, conversation)): Ids<(ShopId, ConversationId)>,
    Body(body): Body<FindingToDismiss>,
) -> Answer<Json<DismissalView>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let dismiss = Dismiss {
        rule: body.rule,
        matched: body.matched,
        text: body.text,
        reason: body.reason,
        note: body.note,
        message: body.message,
    };
    let view = desk.dismiss(conversation, dismiss).await?;
    Ok(Json(DismissalView::from(&view)))
}
