//! Sets or takes away a conversation's star.

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
pub struct Star {
    starred: bool,
}

#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/conversations/{conversation}/star", tag = "conversations",
    params(("shop" = Id, Path), ("conversation" = Id, Path)), request_body = Star,
    responses((status = 204)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn star_conversation(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, conversation)): Ids<(ShopId, ConversationId)>,
    Body(body): Body<Star>,
) -> Answer<Done> {
    app.desk(&who, shop, Role::Agent)
        .await?
        .star(conversation, body.starred)
        .await?;
    Ok(DONE)
}
