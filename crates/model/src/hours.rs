//! When a shop serves its buyers: a week of hours in the shop's zone, with holidays.
//!
//! Whether it is open at a moment is wall clock alone, so a day on which the clock is set has its own length. A shift
//! belongs to the day on which it begins: what runs past midnight runs on into a holiday, and a holiday's own hours run
//! on into the day after it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{At, ClockTime, Zone};

/// How far ahead a change is looked for: the longest holiday, and a week to find an opening in.
const SEARCH_DAYS: usize = 380;

/// From one time of the day to another; to an earlier one, past midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenSpan {
    pub from: ClockTime,
    pub to: ClockTime,
}

impl OpenSpan {
    const fn passes_midnight(self) -> bool {
        self.to.minutes() <= self.from.minutes()
    }

    /// Whether it holds a time of the day on which it began.
    const fn holds(self, minutes: u16) -> bool {
        minutes >= self.from.minutes() && (self.passes_midnight() || minutes < self.to.minutes())
    }

    /// Whether it runs on to a time of the day after.
    const fn runs_on_to(self, minutes: u16) -> bool {
        self.passes_midnight() && minutes < self.to.minutes()
    }

    /// Where it ends, in minutes after the midnight before it began.
    const fn end(self) -> u16 {
        self.to.minutes() + if self.passes_midnight() { 1440 } else { 0 }
    }
}

/// Days on which the week does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holiday {
    pub name: String,
    pub from: Date,
    /// The last day of it.
    pub to: Date,
    /// Hours of each of its days; none: closed.
    #[serde(default)]
    pub hours: Vec<OpenSpan>,
}

impl Holiday {
    pub const MAX_NAME: usize = 40;
    pub const MAX_DAYS: i32 = 366;

    fn holds(&self, day: Date) -> bool {
        (self.from..=self.to).contains(&day)
    }
}

/// The hours of a shop. As they begin they are none, which is day and night.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BusinessHours {
    /// Monday first; none: day and night.
    pub week: Option<[Vec<OpenSpan>; 7]>,
    pub holidays: Vec<Holiday>,
}

/// What is wrong with hours that somebody has written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HoursFault {
    /// Not one day of the week has hours; whoever never closes sets none.
    NeverOpen,
    TooManySpans(HoursPlace),
    /// It would end when it begins, or begin at the end of the day.
    NoSpan(HoursPlace),
    Overlap(HoursPlace),
    TooManyHolidays,
    HolidayName(usize),
    /// Its last day is before its first, or too far from it.
    HolidayDays(usize),
    /// Two holidays have a day in common.
    SameDays(usize, usize),
}

/// Which hours: of a day of the week from Monday, 0, or of a holiday in the order of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HoursPlace {
    Weekday(usize),
    Holiday(usize),
}

/// Whether a shop serves, and until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum Openness {
    /// None: it does not close in the time that can be foreseen.
    Open { until: Option<At> },
    /// None: it does not open in the time that can be foreseen.
    Closed { opens_at: Option<At> },
}

impl Openness {
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Open { .. })
    }

    /// When that changes.
    #[must_use]
    pub const fn changes_at(self) -> Option<At> {
        match self {
            Self::Open { until } => until,
            Self::Closed { opens_at } => opens_at,
        }
    }
}

impl BusinessHours {
    pub const MAX_SPANS: usize = 4;
    pub const MAX_HOLIDAYS: usize = 100;

    /// Whether the shop serves at a moment.
    #[must_use]
    pub fn holds(&self, at: At, zone: &Zone) -> bool {
        let day = at.in_zone(zone).date();
        let minutes = ClockTime::of(at, zone).minutes();
        let today = self.spans(day);
        today.is_none_or(|spans| spans.iter().any(|span| span.holds(minutes)))
            || (day.yesterday().ok())
                .and_then(|before| self.spans(before))
                .is_some_and(|spans| spans.iter().any(|span| span.runs_on_to(minutes)))
    }

    /// The shifts that begin on a day; none: the whole day.
    fn spans(&self, day: Date) -> Option<&[OpenSpan]> {
        if let Some(holiday) = self.holidays.iter().find(|holiday| holiday.holds(day)) {
            return Some(&holiday.hours);
        }
        let week = self.week.as_ref()?;
        let place = usize::try_from(day.weekday().to_monday_zero_offset()).unwrap_or(0);
        week.get(place).map(Vec::as_slice)
    }

    /// Whether the shop serves at a moment, and when that changes.
    #[must_use]
    pub fn open_at(&self, zone: &Zone, at: At) -> Openness {
        let open = self.holds(at, zone);
        let changes_at = self.changes_after(zone, at, open);
        if open {
            Openness::Open { until: changes_at }
        } else {
            Openness::Closed { opens_at: changes_at }
        }
    }

    fn changes_after(&self, zone: &Zone, at: At, open: bool) -> Option<At> {
        if self.week.is_none() && self.holidays.is_empty() {
            return None;
        }
        let today = at.in_zone(zone).date();
        std::iter::successors(Some(today), |day| day.tomorrow().ok())
            .take(SEARCH_DAYS)
            .flat_map(|day| self.edges(day, zone))
            .find(|edge| *edge > at && self.holds(*edge, zone) != open)
    }

    /// The moments of a day, in order, at which a shift may begin or end or the clock is set.
    fn edges(&self, day: Date, zone: &Zone) -> Vec<At> {
        let start = zone.at(day.at(0, 0, 0, 0));
        let end = day.tomorrow().map_or(start, |next| zone.at(next.at(0, 0, 0, 0)));
        // Where the clock is set back over midnight, a day's last times come again on the next.
        let days = [day.yesterday().ok(), Some(day), day.tomorrow().ok()];
        let mut edges: Vec<At> = zone
            .tz()
            .following(start.plus(-1).in_zone(zone).timestamp())
            .map(|change| At(change.timestamp().as_millisecond()))
            .take_while(|change| *change < end)
            .collect();
        for day in days.into_iter().flatten() {
            edges.extend(comings(0, day, zone));
            let before = day.yesterday().ok().and_then(|before| self.spans(before));
            for span in self.spans(day).unwrap_or_default() {
                edges.extend(comings(span.from.minutes(), day, zone));
                edges.extend(comings(span.to.minutes(), day, zone));
            }
            for span in before.unwrap_or_default() {
                edges.extend(comings(span.to.minutes(), day, zone));
            }
        }
        edges.retain(|edge| (start..end).contains(edge));
        edges.sort_unstable();
        edges.dedup();
        edges
    }

    /// # Errors
    /// The first fault, in the order of the page.
    pub fn check(&self) -> Result<(), HoursFault> {
        if let Some(week) = &self.week {
            if week.iter().all(Vec::is_empty) {
                return Err(HoursFault::NeverOpen);
            }
            for (n, spans) in week.iter().enumerate() {
                check_spans(spans, HoursPlace::Weekday(n))?;
            }
        }
        if self.holidays.len() > Self::MAX_HOLIDAYS {
            return Err(HoursFault::TooManyHolidays);
        }
        for (n, holiday) in self.holidays.iter().enumerate() {
            let name = holiday.name.trim();
            if name.is_empty() || name.chars().count() > Holiday::MAX_NAME {
                return Err(HoursFault::HolidayName(n));
            }
            let days = (holiday.to - holiday.from).get_days();
            if !(0..Holiday::MAX_DAYS).contains(&days) {
                return Err(HoursFault::HolidayDays(n));
            }
            check_spans(&holiday.hours, HoursPlace::Holiday(n))?;
            let overlaps = |other: &Holiday| other.from <= holiday.to && holiday.from <= other.to;
            if let Some(other) = self.holidays[..n].iter().position(overlaps) {
                return Err(HoursFault::SameDays(other, n));
            }
        }
        Ok(())
    }
}

fn check_spans(spans: &[OpenSpan], place: HoursPlace) -> Result<(), HoursFault> {
    if spans.len() > BusinessHours::MAX_SPANS {
        return Err(HoursFault::TooManySpans(place));
    }
    let mut sorted = spans.to_vec();
    sorted.sort_by_key(|span| span.from);
    if sorted
        .iter()
        .any(|span| span.from == span.to || span.from.minutes() >= 1440)
    {
        return Err(HoursFault::NoSpan(place));
    }
    if sorted.windows(2).any(|two| two[0].end() > two[1].from.minutes()) {
        return Err(HoursFault::Overlap(place));
    }
    Ok(())
}

/// The moments at which a day's clock shows a time, or would: two on the night it is set back.
fn comings(minutes: u16, day: Date, zone: &Zone) -> impl Iterator<Item = At> {
    let midnight = day.at(0, 0, 0, 0);
    let wall = midnight
        .checked_add(jiff::Span::new().minutes(i64::from(minutes)))
        .unwrap_or(midnight);
    let twice = zone.tz().to_ambiguous_zoned(wall);
    let (first, second) = (twice.clone().earlier().ok(), twice.later().ok());
    [first, second]
        .into_iter()
        .flatten()
        .map(|zoned| At::from(&zoned))
}
