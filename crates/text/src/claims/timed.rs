//! Claims about time: when a promotion ends, until when to pay, when it leaves, when it arrives.
//!
//! A time is found first; the verb nearest to it says what it is the time of.

mod deadline;
mod passage;

use std::ops::Range;

use super::{
    ClaimKind, Kinds, Said,
    when::{Clock, Day, Length, Moment, length_at, moment_at},
    words::Part,
};

pub use deadline::{Deadline, Ending};
pub use passage::Passage;

/// A point or a stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Hours from now, from the payment or from the dispatch.
    Hours {
        low_h: i64,
        high_h: i64,
    },
    Moment {
        day: Option<Day>,
        clock: Option<Clock>,
    },
}

/// A time expression and where it stands.
#[derive(Debug, Clone, Copy)]
struct Time {
    start: usize,
    end: usize,
    when: When,
}

impl Time {
    const fn day(&self) -> Option<Day> {
        match self.when {
            When::Moment { day, .. } => day,
            When::Hours { .. } => None,
        }
    }

    const fn clock(&self) -> Option<Clock> {
        match self.when {
            When::Moment { clock, .. } => clock,
            When::Hours { .. } => None,
        }
    }
}

impl From<Moment> for Time {
    fn from(moment: Moment) -> Self {
        let Moment {
            start,
            end,
            day,
            clock,
        } = moment;
        Self {
            start,
            end,
            when: When::Moment { day, clock },
        }
    }
}

impl From<Length> for Time {
    fn from(length: Length) -> Self {
        let (low_h, high_h) = (length.low_h, length.high_h);
        Self {
            start: length.start,
            end: length.end,
            when: When::Hours { low_h, high_h },
        }
    }
}

pub(super) fn read(
    chars: &[char],
    part: Part<'_>,
    earlier: Option<Range<usize>>,
    kinds: Kinds,
    say: &mut impl FnMut((usize, usize, Said)),
) {
    let times = times(part);
    let earlier = earlier.map(|range| Part::new(chars, &range));
    if kinds.has(ClaimKind::Deadline)
        && let Some((start, end, ending)) = deadline::read(part, earlier, &times)
    {
        say((start, end, Said::Deadline(Deadline { ending })));
        return;
    }
    if kinds.has(ClaimKind::Cutoff) || kinds.has(ClaimKind::Dispatch) || kinds.has(ClaimKind::Arrival) {
        passage::read(part, earlier, &times, &mut |(start, end, said): (
            usize,
            usize,
            Said,
        )| {
            if kinds.has(said.kind()) {
                say((start, end, said));
            }
        });
    }
}

/// The times of a clause, from left to right.
fn times(part: Part<'_>) -> Vec<Time> {
    let mut found = Vec::new();
    let mut at = part.from;
    while at < part.chars.len() {
        let time = moment_at(part.chars, at)
            .map(Time::from)
            .or_else(|| length_at(part.chars, at).map(Time::from));
        match time {
            Some(time) => {
                at = time.end;
                found.push(time);
            }
            // A figure that is no time is left behind as a whole: 13点 is not 3点.
            None => at = super::number_at(part.chars, at).map_or(at + 1, |number| number.end),
        }
    }
    found
}
