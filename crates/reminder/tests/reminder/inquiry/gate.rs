//! The gate of inquiries: one sound step, and for each row one thing that is no longer so at the moment
//! of sending. Where a row must stop the step, the promise that it would break is named as well, and
//! the promise's own function must see it.

use jinpai_model::{
    Angle, At, Channel, DAY_MS, Fen, HOUR_MS, MINUTE_MS, OrderId, Platform, Reason, Slot, Zone,
};
use jinpai_reminder::{
    Contact, ContactBy, Decision, LastLines, Policy, TextState,
    inquiry::{
        About, Asker, Asking, Due, Goods, Handing, Heard, HerOrder, InquiryInput, InquiryPolicy, InquiryTalk,
        Question, Reminded, Way, gate, invariants,
    },
    spec::{PolicySpec, inquiry::InquirySpec},
};

use crate::made::at;

/// Everything of one case, sound until a row changes it.
struct World {
    asker: Asker,
    talk: InquiryTalk,
    goods: Goods,
    orders: Vec<HerOrder>,
    contacts: Vec<Contact>,
    earlier: Vec<Reminded>,
    now: At,
    holdout_percent: u32,
    n: u32,
    slot: Slot,
    channel: Channel,
    angle: Angle,
    due_at: At,
    expires_at: At,
    words: &'static str,
    text: TextState,
    reminders_on: bool,
    orders_at: At,
    confirmed_at: Option<At>,
    handing: Handing,
}

/// Asked at 14:00, answered at 14:01, silent since; the word in the chat is due at 14:04.
fn in_chat() -> World {
    World {
        asker: Asker {
            key: "buyer".to_owned(),
            ways: vec![Way {
                channel: Channel::Chat,
                consented: true,
                reachable: true,
            }],
            ..Asker::default()
        },
        talk: InquiryTalk {
            id: "talk".to_owned(),
            platform: Platform::General,
            open: true,
            typing_at: None,
            heard: Heard {
                began_at: Some(at("23T14:00")),
                last_buyer_at: Some(at("23T14:00")),
                last_shop_at: Some(at("23T14:01")),
                questions: vec![question(Some(at("23T14:01")))],
                opted_out: false,
                not_interested: false,
            },
            anywhere: LastLines::default(),
        },
        goods: Goods {
            item: Some("云感记忆枕".to_owned()),
            price_fen: Some(Fen::yuan(129)),
            ..Goods::default()
        },
        orders: Vec::new(),
        contacts: Vec::new(),
        earlier: Vec::new(),
        now: at("23T14:04"),
        holdout_percent: 0,
        n: 1,
        slot: Slot::Session,
        channel: Channel::Chat,
        angle: Angle::Concern,
        due_at: at("23T14:04"),
        expires_at: at("23T14:11"),
        words: "还有哪里拿不准吗",
        text: TextState::Passed,
        reminders_on: true,
        orders_at: at("23T14:04"),
        confirmed_at: None,
        handing: Handing::Message,
    }
}

/// The same inquiry next day, after the word in the chat.
fn next_day() -> World {
    let sent = at("23T14:04");
    World {
        contacts: vec![Contact {
            in_session: true,
            ..Contact::new(sent, ContactBy::Us)
        }],
        earlier: vec![Reminded {
            ladder: "inquiry-talk".to_owned(),
            n: 1,
            at: sent,
            slot: Slot::Session,
            angle: Angle::Concern,
            text: "还有哪里拿不准吗".to_owned(),
        }],
        now: at("24T14:00"),
        n: 2,
        slot: Slot::NextDay,
        angle: Angle::Product,
        due_at: at("24T14:00"),
        expires_at: at("24T15:00"),
        words: "用法您可以问我",
        orders_at: at("24T14:00"),
        ..in_chat()
    }
}

fn question(answered_at: Option<At>) -> Question {
    Question {
        asking: Asking {
            text: "有现货吗".to_owned(),
            about: About::Goods,
        },
        asked_at: at("23T14:00"),
        answered_at,
    }
}

fn order(created_at: At, paid: bool) -> HerOrder {
    HerOrder {
        id: OrderId::from_bits(1),
        created_at,
        paid_at: paid.then_some(created_at),
        closed_at: None,
        close_at: created_at.plus(DAY_MS),
        for_goods: None,
    }
}

impl World {
    /// What the gate decides, and the first promise that sending now would break.
    fn decided(&self) -> (Decision, Option<&'static str>) {
        let policy = Policy::new(PolicySpec {
            holdout_percent: self.holdout_percent,
            ..PolicySpec::default()
        });
        let (policy, zone) = (policy.unwrap(), Zone::shanghai());
        let inquiry = InquiryPolicy::new(InquirySpec::default()).unwrap();
        let input = InquiryInput {
            shop: "shop",
            shop_name: "木子家居",
            buyer: &self.asker,
            talk: &self.talk,
            goods: &self.goods,
            orders: &self.orders,
            contacts: &self.contacts,
            earlier: &self.earlier,
            decided: &[],
            zone: &zone,
            policy: &policy,
            inquiry: &inquiry,
            now: self.now,
            seed: 1,
        };
        let due = Due {
            n: self.n,
            slot: self.slot,
            channel: self.channel,
            angle: self.angle,
            due_at: self.due_at,
            expires_at: self.expires_at,
            words: self.words,
            text: self.text,
            reminders_on: self.reminders_on,
            orders_at: self.orders_at,
            confirmed_at: self.confirmed_at,
            handing: self.handing,
        };
        let broken = invariants::at_send(&input, &due).err().map(|broken| broken.name);
        (gate(&input, &due), broken)
    }
}

type Row = (
    &'static str,
    fn() -> World,
    fn(&mut World),
    &'static str,
    &'static str,
);

/// The case, what changes, the decision, and the promise that sending would break (`-`: none).
const ROWS: &[Row] = &[
    ("sound in the chat", in_chat, |_| {}, "send slot-session", "-"),
    ("sound next day", next_day, |_| {}, "send slot-next-day", "-"),
    (
        "she ordered meanwhile",
        in_chat,
        |w| w.orders.push(order(at("23T14:03"), false)),
        "skip ordered",
        "I1",
    ),
    (
        "and paid",
        next_day,
        |w| w.orders.push(order(at("23T20:00"), true)),
        "skip ordered",
        "I1",
    ),
    (
        "an older order waits for payment",
        in_chat,
        |w| w.orders.push(order(at("23T09:00"), false)),
        "skip ordered",
        "I1",
    ),
    (
        "of other goods",
        in_chat,
        |w| {
            w.orders.push(HerOrder {
                for_goods: Some(false),
                ..order(at("23T09:00"), false)
            })
        },
        "send slot-session",
        "-",
    ),
    (
        "she replied",
        next_day,
        |w| w.talk.heard.last_buyer_at = Some(at("23T14:06")),
        "skip buyer-replied",
        "I13",
    ),
    (
        "she replied in another talk",
        next_day,
        |w| w.talk.anywhere.last_buyer_at = Some(at("23T14:06")),
        "skip buyer-replied",
        "I13",
    ),
    (
        "she asked again",
        in_chat,
        |w| {
            w.talk.heard.questions.push(question(None));
        },
        "postpone question-open",
        "I13",
    ),
    (
        "asked again, too late to wait",
        in_chat,
        |w| {
            w.talk.heard.questions.push(question(None));
            w.now = at("23T14:09");
            w.orders_at = w.now;
        },
        "skip question-open",
        "I13",
    ),
    (
        "she does not want it",
        in_chat,
        |w| w.talk.heard.not_interested = true,
        "skip not-interested",
        "I13",
    ),
    (
        "the agent wrote a minute ago",
        in_chat,
        |w| w.talk.heard.last_shop_at = Some(at("23T14:03")),
        "postpone agent-talking",
        "I13",
    ),
    (
        "somebody types",
        in_chat,
        |w| w.talk.typing_at = Some(at("23T14:03")),
        "postpone agent-talking",
        "I13",
    ),
    (
        "opted out",
        in_chat,
        |w| w.asker.opted_out = true,
        "skip opted-out",
        "I6",
    ),
    (
        "opted out in the talk",
        next_day,
        |w| w.talk.heard.opted_out = true,
        "skip opted-out",
        "I6",
    ),
    (
        "blocked",
        in_chat,
        |w| w.asker.blocked = true,
        "skip blocked",
        "-",
    ),
    (
        "consent withdrawn",
        next_day,
        |w| w.asker.ways[0].consented = false,
        "skip no-consent",
        "I6",
    ),
    (
        "no way to her any more",
        next_day,
        |w| w.asker.ways[0].reachable = false,
        "skip unreachable",
        "I6",
    ),
    (
        "the other way only",
        next_day,
        |w| w.channel = Channel::Sms,
        "skip unreachable",
        "I6",
    ),
    (
        "consent is not asked for in the chat",
        in_chat,
        |w| w.asker.ways.clear(),
        "send slot-session",
        "-",
    ),
    (
        "reminders switched off",
        in_chat,
        |w| w.reminders_on = false,
        "skip reminders-off",
        "-",
    ),
    (
        "held out",
        in_chat,
        |w| {
            w.holdout_percent = 50;
            w.asker.key = held_out();
        },
        "skip held-out",
        "I7",
    ),
    (
        "before its moment",
        in_chat,
        |w| w.due_at = at("23T14:05"),
        "postpone slot-session",
        "I5",
    ),
    (
        "the chat has closed",
        in_chat,
        |w| {
            w.now = at("23T14:11");
            w.orders_at = w.now;
        },
        "expire too-late",
        "I5",
    ),
    (
        "the agent has closed it",
        in_chat,
        |w| w.talk.open = false,
        "expire too-late",
        "I5",
    ),
    (
        "an hour late",
        next_day,
        |w| {
            w.now = at("24T15:00");
            w.orders_at = w.now;
        },
        "send slot-next-day",
        "-",
    ),
    (
        "a minute more",
        next_day,
        |w| {
            w.now = at("24T15:01");
            w.orders_at = w.now;
        },
        "expire too-late",
        "I5",
    ),
    (
        "after day 5",
        next_day,
        |w| {
            (w.now, w.due_at, w.expires_at) = (at("28T15:30"), at("28T15:00"), at("28T16:00"));
            w.orders_at = w.now;
        },
        "expire too-late",
        "I5",
    ),
    (
        "she was called yesterday evening",
        next_day,
        |w| w.contacts.push(Contact::new(at("23T20:00"), ContactBy::Agent)),
        "skip cap",
        "I8",
    ),
    (
        "the platform wrote this morning",
        next_day,
        |w| w.contacts.push(Contact::new(at("24T09:00"), ContactBy::Platform)),
        "skip cap",
        "I8",
    ),
    (
        "a payment reminder went out",
        next_day,
        |w| {
            w.contacts.push(Contact {
                orders: vec![OrderId::from_bits(9)],
                ..Contact::new(at("24T10:00"), ContactBy::Us)
            })
        },
        "skip cap",
        "I8",
    ),
    (
        "spoken up today about an order",
        in_chat,
        |w| {
            w.contacts.push(Contact {
                in_session: true,
                ..Contact::new(at("23T10:00"), ContactBy::Us)
            })
        },
        "skip cap",
        "I8",
    ),
    (
        "cheap goods next day",
        next_day,
        |w| w.goods.price_fen = Some(Fen::yuan(39)),
        "skip cap",
        "I3",
    ),
    ("this place was sent", next_day, |w| w.n = 1, "skip cap", "I3"),
    (
        "the same angle",
        next_day,
        |w| w.angle = Angle::Concern,
        "skip no-text",
        "I3",
    ),
    (
        "the same words",
        next_day,
        |w| w.words = "还有哪里拿不准吗",
        "skip no-text",
        "I3",
    ),
    (
        "quiet hours, and the chat will be closed",
        in_chat,
        |w| {
            for at in [&mut w.talk.heard.last_buyer_at, &mut w.talk.heard.last_shop_at] {
                *at = at.map(|at| at.plus(8 * HOUR_MS + 30 * MINUTE_MS));
            }
            w.now = at("23T22:34");
            w.orders_at = w.now;
        },
        "skip quiet-hours",
        "I4",
    ),
    (
        "the coach refused",
        in_chat,
        |w| w.text = TextState::Refused,
        "skip text-refused",
        "I14",
    ),
    (
        "a fact is gone",
        in_chat,
        |w| w.text = TextState::FactMissing,
        "skip stale-facts",
        "I14",
    ),
    (
        "orders known from a file",
        in_chat,
        |w| w.orders_at = at("23T09:00"),
        "ask stale-status",
        "I9",
    ),
    (
        "as a draft that is no matter",
        in_chat,
        |w| {
            w.orders_at = at("23T09:00");
            w.handing = Handing::Draft;
        },
        "send slot-session",
        "-",
    ),
    (
        "the agent who sends the draft has looked",
        in_chat,
        |w| {
            w.orders_at = at("23T09:00");
            w.confirmed_at = Some(w.now);
        },
        "send confirmed",
        "-",
    ),
    (
        "a draft is no way past an order",
        in_chat,
        |w| {
            w.handing = Handing::Draft;
            w.orders.push(order(at("23T14:03"), false));
        },
        "skip ordered",
        "I1",
    ),
];

fn held_out() -> String {
    let held = |key: &String| jinpai_reminder::draw::is_held_out(1, "shop", key, 50);
    (0..).map(|n| format!("buyer{n}")).find(held).unwrap()
}

#[test]
fn each_row_decides_as_told_and_its_promise_sees_it() {
    let shown = |decision: Decision| {
        let verb = match decision {
            Decision::Send { .. } => "send",
            Decision::Postpone { .. } => "postpone",
            Decision::Skip { .. } => "skip",
            Decision::Expire { .. } => "expire",
            Decision::AskPerson { .. } => "ask",
        };
        format!("{verb} {}", decision.reason())
    };
    let mut wrong = Vec::new();
    for (name, sound, change, decided, promise) in ROWS {
        let mut world = sound();
        change(&mut world);
        let (decision, broken) = world.decided();
        let got = (shown(decision), broken.unwrap_or("-"));
        if got != ((*decided).to_owned(), *promise) {
            wrong.push(format!("{name}: expected {decided} {promise}, got {got:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_step_that_waits_knows_until_when() {
    let mut world = in_chat();
    world.talk.heard.last_shop_at = Some(at("23T14:03"));
    let until = at("23T14:06");
    assert_eq!(
        world.decided().0,
        Decision::Postpone {
            until,
            reason: Reason::AgentTalking
        }
    );
}

#[test]
fn two_messages_of_one_place_are_seen() {
    let sent = next_day().earlier.remove(0);
    assert!(invariants::i12_one_message([&sent]).is_ok());
    let twice = invariants::i12_one_message([&sent, &sent]);
    assert_eq!(twice.unwrap_err().name, "I12");
    let other_place = Reminded { n: 2, ..sent.clone() };
    assert!(
        invariants::i12_one_message([&sent, &other_place]).is_err(),
        "the same angle"
    );
}
