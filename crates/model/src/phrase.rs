//! Phrases: what an agent says with a few keys.

use crate::{At, PersonId, PhraseId, ShopId, words::words};

words! {
    /// A trade whose starter phrases a shop may take beside the general ones.
    Trade {
        Clothing = "clothing",
        Food = "food",
        Digital = "digital",
        Furniture = "furniture",
    }
}

words! {
    /// Whose a phrase is.
    PhraseScope {
        /// It comes with the program.
        Starter = "starter",
        /// Everybody of the shop has it; a lead writes it.
        Shop = "shop",
        /// One agent's own; nobody else sees it.
        Mine = "mine",
    }
}

/// A phrase that a shop or one of its people has written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    pub shop: ShopId,
    pub id: PhraseId,
    /// None: the shop's.
    pub owner: Option<PersonId>,
    /// One of the stages of a talk, or a folder of their own.
    pub stage: String,
    /// What is typed to get it; an owner has one phrase of a code.
    pub code: String,
    pub title: String,
    /// May hold facts, such as `{{ item }}`.
    pub text: String,
    pub created_at: At,
    pub updated_at: At,
}
