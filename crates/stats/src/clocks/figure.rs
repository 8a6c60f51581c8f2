//! From waits to the platform's figure: what it counts as one, and how many of those were in time.

use std::{iter::Sum, ops::Add};

use jinpai_model::{At, Zone};
use serde::Serialize;

use super::{Because, Clock, Counts, Wait};

/// What is held of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    Met,
    Missed,
    /// She waits, and the limit is not over yet.
    Open,
}

/// What a platform counts as one: a wait, the first wait of a session, a buyer's day, or a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unit {
    /// When the first wait that counts began.
    pub started_at: At,
    /// The first moment of the shop's day in which that was. One buyer's transcripts of one day must be
    /// handed in as one, or her day counts twice.
    pub day_at: At,
    /// As it stands. A session by its mean may still turn, as long as it goes on.
    pub verdict: Verdict,
    /// Which waits of the transcript made it; never none.
    pub waits: Vec<usize>,
    /// How long they lasted together.
    pub waited_ms: i64,
}

impl Unit {
    #[must_use]
    pub fn mean_wait_ms(&self) -> f64 {
        self.waited_ms as f64 / self.waits.len() as f64
    }

    #[must_use]
    pub fn tally(&self) -> Tally {
        let one = |verdict| u64::from(self.verdict == verdict);
        Tally {
            met: one(Verdict::Met),
            missed: one(Verdict::Missed),
            open: one(Verdict::Open),
            waits: self.waits.len() as u64,
            waited_ms: self.waited_ms,
        }
    }
}

/// How many units were in time. Those of several transcripts, days or agents are added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Tally {
    pub met: u64,
    pub missed: u64,
    /// Not decided yet, and in no share.
    pub open: u64,
    /// How many waits they are made of.
    pub waits: u64,
    pub waited_ms: i64,
}

impl Tally {
    /// Of all that is decided, how much was in time, 0 to 1; none where nothing is.
    #[must_use]
    pub fn share_met(&self) -> Option<f64> {
        let decided = self.met + self.missed;
        (decided > 0).then(|| self.met as f64 / decided as f64)
    }

    /// Over all waits that count, the unanswered with the time they have lasted.
    #[must_use]
    pub fn mean_wait_ms(&self) -> Option<f64> {
        (self.waits > 0).then(|| self.waited_ms as f64 / self.waits as f64)
    }
}

impl Add for Tally {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            met: self.met + other.met,
            missed: self.missed + other.missed,
            open: self.open + other.open,
            waits: self.waits + other.waits,
            waited_ms: self.waited_ms.saturating_add(other.waited_ms),
        }
    }
}

impl Sum for Tally {
    fn sum<I: Iterator<Item = Self>>(tallies: I) -> Self {
        tallies.fold(Self::default(), Add::add)
    }
}

pub(super) fn units(clock: &Clock, waits: &[Wait], zone: &Zone) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    for (place, wait) in waits.iter().enumerate().filter(|(_, wait)| wait.counted()) {
        let day_at = day(wait.started_at, zone);
        let same = match clock.counts {
            Counts::Wait | Counts::FirstOfSession => None,
            // By its day and not only the one before: times may run backwards.
            Counts::BuyerDay => units.iter_mut().rfind(|unit| unit.day_at == day_at),
            Counts::SessionMean => units
                .last_mut()
                .filter(|unit| waits[unit.waits[0]].session == wait.session),
        };
        if let Some(unit) = same {
            unit.waits.push(place);
            unit.waited_ms = unit.waited_ms.saturating_add(wait.waited_ms);
        } else {
            units.push(Unit {
                started_at: wait.started_at,
                day_at,
                verdict: Verdict::Open,
                waits: vec![place],
                waited_ms: wait.waited_ms,
            });
        }
    }
    for unit in &mut units {
        unit.verdict = verdict(clock, unit, waits);
    }
    units
}

fn verdict(clock: &Clock, unit: &Unit, waits: &[Wait]) -> Verdict {
    let any = |is: fn(&Wait) -> bool| unit.waits.iter().any(|place| is(&waits[*place]));
    let missed = match clock.counts {
        Counts::SessionMean => unit.waited_ms > allowed(clock, unit.waits.len()),
        Counts::Wait | Counts::FirstOfSession | Counts::BuyerDay => any(Wait::missed),
    };
    if missed {
        Verdict::Missed
    } else if any(|wait| wait.because == Because::Open) {
        Verdict::Open
    } else {
        Verdict::Met
    }
}

/// How long so many waits may last together, that their mean is within the limit.
pub(super) fn allowed(clock: &Clock, waits: usize) -> i64 {
    clock
        .limit_ms
        .saturating_mul(i64::try_from(waits).unwrap_or(i64::MAX))
}

fn day(at: At, zone: &Zone) -> At {
    let start = at.in_zone(zone).start_of_day();
    start.as_ref().map_or(at, At::from)
}
