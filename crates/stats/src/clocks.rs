//! Whether a buyer was answered in time, as each platform counts it.
//!
//! One transcript goes in: who said something and when, in the order of the log. Out come her waits,
//! what the platform makes of them, and the clock the desk shows for the wait that is still open. What
//! each platform counts, and which of it is our reading, is told in `docs/clocks.md`.
//!
//! The position of a line is its order. Times that run backwards (a clock set back, a late delivery)
//! change nothing about who answered whom; a difference below nought is nought. So one wrong time spoils
//! the wait it stands in and no other.
//!
//! Never reads what was said, never knows who an agent is, never decides what follows from a late answer.

mod desk;
mod figure;
mod walk;

use std::ops::Range;

use jinpai_model::{At, ClockTime, DAY_MS, MINUTE_MS, Platform, Side, Zone};
use serde::Serialize;

pub use desk::{Countdown, Tone};
pub use figure::{Tally, Unit, Verdict};

/// How long the desk lets a buyer wait where no platform says otherwise.
pub const DESK_MS: i64 = 3 * MINUTE_MS;
/// Longer than this without a word, and a session is over.
pub const SILENCE_MS: i64 = 10 * MINUTE_MS;
/// A wait is measured no further than this: whoever was not answered for a day is not waiting any more,
/// and a mean that grew for ever would be another one at every look.
pub const LONGEST_MS: i64 = DAY_MS;
/// The shortest time the desk gives an answer where a session's mean is spent already.
pub const LEAST_MS: i64 = 30_000;

/// A line of a transcript, without its words.
///
/// [`Side::Bot`] is whatever a machine said: an auto-reply, a welcome, a reminder. It answers nobody,
/// keeps no session alive and could as well not be there; so could [`Side::System`]. What a machine
/// proposed and a person sent is [`Side::Agent`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    pub at: At,
    pub by: Side,
}

/// What a platform counts as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counts {
    /// Every wait.
    Wait,
    /// The first wait of a session; a session ends with the silence, whether or not she was answered.
    FirstOfSession,
    /// Her day in the shop's zone: one miss spoils it.
    BuyerDay,
    /// A session, by the mean of its waits; while she waits it goes on.
    SessionMean,
}

/// A platform's definition of "answered in time".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    pub counts: Counts,
    /// An answer after exactly this long is still in time.
    pub limit_ms: i64,
    /// Hours of the shop's day in which a wait must begin to count: from the first on, before the second.
    /// None: all of them.
    pub hours: Option<Range<u16>>,
    /// What the desk goes by where the platform does not count.
    pub desk_ms: i64,
}

impl Clock {
    #[must_use]
    pub fn of(platform: Platform) -> Self {
        Self::new(platform, DESK_MS)
    }

    /// The clock of a shop that has set how long a buyer may wait. That never moves a platform's limit;
    /// it counts where there is no platform, and for the waits that a platform does not count.
    #[must_use]
    pub fn new(platform: Platform, desk_ms: i64) -> Self {
        let desk_ms = desk_ms.max(0);
        let (counts, limit_ms, hours) = match platform {
            Platform::Taobao => (Counts::Wait, 3 * MINUTE_MS, Some(8..23)),
            Platform::Jd => (Counts::FirstOfSession, 30_000, Some(9..23)),
            Platform::Pdd => (Counts::BuyerDay, 3 * MINUTE_MS, Some(8..23)),
            Platform::Douyin => (Counts::SessionMean, 3 * MINUTE_MS, Some(8..23)),
            Platform::Kuaishou => (Counts::Wait, 3 * MINUTE_MS, None),
            Platform::General | Platform::Xiaohongshu | Platform::OwnSite => (Counts::Wait, desk_ms, None),
        };
        Self {
            counts,
            limit_ms,
            hours,
            desk_ms,
        }
    }

    /// Every wait of a transcript and what the platform makes of them. `until` is how far the transcript
    /// is known: a wait without an answer has lasted until then.
    #[must_use]
    pub fn judge(&self, said: &[Said], zone: &Zone, until: At) -> Judged {
        let waits: Vec<Wait> = walk::walk(self, said, zone)
            .iter()
            .map(|begun| self.wait(begun, until))
            .collect();
        let units = figure::units(self, &waits, zone);
        Judged { waits, units }
    }

    fn wait(&self, begun: &walk::Begun, until: At) -> Wait {
        let answered_at = begun.answer.map(|(_, at)| at);
        let end = answered_at.or(begun.cut_at).unwrap_or(until);
        let lasted = end.since(begun.started_at).max(0);
        let waits_on = answered_at.is_none() && begun.cut_at.is_none();
        let because = if !begun.in_hours {
            Because::OutsideHours
        } else if self.counts == Counts::FirstOfSession && !begun.leads {
            Because::NotFirst
        } else if self.counts == Counts::SessionMean {
            if waits_on && lasted < LONGEST_MS {
                Because::Open
            } else {
                Because::Averaged
            }
        } else if answered_at.is_some() {
            if lasted <= self.limit_ms {
                Because::InTime
            } else {
                Because::Late
            }
        } else if waits_on && lasted <= self.limit_ms {
            Because::Open
        } else {
            Because::Unanswered
        };
        Wait {
            started_at: begun.started_at,
            answered_at,
            waited_ms: lasted.min(LONGEST_MS),
            asked: begun.asked,
            first: begun.first,
            answer: begun.answer.map(|(place, _)| place),
            session: begun.session,
            because,
        }
    }

    /// Whether a wait that begins at this moment counts, by the hours alone. 22:59:59 is before 23.
    fn open_at(&self, at: At, zone: &Zone) -> bool {
        self.hours
            .as_ref()
            .is_none_or(|hours| hours.contains(&(ClockTime::of(at, zone).minutes() / 60)))
    }
}

/// From her first message that nobody has answered to the agent's next one.
///
/// Further questions meanwhile belong to the same wait. It counts by the hour in which it began, on every
/// platform, and is then measured to its end, also past closing time: the platforms choose by when she
/// asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Wait {
    pub started_at: At,
    /// None: not yet, or never.
    pub answered_at: Option<At>,
    /// Until the answer; without one until she began anew, or as far as is known. At most [`LONGEST_MS`].
    pub waited_ms: i64,
    /// How many messages of hers are in it.
    pub asked: u32,
    /// Where in the transcript its first message stands.
    pub first: usize,
    /// Where the answer stands.
    pub answer: Option<usize>,
    /// In which of the transcript's sessions, from nought.
    pub session: usize,
    pub because: Because,
}

impl Wait {
    /// Whether the platform's figure has this wait in it, or will have.
    #[must_use]
    pub const fn counted(&self) -> bool {
        !matches!(self.because, Because::OutsideHours | Because::NotFirst)
    }

    /// Answered within the limit, by itself.
    #[must_use]
    pub const fn met(&self) -> bool {
        matches!(self.because, Because::InTime)
    }

    /// Past the limit, by itself.
    #[must_use]
    pub const fn missed(&self) -> bool {
        matches!(self.because, Because::Late | Because::Unanswered)
    }
}

/// What is held of a wait, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Because {
    InTime,
    Late,
    /// The limit is over, and nobody has answered.
    Unanswered,
    /// She waits, and it is not decided yet.
    Open,
    /// It is neither met nor missed by itself: the mean of its session is.
    Averaged,
    /// It began when the platform does not count.
    OutsideHours,
    /// The platform counts the first answer of a session, and this is a later one.
    NotFirst,
}

/// What a platform makes of a transcript.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Judged {
    pub waits: Vec<Wait>,
    /// What the platform counts as one: waits, sessions or days, each with the waits that made it.
    pub units: Vec<Unit>,
}

impl Judged {
    /// The figures of this transcript; those of several are their sum.
    #[must_use]
    pub fn tally(&self) -> Tally {
        self.units.iter().map(Unit::tally).sum()
    }
}

/// See [`Clock::judge`].
#[must_use]
pub fn judge(platform: Platform, said: &[Said], zone: &Zone, until: At) -> Judged {
    Clock::of(platform).judge(said, zone, until)
}

/// See [`Clock::countdown`].
#[must_use]
pub fn countdown(platform: Platform, said: &[Said], zone: &Zone) -> Option<Countdown> {
    Clock::of(platform).countdown(said, zone)
}
