//! From the draw to the figures: who counts where, what a person reads, and when a flow stops by itself.

use std::collections::HashSet;

use jinpai_engine::{BuyerChange, Days, EffectView, EngineError, PolicyDraft, UpdateBody, VerdictView};
use jinpai_model::{EventKind, Flow, OrderId, Reason, StepState};

use crate::shop::{TestShop, Watch, order};

/// The built-in policy with some lines changed, as version 1 and in force.
pub async fn start_policy(shop: &TestShop, changes: &[(&str, &str)]) {
    let mut toml = shop.owner.policy_text(Flow::Payment, 0).await.unwrap().toml;
    for (from, to) in changes {
        assert!(toml.contains(from), "{from}");
        toml = toml.replace(from, to);
    }
    let draft = PolicyDraft {
        toml,
        note: String::new(),
        base: 0,
    };
    shop.owner.save_policy(Flow::Payment, draft).await.unwrap();
    shop.owner.start_policy(Flow::Payment, 1, 0).await.unwrap();
}

async fn effect(shop: &TestShop) -> EffectView {
    shop.owner.effect(Flow::Payment, Days::default()).await.unwrap()
}

/// Posts so many orders of a buyer each and waits until all are planned; tells them in order, and which are held out.
async fn posted(shop: &TestShop, watch: &mut Watch, count: usize) -> (Vec<OrderId>, HashSet<OrderId>) {
    let mut ids = Vec::new();
    for n in 0..count {
        let told = order(&format!("A{n}"), &format!("u-{n}"), "2026-11-21T09:00:00", 100);
        ids.push(shop.post("created", &told).await.unwrap().order);
    }
    let (mut seen, mut held) = (HashSet::new(), HashSet::new());
    while seen.len() < count {
        let step = watch
            .until(|update| match &update.body {
                UpdateBody::Step(view) => Some(view.step.clone()),
                _ => None,
            })
            .await;
        seen.insert(step.orders[0]);
        if step.reason == Reason::HeldOut {
            held.insert(step.orders[0]);
        }
    }
    (ids, held)
}

pub async fn both_groups_are_counted_where_they_were_drawn(shop: &TestShop) {
    start_policy(shop, &[("holdout_percent = 10", "holdout_percent = 50")]).await;
    let mut watch = shop.watch().await;
    let (ids, held) = posted(shop, &mut watch, 40).await;
    let before = effect(shop).await;
    assert_eq!(
        (before.treated.orders, before.control.orders, before.waiting),
        (0, 0, 40)
    );
    assert_eq!(before.holdout_percent, 50);

    // The first pays before any reminder could come; of the others every second, an hour after ordering.
    let told = |n: usize| order(&format!("A{n}"), &format!("u-{n}"), "2026-11-21T09:00:00", 100);
    shop.move_to("2026-11-21T09:05:00");
    shop.post("paid", &told(0)).await.unwrap();
    shop.move_to("2026-11-21T10:00:00");
    for n in (1..40).step_by(2) {
        shop.post("paid", &told(n)).await.unwrap();
    }
    shop.move_to("2026-11-23T09:00:00");
    let view = effect(shop).await;
    let count = |held_out: bool, paid: bool| {
        let of = |n: &usize| held.contains(&ids[*n]) == held_out && (!paid || n % 2 == 1);
        (1..40).filter(of).count() as i64
    };
    assert_eq!(
        (view.treated.orders, view.treated.paid),
        (count(false, false), count(false, true))
    );
    assert_eq!(
        (view.control.orders, view.control.paid),
        (count(true, false), count(true, true))
    );
    assert_eq!((view.waiting, view.paid_before), (0, 1));
    assert_eq!(view.treated.paid_fen, view.treated.paid * 10_000);
    let ratio = view.ratio.unwrap();
    assert_eq!(
        (ratio.treated + ratio.control, ratio.control),
        (40, held.len() as i64)
    );
    assert!(ratio.sound);
    assert!(
        matches!(view.verdict, VerdictView::TooEarly { .. }),
        "40 orders show nothing: {:?}",
        view.verdict
    );
    let last = view.series.last().unwrap();
    assert_eq!(
        (last.day.as_str(), last.treated, last.control),
        ("2026-11-21", view.treated.orders, view.control.orders)
    );
}

pub async fn without_a_control_group_nothing_is_claimed(shop: &TestShop) {
    let mut watch = shop.watch().await;
    posted(shop, &mut watch, 3).await;
    shop.move_to("2026-11-30T09:00:00");
    let view = effect(shop).await;
    assert_eq!(view.verdict, VerdictView::NoControl);
    assert!(view.lift.is_none() && view.series.is_empty());
    // It says what a control group would show: all three could have been reminded.
    assert_eq!((view.power.orders, view.power.holdout_percent), (3, 10));
}

async fn opt_out(shop: &TestShop, number: usize) {
    let buyer = shop.buyer(&format!("u-{number}")).await.buyer_id();
    let change = BuyerChange {
        opted_out: Some(true),
        ..BuyerChange::default()
    };
    shop.owner.change_buyer(buyer, change).await.unwrap();
}

pub async fn too_many_opt_outs_stop_the_flow_until_a_person_starts_it(shop: &TestShop) {
    let policy = [
        ("holdout_percent = 10", "holdout_percent = 0"),
        ("opt_out_percent = 2", "opt_out_percent = 5"),
        ("least_buyers = 50", "least_buyers = 10"),
    ];
    start_policy(shop, &policy).await;
    let mut watch = shop.watch().await;
    for n in 0..12 {
        shop.buyer(&format!("u-{n}")).await;
    }
    posted(shop, &mut watch, 12).await;
    shop.move_to("2026-11-21T21:15:00");
    for _ in 0..12 {
        watch
            .until(|update| match &update.body {
                UpdateBody::Step(view) if view.step.state == StepState::Sent => Some(()),
                _ => None,
            })
            .await;
    }
    // One of twelve is more than five percent, and says nothing yet.
    opt_out(shop, 0).await;
    let rail = effect(shop).await.rails.remove(0);
    assert_eq!((rail.people, rail.events, rail.broken), (12, 1, false));
    for n in 1..6 {
        opt_out(shop, n).await;
    }
    watch
        .until(|update| (update.event.kind == EventKind::PolicyChanged).then_some(()))
        .await;
    let stopped = effect(shop).await;
    let pause = stopped.pause.expect("it says why it stands still");
    assert!(
        !stopped.running && pause.people == 12 && (2..=6).contains(&pause.events),
        "{pause:?}"
    );
    assert_eq!(shop.owner.policies().await.unwrap()[0].in_force, None);

    shop.clock.pass(60_000);
    let refused = shop.owner.resume_flow(Flow::Payment, pause.revision, "  ").await;
    assert!(matches!(refused, Err(EngineError::Invalid { field: "why", .. })));
    shop.owner
        .resume_flow(Flow::Payment, pause.revision, "措辞改温和了")
        .await
        .unwrap();
    let going = effect(shop).await;
    assert!(going.running && going.pause.is_none());
    assert_eq!(going.past_pauses[0].ended.as_ref().unwrap().2, "措辞改温和了");
    assert_eq!(going.rails[0].people, 0, "counted anew");
    let twice = shop
        .owner
        .resume_flow(Flow::Payment, pause.revision, "再来")
        .await;
    assert!(matches!(twice, Err(EngineError::AlreadyDone(_))));
}

pub async fn an_experiment_gives_each_buyer_her_arm(shop: &TestShop) {
    let with = "[[experiments]]\nname = \"先说什么\"\non = \"angle\"\narms = [{ value = \"usual\", percent = 50 }, { value = \"concern\", percent = 50 }]\n\n[tiers]";
    start_policy(
        shop,
        &[("holdout_percent = 10", "holdout_percent = 0"), ("[tiers]", with)],
    )
    .await;
    let mut watch = shop.watch().await;
    for n in 0..20 {
        shop.buyer(&format!("u-{n}")).await;
    }
    let (ids, _) = posted(shop, &mut watch, 20).await;
    let mut favoured = 0;
    for id in ids {
        let (_, steps) = shop.owner.order(id).await.unwrap();
        favoured += i64::from(steps[0].step.angle == Some(jinpai_model::Angle::Concern));
    }
    shop.move_to("2026-11-30T09:00:00");
    let view = effect(shop).await;
    let arms = &view.experiments[0].arms;
    assert_eq!(arms.iter().map(|arm| arm.side.orders).sum::<i64>(), 20);
    assert_eq!(arms[1].value, "concern");
    assert_eq!(
        arms[1].side.orders, favoured,
        "who is counted in the arm was planned by it"
    );
    assert!(favoured > 0 && arms[0].against.is_none() && arms[1].against.is_some());
}
