//! Talks in which nobody has written for a while, for the reminders of an inquiry.

use jinpai_model::{At, Conversation, ConversationId, ShopId};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect as _,
    sea_query::{Expr, ExprTrait as _},
};

use super::from_row;
use crate::{Conn, PAGE, StoreError, Tx, tables::conversation};

/// Talks whose last line was written after `after` and not after `until`, and was not looked at yet; the longest
/// quiet first.
pub async fn quiet_between(
    conn: &impl Conn,
    shop: ShopId,
    (after, until): (At, At),
    limit: u64,
) -> Result<Vec<Conversation>, StoreError> {
    let rows = conversation::Entity::find()
        .filter(conversation::Column::ShopId.eq(shop.to_string()))
        .filter(conversation::Column::EndedAt.is_null())
        .filter(conversation::Column::LastAt.gt(after.ms()))
        .filter(conversation::Column::LastAt.lte(until.ms()))
        .filter(Expr::col(conversation::Column::LastSeq).gt(Expr::col(conversation::Column::InquirySeq)))
        .order_by_asc(conversation::Column::LastAt)
        .order_by_asc(conversation::Column::Id)
        .limit(limit.clamp(1, PAGE))
        .all(conn.db())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Notes up to which line a talk was looked at.
pub async fn inquired(tx: &Tx, shop: ShopId, id: ConversationId, seq: i64) -> Result<(), StoreError> {
    conversation::Entity::update_many()
        .col_expr(conversation::Column::InquirySeq, Expr::value(seq))
        .filter(conversation::Column::ShopId.eq(shop.to_string()))
        .filter(conversation::Column::Id.eq(id.to_string()))
        .exec(tx.transaction())
        .await?;
    Ok(())
}
