//! What the buyer asks and whether a reply does right by it.
//!
//! A table of data says how each type of question is put and how it is answered; [`Questions`] reads a
//! buyer's turn with one automaton and a reply with another. A question is left open when the reply
//! neither answers it, nor asks what an answer needs, nor promises to find out, nor says why not.
//! Nothing here judges whether an answer is true or kind.

mod cues;
mod read;
pub mod spec;

use std::ops::{BitAnd, BitOr, BitOrAssign, Sub};

pub use cues::{CueName, Cues};
pub use read::Questions;
pub use spec::{QuestionTable, QuestionType, SharedWords};

/// Most types a table may have.
pub const MOST_TYPES: usize = 64;

/// A set of question types, by their places in the table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Types(pub(crate) u64);

impl Types {
    pub const NONE: Self = Self(0);

    #[must_use]
    pub fn one(place: usize) -> Self {
        debug_assert!(place < MOST_TYPES, "a table has no such place");
        Self(1 << (place % MOST_TYPES))
    }

    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    #[must_use]
    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Places in the table, in order.
    pub fn places(self) -> impl Iterator<Item = usize> {
        (0..MOST_TYPES).filter(move |place| self.0 & (1 << place) != 0)
    }

    #[must_use]
    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }
}

impl BitOr for Types {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitOrAssign for Types {
    fn bitor_assign(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

impl BitAnd for Types {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

impl Sub for Types {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

/// What a buyer's turn asks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Asked {
    pub types: Types,
    /// It asks something definite of a type that the table does not know.
    pub other: bool,
    /// Letters, digits and Han characters of the turn after the last question in it.
    pub words_after: usize,
    /// The same of the whole turn.
    pub words: usize,
}

impl Asked {
    /// A question that wants an answer: "在吗" and a mere topic are none.
    #[must_use]
    pub fn is_definite(&self) -> bool {
        !self.types.is_empty() || self.other
    }
}

/// How a reply takes up what was asked, besides answering it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is one thing a reply may do, independent of the others"
)]
pub struct Manner {
    /// A plain yes, or agreeing to a request.
    pub yes: bool,
    /// A no, or not knowing.
    pub declines: bool,
    pub promises_to_check: bool,
    /// Asks for the order number, measures and the like.
    pub asks_for: bool,
    pub asks_back: bool,
    /// Says where the answer stands or what it hangs on.
    pub points_at: bool,
    /// Apologises or explains.
    pub explains: bool,
    /// Praises goods or shop, or pushes.
    pub praises: bool,
    /// Nothing but greeting, offer to help, thanks or farewell.
    pub only_canned: bool,
}

/// What a reply answers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Answered {
    /// Types whose kind of answer is in it.
    pub types: Types,
    /// Types about which it asks back what they need.
    pub back: Types,
    pub manner: Manner,
    /// It speaks of the thing in the turn's own words; only known where the turn was given.
    pub echoes: bool,
    /// Letters, digits and Han characters.
    pub words: usize,
}

impl Answered {
    /// Whether it takes up any question properly without answering it.
    #[must_use]
    pub fn takes_up(&self) -> bool {
        let manner = &self.manner;
        manner.yes
            || manner.declines
            || manner.promises_to_check
            || manner.asks_for
            || manner.asks_back
            || manner.points_at
            || manner.explains
            // Praise of the thing she named is no answer, a sober word about it mostly is.
            || (self.echoes && !manner.praises)
    }
}
