//! Hands a conversation to a colleague or to a group, with a word to whom takes it; and takes it back.

use axum::extract::State;
use jinpai_engine::{HandTo, Invalid};
use jinpai_model::{ConversationId, GroupId, PersonId, Role, ShopId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    api::{DONE, Done},
    extract::{Body, Ids},
    problem::{Answer, Problem},
    session::SignedIn,
    state::App,
    wire::Id,
};

/// Either `to` or `group`.
#[derive(Deserialize, ToSchema)]
pub struct Transfer {
    /// A member of this shop who is there.
    #[schema(value_type = Option<Id>)]
    to: Option<PersonId>,
    /// A group of this shop: who of it is there and has room gets the conversation; until the shop's minutes are over
    /// nobody else.
    #[schema(value_type = Option<Id>)]
    group: Option<GroupId>,
    /// What whoever takes it should know, up to 4,000 characters; the buyer never sees it.
    #[serde(default)]
    note: String,
}

impl Transfer {
    fn hand_to(&self) -> Answer<HandTo> {
        match (self.to, self.group) {
            (Some(person), None) => Ok(HandTo::Colleague(person)),
            (None, Some(group)) => Ok(HandTo::Group(group)),
            _ => {
                let expected = "a colleague, or a group in its place";
                Err(Problem::field("to", Invalid::Not { expected }))
            }
        }
    }
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
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let to = body.hand_to()?;
    desk.transfer(conversation, to, &body.note).await?;
    Ok(DONE)
}

/// Takes back what she handed on: within two minutes, while nobody has answered in it.
#[utoipa::path(
    delete, path = "/api/v1/shops/{shop}/conversations/{conversation}/transfer", tag = "conversations",
    params(("shop" = Id, Path), ("conversation" = Id, Path)),
    responses((status = 204)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn take_back_conversation(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, conversation)): Ids<(ShopId, ConversationId)>,
) -> Answer<Done> {
    app.desk(&who, shop, Role::Agent)
        .await?
        .take_back(conversation)
        .await?;
    Ok(DONE)
}
