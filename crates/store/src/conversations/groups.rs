//! Talks that wait for a group of the team.

use jinpai_model::{Conversation, ConversationId, ConversationState, GroupId, GroupWait, ShopId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect as _, sea_query::Expr};

use super::from_row;
use crate::{
    Conn, PAGE, StoreError, Tx,
    tables::conversation::{Column, Entity},
};

/// Spelt as in the partial index, or SQLite does not use it.
const FOR_A_GROUP: &str = "group_id IS NOT NULL";

/// Makes a talk nobody's, and has it wait for a group.
pub async fn wait_for_group(
    tx: &Tx,
    shop: ShopId,
    id: ConversationId,
    wait: GroupWait,
) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::OwnerId, Expr::value(None::<String>))
        .col_expr(Column::OwnedAt, Expr::value(None::<i64>))
        .col_expr(Column::GroupId, Expr::value(wait.group.to_string()))
        .col_expr(Column::GroupUntilAt, Expr::value(wait.until.ms()))
        .col_expr(Column::GroupById, Expr::value(wait.by.to_string()))
        .filter(Column::ShopId.eq(shop.to_string()))
        .filter(Column::Id.eq(id.to_string()))
        .exec(tx.transaction())
        .await?;
    Ok(())
}

/// Open talks that wait for a group, whether or not a buyer waits in them, the one that waited longest first; never
/// more than a page.
pub async fn for_groups(conn: &impl Conn, shop: ShopId) -> Result<Vec<Conversation>, StoreError> {
    let rows = Entity::find()
        .filter(Column::ShopId.eq(shop.to_string()))
        .filter(Expr::cust(FOR_A_GROUP))
        .filter(Column::State.eq(ConversationState::Open.as_str()))
        .order_by_asc(Column::GroupUntilAt)
        .order_by_asc(Column::Id)
        .limit(PAGE)
        .all(conn.db())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// No talk waits for this group any more; answers those that did.
pub async fn let_go(tx: &Tx, shop: ShopId, group: GroupId) -> Result<Vec<ConversationId>, StoreError> {
    let mut waited = for_groups(tx, shop).await?;
    waited.retain(|talk| talk.group.is_some_and(|wait| wait.group == group));
    Entity::update_many()
        .col_expr(Column::GroupId, Expr::value(None::<String>))
        .col_expr(Column::GroupUntilAt, Expr::value(None::<i64>))
        .col_expr(Column::GroupById, Expr::value(None::<String>))
        .filter(Column::ShopId.eq(shop.to_string()))
        .filter(Column::GroupId.eq(group.to_string()))
        .exec(tx.transaction())
        .await?;
    Ok(waited.into_iter().map(|talk| talk.id).collect())
}
