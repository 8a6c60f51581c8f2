//! Hands a conversation to a colleague, with a word to her.

use axum::extract::State;
use jinpai_model::{ConversationId, PersonId, Role, ShopId};
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
pub struct Transfer {
    /// A member of this shop.
    #[schema(value_type = Id)]
    to: PersonId,
    /// What she should know, up to 4,000 characters; the buyer never sees it.
    #[serde(default)]
    note: String,
}

#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/conversations/{conversation}/transfer", tag = "conversations",
    params(("shop" = Id, Path), ("conversation" = Id, Path)), request_body = Transfer,
    responses((status = 204)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn transfer_conversation(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, conversation)): Ids<(ShopId, ConversationId)>,
    Body(body): Body<Transfer>,
) -> Answer<Done> {
    app.desk(&who, shop, Role::Agent)
        .await?
        .transfer(conversation, body.to, &body.note)
        .await?;
    Ok(DONE)
}
