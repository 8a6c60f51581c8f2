//! Messages that the shop's bridge could not deliver, and why, by their place in the log.

use std::collections::HashMap;

use jinpai_model::{At, ShopId};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel as _, QueryFilter, sea_query::OnConflict};

use crate::{BATCH, Conn, StoreError, Tx, tables::undelivered};

/// Notes that a message did not arrive; what was noted of it before is written over.
pub async fn put(tx: &Tx, shop: ShopId, seq: i64, why: &str, at: At) -> Result<(), StoreError> {
    use undelivered::Column;
    let row = undelivered::Model {
        shop_id: shop.to_string(),
        seq,
        why: why.to_owned(),
        at: at.ms(),
    };
    let known = OnConflict::columns([Column::ShopId, Column::Seq])
        .update_columns([Column::Why, Column::At])
        .to_owned();
    undelivered::Entity::insert(row.into_active_model())
        .on_conflict(known)
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(())
}

/// It arrived after all, or is tried again. False: nothing was noted.
pub async fn remove(tx: &Tx, shop: ShopId, seq: i64) -> Result<bool, StoreError> {
    let gone = undelivered::Entity::delete_by_id((shop.to_string(), seq))
        .exec(tx.transaction())
        .await?;
    Ok(gone.rows_affected > 0)
}

/// Why each of these messages did not arrive; those of which nothing is noted are not in the answer.
pub async fn of(conn: &impl Conn, shop: ShopId, seqs: &[i64]) -> Result<HashMap<i64, String>, StoreError> {
    let mut found = HashMap::new();
    for some in seqs.chunks(BATCH) {
        let rows = undelivered::Entity::find()
            .filter(undelivered::Column::ShopId.eq(shop.to_string()))
            .filter(undelivered::Column::Seq.is_in(some.iter().copied()))
            .all(conn.db())
            .await?;
        found.extend(rows.into_iter().map(|row| (row.seq, row.why)));
    }
    Ok(found)
}
