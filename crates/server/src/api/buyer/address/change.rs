//! Notes what a buyer agreed to at an address, or that she agrees no more.

use axum::{Json, extract::State};
use jinpai_engine::Consent;
use jinpai_model::{BuyerId, ConsentSource, Role, ShopId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    extract::{Body, Ids},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{AddressList, Id, words},
};

#[derive(Deserialize, ToSchema)]
pub struct ConsentPatch {
    notice: Option<bool>,
    promotion: Option<bool>,
    /// How the shop knows of a new agreement.
    #[schema(value_type = Option<words::ConsentSource>)]
    source: Option<ConsentSource>,
}

#[utoipa::path(
    patch, path = "/api/v1/shops/{shop}/buyers/{buyer}/addresses/{mark}", tag = "buyers",
    params(("shop" = Id, Path), ("buyer" = Id, Path), ("mark" = String, Path)), request_body = ConsentPatch,
    responses((status = 200, body = AddressList)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn change_address(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, buyer, mark)): Ids<(ShopId, BuyerId, String)>,
    Body(body): Body<ConsentPatch>,
) -> Answer<Json<AddressList>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let consent = Consent {
        notice: body.notice,
        promotion: body.promotion,
        source: body.source,
    };
    let views = desk.note_consent(buyer, &mark, consent).await?;
    Ok(Json(AddressList::new(&views)))
}
