//! Writes down a number or mail address that a buyer gave, with what she agreed to.

use axum::{Json, extract::State};
use jinpai_engine::{AddressChange, Invalid};
use jinpai_model::{AddressKind, BuyerId, ConsentSource, Role, ShopId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    extract::{Body, Ids},
    problem::{Answer, Problem},
    session::SignedIn,
    state::App,
    wire::{AddressList, Id, words},
};

#[derive(Deserialize, ToSchema)]
pub struct NewAddress {
    #[schema(value_type = words::AddressKind)]
    kind: AddressKind,
    value: String,
    /// The platform put it before the real one.
    #[serde(default)]
    proxied: bool,
    /// She agreed to notices about her orders.
    #[serde(default)]
    notice: bool,
    /// She agreed to promotion.
    #[serde(default)]
    promotion: bool,
    /// How the shop knows of it; needed with an agreement.
    #[schema(value_type = Option<words::ConsentSource>)]
    source: Option<ConsentSource>,
}

#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/buyers/{buyer}/addresses", tag = "buyers",
    params(("shop" = Id, Path), ("buyer" = Id, Path)), request_body = NewAddress,
    responses((status = 200, body = AddressList)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn add_address(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, buyer)): Ids<(ShopId, BuyerId)>,
    Body(body): Body<NewAddress>,
) -> Answer<Json<AddressList>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    if (body.notice || body.promotion) && body.source.is_none() {
        return Err(Problem::field("source", Invalid::Empty));
    }
    let change = AddressChange {
        kind: body.kind,
        value: body.value,
        proxied: body.proxied,
        notice: body.notice,
        promotion: body.promotion,
    };
    let views = desk.add_address(buyer, change, body.source).await?;
    Ok(Json(AddressList::new(&views)))
}
