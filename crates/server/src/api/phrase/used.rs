//! Counts that a phrase was taken, one of the program's as well, and in which talk.

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
pub struct PhraseTaken {
    /// The talk whose draft it was put into; left out, it is counted without one.
    #[serde(default)]
    #[schema(value_type = Option<Id>)]
    conversation: Option<ConversationId>,
}

#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/phrases/{phrase}/used", tag = "phrases",
    params(("shop" = Id, Path), ("phrase" = String, Path)), request_body = PhraseTaken,
    responses((status = 204)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn phrase_used(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, phrase)): Ids<(ShopId, String)>,
    Body(body): Body<PhraseTaken>,
) -> Answer<Done> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    desk.phrase_used(&phrase, body.conversation).await?;
    Ok(DONE)
}
