//! When a talk is over: because somebody closed it, or because nobody says anything any more.

use jinpai_model::{At, Conversation, ConversationId, ConversationState, ShopId};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect as _, sea_query::Expr,
};

use super::from_row;
use crate::{Conn, PAGE, StoreError, Tx, tables::conversation};

/// Up to `limit` talks whose end nobody has written down although nothing was said in them after `before`, or
/// they are closed; the longest silent first.
pub async fn silent_since(
    conn: &impl Conn,
    shop: ShopId,
    before: At,
    limit: u64,
) -> Result<Vec<Conversation>, StoreError> {
    let over = Condition::any()
        .add(conversation::Column::LastAt.lt(before.ms()))
        .add(conversation::Column::State.eq(ConversationState::Closed.as_str()));
    let rows = conversation::Entity::find()
        .filter(conversation::Column::ShopId.eq(shop.to_string()))
        .filter(conversation::Column::EndedAt.is_null())
        .filter(conversation::Column::LastSeq.gt(0))
        .filter(over)
        .order_by_asc(conversation::Column::LastAt)
        .limit(limit.clamp(1, PAGE))
        .all(conn.db())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Writes down when a talk ended and whether the buyer had paid by then; false when that is known already.
pub async fn end(
    tx: &Tx,
    shop: ShopId,
    id: ConversationId,
    at: At,
    paid: Option<bool>,
) -> Result<bool, StoreError> {
    let done = conversation::Entity::update_many()
        .col_expr(conversation::Column::EndedAt, Expr::value(at.ms()))
        .col_expr(conversation::Column::PaidAtEnd, Expr::value(paid))
        .filter(conversation::Column::ShopId.eq(shop.to_string()))
        .filter(conversation::Column::Id.eq(id.to_string()))
        .filter(conversation::Column::EndedAt.is_null())
        .exec(tx.transaction())
        .await?;
    Ok(done.rows_affected > 0)
}

/// The talk goes on after all.
pub async fn go_on(tx: &Tx, shop: ShopId, id: ConversationId) -> Result<(), StoreError> {
    conversation::Entity::update_many()
        .col_expr(conversation::Column::EndedAt, Expr::value(None::<i64>))
        .col_expr(conversation::Column::PaidAtEnd, Expr::value(None::<bool>))
        .filter(conversation::Column::ShopId.eq(shop.to_string()))
        .filter(conversation::Column::Id.eq(id.to_string()))
        .exec(tx.transaction())
        .await?;
    Ok(())
}
