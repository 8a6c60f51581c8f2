//! Sends a product or an order of the buyer's as a card, as the shop's own rows stand now.

use axum::{Json, extract::State};
use jinpai_engine::{CardOf, Invalid};
use jinpai_model::{ConversationId, OrderId, ProductId, Role, ShopId};
use serde::Deserialize;
use utoipa::ToSchema;

use super::send::SentMessage;
use crate::{
    extract::{Body, Ids},
    problem::{Answer, Problem},
    session::SignedIn,
    state::App,
    wire::Id,
};

/// Names either a product or an order.
#[derive(Deserialize, ToSchema)]
pub struct CardToSend {
    /// The sender's own name for the message; the same one again is the same message.
    client_ref: String,
    #[schema(value_type = Option<Id>)]
    product: Option<ProductId>,
    #[schema(value_type = Option<Id>)]
    order: Option<OrderId>,
}

#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/conversations/{conversation}/cards", tag = "conversations",
    params(("shop" = Id, Path), ("conversation" = Id, Path)), request_body = CardToSend,
    responses((status = 200, body = SentMessage)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn send_card(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, conversation)): Ids<(ShopId, ConversationId)>,
    Body(body): Body<CardToSend>,
) -> Answer<Json<SentMessage>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let of = match (body.product, body.order) {
        (Some(product), None) => CardOf::Product(product),
        (None, Some(order)) => CardOf::Order(order),
        _ => {
            let expected = "either a product or an order";
            return Err(Problem::field("product", Invalid::Not { expected }));
        }
    };
    let sent = desk
        .send_card(conversation, &body.client_ref, of, who.locale())
        .await?;
    Ok(Json(SentMessage::from(&sent)))
}
