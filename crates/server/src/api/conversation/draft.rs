//! What an agent has begun to write in a conversation, kept for her other machines.

use axum::{Json, extract::State};
use jinpai_model::{ConversationId, Role, ShopId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    api::{DONE, Done},
    extract::{Body, Ids},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::Id,
};

#[derive(Serialize, Deserialize, ToSchema)]
pub struct KeptDraft {
    /// Up to 4,000 characters; empty: none.
    text: String,
}

/// Her own draft; nobody else reads it.
#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/conversations/{conversation}/draft", tag = "conversations",
    params(("shop" = Id, Path), ("conversation" = Id, Path)),
    responses((status = 200, body = KeptDraft)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn get_draft(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, conversation)): Ids<(ShopId, ConversationId)>,
) -> Answer<Json<KeptDraft>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let text = desk.draft(conversation).await?;
    Ok(Json(KeptDraft { text }))
}

#[utoipa::path(
    put, path = "/api/v1/shops/{shop}/conversations/{conversation}/draft", tag = "conversations",
    params(("shop" = Id, Path), ("conversation" = Id, Path)), request_body = KeptDraft,
    responses((status = 204)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn keep_draft(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, conversation)): Ids<(ShopId, ConversationId)>,
    Body(body): Body<KeptDraft>,
) -> Answer<Done> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    desk.keep_draft(conversation, &body.text).await?;
    Ok(DONE)
}
