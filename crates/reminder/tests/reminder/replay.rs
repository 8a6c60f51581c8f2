//! A book replayed: what each order's line says, when, and that nothing depends on chance.

use jinpai_model::{Angle, At, Channel, DAY_MS, Fen, MINUTE_MS, Zone};
use jinpai_reminder::{
    Policy, draw,
    replay::{BookOrder, Line, ReplayOptions, Verdict, replay},
    spec::PolicySpec,
};

use crate::made::{self, at};

fn booked(number: &str, buyer: Option<&str>, created: &str, paid: Option<&str>) -> BookOrder {
    made::booked(number, buyer, at(created), paid.map(at))
}

fn policy(holdout_percent: u32) -> Policy {
    let mut spec = PolicySpec {
        holdout_percent,
        ..PolicySpec::default()
    };
    spec.timing.jitter_min = 0;
    for angle in Angle::ALL {
        let says = if *angle == Angle::Closing {
            String::new()
        } else {
            format!("{angle}：")
        };
        let text = format!("{says}{{{{ orders }}}} 笔，{{{{ close }}}} 关闭");
        spec.texts.insert(*angle, vec![text]);
    }
    Policy::new(spec).unwrap()
}

fn lines(book: &[BookOrder], policy: &Policy) -> Vec<Line> {
    let zone = Zone::shanghai();
    let options = ReplayOptions {
        policy,
        zone: &zone,
        shop_name: "木子家居",
        ship_cutoff: None,
        text_passes: &|text| !text.contains("肯定"),
        seed: 3,
    };
    replay(book, &options)
}

/// `moment orders decision reason`, one a line.
fn told(book: &[BookOrder]) -> Vec<String> {
    lines(book, &policy(0)).iter().map(shown).collect()
}

fn shown(line: &Line) -> String {
    let at = line.at.in_zone(&Zone::shanghai());
    let orders = line.orders.join("+");
    format!(
        "{} {orders} {} {}",
        at.strftime("%dT%H:%M"),
        line.decision.as_str(),
        line.reason
    )
}

#[test]
fn each_order_unpaid_at_ten_minutes_has_its_line() {
    let book = [
        booked("never", None, "23T09:00", None),
        booked("at-once", None, "23T09:00", Some("23T09:04")),
        booked("ten-minutes", None, "23T09:00", Some("23T09:10")),
        booked("before-its-slot", None, "23T09:00", Some("23T15:00")),
        // Payment and slot in the same second: payment is heard first.
        booked("at-its-slot", None, "23T09:00", Some("23T21:00")),
        booked("after-its-slot", None, "23T09:00", Some("23T21:30")),
    ];
    assert_eq!(
        told(&book),
        [
            "23T15:00 before-its-slot skip paid",
            "23T21:00 at-its-slot skip paid",
            "23T21:00 after-its-slot send slot-peak",
            "23T21:00 never send slot-peak",
        ]
    );
}

#[test]
fn the_control_group_is_told_when_it_would_have_been_reminded() {
    let held = |buyer: &String| draw::is_held_out(3, "book", &format!("taobao:{buyer}"), 10);
    let one = (0..200).map(|n| format!("b{n}")).find(held).unwrap();
    let one = one.as_str();
    let book = [
        booked("paid-before", Some(one), "22T09:00", Some("22T15:00")),
        booked("unpaid", Some(one), "23T09:00", None),
        booked("beside-it", Some(one), "23T10:00", None),
    ];
    let lines = lines(&book, &policy(10));
    assert_eq!(
        lines.iter().map(shown).collect::<Vec<_>>(),
        [
            "22T15:00 paid-before skip paid",
            "23T21:00 unpaid skip held-out",
            "23T21:00 beside-it skip held-out",
        ]
    );
}

#[test]
fn an_order_the_buyer_closes_is_told_when_it_closes() {
    let mut later = booked("later", None, "23T09:00", None);
    later.order.closed_at = Some(at("23T12:00"));
    let mut at_once = booked("at-once", None, "23T09:00", None);
    at_once.order.closed_at = Some(at("23T09:05"));
    assert_eq!(
        told(&[later, at_once]),
        ["23T09:10 at-once skip closed", "23T12:00 later skip closed"]
    );
}

#[test]
fn one_buyer_gets_one_message_and_each_order_a_line() {
    let book = [
        booked("a", Some("小林"), "23T09:00", None),
        booked("b", Some("小林"), "23T10:00", None),
        booked("c", Some("小林"), "23T11:00", Some("23T13:00")),
        // After the reminder: its slot, Tuesday 10:00, is 13 hours later.
        booked("d", Some("小林"), "23T21:05", None),
    ];
    assert_eq!(
        told(&book),
        [
            "23T13:00 c skip paid",
            "23T21:00 a+b send slot-peak",
            "23T21:00 b skip merged",
            "23T21:15 d skip cap",
        ]
    );
    let lines = lines(&book, &policy(0));
    assert_eq!(lines[1].text, "2 笔，明天 09:00 关闭");
    assert_eq!(lines[2].leader.as_deref(), Some("a"));
}

#[test]
fn when_the_leader_pays_the_others_are_still_reminded() {
    let mut dear = booked("dear", Some("小林"), "23T09:00", Some("23T20:00"));
    dear.order.total_fen = Fen::yuan(900);
    let book = [dear, booked("cheap", Some("小林"), "23T09:30", None)];
    assert_eq!(
        told(&book),
        ["23T20:00 dear skip paid", "23T21:00 cheap send slot-peak"]
    );
}

#[test]
fn the_fourth_unpaid_order_of_a_month_is_left_alone() {
    let book = ["01", "05", "09", "13"].map(|day| booked(day, Some("阿拍"), &format!("{day}T09:00"), None));
    let told = told(&book);
    assert_eq!(told[..3].iter().filter(|line| line.contains("send")).count(), 3);
    assert_eq!(told[3], "13T09:10 13 skip malicious");
}

#[test]
fn whoever_opted_out_in_any_row_is_left_alone_in_all() {
    let mut refused = booked("b", Some("小林"), "23T10:00", None);
    refused.opted_out = true;
    let mut unreachable = booked("c", Some("小周"), "23T10:00", None);
    unreachable.refused_channels = vec![Channel::Chat];
    let book = [booked("a", Some("小林"), "22T09:00", None), refused, unreachable];
    assert_eq!(
        told(&book),
        [
            "22T09:10 a skip opted-out",
            "23T10:10 b skip opted-out",
            "23T10:10 c skip unreachable"
        ]
    );
}

#[test]
fn a_number_that_stands_twice_counts_as_its_later_row() {
    let book = [
        booked("a", None, "23T09:00", None),
        booked("a", None, "23T09:00", Some("23T12:00")),
    ];
    assert_eq!(told(&book), ["23T12:00 a skip paid"]);
}

#[test]
fn a_text_that_the_coach_refuses_is_not_sent() {
    let mut spec = policy(0).spec().clone();
    spec.texts.insert(Angle::Closing, vec!["肯定明天到".to_owned()]);
    let book = [booked("a", None, "23T09:00", None)];
    let told: Vec<String> = lines(&book, &Policy::new(spec).unwrap())
        .iter()
        .map(shown)
        .collect();
    assert_eq!(told, ["23T21:00 a skip text-refused"]);
}

/// A month of made-up orders, some of the same buyers, some paid.
fn month() -> Vec<BookOrder> {
    (0..3_000_u64)
        .map(|n| {
            let drawn = |what: &str, below: u64| draw::bits(n, &[what]) % below;
            let minutes = |count: u64| i64::try_from(count).unwrap() * MINUTE_MS;
            let buyer = (drawn("named", 4) > 0).then(|| format!("买家{}", drawn("buyer", 900)));
            let mut row = booked(&format!("{n:05}"), buyer.as_deref(), "01T00:00", None);
            let order = &mut row.order;
            order.created_at = order.created_at.plus(minutes(drawn("created", 43_200)));
            order.close_at = order
                .created_at
                .plus(if drawn("kind", 5) == 0 { 3 * DAY_MS } else { DAY_MS });
            order.total_fen = Fen(i64::try_from(drawn("total", 90_000)).unwrap());
            let pays = drawn("pays", 3) > 0;
            order.paid_at = pays.then(|| order.created_at.plus(minutes(drawn("paid", 1_400))));
            row
        })
        .collect()
}

#[test]
fn the_same_book_gives_the_same_lines_in_whatever_order_it_stands() {
    let (book, policy) = (month(), policy(10));
    let first = lines(&book, &policy);
    assert_eq!(first, lines(&book, &policy));
    let turned: Vec<BookOrder> = book.into_iter().rev().collect();
    assert_eq!(first, lines(&turned, &policy));
    assert!(first.windows(2).all(|pair| pair[0].at <= pair[1].at));
}

#[test]
fn a_month_leaves_no_order_without_a_decision_and_keeps_the_budget() {
    let book = month();
    let lines = lines(&book, &policy(10));
    for row in &book {
        let slow = row
            .order
            .paid_at
            .is_none_or(|at| at > row.order.created_at.plus(10 * MINUTE_MS));
        let has_line = lines.iter().any(|line| line.orders.contains(&row.order.number));
        assert_eq!(slow, has_line, "{:?}", row.order);
    }
    let mut sent: Vec<(&str, At)> = (lines.iter())
        .filter(|line| line.decision == Verdict::Send)
        .map(|line| (line.buyer.as_str(), line.at))
        .collect();
    assert!(sent.len() > 500, "{}", sent.len());
    sent.sort_unstable();
    for pair in sent.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
        assert!(pair[1].1.since(pair[0].1) >= 20 * 60 * MINUTE_MS, "{pair:?}");
    }
}
