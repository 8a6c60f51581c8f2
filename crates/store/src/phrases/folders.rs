//! The order of a shop's folders, and those that hold nothing yet.

use jinpai_model::{At, ShopId};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel as _, QueryFilter, QueryOrder, sea_query::Expr};

use crate::{
    Conn, StoreError, Tx,
    tables::{phrase, phrase_folder, removed_phrase},
};

/// The names in the order a lead has set; none while nobody has.
pub async fn folders(conn: &impl Conn, shop: ShopId) -> Result<Vec<String>, StoreError> {
    let rows = phrase_folder::Entity::find()
        .filter(phrase_folder::Column::ShopId.eq(shop.to_string()))
        .order_by_asc(phrase_folder::Column::Place)
        .order_by_asc(phrase_folder::Column::Name)
        .all(conn.db())
        .await?;
    Ok(rows.into_iter().map(|row| row.name).collect())
}

/// Keeps these names in this order in place of all before.
pub async fn set_folders(tx: &Tx, shop: ShopId, names: &[String]) -> Result<(), StoreError> {
    phrase_folder::Entity::delete_many()
        .filter(phrase_folder::Column::ShopId.eq(shop.to_string()))
        .exec(tx.transaction())
        .await?;
    if names.is_empty() {
        return Ok(());
    }
    let rows = names.iter().zip(0_i64..).map(|(name, place)| {
        phrase_folder::Model {
            shop_id: shop.to_string(),
            name: name.clone(),
            place,
        }
        .into_active_model()
    });
    phrase_folder::Entity::insert_many(rows)
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(())
}

/// Files every phrase of a folder under another name, those of all people and those taken away.
pub async fn rename_folder(tx: &Tx, shop: ShopId, from: &str, to: &str, at: At) -> Result<(), StoreError> {
    phrase::Entity::update_many()
        .col_expr(phrase::Column::Stage, Expr::value(to))
        .col_expr(phrase::Column::UpdatedAt, Expr::value(at.ms()))
        .filter(phrase::Column::ShopId.eq(shop.to_string()))
        .filter(phrase::Column::Stage.eq(from))
        .exec(tx.transaction())
        .await?;
    removed_phrase::Entity::update_many()
        .col_expr(removed_phrase::Column::Stage, Expr::value(to))
        .filter(removed_phrase::Column::ShopId.eq(shop.to_string()))
        .filter(removed_phrase::Column::Stage.eq(from))
        .exec(tx.transaction())
        .await?;
    Ok(())
}
