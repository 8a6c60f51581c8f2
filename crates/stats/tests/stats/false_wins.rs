//! A small run of the simulation behind `cargo xtask bench effect`: shops whose reminders do nothing.

#[path = "../../examples/false_wins/shop.rs"]
mod shop;

use shop::{Outcome, Shop, Tally};

const RUNS: u64 = 1_000;

fn runs(outcome: Outcome, raised: f64, buyers: u64) -> Tally {
    let shop = Shop {
        name: "a shop",
        buyers,
        outcome,
        raised,
    };
    shop.runs(7, RUNS)
}

#[test]
fn looking_every_day_finds_little_where_nothing_is() {
    for outcome in [Outcome::Rate(0.3), Outcome::Amount(0.3, 0.8)] {
        let tally = runs(outcome, 0.0, 6_000);
        assert!(tally.wins * 20 <= RUNS, "{outcome:?}: {tally:?}");
        assert!(tally.missed_ever * 20 <= RUNS, "{outcome:?}: {tally:?}");
        // The naive way shows that the shops are not simply dull.
        assert!(tally.naive_wins * 100 >= 12 * RUNS, "{outcome:?}: {tally:?}");
        // Within three deviations of 95 %.
        let spoke = tally.runs - tally.early;
        let covers = 1_000 * tally.fixed_covers / spoke;
        assert!((929..=971).contains(&covers), "{outcome:?}: {tally:?}");
    }
}

#[test]
fn a_real_effect_is_found_and_its_size_is_right() {
    let tally = runs(Outcome::Rate(0.3), 0.06, 30_000);
    assert!(tally.wins * 100 >= 98 * RUNS, "{tally:?}");
    assert!(tally.missed_ever * 20 <= RUNS, "{tally:?}");
    let covers = 1_000 * tally.newcombe_covers / RUNS;
    assert!((929..=971).contains(&covers), "{tally:?}");
}

#[test]
fn a_small_shop_is_told_nothing_wrong() {
    let tally = runs(Outcome::Amount(0.3, 1.2), 0.0, 300);
    assert_eq!((tally.early, tally.wins), (RUNS, 0));
    assert!(tally.fixed_covers_all > 0, "{tally:?}");
}
