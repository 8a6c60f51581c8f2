//! A buyer's manner takes reminders away, or has a person look first; it never adds one.

use jinpai_model::{Angle, Fen, HOUR_MS, OrderId, Reason, Zone};
use jinpai_reminder::{BuyerFacts, Manner, Plan, PlanInput, PlanOrder, Policy, plan, spec::PolicySpec};

use crate::made::at;

fn planned(manner: Manner) -> Plan {
    let mut spec = PolicySpec {
        holdout_percent: 0,
        ..PolicySpec::default()
    };
    spec.timing.jitter_min = 0;
    for (angle, text) in [
        (Angle::Closing, "{{ close }} 关闭"),
        (Angle::PaymentTrouble, "不方便吗"),
        (Angle::Concern, "还有什么顾虑吗"),
        (Angle::Product, "{{ item }}"),
    ] {
        spec.texts.insert(angle, vec![text.to_owned()]);
    }
    let created_at = at("23T09:00");
    let dear = PlanOrder::new(
        OrderId::from_bits(1),
        Fen::yuan(5_000),
        created_at,
        created_at.plus(72 * HOUR_MS),
    );
    let buyer = BuyerFacts {
        manner,
        ..BuyerFacts::new("buyer")
    };
    plan(&PlanInput {
        shop: "shop",
        shop_name: "木子家居",
        buyer: &buyer,
        orders: &[dear],
        talk: None,
        contacts: &[],
        zone: &Zone::shanghai(),
        policy: &Policy::new(spec).unwrap(),
        now: created_at,
        seed: 1,
    })
}

#[test]
fn who_buys_and_is_gone_is_reminded_once() {
    let usual = planned(Manner::default());
    assert!(usual.steps.len() > 1, "a dear order has a ladder");
    let once = planned(Manner {
        at_most: Some(1),
        ..Manner::default()
    });
    assert_eq!(once.steps, usual.steps[..1]);
    let none = planned(Manner {
        at_most: Some(0),
        ..Manner::default()
    });
    assert!(none.steps.is_empty());
}

#[test]
fn whom_the_shop_lets_be_is_skipped_with_that_reason_and_not_drawn() {
    let plan = planned(Manner {
        let_be: true,
        ..Manner::default()
    });
    assert!(plan.steps.is_empty() && plan.drawn.is_empty());
    assert_eq!(plan.skips[0].reason, Reason::LetBe);
}

#[test]
fn who_is_warned_hears_of_the_closing_first() {
    let usual = planned(Manner::default());
    let warned = planned(Manner {
        first_angle: Some(Angle::Closing),
        ..Manner::default()
    });
    assert_eq!(warned.steps[0].angle, Angle::Closing);
    assert!(
        warned.steps[0]
            .text
            .as_ref()
            .is_some_and(|text| text.contains("关闭"))
    );
    let moments = |plan: &Plan| plan.steps.iter().map(|step| step.due_at).collect::<Vec<_>>();
    assert_eq!(
        moments(&warned),
        moments(&usual),
        "what is said changes, not when"
    );
}
