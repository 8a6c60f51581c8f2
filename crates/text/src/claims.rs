//! What a reply claims: stock, price, deadline, dispatch, arrival, material, guarantee, gift.
//!
//! Reads folded characters and answers with values and places; it never says whether a claim is true.
//! Nothing is looked for in a text that the caller has not pointed at: [`claims_around`] reads only the
//! clauses around the given places, and only for the kinds given with them.

mod gift;
mod guarantee;
mod material;
mod money;
mod number;
mod stance;
mod stock;
mod timed;
mod when;
mod words;

use std::ops::Range;

pub use gift::Gift;
pub use guarantee::{Guarantee, Undertaking};
pub use material::{Matter, Substance, substances};
pub use money::{Discount, Price};
pub use number::{Number, ONE, number_at};
pub use stance::Stance;
pub use stock::{Level, Stock, Which, colours};
pub use timed::{Deadline, Ending, Passage, When};
pub use when::{Clock, Day, Length, Moment, length_at, moment_at};

use crate::clause::breaks_at;
use words::Part;

/// What a claim is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ClaimKind {
    Stock,
    Price,
    Discount,
    /// When a promotion ends.
    Deadline,
    /// Paid until then, it leaves today.
    Cutoff,
    Dispatch,
    Arrival,
    Material,
    Guarantee,
    Gift,
}

impl ClaimKind {
    pub const ALL: &'static [Self] = &[
        Self::Stock,
        Self::Price,
        Self::Discount,
        Self::Deadline,
        Self::Cutoff,
        Self::Dispatch,
        Self::Arrival,
        Self::Material,
        Self::Guarantee,
        Self::Gift,
    ];
}

/// A set of kinds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Kinds(u16);

impl Kinds {
    #[must_use]
    pub const fn all() -> Self {
        Self(u16::MAX)
    }

    #[must_use]
    pub const fn with(self, kind: ClaimKind) -> Self {
        Self(self.0 | 1 << kind as u16)
    }

    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    #[must_use]
    pub const fn has(self, kind: ClaimKind) -> bool {
        self.0 & (1 << kind as u16) != 0
    }

    const fn has_time(self) -> bool {
        self.has(ClaimKind::Deadline)
            || self.has(ClaimKind::Cutoff)
            || self.has(ClaimKind::Dispatch)
            || self.has(ClaimKind::Arrival)
    }
}

/// One thing claimed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The words that carry the value, in folded characters: `次日`, `99`, `只剩3件`.
    pub start: usize,
    pub end: usize,
    /// The clause they stand in.
    pub clause: Range<usize>,
    pub stance: Stance,
    pub said: Said,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    Stock(Stock),
    Price(Price),
    Discount(Discount),
    Deadline(Deadline),
    /// `exact`: this is the very cut-off, not merely a time early enough.
    Cutoff {
        clock: Clock,
        exact: bool,
    },
    Dispatch(Passage),
    Arrival(Passage),
    Material(Matter),
    Guarantee(Guarantee),
    Gift(Gift),
}

impl Said {
    #[must_use]
    pub const fn kind(&self) -> ClaimKind {
        match self {
            Self::Stock(_) => ClaimKind::Stock,
            Self::Price(_) => ClaimKind::Price,
            Self::Discount(_) => ClaimKind::Discount,
            Self::Deadline(_) => ClaimKind::Deadline,
            Self::Cutoff { .. } => ClaimKind::Cutoff,
            Self::Dispatch(_) => ClaimKind::Dispatch,
            Self::Arrival(_) => ClaimKind::Arrival,
            Self::Material(_) => ClaimKind::Material,
            Self::Guarantee(_) => ClaimKind::Guarantee,
            Self::Gift(_) => ClaimKind::Gift,
        }
    }
}

/// Longest clause that is read; what is longer is no sentence.
const MOST_CHARS: usize = 120;

/// Every claim of a text.
#[must_use]
pub fn claims(chars: &[char]) -> Vec<Claim> {
    let mut found = Vec::new();
    let mut from = 0;
    while from < chars.len() {
        let clause = around(chars, from, from);
        read(chars, &clause, Kinds::all(), &mut found);
        from = clause.end.max(from) + 1;
    }
    found
}

/// The claims of the given kinds in the clauses around the given places.
#[must_use]
pub fn claims_around(chars: &[char], places: &[(Range<usize>, Kinds)]) -> Vec<Claim> {
    let mut clauses: Vec<(Range<usize>, Kinds)> = Vec::new();
    for (place, kinds) in places {
        let clause = around(chars, place.start, place.end);
        match clauses.iter_mut().find(|(known, _)| *known == clause) {
            Some((_, known)) => *known = known.and(*kinds),
            None => clauses.push((clause, *kinds)),
        }
    }
    let mut found = Vec::new();
    for (clause, kinds) in clauses {
        read(chars, &clause, kinds, &mut found);
    }
    found.sort_by_key(|claim| (claim.start, claim.end));
    found.dedup();
    found
}

/// The clause around a place. A tilde between figures (`3~5天`) and a comma inside one (`1,299`) end none.
fn around(chars: &[char], start: usize, end: usize) -> Range<usize> {
    let start = start.min(chars.len());
    let end = end.clamp(start, chars.len());
    let stops = |at: usize| breaks_at(chars, at) && !inside_number(chars, at);
    let from = (0..start).rev().find(|at| stops(*at)).map_or(0, |at| at + 1);
    let to = (end..chars.len()).find(|at| stops(*at)).unwrap_or(chars.len());
    from..to
}

fn inside_number(chars: &[char], at: usize) -> bool {
    let figure = |at: Option<usize>| {
        let c = at.and_then(|at| chars.get(at));
        c.is_some_and(|c| c.is_ascii_digit() || "一二两三四五六七八九十天".contains(*c))
    };
    matches!(chars.get(at), Some('~' | ',')) && figure(at.checked_sub(1)) && figure(at.checked_add(1))
}

fn read(chars: &[char], clause: &Range<usize>, kinds: Kinds, found: &mut Vec<Claim>) {
    if clause.len() < 2 || clause.len() > MOST_CHARS {
        return;
    }
    let part = Part::new(chars, clause);
    let before = found.len();
    let mut say = |(start, end, said): (usize, usize, Said)| {
        found.push(Claim {
            start,
            end,
            clause: clause.clone(),
            stance: Stance::default(),
            said,
        });
    };
    if kinds.has(ClaimKind::Stock) {
        stock::read(part, &mut say);
    }
    if kinds.has(ClaimKind::Price) {
        money::prices(part, &mut say);
    }
    if kinds.has(ClaimKind::Discount) {
        money::discounts(part, &mut say);
    }
    if kinds.has_time() {
        let earlier = clause.start.checked_sub(1).map(|at| around(chars, at, at));
        timed::read(chars, part, earlier, kinds, &mut say);
    }
    if kinds.has(ClaimKind::Material) {
        material::read(part, &mut say);
    }
    if kinds.has(ClaimKind::Guarantee) {
        guarantee::read(part, &mut say);
    }
    if kinds.has(ClaimKind::Gift) {
        gift::read(part, &mut say);
    }
    if found.len() > before {
        let stance = stance::of(chars, clause);
        for claim in &mut found[before..] {
            claim.stance = stance;
        }
    }
}
