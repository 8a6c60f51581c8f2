//! What a shop knows about its goods beyond a price and a count: the knowledge an agent is asked for.
//!
//! Every entry is something the shop has said itself, in a file, in the editor or through the API.
//! Nothing here is guessed from a title, and what is empty is not known.

mod changes;
mod column;
mod policy;
mod standing;
mod told;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{At, Fen, Trade};

pub use self::{
    changes::{FieldChange, changes, taken_back},
    column::{GoodsColumn, GoodsLayout},
    policy::{KnowledgeEntry, KnowledgeKind},
    standing::Standing,
    told::{FactGroup, FactSource, ProductField, Telling, Tellings, ToldProduct},
};

/// Most pieces, attributes, promotions and questions of one product; most entries of any other list.
pub const MAX_VARIANTS: usize = 300;
pub const MAX_ATTRIBUTES: usize = 60;
pub const MAX_PROMOTIONS: usize = 10;
pub const MAX_QUESTIONS: usize = 60;
pub const MAX_LINES: usize = 30;
/// Most sizes and measures of a size table.
pub const MAX_SIZES: usize = 40;
pub const MAX_MEASURES: usize = 12;

/// Everything beyond [`crate::ProductInput`]'s own fields. Kept as one JSON document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Knowledge {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trade: Option<Trade>,
    /// 类目, as the shop calls it: `连衣裙`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<Attribute>,
    /// The pieces that can be bought. Empty: the product is one piece of its own code.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub variants: Vec<Variant>,
    /// The lowest price a lead may let it go for. Never told to a buyer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub floor_fen: Option<Fen>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub promotions: Vec<Promotion>,
    /// What the goods have to say for themselves, each a true sentence or half of one: `羊毛含量 62%`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub strengths: Vec<String>,
    /// What a careful buyer would hold against them, said before she finds out: `浅色易沾灰`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub flaws: Vec<String>,
    /// Who it suits, or what it is for: `通勤`, `小个子`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub suits: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size_table: Option<SizeTable>,
    /// 洗护 or use: what to do so that it lasts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub care: Option<String>,
    /// 邮费说明: `满 99 元包邮，新疆西藏另加 15 元`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postage: Option<String>,
    /// Days on the way by province, fewest and most; elsewhere `eta_days` holds.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub eta_by_province: BTreeMap<String, [i64; 2]>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<CommonQuestion>,
    /// Addresses of pictures on the shop's own page, https.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<String>,
    /// The page it is sold on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// Codes of products of this shop that do the same job.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub similar: Vec<String>,
}

/// `面料: 纯棉`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attribute {
    pub name: String,
    pub value: String,
}

/// One piece that can be bought: a SKU of the platform.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// Unique in the shop, over products and variants.
    pub code: String,
    /// `颜色: 米白`, `尺码: L`.
    pub options: Vec<Attribute>,
    /// None: the product's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price_fen: Option<Fen>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stock: Option<i64>,
}

/// A promotion on published terms, the same for everyone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Promotion {
    /// As a buyer would read it: `双十二第二件半价`.
    pub terms: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<At>,
    /// None: until further notice, which is no reason to hurry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<At>,
    /// The price of one piece while it runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price_fen: Option<Fen>,
}

impl Promotion {
    #[must_use]
    pub fn runs(&self, now: At) -> bool {
        self.starts_at.is_none_or(|start| start <= now) && self.ends_at.is_none_or(|end| now < end)
    }
}

/// Which size fits which body, in the measures of the table's own head.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SizeTable {
    /// What is measured, with its unit: `身高cm`, `体重kg`, `胸围cm`.
    pub measures: Vec<String>,
    pub rows: Vec<SizeRow>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SizeRow {
    pub size: String,
    /// From and to of each measure, in its order. None: the measure says nothing about this size.
    pub spans: Vec<Option<[i64; 2]>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommonQuestion {
    pub ask: String,
    pub answer: String,
}
