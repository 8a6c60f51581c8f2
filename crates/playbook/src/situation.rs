//! What is known when an agent is about to answer: the talk so far, the buyer, her orders, the goods, the shop's rules.
//!
//! Everything is a fact that somebody has said or a row holds. Nothing here was concluded.

use jinpai_model::{
    At, LadderSpec, OrderId, OrderStatus, Platform, ProductId, ProductInput, Side, Stage, Technique, Trait,
    UnpaidSetting, Zone,
};

/// Everything a decision of this crate rests on.
#[derive(Debug, Clone)]
pub struct Situation<'a> {
    pub now: At,
    /// The shop's.
    pub zone: &'a Zone,
    pub platform: Platform,
    pub buyer: BuyerKnown<'a>,
    /// The talk, oldest first. At most the newest [`MOST_TURNS`] are read.
    pub turns: &'a [Turn<'a>],
    /// Hers in this shop, in any order.
    pub orders: &'a [OrderKnown<'a>],
    /// What the talk is about; the first is the one in focus. At most [`MOST_GOODS`] are read.
    pub goods: &'a [Goods<'a>],
    pub shop: &'a ShopKnown,
    /// Buyers who wait for this agent now, beside this one.
    pub others_waiting: u32,
    /// What was proposed in this talk and left by the agent; it is not proposed again on the same facts.
    pub left: &'a [Technique],
}

/// Messages of a talk that are read, counted from its end.
pub const MOST_TURNS: usize = 200;
/// Products that one talk is about.
pub const MOST_GOODS: usize = 12;
/// Characters of one message that are read.
pub const MOST_CHARS: usize = 1_000;

#[derive(Debug, Clone, Default)]
pub struct BuyerKnown<'a> {
    /// As she calls herself or is called on her platform. None: not known.
    pub name: Option<&'a str>,
    pub province: Option<&'a str>,
    /// She wants no profile: nothing is concluded about her.
    pub profile_off: bool,
    /// What agents have corrected; it wins over what is read.
    pub corrected: &'a [Trait],
    /// What was promised to her and is still open.
    pub promised: &'a [&'a str],
}

/// One message.
#[derive(Debug, Clone)]
pub struct Turn<'a> {
    pub side: Side,
    /// What the shop says by itself is no agent's word.
    pub by_itself: bool,
    pub at: At,
    pub text: &'a str,
    /// The code of a product whose card was sent.
    pub product: Option<&'a str>,
    pub picture: bool,
    /// The stage of bargaining that this agent's message took.
    pub concession: Option<Stage>,
}

#[derive(Debug, Clone)]
pub struct OrderKnown<'a> {
    pub id: OrderId,
    pub number: &'a str,
    pub status: OrderStatus,
    pub created_at: At,
    pub paid_at: Option<At>,
    pub closed_at: Option<At>,
    pub total_fen: i64,
    pub items: Vec<ItemKnown<'a>>,
}

#[derive(Debug, Clone)]
pub struct ItemKnown<'a> {
    pub title: &'a str,
    pub sku: Option<&'a str>,
    pub quantity: i64,
    /// `尺码: M`; empty when the feed does not say.
    pub options: Vec<(&'a str, &'a str)>,
}

/// A product, with the age of what is known of it.
#[derive(Debug, Clone, Copy)]
pub struct Goods<'a> {
    pub id: ProductId,
    pub product: &'a ProductInput,
    pub seen_at: At,
}

/// What the owner has set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShopKnown {
    pub ladder: LadderSpec,
    pub unpaid: UnpaidSetting,
    /// A price that a lead has granted in this talk, in fen.
    pub granted_fen: Option<i64>,
}

impl Default for ShopKnown {
    fn default() -> Self {
        Self {
            ladder: LadderSpec::default(),
            unpaid: UnpaidSetting::Remind,
            granted_fen: None,
        }
    }
}
