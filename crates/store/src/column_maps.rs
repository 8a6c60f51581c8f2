//! How a shop's own tables are read: a map of columns for each set of headers somebody has mapped.

use jinpai_model::{At, PersonId, ShopId};
use sea_orm::{EntityTrait, IntoActiveModel as _, sea_query::OnConflict};

use crate::{Conn, StoreError, Tx, tables::column_map};

/// The map for tables with these headers, as text.
pub async fn get(conn: &impl Conn, shop: ShopId, headers: &str) -> Result<Option<String>, StoreError> {
    let key = (shop.to_string(), headers.to_owned());
    let row = column_map::Entity::find_by_id(key).one(conn.db()).await?;
    Ok(row.map(|row| row.columns))
}

/// Keeps a map in the place of an earlier one for the same headers.
pub async fn put(
    tx: &Tx,
    shop: ShopId,
    headers: &str,
    columns: &str,
    (by, at): (PersonId, At),
) -> Result<(), StoreError> {
    let row = column_map::Model {
        shop_id: shop.to_string(),
        headers: headers.to_owned(),
        columns: columns.to_owned(),
        changed_by: by.to_string(),
        changed_at: at.ms(),
    };
    let known = OnConflict::columns([column_map::Column::ShopId, column_map::Column::Headers])
        .update_columns([
            column_map::Column::Columns,
            column_map::Column::ChangedBy,
            column_map::Column::ChangedAt,
        ])
        .to_owned();
    column_map::Entity::insert(row.into_active_model())
        .on_conflict(known)
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(())
}
