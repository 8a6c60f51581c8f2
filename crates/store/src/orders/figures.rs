//! Counts over orders.

use std::collections::{BTreeMap, HashMap};

use jinpai_model::{At, BuyerId, Fen, OrderStatus, ShopId};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect as _,
    sea_query::{Expr, ExprTrait as _},
};

use super::awaits_payment;
use crate::{BATCH, Conn, StoreError, column::parse, expr::sum, tables::order};

/// How many orders stand in each status; every status has an entry.
pub async fn counts(conn: &impl Conn, shop: ShopId) -> Result<BTreeMap<OrderStatus, i64>, StoreError> {
    let rows: Vec<(String, i64)> = order::Entity::find()
        .select_only()
        .column(order::Column::Status)
        .expr(Expr::col(order::Column::Id).count())
        .filter(order::Column::ShopId.eq(shop.to_string()))
        .group_by(order::Column::Status)
        .into_tuple()
        .all(conn.db())
        .await?;
    let mut found: BTreeMap<OrderStatus, i64> = OrderStatus::ALL.iter().map(|status| (*status, 0)).collect();
    for (status, count) in rows {
        found.insert(parse("orders.status", &status)?, count);
    }
    Ok(found)
}

/// What a shop's buyers still have to pay.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct UnpaidFigures {
    pub orders: i64,
    pub total_fen: Fen,
    /// Those that close before `until` if they stay unpaid.
    pub closing: i64,
}

/// Orders that await payment at `now`, and how many of them close before `until`.
pub async fn unpaid_figures(
    conn: &impl Conn,
    shop: ShopId,
    now: At,
    until: At,
) -> Result<UnpaidFigures, StoreError> {
    let closing = Expr::case(order::Column::CloseAt.lt(until.ms()), 1_i64).finally(0_i64);
    let row: Option<(i64, i64, i64)> = order::Entity::find()
        .select_only()
        .expr(Expr::col(order::Column::Id).count())
        .expr(sum(Expr::col(order::Column::TotalFen)))
        .expr(sum(closing))
        .filter(order::Column::ShopId.eq(shop.to_string()))
        .filter(awaits_payment(now))
        .into_tuple()
        .one(conn.db())
        .await?;
    let (orders, total_fen, closing) = row.unwrap_or_default();
    Ok(UnpaidFigures {
        orders,
        total_fen: Fen(total_fen),
        closing,
    })
}

/// How many orders of each buyer await payment at `now`; who has none is not in the answer.
pub async fn unpaid_counts(
    conn: &impl Conn,
    shop: ShopId,
    buyers: &[BuyerId],
    now: At,
) -> Result<HashMap<BuyerId, i64>, StoreError> {
    let mut found = HashMap::new();
    for some in buyers.chunks(BATCH) {
        let rows: Vec<(String, i64)> = order::Entity::find()
            .select_only()
            .column(order::Column::BuyerId)
            .expr(Expr::col(order::Column::Id).count())
            .filter(order::Column::ShopId.eq(shop.to_string()))
            .filter(order::Column::BuyerId.is_in(some.iter().map(ToString::to_string)))
            .filter(awaits_payment(now))
            .group_by(order::Column::BuyerId)
            .into_tuple()
            .all(conn.db())
            .await?;
        for (buyer, count) in rows {
            found.insert(parse("orders.buyer_id", &buyer)?, count);
        }
    }
    Ok(found)
}

/// What a buyer's past orders say about her.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BuyerHistory {
    /// Orders she has paid.
    pub paid: i64,
    /// Orders that were closed and never paid.
    pub unpaid_closed: i64,
}

/// Over the orders a buyer placed at `since` or later.
pub async fn history_of_buyer(
    conn: &impl Conn,
    shop: ShopId,
    buyer: BuyerId,
    since: At,
) -> Result<BuyerHistory, StoreError> {
    let shipped = [OrderStatus::Paid, OrderStatus::Shipped, OrderStatus::Finished].map(OrderStatus::as_str);
    let paid = Condition::any()
        .add(order::Column::PaidAt.is_not_null())
        .add(order::Column::Status.is_in(shipped));
    let unpaid_closed = Condition::all()
        .add(order::Column::PaidAt.is_null())
        .add(order::Column::Status.eq(OrderStatus::Closed.as_str()));
    let one_if = |condition: Condition| sum(Expr::case(condition, 1_i64).finally(0_i64));
    let row: Option<(i64, i64)> = order::Entity::find()
        .select_only()
        .expr(one_if(paid))
        .expr(one_if(unpaid_closed))
        .filter(order::Column::ShopId.eq(shop.to_string()))
        .filter(order::Column::BuyerId.eq(buyer.to_string()))
        .filter(order::Column::CreatedAt.gte(since.ms()))
        .into_tuple()
        .one(conn.db())
        .await?;
    let (paid, unpaid_closed) = row.unwrap_or_default();
    Ok(BuyerHistory { paid, unpaid_closed })
}
