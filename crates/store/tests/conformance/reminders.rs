//! Steps: planning, claiming, deciding, counting.

use std::collections::{HashMap, HashSet};

use futures_util::future::join_all;
use jinpai_model::{
    At, HOUR_MS, OrderStatus, Reason, ShopId, Step, StepId, StepState, Task, TaskId, TaskKind, TaskState,
};
use jinpai_store::{
    Lane, Store, StoreError,
    agenda::Agenda,
    orders,
    steps::{self, Decision},
    tasks,
};

use crate::world::{World, a_step, an_order, buyer, order, shop, step};

pub async fn plan(store: &Store, shop: ShopId, planned: Vec<Step>) -> Vec<bool> {
    store
        .write::<_, StoreError, _>(shop, move |tx| {
            Box::pin(async move { steps::insert_many(tx, shop, &planned).await })
        })
        .await
        .unwrap()
}

pub async fn claim(store: &Store, now: i64, lease_ms: i64, limit: u64) -> Vec<Step> {
    store
        .write::<_, StoreError, _>(Lane::Global, move |tx| {
            Box::pin(async move { steps::claim_due(tx, At(now), lease_ms, limit).await })
        })
        .await
        .unwrap()
}

pub async fn finish(store: &Store, claimed: &Step, state: StepState, reason: Reason) -> bool {
    let (shop, id, epoch) = (claimed.shop, claimed.id, claimed.epoch);
    let decision = Decision {
        state,
        reason,
        text: Some("亲".to_owned()),
        decided_at: At(500),
    };
    store
        .write::<_, StoreError, _>(shop, move |tx| {
            Box::pin(async move { steps::finish(tx, shop, id, epoch, &decision).await })
        })
        .await
        .unwrap()
}

async fn get(store: &Store, id: StepId) -> Step {
    steps::get(store.read(), shop(1), id).await.unwrap().unwrap()
}

pub fn a_task(n: u128, of: u128) -> Task {
    Task {
        shop: shop(1),
        id: TaskId::from_bits(n),
        kind: TaskKind::ConfirmUnpaid,
        step: step(of),
        state: TaskState::Open,
        opened_at: At(200),
        due_at: At(900),
        outcome: None,
        done_by: None,
        done_at: None,
    }
}

pub async fn planning_twice_plans_once(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    let mut merged = a_step(shop(1), 1, 100);
    merged.orders = vec![order(5), order(3), order(4)];
    assert_eq!(
        plan(&store, shop(1), vec![merged.clone(), a_step(shop(1), 2, 90)]).await,
        [true, true]
    );
    let mut again = merged.clone();
    again.id = step(77);
    let mut next = merged.clone();
    (next.id, next.n) = (step(78), 2);
    assert_eq!(
        plan(&store, shop(1), vec![again, next.clone(), next]).await,
        [false, true, false]
    );
    assert_eq!(
        get(&store, step(1)).await,
        merged,
        "the leading order comes first"
    );
    assert_eq!(steps::get(store.read(), shop(1), step(77)).await.unwrap(), None);
    let of_merged = steps::of_orders(store.read(), shop(1), &[order(4)])
        .await
        .unwrap();
    assert_eq!(
        of_merged.iter().map(|s| s.id).collect::<Vec<_>>(),
        [step(1), step(78)]
    );
    let hers = steps::of_buyer_open(store.read(), shop(1), buyer(1))
        .await
        .unwrap();
    assert_eq!(hers.len(), 2);
}

pub async fn a_due_step_goes_to_one_worker_among_eight(world: &World) {
    let (one, two) = (world.with_shops(&[shop(1), shop(2)]).await, world.open().await);
    for shop in [shop(1), shop(2)] {
        plan(&one, shop, (1..=150).map(|n| a_step(shop, n, 100)).collect()).await;
    }
    let workers = (0..8).map(|n| {
        let store = if n % 2 == 0 { one.clone() } else { two.clone() };
        tokio::spawn(async move {
            let mut mine = Vec::new();
            loop {
                let claimed = claim(&store, 100, 1_000, 7).await;
                if claimed.is_empty() {
                    return mine;
                }
                assert!(claimed.len() <= 7);
                for step in claimed {
                    assert_eq!((step.state, step.epoch), (StepState::Claimed, 1));
                    assert_eq!(step.lease_until_at, Some(At(1_100)));
                    assert_eq!(step.orders.len(), 1);
                    mine.push((step.shop, step.id));
                }
            }
        })
    });
    let all: Vec<_> = join_all(workers)
        .await
        .into_iter()
        .flat_map(Result::unwrap)
        .collect();
    let once: HashSet<_> = all.iter().collect();
    assert_eq!((all.len(), once.len()), (300, 300));
}

pub async fn nothing_is_claimed_before_its_time(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    assert_eq!(Agenda::read(store.read()).await.unwrap().step_due, None);
    plan(
        &store,
        shop(1),
        vec![
            a_step(shop(1), 1, 300),
            a_step(shop(1), 2, 100),
            a_step(shop(1), 3, 200),
        ],
    )
    .await;
    assert_eq!(Agenda::read(store.read()).await.unwrap().step_due, Some(At(100)));
    assert_eq!(claim(&store, 99, 10, 10).await, []);
    let ids: Vec<StepId> = claim(&store, 250, 10, 10).await.iter().map(|s| s.id).collect();
    assert_eq!(ids, [step(2), step(3)], "the longest due first");
    assert_eq!(Agenda::read(store.read()).await.unwrap().step_due, Some(At(300)));
}

pub async fn a_worker_that_lost_its_lease_writes_nothing(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    plan(&store, shop(1), vec![a_step(shop(1), 1, 100)]).await;
    let slow = claim(&store, 100, 50, 10).await.remove(0);
    let reclaim = async |now| {
        let write = store.write::<_, StoreError, _>(Lane::Global, move |tx| {
            Box::pin(async move { steps::claim_expired_leases(tx, At(now), 50, 10).await })
        });
        write.await.unwrap()
    };
    assert_eq!(reclaim(149).await, [], "the lease still runs");
    let next = reclaim(150).await.remove(0);
    assert_eq!(
        (next.id, next.epoch, next.lease_until_at),
        (slow.id, 2, Some(At(200)))
    );
    assert!(!finish(&store, &slow, StepState::Sent, Reason::SlotNextDay).await);
    let late = store.write::<_, StoreError, _>(shop(1), move |tx| {
        Box::pin(async move {
            let waits = steps::wait(tx, shop(1), slow.id, slow.epoch, Reason::StaleStatus).await?;
            let moved =
                steps::postpone(tx, shop(1), slow.id, slow.epoch, At(900), Reason::QuietHours).await?;
            Ok(waits || moved)
        })
    });
    assert!(!late.await.unwrap());
    assert_eq!(get(&store, step(1)).await, next, "nothing was written");
    assert!(finish(&store, &next, StepState::Sent, Reason::SlotNextDay).await);
    assert!(
        !finish(&store, &next, StepState::Skipped, Reason::Paid).await,
        "a decision stands"
    );
    let now = get(&store, step(1)).await;
    assert_eq!(
        (now.state, now.text.as_deref(), now.lease_until_at),
        (StepState::Sent, Some("亲"), None)
    );
}

pub async fn a_payment_cancels_open_steps_and_their_tasks(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    let mut merged = a_step(shop(1), 4, 100);
    merged.orders = vec![order(9), order(1)];
    let mut planned: Vec<Step> = (1..=3).map(|n| a_step(shop(1), n, 100)).collect();
    planned.push(merged);
    // The same order, done already.
    let mut done = a_step(shop(1), 5, 100);
    (done.orders, done.state) = (vec![order(1)], StepState::Sent);
    planned.push(done);
    plan(&store, shop(1), planned).await;
    let claimed = claim(&store, 100, 50, 10).await;
    let by_id: HashMap<StepId, Step> = claimed.into_iter().map(|s| (s.id, s)).collect();
    let epoch = by_id[&step(4)].epoch;
    let (mut cancelled, closed) = store
        .write::<_, StoreError, _>(shop(1), move |tx| {
            Box::pin(async move {
                steps::wait(tx, shop(1), step(4), epoch, Reason::StaleStatus).await?;
                assert!(tasks::open(tx, &a_task(1, 4)).await?);
                assert!(!tasks::open(tx, &a_task(2, 4)).await?, "one open task a step");
                let cancelled =
                    steps::cancel_open_of_orders(tx, shop(1), &[order(1), order(2)], Reason::Paid, At(400))
                        .await?;
                let closed = tasks::close_of_steps(tx, shop(1), &cancelled, At(400)).await?;
                Ok((cancelled, closed))
            })
        })
        .await
        .unwrap();
    cancelled.sort_unstable();
    assert_eq!(cancelled, [step(1), step(2), step(4)]);
    assert_eq!(
        closed.iter().map(|t| t.id).collect::<Vec<_>>(),
        [TaskId::from_bits(1)]
    );
    assert_eq!(tasks::list_open(store.read(), shop(1)).await.unwrap(), []);
    let now = get(&store, step(1)).await;
    assert_eq!(
        (now.state, now.reason, now.decided_at),
        (StepState::Cancelled, Reason::Paid, Some(At(400)))
    );
    assert_eq!(get(&store, step(3)).await.state, StepState::Claimed);
    assert_eq!(get(&store, step(5)).await.state, StepState::Sent);
    assert!(
        !finish(&store, &by_id[&step(1)], StepState::Sent, Reason::SlotNextDay).await,
        "its worker finds it gone"
    );
}

pub async fn a_days_figures_add_up(world: &World) {
    let store = world.with_shops(&[shop(1), shop(2)]).await;
    let mut planned: Vec<Step> = (1..=8).map(|n| a_step(shop(1), n, HOUR_MS + 5)).collect();
    planned[0].due_at = At(2 * HOUR_MS - 1);
    planned[1].due_at = At(2 * HOUR_MS);
    planned[2].state = StepState::Sent;
    planned[3].state = StepState::Sent;
    planned[4].state = StepState::Skipped;
    planned[5].state = StepState::Waiting;
    // Beyond the day on either side.
    planned[6].due_at = At(24 * HOUR_MS);
    planned[7].due_at = At(-1);
    plan(&store, shop(1), planned).await;
    plan(&store, shop(2), vec![a_step(shop(2), 1, HOUR_MS)]).await;
    store
        .write::<_, StoreError, _>(shop(1), |tx| {
            Box::pin(async move {
                let rows = [
                    an_order(3, OrderStatus::Paid, 9),
                    an_order(4, OrderStatus::Unpaid, 9),
                ];
                orders::upsert_batch(tx, shop(1), &rows).await
            })
        })
        .await
        .unwrap();
    let day = (At(0), At(24 * HOUR_MS));
    let figures = steps::figures(store.read(), shop(1), day.0, day.1).await.unwrap();
    assert_eq!(
        (figures.open(), figures.of(StepState::Sent), figures.sent_paid),
        (3, 2, 1)
    );
    assert_eq!(
        (figures.of(StepState::Skipped), figures.of(StepState::Unknown)),
        (1, 0)
    );
    assert_eq!(figures.next_due_at, Some(At(2 * HOUR_MS - 1)));
    let hours = steps::by_hour(store.read(), shop(1), day.0, day.1).await.unwrap();
    let found: Vec<_> = hours.iter().map(|h| (h.hour, h.state, h.count)).collect();
    let expected = [
        (1, StepState::Planned, 1),
        (1, StepState::Waiting, 1),
        (1, StepState::Sent, 2),
        (1, StepState::Skipped, 1),
        (2, StepState::Planned, 1),
    ];
    assert_eq!(found, expected);
    let list = async |state, limit| {
        let found = steps::list_of_day(store.read(), shop(1), day.0, day.1, state, limit)
            .await
            .unwrap();
        found.iter().map(|s| s.id.bits()).collect::<Vec<_>>()
    };
    assert_eq!(list(None, 500).await, [3, 4, 5, 6, 1, 2]);
    assert_eq!(list(Some(StepState::Sent), 1).await, [3]);
}

pub async fn a_plan_may_move_a_step_that_nobody_holds(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    plan(&store, shop(1), vec![a_step(shop(1), 1, 100)]).await;
    let mut moved = a_step(shop(1), 1, 700);
    moved.orders = vec![order(8), order(1)];
    let replan = async || {
        let step = moved.clone();
        let write = store.write::<_, StoreError, _>(shop(1), move |tx| {
            Box::pin(async move { steps::replan(tx, shop(1), &step).await })
        });
        write.await.unwrap()
    };
    let first = claim(&store, 100, 50, 10).await.remove(0);
    assert!(!replan().await, "a worker holds it");
    let back = store.write::<_, StoreError, _>(shop(1), move |tx| {
        Box::pin(async move { steps::postpone(tx, shop(1), step(1), 1, At(600), Reason::QuietHours).await })
    });
    assert!(back.await.unwrap());
    assert!(replan().await);
    let now = get(&store, step(1)).await;
    assert_eq!((now.due_at, &now.orders, now.epoch), (At(700), &moved.orders, 1));
    let second = claim(&store, 700, 50, 10).await.remove(0);
    assert!(
        second.epoch > first.epoch,
        "the first worker must not own it again"
    );
}
