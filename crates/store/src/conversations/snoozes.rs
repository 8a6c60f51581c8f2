//! Talks that are put off, and their way back.

use jinpai_model::{At, Conversation, ConversationId, ShopId, Snooze};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect as _, sea_query::Expr};

use super::from_row;
use crate::{
    Conn, PAGE, StoreError, Tx,
    column::ms,
    tables::conversation::{Column, Entity},
};

/// Spelt as in the partial indexes, or SQLite does not use them.
const PUT_OFF: &str = "snooze_until_at IS NOT NULL";

/// Puts a talk off, in place of what was set before.
pub async fn put_off(tx: &Tx, shop: ShopId, id: ConversationId, snooze: &Snooze) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::SnoozeUntilAt, Expr::value(snooze.until.ms()))
        .col_expr(Column::SnoozeBy, Expr::value(snooze.by.to_string()))
        .col_expr(Column::SnoozeRemark, Expr::value(snooze.remark.clone()))
        .col_expr(Column::ReturnedAt, Expr::value(ms(snooze.returned_at)))
        .filter(Column::ShopId.eq(shop.to_string()))
        .filter(Column::Id.eq(id.to_string()))
        .exec(tx.transaction())
        .await?;
    Ok(())
}

/// Talks of all shops whose moment has come, the longest due first; never more than a page.
pub async fn due_back(conn: &impl Conn, now: At) -> Result<Vec<Conversation>, StoreError> {
    let rows = Entity::find()
        .filter(Expr::cust(PUT_OFF))
        .filter(Column::SnoozeUntilAt.lte(now.ms()))
        .filter(Column::ReturnedAt.is_null())
        .order_by_asc(Column::SnoozeUntilAt)
        .limit(PAGE)
        .all(conn.db())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Notes that a talk's moment has come, if it still is put off until then; tells whether it was.
pub async fn come_back(
    tx: &Tx,
    shop: ShopId,
    id: ConversationId,
    (until, at): (At, At),
) -> Result<bool, StoreError> {
    let done = Entity::update_many()
        .col_expr(Column::ReturnedAt, Expr::value(at.ms()))
        .filter(Column::ShopId.eq(shop.to_string()))
        .filter(Column::Id.eq(id.to_string()))
        .filter(Column::SnoozeUntilAt.eq(until.ms()))
        .filter(Column::ReturnedAt.is_null())
        .exec(tx.transaction())
        .await?;
    Ok(done.rows_affected > 0)
}

/// It is put off no more, and no more on top; tells whether it was.
pub async fn clear_snooze(tx: &Tx, shop: ShopId, id: ConversationId) -> Result<bool, StoreError> {
    let done = Entity::update_many()
        .col_expr(Column::SnoozeUntilAt, Expr::value(None::<i64>))
        .col_expr(Column::SnoozeBy, Expr::value(None::<String>))
        .col_expr(Column::SnoozeRemark, Expr::value(None::<String>))
        .col_expr(Column::ReturnedAt, Expr::value(None::<i64>))
        .filter(Column::ShopId.eq(shop.to_string()))
        .filter(Column::Id.eq(id.to_string()))
        .filter(Column::SnoozeUntilAt.is_not_null())
        .exec(tx.transaction())
        .await?;
    Ok(done.rows_affected > 0)
}
