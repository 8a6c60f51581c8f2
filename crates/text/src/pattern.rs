//! The pattern language of the packs: many wordings in one line, found without a scan per pattern.
//!
//! | written | means |
//! |---|---|
//! | `肯定` | these characters, after folding |
//! | `(肯定\|一定\|)` | one of these; an empty one makes it optional |
//! | `…{0,6}` `…` | that many characters of the same clause (`…` alone: up to six) |
//! | `~{0,20}` | that many characters of the message |
//! | `[微薇]` `[^不]` `[a-z]` | one character of, or not of, a set |
//! | `#` | a digit, Arabic or Chinese |
//! | `啊?` `哈+` `#{2,4}` | the part before it, optional, repeated, or so many times |
//! | `(?<!不\|没)` `(?!吗)` | not just after, not just before one of these |
//! | `<` `>` | the beginning, the end of a clause |
//! | `\x` | the character x itself |
//!
//! Every pattern has fixed words in it (its anchors). All anchors of all patterns stand in one
//! automaton; only where one is found is its pattern tried. Trying is bounded by a budget, so no
//! pattern and no text can make it slow.

mod anchor;
mod frequencies;
mod prepared;
mod program;
mod set;
mod syntax;
mod watch;

pub use prepared::Prepared;
pub use program::Pattern;
pub use set::{PatternId, PatternMatch, PatternPlace, PatternSet, Role, SetError};
pub use syntax::PatternError;
