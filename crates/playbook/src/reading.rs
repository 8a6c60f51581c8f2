//! Who she is, as far as she has shown it: a value on each axis with what it was read from and how sure one may be.

use jinpai_model::{Axis, OrderId, Trait};

/// A type below this is not shown.
pub const SHOWN_FROM_PCT: u8 = 60;

/// What was read of one buyer. An axis of which nothing can be told is not there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// She wants none.
    pub off: bool,
    pub types: Vec<TypeReading>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeReading {
    pub value: Trait,
    /// 60 to 99: of a hundred buyers read like this, so many are.
    pub confidence_pct: u8,
    pub evidence: Vec<Evidence>,
    /// An agent said so: her word counts, whatever was read.
    pub corrected: bool,
}

/// What a type was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Evidence {
    /// Words of hers, literally; `turn` is the place in [`crate::Situation::turns`].
    Words {
        turn: usize,
        quote: String,
    },
    Order {
        id: OrderId,
        number: String,
    },
}

impl Reading {
    #[must_use]
    pub fn of(&self, axis: Axis) -> Option<&TypeReading> {
        self.types.iter().find(|one| one.value.axis() == axis)
    }

    #[must_use]
    pub fn is(&self, value: Trait) -> bool {
        self.types.iter().any(|one| one.value == value)
    }

    /// What is otherwise than it was: from, to. An axis that is new or gone is not a change.
    #[must_use]
    pub fn changed_since(&self, before: &[Trait]) -> Vec<(Trait, Trait)> {
        let pairs = before
            .iter()
            .filter_map(|old| Some((*old, self.of(old.axis())?.value)));
        pairs.filter(|(old, new)| old != new).collect()
    }
}
