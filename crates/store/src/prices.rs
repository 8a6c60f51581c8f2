//! Changes of price that were put to an agent, and the prices that one confirmed.

use std::collections::HashMap;

use jinpai_model::{At, Fen, OrderId, PersonId, ShopId, TaskId};
use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel as _, QueryFilter, TryInsertResult, sea_query::OnConflict,
};

use crate::{
    BATCH, Conn, StoreError, Tx,
    column::{from_json, parse, to_json},
    tables::{agreed_price, price_change},
};

/// What was put to an agent about the orders of one ladder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceChange {
    pub shop: ShopId,
    /// Named once, whatever became of it.
    pub ladder: String,
    pub task: TaskId,
    /// Orders to be kept, with what each would ask for.
    pub keep: Vec<(OrderId, Fen)>,
    /// Orders to be closed.
    pub duplicates: Vec<OrderId>,
    pub postage_off_fen: Fen,
    pub sum_fen: Fen,
    pub new_sum_fen: Fen,
}

/// Notes what is put to an agent; false when it was put to one before.
pub async fn propose(tx: &Tx, new: &PriceChange) -> Result<bool, StoreError> {
    let row = price_change::Model {
        shop_id: new.shop.to_string(),
        ladder: new.ladder.clone(),
        task_id: new.task.to_string(),
        keep: to_json("price_changes.keep", &new.keep)?,
        duplicates: to_json("price_changes.duplicates", &new.duplicates)?,
        postage_off_fen: new.postage_off_fen.0,
        sum_fen: new.sum_fen.0,
        new_sum_fen: new.new_sum_fen.0,
    };
    let key = [price_change::Column::ShopId, price_change::Column::Ladder];
    let inserted = price_change::Entity::insert(row.into_active_model())
        .on_conflict_do_nothing_on(key)
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(matches!(inserted, TryInsertResult::Inserted(rows) if rows > 0))
}

/// Whether something was put to an agent about this ladder.
pub async fn proposed(conn: &impl Conn, shop: ShopId, ladder: &str) -> Result<bool, StoreError> {
    let row = price_change::Entity::find_by_id((shop.to_string(), ladder.to_owned()))
        .one(conn.db())
        .await?;
    Ok(row.is_some())
}

/// What these tasks put to an agent; tasks about something else are not in the answer.
pub async fn of_tasks(
    conn: &impl Conn,
    shop: ShopId,
    tasks: &[TaskId],
) -> Result<HashMap<TaskId, PriceChange>, StoreError> {
    let mut found = HashMap::new();
    for some in tasks.chunks(BATCH) {
        let rows = price_change::Entity::find()
            .filter(price_change::Column::ShopId.eq(shop.to_string()))
            .filter(price_change::Column::TaskId.is_in(some.iter().map(ToString::to_string)))
            .all(conn.db())
            .await?;
        for row in rows {
            let change = PriceChange {
                shop: parse("price_changes.shop_id", &row.shop_id)?,
                ladder: row.ladder,
                task: parse("price_changes.task_id", &row.task_id)?,
                keep: from_json("price_changes.keep", &row.keep)?,
                duplicates: from_json("price_changes.duplicates", &row.duplicates)?,
                postage_off_fen: Fen(row.postage_off_fen),
                sum_fen: Fen(row.sum_fen),
                new_sum_fen: Fen(row.new_sum_fen),
            };
            found.insert(change.task, change);
        }
    }
    Ok(found)
}

/// An agent's word about an order: its new price on the platform, or that she closed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Agreed {
    /// None: the order was closed.
    pub price_fen: Option<Fen>,
    pub at: At,
}

/// Writes an agent's word down, in place of an earlier one.
pub async fn agree(
    tx: &Tx,
    (shop, task, person): (ShopId, TaskId, PersonId),
    order: OrderId,
    agreed: Agreed,
) -> Result<(), StoreError> {
    let row = agreed_price::Model {
        shop_id: shop.to_string(),
        order_id: order.to_string(),
        task_id: task.to_string(),
        price_fen: agreed.price_fen.map(|fen| fen.0),
        person_id: person.to_string(),
        agreed_at: agreed.at.ms(),
    };
    let known = OnConflict::columns([agreed_price::Column::ShopId, agreed_price::Column::OrderId])
        .update_columns([
            agreed_price::Column::TaskId,
            agreed_price::Column::PriceFen,
            agreed_price::Column::PersonId,
            agreed_price::Column::AgreedAt,
        ])
        .to_owned();
    agreed_price::Entity::insert(row.into_active_model())
        .on_conflict(known)
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(())
}

/// Orders of which nobody said anything are not in the answer.
pub async fn agreed(
    conn: &impl Conn,
    shop: ShopId,
    orders: &[OrderId],
) -> Result<HashMap<OrderId, Agreed>, StoreError> {
    let mut found = HashMap::new();
    for some in orders.chunks(BATCH) {
        let rows = agreed_price::Entity::find()
            .filter(agreed_price::Column::ShopId.eq(shop.to_string()))
            .filter(agreed_price::Column::OrderId.is_in(some.iter().map(ToString::to_string)))
            .all(conn.db())
            .await?;
        for row in rows {
            let agreed = Agreed {
                price_fen: row.price_fen.map(Fen),
                at: At(row.agreed_at),
            };
            found.insert(parse("agreed_prices.order_id", &row.order_id)?, agreed);
        }
    }
    Ok(found)
}
