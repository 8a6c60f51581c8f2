//! A page of a conversation's timeline, oldest first.

use axum::{Json, extract::State};
use jinpai_model::{ConversationId, Role, ShopId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    config::MAX_ROWS,
    extract::{Ids, Params},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Id, MessageView},
};

/// The page lies next to its bound; without one it is the newest page.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Around {
    before_seq: Option<i64>,
    after_seq: Option<i64>,
    /// Up to 500.
    limit: Option<u64>,
}

#[derive(Serialize, ToSchema)]
pub struct MessageList {
    items: Vec<MessageView>,
    /// Whether there is more beyond the far end of the page.
    more: bool,
}

#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/conversations/{conversation}/messages", tag = "conversations",
    params(("shop" = Id, Path), ("conversation" = Id, Path), Around),
    responses((status = 200, body = MessageList)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn list_messages(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, conversation)): Ids<(ShopId, ConversationId)>,
    Params(around): Params<Around>,
) -> Answer<Json<MessageList>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let limit = around.limit.unwrap_or(50).clamp(1, MAX_ROWS);
    let page = desk
        .messages(conversation, around.before_seq, around.after_seq, limit)
        .await?;
    Ok(Json(MessageList {
        items: page.items.iter().map(MessageView::from).collect(),
        more: page.more,
    }))
}
