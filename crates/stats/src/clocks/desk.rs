//! The clock the desk shows beside a buyer who waits.

use jinpai_model::{At, Zone};
use serde::Serialize;

use super::{Clock, Counts, LEAST_MS, LONGEST_MS, Said, figure::allowed, walk::walk};

/// A wait that is still open, and when it is too long.
///
/// It holds until somebody speaks: nothing in it moves with the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Countdown {
    pub started_at: At,
    /// An answer at this very moment is still in time.
    pub limit_at: At,
    pub limit_ms: i64,
    /// Whether a platform counts it. If not, the limit is the desk's own.
    pub counted: bool,
}

/// How the desk shows the seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tone {
    Calm,
    /// From half of the limit on.
    Amber,
    /// From four fifths on.
    Red,
}

impl Countdown {
    #[must_use]
    pub fn tone(&self, now: At) -> Tone {
        let waited = i128::from(now.since(self.started_at).max(0));
        let limit = i128::from(self.limit_ms);
        if waited * 5 >= limit * 4 {
            Tone::Red
        } else if waited * 2 >= limit {
            Tone::Amber
        } else {
            Tone::Calm
        }
    }
}

impl Clock {
    /// The clock of the wait a transcript ends in; none when nobody waits.
    ///
    /// For a session that is judged by its mean this is what the earlier answers have left: the moment at
    /// which the mean would pass the limit. Never more than one limit, for what quick answers have saved
    /// is not for keeping her waiting longer; never less than [`LEAST_MS`], for the next quick answer
    /// brings a lost mean nearer.
    #[must_use]
    pub fn countdown(&self, said: &[Said], zone: &Zone) -> Option<Countdown> {
        let waits = walk(self, said, zone);
        let open = waits
            .last()
            .filter(|wait| wait.answer.is_none() && wait.cut_at.is_none())?;
        let counted = open.in_hours && (self.counts != Counts::FirstOfSession || open.leads);
        let limit_ms = if !counted {
            self.desk_ms
        } else if self.counts == Counts::SessionMean {
            let earlier: Vec<i64> = waits
                .iter()
                .filter(|wait| wait.session == open.session && wait.in_hours)
                .filter_map(|wait| wait.answer.map(|(_, at)| at.since(wait.started_at)))
                .map(|lasted| lasted.clamp(0, LONGEST_MS))
                .collect();
            let spent = earlier
                .iter()
                .fold(0_i64, |sum, lasted| sum.saturating_add(*lasted));
            allowed(self, earlier.len() + 1)
                .saturating_sub(spent)
                .min(self.limit_ms)
                .max(LEAST_MS)
        } else {
            self.limit_ms
        };
        Some(Countdown {
            started_at: open.started_at,
            limit_at: open.started_at.plus(limit_ms),
            limit_ms,
            counted,
        })
    }
}
