//! Puts a conversation off until a moment, and takes it out again.

use axum::extract::State;
use jinpai_model::{At, ConversationId, Role, ShopId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    api::{DONE, Done},
    extract::{Body, Ids},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::Id,
};

#[derive(Deserialize, ToSchema)]
pub struct PutOff {
    /// Ahead, and within a year.
    until_at: i64,
    /// What is to be done then; up to 100 characters.
    #[serde(default)]
    remark: String,
}

/// It leaves the list, and comes back at its moment or when the buyer writes.
#[utoipa::path(
    put, path = "/api/v1/shops/{shop}/conversations/{conversation}/snooze", tag = "conversations",
    params(("shop" = Id, Path), ("conversation" = Id, Path)), request_body = PutOff,
    responses((status = 204)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn snooze_conversation(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, conversation)): Ids<(ShopId, ConversationId)>,
    Body(body): Body<PutOff>,
) -> Answer<Done> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    desk.snooze(conversation, At(body.until_at), &body.remark).await?;
    Ok(DONE)
}

/// Takes it out before its moment, or down from the top of the list when it is back.
#[utoipa::path(
    delete, path = "/api/v1/shops/{shop}/conversations/{conversation}/snooze", tag = "conversations",
    params(("shop" = Id, Path), ("conversation" = Id, Path)),
    responses((status = 204)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn wake_conversation(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, conversation)): Ids<(ShopId, ConversationId)>,
) -> Answer<Done> {
    app.desk(&who, shop, Role::Agent)
        .await?
        .wake(conversation)
        .await?;
    Ok(DONE)
}
