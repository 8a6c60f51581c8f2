//! Changes a buyer: her name, whether she is reminded, whether the shop blocked her (leads and owners).

use axum::{Json, extract::State};
use jinpai_engine::BuyerChange;
use jinpai_model::{BuyerId, Role, ShopId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    extract::{Body, Ids},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{BuyerView, Id, Teller},
};

#[derive(Deserialize, ToSchema)]
pub struct BuyerPatch {
    name: Option<String>,
    /// She asked not to be reminded.
    opted_out: Option<bool>,
    /// The shop blocked her; needs a lead.
    blocked: Option<bool>,
}

#[utoipa::path(
    patch, path = "/api/v1/shops/{shop}/buyers/{buyer}", tag = "buyers",
    params(("shop" = Id, Path), ("buyer" = Id, Path)), request_body = BuyerPatch,
    responses((status = 200, body = BuyerView)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn change_buyer(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, buyer)): Ids<(ShopId, BuyerId)>,
    Body(body): Body<BuyerPatch>,
) -> Answer<Json<BuyerView>> {
    let needs = if body.blocked.is_some() {
        Role::Lead
    } else {
        Role::Agent
    };
    let desk = app.desk(&who, shop, needs).await?;
    let zone = who.zone(shop);
    let change = BuyerChange {
        name: body.name,
        opted_out: body.opted_out,
        blocked: body.blocked,
    };
    let view = desk.change_buyer(buyer, change).await?;
    Ok(Json(BuyerView::new(
        &view,
        Teller::new(&desk, &zone, who.locale()),
    )))
}
