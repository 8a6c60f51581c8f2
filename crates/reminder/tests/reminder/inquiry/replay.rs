//! Talks and orders replayed together: what each line says, when, and within one budget.

use jinpai_model::{At, Channel, Fen, Flow, Platform, Side, Zone};
use jinpai_reminder::{
    Policy,
    inquiry::{Goods, InquiryPolicy, Way},
    replay::{BookLine, BookOrder, BookTalk, Line, ReplayOptions, Verdict, replay},
    spec::{PolicySpec, inquiry::InquirySpec},
};

use super::marks;
use crate::made::{at, booked};

/// A talk as lines `23T14:00 buyer words`.
fn talk(id: &str, buyer: &str, yuan: i64, consented: &[Channel], lines: &[&str]) -> BookTalk {
    BookTalk {
        id: id.to_owned(),
        platform: Platform::General,
        buyer: Some(buyer.to_owned()),
        goods: Goods {
            item: Some("云感记忆枕".to_owned()),
            price_fen: Some(Fen::yuan(yuan)),
            ..Goods::default()
        },
        ways: consented
            .iter()
            .map(|channel| Way {
                channel: *channel,
                consented: true,
                reachable: true,
            })
            .collect(),
        opted_out: false,
        lines: lines
            .iter()
            .map(|line| {
                let words: Vec<&str> = line.splitn(3, ' ').collect();
                BookLine {
                    at: at(words[0]),
                    from: words[1].parse::<Side>().unwrap(),
                    text: words[2].to_owned(),
                }
            })
            .collect(),
    }
}

fn order(number: &str, buyer: &str, created: &str, paid: Option<&str>) -> BookOrder {
    booked(number, Some(buyer), at(created), paid.map(at))
}

fn inquiry() -> InquiryPolicy {
    let mut spec = InquirySpec::default();
    spec.words.opt_out = vec!["别再发了".to_owned()];
    for (angle, text) in [
        ("concern", "{{ item }}还有哪里拿不准吗"),
        ("product", "{{ item }}的用法您可以问我"),
        ("after-sales", "{{ item }}的售后您可以问我"),
        ("price", "{{ item }}现在 {{ price }} 元"),
        ("dispatch", "您哪天要用"),
    ] {
        let angle = angle.parse().unwrap();
        spec.texts.session.insert(angle, vec![format!("会话：{text}")]);
        spec.texts.later.insert(angle, vec![format!("之后：{text}")]);
    }
    InquiryPolicy::new(spec).unwrap()
}

fn lines_held(book: &[BookOrder], talks: &[BookTalk], holdout_percent: u32) -> Vec<Line> {
    let mut spec = PolicySpec {
        holdout_percent,
        ..PolicySpec::default()
    };
    spec.timing.jitter_min = 0;
    let policies = (&Policy::new(spec).unwrap(), &inquiry());
    marks::replayed((book, talks), policies, 3)
}

/// `moment flow who step decision reason`, one a line.
fn told(book: &[BookOrder], talks: &[BookTalk]) -> Vec<String> {
    let shown = |line: &Line| {
        let at = line.at.in_zone(&Zone::shanghai());
        let who = line.conversation.clone().unwrap_or_else(|| line.orders.join("+"));
        let (decision, reason) = (line.decision.as_str(), line.reason);
        format!(
            "{} {} {who} {} {decision} {reason}",
            at.strftime("%dT%H:%M"),
            line.flow,
            line.step
        )
    };
    lines_held(book, talks, 0).iter().map(shown).collect()
}

const ASKED: [&str; 2] = ["23T14:00 buyer 有现货吗？", "23T14:01 agent 有的"];

#[test]
fn a_talk_is_spoken_up_in_once_and_again_next_day_where_she_agreed() {
    let talks = [
        talk("cheap", "a", 39, &[Channel::Chat], &ASKED),
        talk("middle", "b", 129, &[Channel::Chat], &ASKED),
        talk("no-consent", "c", 129, &[], &ASKED),
    ];
    assert_eq!(
        told(&[], &talks),
        [
            "23T14:04 inquiry no-consent 2 skip no-consent",
            "23T14:04 inquiry cheap 1 send slot-session",
            "23T14:04 inquiry middle 1 send slot-session",
            "23T14:04 inquiry no-consent 1 send slot-session",
            "24T14:00 inquiry middle 2 send slot-next-day",
        ]
    );
}

#[test]
fn a_dear_one_is_spoken_of_a_day_at_a_time_with_other_words_each() {
    let talks = [talk("dear", "a", 899, &[Channel::Chat], &ASKED)];
    let lines = lines_held(&[], &talks, 0);
    let sent: Vec<&Line> = lines
        .iter()
        .filter(|line| line.decision == Verdict::Send)
        .collect();
    let texts: Vec<&str> = sent.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(
        texts,
        [
            "会话：云感记忆枕还有哪里拿不准吗",
            "之后：云感记忆枕的用法您可以问我",
            "之后：云感记忆枕的售后您可以问我",
            "之后：您哪天要用",
            "之后：云感记忆枕现在 899.00 元",
        ]
    );
    // The gift is not known and concern was used: day 5 has no words, and it is said.
    assert!(
        lines
            .iter()
            .any(|line| line.reason.as_str() == "no-text" && line.step == 6)
    );
}

#[test]
fn an_open_question_is_told_and_its_answer_makes_room() {
    let talks = [talk(
        "c",
        "a",
        39,
        &[],
        &[
            "23T14:00 buyer 有现货吗？",
            "23T14:01 agent 稍等，我看一下",
            "23T14:06 agent 有的",
        ],
    )];
    assert_eq!(
        told(&[], &talks),
        [
            "23T14:04 inquiry c 1 skip question-open",
            "23T14:09 inquiry c 1 send slot-session"
        ]
    );
}

#[test]
fn a_reply_stops_it() {
    let talks = [talk(
        "c",
        "a",
        899,
        &[Channel::Chat],
        &[ASKED[0], ASKED[1], "23T20:00 buyer 在想颜色"],
    )];
    // Without a gift to name, day 5 has no words left; day 1 is the place that her reply closes.
    assert_eq!(
        told(&[], &talks),
        [
            "23T14:04 inquiry c 6 skip no-text",
            "23T14:04 inquiry c 1 send slot-session",
            "23T20:00 inquiry c 2 skip buyer-replied",
        ]
    );
}

#[test]
fn opting_out_in_the_talk_stops_both_flows() {
    let said = [ASKED[0], ASKED[1], "23T14:05 buyer 别再发了"];
    let talks = [talk("c", "a", 39, &[], &said)];
    assert_eq!(
        told(&[], &talks),
        [
            "23T14:04 inquiry c 1 send slot-session",
            "23T14:05 inquiry c 2 skip opted-out",
        ]
    );
    // An order of the morning waits for payment: the word in the chat is about that.
    let told = told(&[order("o", "a", "23T09:00", None)], &talks);
    let sent: Vec<&String> = told.iter().filter(|line| line.contains(" send ")).collect();
    assert_eq!(sent, ["23T14:04 payment o 1 send slot-session"]);
    let out = |line: &String| line.contains("payment o") && line.ends_with("opted-out");
    assert!(told.iter().any(out), "{told:?}");
}

#[test]
fn an_order_ends_the_inquiry_and_hands_her_over() {
    let talks = [talk("c", "a", 899, &[Channel::Chat], &ASKED)];
    let book = [order("o", "a", "23T19:00", None)];
    let lines = lines_held(&book, &talks, 0);
    let ended: Vec<&Line> = lines
        .iter()
        .filter(|line| line.reason.as_str() == "ordered")
        .collect();
    assert_eq!(
        (ended.len(), ended[0].orders.as_slice()),
        (1, &["o".to_owned()][..])
    );
    assert_eq!(ended[0].at, at("23T19:00"));
    let after = lines.iter().filter(|line| line.at > ended[0].at);
    assert!(after.clone().all(|line| line.flow == Flow::Payment), "{lines:?}");
    assert!(
        after.clone().any(|line| line.decision == Verdict::Send),
        "the payment flow speaks to her"
    );
}

#[test]
fn both_flows_share_one_contact_a_day() {
    // Two talks of one buyer, on one day.
    let talks = [
        talk("one", "a", 899, &[Channel::Chat], &ASKED),
        talk(
            "two",
            "a",
            899,
            &[Channel::Chat],
            &["23T16:00 buyer 多高？", "23T16:01 agent 12 厘米"],
        ),
    ];
    let lines = lines_held(&[], &talks, 0);
    let sent: Vec<At> = (lines.iter())
        .filter(|line| line.decision == Verdict::Send && !line.reason.as_str().contains("session"))
        .map(|line| line.at)
        .collect();
    assert!(sent.len() >= 4, "{sent:?}");
    for pair in sent.windows(2) {
        assert!(pair[1].since(pair[0]) >= 20 * 3_600_000, "{sent:?}");
    }
    let spoken_up = lines
        .iter()
        .filter(|line| line.reason.as_str() == "slot-session")
        .count();
    assert_eq!(spoken_up, 1, "one word a day in open chats");
}

#[test]
fn held_out_buyers_get_neither() {
    let talks: Vec<BookTalk> = (0..200)
        .map(|n| talk(&format!("c{n}"), &format!("b{n}"), 39, &[], &ASKED))
        .collect();
    let book: Vec<BookOrder> = (0..200)
        .map(|n| order(&format!("o{n}"), &format!("b{n}"), "24T09:00", None))
        .collect();
    let lines = lines_held(&book, &talks, 50);
    let held: Vec<&Line> = lines
        .iter()
        .filter(|line| line.reason.as_str() == "held-out")
        .collect();
    assert!(held.len() > 100, "{}", held.len());
    for line in held {
        let sent = lines
            .iter()
            .any(|l| l.buyer == line.buyer && l.decision == Verdict::Send);
        assert!(!sent, "{} is held out of both flows", line.buyer);
    }
}

#[test]
fn without_talks_nothing_changes() {
    let book = [
        order("o", "a", "23T09:00", None),
        order("p", "b", "23T10:00", Some("23T15:00")),
    ];
    let mut spec = PolicySpec::default();
    spec.timing.jitter_min = 0;
    spec.holdout_percent = 0;
    let (policy, zone) = (Policy::new(spec).unwrap(), Zone::shanghai());
    let options = ReplayOptions {
        policy: &policy,
        zone: &zone,
        shop_name: "木子家居",
        ship_cutoff: None,
        text_passes: &|_| true,
        seed: 3,
    };
    assert_eq!(replay(&book, &options), lines_held(&book, &[], 0));
}
