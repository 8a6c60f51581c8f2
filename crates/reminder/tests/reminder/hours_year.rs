//! The next allowed moment against a walk through every minute of a year, with random policies, in
//! four zones: one without clock changes, two that shift by an hour, one that shifts by half of one.
//!
//! The walk knows nothing of the code: it looks at the wall clock of each minute, then goes back from
//! the end of the year and remembers the last minute it found open. `JINPAI_TEST_HOUR_POLICIES` says
//! how many policies are tried; `cargo xtask soak hours` tries 100,000.

use jinpai_model::{At, Channel, MINUTE_MS, Zone, draw};
use jinpai_reminder::{Policy, is_allowed, next_allowed, spec::PolicySpec, spec::Window};

const ZONES: [&str; 4] = [
    "Asia/Shanghai",
    "America/New_York",
    "Europe/London",
    "Australia/Lord_Howe",
];
const YEAR_MIN: usize = 365 * 24 * 60;
/// Moments asked about a policy beside every edge of its hours near a clock change.
const ASKED: u64 = 40;

/// The wall clock of each minute of a year: minute of the day, and day of the year.
struct Walk {
    zone: Zone,
    start: At,
    wall: Vec<(u16, u16)>,
    /// Places at which the clock is not a minute later than at the one before.
    changes: Vec<usize>,
}

impl Walk {
    fn of(name: &str) -> Self {
        let zone: Zone = name.parse().unwrap();
        let start = At::from_rfc3339("2026-10-01T00:00:00Z").unwrap();
        let offset_s = |place: usize| {
            let minutes = i64::try_from(place).unwrap();
            i64::from(start.plus(minutes * MINUTE_MS).in_zone(&zone).offset().seconds())
        };
        let first_day = (start.ms() / 1_000 + offset_s(0)).div_euclid(86_400);
        let mut offset = 0;
        // A day more than the year: what is allowed next may lie behind its end.
        let wall: Vec<(u16, u16)> = (0..YEAR_MIN + 1_440)
            .map(|n| {
                // No zone changes its clock but on a quarter of an hour.
                if n % 15 == 0 {
                    offset = offset_s(n);
                }
                let local_s = start.ms() / 1_000 + i64::try_from(n).unwrap() * 60 + offset;
                let minute = u16::try_from(local_s.rem_euclid(86_400) / 60).unwrap();
                (
                    minute,
                    u16::try_from(local_s.div_euclid(86_400) - first_day).unwrap(),
                )
            })
            .collect();
        let jumps = |n: &usize| (wall[*n].0) != (wall[*n - 1].0 + 1) % 1_440;
        Self {
            changes: (1..wall.len()).filter(jumps).collect(),
            zone,
            start,
            wall,
        }
    }

    fn at(&self, place: usize) -> At {
        self.start.plus(i64::try_from(place).unwrap() * MINUTE_MS)
    }
}

/// A policy as the walk sees it: which minutes of a day are open, and which days are holidays.
struct Hours {
    open: Vec<bool>,
    holidays: Vec<u16>,
    policy: Policy,
}

fn hours(n: u64, zone: usize, first: jiff::civil::Date) -> Hours {
    let drawn = |what: &str, below: u64| draw::bits(n, &[what, ZONES[zone]]) % below;
    let minute = |value: u64| u16::try_from(value).unwrap();
    // Cuts of the day, in order; every other stretch between them is open.
    let mut cuts: Vec<u16> = (0..2 * (1 + drawn("stretches", 3)))
        .map(|cut| minute(drawn(&format!("cut{cut}"), 1_441)))
        .collect();
    cuts.sort_unstable();
    cuts.dedup();
    if cuts.len() < 2 {
        cuts = vec![600, 601];
    }
    let stretches: Vec<(u16, u16)> = cuts.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect();
    let mut open = vec![false; 1_440];
    for (from, to) in &stretches {
        open[usize::from(*from)..usize::from(*to)].fill(true);
    }
    let holidays: Vec<u16> = (0..drawn("holidays", 12))
        .map(|h| minute(drawn(&format!("day{h}"), 366)))
        .collect();
    let mut spec = PolicySpec::default();
    let written = |(a, b): (u16, u16)| {
        let text = format!("{:02}:{:02}-{:02}:{:02}", a / 60, a % 60, b / 60, b % 60);
        Window::try_from(text).unwrap()
    };
    spec.hours.chat = stretches.into_iter().map(written).collect();
    let date = |day: &u16| {
        first
            .checked_add(jiff::Span::new().days(i64::from(*day)))
            .unwrap()
    };
    spec.holidays = holidays.iter().map(date).collect();
    Hours {
        open,
        holidays,
        policy: Policy::new(spec).unwrap(),
    }
}

/// For each minute the next open one; the length of the walk where none is left.
fn next_open(walk: &Walk, hours: &Hours) -> Vec<u32> {
    let mut holiday = vec![false; 400];
    hours
        .holidays
        .iter()
        .for_each(|day| holiday[usize::from(*day)] = true);
    let mut next = vec![u32::try_from(walk.wall.len()).unwrap(); walk.wall.len() + 1];
    for (place, (minute, day)) in walk.wall.iter().enumerate().rev() {
        let open = hours.open[usize::from(*minute)] && !holiday[usize::from(*day)];
        next[place] = if open {
            u32::try_from(place).unwrap()
        } else {
            next[place + 1]
        };
    }
    next
}

fn try_policy(n: u64, walk: &Walk, zone: usize) {
    let hours = hours(n, zone, walk.start.in_zone(&walk.zone).date());
    let next = next_open(walk, &hours);
    let ask = |place: usize| {
        let at = walk.at(place);
        let expected = usize::try_from(next[place]).unwrap();
        // Behind the walk's end it has no opinion.
        if expected >= YEAR_MIN {
            return;
        }
        let (zone, policy) = (&walk.zone, &hours.policy);
        let (answer, allowed) = (
            next_allowed(at, Channel::Chat, policy, zone),
            is_allowed(at, Channel::Chat, policy, zone),
        );
        assert_eq!(
            answer,
            Some(walk.at(expected)),
            "policy {n} in {} at {}",
            zone.name(),
            at.rfc3339(zone)
        );
        assert_eq!(
            allowed,
            expected == place,
            "policy {n} in {} at {}",
            zone.name(),
            at.rfc3339(zone)
        );
    };
    let drawn = |k: u64| draw::bits(n ^ (k << 40), &["asked"]) % u64::try_from(YEAR_MIN).unwrap();
    (0..ASKED).for_each(|k| ask(usize::try_from(drawn(k)).unwrap()));
    for change in walk.changes.iter().filter(|change| **change < YEAR_MIN) {
        [-61_isize, -31, -1, 0, 1, 29, 59]
            .into_iter()
            .for_each(|off| ask(change.saturating_add_signed(off)));
    }
}

#[test]
fn random_policies_agree_with_a_walk_through_a_year() {
    let policies: u64 = std::env::var("JINPAI_TEST_HOUR_POLICIES")
        .ok()
        .and_then(|count| count.parse().ok())
        .unwrap_or(20);
    let walks: Vec<Walk> = ZONES.iter().map(|name| Walk::of(name)).collect();
    assert!(walks[0].changes.is_empty(), "no clock is changed in Shanghai");
    assert!(
        walks[1..].iter().all(|walk| walk.changes.len() == 2),
        "twice a year elsewhere"
    );
    for n in 0..policies {
        let zone = usize::try_from(n % 4).unwrap();
        try_policy(n, &walks[zone], zone);
    }
}
