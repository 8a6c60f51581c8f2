//! What a shop knows of its goods and beside them, in JSON: the same shapes come in and go out.

use std::collections::BTreeMap;

use jinpai_engine::FoundGoods;
use jinpai_model::{
    At, Attribute, CommonQuestion, Fen, Knowledge, KnowledgeEntry, KnowledgeKind, Platform, ProductField,
    Promotion, SizeRow, SizeTable, ToldProduct, Trade, Variant,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Id, ProductView, present, words};

/// `面料: 纯棉`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AttributeView {
    pub name: String,
    pub value: String,
}

/// One piece that can be bought.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct VariantView {
    /// Unique in the shop, over products and pieces.
    pub code: String,
    pub options: Vec<AttributeView>,
    /// Null: the product's.
    #[schema(required = true)]
    pub price_fen: Option<i64>,
    #[schema(required = true)]
    pub stock: Option<i64>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PromotionView {
    /// As a buyer would read it.
    pub terms: String,
    #[schema(required = true)]
    pub starts_at: Option<i64>,
    /// Null: until further notice.
    #[schema(required = true)]
    pub ends_at: Option<i64>,
    /// The price of one piece while it runs.
    #[schema(required = true)]
    pub price_fen: Option<i64>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SizeTableView {
    /// What is measured, with its unit.
    pub measures: Vec<String>,
    pub rows: Vec<SizeRowView>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SizeRowView {
    pub size: String,
    /// From and to of each measure, in their order.
    pub spans: Vec<Option<[i64; 2]>>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct QuestionView {
    pub ask: String,
    pub answer: String,
}

/// Everything a shop knows of a product beyond its own fields.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct KnowledgeView {
    #[schema(required = true, value_type = Option<words::Trade>)]
    pub trade: Option<Trade>,
    #[schema(required = true)]
    pub category: Option<String>,
    pub attributes: Vec<AttributeView>,
    pub variants: Vec<VariantView>,
    /// The lowest price a lead may let it go for; null for whoever is no lead.
    #[schema(required = true)]
    pub floor_fen: Option<i64>,
    pub promotions: Vec<PromotionView>,
    pub strengths: Vec<String>,
    pub flaws: Vec<String>,
    pub suits: Vec<String>,
    #[schema(required = true)]
    pub size_table: Option<SizeTableView>,
    #[schema(required = true)]
    pub care: Option<String>,
    #[schema(required = true)]
    pub postage: Option<String>,
    /// Days on the way by province, fewest and most.
    pub eta_by_province: BTreeMap<String, [i64; 2]>,
    pub questions: Vec<QuestionView>,
    pub photos: Vec<String>,
    #[schema(required = true)]
    pub link: Option<String>,
    /// Codes of products that do the same job.
    pub similar: Vec<String>,
}

/// A part left out stays; `null` clears it.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KnowledgePatch {
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<words::Trade>)]
    trade: Option<Option<Trade>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    category: Option<Option<String>>,
    attributes: Option<Vec<AttributeView>>,
    /// All pieces, with their prices and counts.
    variants: Option<Vec<VariantView>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<i64>)]
    floor_fen: Option<Option<i64>>,
    promotions: Option<Vec<PromotionView>>,
    strengths: Option<Vec<String>>,
    flaws: Option<Vec<String>>,
    suits: Option<Vec<String>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<SizeTableView>)]
    size_table: Option<Option<SizeTableView>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    care: Option<Option<String>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    postage: Option<Option<String>>,
    eta_by_province: Option<BTreeMap<String, [i64; 2]>>,
    questions: Option<Vec<QuestionView>>,
    photos: Option<Vec<String>>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    link: Option<Option<String>>,
    similar: Option<Vec<String>>,
}

impl KnowledgePatch {
    /// Says what the patch says.
    pub fn tell(self, told: &mut ToldProduct) {
        fn put<T>(
            told: &mut ToldProduct,
            field: ProductField,
            value: Option<T>,
            to: impl FnOnce(&mut Knowledge, T),
        ) {
            if let Some(value) = value {
                told.said.insert(field);
                to(&mut told.input.knowledge, value);
            }
        }
        use ProductField as Field;
        put(told, Field::Trade, self.trade, |to, trade| to.trade = trade);
        put(told, Field::Category, self.category, |to, words| {
            to.category = words
        });
        put(told, Field::Attributes, self.attributes, |to, list| {
            to.attributes = model(list)
        });
        if self.variants.is_some() {
            told.said.extend([Field::VariantPrices, Field::VariantStock]);
        }
        put(told, Field::Variants, self.variants, |to, list| {
            to.variants = model(list)
        });
        put(told, Field::Floor, self.floor_fen, |to, fen| {
            to.floor_fen = fen.map(Fen)
        });
        put(told, Field::Promotions, self.promotions, |to, list| {
            to.promotions = model(list)
        });
        put(told, Field::Strengths, self.strengths, |to, list| {
            to.strengths = list
        });
        put(told, Field::Flaws, self.flaws, |to, list| to.flaws = list);
        put(told, Field::Suits, self.suits, |to, list| to.suits = list);
        put(told, Field::SizeTable, self.size_table, |to, table| {
            to.size_table = table.map(SizeTable::from)
        });
        put(told, Field::Care, self.care, |to, words| to.care = words);
        put(told, Field::Postage, self.postage, |to, words| to.postage = words);
        put(told, Field::ProvinceEta, self.eta_by_province, |to, days| {
            to.eta_by_province = days
        });
        put(told, Field::Questions, self.questions, |to, list| {
            to.questions = model(list)
        });
        put(told, Field::Photos, self.photos, |to, list| to.photos = list);
        put(told, Field::Link, self.link, |to, link| to.link = link);
        put(told, Field::Similar, self.similar, |to, list| to.similar = list);
    }
}

fn model<V, M: From<V>>(list: Vec<V>) -> Vec<M> {
    list.into_iter().map(M::from).collect()
}

impl From<&Knowledge> for KnowledgeView {
    fn from(held: &Knowledge) -> Self {
        fn view<M, V: for<'a> From<&'a M>>(list: &[M]) -> Vec<V> {
            list.iter().map(V::from).collect()
        }
        Self {
            trade: held.trade,
            category: held.category.clone(),
            attributes: view(&held.attributes),
            variants: view(&held.variants),
            floor_fen: held.floor_fen.map(|fen| fen.0),
            promotions: view(&held.promotions),
            strengths: held.strengths.clone(),
            flaws: held.flaws.clone(),
            suits: held.suits.clone(),
            size_table: held.size_table.as_ref().map(SizeTableView::from),
            care: held.care.clone(),
            postage: held.postage.clone(),
            eta_by_province: held.eta_by_province.clone(),
            questions: view(&held.questions),
            photos: held.photos.clone(),
            link: held.link.clone(),
            similar: held.similar.clone(),
        }
    }
}

impl From<&Attribute> for AttributeView {
    fn from(one: &Attribute) -> Self {
        Self {
            name: one.name.clone(),
            value: one.value.clone(),
        }
    }
}

impl From<AttributeView> for Attribute {
    fn from(one: AttributeView) -> Self {
        Self {
            name: one.name,
            value: one.value,
        }
    }
}

impl From<&Variant> for VariantView {
    fn from(one: &Variant) -> Self {
        Self {
            code: one.code.clone(),
            options: one.options.iter().map(AttributeView::from).collect(),
            price_fen: one.price_fen.map(|fen| fen.0),
            stock: one.stock,
        }
    }
}

impl From<VariantView> for Variant {
    fn from(one: VariantView) -> Self {
        Self {
            code: one.code,
            options: model(one.options),
            price_fen: one.price_fen.map(Fen),
            stock: one.stock,
        }
    }
}

impl From<&Promotion> for PromotionView {
    fn from(one: &Promotion) -> Self {
        Self {
            terms: one.terms.clone(),
            starts_at: one.starts_at.map(At::ms),
            ends_at: one.ends_at.map(At::ms),
            price_fen: one.price_fen.map(|fen| fen.0),
        }
    }
}

impl From<PromotionView> for Promotion {
    fn from(one: PromotionView) -> Self {
        Self {
            terms: one.terms,
            starts_at: one.starts_at.map(At),
            ends_at: one.ends_at.map(At),
            price_fen: one.price_fen.map(Fen),
        }
    }
}

impl From<&SizeTable> for SizeTableView {
    fn from(table: &SizeTable) -> Self {
        let row = |row: &SizeRow| SizeRowView {
            size: row.size.clone(),
            spans: row.spans.clone(),
        };
        Self {
            measures: table.measures.clone(),
            rows: table.rows.iter().map(row).collect(),
        }
    }
}

impl From<SizeTableView> for SizeTable {
    fn from(table: SizeTableView) -> Self {
        let row = |row: SizeRowView| SizeRow {
            size: row.size,
            spans: row.spans,
        };
        Self {
            measures: table.measures,
            rows: table.rows.into_iter().map(row).collect(),
        }
    }
}

impl From<&CommonQuestion> for QuestionView {
    fn from(one: &CommonQuestion) -> Self {
        Self {
            ask: one.ask.clone(),
            answer: one.answer.clone(),
        }
    }
}

impl From<QuestionView> for CommonQuestion {
    fn from(one: QuestionView) -> Self {
        Self {
            ask: one.ask,
            answer: one.answer,
        }
    }
}

/// One entry of what a shop knows beside its goods.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EntryView {
    pub id: Id,
    #[schema(value_type = words::KnowledgeKind)]
    pub kind: KnowledgeKind,
    /// The platform for which alone it holds.
    #[schema(required = true, value_type = Option<words::Platform>)]
    pub platform: Option<Platform>,
    pub title: String,
    pub text: String,
    /// Where it is written; empty: the shop says so itself.
    pub source: String,
    /// When somebody last said that it holds.
    pub seen_at: i64,
}

impl From<&KnowledgeEntry> for EntryView {
    fn from(entry: &KnowledgeEntry) -> Self {
        Self {
            id: entry.id.into(),
            kind: entry.kind,
            platform: entry.platform,
            title: entry.title.clone(),
            text: entry.text.clone(),
            source: entry.source.clone(),
            seen_at: entry.seen_at.ms(),
        }
    }
}

/// A product with the places of those of its questions that answer what was asked.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FoundProductView {
    pub product: ProductView,
    pub answers: Vec<usize>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FoundGoodsView {
    /// The best first.
    pub products: Vec<FoundProductView>,
    pub entries: Vec<EntryView>,
}

impl FoundGoodsView {
    /// Joins what was found with the products as they are shown, which have the same order.
    pub fn of(found: &FoundGoods, shown: Vec<ProductView>) -> Self {
        let products = shown.into_iter().zip(&found.products);
        Self {
            products: products
                .map(|(product, one)| FoundProductView {
                    product,
                    answers: one.answers.clone(),
                })
                .collect(),
            entries: found.entries.iter().map(EntryView::from).collect(),
        }
    }
}
