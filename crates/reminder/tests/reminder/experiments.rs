//! Experiments of a policy: what an arm changes, what it leaves alone, and which ones are refused.

use jinpai_model::{Angle, Channel, Fen, HOUR_MS, OrderId, Slot, Zone};
use jinpai_reminder::{
    BuyerFacts, Plan, PlanInput, PlanOrder, Policy, Reach, plan,
    spec::{
        PolicySpec,
        effect::{ArmSpec, ExperimentSpec, Trait},
    },
};

use crate::made::at;

fn experiment(on: Trait, values: &[(&str, u32)]) -> ExperimentSpec {
    let arm = |(value, percent): &(&str, u32)| ArmSpec {
        value: (*value).to_owned(),
        percent: *percent,
    };
    ExperimentSpec {
        name: format!("try {}", on.as_str()),
        on,
        arms: values.iter().map(arm).collect(),
    }
}

fn spec(experiments: Vec<ExperimentSpec>) -> PolicySpec {
    let mut spec = PolicySpec {
        holdout_percent: 0,
        experiments,
        ..PolicySpec::default()
    };
    spec.timing.jitter_min = 0;
    for angle in [
        Angle::Closing,
        Angle::Product,
        Angle::PaymentTrouble,
        Angle::Concern,
    ] {
        spec.texts.insert(angle, vec![format!("{angle} 说一句")]);
    }
    spec
}

/// An order of nine in the morning that closes in two days.
fn planned(spec: PolicySpec, buyer: &BuyerFacts) -> Plan {
    let created_at = at("23T09:00");
    let close_at = created_at.plus(48 * HOUR_MS);
    plan(&PlanInput {
        shop: "shop",
        shop_name: "木子家居",
        buyer,
        orders: &[PlanOrder::new(
            OrderId::from_bits(1),
            Fen::yuan(30),
            created_at,
            close_at,
        )],
        talk: None,
        contacts: &[],
        zone: &Zone::shanghai(),
        policy: &Policy::new(spec).unwrap(),
        now: created_at,
        seed: 1,
    })
}

fn first(experiments: Vec<ExperimentSpec>) -> (Slot, Angle, Channel) {
    let step = &planned(spec(experiments), &BuyerFacts::new("buyer")).steps[0];
    (step.slot, step.angle, step.channel)
}

#[test]
fn an_arm_puts_its_angle_or_moment_first_and_usual_changes_nothing() {
    let usual = first(Vec::new());
    assert_eq!(usual, (Slot::NextDay, Angle::Product, Channel::Chat));
    let all = |on, value| vec![experiment(on, &[(value, 99), ("usual", 1)])];
    assert_eq!(
        first(all(Trait::Angle, "concern")),
        (Slot::NextDay, Angle::Concern, Channel::Chat)
    );
    assert_eq!(first(all(Trait::Slot, "peak")).0, Slot::Peak);
    assert_eq!(
        first(vec![experiment(Trait::Angle, &[("usual", 99), ("concern", 1)])]),
        usual
    );
}

#[test]
fn an_arm_that_cannot_be_had_goes_on_as_usual() {
    // No courier, no facts for a gift, no way by SMS.
    let usual = first(Vec::new());
    for (on, value) in [
        (Trait::Slot, "cut-off"),
        (Trait::Angle, "gift"),
        (Trait::Channel, "sms"),
    ] {
        assert_eq!(
            first(vec![experiment(on, &[(value, 99), ("usual", 1)])]),
            usual,
            "{value}"
        );
    }
}

#[test]
fn a_channel_arm_is_for_those_who_agreed_and_wished_nothing_else() {
    let mut spec = spec(vec![experiment(Trait::Channel, &[("sms", 99), ("usual", 1)])]);
    spec.sms
        .notice
        .insert(Angle::Product, vec!["【{{ shop }}】商品说一句".to_owned()]);
    let mut buyer = BuyerFacts::new("buyer");
    buyer.reach.push(Reach::agreed(Channel::Sms));
    let of = |buyer: &BuyerFacts| planned(spec.clone(), buyer).steps[0].channel;
    assert_eq!(of(&buyer), Channel::Sms);
    buyer.prefers = Some(Channel::Chat);
    assert_eq!(of(&buyer), Channel::Chat);
}

#[test]
fn orders_are_drawn_alike_in_both_groups() {
    let held = PolicySpec {
        holdout_percent: 50,
        ..spec(Vec::new())
    };
    for n in 0..20 {
        let plan = planned(held.clone(), &BuyerFacts::new(format!("buyer-{n}")));
        assert_eq!(plan.drawn, [OrderId::from_bits(1)], "held out or not");
    }
    let mut gone = BuyerFacts::new("buyer");
    gone.opted_out = true;
    assert!(
        planned(held, &gone).drawn.is_empty(),
        "what was known before the draw leaves her out of both"
    );
}

#[test]
fn contradictions_are_named_at_their_place() {
    let wrong = |experiments: Vec<ExperimentSpec>| -> Vec<String> {
        let problems = Policy::new(spec(experiments)).unwrap_err();
        problems.into_iter().map(|problem| problem.field).collect()
    };
    let angles = [("usual", 50), ("concern", 50)];
    assert_eq!(
        wrong(vec![experiment(Trait::Angle, &angles[..1])]),
        ["experiments[0].arms"]
    );
    assert_eq!(
        wrong(vec![experiment(Trait::Slot, &[("session", 50), ("usual", 50)])]),
        ["experiments[0].arms[0].value"]
    );
    assert_eq!(
        wrong(vec![experiment(Trait::Angle, &[("usual", 60), ("concern", 60)])]),
        ["experiments[0].arms"]
    );
    assert_eq!(
        wrong(vec![experiment(
            Trait::Angle,
            &[("usual", 50), ("price-cut", 50)]
        )]),
        ["experiments[0].arms[1].value"]
    );
    let two = vec![
        experiment(Trait::Angle, &angles),
        experiment(Trait::Angle, &angles),
    ];
    assert_eq!(wrong(two), ["experiments[1].name", "experiments[1].on"]);
}
