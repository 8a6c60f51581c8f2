//! What holds of every talk, in whatever order its times come.

use jinpai_model::{At, MINUTE_MS, Platform, Side, Zone};
use jinpai_stats::clocks::{Because, Clock, Counts, Judged, LEAST_MS, Said, Tally, Verdict};
use proptest::prelude::*;

use super::MIDNIGHT;

fn side() -> impl Strategy<Value = Side> {
    prop::sample::select(vec![
        Side::Buyer,
        Side::Buyer,
        Side::Agent,
        Side::Agent,
        Side::Bot,
        Side::System,
    ])
}

fn platform() -> impl Strategy<Value = Platform> {
    prop::sample::select(Platform::ALL.to_vec())
}

/// Steps that lie about the limits: none, half a minute, three minutes, ten, an hour, half a day.
fn step() -> impl Strategy<Value = i64> {
    prop_oneof![
        0..90_000_i64,
        prop::sample::select(vec![0, 30_000, 30_001, 180_000, 180_001, 600_000, 600_001]),
        0..20 * MINUTE_MS,
        0..13 * 60 * MINUTE_MS,
    ]
}

/// A talk whose times run forward.
fn talk() -> impl Strategy<Value = Vec<Said>> {
    prop::collection::vec((step(), side()), 0..40).prop_map(|steps| {
        let mut at = At(MIDNIGHT);
        steps
            .into_iter()
            .map(|(step, by)| {
                at = at.plus(step);
                Said { at, by }
            })
            .collect()
    })
}

/// Any times at all, also the ends of the range.
fn wild() -> impl Strategy<Value = Vec<Said>> {
    let at = prop_oneof![
        any::<i64>(),
        prop::sample::select(vec![i64::MIN, i64::MAX, 0]),
        MIDNIGHT..MIDNIGHT + 1_000_000,
    ];
    prop::collection::vec((at, side()), 0..20).prop_map(|lines| {
        lines
            .into_iter()
            .map(|(at, by)| Said { at: At(at), by })
            .collect()
    })
}

/// All but the places in the transcript.
fn held(judged: &Judged) -> Vec<(At, Option<At>, i64, u32, usize, Because)> {
    let of = |wait: &jinpai_stats::clocks::Wait| {
        (
            wait.started_at,
            wait.answered_at,
            wait.waited_ms,
            wait.asked,
            wait.session,
            wait.because,
        )
    };
    judged.waits.iter().map(of).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn the_desk_and_the_figures_speak_of_the_same_wait(
        platform in platform(), said in talk(), gap in step(),
    ) {
        let (clock, zone) = (Clock::of(platform), Zone::shanghai());
        let until = said.last().map_or(At(MIDNIGHT), |last| last.at).plus(gap);
        let judged = clock.judge(&said, &zone, until);
        let countdown = clock.countdown(&said, &zone);

        // She waits when she was the last person to speak.
        let person = said.iter().rfind(|line| matches!(line.by, Side::Buyer | Side::Agent));
        prop_assert_eq!(countdown.is_some(), person.is_some_and(|line| line.by == Side::Buyer));

        let Some(countdown) = countdown else {
            prop_assert!(judged.waits.iter().all(|wait| wait.because != Because::Open));
            return Ok(());
        };
        let wait = judged.waits.last().unwrap();
        prop_assert_eq!(wait.started_at, countdown.started_at);
        prop_assert_eq!(wait.answered_at, None);
        prop_assert_eq!(wait.counted(), countdown.counted);
        prop_assert_eq!(countdown.limit_at, countdown.started_at.plus(countdown.limit_ms));
        if countdown.counted {
            let over = until > countdown.limit_at;
            let unit = judged.units.last().unwrap();
            match clock.counts {
                Counts::SessionMean if unit.verdict == Verdict::Missed => {
                    prop_assert!(over || countdown.limit_ms == LEAST_MS);
                }
                Counts::SessionMean => {}
                Counts::Wait | Counts::FirstOfSession | Counts::BuyerDay => {
                    prop_assert_eq!(wait.missed(), over);
                    prop_assert!(!over || unit.verdict == Verdict::Missed);
                }
            }
        }
    }

    #[test]
    fn a_machine_changes_nothing(
        platform in platform(), said in talk(), place in any::<prop::sample::Index>(), step in step(),
        by in prop::sample::select(vec![Side::Bot, Side::System]),
    ) {
        let (clock, zone) = (Clock::of(platform), Zone::shanghai());
        let until = said.last().map_or(At(MIDNIGHT), |last| last.at).plus(step);
        let mut with = said.clone();
        let place = place.index(said.len() + 1);
        let at = place.checked_sub(1).map_or(At(MIDNIGHT), |before| said[before].at).plus(step);
        with.insert(place, Said { at, by });

        let (judged, changed) = (clock.judge(&said, &zone, until), clock.judge(&with, &zone, until));
        prop_assert_eq!(held(&judged), held(&changed));
        prop_assert_eq!(judged.units, changed.units);
        prop_assert_eq!(clock.countdown(&said, &zone), clock.countdown(&with, &zone));
    }

    #[test]
    fn an_answered_wait_is_held_the_same_for_ever(
        platform in platform(), said in talk(), cut in any::<prop::sample::Index>(),
    ) {
        let (clock, zone) = (Clock::of(platform), Zone::shanghai());
        let until = said.last().map_or(At(MIDNIGHT), |last| last.at);
        let prefix = &said[..cut.index(said.len() + 1)];
        let (early, late) = (clock.judge(prefix, &zone, until), clock.judge(&said, &zone, until));
        for (place, wait) in early.waits.iter().enumerate().filter(|(_, wait)| wait.answered_at.is_some()) {
            prop_assert_eq!(wait, &late.waits[place]);
        }
    }

    #[test]
    fn the_places_are_those_of_the_lines(platform in platform(), said in wild(), until in any::<i64>()) {
        let judged = Clock::of(platform).judge(&said, &Zone::shanghai(), At(until));
        for wait in &judged.waits {
            prop_assert_eq!(said[wait.first], Said { at: wait.started_at, by: Side::Buyer });
            prop_assert_eq!(wait.answer.map(|place| said[place]), wait.answered_at.map(|at| Said { at, by: Side::Agent }));
            prop_assert!(wait.answer.is_none_or(|place| place > wait.first));
            prop_assert!(wait.waited_ms >= 0);
        }
        // Every message of hers is in one wait, and every wait that counts in one unit.
        let asked: u32 = judged.waits.iter().map(|wait| wait.asked).sum();
        prop_assert_eq!(asked as usize, said.iter().filter(|line| line.by == Side::Buyer).count());
        let mut places: Vec<usize> = judged.units.iter().flat_map(|unit| unit.waits.clone()).collect();
        places.sort_unstable();
        let counted: Vec<usize> = (0..judged.waits.len()).filter(|place| judged.waits[*place].counted()).collect();
        prop_assert_eq!(places, counted);
    }

    #[test]
    fn every_order_of_times_has_an_outcome(
        platform in platform(), said in wild(), until in any::<i64>(), patience in any::<i64>(),
    ) {
        let (clock, zone) = (Clock::new(platform, patience), Zone::shanghai());
        let tally = clock.judge(&said, &zone, At(until)).tally();
        prop_assert!(tally.share_met().is_none_or(|share| (0.0..=1.0).contains(&share)));
        prop_assert!(tally.mean_wait_ms().is_none_or(|mean| mean >= 0.0));
        if let Some(countdown) = clock.countdown(&said, &zone) {
            let _ = countdown.tone(At(until));
        }
    }

    #[test]
    fn the_colour_only_ever_deepens(platform in platform(), said in talk(), first in step(), then in step()) {
        if let Some(countdown) = Clock::of(platform).countdown(&said, &Zone::shanghai()) {
            let now = countdown.started_at.plus(first);
            prop_assert!(countdown.tone(now) <= countdown.tone(now.plus(then)));
        }
    }
}

#[test]
fn figures_of_several_buyers_add_up() {
    let of = |met, missed, open, waits, waited_ms| Tally {
        met,
        missed,
        open,
        waits,
        waited_ms,
    };
    let all: Tally = [of(2, 0, 1, 4, 60_000), of(1, 1, 0, 2, 120_000)]
        .into_iter()
        .sum();
    assert_eq!(all, of(3, 1, 1, 6, 180_000));
    // Three of four that are decided; 180 s over 6 waits.
    assert_eq!(all.share_met(), Some(0.75));
    assert_eq!(all.mean_wait_ms(), Some(30_000.0));
    assert_eq!(of(0, 0, 3, 0, 0).share_met(), None);
    assert_eq!(Tally::default().mean_wait_ms(), None);
}
