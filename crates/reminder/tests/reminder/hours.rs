//! The next and the last allowed moment against a minute-by-minute walk, in zones whose clocks change.

use jinpai_model::{At, Channel, HOUR_MS, MINUTE_MS, Zone};
use jinpai_reminder::{Policy, is_allowed, last_allowed, next_allowed, spec::PolicySpec, spec::Window};
use proptest::prelude::*;

const ZONES: [&str; 4] = [
    "Asia/Shanghai",
    "America/New_York",
    "Europe/London",
    "Australia/Lord_Howe",
];

/// Moments near which the zones' clocks change in 2026 and 2027, and an ordinary one.
const NEAR: [&str; 6] = [
    "2026-11-01T06:00:00Z",
    "2027-03-14T07:00:00Z",
    "2027-03-28T01:00:00Z",
    "2026-10-03T15:30:00Z",
    "2027-04-03T15:00:00Z",
    "2026-11-21T12:00:00Z",
];

fn policy(windows: &[Window]) -> Policy {
    let mut spec = PolicySpec::default();
    spec.hours.chat = windows.to_vec();
    Policy::new(spec).unwrap()
}

fn window() -> impl Strategy<Value = Vec<Window>> {
    // One or two stretches from four times of the day, in order.
    proptest::collection::btree_set(0_u16..=1440, 4).prop_flat_map(|times| {
        let times: Vec<u16> = times.into_iter().collect();
        any::<bool>().prop_map(move |both| {
            let written = |a: u16, b: u16| {
                let text = format!("{:02}:{:02}-{:02}:{:02}", a / 60, a % 60, b / 60, b % 60);
                Window::try_from(text).unwrap()
            };
            let mut windows = vec![written(times[0], times[1])];
            if both {
                windows.push(written(times[2], times[3]));
            }
            windows
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_agree_with_a_walk(
        windows in window(),
        zone in proptest::sample::select(&ZONES[..]),
        near in proptest::sample::select(&NEAR[..]),
        minutes in -1_440_i64..1_440,
        seconds in 0_i64..60,
    ) {
        let (policy, zone): (Policy, Zone) = (policy(&windows), zone.parse().unwrap());
        let whole = At::from_rfc3339(near).unwrap().plus(minutes * MINUTE_MS);
        let at = whole.plus(seconds * 1000);
        let allowed = |moment| is_allowed(moment, Channel::Chat, &policy, &zone);
        // Every minute of three days either way; hours open and close on whole minutes.
        let span = 3 * 24 * HOUR_MS / MINUTE_MS;
        let next = if allowed(at) {
            Some(at)
        } else {
            (1..span).map(|n| whole.plus(n * MINUTE_MS)).find(|m| allowed(*m))
        };
        prop_assert_eq!(next_allowed(at, Channel::Chat, &policy, &zone), next);
        let last = if allowed(at) {
            Some(at)
        } else {
            (0..span).map(|n| whole.plus(-n * MINUTE_MS)).find(|m| allowed(*m))
        };
        prop_assert_eq!(last_allowed(at, Channel::Chat, &policy, &zone), last);
    }
}

#[test]
fn a_year_of_holidays_has_no_next_moment() {
    let mut spec = PolicySpec::default();
    let first: jiff::civil::Date = "2026-11-21".parse().unwrap();
    spec.holidays = first.series(jiff::Span::new().days(1)).take(366).collect();
    let policy = Policy::new(spec).unwrap();
    let zone = Zone::shanghai();
    let at = At::from_rfc3339("2026-11-21T12:00:00+08:00").unwrap();
    let next = next_allowed(at, Channel::Chat, &policy, &zone).unwrap();
    assert_eq!(next.rfc3339(&zone), "2027-11-22T08:00:00+08:00");
}
