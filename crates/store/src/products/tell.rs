//! What files tell of many products, laid over what is known: rows in few statements, each answered for.

use std::collections::{BTreeMap, HashMap};

use jinpai_model::{Product, ProductId, ShopId, Telling, ToldProduct, goods::changes};

use super::{by_ids, by_skus, codes, save};
use crate::{
    BATCH, StoreError, Tx,
    orders::Change,
    product_versions::{self, ProductVersion},
};

/// A product as a file tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldRow {
    /// Its id if its code is new.
    pub id: ProductId,
    pub told: ToldProduct,
}

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    As(Change),
    /// Nobody knows the code, and there is no title to make a product of.
    NewWithoutTitle,
    /// This code of a piece is another product's.
    CodeOfAnother(String),
}

/// What is known of the products of some rows, and what becomes of it.
struct Known {
    by_sku: HashMap<String, ProductId>,
    /// Of pieces.
    owners: HashMap<String, ProductId>,
    /// As they stand now, with what they were before.
    products: HashMap<ProductId, (Option<Product>, Product)>,
}

/// Takes rows in; the answer has their order. Saying the same again makes the facts younger.
pub async fn tell_batch(
    tx: &Tx,
    shop: ShopId,
    rows: &[ToldRow],
    telling: Telling,
) -> Result<Vec<Taken>, StoreError> {
    let mut done = Vec::with_capacity(rows.len());
    for some in rows.chunks(BATCH) {
        let mut known = Known::read(tx, shop, some).await?;
        // In the order of the rows, so that a run writes the same every time.
        let mut touched: BTreeMap<ProductId, bool> = BTreeMap::new();
        for row in some {
            let (taken, id) = known.take(shop, row, telling);
            if let Some(id) = id {
                *touched.entry(id).or_default() |= taken == Taken::As(Change::Changed);
            }
            done.push(taken);
        }
        known.write(tx, shop, &touched, telling).await?;
    }
    Ok(done)
}

impl Known {
    async fn read(tx: &Tx, shop: ShopId, rows: &[ToldRow]) -> Result<Self, StoreError> {
        let skus = rows.iter().map(|row| row.told.input.sku.as_str());
        let pieces: Vec<&str> = (rows.iter())
            .flat_map(|row| &row.told.input.knowledge.variants)
            .map(|piece| piece.code.as_str())
            .collect();
        let mut held = Vec::new();
        for some in pieces.chunks(BATCH) {
            held.extend(by_skus(tx, shop, some.iter().copied()).await?.into_values());
        }
        held.extend(by_skus(tx, shop, skus.clone()).await?.into_values());
        let owners = codes::owners(tx, shop, skus.chain(pieces)).await?;
        held.extend(by_ids(tx, shop, owners.values().copied()).await?);
        let by_sku = held.iter().map(|product| (product.input.sku.clone(), product.id));
        Ok(Self {
            by_sku: by_sku.collect(),
            owners,
            products: held
                .into_iter()
                .map(|product| (product.id, (Some(product.clone()), product)))
                .collect(),
        })
    }

    /// Works one row in; the product it is of, when it is taken.
    fn take(&mut self, shop: ShopId, row: &ToldRow, telling: Telling) -> (Taken, Option<ProductId>) {
        let told = &row.told;
        let sku = &told.input.sku;
        let (id, piece) = match (self.by_sku.get(sku), self.owners.get(sku)) {
            (Some(id), _) => (*id, false),
            (None, Some(id)) => (*id, true),
            (None, None) if told.input.title.is_empty() => return (Taken::NewWithoutTitle, None),
            (None, None) => (row.id, false),
        };
        let another = |code: &String| {
            let of = |map: &HashMap<String, ProductId>| map.get(code).is_some_and(|owner| *owner != id);
            of(&self.by_sku) || of(&self.owners)
        };
        let mut pieces = told.input.knowledge.variants.iter().map(|piece| &piece.code);
        if let Some(code) = pieces.find(|code| another(code)) {
            return (Taken::CodeOfAnother(code.clone()), None);
        }
        let held = self.products.get(&id).map(|(_, now)| now);
        let input = match held {
            Some(held) if piece => told.over_piece(&held.input),
            held => told.over(held.map(|held| &held.input)),
        };
        let change = match held {
            None => Change::New,
            Some(held) if held.input == input => Change::Same,
            Some(_) => Change::Changed,
        };
        let mut product = held.cloned().unwrap_or_else(|| Product {
            shop,
            id,
            input: input.clone(),
            seen_at: telling.at,
            told: BTreeMap::new(),
            version: 0,
        });
        product.input = input;
        product.heard(told.groups(), telling);
        self.by_sku.insert(product.input.sku.clone(), id);
        for piece in &product.input.knowledge.variants {
            self.owners.insert(piece.code.clone(), id);
        }
        match self.products.get_mut(&id) {
            Some((_, now)) => *now = product,
            None => drop(self.products.insert(id, (None, product))),
        }
        (Taken::As(change), Some(id))
    }

    async fn write(
        &mut self,
        tx: &Tx,
        shop: ShopId,
        touched: &BTreeMap<ProductId, bool>,
        telling: Telling,
    ) -> Result<(), StoreError> {
        let mut versions = Vec::new();
        for (id, changed) in touched {
            let Some((Some(before), now)) = self.products.get_mut(id) else {
                continue;
            };
            let changes = if *changed {
                changes(&before.input, &now.input)
            } else {
                Vec::new()
            };
            if !changes.is_empty() {
                now.version += 1;
                versions.push(ProductVersion {
                    product: *id,
                    version: now.version,
                    at: telling.at,
                    source: telling.source,
                    by: telling.by,
                    changes,
                });
            }
        }
        let rows: Vec<&(Option<Product>, Product)> =
            touched.keys().filter_map(|id| self.products.get(id)).collect();
        save(tx, rows.iter().map(|(_, now)| now)).await?;
        let codes_of = |product: &Product| -> Vec<String> {
            let pieces = product.input.knowledge.variants.iter();
            pieces.map(|piece| piece.code.clone()).collect()
        };
        let (mut changed, mut fresh) = (Vec::new(), Vec::new());
        for (before, now) in rows {
            match before {
                None => fresh.push(now),
                Some(before) if codes_of(before) != codes_of(now) => changed.push(now),
                Some(_) => {}
            }
        }
        codes::agree(tx, shop, &changed, &fresh).await?;
        product_versions::append(tx, shop, &versions).await
    }
}
