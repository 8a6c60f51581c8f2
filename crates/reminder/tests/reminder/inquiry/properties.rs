//! Random talks and orders of one buyer, replayed: what must never happen, worked out here a second
//! time from the talks alone.

use jinpai_model::{At, Channel, DAY_MS, Fen, Flow, HOUR_MS, MINUTE_MS, Platform, Side, Zone};
use jinpai_reminder::{
    Policy,
    inquiry::{Goods, InquiryPolicy, Way},
    replay::{BookLine, BookOrder, BookTalk, Line, Verdict},
    spec::{PolicySpec, inquiry::InquirySpec},
};
use proptest::prelude::*;

use super::marks;
use crate::made::{at, booked};

const SAID: [(Side, &str); 8] = [
    (Side::Buyer, "有现货吗？"),
    (Side::Agent, "有的"),
    (Side::Buyer, "好的，我再看看"),
    (Side::Agent, "稍等"),
    (Side::Bot, "有的"),
    (Side::System, "会话已转接"),
    (Side::Agent, "今天就发"),
    (Side::Buyer, "别再发了"),
];

#[derive(Debug, Clone)]
struct Talked {
    yuan: i64,
    consented: bool,
    /// Minutes since the line before, and which line.
    lines: Vec<(u32, usize)>,
}

fn talked() -> impl Strategy<Value = Talked> {
    let gap = prop_oneof![6 => 0u32..9, 2 => 9u32..120, 1 => 120u32..4_000];
    // Opting out is rare, or nothing else would ever be tried.
    let which = prop_oneof![40 => 0usize..7, 1 => Just(7usize)];
    (
        prop_oneof![Just(39i64), Just(129), Just(899)],
        any::<bool>(),
        prop::collection::vec((gap, which), 1..10),
    )
        .prop_map(|(yuan, consented, lines)| Talked {
            yuan,
            consented,
            lines,
        })
}

fn begin() -> At {
    at("23T00:00")
}

fn book_talks(talks: &[Talked], start_min: u32) -> Vec<BookTalk> {
    let of = |(n, talked): (usize, &Talked)| {
        let mut at = begin().plus((i64::from(start_min) + 700 * n as i64) * MINUTE_MS);
        BookTalk {
            id: format!("c{n}"),
            platform: Platform::General,
            buyer: Some("she".to_owned()),
            goods: Goods {
                item: Some("枕头".to_owned()),
                price_fen: Some(Fen::yuan(talked.yuan)),
                ..Goods::default()
            },
            ways: vec![Way {
                channel: Channel::Chat,
                consented: talked.consented,
                reachable: true,
            }],
            opted_out: false,
            lines: (talked.lines.iter())
                .map(|(gap, which)| {
                    at = at.plus(i64::from(*gap) * MINUTE_MS);
                    let (from, text) = SAID[*which];
                    BookLine {
                        at,
                        from,
                        text: text.to_owned(),
                    }
                })
                .collect(),
        }
    };
    talks.iter().enumerate().map(of).collect()
}

fn order(n: usize, after_min: u32, paid_after_min: Option<u32>) -> BookOrder {
    let created_at = begin().plus(i64::from(after_min) * MINUTE_MS);
    let paid_at = paid_after_min.map(|minutes| created_at.plus(i64::from(minutes) * MINUTE_MS));
    booked(&format!("o{n}"), Some("she"), created_at, paid_at)
}

fn replayed(book: &[BookOrder], talks: &[BookTalk], seed: u64) -> Vec<Line> {
    let mut spec = InquirySpec::default();
    spec.words.opt_out = vec!["别再发了".to_owned()];
    let policy = Policy::new(PolicySpec {
        holdout_percent: 0,
        ..PolicySpec::default()
    });
    let policies = (&policy.unwrap(), &InquiryPolicy::new(spec).unwrap());
    marks::replayed((book, talks), policies, seed)
}

/// Everything that may never be true of an inquiry reminder.
fn wrong(
    line: &Line,
    earlier: &[&Line],
    talk: &BookTalk,
    all: &[BookTalk],
    book: &[BookOrder],
) -> Option<String> {
    let now = line.at;
    let said: Vec<&BookLine> = (talk.lines.iter())
        .filter(|l| l.at <= now && l.from != Side::System)
        .collect();
    let hers: Vec<At> = said
        .iter()
        .filter(|l| l.from == Side::Buyer)
        .map(|l| l.at)
        .collect();
    let (first, last_of_hers) = (*hers.first()?, *hers.last()?);
    let silent_ms = now.since(said.last()?.at);
    let open = said.iter().fold(false, |open, l| match l.from {
        Side::Buyer => open || l.text.ends_with('？'),
        _ => open && l.text == "稍等",
    });
    let out = |l: &BookLine| l.text == "别再发了" && l.at <= now;
    let in_session = line.reason.as_str() == "slot-session";
    let local = now.in_zone(&Zone::shanghai());
    let minute = i32::from(local.hour()) * 60 + i32::from(local.minute());
    let mine: Vec<&&Line> = earlier
        .iter()
        .filter(|l| l.conversation == line.conversation)
        .collect();
    let limit = match talk.goods.price_fen? {
        Fen(fen) if fen < 5_000 => 1,
        Fen(fen) if fen < 50_000 => 2,
        _ => 6,
    };
    let ordered = book.iter().map(|b| &b.order).any(|o| {
        let unpaid = o.paid_at.is_none_or(|paid_at| paid_at > now) && o.close_at > now;
        o.created_at <= now && (o.created_at >= first || unpaid)
    });
    let checks = [
        (silent_ms < 3 * MINUTE_MS, "before three minutes of silence"),
        (open, "with an open question"),
        (ordered, "after an order"),
        (mine.iter().any(|sent| last_of_hers > sent.at), "after a reply"),
        (all.iter().flat_map(|t| &t.lines).any(out), "after an opt-out"),
        (now.since(last_of_hers) > 5 * DAY_MS, "after day 5"),
        (
            in_session && silent_ms >= 10 * MINUTE_MS,
            "in a chat that is closed",
        ),
        (!in_session && limit == 1, "cheap goods outside the chat"),
        (!in_session && !talk.ways[0].consented, "without consent"),
        (mine.len() >= limit, "past the limit"),
        (mine.iter().any(|sent| sent.angle == line.angle), "an angle twice"),
        (!(480..1_350).contains(&minute), "in quiet hours"),
    ];
    checks
        .into_iter()
        .find(|(is, _)| *is)
        .map(|(_, what)| what.to_owned())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn nothing_is_said_that_must_not_be(
        talks in prop::collection::vec(talked(), 1..4),
        orders in prop::collection::vec((0u32..6_000, prop::option::of(0u32..2_000)), 0..3),
        start_min in 300u32..1_300,
        seed in any::<u64>(),
    ) {
        let talks = book_talks(&talks, start_min);
        let book: Vec<BookOrder> = (orders.iter().enumerate())
            .map(|(n, (after_min, paid))| order(n, *after_min, *paid))
            .collect();
        let lines = replayed(&book, &talks, seed);
        let sent: Vec<&Line> = lines.iter().filter(|line| line.decision == Verdict::Send).collect();
        for (n, line) in sent.iter().enumerate().filter(|(_, line)| line.flow == Flow::Inquiry) {
            let talk = talks.iter().find(|t| Some(&t.id) == line.conversation.as_ref()).unwrap();
            let wrong = wrong(line, &sent[..n], talk, &talks, &book);
            prop_assert!(wrong.is_none(), "{wrong:?}: {line:?}\n{talk:?}\n{lines:#?}");
        }
        // One budget over both flows: a contact a day outside open chats, 20 hours apart.
        let outside: Vec<At> = (sent.iter())
            .filter(|line| line.reason.as_str() != "slot-session")
            .map(|line| line.at)
            .collect();
        let day = |at: At| at.in_zone(&Zone::shanghai()).date();
        for pair in outside.windows(2) {
            let apart = pair[1].since(pair[0]) >= 20 * HOUR_MS && day(pair[0]) != day(pair[1]);
            prop_assert!(apart, "{outside:?}\n{lines:#?}");
        }
        // The same book gives the same lines.
        prop_assert_eq!(&lines, &replayed(&book, &talks, seed));
    }

    #[test]
    fn a_quiet_answered_talk_by_day_is_always_spoken_up_in(
        talk in talked(),
        start_min in 500u32..1_200,
        seed in any::<u64>(),
    ) {
        let mut talk = talk;
        // Asked, answered at once, then nothing.
        talk.lines = vec![(0, 0), (1, 1)];
        let lines = replayed(&[], &book_talks(&[talk.clone()], start_min), seed);
        let at = begin().plus((i64::from(start_min) + 4) * MINUTE_MS);
        prop_assert!(lines.iter().any(|l| l.at == at && l.decision == Verdict::Send), "{lines:#?}");
        let count = lines.iter().filter(|line| line.decision == Verdict::Send).count();
        let wanted = match (talk.yuan, talk.consented) {
            (39, _) | (_, false) => 1,
            (129, true) => 2,
            _ => 6,
        };
        prop_assert_eq!(count, wanted, "{:#?}", lines);
    }
}
