//! The buyer leaves a number or an address, so that an answer can reach her.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{bearer::Bearer, extract::Body, problem::Answer};

#[derive(Deserialize, ToSchema)]
pub struct BuyerContact {
    /// A mobile number or an e-mail address. She agrees to notices there, and to nothing else.
    value: String,
}

#[derive(Serialize, ToSchema)]
pub struct BuyerContactLeft {
    /// `138****1234`, `l***@example.com`.
    masked: String,
}

#[utoipa::path(
    post, path = "/widget/v1/contact", tag = "widget", request_body = BuyerContact,
    responses((status = 200, body = BuyerContactLeft)),
    extensions(("x-needs" = json!("buyer"))),
)]
pub async fn leave_widget_contact(
    Bearer(visitor): Bearer,
    Body(body): Body<BuyerContact>,
) -> Answer<Json<BuyerContactLeft>> {
    let masked = visitor.leave_contact(&body.value).await?;
    Ok(Json(BuyerContactLeft { masked }))
}
