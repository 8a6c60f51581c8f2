//! The event log, read by sequence. It is written through [`Tx::append`](crate::Tx::append).

use jinpai_model::{At, Event, EventKind, ShopId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect as _, Select};

use crate::{
    Conn, NewEvent, PAGE, StoreError, Tx,
    column::{from_json, parse},
    many,
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
    let found = of_shop_after(shop, seq).limit(limit.min(PAGE));
    many::rows(conn, found).await?.into_iter().map(from_row).collect()
}

/// The same, but only those of these kinds, and none after `until`. What nobody asked for is not fetched: a follower of
/// some kinds passes over a million lines of others in a moment.
pub async fn of_kinds(
    conn: &impl Conn,
    shop: ShopId,
    (after, until): (i64, i64),
    kinds: &[EventKind],
    limit: u64,
) -> Result<Vec<Event>, StoreError> {
    let found = of_shop_after(shop, after)
        .filter(event::Column::Seq.lte(until))
        .filter(event::Column::Kind.is_in(kinds.iter().map(|kind| kind.as_str())))
        .limit(limit.min(PAGE));
    many::rows(conn, found).await?.into_iter().map(from_row).collect()
}

fn of_shop_after(shop: ShopId, seq: i64) -> Select<event::Entity> {
    event::Entity::find()
        .filter(event::Column::ShopId.eq(shop.to_string()))
        .filter(event::Column::Seq.gt(seq))
        .order_by_asc(event::Column::Seq)
}

fn from_row(row: event::Model) -> Result<Event, StoreError> {
    Ok(Event {
        shop: parse("events.shop_id", &row.shop_id)?,
        seq: row.seq,
        at: At(row.at),
        kind: parse("events.kind", &row.kind)?,
        subject: row.subject,
        payload: from_json("events.payload", &row.payload)?,
    })
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
