//! Products and what is known about them.

use serde::{Deserialize, Serialize};

use crate::{At, ClockTime, FactGroup, Fen, Knowledge, ProductId, ShopId, Telling, Tellings};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    pub shop: ShopId,
    pub id: ProductId,
    pub input: ProductInput,
    /// When a person or a file last said so: the age of the facts.
    pub seen_at: At,
    /// Which facts were said when, and by whom.
    pub told: Tellings,
    /// How often it was changed.
    pub version: i64,
}

impl Product {
    /// Notes who has just said these groups of facts.
    pub fn heard(&mut self, groups: impl IntoIterator<Item = FactGroup>, telling: Telling) {
        self.told.extend(groups.into_iter().map(|group| (group, telling)));
        self.seen_at = self.seen_at.max(telling.at);
    }
}

/// A product as a person or a file tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductInput {
    /// The shop's own code; unique in the shop.
    pub sku: String,
    pub title: String,
    pub price_fen: Option<Fen>,
    pub stock: Option<i64>,
    pub promo_ends_at: Option<At>,
    /// Paid until then, it leaves the same day.
    pub ship_cutoff: Option<ClockTime>,
    pub ship_within_h: Option<i64>,
    /// Days on the way, fewest and most.
    pub eta_days: Option<[i64; 2]>,
    pub material: Option<String>,
    pub guarantees: Vec<String>,
    pub gifts: Vec<String>,
    pub colours_in_stock: Vec<String>,
    #[serde(default)]
    pub knowledge: Knowledge,
}

impl ProductInput {
    /// A product of which nothing but its name is known.
    #[must_use]
    pub fn named(sku: impl Into<String>, title: impl Into<String>) -> Self {
        Self {
            sku: sku.into(),
            title: title.into(),
            price_fen: None,
            stock: None,
            promo_ends_at: None,
            ship_cutoff: None,
            ship_within_h: None,
            eta_days: None,
            material: None,
            guarantees: Vec::new(),
            gifts: Vec::new(),
            colours_in_stock: Vec::new(),
            knowledge: Knowledge::default(),
        }
    }
}
