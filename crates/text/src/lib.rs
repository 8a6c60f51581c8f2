//! Chinese text for those who look for words in it: folding, clauses, patterns.
//!
//! Everything here is pure and total: any input has an answer, nothing panics, nothing is read or
//! written. Positions handed out count Unicode scalar values of the text as it was typed, never of
//! the folded form, and never bytes. This crate knows no rule and no buyer.

pub mod claims;
mod clause;
mod fold;
mod pattern;
mod phrase;

pub use clause::{clause_around, clauses, is_word};
pub use fold::{Folded, fold_char};
pub use pattern::{
    Pattern, PatternError, PatternId, PatternMatch, PatternPlace, PatternSet, Prepared, Role, SetError,
};
pub use phrase::{PhraseSet, PhraseSetError};
