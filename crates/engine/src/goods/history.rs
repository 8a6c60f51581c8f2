//! What was changed in a product, and the way back to an earlier version of it.

use std::collections::HashSet;

use jinpai_model::{
    At, FactGroup, FactSource, FieldChange, PersonId, Product, ProductId, Role, goods::taken_back,
};
use jinpai_store::{Lane, product_versions, products};

use super::{editing::keep, valid};
use crate::{
    desk::Desk,
    error::{EngineError, Result},
    show::names_of,
};

/// The lowest price, which agents do not see.
const FLOOR: &str = "knowledge.floor_fen";

/// One change of a product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductVersionView {
    pub version: i64,
    pub at: At,
    pub source: FactSource,
    pub by: Option<PersonId>,
    pub by_name: Option<String>,
    pub changes: Vec<FieldChange>,
}

impl Desk {
    /// The changes of a product that are kept, the newest first.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when the shop has no such product.
    pub async fn product_history(&self, id: ProductId) -> Result<Vec<ProductVersionView>> {
        self.product(id).await?;
        let read = self.engine.store.read();
        let rows = product_versions::after(read, self.shop, id, 0).await?;
        let people: HashSet<PersonId> = rows.iter().filter_map(|row| row.by).collect();
        let names = names_of(read, people).await?;
        let lead = self.role() >= Role::Lead;
        let show = |row: product_versions::ProductVersion| ProductVersionView {
            version: row.version,
            at: row.at,
            source: row.source,
            by: row.by,
            by_name: row.by.and_then(|by| names.get(&by).cloned()),
            changes: (row.changes.into_iter())
                .filter(|change| lead || change.field != FLOOR)
                .collect(),
        };
        let shown = rows.into_iter().map(show);
        Ok(shown.filter(|one| !one.changes.is_empty()).collect())
    }

    /// Makes a product again what it was at an earlier version. That is a change like any other, and can itself be
    /// taken back.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] below lead; [`EngineError::NotFound`] for a version that is not kept any more.
    pub async fn product_back_to(&self, id: ProductId, version: i64) -> Result<Product> {
        self.require(Role::Lead)?;
        let (shop, telling) = (self.shop, self.telling());
        let write = self.engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                let held = products::get(tx, shop, id).await?;
                let before = held.ok_or(EngineError::NotFound("product"))?;
                let gone = || EngineError::NotFound("version");
                let later = product_versions::after(tx, shop, id, version).await?;
                if version < 0 || i64::try_from(later.len()).ok() != Some(before.version - version) {
                    return Err(gone());
                }
                let mut input = before.input.clone();
                for change in &later {
                    input = taken_back(&input, &change.changes).ok_or_else(gone)?;
                }
                let mut product = before.clone();
                product.input = valid::product(input)?;
                let changed = later.iter().flat_map(|one| &one.changes);
                let groups: HashSet<FactGroup> =
                    changed.map(|change| FactGroup::of_json(&change.field)).collect();
                product.heard(groups, telling);
                keep(tx, Some(&before), &mut product, telling).await?;
                Ok(product)
            })
        });
        write.await
    }
}
