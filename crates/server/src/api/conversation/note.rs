//! Writes a note for colleagues into a conversation's timeline; the buyer never sees it.

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
pub struct NewNote {
    /// The author's own name for the note, up to 64 visible ASCII characters; the same one again is the same note.
    client_ref: String,
    /// Up to 4,000 characters.
    text: String,
}

#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/conversations/{conversation}/notes", tag = "conversations",
    params(("shop" = Id, Path), ("conversation" = Id, Path)), request_body = NewNote,
    responses((status = 200, body = MessageView)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn add_note(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, conversation)): Ids<(ShopId, ConversationId)>,
    Body(body): Body<NewNote>,
) -> Answer<Json<MessageView>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let note = desk.note(conversation, &body.client_ref, &body.text).await?;
    Ok(Json(MessageView::from(&note)))
}
