//! Products and what is known about them.

use std::collections::{BTreeMap, HashMap};

use jinpai_engine::Desk;
use jinpai_model::{At, FactSource, PersonId, Product, Standing};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Id, KnowledgeView, words};
use crate::problem::Answer;

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
    pub knowledge: KnowledgeView,
    /// What holds at this moment, all pieces and promotions considered.
    pub now: StandingView,
    /// Who said which group of facts last, and when.
    #[schema(value_type = BTreeMap<String, TellingView>)]
    pub told: BTreeMap<&'static str, TellingView>,
    /// How often it was changed.
    pub version: i64,
    /// When a person or a file last said so: the age of the facts.
    pub seen_at: i64,
}

/// The facts of a product now.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StandingView {
    /// Null while pieces cost differently, or nobody knows.
    #[schema(required = true)]
    pub price_fen: Option<i64>,
    /// The lowest and the highest price.
    #[schema(required = true)]
    pub price_span: Option<[i64; 2]>,
    /// Over all pieces.
    #[schema(required = true)]
    pub stock: Option<i64>,
    pub colours_in_stock: Vec<String>,
    /// Terms of what runs.
    #[schema(required = true)]
    pub promotion: Option<String>,
    #[schema(required = true)]
    pub promo_ends_at: Option<i64>,
}

/// When a group of facts was said, and by whom.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TellingView {
    pub at: i64,
    #[schema(value_type = words::FactSource)]
    pub source: FactSource,
    /// Null: a command on the machine itself.
    #[schema(required = true)]
    pub by: Option<String>,
}

impl From<Standing> for StandingView {
    fn from(now: Standing) -> Self {
        Self {
            price_fen: now.price_fen.map(|fen| fen.0),
            price_span: now.price_span.map(|[low, high]| [low.0, high.0]),
            stock: now.stock,
            colours_in_stock: now.colours_in_stock,
            promotion: now.promotion,
            promo_ends_at: now.promo_ends_at.map(At::ms),
        }
    }
}

/// Products as a member sees them now, in their order.
pub async fn show_products<'a>(
    desk: &Desk,
    products: impl Iterator<Item = &'a Product> + Clone,
) -> Answer<Vec<ProductView>> {
    let names = desk.tellers(products.clone()).await?;
    Ok(products
        .map(|product| ProductView::of(product, desk.standing(product), &names))
        .collect())
}

impl ProductView {
    pub async fn shown(desk: &Desk, product: &Product) -> Answer<Self> {
        let names = desk.tellers(std::iter::once(product)).await?;
        Ok(Self::of(product, desk.standing(product), &names))
    }

    fn of(product: &Product, now: Standing, names: &HashMap<PersonId, String>) -> Self {
        let held = &product.input;
        let told = product.told.iter().map(|(group, telling)| {
            let view = TellingView {
                at: telling.at.ms(),
                source: telling.source,
                by: telling.by.and_then(|by| names.get(&by).cloned()),
            };
            (group.as_str(), view)
        });
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
            knowledge: KnowledgeView::from(&held.knowledge),
            now: now.into(),
            told: told.collect(),
            version: product.version,
            seen_at: product.seen_at.ms(),
        }
    }
}

/// One change of a product.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProductVersionView {
    pub version: i64,
    pub at: i64,
    #[schema(value_type = words::FactSource)]
    pub source: FactSource,
    #[schema(required = true)]
    pub by: Option<String>,
    pub changes: Vec<FieldChangeView>,
}

/// One field before and after, as it stands in JSON.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FieldChangeView {
    /// `stock`, `knowledge.size_table`.
    pub field: String,
    #[schema(required = true, value_type = Option<Object>)]
    pub from: serde_json::Value,
    #[schema(required = true, value_type = Option<Object>)]
    pub to: serde_json::Value,
}

impl From<jinpai_engine::ProductVersionView> for ProductVersionView {
    fn from(version: jinpai_engine::ProductVersionView) -> Self {
        let change = |change: jinpai_model::FieldChange| FieldChangeView {
            field: change.field,
            from: change.from,
            to: change.to,
        };
        Self {
            version: version.version,
            at: version.at.ms(),
            source: version.source,
            by: version.by_name,
            changes: version.changes.into_iter().map(change).collect(),
        }
    }
}
