//! When a shop serves and what it says by itself: each part one value, which every change gives a new version.

use jinpai_model::{At, PersonId, ServicePart, ShopId};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel as _, QueryFilter, sea_query::OnConflict};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    Conn, StoreError, Tx,
    column::{from_json, parse, to_json},
    tables::shop_service::{Column, Entity, Model},
};

/// A part as it was saved last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved<T> {
    /// 1, 2, 3 …; 0 for what a shop begins with.
    pub version: i64,
    pub value: T,
    pub changed: Option<(PersonId, At)>,
}

impl<T: Default> Default for Saved<T> {
    fn default() -> Self {
        Self {
            version: 0,
            value: T::default(),
            changed: None,
        }
    }
}

/// One part; as a shop begins where it never changed it.
pub async fn get<T>(conn: &impl Conn, shop: ShopId, part: ServicePart) -> Result<Saved<T>, StoreError>
where
    T: DeserializeOwned + Default,
{
    let row = Entity::find_by_id((shop.to_string(), part.as_str().to_owned()))
        .one(conn.db())
        .await?;
    row.map_or_else(|| Ok(Saved::default()), read)
}

/// Which shops have saved this part.
pub async fn shops_with(conn: &impl Conn, part: ServicePart) -> Result<Vec<ShopId>, StoreError> {
    let rows = Entity::find()
        .filter(Column::Part.eq(part.as_str()))
        .all(conn.db())
        .await?;
    (rows.iter())
        .map(|row| parse("shop_service.shop_id", &row.shop_id))
        .collect()
}

/// Saves a part in place of the version before.
pub async fn put<T: Serialize>(
    tx: &Tx,
    (shop, part): (ShopId, ServicePart),
    (version, value): (i64, &T),
    (by, now): (PersonId, At),
) -> Result<(), StoreError> {
    let row = Model {
        shop_id: shop.to_string(),
        part: part.as_str().to_owned(),
        version,
        value: to_json("shop_service.value", value)?,
        changed_by: by.to_string(),
        changed_at: now.ms(),
    };
    let replace = OnConflict::columns([Column::ShopId, Column::Part])
        .update_columns([
            Column::Version,
            Column::Value,
            Column::ChangedBy,
            Column::ChangedAt,
        ])
        .to_owned();
    Entity::insert(row.into_active_model())
        .on_conflict(replace)
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(())
}

fn read<T: DeserializeOwned>(row: Model) -> Result<Saved<T>, StoreError> {
    Ok(Saved {
        version: row.version,
        value: from_json("shop_service.value", &row.value)?,
        changed: Some((
            parse("shop_service.changed_by", &row.changed_by)?,
            At(row.changed_at),
        )),
    })
}
