//! Moments, shop time zones and times of day.

use std::{fmt, str::FromStr};

use jiff::{Timestamp, Zoned, civil, tz::TimeZone};
use serde::{Deserialize, Serialize};

pub const MINUTE_MS: i64 = 60_000;
pub const HOUR_MS: i64 = 60 * MINUTE_MS;
pub const DAY_MS: i64 = 24 * HOUR_MS;

/// A time that cannot be read: what it was meant to be, and the text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not {expected}")]
pub struct TimeError {
    pub expected: &'static str,
    pub text: String,
}

/// A moment: milliseconds since 1970 in UTC, the one form in storage and API (`*_at`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct At(pub i64);

impl At {
    #[must_use]
    pub const fn ms(self) -> i64 {
        self.0
    }

    /// This moment moved by `ms`, forward or back; stops at the ends of the range.
    #[must_use]
    pub const fn plus(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// Milliseconds from `earlier` to this moment; negative when `earlier` is later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// The wall clock of this moment in a zone. Moments outside jiff's range are cut to its ends.
    #[must_use]
    pub fn in_zone(self, zone: &Zone) -> Zoned {
        let range = Timestamp::MIN.as_millisecond()..=Timestamp::MAX.as_millisecond();
        let ms = self.0.clamp(*range.start(), *range.end());
        let timestamp = Timestamp::from_millisecond(ms).unwrap_or(Timestamp::UNIX_EPOCH);
        timestamp.to_zoned(zone.0.clone())
    }

    /// RFC 3339 with the zone's offset: `2026-11-21T21:04:00+08:00`.
    #[must_use]
    pub fn rfc3339(self, zone: &Zone) -> String {
        let local = self.in_zone(zone);
        let whole = local.subsec_nanosecond() == 0;
        let pattern = if whole {
            "%Y-%m-%dT%H:%M:%S%:z"
        } else {
            "%Y-%m-%dT%H:%M:%S.%3f%:z"
        };
        local.strftime(pattern).to_string()
    }

    /// Reads RFC 3339 with any offset.
    ///
    /// # Errors
    /// When the text has no offset or is no time.
    pub fn from_rfc3339(text: &str) -> Result<Self, TimeError> {
        text.parse::<Timestamp>()
            .map(|t| Self(t.as_millisecond()))
            .map_err(|_| TimeError {
                expected: "a time such as 2026-11-21T21:00:00+08:00",
                text: text.to_owned(),
            })
    }
}

impl From<&Zoned> for At {
    fn from(zoned: &Zoned) -> Self {
        Self(zoned.timestamp().as_millisecond())
    }
}

/// An IANA time zone. The database is bundled, so every machine answers alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone(TimeZone);

impl Zone {
    /// `Asia/Shanghai`, the default of a new shop.
    #[must_use]
    pub fn shanghai() -> Self {
        Self(TimeZone::get("Asia/Shanghai").unwrap_or(TimeZone::fixed(jiff::tz::offset(8))))
    }

    #[must_use]
    pub const fn tz(&self) -> &TimeZone {
        &self.0
    }

    #[must_use]
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// The moment of a wall-clock time here. In a gap the clock has jumped over, the moment after the
    /// jump; in an hour that comes twice, its first coming.
    #[must_use]
    pub fn at(&self, wall: civil::DateTime) -> At {
        self.0
            .to_ambiguous_zoned(wall)
            .compatible()
            .map_or(At::default(), |z| At::from(&z))
    }
}

impl FromStr for Zone {
    type Err = TimeError;

    fn from_str(name: &str) -> Result<Self, TimeError> {
        TimeZone::get(name).map(Self).map_err(|_| TimeError {
            expected: "a time zone such as Asia/Shanghai",
            text: name.to_owned(),
        })
    }
}

/// A time of day in minutes after midnight, written `16:00`; `24:00` is the end of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ClockTime(u16);

impl ClockTime {
    /// # Errors
    /// When the hour is over 24 or the minute over 59.
    pub fn new(hour: u16, minute: u16) -> Result<Self, TimeError> {
        if hour < 24 && minute < 60 || (hour, minute) == (24, 0) {
            Ok(Self(hour * 60 + minute))
        } else {
            Err(TimeError {
                expected: "a time of day such as 16:00",
                text: format!("{hour}:{minute}"),
            })
        }
    }

    /// Minutes after midnight, 0 to 1440.
    #[must_use]
    pub const fn minutes(self) -> u16 {
        self.0
    }

    /// The time of day of a moment, seconds cut off.
    #[must_use]
    pub fn of(at: At, zone: &Zone) -> Self {
        let local = at.in_zone(zone);
        Self(u16::from(local.hour().unsigned_abs()) * 60 + u16::from(local.minute().unsigned_abs()))
    }

    /// This time on a day of a zone.
    #[must_use]
    pub fn on(self, day: civil::Date, zone: &Zone) -> At {
        let (day, minutes) = if self.0 >= 1440 {
            (day.tomorrow().unwrap_or(day), 0)
        } else {
            (day, self.0)
        };
        let (hour, minute) = (
            i8::try_from(minutes / 60).unwrap_or(0),
            i8::try_from(minutes % 60).unwrap_or(0),
        );
        zone.at(day.at(hour, minute, 0, 0))
    }
}

impl fmt::Display for ClockTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl FromStr for ClockTime {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        let wrong = || TimeError {
            expected: "a time of day such as 16:00",
            text: text.to_owned(),
        };
        let (hour, minute) = text.trim().split_once(':').ok_or_else(wrong)?;
        if hour.is_empty() || hour.len() > 2 || minute.len() != 2 {
            return Err(wrong());
        }
        Self::new(
            hour.parse().map_err(|_| wrong())?,
            minute.parse().map_err(|_| wrong())?,
        )
        .map_err(|_| wrong())
    }
}

impl TryFrom<String> for ClockTime {
    type Error = TimeError;

    fn try_from(text: String) -> Result<Self, TimeError> {
        text.parse()
    }
}

impl From<ClockTime> for String {
    fn from(time: ClockTime) -> String {
        time.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::{At, ClockTime, Zone};

    #[test]
    fn a_moment_is_written_with_the_shops_offset() {
        let at = At::from_rfc3339("2020-02-20T16:00:05Z").unwrap();
        assert_eq!(at.rfc3339(&Zone::shanghai()), "2020-02-21T00:00:05+08:00");
    }

    #[test]
    fn a_time_of_day_survives_a_clock_change() {
        // New York jumps from 02:00 to 03:00 on 2026-03-08.
        let zone: Zone = "America/New_York".parse().unwrap();
        let day = jiff::civil::date(2026, 3, 8);
        let at = ClockTime::new(2, 30).unwrap().on(day, &zone);
        assert_eq!(at.rfc3339(&zone), "2026-03-08T03:30:00-04:00");
    }

    #[test]
    fn nonsense_times_are_refused() {
        for text in ["", "25:00", "12:60", "24:01", "1200", "12:5", "ab:cd", "-1:00"] {
            assert!(text.parse::<ClockTime>().is_err(), "{text}");
        }
        assert_eq!("24:00".parse::<ClockTime>().unwrap().minutes(), 1440);
    }
}
