//! What the page would say of made-up experiments, and every formula against its naive wording.

use jinpai_stats::{
    Moments, PairMoments,
    distribution::normal_quantile,
    effect::{
        Better, ERROR, Early, LEAST_EVENTS, Question, RatioVerdict, Tuning, Verdict, always_valid, cuped,
        guard, holm, judge, newcombe,
        power::{Baseline, Look, Plan},
        sample_ratio, welch, wilson,
    },
};
use proptest::prelude::*;

fn near(ours: f64, known: f64) {
    assert!(
        (ours - known).abs() <= 1e-9 * known.abs().max(1.0),
        "{ours} is not {known}"
    );
}

const HIGHER: Question = Question {
    better: Better::Higher,
    worth: 0.02,
};

#[test]
fn wilson_and_newcombe_give_the_figures_of_their_papers() {
    // Newcombe 1998, table II, method 10: rows a, d, e and g.
    for (arm, control, low, high) in [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
    ] {
        let of = |(hits, n): (u64, u64)| Moments::of_rate(n, hits);
        let effect = newcombe(&of(arm), &of(control), ERROR).unwrap();
        assert!((effect.interval.low - low).abs() < 5e-5, "{effect:?}");
        assert!((effect.interval.high - high).abs() < 5e-5, "{effect:?}");
        assert_eq!(effect.p <= ERROR, low > 0.0);
    }
    assert_eq!(wilson(0, 0, ERROR), None);
    assert_eq!(
        newcombe(&Moments::of([0.0, 2.0]), &Moments::of([1.0, 0.0]), ERROR),
        None
    );
}

#[test]
fn an_arm_of_one_person_has_no_interval() {
    let (one, many) = (Moments::of([1.0]), Moments::of([1.0, 0.0, 1.0]));
    let tuning = Tuning::for_sample(1_000, ERROR);
    assert_eq!(welch(&one, &many, ERROR), None);
    assert_eq!(welch(&many, &one, ERROR), None);
    assert_eq!(always_valid(&one, &many, tuning, ERROR), None);
    assert_eq!(always_valid(&many, &Moments::default(), tuning, ERROR), None);
}

#[test]
fn a_small_shop_is_told_that_nothing_can_be_seen_yet() {
    let verdict = |arm: (u64, u64), control: (u64, u64)| {
        let (arm, control) = (
            Moments::of_rate(arm.0, arm.1),
            Moments::of_rate(control.0, control.1),
        );
        let effect = welch(&arm, &control, ERROR).unwrap();
        judge(&arm, &control, &effect, &HIGHER, None)
    };
    assert_eq!(
        verdict((180, 80), (20, 2)),
        Verdict::TooEarly {
            early: Early::FewPeople { have: 20, least: 30 },
            needed: Some(300),
        }
    );
    let Verdict::TooEarly { early, needed } = verdict((900, 40), (100, 4)) else {
        panic!("four payers are too few");
    };
    assert_eq!(
        (early, needed),
        (
            Early::FewEvents {
                have: 4,
                least: LEAST_EVENTS
            },
            Some(5_000)
        )
    );
    let Verdict::TooEarly { early, needed } = verdict((900, 310), (100, 33)) else {
        panic!("a tenth of a hundred cannot tell two points");
    };
    assert_eq!(early, Early::Wide);
    assert!(
        needed.is_some_and(|needed| (40_000..60_000).contains(&needed)),
        "{needed:?}"
    );
    assert_eq!(verdict((9_000, 4_000), (1_000, 300)), Verdict::Better);
    assert_eq!(verdict((9_000, 2_000), (1_000, 300)), Verdict::Worse);
    assert_eq!(
        verdict((90_000, 30_000), (90_000, 30_010)),
        Verdict::NoDifference { worth: 0.02 }
    );
}

#[test]
fn a_few_very_large_orders_do_not_decide() {
    let shop = |n: u64| {
        Moments::of((0..n).map(|who| {
            if who % 50 == 0 {
                5_000.0
            } else {
                f64::from(who as u32 % 3)
            }
        }))
    };
    let (arm, control) = (shop(4_500), shop(500));
    let effect = welch(&arm, &control, ERROR).unwrap();
    let Verdict::TooEarly { early, needed } = judge(&arm, &control, &effect, &HIGHER, None) else {
        panic!("ten large orders among five hundred");
    };
    assert_eq!(early, Early::Lopsided);
    assert!(
        needed.is_some_and(|needed| (5_001..50_000).contains(&needed)),
        "{needed:?}"
    );
}

#[test]
fn lower_is_better_for_complaints_and_a_broken_draw_silences_all() {
    let (arm, control) = (Moments::of_rate(9_000, 400), Moments::of_rate(1_000, 90));
    let effect = welch(&arm, &control, ERROR).unwrap();
    let lower = Question {
        better: Better::Lower,
        worth: 0.01,
    };
    assert_eq!(judge(&arm, &control, &effect, &lower, None), Verdict::Better);
    let fine = sample_ratio(&[9_000, 1_000], &[9.0, 1.0]).unwrap();
    assert_eq!(
        judge(&arm, &control, &effect, &lower, Some(&fine)),
        Verdict::Better
    );
    let broken = sample_ratio(&[9_000, 700], &[9.0, 1.0]).unwrap();
    assert!(matches!(
        judge(&arm, &control, &effect, &lower, Some(&broken)),
        Verdict::Unsound { .. }
    ));
}

#[test]
fn the_always_valid_interval_is_the_published_formula_and_wider_than_one_look() {
    let (arm, control) = (Moments::of_rate(9_000, 3_150), Moments::of_rate(1_000, 300));
    let tuning = Tuning::for_sample(10_000, ERROR);
    let effect = always_valid(&arm, &control, tuning, ERROR).unwrap();
    let rho_squared = (-2.0 * 0.05_f64.ln() + (-2.0 * 0.05_f64.ln() + 1.0).ln()) / 10_000.0;
    let t = 10_000.0;
    let sigma = (effect.variance * t).sqrt();
    let half = sigma
        * (2.0 * (t * rho_squared + 1.0) / (t * t * rho_squared)
            * ((t * rho_squared + 1.0).sqrt() / 0.05).ln())
        .sqrt();
    near(effect.interval.low, 0.05 - half);
    near(effect.interval.high, 0.05 + half);
    let once = welch(&arm, &control, ERROR).unwrap();
    assert!(once.interval.low > effect.interval.low && once.p < effect.p);
    // The p-value and the interval speak with one voice.
    let touching = always_valid(&arm, &control, tuning, effect.p).unwrap();
    near(touching.interval.low, 0.0);
}

#[test]
fn the_tuning_is_narrowest_where_it_was_planned() {
    let width = |planned: u64| {
        let (arm, control) = (Moments::of_rate(4_500, 1_350), Moments::of_rate(500, 150));
        let tuning = Tuning::for_sample(planned, ERROR);
        always_valid(&arm, &control, tuning, ERROR).unwrap().interval.high
    };
    assert!(width(5_000) < width(500) && width(5_000) < width(50_000));
    assert!(width(5_000) <= width(4_000) * 1.01 && width(5_000) <= width(6_000) * 1.01);
}

#[test]
fn money_is_counted_to_the_fen_in_any_order() {
    let fen = [0_i64, 12_990, 0, 0, 8_800, 25_600, 0, 12_990];
    let sums = |values: &[i64]| Moments::of_whole(values.iter().copied()).scaled(0.01);
    let mut turned = fen;
    turned.reverse();
    assert_eq!(sums(&fen), sums(&turned));
    let walked = Moments::of(fen.map(|value| value as f64 / 100.0));
    near(sums(&fen).mean(), walked.mean());
    near(sums(&fen).variance(), walked.variance());
    near(sums(&fen).third() / 1e6, walked.third() / 1e6);
    assert!(!sums(&fen).is_rate());
    assert!(
        Moments::from_sums(10, 3, [3, 3, 3]).is_rate() && !Moments::from_sums(10, 2, [3, 5, 9]).is_rate()
    );
    assert_eq!(
        Moments::from_sums(10, 3, [3, 3, 3]).variance(),
        Moments::of_rate(10, 3).variance()
    );
}

#[test]
fn what_brought_how_much() {
    let (arm, control) = (Moments::of_rate(9_000, 3_150), Moments::of_rate(1_000, 300));
    let extra = welch(&arm, &control, ERROR).unwrap().over(arm.n());
    near(extra.amount, 450.0);
    assert!(extra.low < 450.0 && extra.high > 450.0);
}

#[test]
fn holm_is_strict_with_the_first_and_never_changes_the_order() {
    assert_eq!(holm(&[0.01, 0.04, 0.03, 0.005]), vec![0.03, 0.06, 0.06, 0.02]);
    assert_eq!(holm(&[0.5, 0.9]), vec![1.0, 1.0]);
    assert_eq!(holm(&[]), Vec::<f64>::new());
}

#[test]
fn sizes_that_do_not_fit_the_draw_are_found() {
    let ratio = |people: &[u64], shares: &[f64]| sample_ratio(people, shares).unwrap();
    // R: chisq.test(c(821588, 815482), p = c(.5, .5)), a much quoted broken split.
    assert!((ratio(&[821_588, 815_482], &[0.5, 0.5]).p - 1.821_7e-6).abs() < 1e-9);
    assert_eq!(
        ratio(&[821_588, 815_482], &[0.5, 0.5]).verdict,
        RatioVerdict::Mismatch
    );
    assert_eq!(ratio(&[905, 95], &[90.0, 10.0]).verdict, RatioVerdict::Fine);
    assert_eq!(ratio(&[0, 0], &[1.0, 1.0]).verdict, RatioVerdict::Empty);
    // Seven of eight in an arm drawn for a tenth: exact, since chi-square fails with so few.
    let few = ratio(&[1, 7], &[0.9, 0.1]);
    assert!(
        (few.p - 7.3e-7).abs() < 1e-8 && few.verdict == RatioVerdict::Mismatch,
        "{few:?}"
    );
    assert_eq!(sample_ratio(&[1, 2], &[1.0]), None);
    assert_eq!(sample_ratio(&[1, 2], &[1.0, 0.0]), None);
}

#[test]
fn the_sample_needed_is_known_before_the_start() {
    // The textbook case: 5 % against 6 %, halves, 80 %: about 8,160 people an arm.
    let plan = Plan::new(Baseline::Rate(0.05), 0.5, Look::Once);
    let needed = plan.needed(0.01).unwrap();
    assert!((16_200..=16_400).contains(&needed), "{needed}");
    let power = plan.power_at(0.01, needed).unwrap();
    assert!((power - 0.8).abs() < 1e-3, "{power}");
    let found = plan.detectable(needed).unwrap();
    assert!((found - 0.01).abs() < 1e-5, "{found}");
    // A tenth held out and daily looks cost more.
    let daily = Plan::new(Baseline::Rate(0.05), 0.1, Look::EveryDay);
    let more = daily.needed(0.01).unwrap();
    assert!(more > 2 * needed, "{more}");
    assert_eq!(plan.needed(0.0), None);
    assert_eq!(plan.needed(0.96), None, "more than everybody cannot pay");
    assert_eq!(plan.detectable(3), None, "three people show nothing");
    let money = Plan::new(Baseline::Amount { deviation: 80.0 }, 0.1, Look::Once);
    let people = money.needed(5.0).unwrap();
    assert!((money.detectable(people).unwrap() - 5.0).abs() < 0.01);
}

#[test]
fn a_covariate_that_tells_much_saves_much_and_a_flat_one_nothing() {
    let pairs = |lift: f64, noise: f64| {
        PairMoments::of((0..400).map(move |n| {
            let before = f64::from(n % 37);
            (2.0 * before + lift + noise * (f64::from(n % 11) - 5.0), before)
        }))
    };
    let adjusted = cuped(&pairs(1.0, 0.3), &pairs(0.0, 0.3)).unwrap();
    near(adjusted.slope, 2.0 + (adjusted.slope - 2.0));
    assert!(
        (adjusted.slope - 2.0).abs() < 0.05 && adjusted.saved > 0.99,
        "{adjusted:?}"
    );
    let effect = adjusted.welch(ERROR).unwrap();
    assert!(
        effect.interval.contains(1.0) && effect.interval.low > 0.8,
        "{effect:?}"
    );
    let flat = |lift: f64| PairMoments::of((0..50).map(move |n| (f64::from(n % 5) + lift, 3.0)));
    let adjusted = cuped(&flat(1.0), &flat(0.0)).unwrap();
    assert_eq!((adjusted.slope, adjusted.saved), (0.0, 0.0));
    near(adjusted.welch(ERROR).unwrap().lift, 1.0);
}

#[test]
fn guard_rails_pause_with_their_reason_and_not_for_one_bad_moment() {
    // At most 1 % may opt out.
    assert_eq!(guard::ceiling(20, 1, 0.01, ERROR).unwrap().pause, None);
    assert_eq!(guard::ceiling(1_000, 12, 0.01, ERROR).unwrap().pause, None);
    let reading = guard::ceiling(1_000, 30, 0.01, ERROR).unwrap();
    assert_eq!(
        reading.pause,
        Some(guard::Reason::AboveCeiling {
            seen: 0.03,
            limit: 0.01
        })
    );
    // At most one and a half times the control's complaints; nine in ten are reminded.
    let complaints = |arm, control| guard::oftener((9_000, arm), (1_000, control), 0.1, 1.5, ERROR).unwrap();
    assert_eq!(complaints(90, 10).pause, None);
    assert_eq!(complaints(270, 20).pause, None, "one and a half times is allowed");
    assert!(complaints(360, 10).pause.is_some());
    // The service score may fall by a tenth.
    let score =
        |mean: f64, n: u64| Moments::of((0..n).map(|who| mean + [-1.0, 0.0, 1.0][(who % 3) as usize]));
    let tuning = Tuning::for_sample(5_000, ERROR);
    assert_eq!(
        guard::fell(&score(4.75, 4_500), &score(4.8, 500), 0.1, tuning, ERROR)
            .unwrap()
            .pause,
        None
    );
    assert!(
        guard::fell(&score(4.0, 4_500), &score(4.8, 500), 0.1, tuning, ERROR)
            .unwrap()
            .pause
            .is_some()
    );
    assert_eq!(guard::ceiling(5, 6, 0.01, ERROR), None);
    assert_eq!(guard::ceiling(5, 1, 1.0, ERROR), None);
}

/// The chance that a mixture test ever pauses although the limit is kept, walked through exactly: every
/// number of events after every person, with the paths that paused taken out.
#[test]
fn a_kept_ceiling_is_paused_in_less_than_one_flow_of_twenty() {
    let limit = 0.05;
    let mut at = vec![1.0_f64];
    let mut paused = 0.0;
    for people in 1..=600_u64 {
        let mut next = vec![0.0; at.len() + 1];
        for (events, chance) in at.iter().enumerate() {
            next[events] += chance * (1.0 - limit);
            next[events + 1] += chance * limit;
        }
        for (events, chance) in next.iter_mut().enumerate() {
            let likely = *chance > 0.0;
            if likely
                && guard::ceiling(people, events as u64, limit, ERROR)
                    .unwrap()
                    .pause
                    .is_some()
            {
                paused += *chance;
                *chance = 0.0;
            }
        }
        at = next;
    }
    assert!((0.005..=ERROR).contains(&paused), "{paused}");
}

#[test]
fn verdicts_read_well_as_json() {
    let early = Verdict::TooEarly {
        early: Early::FewEvents { have: 4, least: 10 },
        needed: Some(2_500),
    };
    assert_eq!(
        serde_json::to_value(early).unwrap(),
        serde_json::json!({"verdict": "too-early", "why": "few-events", "have": 4, "least": 10, "needed": 2500})
    );
    assert_eq!(
        serde_json::to_value(Verdict::NoDifference { worth: 0.5 }).unwrap(),
        serde_json::json!({"verdict": "no-difference", "worth": 0.5})
    );
}

fn naive(values: &[f64]) -> (f64, f64) {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (mean, squares / (values.len() - 1) as f64)
}

fn amounts() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(prop_oneof![Just(0.0), 0.01..5_000.0_f64], 2..80)
}

proptest! {
    #[test]
    fn moments_are_the_naive_ones_whole_or_in_parts(values in amounts(), cut in 0_usize..80) {
        let (mean, variance) = naive(&values);
        let whole = Moments::of(values.iter().copied());
        let (left, right) = values.split_at(cut.min(values.len()));
        let parts = Moments::of(left.iter().copied()).merged(&Moments::of(right.iter().copied()));
        let third = values.iter().map(|value| (value - mean).powi(3)).sum::<f64>() / values.len() as f64;
        for moments in [whole, parts] {
            near(moments.mean(), mean);
            near(moments.variance() / variance.max(1.0), variance / variance.max(1.0));
            near(moments.third() / 1e9, third / 1e9);
            prop_assert_eq!(moments.nonzero(), values.iter().filter(|value| **value != 0.0).count() as u64);
        }
    }

    #[test]
    fn welch_is_the_naive_formula_and_mirrors(arm in amounts(), control in amounts()) {
        let ((own, own_variance), (other, other_variance)) = (naive(&arm), naive(&control));
        let variance = own_variance / arm.len() as f64 + other_variance / control.len() as f64;
        let (arm, control) = (Moments::of(arm), Moments::of(control));
        let effect = welch(&arm, &control, ERROR).unwrap();
        near(effect.lift, own - other);
        near(effect.variance, variance);
        let half = effect.interval.high - effect.lift;
        prop_assert!(half >= normal_quantile(0.975) * variance.sqrt() * (1.0 - 1e-9));
        prop_assert_eq!(effect.interval.contains(0.0), effect.p >= ERROR);
        let mirrored = welch(&control, &arm, ERROR).unwrap();
        near(mirrored.interval.low, -effect.interval.high);
    }

    #[test]
    fn cuped_never_widens_and_is_the_naive_formula(
        arm in prop::collection::vec((0.0..100.0_f64, 0.0..100.0_f64), 3..60),
        control in prop::collection::vec((0.0..100.0_f64, 0.0..100.0_f64), 3..60),
    ) {
        let adjusted = cuped(&PairMoments::of(arm.clone()), &PairMoments::of(control.clone())).unwrap();
        prop_assert!(adjusted.saved >= -1e-9);
        let all: Vec<f64> = arm.iter().chain(&control).map(|(_, before)| *before).collect();
        let centre = all.iter().sum::<f64>() / all.len() as f64;
        let taken = |pairs: &[(f64, f64)]| {
            naive(&pairs.iter().map(|(outcome, before)| outcome - adjusted.slope * (before - centre)).collect::<Vec<_>>())
        };
        let ((own, own_variance), (other, other_variance)) = (taken(&arm), taken(&control));
        let effect = adjusted.welch(ERROR).unwrap();
        near(effect.lift, own - other);
        near(effect.variance, own_variance / arm.len() as f64 + other_variance / control.len() as f64);
    }

    #[test]
    fn holm_rejects_what_the_step_down_rejects(p in prop::collection::vec(0.0..0.2_f64, 1..8)) {
        let mut sorted = p.clone();
        sorted.sort_by(f64::total_cmp);
        let rejected = sorted
            .iter()
            .enumerate()
            .take_while(|(rank, p)| **p <= ERROR / (sorted.len() - rank) as f64)
            .count();
        prop_assert_eq!(holm(&p).iter().filter(|p| **p <= ERROR).count(), rejected);
    }

    #[test]
    fn a_rate_counted_is_a_rate_walked(n in 2_u64..300, hits in 0_u64..300) {
        let hits = hits.min(n);
        let walked = Moments::of((0..n).map(|who| f64::from(u8::from(who < hits))));
        let counted = Moments::of_rate(n, hits);
        near(walked.mean(), counted.mean());
        near(walked.variance(), counted.variance());
        near(walked.third(), counted.third());
        prop_assert!(walked.is_rate() && walked.nonzero() == counted.nonzero());
    }
}
