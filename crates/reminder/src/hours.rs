//! Allowed moments: the hours of a channel, holidays, and the way to the next and the last of them.
//!
//! All of it is wall clock in one zone, so a day with a clock change has its own length. Nothing
//! here knows about orders.

use jiff::civil::Date;
use jinpai_model::{At, Channel, ClockTime, MINUTE_MS, Zone};

use crate::Policy;

/// How many days ahead or back an allowed moment is looked for: a policy may name 366 holidays.
const SEARCH_DAYS: usize = 370;

/// Whether a message may go out on this channel at this moment.
#[must_use]
pub fn is_allowed(at: At, channel: Channel, policy: &Policy, zone: &Zone) -> bool {
    let day = at.in_zone(zone).date();
    !policy.spec().holidays.contains(&day) && {
        let time = ClockTime::of(at, zone);
        policy.windows(channel).iter().any(|window| window.holds(time))
    }
}

/// The first allowed moment from `at` on, `at` included. None when a year of holidays is in the way.
#[must_use]
pub fn next_allowed(at: At, channel: Channel, policy: &Policy, zone: &Zone) -> Option<At> {
    if is_allowed(at, channel, policy, zone) {
        return Some(at);
    }
    let today = at.in_zone(zone).date();
    std::iter::successors(Some(today), |day| day.tomorrow().ok())
        .take(SEARCH_DAYS)
        .flat_map(|day| {
            let mut opens = clock_changes(day, zone);
            for window in policy.windows(channel) {
                opens.extend(comings(window.start, day, zone));
            }
            opens.sort_unstable();
            opens
        })
        .find(|open| *open >= at && is_allowed(*open, channel, policy, zone))
}

/// The last allowed moment up to `bound`, `bound` included: `bound` itself, or the last whole minute
/// before an earlier end of hours. None when a year of holidays is in the way.
#[must_use]
pub fn last_allowed(bound: At, channel: Channel, policy: &Policy, zone: &Zone) -> Option<At> {
    if is_allowed(bound, channel, policy, zone) {
        return Some(bound);
    }
    std::iter::successors(Some(bound.in_zone(zone).date()), |day| day.yesterday().ok())
        .take(SEARCH_DAYS)
        .flat_map(|day| {
            let mut ends = clock_changes(day, zone);
            for window in policy.windows(channel) {
                ends.extend(comings(window.end, day, zone));
            }
            ends.sort_unstable_by(|a, b| b.cmp(a));
            ends
        })
        .map(|end| end.plus(-MINUTE_MS))
        .find(|minute| *minute <= bound && is_allowed(*minute, channel, policy, zone))
}

/// The moments at which a day's clock shows a time: two on the night it is set back.
fn comings(time: ClockTime, day: Date, zone: &Zone) -> impl Iterator<Item = At> {
    let midnight = day.at(0, 0, 0, 0);
    let wall = midnight
        .checked_add(jiff::Span::new().minutes(i64::from(time.minutes())))
        .unwrap_or(midnight);
    let twice = zone.tz().to_ambiguous_zoned(wall);
    let (first, second) = (twice.clone().earlier().ok(), twice.later().ok());
    [first, second]
        .into_iter()
        .flatten()
        .map(|zoned| At::from(&zoned))
}

/// Moments of a day at which the clock itself is set forward or back: what follows them may be
/// allowed though the time of day has not passed an opening.
fn clock_changes(day: Date, zone: &Zone) -> Vec<At> {
    let start = zone.at(day.at(0, 0, 0, 0));
    let end = day.tomorrow().map_or(start, |next| zone.at(next.at(0, 0, 0, 0)));
    zone.tz()
        .following(start.in_zone(zone).timestamp())
        .map(|change| At(change.timestamp().as_millisecond()))
        .take_while(|change| *change <= end)
        .collect()
}
