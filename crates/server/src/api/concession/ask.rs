//! Gives what the shop allows everybody, or asks a lead for a price.

use axum::{Json, extract::State};
use jinpai_engine::ConcessionWanted;
use jinpai_model::{ConversationId, Fen, ProductId, Role, ShopId, Stage};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    extract::{Body, Ids},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{ConcessionView, Id, words},
};

#[derive(Deserialize, ToSchema)]
pub struct ConcessionToAsk {
    /// `small-kindness`, `coupon` or `floor-price`.
    #[schema(value_type = words::Stage)]
    stage: Stage,
    /// A price is asked for a product.
    #[schema(value_type = Option<Id>)]
    product: Option<ProductId>,
    /// Of one piece; left out: the lead names it.
    price_fen: Option<i64>,
}

#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/conversations/{conversation}/concessions", tag = "advice",
    params(("shop" = Id, Path), ("conversation" = Id, Path)), request_body = ConcessionToAsk,
    responses((status = 200, body = ConcessionView)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn ask_concession(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, conversation)): Ids<(ShopId, ConversationId)>,
    Body(body): Body<ConcessionToAsk>,
) -> Answer<Json<ConcessionView>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let wanted = ConcessionWanted {
        stage: body.stage,
        product: body.product,
        price_fen: body.price_fen.map(Fen),
    };
    let view = desk.concede(conversation, wanted).await?;
    Ok(Json(ConcessionView::from(&view)))
}
