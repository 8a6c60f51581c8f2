//! What the coach says about a text.

use axum::{Json, extract::State};
use jinpai_model::{ConversationId, ProductId, Role, ShopId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    extract::{Body, Ids},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Checked, Id},
};

#[derive(Deserialize, ToSchema)]
pub struct TextToCheck {
    text: String,
    /// Its buyer's turn and facts count.
    #[schema(value_type = Option<Id>)]
    conversation: Option<ConversationId>,
    /// What the buyer said, when there is no conversation.
    buyer: Option<String>,
    /// Whose facts count, when there is no conversation.
    #[schema(value_type = Option<Id>)]
    product: Option<ProductId>,
}

#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/coach/check", tag = "coach",
    params(("shop" = Id, Path)), request_body = TextToCheck,
    responses((status = 200, body = Checked)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn check_text(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    Body(body): Body<TextToCheck>,
) -> Answer<Json<Checked>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let judged = desk
        .check(
            body.conversation,
            body.buyer.as_deref(),
            body.product,
            &body.text,
            who.locale(),
        )
        .await?;
    Ok(Json(Checked::from(&judged.report)))
}
