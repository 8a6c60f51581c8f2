//! One conversation.

use axum::{Json, extract::State};
use jinpai_model::{ConversationId, Role, ShopId};

use crate::{
    extract::Ids,
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{ConversationView, Id},
};

#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/conversations/{conversation}", tag = "conversations",
    params(("shop" = Id, Path), ("conversation" = Id, Path)),
    responses((status = 200, body = ConversationView)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn get_conversation(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, conversation)): Ids<(ShopId, ConversationId)>,
) -> Answer<Json<ConversationView>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    Ok(Json(ConversationView::from(
        &desk.conversation(conversation).await?,
    )))
}
