//! Orders as the shop's feeds tell them, and what pages and policies ask about them.

mod figures;
mod list;
mod merge;
mod span;
mod upsert;

use std::collections::HashMap;

use jinpai_model::{At, BuyerId, Fen, Order, OrderId, Platform, ShopId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect as _};

use crate::{
    BATCH, Conn, PAGE, StoreError,
    column::{at, from_json, ms, parse, to_json},
    many,
    tables::order,
};

pub use figures::{BuyerHistory, UnpaidFigures, counts, history_of_buyer, unpaid_counts, unpaid_figures};
pub use list::{OrderCursor, OrderFilter, OrderPage, list};
pub use span::{buyers_of_span, count_of_span, of_buyers_in_span};
pub use upsert::{Change, OrderRow, Upserted, upsert_batch};

pub async fn get(conn: &impl Conn, shop: ShopId, id: OrderId) -> Result<Option<Order>, StoreError> {
    let row = order::Entity::find_by_id((shop.to_string(), id.to_string()))
        .one(conn.db())
        .await?;
    row.map(from_row).transpose()
}

/// Those of `ids` that exist.
pub async fn get_many(
    conn: &impl Conn,
    shop: ShopId,
    ids: &[OrderId],
) -> Result<HashMap<OrderId, Order>, StoreError> {
    let mut found = HashMap::with_capacity(ids.len());
    for some in ids.chunks(BATCH) {
        let select = order::Entity::find()
            .filter(order::Column::ShopId.eq(shop.to_string()))
            .filter(order::Column::Id.is_in(some.iter().map(ToString::to_string)));
        for row in many::rows(conn, select).await? {
            let order = from_row(row)?;
            found.insert(order.id, order);
        }
    }
    Ok(found)
}

pub async fn by_number(
    conn: &impl Conn,
    shop: ShopId,
    platform: Platform,
    number: &str,
) -> Result<Option<Order>, StoreError> {
    let row = order::Entity::find()
        .filter(order::Column::ShopId.eq(shop.to_string()))
        .filter(order::Column::Platform.eq(platform.as_str()))
        .filter(order::Column::Number.eq(number))
        .one(conn.db())
        .await?;
    row.map(from_row).transpose()
}

/// A buyer's orders, newest first, up to a page.
pub async fn of_buyer(conn: &impl Conn, shop: ShopId, buyer: BuyerId) -> Result<Vec<Order>, StoreError> {
    let rows = order::Entity::find()
        .filter(order::Column::ShopId.eq(shop.to_string()))
        .filter(order::Column::BuyerId.eq(buyer.to_string()))
        .order_by_desc(order::Column::CreatedAt)
        .order_by_desc(order::Column::Id)
        .limit(PAGE)
        .all(conn.db())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// The same for many buyers; who has none is not in the answer.
pub async fn of_buyers(
    conn: &impl Conn,
    shop: ShopId,
    buyers: &[BuyerId],
) -> Result<HashMap<BuyerId, Vec<Order>>, StoreError> {
    let mut found: HashMap<BuyerId, Vec<Order>> = HashMap::with_capacity(buyers.len());
    for some in buyers.chunks(BATCH) {
        let select = order::Entity::find()
            .filter(order::Column::ShopId.eq(shop.to_string()))
            .filter(order::Column::BuyerId.is_in(some.iter().map(ToString::to_string)))
            .order_by_desc(order::Column::CreatedAt)
            .order_by_desc(order::Column::Id);
        for row in many::rows(conn, select).await? {
            let order = from_row(row)?;
            let hers = found.entry(order.buyer).or_default();
            if hers.len() < PAGE as usize {
                hers.push(order);
            }
        }
    }
    Ok(found)
}

/// Everybody of a shop who has an order that awaits payment at `now`.
pub async fn unpaid_buyers(conn: &impl Conn, shop: ShopId, now: At) -> Result<Vec<BuyerId>, StoreError> {
    buyers_awaiting(conn, shop, now, sea_orm::Condition::all()).await
}

/// Those of `buyers` who have an order that awaits payment at `now`.
pub async fn with_unpaid(
    conn: &impl Conn,
    shop: ShopId,
    buyers: &[BuyerId],
    now: At,
) -> Result<Vec<BuyerId>, StoreError> {
    let mut found = Vec::new();
    for some in buyers.chunks(BATCH) {
        let hers = order::Column::BuyerId.is_in(some.iter().map(ToString::to_string));
        found.extend(buyers_awaiting(conn, shop, now, sea_orm::Condition::all().add(hers)).await?);
    }
    Ok(found)
}

async fn buyers_awaiting(
    conn: &impl Conn,
    shop: ShopId,
    now: At,
    whose: sea_orm::Condition,
) -> Result<Vec<BuyerId>, StoreError> {
    let rows: Vec<String> = order::Entity::find()
        .select_only()
        .column(order::Column::BuyerId)
        .distinct()
        .filter(order::Column::ShopId.eq(shop.to_string()))
        .filter(awaits_payment(now))
        .filter(whose)
        .into_tuple()
        .all(conn.db())
        .await?;
    rows.iter().map(|row| parse("orders.buyer_id", row)).collect()
}

/// Whose these orders are, and whether each is paid.
pub async fn buyers_of(
    conn: &impl Conn,
    shop: ShopId,
    ids: &[OrderId],
) -> Result<Vec<(BuyerId, bool)>, StoreError> {
    let mut found = Vec::with_capacity(ids.len());
    for some in ids.chunks(BATCH) {
        let select = order::Entity::find()
            .filter(order::Column::ShopId.eq(shop.to_string()))
            .filter(order::Column::Id.is_in(some.iter().map(ToString::to_string)));
        let wanted = [order::Column::BuyerId, order::Column::PaidAt];
        let rows: Vec<(String, Option<i64>)> = many::cells(conn, select, &wanted).await?;
        for (buyer, paid_at) in rows {
            found.push((parse("orders.buyer_id", &buyer)?, paid_at.is_some()));
        }
    }
    Ok(found)
}

/// [`Order::awaits_payment`] as a condition.
fn awaits_payment(now: At) -> sea_orm::Condition {
    sea_orm::Condition::all()
        .add(order::Column::Status.eq(jinpai_model::OrderStatus::Unpaid.as_str()))
        .add(order::Column::PaidAt.is_null())
        .add(order::Column::ClosedAt.is_null())
        .add(order::Column::CloseAt.gt(now.ms()))
}

fn to_row(order: &Order) -> Result<order::Model, StoreError> {
    Ok(order::Model {
        shop_id: order.shop.to_string(),
        id: order.id.to_string(),
        platform: order.platform.as_str().to_owned(),
        number: order.number.clone(),
        buyer_id: order.buyer.to_string(),
        status: order.status.as_str().to_owned(),
        kind: order.kind.as_str().to_owned(),
        total_fen: order.total_fen.0,
        postage_fen: order.postage_fen.0,
        refund_fen: order.refund_fen.0,
        items: to_json("orders.items", &order.items)?,
        quantity: order.quantity,
        created_at: order.created_at.ms(),
        paid_at: ms(order.paid_at),
        closed_at: ms(order.closed_at),
        close_at: order.close_at.ms(),
        source: order.source.as_str().to_owned(),
        seen_at: order.seen_at.ms(),
    })
}

fn from_row(row: order::Model) -> Result<Order, StoreError> {
    Ok(Order {
        shop: parse("orders.shop_id", &row.shop_id)?,
        id: parse("orders.id", &row.id)?,
        platform: parse("orders.platform", &row.platform)?,
        number: row.number,
        buyer: parse("orders.buyer_id", &row.buyer_id)?,
        status: parse("orders.status", &row.status)?,
        kind: parse("orders.kind", &row.kind)?,
        total_fen: Fen(row.total_fen),
        postage_fen: Fen(row.postage_fen),
        refund_fen: Fen(row.refund_fen),
        items: from_json("orders.items", &row.items)?,
        quantity: row.quantity,
        created_at: At(row.created_at),
        paid_at: at(row.paid_at),
        closed_at: at(row.closed_at),
        close_at: At(row.close_at),
        source: parse("orders.source", &row.source)?,
        seen_at: At(row.seen_at),
    })
}
