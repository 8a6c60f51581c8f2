//! The gate: each reason that stops or delays a step, and the promises that hold whenever it sends.

use jinpai_model::{At, Channel, DAY_MS, Fen, HOUR_MS, MINUTE_MS, OrderId, Reason, Slot, Zone};
use jinpai_reminder::{
    BuyerFacts, Contact, ContactBy, Decision, GateInput, LastLines, PlanInput, PlanOrder, Policy, Talk,
    TextState, gate, invariants, plan, spec::PolicySpec,
};

use crate::made::at;
use proptest::prelude::*;

/// A step due on Monday 21:00 for an order made at 09:00, with everything in favour.
struct Scene {
    buyer: BuyerFacts,
    orders: Vec<PlanOrder>,
    slot: Slot,
    talk: Option<Talk>,
    contacts: Vec<Contact>,
    status_at: At,
    confirmed_at: Option<At>,
    text: TextState,
    reminders_on: bool,
    policy: Policy,
    zone: Zone,
}

fn scene() -> Scene {
    let mut spec = PolicySpec {
        holdout_percent: 0,
        ..PolicySpec::default()
    };
    spec.timing.jitter_min = 0;
    Scene {
        buyer: BuyerFacts::new("buyer"),
        orders: vec![PlanOrder::new(
            OrderId::from_bits(1),
            Fen::yuan(120),
            at("23T09:00"),
            at("24T09:00"),
        )],
        slot: Slot::Peak,
        talk: None,
        contacts: Vec::new(),
        status_at: at("23T21:00"),
        confirmed_at: None,
        text: TextState::Passed,
        reminders_on: true,
        policy: Policy::new(spec).unwrap(),
        zone: Zone::shanghai(),
    }
}

impl Scene {
    fn input(&self) -> GateInput<'_> {
        GateInput {
            shop: "shop",
            reminders_on: self.reminders_on,
            buyer: &self.buyer,
            orders: &self.orders,
            slot: self.slot,
            channel: Channel::Chat,
            due_at: at("23T21:00"),
            expires_at: at("23T22:00"),
            talk: self.talk.as_ref(),
            contacts: &self.contacts,
            zone: &self.zone,
            status_at: self.status_at,
            confirmed_at: self.confirmed_at,
            text: self.text,
            said: None,
            seed: 1,
        }
    }

    fn decide(&self, now: &str) -> Decision {
        gate(&self.input(), &self.policy, at(now))
    }

    fn contact(mut self, when: &str, by: ContactBy, orders: Vec<OrderId>) -> Self {
        self.contacts.push(Contact {
            orders,
            ..Contact::new(at(when), by)
        });
        self
    }
}

fn with(change: impl FnOnce(&mut Scene)) -> Decision {
    let mut scene = scene();
    change(&mut scene);
    scene.decide("23T21:00")
}

fn skip(reason: Reason) -> Decision {
    Decision::Skip { reason }
}

#[test]
fn an_open_unpaid_order_is_sent_at_its_moment_and_until_an_hour_later() {
    let scene = scene();
    let sent = Decision::Send {
        reason: Reason::SlotPeak,
    };
    assert_eq!(scene.decide("23T21:00"), sent);
    assert_eq!(
        scene.decide("23T20:59"),
        Decision::Postpone {
            until: at("23T21:00"),
            reason: Reason::SlotPeak
        }
    );
    let mut late = scene;
    late.status_at = at("23T22:00");
    assert_eq!(late.decide("23T22:00"), sent);
    assert_eq!(
        late.decide("23T22:01"),
        Decision::Expire {
            reason: Reason::TooLate
        }
    );
}

#[test]
fn each_reason_stops_it() {
    assert_eq!(
        with(|s| s.orders[0].paid_at = Some(at("23T20:59"))),
        skip(Reason::Paid)
    );
    assert_eq!(
        with(|s| s.orders[0].closed_at = Some(at("23T20:59"))),
        skip(Reason::Closed)
    );
    assert_eq!(
        with(|s| s.orders[0].close_at = at("23T21:00")),
        skip(Reason::Closed)
    );
    assert_eq!(with(|s| s.orders[0].disputed = true), skip(Reason::Disputed));
    assert_eq!(with(|s| s.buyer.blocked = true), skip(Reason::Blocked));
    assert_eq!(
        with(|s| s.buyer.history.closed_unpaid = 3),
        skip(Reason::Malicious)
    );
    assert_eq!(
        with(|s| s.buyer.refused_channels = vec![Channel::Chat]),
        skip(Reason::Unreachable)
    );
    assert_eq!(with(|s| s.reminders_on = false), skip(Reason::RemindersOff));
    assert_eq!(with(|s| s.text = TextState::Refused), skip(Reason::TextRefused));
    assert_eq!(
        with(|s| s.text = TextState::FactMissing),
        skip(Reason::StaleFacts)
    );
}

#[test]
fn opting_out_comes_before_everything() {
    let all_against = |s: &mut Scene| {
        s.buyer.opted_out = true;
        s.buyer.blocked = true;
        s.reminders_on = false;
        s.orders[0].paid_at = Some(at("23T20:00"));
        s.text = TextState::Refused;
    };
    assert_eq!(with(all_against), skip(Reason::OptedOut));
}

#[test]
fn a_group_with_one_paid_order_is_not_sent_as_it_stands() {
    let decision = with(|s| {
        let mut second = s.orders[0].clone();
        second.id = OrderId::from_bits(2);
        second.paid_at = Some(at("23T20:00"));
        s.orders.push(second);
    });
    assert_eq!(decision, skip(Reason::Paid));
}

#[test]
fn a_contact_of_the_day_or_of_the_last_twenty_hours_is_the_cap() {
    let ours = vec![OrderId::from_bits(1)];
    for by in [ContactBy::Us, ContactBy::Agent, ContactBy::Platform] {
        let decided = scene().contact("23T00:30", by, Vec::new()).decide("23T21:00");
        assert_eq!(decided, skip(Reason::Cap), "{by:?}");
    }
    let yesterday = scene().contact("22T21:30", ContactBy::Agent, Vec::new());
    assert!(matches!(yesterday.decide("23T21:00"), Decision::Send { .. }));
    // A middle order has two: the third is one too many, however long ago they were.
    let had_two =
        scene()
            .contact("21T09:00", ContactBy::Us, ours.clone())
            .contact("22T09:00", ContactBy::Us, ours);
    assert_eq!(had_two.decide("23T21:00"), skip(Reason::Cap));
}

#[test]
fn nothing_follows_on_the_heels_of_a_word_in_the_chat() {
    let after_chat = |said: &str| {
        let mut scene = scene();
        scene.contacts.push(Contact {
            orders: vec![OrderId::from_bits(1)],
            in_session: true,
            ..Contact::new(at(said), ContactBy::Us)
        });
        scene.decide("23T21:00")
    };
    let later = Decision::Postpone {
        until: at("23T21:50"),
        reason: Reason::Cap,
    };
    assert_eq!(after_chat("23T20:20"), later);
    // Ninety minutes after the word, the step's own time is over.
    assert_eq!(after_chat("23T20:40"), skip(Reason::Cap));
    assert!(matches!(after_chat("23T19:30"), Decision::Send { .. }));
}

#[test]
fn somebody_talking_is_waited_for_and_a_reply_ends_the_ladder() {
    let talking = Talk {
        open: true,
        last_agent_at: Some(at("23T20:59")),
        ..Talk::default()
    };
    let held = Decision::Postpone {
        until: at("23T21:02"),
        reason: Reason::AgentTalking,
    };
    assert_eq!(with(|s| s.talk = Some(talking)), held);
    let waiting = Talk {
        open: true,
        last_buyer_at: Some(at("23T20:40")),
        waiting: true,
        ..Talk::default()
    };
    let unanswered = Decision::Postpone {
        until: at("23T21:03"),
        reason: Reason::BuyerReplied,
    };
    assert_eq!(with(|s| s.talk = Some(waiting)), unanswered);
    let mut replied = scene().contact("22T10:00", ContactBy::Us, vec![OrderId::from_bits(1)]);
    replied.talk = Some(Talk {
        open: true,
        last_buyer_at: Some(at("22T10:05")),
        ..Talk::default()
    });
    assert_eq!(replied.decide("23T21:00"), skip(Reason::BuyerReplied));
}

#[test]
fn a_reply_in_another_conversation_is_a_reply() {
    // The reminder itself, or an agent, may have opened a new conversation since, in which she has said nothing.
    let elsewhere = |wrote: &str| Talk {
        open: true,
        anywhere: LastLines::default().and(Some(at(wrote)), None),
        ..Talk::default()
    };
    let mut scene = scene().contact("22T10:00", ContactBy::Us, vec![OrderId::from_bits(1)]);
    scene.talk = Some(elsewhere("22T10:05"));
    assert_eq!(scene.decide("23T21:00"), skip(Reason::BuyerReplied));
    scene.talk = Some(elsewhere("22T09:55"));
    assert!(matches!(scene.decide("23T21:00"), Decision::Send { .. }));
    scene.talk = Some(Talk {
        anywhere: LastLines::default().and(None, Some(at("23T20:59"))),
        ..Talk::default()
    });
    let held = Decision::Postpone {
        until: at("23T21:02"),
        reason: Reason::AgentTalking,
    };
    assert_eq!(scene.decide("23T21:00"), held);
}

#[test]
fn a_session_step_lives_as_long_as_the_chat() {
    let session = |last: &str, open| {
        with(|s| {
            s.slot = Slot::Session;
            s.talk = Some(Talk {
                open,
                last_agent_at: Some(at(last)),
                ..Talk::default()
            });
        })
    };
    let sent = Decision::Send {
        reason: Reason::SlotSession,
    };
    let over = Decision::Expire {
        reason: Reason::TooLate,
    };
    assert_eq!(session("23T20:55", true), sent);
    assert_eq!(session("23T20:50", true), over);
    assert_eq!(session("23T20:55", false), over);
}

#[test]
fn an_old_status_asks_a_person_and_her_word_counts_for_ten_minutes() {
    let ask = Decision::AskPerson {
        reason: Reason::StaleStatus,
    };
    let confirmed = Decision::Send {
        reason: Reason::Confirmed,
    };
    assert!(matches!(
        with(|s| s.status_at = at("23T20:50")),
        Decision::Send { .. }
    ));
    assert_eq!(with(|s| s.status_at = at("23T20:49")), ask);
    let said = |when: &str| {
        with(|s| {
            s.status_at = at("23T12:00");
            s.confirmed_at = Some(at(when));
        })
    };
    assert_eq!(said("23T20:55"), confirmed);
    assert_eq!(said("23T20:45"), ask);
}

#[test]
fn quiet_hours_delay_only_while_the_step_still_lives() {
    let mut scene = scene();
    scene.status_at = at("23T21:30");
    scene.buyer.zone = Some("Pacific/Auckland".parse().unwrap());
    // 21:30 in Shanghai is 02:30 at her place; her morning is too late.
    assert_eq!(scene.decide("23T21:30"), skip(Reason::QuietHours));
}

fn some_scene() -> impl Strategy<Value = (Scene, i64)> {
    let flags = proptest::collection::vec(proptest::bool::weighted(0.1), 6);
    let talk = proptest::option::of((
        any::<bool>(),
        0_i64..40,
        any::<bool>(),
        any::<bool>(),
        proptest::option::of(0_i64..5_000),
    ));
    let contacts = proptest::collection::vec((0_i64..96, 0_u8..3, any::<bool>(), any::<bool>()), 0..3);
    (
        flags,
        talk,
        contacts,
        0_i64..30,
        1_000_i64..90_000,
        -30_i64..100,
        0_u32..3,
    )
        .prop_map(|(flags, talk, contacts, stale_min, total, offset_min, holdout)| {
            let mut scene = scene();
            let mut spec = scene.policy.spec().clone();
            spec.holdout_percent = holdout * 25;
            scene.policy = Policy::new(spec).unwrap();
            scene.orders[0].total_fen = Fen(total);
            scene.buyer.opted_out = flags[0];
            scene.buyer.blocked = flags[1];
            scene.orders[0].paid_at = flags[2].then(|| at("23T20:00"));
            scene.text = if flags[3] {
                TextState::Refused
            } else {
                TextState::Passed
            };
            scene.slot = if flags[4] { Slot::Session } else { Slot::Peak };
            scene.orders[0].disputed = flags[5];
            let now = at("23T21:00").plus(offset_min * MINUTE_MS);
            scene.status_at = now.plus(-stale_min * MINUTE_MS);
            scene.talk = talk.map(|(open, minutes, agent, waiting, elsewhere)| {
                let wrote_at = Some(now.plus(-minutes * MINUTE_MS));
                Talk {
                    open,
                    last_agent_at: wrote_at.filter(|_| agent),
                    last_buyer_at: wrote_at.filter(|_| !agent),
                    waiting,
                    anywhere: LastLines {
                        last_buyer_at: elsewhere.map(|minutes| now.plus(-minutes * MINUTE_MS)),
                        last_agent_at: None,
                    },
                }
            });
            for (hours, by, in_session, of_order) in contacts {
                let by = [ContactBy::Us, ContactBy::Agent, ContactBy::Platform][usize::from(by)];
                let orders = if of_order {
                    vec![OrderId::from_bits(1)]
                } else {
                    Vec::new()
                };
                scene.contacts.push(Contact {
                    in_session,
                    orders,
                    ..Contact::new(now.plus(-hours * HOUR_MS), by)
                });
            }
            (scene, now.ms())
        })
}

impl std::fmt::Debug for Scene {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.input().fmt(f)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the scene: what is sent keeps I1, I3–I9, I13 and I14, and a delay never leaves the
    /// step's time.
    #[test]
    fn whatever_is_sent_keeps_the_promises((scene, now) in some_scene()) {
        let (now, input) = (At(now), scene.input());
        match gate(&input, &scene.policy, now) {
            Decision::Send { .. } => {
                prop_assert_eq!(invariants::at_send(&input, &scene.policy, now), Ok(()));
            }
            Decision::Postpone { until, .. } => {
                prop_assert!(until > now);
                prop_assert!(until <= scene.orders[0].close_at.plus(-30 * MINUTE_MS));
            }
            Decision::Skip { .. } | Decision::Expire { .. } | Decision::AskPerson { .. } => {}
        }
    }

    /// Whatever the order: every moment lies within its bounds, shifted or not.
    #[test]
    fn every_planned_moment_keeps_its_bounds(
        created_min in 0_i64..20_160,
        close_min in 30_i64..10_080,
        cut_off in proptest::option::of(0_u16..1440),
        yuan in 1_i64..1_000,
        zone in proptest::sample::select(&["Asia/Shanghai", "America/New_York", "Australia/Lord_Howe"][..]),
        seed in any::<u64>(),
    ) {
        let zone: Zone = zone.parse().unwrap();
        // Two weeks around clock changes of autumn 2026.
        let created_at = At::from_rfc3339("2026-10-25T00:00:00Z").unwrap().plus(created_min * MINUTE_MS);
        let mut scene = scene();
        scene.orders[0].created_at = created_at;
        scene.orders[0].close_at = created_at.plus(close_min * MINUTE_MS);
        scene.orders[0].total_fen = Fen::yuan(yuan);
        scene.orders[0].facts.cut_off = cut_off.map(|m| format!("{:02}:{:02}", m / 60, m % 60).parse().unwrap());
        let spec = PolicySpec { holdout_percent: 0, ..PolicySpec::default() };
        let policy = Policy::new(spec).unwrap();
        let plan = plan(&PlanInput {
            shop: "shop", shop_name: "木子家居", buyer: &scene.buyer, orders: &scene.orders, talk: None,
            contacts: &[], zone: &zone, policy: &policy, now: created_at, seed,
        });
        prop_assert_eq!(plan.steps.is_empty(), !plan.skips.is_empty());
        let (order, mut last) = (&scene.orders[0], None::<At>);
        let early = plan.steps.first().is_some_and(|s| s.due_at < created_at.plus(90 * MINUTE_MS));
        prop_assert!(!early || plan.steps.len() == 1);
        for step in &plan.steps {
            prop_assert!(step.due_at >= created_at.plus(10 * MINUTE_MS));
            prop_assert!(step.due_at <= order.close_at.plus(-30 * MINUTE_MS));
            prop_assert!(step.due_at <= created_at.plus(5 * DAY_MS + HOUR_MS));
            prop_assert!(step.expires_at <= order.close_at && step.expires_at >= step.due_at);
            prop_assert!(jinpai_reminder::is_allowed(step.due_at, step.channel, &policy, &zone));
            let local = step.due_at.in_zone(&zone);
            if step.slot == Slot::Peak {
                prop_assert!([10, 21].contains(&local.hour()));
            }
            if let Some(last) = last {
                prop_assert!(step.due_at.since(last) >= 20 * HOUR_MS);
                prop_assert_ne!(local.date(), last.in_zone(&zone).date());
            }
            last = Some(step.due_at);
        }
    }
}
