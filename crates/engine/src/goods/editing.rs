//! Products as members see and change them.

use std::collections::{HashMap, HashSet};

use jinpai_model::{
    EventKind, FactSource, PersonId, Product, ProductId, ProductInput, Role, Standing, Telling, ToldProduct,
};
use jinpai_store::{Lane, NewEvent, StoreError, Tx, products};
use serde_json::json;

use super::valid;
use crate::{
    desk::Desk,
    error::{EngineError, Result},
    show::names_of,
};

/// Products listed for a question.
const MOST_LISTED: usize = 100;

/// What a member tells of a product; the fields that are not said stay.
pub type ProductChange = ToldProduct;

impl Desk {
    /// Products that a text finds, the best first; for an empty one by title, up to a page.
    ///
    /// # Errors
    /// As [`Desk::find_goods`].
    pub async fn products(&self, text: Option<&str>) -> Result<Vec<Product>> {
        let read = self.engine.store.read();
        let text = text.map(str::trim).filter(|text| !text.is_empty());
        if let Some(text) = text {
            let found = self.find_goods(text, MOST_LISTED).await?;
            if !found.products.is_empty() {
                return Ok(found.products.into_iter().map(|one| one.product).collect());
            }
        }
        // The middle of a code is no word.
        let found = products::list(read, self.shop, text.unwrap_or_default()).await?;
        Ok(found.into_iter().map(|product| self.shown(product)).collect())
    }

    /// # Errors
    /// [`EngineError::NotFound`] when the shop has no such product.
    pub async fn product(&self, id: ProductId) -> Result<Product> {
        let found = products::get(self.engine.store.read(), self.shop, id).await?;
        found
            .map(|product| self.shown(product))
            .ok_or(EngineError::NotFound("product"))
    }

    /// The facts of a product now.
    #[must_use]
    pub fn standing(&self, product: &Product) -> Standing {
        product.input.at(self.engine.now())
    }

    /// The names of those who told these products.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tellers<'a>(
        &self,
        products: impl Iterator<Item = &'a Product>,
    ) -> Result<HashMap<PersonId, String>> {
        let tellings = products.flat_map(|product| product.told.values());
        let people: HashSet<PersonId> = tellings.filter_map(|telling| telling.by).collect();
        if people.is_empty() {
            return Ok(HashMap::new());
        }
        names_of(self.engine.store.read(), people).await
    }

    /// A product as this member may see it: the lowest price is a lead's matter.
    pub(super) fn shown(&self, mut product: Product) -> Product {
        if self.role() < Role::Lead {
            product.input.knowledge.floor_fen = None;
        }
        product
    }

    /// Makes a product of all its fields, or replaces those of the one with this id.
    ///
    /// # Errors
    /// As [`Desk::tell_product`].
    pub async fn put_product(&self, id: Option<ProductId>, input: ProductInput) -> Result<Product> {
        self.tell_product(id, ToldProduct::whole(input)).await
    }

    /// Makes a product, or changes what is said of the one with this id.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] below lead, [`EngineError::Invalid`], [`EngineError::NotFound`],
    /// [`EngineError::Taken`] when another product or piece has one of the codes.
    pub async fn tell_product(&self, id: Option<ProductId>, told: ProductChange) -> Result<Product> {
        self.require(Role::Lead)?;
        let telling = self.telling();
        let (shop, fresh) = (self.shop, ProductId::new(telling.at, self.engine.random.bits()));
        let write = self.engine.store.write(Lane::Shop(shop), move |tx| {
            let told = told.clone();
            Box::pin(async move {
                let before = match id {
                    None => None,
                    Some(id) => {
                        let held = products::get(tx, shop, id).await?;
                        Some(held.ok_or(EngineError::NotFound("product"))?)
                    }
                };
                let input = told.over(before.as_ref().map(|product| &product.input));
                let mut product = before.clone().unwrap_or_else(|| Product {
                    shop,
                    id: fresh,
                    input: ProductInput::named("", ""),
                    seen_at: telling.at,
                    told: std::collections::BTreeMap::new(),
                    version: 0,
                });
                product.input = valid::product(input)?;
                product.heard(told.groups(), telling);
                keep(tx, before.as_ref(), &mut product, telling).await?;
                Ok(product)
            })
        });
        write.await
    }

    /// Now, said by this member.
    pub(super) fn telling(&self) -> Telling {
        Telling {
            at: self.engine.now(),
            source: FactSource::Person,
            by: Some(self.person),
        }
    }

    /// # Errors
    /// [`EngineError::Forbidden`] below lead, [`EngineError::NotFound`] when the shop has no such product.
    pub async fn delete_product(&self, id: ProductId) -> Result<()> {
        self.require(Role::Lead)?;
        let (shop, now) = (self.shop, self.engine.now());
        let write = self.engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                if !products::delete(tx, shop, id).await? {
                    return Err(EngineError::NotFound("product"));
                }
                let (kind, subject) = (EventKind::ProductChanged, id.to_string());
                tx.append(NewEvent {
                    at: now,
                    kind,
                    subject,
                    payload: json!({ "deleted": true }),
                })?;
                Ok(())
            })
        });
        write.await
    }
}

/// Writes a product and its event; its codes are its own.
pub(super) async fn keep(
    tx: &Tx,
    before: Option<&Product>,
    product: &mut Product,
    telling: Telling,
) -> Result<()> {
    let codes: Vec<&str> = std::iter::once(product.input.sku.as_str())
        .chain(
            product
                .input
                .knowledge
                .variants
                .iter()
                .map(|piece| piece.code.as_str()),
        )
        .collect();
    let known = products::by_codes(tx, product.shop, &codes).await?;
    if let Some((code, _)) = known.iter().find(|(_, other)| other.id != product.id) {
        let field = if *code == product.input.sku {
            "sku"
        } else {
            "variants"
        };
        return Err(EngineError::Taken { field });
    }
    match products::put(tx, before, product, telling).await {
        Err(StoreError::Taken(_)) => return Err(EngineError::Taken { field: "sku" }),
        done => done?,
    }
    tx.append(NewEvent {
        at: telling.at,
        kind: EventKind::ProductChanged,
        subject: product.id.to_string(),
        payload: json!({}),
    })?;
    Ok(())
}
