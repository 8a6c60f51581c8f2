//! Days as numbers, so that `周五` and `25号` can be held against a date.

use jinpai_model::{At, ClockTime, Zone};

/// The wall clock of the moment the reply is written. Facts are told in the shop's time, and the packs
/// are for China, which has one zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// Days since 1970-01-01.
    pub day: i64,
    /// Minutes after midnight.
    pub minute: i64,
}

impl Now {
    pub fn of(at: At) -> Self {
        let zone = Zone::shanghai();
        let offset = i64::from(at.in_zone(&zone).offset().seconds());
        let seconds = at.ms().div_euclid(1_000).saturating_add(offset);
        Self {
            day: seconds.div_euclid(86_400),
            minute: i64::from(ClockTime::of(at, &zone).minutes()),
        }
    }
}

/// A shop-local moment of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct End {
    pub day: i64,
    /// Minutes after midnight; the last ten of a day count as its end, 1440.
    pub minute: i64,
}

impl End {
    /// Reads `2026-11-21T18:00`, with or without seconds; none for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let (date, time) = text.split_once(['T', ' ']).unwrap_or((text, "23:59"));
        let mut parts = date.splitn(3, '-').map(str::parse::<i64>);
        let (year, month, day) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
        let mut parts = time.splitn(3, ':');
        let (hour, minute) = (
            parts.next()?.parse::<i64>().ok()?,
            parts.next()?.parse::<i64>().ok()?,
        );
        let sound = (1..=12).contains(&month) && (1..=31).contains(&day) && (0..=9_999).contains(&year);
        if !sound || !(0..=24).contains(&hour) || !(0..60).contains(&minute) {
            return None;
        }
        let day = days_from_civil(year, month, day);
        Some(match hour * 60 + minute {
            0 => Self {
                day: day - 1,
                minute: 1440,
            },
            1430.. => Self { day, minute: 1440 },
            minute => Self { day, minute },
        })
    }

    /// `11月25日`, `11月25日18:00`.
    pub fn words(self) -> String {
        let (_, month, day) = civil_from_days(self.day);
        if self.minute >= 1440 {
            format!("{month}月{day}日")
        } else {
            format!("{month}月{day}日{:02}:{:02}", self.minute / 60, self.minute % 60)
        }
    }
}

/// 0 is Monday; 1970-01-01 was a Thursday.
pub const fn weekday(day: i64) -> i64 {
    (day + 3).rem_euclid(7)
}

/// Days since 1970-01-01 of a date of the Gregorian calendar (Hinnant, "chrono-compatible low-level
/// date algorithms").
pub const fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Year, month and day of a day since 1970-01-01.
pub const fn civil_from_days(day: i64) -> (i64, i64, i64) {
    let day = day + 719_468;
    let era = day.div_euclid(146_097);
    let of_era = day.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let first = if month <= 2 { 1 } else { 0 };
    (
        year + era * 400 + first,
        month,
        of_year - (153 * shifted + 2) / 5 + 1,
    )
}
