//! Products and what is known about them.

use serde::{Deserialize, Serialize};

use crate::{At, ClockTime, Facts, Fen, Knowledge, ProductId, ShopId};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    pub shop: ShopId,
    pub id: ProductId,
    pub input: ProductInput,
    /// When a person or a file last said so: the age of the facts.
    pub seen_at: At,
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
    /// The facts a reply about this product may lean on; times in the wall clock of `zone`.
    #[must_use]
    pub fn facts(&self, zone: &crate::Zone) -> Facts {
        Facts {
            stock: self.stock,
            price_fen: self.price_fen,
            promo_ends: self
                .promo_ends_at
                .map(|at| at.in_zone(zone).strftime("%Y-%m-%dT%H:%M").to_string()),
            ship_cutoff: self.ship_cutoff,
            ship_within_h: self.ship_within_h,
            eta_days: self.eta_days,
            material: self.material.clone(),
            guarantees: self.guarantees.clone(),
            gifts: self.gifts.clone(),
            colours_in_stock: self.colours_in_stock.clone(),
        }
    }
}
