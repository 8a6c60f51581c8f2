//! What a shop sells and what it knows: files and people tell it, the desk finds it.
//!
//! The facts of a product at a moment are one pure function of the model ([`jinpai_model::ProductInput::at`]); nothing
//! here works them out a second time. The lowest price is for leads alone and never leaves for anybody else.

mod editing;
mod entries;
mod finding;
mod history;
mod import;
mod index;
mod valid;

pub use self::{
    editing::ProductChange,
    entries::EntryChange,
    finding::{Answer, FoundGoods, FoundProduct},
    history::ProductVersionView,
    import::{GoodsImportOptions, GoodsPreview},
};
pub(crate) use finding::Finders;
