//! Claims of a reply against the facts of the shop.
//!
//! The text crate reads what is claimed; here each claim is held against the facts and gets a verdict.
//! Nothing is judged without facts, and what the facts cannot decide stays open: a claim is called
//! false only when a fact says otherwise.

mod calendar;
mod guarantee;
mod material;
mod price;
mod slots;
mod stock;
mod times;

use std::ops::Range;

use jinpai_model::{At, Facts};
use jinpai_text::claims::{Claim, ClaimKind, Kinds, Said, claims_around};
use serde::{Deserialize, Serialize};

pub(crate) use slots::{is_slot, slot};

use calendar::Now;

/// `[find.fact]`: claims of these kinds with this verdict, looked for where a trigger stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactFind {
    pub claims: Vec<ClaimName>,
    pub verdict: Verdict,
    /// Only the clauses around one of these are read.
    pub when: Vec<String>,
}

/// What a claim is about, as packs write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClaimName {
    Stock,
    Price,
    Discount,
    Deadline,
    Cutoff,
    Dispatch,
    Arrival,
    Material,
    Guarantee,
    Gift,
}

impl From<ClaimName> for ClaimKind {
    fn from(name: ClaimName) -> Self {
        match name {
            ClaimName::Stock => Self::Stock,
            ClaimName::Price => Self::Price,
            ClaimName::Discount => Self::Discount,
            ClaimName::Deadline => Self::Deadline,
            ClaimName::Cutoff => Self::Cutoff,
            ClaimName::Dispatch => Self::Dispatch,
            ClaimName::Arrival => Self::Arrival,
            ClaimName::Material => Self::Material,
            ClaimName::Guarantee => Self::Guarantee,
            ClaimName::Gift => Self::Gift,
        }
    }
}

/// How a claim stands to the facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// A fact says otherwise.
    Contradicted,
    /// A scarcity or a deadline that no fact names, though facts are known.
    Pressing,
    /// No fact speaks of it.
    Unsupported,
    /// The facts say as much or more.
    Supported,
    /// The facts speak of it and leave it undecided, or it is no plain statement.
    Open,
}

/// A claim with its verdict.
#[derive(Debug)]
pub(crate) struct Judged {
    pub claim: Claim,
    pub verdict: Verdict,
    /// What to say in place of the claim's words; contradicted claims only.
    pub truth: Option<String>,
}

/// A verdict and the words that would be true.
type Judgement = (Verdict, Option<String>);

/// Claims a rule looks for, ready.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FactFinder {
    pub kinds: Kinds,
    pub verdict: Verdict,
}

impl FactFinder {
    pub fn of(find: &FactFind) -> Self {
        let kinds = find
            .claims
            .iter()
            .fold(Kinds::default(), |kinds, name| kinds.with((*name).into()));
        Self {
            kinds,
            verdict: find.verdict,
        }
    }

    /// The judged claim of this rule nearest to a trigger, in the trigger's clause or just before it.
    pub fn find(&self, judged: &[Judged], at: Range<usize>) -> Option<(usize, usize)> {
        let wanted = judged
            .iter()
            .filter(|j| j.verdict == self.verdict && self.kinds.has(j.claim.said.kind()));
        let near = wanted.filter(|j| {
            let reach = j.claim.clause.start.min(j.claim.start)..j.claim.clause.end;
            reach.start <= at.start && at.start < reach.end
        });
        let distance =
            |j: &&Judged| at.start.saturating_sub(j.claim.end) + j.claim.start.saturating_sub(at.end);
        near.min_by_key(distance).map(|j| (j.claim.start, j.claim.end))
    }
}

/// Every claim around the given places with its verdict; none when no fact is known.
pub(crate) fn judged(
    chars: &[char],
    places: &[(Range<usize>, Kinds)],
    facts: &Facts,
    at: Option<At>,
) -> Vec<Judged> {
    if places.is_empty() || *facts == Facts::default() {
        return Vec::new();
    }
    let now = at.map(Now::of);
    let judge = |claim: Claim| {
        let words = &chars[claim.start..claim.end];
        let (verdict, truth) = verdict(&claim, words, facts, now);
        Judged {
            claim,
            verdict,
            truth,
        }
    };
    claims_around(chars, places).into_iter().map(judge).collect()
}

/// Whether an assurance at this place only says what the facts give.
pub(crate) fn covers(judged: &[Judged], start: usize, end: usize) -> bool {
    let here = |j: &&Judged| j.claim.clause.start <= start && end <= j.claim.clause.end;
    let mut claims = judged.iter().filter(here).peekable();
    claims.peek().is_some() && claims.all(|j| j.verdict == Verdict::Supported)
}

fn verdict(claim: &Claim, words: &[char], facts: &Facts, now: Option<Now>) -> Judgement {
    let stance = claim.stance;
    let supposed = stance.conditional && !matches!(claim.said, Said::Cutoff { .. });
    if stance.asked || stance.past || supposed {
        return (Verdict::Open, None);
    }
    let hedged = stance.hedged;
    match &claim.said {
        Said::Stock(stock) => stock::judge(stock, hedged, facts),
        Said::Price(price) => price::judge(*price, hedged, words, facts),
        Said::Discount(_) if facts.promo_ends.is_some() => (Verdict::Open, None),
        Said::Discount(_) => (Verdict::Unsupported, None),
        Said::Deadline(deadline) => times::deadline(*deadline, hedged, words, facts, now),
        Said::Cutoff { clock, exact } => times::cutoff(*clock, *exact, words, facts),
        Said::Dispatch(way) => times::dispatch(way, hedged, words, facts, now),
        Said::Arrival(way) => times::arrival(way, hedged, facts, now),
        Said::Material(matter) => material::judge(*matter, facts),
        Said::Guarantee(guarantee) => guarantee::judge(guarantee, words, facts),
        Said::Gift(gift) => stock::gift(gift, facts),
    }
}
