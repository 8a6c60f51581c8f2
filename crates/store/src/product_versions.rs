//! What was changed in a product, by whom and when: the newest changes of each, as fields before and after.

use jinpai_model::{At, FactSource, FieldChange, PersonId, ProductId, ShopId};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, IntoActiveModel as _, QueryFilter, QueryOrder, QuerySelect as _,
};

use crate::{
    BATCH, Conn, PAGE, StoreError, Tx,
    column::{from_json, parse, parse_some, to_json},
    tables::product_version,
};

/// Changes of one product that are kept.
pub const KEPT: i64 = 50;

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductVersion {
    pub product: ProductId,
    /// The product's version after it: 1, 2, 3 …
    pub version: i64,
    pub at: At,
    pub source: FactSource,
    /// None: a command on the machine itself.
    pub by: Option<PersonId>,
    pub changes: Vec<FieldChange>,
}

/// Keeps changes, and forgets what is too old of the same products.
pub(crate) async fn append(tx: &Tx, shop: ShopId, new: &[ProductVersion]) -> Result<(), StoreError> {
    for some in new.chunks(BATCH) {
        let rows = some
            .iter()
            .map(|one| Ok(to_row(shop, one)?.into_active_model()))
            .collect::<Result<Vec<_>, StoreError>>()?;
        product_version::Entity::insert_many(rows)
            .exec_without_returning(tx.transaction())
            .await?;
        let old = some.iter().filter(|one| one.version > KEPT);
        let too_old = old.fold(Condition::any(), |any, one| {
            any.add(
                Condition::all()
                    .add(product_version::Column::ProductId.eq(one.product.to_string()))
                    .add(product_version::Column::Version.lte(one.version - KEPT)),
            )
        });
        if !too_old.is_empty() {
            product_version::Entity::delete_many()
                .filter(product_version::Column::ShopId.eq(shop.to_string()))
                .filter(too_old)
                .exec(tx.transaction())
                .await?;
        }
    }
    Ok(())
}

/// Changes of a product after a version, the newest first.
pub async fn after(
    conn: &impl Conn,
    shop: ShopId,
    product: ProductId,
    version: i64,
) -> Result<Vec<ProductVersion>, StoreError> {
    let rows = product_version::Entity::find()
        .filter(product_version::Column::ShopId.eq(shop.to_string()))
        .filter(product_version::Column::ProductId.eq(product.to_string()))
        .filter(product_version::Column::Version.gt(version))
        .order_by_desc(product_version::Column::Version)
        .limit(PAGE)
        .all(conn.db())
        .await?;
    rows.into_iter().map(from_row).collect()
}

pub(crate) async fn forget(tx: &Tx, shop: ShopId, product: ProductId) -> Result<(), StoreError> {
    product_version::Entity::delete_many()
        .filter(product_version::Column::ShopId.eq(shop.to_string()))
        .filter(product_version::Column::ProductId.eq(product.to_string()))
        .exec(tx.transaction())
        .await?;
    Ok(())
}

fn to_row(shop: ShopId, one: &ProductVersion) -> Result<product_version::Model, StoreError> {
    Ok(product_version::Model {
        shop_id: shop.to_string(),
        product_id: one.product.to_string(),
        version: one.version,
        at: one.at.ms(),
        source: one.source.as_str().to_owned(),
        by_id: one.by.map(|person| person.to_string()),
        changes: to_json("product_versions.changes", &one.changes)?,
    })
}

fn from_row(row: product_version::Model) -> Result<ProductVersion, StoreError> {
    Ok(ProductVersion {
        product: parse("product_versions.product_id", &row.product_id)?,
        version: row.version,
        at: At(row.at),
        source: parse("product_versions.source", &row.source)?,
        by: parse_some("product_versions.by_id", row.by_id.as_deref())?,
        changes: from_json("product_versions.changes", &row.changes)?,
    })
}
