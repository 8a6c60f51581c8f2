//! One person by two names: what holds of her counts for both, and each keeps what is hers.

use jinpai_engine::{BuyerChange, UpdateBody};
use jinpai_model::{BuyerId, OrderId, Reason, StepState};

use crate::{
    effect::start_policy,
    reminders::step_in,
    shop::{TestShop, Watch, order},
};

/// An unpaid order of this buyer, made now.
async fn ordered(shop: &TestShop, number: &str, buyer: &str, created: &str) -> OrderId {
    let told = order(number, buyer, created, 39);
    shop.post("created", &told).await.unwrap().order
}

async fn id_of(shop: &TestShop, name: &str) -> BuyerId {
    shop.buyer(name).await.buyer_id()
}

/// The first word about an order: whether the draw leaves it alone.
async fn is_held_out(watch: &mut Watch, order: OrderId) -> bool {
    let reason = watch.until(|update| match &update.body {
        UpdateBody::Step(view) if view.step.orders.first() == Some(&order) => Some(view.step.reason),
        _ => None,
    });
    reason.await == Reason::HeldOut
}

pub async fn the_budget_is_of_one_person(shop: &TestShop) {
    start_policy(shop, &[("holdout_percent = 10", "holdout_percent = 0")]).await;
    let (one, other) = (id_of(shop, "u-1").await, id_of(shop, "u-2").await);
    shop.owner.merge_buyers(one, other).await.unwrap();
    let mut watch = shop.watch().await;
    ordered(shop, "A1", "u-1", "2026-11-21T09:00:00").await;
    step_in(&mut watch, StepState::Planned).await;
    ordered(shop, "A2", "u-2", "2026-11-21T09:00:00").await;
    step_in(&mut watch, StepState::Planned).await;
    shop.move_to("2026-11-21T21:15:00");
    let sent = step_in(&mut watch, StepState::Sent).await;
    let other = step_in(&mut watch, StepState::Skipped).await;
    assert_ne!(other.step.buyer, sent.step.buyer);
    assert_eq!(other.step.reason, Reason::Cap, "she was spoken to a moment ago");
}

pub async fn opting_out_by_one_name_ends_what_the_other_was_to_hear(shop: &TestShop) {
    start_policy(shop, &[("holdout_percent = 10", "holdout_percent = 0")]).await;
    let (one, other) = (id_of(shop, "u-1").await, id_of(shop, "u-2").await);
    let mut watch = shop.watch().await;
    ordered(shop, "A1", "u-1", "2026-11-21T09:00:00").await;
    step_in(&mut watch, StepState::Planned).await;
    shop.owner.merge_buyers(other, one).await.unwrap();
    let off = BuyerChange {
        opted_out: Some(true),
        ..BuyerChange::default()
    };
    shop.owner.change_buyer(other, off).await.unwrap();
    let ended = step_in(&mut watch, StepState::Cancelled).await;
    assert_eq!((ended.step.buyer, ended.step.reason), (one, Reason::OptedOut));
    // Taken apart, it is the wish of the one who had it.
    let card = shop.owner.split_buyer(other).await.unwrap();
    assert!(card.buyer.opted_out_at.is_some());
    assert!(shop.owner.buyer(one).await.unwrap().buyer.opted_out_at.is_none());
    let later = ordered(shop, "A2", "u-1", "2026-11-21T09:00:00").await;
    let planned = step_in(&mut watch, StepState::Planned).await;
    assert!(
        planned.step.buyer == one && !planned.step.orders.is_empty(),
        "{later}"
    );
}

pub async fn a_person_counts_by_the_first_draw_and_orders_stay_where_they_were_drawn(shop: &TestShop) {
    start_policy(shop, &[("holdout_percent = 10", "holdout_percent = 50")]).await;
    let mut watch = shop.watch().await;
    // One of each group, the one of them drawn first.
    let mut drawn: Vec<(String, OrderId, bool)> = Vec::new();
    for n in 0..30 {
        let (name, created) = (format!("u-{n}"), format!("2026-11-21T09:{n:02}:00"));
        shop.move_to(&created);
        let id = ordered(shop, &format!("A{n}"), &name, &created).await;
        let held_out = is_held_out(&mut watch, id).await;
        if drawn.iter().all(|(_, _, held)| *held != held_out) {
            drawn.push((name, id, held_out));
        }
    }
    let [(first, _, first_held), (second, old, second_held)] = &drawn[..] else {
        panic!("both groups are drawn into")
    };
    let (one, other) = (id_of(shop, first).await, id_of(shop, second).await);
    shop.owner.merge_buyers(other, one).await.unwrap();
    shop.move_to("2026-11-21T09:40:00");
    let fresh = ordered(shop, "B1", second, "2026-11-21T09:40:00").await;
    assert_eq!(
        is_held_out(&mut watch, fresh).await,
        *first_held,
        "a new order goes by the first draw"
    );
    let held = async |id: OrderId| {
        let (_, steps) = shop.owner.order(id).await.unwrap();
        let left_alone = |view: &jinpai_engine::StepView| view.step.reason == Reason::HeldOut;
        steps.iter().any(left_alone)
    };
    assert_eq!(held(*old).await, *second_held, "what was drawn before stays");

    shop.owner.split_buyer(other).await.unwrap();
    shop.move_to("2026-11-21T09:50:00");
    let alone = ordered(shop, "B2", second, "2026-11-21T09:50:00").await;
    assert_eq!(is_held_out(&mut watch, alone).await, *second_held);
    assert_eq!(held(fresh).await, *first_held, "nor does taking apart draw anew");
}
