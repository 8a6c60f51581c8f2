//! The buyer says how she found a talk. For ten minutes she may change it.

use axum::Json;
use jinpai_model::ConversationId;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    bearer::Bearer,
    extract::Body,
    problem::Answer,
    wire::{FarewellView, Id},
};

#[derive(Deserialize, ToSchema)]
pub struct BuyerRates {
    #[schema(value_type = Id)]
    conversation: ConversationId,
    /// From 1, very dissatisfied, to 5, very satisfied.
    score: u8,
    /// Up to 200 characters.
    #[serde(default)]
    word: String,
}

#[utoipa::path(
    post, path = "/widget/v1/rating", tag = "widget", request_body = BuyerRates,
    responses((status = 200, body = FarewellView)),
    extensions(("x-needs" = json!("buyer"))),
)]
pub async fn rate_widget_talk(
    Bearer(visitor): Bearer,
    Body(body): Body<BuyerRates>,
) -> Answer<Json<FarewellView>> {
    let farewell = visitor.rate(body.conversation, body.score, &body.word).await?;
    Ok(Json(FarewellView::from(&farewell)))
}
