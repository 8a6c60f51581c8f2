//! Changes an order's flag or remark.

use axum::{Json, extract::State};
use jinpai_engine::OrderMarkChange;
use jinpai_model::{Flag, OrderId, Role, ShopId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    extract::{Body, Ids},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Id, OrderView, Teller, present, words},
};

/// What is not named stays as it is.
#[derive(Deserialize, ToSchema)]
pub struct OrderToMark {
    /// `null` takes it away.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<words::Flag>)]
    flag: Option<Option<Flag>>,
    /// Up to 500 characters.
    remark: Option<String>,
}

#[utoipa::path(
    patch, path = "/api/v1/shops/{shop}/orders/{order}/mark", tag = "orders",
    params(("shop" = Id, Path), ("order" = Id, Path)), request_body = OrderToMark,
    responses((status = 200, body = OrderView)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn mark_order(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, order)): Ids<(ShopId, OrderId)>,
    Body(body): Body<OrderToMark>,
) -> Answer<Json<OrderView>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let zone = who.zone(shop);
    let change = OrderMarkChange {
        flag: body.flag,
        remark: body.remark,
    };
    let order = desk.mark_order(order, change).await?;
    Ok(Json(OrderView::new(
        &order,
        Teller::new(&desk, &zone, who.locale()),
    )))
}
