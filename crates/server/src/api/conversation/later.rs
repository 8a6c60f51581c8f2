//! Replies that wait for their moment.

use axum::{Json, extract::State};
use jinpai_model::{At, ConversationId, LaterId, LaterMessage, Role, ShopId};
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

#[derive(Serialize, ToSchema)]
pub struct LaterView {
    id: Id,
    conversation: Id,
    /// Who wrote it, and as whom it is sent.
    author: Id,
    text: String,
    due_at: i64,
}

impl From<LaterMessage> for LaterView {
    fn from(held: LaterMessage) -> Self {
        Self {
            id: held.id.into(),
            conversation: held.conversation.into(),
            author: held.author.into(),
            text: held.text,
            due_at: held.due_at.ms(),
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct LaterList {
    /// The next first.
    items: Vec<LaterView>,
}

#[derive(Deserialize, ToSchema)]
pub struct SendLater {
    /// The author's own name for it, up to 64 visible ASCII characters; the same one again is the same reply.
    client_ref: String,
    /// Up to 4,000 characters.
    text: String,
    /// Ahead, and within 90 days.
    due_at: i64,
}

#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/conversations/{conversation}/later", tag = "conversations",
    params(("shop" = Id, Path), ("conversation" = Id, Path)),
    responses((status = 200, body = LaterList)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn list_later(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, conversation)): Ids<(ShopId, ConversationId)>,
) -> Answer<Json<LaterList>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let items = desk.later(conversation).await?;
    Ok(Json(LaterList {
        items: items.into_iter().map(LaterView::from).collect(),
    }))
}

/// Has a reply sent at a moment. The coach looks at it now, and again then.
#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/conversations/{conversation}/later", tag = "conversations",
    params(("shop" = Id, Path), ("conversation" = Id, Path)), request_body = SendLater,
    responses((status = 200, body = LaterView)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn send_later(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, conversation)): Ids<(ShopId, ConversationId)>,
    Body(body): Body<SendLater>,
) -> Answer<Json<LaterView>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let what = (body.text.as_str(), At(body.due_at));
    let later = desk
        .send_later(conversation, &body.client_ref, what, who.locale())
        .await?;
    Ok(Json(later.into()))
}

#[utoipa::path(
    delete, path = "/api/v1/shops/{shop}/conversations/{conversation}/later/{later}", tag = "conversations",
    params(("shop" = Id, Path), ("conversation" = Id, Path), ("later" = Id, Path)),
    responses((status = 204)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn drop_later(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, conversation, later)): Ids<(ShopId, ConversationId, LaterId)>,
) -> Answer<Done> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    desk.drop_later(conversation, later).await?;
    Ok(DONE)
}
