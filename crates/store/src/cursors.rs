//! How far a worker has read a shop's event log, kept beside what it made of it.

use jinpai_model::ShopId;
use sea_orm::{EntityTrait, IntoActiveModel as _, sea_query::OnConflict};

use crate::{Conn, StoreError, Tx, tables::cursor};

/// 0 when the worker has read nothing yet.
pub async fn get(conn: &impl Conn, shop: ShopId, name: &str) -> Result<i64, StoreError> {
    let row = cursor::Entity::find_by_id((shop.to_string(), name.to_owned()))
        .one(conn.db())
        .await?;
    Ok(row.map_or(0, |row| row.seq))
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
