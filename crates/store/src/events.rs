//! The event log, read by sequence. It is written through [`Tx::append`](crate::Tx::append).

use jinpai_model::{At, Event, ShopId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect as _};

use crate::{
    Conn, NewEvent, PAGE, StoreError, Tx,
    column::{from_json, parse},
    tables::{event, shop_head},
};

/// Adds a line to the log of the write's shop; see [`Tx::append`](crate::Tx::append).
///
/// # Errors
/// [`StoreError::WrongLane`] in the global lane, and for a shop that does not exist.
pub fn append(tx: &Tx, event: NewEvent) -> Result<i64, StoreError> {
    tx.append(event)
}

/// Up to `limit` events with a sequence over `seq`, oldest first; never more than a page. Lines of a
/// write in progress show only once it is committed.
pub async fn after(conn: &impl Conn, shop: ShopId, seq: i64, limit: u64) -> Result<Vec<Event>, StoreError> {
    let rows = event::Entity::find()
        .filter(event::Column::ShopId.eq(shop.to_string()))
        .filter(event::Column::Seq.gt(seq))
        .order_by_asc(event::Column::Seq)
        .limit(limit.min(PAGE))
        .all(conn.db())
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Event {
                shop,
                seq: row.seq,
                at: At(row.at),
                kind: parse("events.kind", &row.kind)?,
                subject: row.subject,
                payload: from_json("events.payload", &row.payload)?,
            })
        })
        .collect()
}

/// Sequence of the newest committed event; 0 for none.
pub async fn head(conn: &impl Conn, shop: ShopId) -> Result<i64, StoreError> {
    let row = shop_head::Entity::find_by_id(shop.to_string())
        .one(conn.db())
        .await?;
    Ok(row.map_or(0, |row| row.head_seq))
}

/// Heads of all shops. Polling this shows what other processes wrote.
pub async fn heads(conn: &impl Conn) -> Result<Vec<(ShopId, i64)>, StoreError> {
    let rows = shop_head::Entity::find().all(conn.db()).await?;
    rows.into_iter()
        .map(|row| Ok((parse("shop_heads.shop_id", &row.shop_id)?, row.head_seq)))
        .collect()
}
