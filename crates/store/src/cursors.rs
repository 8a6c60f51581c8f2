//! How far a worker has read a shop's event log, kept beside what it made of it.

use jinpai_model::ShopId;
use sea_orm::{
    Condition, ConnectionTrait as _, EntityTrait, IntoActiveModel as _, QueryResult,
    sea_query::{Expr, ExprTrait as _, OnConflict, Query},
};

use crate::{
    Conn, StoreError, Tx,
    column::parse,
    tables::{cursor, shop_head},
};

/// 0 when the worker has read nothing yet.
pub async fn get(conn: &impl Conn, shop: ShopId, name: &str) -> Result<i64, StoreError> {
    let row = cursor::Entity::find_by_id((shop.to_string(), name.to_owned()))
        .one(conn.db())
        .await?;
    Ok(row.map_or(0, |row| row.seq))
}

/// How far a log has come, and how far a worker has read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    pub shop: ShopId,
    pub head: i64,
    /// 0 when the worker has read nothing yet.
    pub reached: i64,
}

/// How far a worker is with the log of every shop. Polling this shows what other processes wrote, and what they read.
pub async fn readings(conn: &impl Conn, name: &str) -> Result<Vec<Reading>, StoreError> {
    let of_worker = Condition::all()
        .add(
            Expr::col((cursor::Entity, cursor::Column::ShopId))
                .equals((shop_head::Entity, shop_head::Column::ShopId)),
        )
        .add(Expr::col((cursor::Entity, cursor::Column::Name)).eq(name));
    let select = Query::select()
        .column((shop_head::Entity, shop_head::Column::ShopId))
        .column((shop_head::Entity, shop_head::Column::HeadSeq))
        .column((cursor::Entity, cursor::Column::Seq))
        .from(shop_head::Entity)
        .left_join(cursor::Entity, of_worker)
        .take();
    let rows = conn.db().query_all(&select).await?;
    let read = |row: &QueryResult| {
        Ok(Reading {
            shop: parse("shop_heads.shop_id", &row.try_get_by_index::<String>(0)?)?,
            head: row.try_get_by_index(1)?,
            reached: row.try_get_by_index::<Option<i64>>(2)?.unwrap_or(0),
        })
    };
    rows.iter().map(read).collect()
}

pub async fn set(tx: &Tx, shop: ShopId, name: &str, seq: i64) -> Result<(), StoreError> {
    let row = cursor::Model {
        shop_id: shop.to_string(),
        name: name.to_owned(),
        seq,
    };
    let known = OnConflict::columns([cursor::Column::ShopId, cursor::Column::Name])
        .update_column(cursor::Column::Seq)
        .to_owned();
    cursor::Entity::insert(row.into_active_model())
        .on_conflict(known)
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(())
}
