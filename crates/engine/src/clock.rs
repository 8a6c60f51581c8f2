//! The one place that reads the machine's clock. Everything else is handed a moment.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use jinpai_model::At;

/// Tells the time. Production reads the machine; demo and tests may run another clock.
pub trait Clock: Send + Sync + 'static {
    fn now(&self) -> At;

    /// The machine's own time, whatever this clock says.
    fn wall(&self) -> At {
        SystemClock.now()
    }

    /// How long to sleep in real time so that `ms` pass on this clock; at least one millisecond.
    fn real(&self, ms: i64) -> Duration;

    /// How many times as fast as real time it runs.
    fn pace(&self) -> u32 {
        1
    }
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock module")]
    fn now(&self) -> At {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        At(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }

    fn real(&self, ms: i64) -> Duration {
        Duration::from_millis(u64::try_from(ms).unwrap_or(0).max(1))
    }
}

/// A clock that starts at a given moment and runs at a given pace: for demo and tests only.
#[derive(Debug, Clone, Copy)]
pub struct ShiftedClock {
    start: At,
    pace: u32,
    since: Instant,
}

impl ShiftedClock {
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the clock module")]
    pub fn new(start: At, pace: u32) -> Self {
        Self {
            start,
            pace: pace.max(1),
            since: Instant::now(),
        }
    }

    /// Reads `2026-11-21T21:00:00+08:00` or, sixty times as fast, `2026-11-21T21:00:00+08:00@60x`.
    ///
    /// # Errors
    /// When the time has no offset or the pace is not a whole number from 1 to 100,000.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (time, pace) = text.split_once('@').unwrap_or((text, "1x"));
        let start = At::from_rfc3339(time).map_err(|e| e.to_string())?;
        let pace = pace
            .trim_end_matches('x')
            .parse()
            .ok()
            .filter(|p| (1..=100_000).contains(p));
        let pace = pace.ok_or_else(|| format!("{text:?}: the pace must read like @60x, from 1 to 100000"))?;
        Ok(Self::new(start, pace))
    }
}

impl Clock for ShiftedClock {
    fn now(&self) -> At {
        let real = i64::try_from(self.since.elapsed().as_millis()).unwrap_or(i64::MAX);
        self.start.plus(real.saturating_mul(i64::from(self.pace)))
    }

    fn real(&self, ms: i64) -> Duration {
        Duration::from_millis(u64::try_from(ms / i64::from(self.pace)).unwrap_or(0).max(1))
    }

    fn pace(&self) -> u32 {
        self.pace
    }
}

#[cfg(test)]
mod tests {
    use super::ShiftedClock;

    #[test]
    fn a_pace_is_read_or_refused() {
        assert_eq!(
            ShiftedClock::parse("2026-11-21T21:00:00+08:00@60x").unwrap().pace,
            60
        );
        assert_eq!(ShiftedClock::parse("2026-11-21T21:00:00+08:00").unwrap().pace, 1);
        for text in [
            "",
            "21:00",
            "2026-11-21T21:00:00",
            "2026-11-21T21:00:00Z@0x",
            "2026-11-21T21:00:00Z@fast",
        ] {
            assert!(ShiftedClock::parse(text).is_err(), "{text}");
        }
    }
}
