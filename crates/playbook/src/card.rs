//! A next step as it is proposed: what, why, the words, and every fact they rest on.

use jinpai_model::{At, Need, OrderId, ProductId, Stage, Technique};

/// Cards beside one talk.
pub const MOST_CARDS: usize = 3;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    pub technique: Technique,
    pub need: Option<Need>,
    /// One sentence, in both languages of the desk.
    pub why: Told,
    /// Ready to be sent, in Chinese; every slot is filled.
    pub line: String,
    pub facts: Vec<FactUsed>,
    /// Products that the words are about.
    pub products: Vec<ProductId>,
    pub comparison: Option<crate::Comparison>,
    pub concession: Option<Concession>,
}

/// A sentence in the languages of the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub zh: String,
    pub en: String,
}

/// A fact a card rests on, as it was when it was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactUsed {
    /// Kebab-case: `stock`, `promo-ends`, `last-purchase`.
    pub name: &'static str,
    pub value: String,
    pub seen_at: At,
    pub source: FactSource,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactSource {
    Product(ProductId),
    Order(OrderId),
    /// Said in this talk, by her.
    Talk,
    /// Set by the owner.
    Shop,
}

/// What a step costs the shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Concession {
    pub stage: Stage,
    pub product: Option<ProductId>,
    pub cost_fen: i64,
    /// The price she would pay for one piece, where the step names one.
    pub price_fen: Option<i64>,
    pub needs_approval: bool,
}

/// A step the situation calls for that may not be said: facts are missing or too old.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    pub technique: Technique,
    /// Names of facts.
    pub missing: Vec<&'static str>,
}

/// What is proposed now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Advice {
    /// At most [`MOST_CARDS`], the best first.
    pub cards: Vec<Card>,
    pub held: Vec<Held>,
}
