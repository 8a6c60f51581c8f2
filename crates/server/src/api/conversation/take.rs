//! Takes a conversation: one of nobody's, or of a colleague who is gone; a lead also takes others'.

use axum::extract::State;
use jinpai_model::{ConversationId, Role, ShopId};

use crate::{
    api::{DONE, Done},
    extract::Ids,
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::Id,
};

#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/conversations/{conversation}/take", tag = "conversations",
    params(("shop" = Id, Path), ("conversation" = Id, Path)),
    responses((status = 204)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn take_conversation(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, conversation)): Ids<(ShopId, ConversationId)>,
) -> Answer<Done> {
    app.desk(&who, shop, Role::Agent)
        .await?
        .take_over(conversation)
        .await?;
    Ok(DONE)
}
