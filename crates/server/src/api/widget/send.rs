//! The buyer says something.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{bearer::Bearer, extract::Body, problem::Answer, wire::BuyerMessage};

#[derive(Deserialize, ToSchema)]
pub struct BuyerSends {
    /// The sender's own name for the message, up to 64 visible ASCII characters; the same one again is the same
    /// message.
    client_ref: String,
    /// Up to 4,000 characters.
    text: String,
}

#[derive(Serialize, ToSchema)]
pub struct BuyerSent {
    message: BuyerMessage,
}

impl From<&jinpai_engine::MessageView> for BuyerSent {
    fn from(view: &jinpai_engine::MessageView) -> Self {
        Self {
            message: BuyerMessage::from(view),
        }
    }
}

#[utoipa::path(
    post, path = "/widget/v1/messages", tag = "widget", request_body = BuyerSends,
    responses((status = 200, body = BuyerSent)),
    extensions(("x-needs" = json!("buyer"))),
)]
pub async fn send_widget_message(
    Bearer(visitor): Bearer,
    Body(body): Body<BuyerSends>,
) -> Answer<Json<BuyerSent>> {
    let message = visitor.send(&body.client_ref, &body.text).await?;
    Ok(Json(BuyerSent::from(&message)))
}
