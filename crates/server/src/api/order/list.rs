//! Orders, newest first.

use axum::{Json, extract::State};
use jinpai_engine::OrderQuery;
use jinpai_model::{Flag, OrderStatus, Role, ShopId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    config::MAX_ROWS,
    extract::{Ids, Params},
    problem::Answer,
    session::SignedIn,
    state::App,
    wire::{Id, OrderCounts, OrderView, Teller, words},
};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Which {
    #[param(value_type = Option<words::OrderStatus>)]
    status: Option<OrderStatus>,
    #[param(value_type = Option<words::Flag>)]
    flag: Option<Flag>,
    /// Part of an order number or of a buyer's name.
    q: Option<String>,
    /// The `next` of the page before.
    before: Option<String>,
    /// Up to 200.
    limit: Option<u64>,
}

#[derive(Serialize, ToSchema)]
pub struct OrderList {
    items: Vec<OrderView>,
    more: bool,
    /// Hand it back as `before` to get the next page.
    #[schema(required = true)]
    next: Option<String>,
    /// Over all orders of the shop.
    counts: OrderCounts,
}

#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/orders", tag = "orders",
    params(("shop" = Id, Path), Which),
    responses((status = 200, body = OrderList)),
    extensions(("x-needs" = json!("agent"))),
)]
pub async fn list_orders(
    State(app): State<App>,
    who: SignedIn,
    Ids(shop): Ids<ShopId>,
    Params(which): Params<Which>,
) -> Answer<Json<OrderList>> {
    let desk = app.desk(&who, shop, Role::Agent).await?;
    let zone = who.zone(shop);
    let limit = which.limit.unwrap_or(50).clamp(1, MAX_ROWS);
    let query = OrderQuery {
        status: which.status,
        flag: which.flag,
        text: which.q,
        next: which.before,
        limit,
    };
    let (page, counts) = desk.orders(query).await?;
    let teller = Teller::new(&desk, &zone, who.locale());
    Ok(Json(OrderList {
        items: page
            .items
            .iter()
            .map(|order| OrderView::new(order, teller))
            .collect(),
        more: page.more,
        next: page.next,
        counts: OrderCounts::from(counts),
    }))
}
