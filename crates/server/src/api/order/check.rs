//! The line with which an agent checks a paid order with its buyer. Nothing is sent.

use axum::{Json, extract::State};
use jinpai_model::{OrderId, Role, ShopId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{extract::Ids, problem::Answer, session::SignedIn, state::App, wire::Id};

#[derive(Serialize, ToSchema)]
pub struct OrderCheckLine {
    /// What is known of the address, numbers masked, and what she bought.
    text: String,
}

#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/orders/{order}/check", tag = "orders",
    params(("shop" = Id, Path), ("order" = Id, Path)),
    responses((status = 200, body = OrderCheckLine)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn check_order(
    State(app): State<App>,
    who: SignedIn,
    Ids((shop, order)): Ids<(ShopId, OrderId)>,
) -> Answer<Json<OrderCheckLine>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    Ok(Json(OrderCheckLine {
        text: desk.order_check(order).await?,
    }))
}
