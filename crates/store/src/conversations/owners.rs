//! Whose talks they are, and which wait for somebody.

use std::collections::HashMap;

use jinpai_model::{At, BuyerId, Conversation, ConversationId, ConversationState, PersonId, ShopId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect as _, sea_query::Expr};

use super::from_row;
use crate::{
    BATCH, Conn, PAGE, StoreError, Tx,
    column::parse,
    tables::conversation::{Column, Entity},
};

/// Makes a talk somebody's, or nobody's; it waits for no group any more.
pub async fn own(
    tx: &Tx,
    shop: ShopId,
    id: ConversationId,
    owner: Option<PersonId>,
    at: At,
) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(
            Column::OwnerId,
            Expr::value(owner.map(|person| person.to_string())),
        )
        .col_expr(Column::OwnedAt, Expr::value(owner.map(|_| at.ms())))
        .col_expr(Column::GroupId, Expr::value(None::<String>))
        .col_expr(Column::GroupUntilAt, Expr::value(None::<i64>))
        .col_expr(Column::GroupById, Expr::value(None::<String>))
        .filter(Column::ShopId.eq(shop.to_string()))
        .filter(Column::Id.eq(id.to_string()))
        .exec(tx.transaction())
        .await?;
    Ok(())
}

/// Talks in which a buyer waits, the longest wait first; never more than a page.
pub async fn waiting(conn: &impl Conn, shop: ShopId) -> Result<Vec<Conversation>, StoreError> {
    let rows = Entity::find()
        .filter(Column::ShopId.eq(shop.to_string()))
        .filter(Column::WaitingSinceAt.is_not_null())
        .order_by_asc(Column::WaitingSinceAt)
        .order_by_asc(Column::Id)
        .limit(PAGE)
        .all(conn.db())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Those of them that are nobody's.
pub async fn queue(conn: &impl Conn, shop: ShopId) -> Result<Vec<Conversation>, StoreError> {
    let mut all = waiting(conn, shop).await?;
    all.retain(|talk| talk.owner.is_none());
    Ok(all)
}

/// How many open talks everybody has who has any.
pub async fn loads(conn: &impl Conn, shop: ShopId) -> Result<HashMap<PersonId, u32>, StoreError> {
    let rows: Vec<(Option<String>, i64)> = Entity::find()
        .select_only()
        .column(Column::OwnerId)
        .column_as(Column::Id.count(), "talks")
        .filter(Column::ShopId.eq(shop.to_string()))
        .filter(Column::OwnerId.is_not_null())
        // A literal, so that the partial index serves.
        .filter(Expr::cust(format!(
            "state = '{}'",
            ConversationState::Open.as_str()
        )))
        .group_by(Column::OwnerId)
        .into_tuple()
        .all(conn.db())
        .await?;
    let mut loads = HashMap::with_capacity(rows.len());
    for (owner, talks) in rows {
        let Some(owner) = owner else { continue };
        loads.insert(
            parse("conversations.owner_id", &owner)?,
            u32::try_from(talks).unwrap_or(u32::MAX),
        );
    }
    Ok(loads)
}

/// Who talked with each of these buyers last; who never had an answer is not in it.
pub async fn last_agents(
    conn: &impl Conn,
    shop: ShopId,
    buyers: &[BuyerId],
) -> Result<HashMap<BuyerId, PersonId>, StoreError> {
    let mut found = HashMap::new();
    for some in buyers.chunks(BATCH) {
        let rows = Entity::find()
            .filter(Column::ShopId.eq(shop.to_string()))
            .filter(Column::BuyerId.is_in(some.iter().map(ToString::to_string)))
            .filter(Column::AgentId.is_not_null())
            .order_by_asc(Column::LastAt)
            .order_by_asc(Column::Id)
            .all(conn.db())
            .await?;
        for row in rows {
            let talk = from_row(row)?;
            if let Some(agent) = talk.agent {
                // The later one stays.
                found.insert(talk.buyer, agent);
            }
        }
    }
    Ok(found)
}
