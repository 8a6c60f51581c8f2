//! What a gold-medal agent does in her head: see who she talks to, know the goods, and think of the one next step that
//! is both kind and true.
//!
//! Pure functions over a [`Situation`] and a [`Playbook`], which is data. Nothing here reads a clock or a row, sends a
//! message, or decides a price: a card is a proposal with the facts it rests on, and without them it is not there. The
//! type of a buyer changes how one speaks to her, never what she pays.

mod build;
mod card;
mod compare;
mod cue;
pub mod facts;
mod fit;
pub mod ladder;
mod line;
mod measures;
mod plain;
mod playbook;
mod reading;
mod situation;
mod slots;
pub mod spec;
mod steps;
mod talk;
mod types;
mod view;

pub use build::{BuildError, BuildErrors};
pub use card::{Advice, Card, Concession, FactSource, FactUsed, Held, MOST_CARDS, Told};
pub use compare::{Comparison, Row, compare};
pub use fit::{Fit, Told as MeasureTold, fit};
pub use ladder::{LadderState, Standing};
pub use line::LineError;
pub use playbook::{Decision, Playbook};
pub use reading::{Evidence, Reading, SHOWN_FROM_PCT, TypeReading};
pub use situation::{
    BuyerKnown, Goods, ItemKnown, MOST_CHARS, MOST_GOODS, MOST_TURNS, OrderKnown, ShopKnown, Situation, Turn,
};
pub use slots::slots_of;
