//! The buyer has read up to a message.

use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    api::{DONE, Done},
    bearer::Bearer,
    extract::Body,
    problem::Answer,
};

#[derive(Deserialize, ToSchema)]
pub struct BuyerReadUpTo {
    seq: i64,
}

#[utoipa::path(
    post, path = "/widget/v1/read", tag = "widget", request_body = BuyerReadUpTo,
    responses((status = 204)),
    extensions(("x-needs" = json!("buyer"))),
)]
pub async fn mark_widget_read(Bearer(visitor): Bearer, Body(body): Body<BuyerReadUpTo>) -> Answer<Done> {
    visitor.read(body.seq).await?;
    Ok(DONE)
}
