//! Puts one of the shop's tags on a conversation, and takes it off.

use axum::extract::State;
use jinpai_model::{ConversationId, Role, ShopId, TagId};

use crate::{
    api::{DONE, Done},
    extract::Ids,
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::Id,
};

#[utoipa::path(
    put, path = "/api/v1/shops/{shop}/conversations/{conversation}/tags/{tag}", tag = "tags",
    params(("shop" = Id, Path), ("conversation" = Id, Path), ("tag" = Id, Path)),
    responses((status = 204)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn tag_conversation(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, conversation, tag)): Ids<(ShopId, ConversationId, TagId)>,
) -> Answer<Done> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    desk.tag_talk(conversation, tag, true).await?;
    Ok(DONE)
}

#[utoipa::path(
    delete, path = "/api/v1/shops/{shop}/conversations/{conversation}/tags/{tag}", tag = "tags",
    params(("shop" = Id, Path), ("conversation" = Id, Path), ("tag" = Id, Path)),
    responses((status = 204)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn untag_conversation(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, conversation, tag)): Ids<(ShopId, ConversationId, TagId)>,
) -> Answer<Done> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    desk.tag_talk(conversation, tag, false).await?;
    Ok(DONE)
}
