//! Shops.

use jinpai_model::{At, Shop, ShopId, ShopSettings};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel as _, QueryFilter, QueryOrder,
    sea_query::Expr,
};

use crate::{
    Conn, StoreError, Tx,
    column::{from_json, parse, to_json},
    tables::{shop, shop_head},
};

/// Stores a new shop and opens its event log. Runs in the new shop's own lane.
///
/// # Errors
/// [`StoreError::WrongLane`] in any other lane; [`StoreError::Taken`] when the id is in use.
pub async fn create(tx: &Tx, new: &Shop) -> Result<(), StoreError> {
    if tx.shop() != Some(new.id) {
        return Err(StoreError::WrongLane("a shop is created in its own lane"));
    }
    let row = shop::Model {
        id: new.id.to_string(),
        name: new.name.clone(),
        settings: to_json("shops.settings", &new.settings)?,
        created_at: new.created_at.ms(),
    };
    shop::Entity::insert(row.into_active_model())
        .exec_without_returning(tx.transaction())
        .await?;
    let head = shop_head::ActiveModel {
        shop_id: Set(new.id.to_string()),
        head_seq: Set(0),
    };
    shop_head::Entity::insert(head)
        .exec_without_returning(tx.transaction())
        .await?;
    tx.open_log(new.id);
    Ok(())
}

pub async fn get(conn: &impl Conn, id: ShopId) -> Result<Option<Shop>, StoreError> {
    let row = shop::Entity::find_by_id(id.to_string()).one(conn.db()).await?;
    row.map(from_row).transpose()
}

/// Every shop, oldest first.
pub async fn list(conn: &impl Conn) -> Result<Vec<Shop>, StoreError> {
    let rows = shop::Entity::find()
        .order_by_asc(shop::Column::Id)
        .all(conn.db())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Gives a shop its name and settings; false when there is no such shop.
pub async fn update(tx: &Tx, shop: ShopId, name: &str, settings: &ShopSettings) -> Result<bool, StoreError> {
    let done = shop::Entity::update_many()
        .col_expr(shop::Column::Name, Expr::value(name))
        .col_expr(
            shop::Column::Settings,
            Expr::value(to_json("shops.settings", settings)?),
        )
        .filter(shop::Column::Id.eq(shop.to_string()))
        .exec(tx.transaction())
        .await?;
    Ok(done.rows_affected > 0)
}

pub(crate) fn from_row(row: shop::Model) -> Result<Shop, StoreError> {
    Ok(Shop {
        id: parse("shops.id", &row.id)?,
        name: row.name,
        settings: from_json("shops.settings", &row.settings)?,
        created_at: At(row.created_at),
    })
}
