//! Small notes about buyers who are only known by their name in another client.

use jinpai_model::{At, PersonId, ShopId};
use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel as _, PaginatorTrait as _, QueryFilter, QueryOrder,
    QuerySelect as _, sea_query::OnConflict,
};

use crate::{Conn, PAGE, StoreError, Tx, column::parse, expr::contains, tables::outside_note};

/// What somebody wrote about a buyer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutsideNote {
    pub shop: ShopId,
    /// The name as it is compared: one note for each.
    pub key: String,
    pub name: String,
    pub text: String,
    pub by: PersonId,
    pub at: At,
}

/// Stores a note in place of the one about the same name.
pub async fn put(tx: &Tx, new: &OutsideNote) -> Result<(), StoreError> {
    use outside_note::Column;
    let row = outside_note::Model {
        shop_id: new.shop.to_string(),
        name_key: new.key.clone(),
        name: new.name.clone(),
        text: new.text.clone(),
        person_id: new.by.to_string(),
        at: new.at.ms(),
    };
    let known = OnConflict::columns([Column::ShopId, Column::NameKey])
        .update_columns([Column::Name, Column::Text, Column::PersonId, Column::At])
        .to_owned();
    outside_note::Entity::insert(row.into_active_model())
        .on_conflict(known)
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(())
}

/// False: there was none.
pub async fn remove(tx: &Tx, shop: ShopId, key: &str) -> Result<bool, StoreError> {
    let gone = outside_note::Entity::delete_by_id((shop.to_string(), key.to_owned()))
        .exec(tx.transaction())
        .await?;
    Ok(gone.rows_affected > 0)
}

/// How many notes a shop has.
pub async fn count(conn: &impl Conn, shop: ShopId) -> Result<u64, StoreError> {
    let all = outside_note::Entity::find().filter(outside_note::Column::ShopId.eq(shop.to_string()));
    Ok(all.count(conn.db()).await?)
}

/// Notes about names that contain `text` (empty: all), newest first, up to a page.
pub async fn search(
    conn: &impl Conn,
    shop: ShopId,
    text: &str,
    limit: u64,
) -> Result<Vec<OutsideNote>, StoreError> {
    use outside_note::Column;
    let mut found = outside_note::Entity::find().filter(Column::ShopId.eq(shop.to_string()));
    if !text.is_empty() {
        found = found.filter(contains(Column::NameKey, text));
    }
    let rows = found
        .order_by_desc(Column::At)
        .order_by_asc(Column::NameKey)
        .limit(limit.clamp(1, PAGE))
        .all(conn.db())
        .await?;
    rows.into_iter().map(from_row).collect()
}

fn from_row(row: outside_note::Model) -> Result<OutsideNote, StoreError> {
    Ok(OutsideNote {
        shop: parse("outside_notes.shop_id", &row.shop_id)?,
        key: row.name_key,
        name: row.name,
        text: row.text,
        by: parse("outside_notes.person_id", &row.person_id)?,
        at: At(row.at),
    })
}
