//! A policy's examples: one order each, and what is to come of it. They are run through the same plan and gate as
//! live orders, in virtual time, with nobody held out.

use jiff::civil;
use jinpai_model::{
    Angle, At, BuyerRef, Channel, ClockTime, DAY_MS, Fen, HOUR_MS, IdentityChannel, MINUTE_MS, OrderInput,
    OrderItem, OrderKind, OrderStatus, Platform, Reason, Zone,
};
use jinpai_reminder::{
    Policy,
    replay::{BookOrder, Line, ReplayOptions, Verdict, replay},
};
use serde::{Deserialize, Serialize};

use super::{PlacedProblem, line_at};

/// Most examples of a policy.
pub const MOST_EXAMPLES: usize = 100;
/// The number of the order that an example is about.
const NUMBER: &str = "example";
/// Earlier orders of the buyer lie so far apart.
const APART_MS: i64 = 36 * HOUR_MS;
const MOST_EARLIER: u32 = 20;

/// An order as a person describes it. Times stand on the shop's clock.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    pub name: String,
    /// `2026-11-23 15:00`
    pub created_at: civil::DateTime,
    #[serde(default = "middling")]
    pub total_fen: i64,
    #[serde(default = "one")]
    pub pieces: i64,
    #[serde(default = "goods")]
    pub item: String,
    #[serde(default = "ordinary")]
    pub kind: OrderKind,
    /// Hours from creation until the platform closes it, 1 to 2,400.
    #[serde(default = "a_day")]
    pub close_after_h: i64,
    /// Minutes from creation until it is paid; never, when left out.
    pub paid_after_min: Option<i64>,
    /// When the courier leaves that day.
    pub ship_cutoff: Option<ClockTime>,
    /// Earlier orders of the same buyer, every 36 hours: some that closed unpaid, and some that she paid.
    #[serde(default)]
    pub closed_unpaid_before: u32,
    #[serde(default)]
    pub paid_before: u32,
    #[serde(default)]
    pub opted_out: bool,
    pub expect: Expected,
}

const fn middling() -> i64 {
    12_900
}

const fn one() -> i64 {
    1
}

fn goods() -> String {
    "云感记忆枕".to_owned()
}

const fn ordinary() -> OrderKind {
    OrderKind::Ordinary
}

const fn a_day() -> i64 {
    24
}

/// What is to come of it; what is left out may be anything.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    pub decision: Wanted,
    /// Of the first reminder, give or take the policy's jitter.
    pub at: Option<civil::DateTime>,
    pub reason: Option<Reason>,
    pub channel: Option<Channel>,
    pub angle: Option<Angle>,
    /// How many reminders in all.
    pub sends: Option<usize>,
}

/// Whether she hears from us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Wanted {
    Send,
    Skip,
}

impl Wanted {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Send => "send",
            Self::Skip => "skip",
        }
    }
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Got {
    pub decision: Wanted,
    pub at: At,
    pub reason: Reason,
    pub channel: Channel,
    pub angle: Option<Angle>,
    pub text: String,
    pub sends: usize,
}

/// An example after it was run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TriedExample {
    pub name: String,
    /// Where it begins, from 1.
    pub line: usize,
    /// What it wants, with its moment as one of the shop's clock.
    pub expected: Expected,
    pub expected_at: Option<At>,
    /// None when nothing at all was decided about the order, as of one that is paid at once.
    pub got: Option<Got>,
    /// Names of what came out otherwise: `decision`, `at`, `reason`, `channel`, `angle`, `sends`.
    pub wrong: Vec<&'static str>,
}

impl TriedExample {
    #[must_use]
    pub fn passed(&self) -> bool {
        self.wrong.is_empty()
    }
}

/// What examples are run in.
#[derive(Clone, Copy)]
pub struct Around<'a> {
    pub zone: &'a Zone,
    pub shop_name: &'a str,
    /// Whether the coach lets a text out.
    pub text_passes: &'a dyn Fn(&str) -> bool,
}

/// Runs examples, each by itself.
#[must_use]
pub fn run(policy: &Policy, examples: &[(usize, Example)], around: Around<'_>) -> Vec<TriedExample> {
    let policy = policy.without_holdout();
    let tried = examples.iter().map(|(line, example)| {
        let got = outcome(&policy, example, around);
        let expected_at = example.expect.at.map(|at| around.zone.at(at));
        TriedExample {
            name: example.name.clone(),
            line: *line,
            expected: example.expect.clone(),
            expected_at,
            wrong: differences(&policy, &example.expect, expected_at, got.as_ref()),
            got,
        }
    });
    tried.collect()
}

fn outcome(policy: &Policy, example: &Example, around: Around<'_>) -> Option<Got> {
    let lines = replay(
        &book(example, around.zone),
        &ReplayOptions {
            policy,
            zone: around.zone,
            shop_name: around.shop_name,
            ship_cutoff: example.ship_cutoff,
            text_passes: around.text_passes,
            seed: 0,
        },
    );
    let about = |line: &&Line| line.orders.iter().any(|number| number == NUMBER);
    let sent: Vec<&Line> = lines
        .iter()
        .filter(about)
        .filter(|line| line.decision == Verdict::Send)
        .collect();
    let last = lines
        .iter()
        .rfind(|line| about(line) && line.decision != Verdict::Postpone);
    let (line, decision) = match sent.first() {
        Some(first) => (*first, Wanted::Send),
        None => (last?, Wanted::Skip),
    };
    Some(Got {
        decision,
        at: line.at,
        reason: line.reason,
        channel: line.channel,
        angle: line.angle,
        text: line.text.clone(),
        sends: sent.len(),
    })
}

fn differences(
    policy: &Policy,
    expected: &Expected,
    expected_at: Option<At>,
    got: Option<&Got>,
) -> Vec<&'static str> {
    let jitter_ms = i64::from(policy.spec().timing.jitter_min) * MINUTE_MS;
    let mut wrong = Vec::new();
    let mut demand = |holds: bool, name| {
        if !holds {
            wrong.push(name);
        }
    };
    let near = |at: At| got.is_some_and(|got| got.at.since(at).abs() <= jitter_ms);
    // Of an order about which nothing was decided, nothing was sent.
    let decision = got.map_or(Wanted::Skip, |got| got.decision);
    demand(decision == expected.decision, "decision");
    demand(expected_at.is_none_or(near), "at");
    demand(
        expected
            .reason
            .is_none_or(|reason| got.is_some_and(|got| got.reason == reason)),
        "reason",
    );
    demand(
        expected
            .channel
            .is_none_or(|channel| got.is_some_and(|got| got.channel == channel)),
        "channel",
    );
    demand(
        expected
            .angle
            .is_none_or(|angle| got.is_some_and(|got| got.angle == Some(angle))),
        "angle",
    );
    demand(
        expected
            .sends
            .is_none_or(|sends| sends == got.map_or(0, |got| got.sends)),
        "sends",
    );
    wrong
}

fn book(example: &Example, zone: &Zone) -> Vec<BookOrder> {
    let created_at = zone.at(example.created_at);
    let unpaid = (1..=example.closed_unpaid_before).map(|n| earlier("unpaid", n, None, example, created_at));
    let paid = (1..=example.paid_before).map(|n| earlier("paid", n, Some(5), example, created_at));
    let mut orders: Vec<OrderInput> = unpaid.chain(paid).collect();
    orders.push(OrderInput {
        quantity: example.pieces,
        items: vec![item(example)],
        kind: example.kind,
        ..order(
            NUMBER.to_owned(),
            created_at,
            example.close_after_h,
            example.paid_after_min,
            example.total_fen,
        )
    });
    orders
        .into_iter()
        .map(|order| booked(order, example.opted_out))
        .collect()
}

fn booked(order: OrderInput, opted_out: bool) -> BookOrder {
    BookOrder {
        opted_out,
        ..BookOrder::new(order)
    }
}

fn earlier(what: &str, n: u32, paid_after_min: Option<i64>, example: &Example, before: At) -> OrderInput {
    let created_at = before.plus(-i64::from(n) * APART_MS);
    order(
        format!("{what}-{n}"),
        created_at,
        24,
        paid_after_min,
        example.total_fen,
    )
}

fn item(example: &Example) -> OrderItem {
    OrderItem {
        title: example.item.clone(),
        sku: None,
        quantity: example.pieces,
        price_fen: None,
    }
}

fn order(
    number: String,
    created_at: At,
    close_after_h: i64,
    paid_after_min: Option<i64>,
    total_fen: i64,
) -> OrderInput {
    OrderInput {
        platform: Platform::General,
        number,
        buyer: Some(BuyerRef {
            channel: IdentityChannel::Site,
            external: "buyer".to_owned(),
        }),
        buyer_name: None,
        region: None,
        receiver: None,
        status: OrderStatus::Unpaid,
        kind: OrderKind::Ordinary,
        total_fen: Fen(total_fen),
        postage_fen: Fen(0),
        refund_fen: Fen(0),
        items: Vec::new(),
        quantity: 1,
        created_at,
        paid_at: paid_after_min.map(|min| created_at.plus(min * MINUTE_MS)),
        closed_at: None,
        close_at: created_at.plus(close_after_h * HOUR_MS),
    }
}

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    examples: Vec<toml::Spanned<Example>>,
}

/// Reads the examples of a text from which all else was cut.
pub(super) fn read(source: &str) -> Result<Vec<(usize, Example)>, Vec<PlacedProblem>> {
    let file: File = toml::from_str(source).map_err(|e| {
        vec![PlacedProblem {
            line: e.span().map(|span| line_at(source, span.start)),
            field: Some("examples".to_owned()),
            problem: e.message().to_owned(),
        }]
    })?;
    let examples: Vec<(usize, Example)> = file
        .examples
        .into_iter()
        .map(|spanned| (line_at(source, spanned.span().start), spanned.into_inner()))
        .collect();
    let problems = contradictions(&examples);
    if problems.is_empty() {
        Ok(examples)
    } else {
        Err(problems)
    }
}

fn contradictions(examples: &[(usize, Example)]) -> Vec<PlacedProblem> {
    let mut found = Vec::new();
    let mut demand = |holds: bool, (line, n): (usize, usize), field: &str, problem: &str| {
        if !holds {
            found.push(PlacedProblem {
                line: Some(line),
                field: Some(format!("examples[{n}]{field}")),
                problem: problem.to_owned(),
            });
        }
    };
    for (n, (line, example)) in examples.iter().enumerate() {
        let here = (*line, n);
        demand(
            !example.name.trim().is_empty(),
            here,
            ".name",
            "an example needs a name",
        );
        demand(
            (1..=100_000_000).contains(&example.total_fen),
            here,
            ".total_fen",
            "between 1 fen and a million yuan",
        );
        demand(
            (1..=10_000).contains(&example.pieces),
            here,
            ".pieces",
            "between 1 and 10,000",
        );
        demand(
            (1..=2_400).contains(&example.close_after_h),
            here,
            ".close_after_h",
            "between 1 and 2,400 hours",
        );
        demand(
            example
                .paid_after_min
                .is_none_or(|min| (0..=DAY_MS).contains(&min)),
            here,
            ".paid_after_min",
            "not before the order",
        );
        demand(
            example.closed_unpaid_before <= MOST_EARLIER && example.paid_before <= MOST_EARLIER,
            here,
            "",
            "at most 20 earlier orders of a kind",
        );
    }
    demand(
        examples.len() <= MOST_EXAMPLES,
        (
            examples.get(MOST_EXAMPLES).map_or(1, |(line, _)| *line),
            MOST_EXAMPLES,
        ),
        "",
        "at most 100 examples",
    );
    found
}

#[cfg(test)]
mod tests {
    use jinpai_model::Zone;

    use super::{Around, TriedExample, run};
    use crate::policy;

    fn tried(examples: &str) -> Vec<TriedExample> {
        let source = format!("{}\n{examples}", policy::builtin_source());
        let written = policy::read("mine.toml", source.as_bytes()).unwrap();
        let zone = Zone::shanghai();
        let around = Around {
            zone: &zone,
            shop_name: "木子家居",
            text_passes: &|_| true,
        };
        run(&written.policy, &written.examples, around)
    }

    #[test]
    fn what_comes_of_an_order_is_compared_with_what_was_wanted() {
        let tried = tried(
            r#"
[[examples]]
name = "下午三点下单的百元订单，两天后才关闭，第二天同一时间提醒"
created_at = "2026-11-23 15:00"
close_after_h = 48
expect = { decision = "send", at = "2026-11-24 15:00", reason = "slot-next-day", channel = "chat" }

[[examples]]
name = "十分钟内付款，不打扰"
created_at = "2026-11-23 15:00"
paid_after_min = 5
expect = { decision = "skip", sends = 0 }

[[examples]]
name = "提醒之前付款"
created_at = "2026-11-23 15:00"
paid_after_min = 120
expect = { decision = "skip", reason = "paid" }

[[examples]]
name = "总是拍下不付"
created_at = "2026-11-23 15:00"
closed_unpaid_before = 3
expect = { decision = "skip", reason = "malicious" }

[[examples]]
name = "不想被打扰"
created_at = "2026-11-23 15:00"
opted_out = true
expect = { decision = "send", reason = "opted-out" }
"#,
        );
        let wrong = tried.iter().map(|tried| (tried.passed(), tried.wrong.clone()));
        let told: Vec<_> = wrong.collect();
        assert_eq!(told[..4], vec![(true, vec![]); 4], "{tried:?}");
        assert_eq!(told[4], (false, vec!["decision"]));
    }

    #[test]
    fn examples_that_are_none_are_named_by_their_line() {
        let source = format!(
            "version = 1\nname = \"x\"\n\n[[examples]]\nname = \"a\"\ncreated_at = \"2026-11-23 15:00\"\ntotal_fen = 0\nexpect = {{ decision = \"send\" }}\n{}",
            "[[examples]]\nname = \"b\"\n"
        );
        let refused = policy::read("mine.toml", source.as_bytes()).unwrap_err();
        assert!(
            refused
                .to_string()
                .starts_with("mine.toml:9: examples: missing field"),
            "{refused}"
        );
        let (one, _) = source.rsplit_once("[[examples]]").unwrap();
        let refused = policy::read("mine.toml", one.as_bytes()).unwrap_err();
        assert_eq!(refused.problems[0].line, Some(4));
        assert!(
            refused
                .to_string()
                .starts_with("mine.toml:4: examples[0].total_fen: between"),
            "{refused}"
        );
    }

    #[test]
    fn a_policy_without_examples_reads_as_before() {
        let written = policy::read("mine.toml", policy::builtin_source().as_bytes()).unwrap();
        assert_eq!(written.policy.spec(), policy::builtin().spec());
        assert!(written.examples.is_empty());
    }
}
