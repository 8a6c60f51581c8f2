//! Who she is, what might be said next, and what to remember: beside one talk, as it stands now.

use axum::{Json, extract::State};
use jinpai_model::{ConversationId, Role, ShopId};

use crate::{
    extract::Ids,
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{AdviceView, Id},
};

#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/conversations/{conversation}/advice", tag = "advice",
    params(("shop" = Id, Path), ("conversation" = Id, Path)),
    responses((status = 200, body = AdviceView)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn get_advice(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, conversation)): Ids<(ShopId, ConversationId)>,
) -> Answer<Json<AdviceView>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let view = desk.advice(conversation).await?;
    Ok(Json(AdviceView::new(view, who.locale())))
}
