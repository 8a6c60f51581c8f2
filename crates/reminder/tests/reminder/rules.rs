//! Random books replayed, and every line held against the rules of payment reminders.
//!
//! The rules are written here a second time, from what was promised and not from the code: clock
//! times, distances, counts and the order of the slots are worked out with the calendar alone. Only
//! the nouns are shared, and the keyed draw of the holdout, whose answers are fixed.

mod book;
mod checker;

use jinpai_model::{Angle, Zone};
use jinpai_reminder::{
    Policy,
    replay::{BookOrder, Line, ReplayOptions, Verdict, replay},
    spec::PolicySpec,
};
use proptest::prelude::*;

use book::{World, world};
use checker::Checker;

/// Three texts an angle, none of which needs a fact, in every channel.
fn policy(world: &World) -> Policy {
    let mut spec = PolicySpec {
        holdout_percent: world.holdout_percent,
        holidays: world.holidays.clone(),
        ..PolicySpec::default()
    };
    for angle in Angle::ALL {
        let texts = |front: &str| -> Vec<String> {
            let text = |n| format!("{front}{angle}{n} {{{{ orders }}}} 笔，{{{{ close }}}} 关闭");
            (1..=3).map(text).collect()
        };
        spec.texts.insert(*angle, texts("您好"));
        spec.sms.notice.insert(*angle, texts("【{{ shop }}】"));
        let letter = |text| jinpai_reminder::spec::Letter {
            subject: "您的订单".to_owned(),
            text,
        };
        let letters = texts("您好").into_iter().map(letter).collect();
        spec.email.notice.insert(*angle, letters);
        let script = |remind| jinpai_reminder::spec::Script {
            listen: "您好".to_owned(),
            understand: "明白".to_owned(),
            suggest: "可以".to_owned(),
            remind,
        };
        let scripts = texts("还有").into_iter().map(script).collect();
        spec.phone.insert(*angle, scripts);
    }
    Policy::new(spec).unwrap()
}

fn lines_of(world: &World, book: &[BookOrder], policy: &Policy) -> Vec<Line> {
    let zone: Zone = world.zone.parse().unwrap();
    let options = ReplayOptions {
        policy,
        zone: &zone,
        shop_name: "木子家居",
        ship_cutoff: world.ship_cutoff,
        text_passes: &|_| true,
        seed: world.seed,
    };
    replay(book, &options)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_random_book_breaks_no_rule(world in world()) {
        let (book, policy) = (world.book(), policy(&world));
        let lines = lines_of(&world, &book, &policy);
        let broken = Checker::of(&world, &book, &lines).broken();
        prop_assert!(broken.is_empty(), "{}", broken.join("\n"));
    }
}

/// The soak asks for more.
fn cases() -> u32 {
    let asked = std::env::var("PROPTEST_CASES").ok();
    asked.and_then(|count| count.parse().ok()).unwrap_or(80)
}

/// A checker that finds nothing proves nothing: it must see each of these.
#[test]
fn the_checker_sees_what_is_wrong() {
    let world = book::fixed();
    let book = world.book();
    let policy = policy(&world);
    let good = lines_of(&world, &book, &policy);
    let broken = |lines: &[Line]| Checker::of(&world, &book, lines).broken().join("\n");
    assert_eq!(broken(&good), "");
    let nth = good
        .iter()
        .position(|line| line.decision == Verdict::Send)
        .unwrap();
    let changed = |change: &dyn Fn(&mut Line)| {
        let mut lines = good.clone();
        change(&mut lines[nth]);
        broken(&lines)
    };
    for (what, change) in [
        (
            "hours",
            &(|line: &mut Line| line.at = line.at.plus(5 * 3_600_000)) as &dyn Fn(&mut Line),
        ),
        ("sooner", &|line| line.at = line.at.plus(-60 * 60_000)),
        ("close", &|line| line.at = line.at.plus(48 * 3_600_000)),
        ("channel", &|line| line.channel = jinpai_model::Channel::Phone),
        ("no line", &|line| line.orders = vec!["nobody".to_owned()]),
    ] {
        assert!(!changed(change).is_empty(), "{what}");
    }
    let mut twice = good.clone();
    twice.push(good[nth].clone());
    let seen = broken(&twice);
    assert!(
        seen.contains("day") && seen.contains("angle") && seen.contains("text"),
        "{seen}"
    );
}
