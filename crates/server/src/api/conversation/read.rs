//! The agents' side has read up to a message.

use axum::extract::State;
use jinpai_model::{ConversationId, Role, ShopId};
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
pub struct ReadUpTo {
    seq: i64,
}

#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/conversations/{conversation}/read", tag = "conversations",
    params(("shop" = Id, Path), ("conversation" = Id, Path)), request_body = ReadUpTo,
    responses((status = 204)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn mark_read(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, conversation)): Ids<(ShopId, ConversationId)>,
    Body(body): Body<ReadUpTo>,
) -> Answer<Done> {
    app.desk(&who, shop, Role::Agent)
        .await?
        .read(conversation, body.seq)
        .await?;
    Ok(DONE)
}
