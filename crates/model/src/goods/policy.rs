//! What a shop knows beside its goods: its own terms, and the rules of its platform.

use crate::{At, EntryId, PersonId, Platform, ShopId, words::words};

words! {
    /// What an entry is about.
    KnowledgeKind {
        Returns = "returns",
        Postage = "postage",
        Invoice = "invoice",
        Payment = "payment",
        Courier = "courier",
        Warranty = "warranty",
        /// A rule of the platform, which no shop can change.
        Platform = "platform",
        Other = "other",
    }
}

/// One entry: a question a buyer may have about the shop, and what is true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnowledgeEntry {
    pub shop: ShopId,
    pub id: EntryId,
    pub kind: KnowledgeKind,
    /// The platform for which alone it holds.
    pub platform: Option<Platform>,
    pub title: String,
    pub text: String,
    /// Where it is written: a page, a contract, a colleague. Empty: the shop says so itself.
    pub source: String,
    /// When somebody last said that it holds.
    pub seen_at: At,
    pub by: PersonId,
}
