//! A stretch of the archive, buyer by buyer: what a policy is tried on.

use jinpai_model::{At, BuyerId, Order, ShopId};
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, Select,
};

use super::from_row;
use crate::{Conn, StoreError, column::parse, tables::order};

fn of_span(shop: ShopId, from: At, to: At) -> Select<order::Entity> {
    order::Entity::find()
        .filter(order::Column::ShopId.eq(shop.to_string()))
        .filter(order::Column::CreatedAt.gte(from.ms()))
        .filter(order::Column::CreatedAt.lt(to.ms()))
}

/// How many orders were placed from `from` to before `to`.
pub async fn count_of_span(conn: &impl Conn, shop: ShopId, from: At, to: At) -> Result<u64, StoreError> {
    Ok(of_span(shop, from, to).count(conn.db()).await?)
}

/// Buyers after `after` who placed an order in the span, in order of their id, with how many they placed; up to
/// `limit` of them.
pub async fn buyers_of_span(
    conn: &impl Conn,
    shop: ShopId,
    (from, to): (At, At),
    after: Option<BuyerId>,
    limit: u64,
) -> Result<Vec<(BuyerId, i64)>, StoreError> {
    let mut select = of_span(shop, from, to);
    if let Some(after) = after {
        select = select.filter(order::Column::BuyerId.gt(after.to_string()));
    }
    let rows: Vec<(String, i64)> = select
        .select_only()
        .column(order::Column::BuyerId)
        .column_as(order::Column::Id.count(), "orders")
        .group_by(order::Column::BuyerId)
        .order_by_asc(order::Column::BuyerId)
        .limit(limit)
        .into_tuple()
        .all(conn.db())
        .await?;
    rows.into_iter()
        .map(|(buyer, orders)| Ok((parse("orders.buyer_id", &buyer)?, orders)))
        .collect()
}

/// All orders that buyers from `first` to `last` placed in the span, by buyer and time; up to `limit`.
pub async fn of_buyers_in_span(
    conn: &impl Conn,
    shop: ShopId,
    (from, to): (At, At),
    (first, last): (BuyerId, BuyerId),
    limit: u64,
) -> Result<Vec<Order>, StoreError> {
    let rows = of_span(shop, from, to)
        .filter(order::Column::BuyerId.gte(first.to_string()))
        .filter(order::Column::BuyerId.lte(last.to_string()))
        .order_by_asc(order::Column::BuyerId)
        .order_by_asc(order::Column::CreatedAt)
        .limit(limit)
        .all(conn.db())
        .await?;
    rows.into_iter().map(from_row).collect()
}
