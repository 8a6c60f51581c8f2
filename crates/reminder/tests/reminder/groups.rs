//! Several orders of one buyer: what goes together, who leads, what is said of the others.

use jinpai_model::{Fen, HOUR_MS, OrderId, Reason, Slot, Zone};
use jinpai_reminder::{
    BuyerFacts, Contact, ContactBy, Goods, Plan, PlanInput, PlanOrder, Policy, plan, spec::PolicySpec,
};

use crate::made::at;

fn order(id: u128, created: &str, close_after_h: i64, yuan: i64) -> PlanOrder {
    let created_at = at(created);
    let close_at = created_at.plus(close_after_h * HOUR_MS);
    PlanOrder::new(OrderId::from_bits(id), Fen::yuan(yuan), created_at, close_at)
}

fn planned(orders: &[PlanOrder], contacts: &[Contact], now: &str) -> Plan {
    let mut spec = PolicySpec {
        holdout_percent: 0,
        ..PolicySpec::default()
    };
    spec.timing.jitter_min = 0;
    let closing = "{{ orders }} 笔 {{ total }} {{ sum }} {{ close }}".to_owned();
    spec.texts.insert(jinpai_model::Angle::Closing, vec![closing]);
    spec.texts
        .insert(jinpai_model::Angle::PaymentTrouble, vec!["不方便吗".to_owned()]);
    plan(&PlanInput {
        shop: "shop",
        shop_name: "木子家居",
        buyer: &BuyerFacts::new("buyer"),
        orders,
        talk: None,
        contacts,
        zone: &Zone::shanghai(),
        policy: &Policy::new(spec).unwrap(),
        now: at(now),
        seed: 1,
    })
}

fn ids(orders: &[OrderId]) -> Vec<u128> {
    orders.iter().map(|order| order.bits()).collect()
}

#[test]
fn two_orders_of_a_morning_get_one_reminder_led_by_the_dearer() {
    let orders = [order(1, "23T09:00", 24, 30), order(2, "23T09:40", 24, 300)];
    let plan = planned(&orders, &[], "23T09:40");
    assert_eq!(plan.steps.len(), 1);
    let step = &plan.steps[0];
    assert_eq!(ids(&step.orders), [2, 1]);
    // Bound by the first to close, Tuesday 08:30.
    assert_eq!((step.slot, step.due_at), (Slot::Peak, at("23T21:00")));
    assert_eq!(step.text.as_deref(), Some("2 笔 300.00 330.00 明天 09:00"));
    assert_eq!(plan.skips.len(), 1);
    assert_eq!(plan.skips[0].reason, Reason::Merged);
    assert_eq!(plan.skips[0].leader, Some(OrderId::from_bits(2)));
}

#[test]
fn a_new_order_moves_the_group_so_that_none_is_reminded_too_soon() {
    // At 21:00 the second is an hour old: the group takes the last minute before Tuesday 08:30.
    let orders = [order(1, "23T09:00", 24, 300), order(2, "23T20:00", 24, 30)];
    let plan = planned(&orders, &[], "23T20:00");
    assert_eq!(plan.steps.len(), 1);
    assert_eq!(
        (plan.steps[0].slot, plan.steps[0].due_at),
        (Slot::LastMinute, at("24T08:30"))
    );
}

#[test]
fn orders_that_share_no_moment_have_their_own_ladders() {
    // The first closes at 13:00 and is due by 12:30; the second may not be reminded before 13:00.
    let orders = [order(1, "23T10:00", 3, 30), order(2, "23T11:30", 24, 30)];
    let plan = planned(&orders, &[], "23T11:30");
    let due: Vec<_> = plan.steps.iter().map(|s| (ids(&s.orders), s.due_at)).collect();
    assert_eq!(due, [(vec![1], at("23T12:30")), (vec![2], at("24T10:00"))]);
    assert_ne!(plan.steps[0].ladder, plan.steps[1].ladder);
}

#[test]
fn an_order_placed_after_the_reminder_meets_the_cap() {
    let reminded = Contact {
        orders: vec![OrderId::from_bits(1)],
        ..Contact::new(at("23T21:00"), ContactBy::Us)
    };
    // Its slot is Tuesday 10:00, 13 hours after the reminder of the first.
    let orders = [order(1, "23T09:00", 24, 300), order(2, "23T21:10", 24, 30)];
    let plan = planned(&orders, &[reminded], "23T21:10");
    assert!(plan.steps.is_empty());
    let skips: Vec<_> = plan.skips.iter().map(|s| (s.order.bits(), s.reason)).collect();
    assert_eq!(
        skips,
        [(2, Reason::Cap)],
        "the first was reminded and needs no word more"
    );
}

#[test]
fn a_cheap_order_rides_only_as_often_as_its_price_allows() {
    let orders = [order(1, "23T09:00", 72, 30), order(2, "23T09:30", 72, 300)];
    let plan = planned(&orders, &[], "23T09:30");
    let riders: Vec<_> = plan.steps.iter().map(|s| (s.n, ids(&s.orders))).collect();
    assert_eq!(riders, [(1, vec![2, 1]), (2, vec![2])]);
    // Never the same angle twice.
    assert_ne!(plan.steps[0].angle, plan.steps[1].angle);
}

#[test]
fn planning_twice_gives_the_same_plan() {
    let orders = [order(1, "23T09:00", 24, 30), order(2, "23T09:40", 24, 300)];
    assert_eq!(
        planned(&orders, &[], "23T09:40"),
        planned(&orders, &[], "23T18:40")
    );
    let turned = [orders[1].clone(), orders[0].clone()];
    assert_eq!(
        planned(&orders, &[], "23T09:40").steps,
        planned(&turned, &[], "23T09:40").steps
    );
}

#[test]
fn a_text_whose_fact_is_missing_gives_way_to_the_next_angle() {
    let mut spec = PolicySpec {
        holdout_percent: 0,
        ..PolicySpec::default()
    };
    spec.texts
        .insert(jinpai_model::Angle::Closing, vec!["{{ gift }}".to_owned()]);
    let policy = Policy::new(spec.clone()).unwrap();
    let buyer = BuyerFacts::new("buyer");
    let zone = Zone::shanghai();
    let orders = [order(1, "23T09:00", 24, 30)];
    let mut input = PlanInput {
        shop: "shop",
        shop_name: "木子家居",
        buyer: &buyer,
        orders: &orders,
        talk: None,
        contacts: &[],
        zone: &zone,
        policy: &policy,
        now: at("23T09:00"),
        seed: 1,
    };
    assert_eq!(plan(&input).skips[0].reason, Reason::NoText);
    spec.texts
        .insert(jinpai_model::Angle::Concern, vec!["还想了解什么".to_owned()]);
    let richer = Policy::new(spec).unwrap();
    input.policy = &richer;
    assert_eq!(plan(&input).steps[0].text.as_deref(), Some("还想了解什么"));
}

/// An order of one 枕 with postage inside its total.
fn order_of(id: u128, created: &str, yuan: i64, postage: i64, item: &str) -> PlanOrder {
    PlanOrder {
        postage_fen: Fen::yuan(postage),
        goods: vec![Goods {
            name: item.to_owned(),
            pieces: 1,
        }],
        ..order(id, created, 24, yuan)
    }
}

/// Orders to keep, orders placed twice, postage off, sum and new sum in fen.
type Change = (Vec<u128>, Vec<u128>, i64, i64, i64);

fn proposed(orders: &[PlanOrder]) -> Option<Change> {
    let plan = planned(orders, &[], "23T10:00");
    assert!(plan.proposals.len() <= 1);
    let proposal = plan.proposals.into_iter().next()?;
    assert_eq!(proposal.confirm_before_at, plan.steps[0].due_at);
    assert_eq!(proposal.ladder, plan.steps[0].ladder);
    let each: i64 = proposal.prices.iter().map(|(_, price)| price.0).sum();
    assert_eq!(
        each, proposal.new_sum_fen.0,
        "what each asks for is what all ask for"
    );
    assert!(proposal.prices.iter().map(|(id, _)| id).eq(&proposal.keep));
    Some((
        ids(&proposal.keep),
        ids(&proposal.duplicates),
        proposal.postage_off_fen.0,
        proposal.sum_fen.0,
        proposal.new_sum_fen.0,
    ))
}

#[test]
fn an_agent_is_asked_to_merge_what_was_ordered_or_charged_twice() {
    let a = || order_of(1, "23T09:00", 100, 10, "枕");
    // Other goods: postage of 10 and 8 is asked for twice, the dearer is enough. 100 + 60 − 8.
    let other = order_of(2, "23T09:30", 60, 8, "被");
    assert_eq!(
        proposed(&[a(), other]),
        Some((vec![1, 2], vec![], 800, 16_000, 15_200))
    );
    // The same goods: the newer is kept, and its postage is the only one then.
    let again = order_of(2, "23T09:30", 100, 10, "枕");
    assert_eq!(
        proposed(&[a(), again]),
        Some((vec![2], vec![1], 0, 20_000, 10_000))
    );
    // Two of the same and one other: one of each is kept, 100 + 60 − 8.
    let again = order_of(3, "23T09:50", 100, 10, "枕");
    let other = || order_of(2, "23T09:30", 60, 8, "被");
    assert_eq!(
        proposed(&[a(), other(), again]),
        Some((vec![2, 3], vec![1], 800, 26_000, 15_200))
    );
    // Free postage, and two pieces instead of one: nothing to change.
    let mut two = order_of(2, "23T09:30", 200, 0, "枕");
    two.goods[0].pieces = 2;
    assert_eq!(proposed(&[a(), two]), None);
    // Unknown goods are not the same goods; one order alone has nothing to merge.
    let unknown = |id, created| order(id, created, 24, 100);
    assert_eq!(proposed(&[unknown(1, "23T09:00"), unknown(2, "23T09:30")]), None);
    assert_eq!(proposed(&[a()]), None);
    // An agent has confirmed a price already.
    let mut agreed = other();
    agreed.agreed_fen = Some(Fen::yuan(52));
    assert_eq!(proposed(&[a(), agreed]), None);
}

#[test]
fn a_confirmed_price_is_named_and_an_unconfirmed_one_is_not() {
    let mut spec = PolicySpec {
        holdout_percent: 0,
        ..PolicySpec::default()
    };
    let texts = [
        "{{ same }} 笔一样",
        "改好了 {{ new_sum }}，少 {{ saved }}",
        "合计 {{ sum }}",
    ];
    let texts = texts.map(str::to_owned).to_vec();
    spec.texts.insert(jinpai_model::Angle::Closing, texts);
    let policy = Policy::new(spec).unwrap();
    let zone = Zone::shanghai();
    let said = |orders: &[PlanOrder]| {
        let input = PlanInput {
            shop: "shop",
            shop_name: "木子家居",
            buyer: &BuyerFacts::new("buyer"),
            orders,
            talk: None,
            contacts: &[],
            zone: &zone,
            policy: &policy,
            now: at("23T10:00"),
            seed: 1,
        };
        plan(&input).steps[0].text.clone().unwrap()
    };
    let (a, b) = (
        order_of(1, "23T09:00", 100, 10, "枕"),
        order_of(2, "23T09:30", 60, 8, "被"),
    );
    assert_eq!(said(&[a.clone(), b.clone()]), "合计 160.00");
    let agreed = PlanOrder {
        agreed_fen: Some(Fen::yuan(52)),
        ..b
    };
    assert_eq!(said(&[a.clone(), agreed]), "改好了 152.00，少 8.00");
    let again = order_of(2, "23T09:30", 100, 10, "枕");
    assert_eq!(said(&[a, again]), "2 笔一样");
}
