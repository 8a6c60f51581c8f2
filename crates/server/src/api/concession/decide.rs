//! A lead grants a price or refuses it.

use axum::{Json, extract::State};
use jinpai_engine::Decision;
use jinpai_model::{ConcessionId, Fen, Role, ShopId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    extract::{Body, Ids},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{ConcessionView, Id},
};

#[derive(Deserialize, ToSchema)]
pub struct ConcessionDecision {
    approve: bool,
    /// Another price than the one asked for.
    price_fen: Option<i64>,
    /// What the agent is told, up to 200 characters.
    #[serde(default)]
    remark: String,
}

#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/concessions/{concession}/decision", tag = "advice",
    params(("shop" = Id, Path), ("concession" = Id, Path)), request_body = ConcessionDecision,
    responses((status = 200, body = ConcessionView)),
    extensions(("x-needs" = json!("lead"))),
)]
pub async fn decide_concession(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, concession)): Ids<(ShopId, ConcessionId)>,
    Body(body): Body<ConcessionDecision>,
) -> Answer<Json<ConcessionView>> {
    let desk = app.desk(&who, shop, Role::Lead).await?;
    let decision = Decision {
        approve: body.approve,
        price_fen: body.price_fen.map(Fen),
        remark: body.remark,
    };
    let view = desk.decide_concession(concession, decision).await?;
    Ok(Json(ConcessionView::from(&view)))
}
