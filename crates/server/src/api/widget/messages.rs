//! The buyer's messages over all her conversations, oldest first.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    bearer::Bearer,
    extract::Params,
    problem::Answer,
    wire::{BuyerMessage, Marks},
};

/// The page lies next to its bound; without one it is the newest page.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Around {
    after_seq: Option<i64>,
    before_seq: Option<i64>,
    /// Up to 200.
    limit: Option<u64>,
}

#[derive(Serialize, ToSchema)]
pub struct BuyerMessageList {
    items: Vec<BuyerMessage>,
    /// Whether there is more beyond the far end of the page.
    more: bool,
    marks: Marks,
}

#[utoipa::path(
    get, path = "/widget/v1/messages", tag = "widget", params(Around),
    responses((status = 200, body = BuyerMessageList)),
    extensions(("x-needs" = json!("buyer"))),
)]
pub async fn list_widget_messages(
    Bearer(visitor): Bearer,
    Params(around): Params<Around>,
) -> Answer<Json<BuyerMessageList>> {
    let limit = around.limit.unwrap_or(50).clamp(1, 200);
    let (page, marks) = visitor
        .messages(around.before_seq, around.after_seq, limit)
        .await?;
    Ok(Json(BuyerMessageList {
        items: page.items.iter().map(BuyerMessage::from).collect(),
        more: page.more,
        marks: Marks::from(marks),
    }))
}
