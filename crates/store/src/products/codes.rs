//! The codes of pieces: each belongs to one product of its shop.

use std::collections::HashMap;

use jinpai_model::{Product, ProductId, ShopId};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

use crate::{BATCH, Conn, StoreError, Tx, column::parse, tables::product_code};

/// Whose pieces these codes are; codes of none are not in the answer.
pub async fn owners<'a>(
    conn: &impl Conn,
    shop: ShopId,
    codes: impl Iterator<Item = &'a str>,
) -> Result<HashMap<String, ProductId>, StoreError> {
    let codes: Vec<&str> = codes.collect();
    let mut owners = HashMap::new();
    for some in codes.chunks(BATCH) {
        let rows = product_code::Entity::find()
            .filter(product_code::Column::ShopId.eq(shop.to_string()))
            .filter(product_code::Column::Code.is_in(some.iter().copied()))
            .all(conn.db())
            .await?;
        for row in rows {
            owners.insert(row.code, parse("product_codes.product_id", &row.product_id)?);
        }
    }
    Ok(owners)
}

/// Makes the rows agree with the pieces of these products; `fresh` ones have none yet.
pub(super) async fn agree(
    tx: &Tx,
    shop: ShopId,
    changed: &[&Product],
    fresh: &[&Product],
) -> Result<(), StoreError> {
    for some in changed.chunks(BATCH) {
        forget(tx, shop, some.iter().map(|product| product.id)).await?;
    }
    let of_product = |product: &&Product| {
        let id = product.id.to_string();
        let pieces = product.input.knowledge.variants.iter();
        let row = move |code: &String| product_code::Model {
            shop_id: shop.to_string(),
            code: code.clone(),
            product_id: id.clone(),
        };
        pieces.map(|piece| row(&piece.code)).collect::<Vec<_>>()
    };
    let rows: Vec<product_code::Model> = changed.iter().chain(fresh).flat_map(of_product).collect();
    for some in rows.chunks(BATCH) {
        product_code::Entity::insert_many(some.iter().cloned().map(IntoActiveModel::into_active_model))
            .exec_without_returning(tx.transaction())
            .await?;
    }
    Ok(())
}

pub(super) async fn forget(
    tx: &Tx,
    shop: ShopId,
    products: impl Iterator<Item = ProductId>,
) -> Result<(), StoreError> {
    product_code::Entity::delete_many()
        .filter(product_code::Column::ShopId.eq(shop.to_string()))
        .filter(product_code::Column::ProductId.is_in(products.map(|id| id.to_string())))
        .exec(tx.transaction())
        .await?;
    Ok(())
}
