//! Hands a message that did not arrive to the bridge once more.

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
    post, path = "/api/v1/shops/{shop}/conversations/{conversation}/undelivered/{n}/again", tag = "conversations",
    params(("shop" = Id, Path), ("conversation" = Id, Path), ("n" = i64, Path, description = "`seq` of the message")),
    responses((status = 204)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn deliver_again(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, conversation, n)): Ids<(ShopId, ConversationId, i64)>,
) -> Answer<Done> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    desk.deliver_again(conversation, n).await?;
    Ok(DONE)
}
