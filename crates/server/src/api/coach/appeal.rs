//! The agent who wrote a message asks a lead to look at a finding again.

use axum::{Json, extract::State};
use jinpai_model::{MessageId, Role, ShopId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    extract::{Body, Ids},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Id, JudgedFinding},
};

#[derive(Deserialize, ToSchema)]
pub struct AppealToWrite {
    /// Up to 500 characters.
    #[serde(default)]
    note: String,
}

#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/coach/findings/{message}/{n}/appeal", tag = "coach",
    params(("shop" = Id, Path), ("message" = Id, Path), ("n" = i64, Path)), request_body = AppealToWrite,
    responses((status = 200, body = JudgedFinding)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn appeal_finding(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, message, n)): Ids<(ShopId, MessageId, i64)>,
    Body(body): Body<AppealToWrite>,
) -> Answer<Json<JudgedFinding>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let view = desk.appeal_finding(message, n, &body.note).await?;
    Ok(Json(JudgedFinding::from(&view)))
}
