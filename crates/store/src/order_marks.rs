//! Flags and remarks of orders, and every change of them.

use std::collections::HashMap;

use jinpai_model::{At, OrderId, OrderMark, ShopId};
use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel as _, QueryFilter, QueryOrder, QuerySelect as _,
    sea_query::OnConflict,
};

use crate::{
    BATCH, Conn, PAGE, StoreError, Tx,
    column::{parse, parse_some},
    tables::{order_mark, order_mark_change},
};

/// Notes a mark in place of the one before, which stays in the history.
pub async fn put(tx: &Tx, new: &OrderMark) -> Result<(), StoreError> {
    let key = (new.shop.to_string(), new.order.to_string());
    let held = order_mark::Entity::find_by_id(key).one(tx.transaction()).await?;
    let n = held.map_or(1, |held| held.changes + 1);
    let flag = new.flag.map(|flag| flag.as_str().to_owned());
    let row = order_mark::Model {
        shop_id: new.shop.to_string(),
        order_id: new.order.to_string(),
        flag: flag.clone(),
        remark: new.remark.clone(),
        person_id: new.by.to_string(),
        at: new.at.ms(),
        changes: n,
    };
    let known = OnConflict::columns([order_mark::Column::ShopId, order_mark::Column::OrderId])
        .update_columns([
            order_mark::Column::Flag,
            order_mark::Column::Remark,
            order_mark::Column::PersonId,
            order_mark::Column::At,
            order_mark::Column::Changes,
        ])
        .to_owned();
    order_mark::Entity::insert(row.into_active_model())
        .on_conflict(known)
        .exec_without_returning(tx.transaction())
        .await?;
    let change = order_mark_change::Model {
        shop_id: new.shop.to_string(),
        order_id: new.order.to_string(),
        n,
        flag,
        remark: new.remark.clone(),
        person_id: new.by.to_string(),
        at: new.at.ms(),
    };
    order_mark_change::Entity::insert(change.into_active_model())
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(())
}

/// The marks of many orders; one without is not in the answer.
pub async fn of_orders(
    conn: &impl Conn,
    shop: ShopId,
    orders: &[OrderId],
) -> Result<HashMap<OrderId, OrderMark>, StoreError> {
    let mut found = HashMap::new();
    for some in orders.chunks(BATCH) {
        let rows = order_mark::Entity::find()
            .filter(order_mark::Column::ShopId.eq(shop.to_string()))
            .filter(order_mark::Column::OrderId.is_in(some.iter().map(ToString::to_string)))
            .all(conn.db())
            .await?;
        for row in rows {
            let mark = OrderMark {
                shop,
                order: parse("order_marks.order_id", &row.order_id)?,
                flag: parse_some("order_marks.flag", row.flag.as_deref())?,
                remark: row.remark,
                by: parse("order_marks.person_id", &row.person_id)?,
                at: At(row.at),
            };
            found.insert(mark.order, mark);
        }
    }
    Ok(found)
}

/// What was noted on an order over time, the newest first, up to a page.
pub async fn history(conn: &impl Conn, shop: ShopId, order: OrderId) -> Result<Vec<OrderMark>, StoreError> {
    use order_mark_change::{Column, Entity};
    let rows = Entity::find()
        .filter(Column::ShopId.eq(shop.to_string()))
        .filter(Column::OrderId.eq(order.to_string()))
        .order_by_desc(Column::N)
        .limit(PAGE)
        .all(conn.db())
        .await?;
    let read = |row: order_mark_change::Model| {
        Ok(OrderMark {
            shop,
            order,
            flag: parse_some("order_mark_changes.flag", row.flag.as_deref())?,
            remark: row.remark,
            by: parse("order_mark_changes.person_id", &row.person_id)?,
            at: At(row.at),
        })
    };
    rows.into_iter().map(read).collect()
}
