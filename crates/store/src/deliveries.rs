//! Webhook deliveries already taken, so that the same one again gets the first answer.

use jinpai_model::{At, ShopId};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel as _, QueryFilter, TryInsertResult};

use crate::{Conn, StoreError, Tx, tables::delivery};

/// A delivery that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    pub shop: ShopId,
    /// The sender's own name for it.
    pub delivery: String,
    pub body_hash: String,
    /// What was answered.
    pub result: String,
    pub at: At,
}

/// Notes a delivery, unless one of that name is already noted: then that one is returned and nothing
/// is written.
pub async fn put(tx: &Tx, new: &Delivery) -> Result<Option<Delivery>, StoreError> {
    let row = delivery::Model {
        shop_id: new.shop.to_string(),
        delivery: new.delivery.clone(),
        body_hash: new.body_hash.clone(),
        result: new.result.clone(),
        at: new.at.ms(),
    };
    let key = [delivery::Column::ShopId, delivery::Column::Delivery];
    let stored = delivery::Entity::insert(row.into_active_model())
        .on_conflict_do_nothing_on(key)
        .exec_without_returning(tx.transaction())
        .await?;
    match stored {
        TryInsertResult::Inserted(1..) => Ok(None),
        _ => get(tx, new.shop, &new.delivery).await,
    }
}

pub async fn get(conn: &impl Conn, shop: ShopId, name: &str) -> Result<Option<Delivery>, StoreError> {
    let row = delivery::Entity::find_by_id((shop.to_string(), name.to_owned()))
        .one(conn.db())
        .await?;
    Ok(row.map(|row| Delivery {
        shop,
        delivery: row.delivery,
        body_hash: row.body_hash,
        result: row.result,
        at: At(row.at),
    }))
}

/// Removes those taken before a moment; tells how many.
pub async fn purge(tx: &Tx, before: At) -> Result<u64, StoreError> {
    let done = delivery::Entity::delete_many()
        .filter(delivery::Column::At.lt(before.ms()))
        .exec(tx.transaction())
        .await?;
    Ok(done.rows_affected)
}
