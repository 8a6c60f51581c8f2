//! Who of a team is there, and how many buyers she takes.

use crate::{At, PersonId, ShopId, words::words};

words! {
    /// What an agent says of herself. Whether she is there at all, her page tells.
    DutyState {
        Online = "online",
        /// 挂起: takes no new buyer, keeps her own.
        Busy = "busy",
        /// Not at her desk: takes no new buyer, and her own are told when she is back.
        Away = "away",
    }
}

/// A member's place at the desk of one shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    pub shop: ShopId,
    pub person: PersonId,
    pub state: DutyState,
    /// What colleagues read beside it, such as when she is back; may be empty.
    pub note: String,
    /// Open talks she has at most before new buyers go to others.
    pub capacity: u32,
    pub changed_at: At,
    /// When a page of hers was last connected.
    pub seen_at: Option<At>,
}

impl Duty {
    /// Open talks at once, unless she sets another figure: what one agent of a busy shop really has.
    pub const CAPACITY: u32 = 40;
    /// Most that can be set.
    pub const MOST_CAPACITY: u32 = 200;
    /// Without a sign of her page for so long she is gone. Her page comes back within seconds after a torn line.
    pub const GONE_AFTER_MS: i64 = 30_000;
    /// Longest note, in characters.
    pub const MAX_NOTE: usize = 60;

    #[must_use]
    pub fn new(shop: ShopId, person: PersonId, now: At) -> Self {
        Self {
            shop,
            person,
            state: DutyState::Online,
            note: String::new(),
            capacity: Self::CAPACITY,
            changed_at: now,
            seen_at: None,
        }
    }

    /// Whether a page of hers is connected.
    #[must_use]
    pub fn is_there(&self, now: At) -> bool {
        self.seen_at
            .is_some_and(|seen| now.since(seen) < Self::GONE_AFTER_MS)
    }

    /// Whether she takes new buyers.
    #[must_use]
    pub fn takes(&self, now: At) -> bool {
        self.state == DutyState::Online && self.is_there(now)
    }
}
