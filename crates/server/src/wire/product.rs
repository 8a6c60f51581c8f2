//! Products and what is known about them.

use jinpai_model::Product;
use serde::Serialize;
use utoipa::ToSchema;

use super::Id;

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProductView {
    pub id: Id,
    /// The shop's own code.
    pub sku: String,
    pub title: String,
    #[schema(required = true)]
    pub price_fen: Option<i64>,
    #[schema(required = true)]
    pub stock: Option<i64>,
    #[schema(required = true)]
    pub promo_ends_at: Option<i64>,
    /// `16:00`: paid until then, it leaves the same day.
    #[schema(required = true)]
    pub ship_cutoff: Option<String>,
    #[schema(required = true)]
    pub ship_within_h: Option<i64>,
    /// Days on the way, fewest and most.
    #[schema(required = true)]
    pub eta_days: Option<[i64; 2]>,
    #[schema(required = true)]
    pub material: Option<String>,
    pub guarantees: Vec<String>,
    pub gifts: Vec<String>,
    pub colours_in_stock: Vec<String>,
    /// When a person or a file last said so: the age of the facts.
    pub seen_at: i64,
}

impl From<&Product> for ProductView {
    fn from(product: &Product) -> Self {
        let held = &product.input;
        Self {
            id: product.id.into(),
            sku: held.sku.clone(),
            title: held.title.clone(),
            price_fen: held.price_fen.map(|fen| fen.0),
            stock: held.stock,
            promo_ends_at: held.promo_ends_at.map(|at| at.ms()),
            ship_cutoff: held.ship_cutoff.map(|time| time.to_string()),
            ship_within_h: held.ship_within_h,
            eta_days: held.eta_days,
            material: held.material.clone(),
            guarantees: held.guarantees.clone(),
            gifts: held.gifts.clone(),
            colours_in_stock: held.colours_in_stock.clone(),
            seen_at: product.seen_at.ms(),
        }
    }
}
