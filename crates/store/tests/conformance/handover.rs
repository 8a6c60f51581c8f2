//! Attempts, tasks, contacts and deliveries: what happens around a hand-over.

use std::collections::HashSet;

use futures_util::future::join_all;
use jinpai_model::{At, Attempt, AttemptId, AttemptState, Channel, Reason, StepState, TaskId, TaskState};
use jinpai_store::{
    Lane, StoreError,
    attempts::{self, End},
    contacts, deliveries, steps, tasks,
};

use crate::{
    reminders::{a_task, claim, finish, plan},
    world::{World, a_step, buyer, order, person, shop, step},
};

fn an_attempt(n: u128, of: u128, key: &str) -> Attempt {
    Attempt {
        shop: shop(1),
        id: AttemptId::from_bits(n),
        step: step(of),
        channel: Channel::Chat,
        idempotency_key: key.to_owned(),
        state: AttemptState::Sending,
        started_at: At(300),
        finished_at: None,
        receipt: None,
        provider: None,
        why: None,
        ask_at: None,
        asked: 0,
        delivery: None,
    }
}

pub async fn a_step_being_handed_over_is_not_cancelled(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    plan(&store, shop(1), vec![a_step(shop(1), 1, 100)]).await;
    let claimed = claim(&store, 100, 50, 10).await.remove(0);
    let pay = async |now| {
        let write = store.write::<_, StoreError, _>(shop(1), move |tx| {
            Box::pin(async move {
                steps::cancel_open_of_orders(tx, shop(1), &[order(1)], Reason::Paid, At(now)).await
            })
        });
        write.await.unwrap()
    };
    store
        .write::<_, StoreError, _>(shop(1), |tx| {
            Box::pin(async move { attempts::start(tx, &an_attempt(1, 1, "k1")).await })
        })
        .await
        .unwrap();
    assert_eq!(pay(400).await, []);
    store
        .write::<_, StoreError, _>(shop(1), |tx| {
            Box::pin(async move {
                let id = AttemptId::from_bits(1);
                attempts::finish(
                    tx,
                    shop(1),
                    id,
                    &End::known(AttemptState::Accepted, Some("m1".to_owned()), At(401)),
                )
                .await
            })
        })
        .await
        .unwrap();
    assert!(finish(&store, &claimed, StepState::Sent, Reason::SlotNextDay).await);
    assert_eq!(pay(500).await, [], "what was sent was sent");
}

pub async fn many_ends_are_written_at_once_each_to_its_own(world: &World) {
    let store = world.with_shops(&[shop(1), shop(2)]).await;
    let all = (1..=4).map(|n| a_step(shop(1), n, 100)).collect();
    plan(&store, shop(1), all).await;
    let mut elsewhere = a_step(shop(2), 1, 5_000);
    elsewhere.epoch = 1;
    plan(&store, shop(2), vec![elsewhere]).await;
    let claimed = claim(&store, 100, 50, 10).await;
    assert!(finish(&store, &claimed[2], StepState::Cancelled, Reason::Paid).await);
    let sent = [
        (1, 1, Reason::SlotNextDay, "一"),
        (2, 1, Reason::SlotPeak, "二"),
        (3, 1, Reason::SlotPeak, "三"),
        (4, 0, Reason::SlotPeak, "四"),
    ];
    let ended = store
        .write::<_, StoreError, _>(shop(1), move |tx| {
            Box::pin(async move {
                for n in [1, 2, 3] {
                    attempts::start(tx, &an_attempt(n, n, &format!("k{n}"))).await?;
                }
                let rejected = End::known(AttemptState::Rejected, None, At(400));
                attempts::finish(tx, shop(1), AttemptId::from_bits(3), &rejected).await?;
                let receipts = [
                    (AttemptId::from_bits(1), "m1"),
                    (AttemptId::from_bits(2), "m2"),
                    (AttemptId::from_bits(3), "m3"),
                ];
                attempts::accept(tx, shop(1), &receipts, At(401)).await?;
                let sent = sent.map(|(n, epoch, reason, text)| steps::Sent {
                    id: step(n),
                    epoch,
                    reason,
                    text,
                });
                steps::finish_sent(tx, shop(1), &sent, At(402)).await
            })
        })
        .await
        .unwrap();
    assert_eq!(
        ended,
        HashSet::from([step(1), step(2)]),
        "one is over, one is somebody else's by now"
    );
    let held = steps::of_shop(store.read(), shop(1)).await.unwrap();
    let of = |n| {
        let found = held.iter().find(|held| held.id == step(n)).unwrap();
        (
            found.state,
            found.reason,
            found.text.as_deref(),
            found.decided_at,
            found.lease_until_at,
        )
    };
    assert_eq!(
        of(1),
        (
            StepState::Sent,
            Reason::SlotNextDay,
            Some("一"),
            Some(At(402)),
            None
        )
    );
    assert_eq!(
        of(2),
        (StepState::Sent, Reason::SlotPeak, Some("二"), Some(At(402)), None)
    );
    assert_eq!((of(3).0, of(4).0), (StepState::Cancelled, StepState::Claimed));
    let attempts = attempts::of_shop(store.read(), shop(1)).await.unwrap();
    let told: Vec<_> = attempts
        .iter()
        .map(|one| (one.state, one.receipt.as_deref(), one.finished_at))
        .collect();
    let accepted = |receipt| (AttemptState::Accepted, Some(receipt), Some(At(401)));
    assert_eq!(
        told,
        [
            accepted("m1"),
            accepted("m2"),
            (AttemptState::Rejected, None, Some(At(400)))
        ]
    );
    let elsewhere = steps::of_shop(store.read(), shop(2)).await.unwrap();
    assert_eq!(
        elsewhere[0].state,
        StepState::Planned,
        "another shop's step of the same number"
    );
}

pub async fn a_step_waits_for_a_person_and_goes_on(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    plan(
        &store,
        shop(1),
        (1..=3).map(|n| a_step(shop(1), n, 100)).collect(),
    )
    .await;
    for claimed in claim(&store, 100, 50, 10).await {
        let open = store.write::<_, StoreError, _>(shop(1), move |tx| {
            Box::pin(async move {
                steps::wait(tx, shop(1), claimed.id, claimed.epoch, Reason::StaleStatus).await?;
                tasks::open(tx, &a_task(claimed.id.bits(), claimed.id.bits())).await
            })
        });
        assert!(open.await.unwrap());
    }
    assert_eq!(
        claim(&store, 10_000, 50, 10).await,
        [],
        "nobody claims what waits"
    );
    let answered = store.write::<_, StoreError, _>(shop(1), |tx| {
        Box::pin(async move {
            let (one, two) = (TaskId::from_bits(1), TaskId::from_bits(2));
            assert!(tasks::finish(tx, shop(1), one, "unpaid", person(1), At(300)).await?);
            assert!(
                !tasks::finish(tx, shop(1), one, "paid", person(2), At(301)).await?,
                "first answer wins"
            );
            assert!(tasks::finish(tx, shop(1), two, "declined", person(1), At(302)).await?);
            let goes_on = steps::resume(tx, shop(1), step(1), At(303), Reason::Confirmed).await?;
            let declined = (StepState::Skipped, Reason::Declined);
            let ended = steps::settle(tx, shop(1), step(2), declined.0, declined.1, At(304)).await?;
            Ok(goes_on && ended)
        })
    });
    assert!(answered.await.unwrap());
    let claimed = claim(&store, 303, 50, 10).await;
    assert_eq!((claimed.len(), claimed[0].id, claimed[0].epoch), (1, step(1), 2));
    assert_eq!(tasks::shops_with_due(store.read(), At(899)).await.unwrap(), []);
    assert_eq!(
        tasks::shops_with_due(store.read(), At(900)).await.unwrap(),
        [shop(1)]
    );
    let expired = store.write::<_, StoreError, _>(shop(1), |tx| {
        Box::pin(async move { tasks::expire_due(tx, shop(1), At(900)).await })
    });
    let expired = expired.await.unwrap();
    assert_eq!(
        (expired.len(), expired[0].step, expired[0].state),
        (1, step(3), TaskState::Expired)
    );
    let task = tasks::get(store.read(), shop(1), TaskId::from_bits(1))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (task.outcome.as_deref(), task.done_by),
        (Some("unpaid"), Some(person(1)))
    );
}

pub async fn an_idempotency_key_is_handed_over_once(world: &World) {
    let (one, two) = (world.with_shops(&[shop(1)]).await, world.open().await);
    let starts = (0..10_u128).map(|n| {
        let store = if n % 2 == 0 { one.clone() } else { two.clone() };
        tokio::spawn(async move {
            let write = store.write::<_, StoreError, _>(shop(1), move |tx| {
                Box::pin(async move { attempts::start(tx, &an_attempt(n + 1, 1, "k1")).await })
            });
            write.await.unwrap()
        })
    });
    let started: Vec<bool> = join_all(starts).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(started.iter().filter(|s| **s).count(), 1);
    let of_step = attempts::of_step(one.read(), shop(1), step(1)).await.unwrap();
    assert_eq!(of_step.len(), 1);
    let left = attempts::unfinished(one.read(), At(301)).await.unwrap();
    assert_eq!(left, of_step);
    assert_eq!(attempts::unfinished(one.read(), At(300)).await.unwrap(), []);
    let id = of_step[0].id;
    let end = async |state| {
        let write = one.write::<_, StoreError, _>(shop(1), move |tx| {
            Box::pin(
                async move { attempts::finish(tx, shop(1), id, &End::known(state, None, At(400))).await },
            )
        });
        write.await.unwrap()
    };
    assert!(end(AttemptState::Unknown).await);
    assert!(
        end(AttemptState::Accepted).await,
        "what was unknown may be found out"
    );
    assert!(!end(AttemptState::Rejected).await, "what is known stays");
}

pub async fn contacts_are_counted_over_all_senders(world: &World) {
    let store = world.with_shops(&[shop(1), shop(2)]).await;
    store
        .write::<_, StoreError, _>(shop(1), |tx| {
            Box::pin(async move {
                for (of, at, source) in [
                    (1, 10, "step"),
                    (1, 20, "platform"),
                    (1, 20, "platform"),
                    (2, 30, "agent"),
                ] {
                    let contact = contacts::Contact {
                        shop: shop(1),
                        buyer: buyer(of),
                        at: At(at),
                        channel: Channel::Chat,
                        source: source.to_owned(),
                    };
                    contacts::record(tx, &contact).await?;
                }
                Ok(())
            })
        })
        .await
        .unwrap();
    let since = async |shop, n, at| {
        let found = contacts::of_buyer_since(store.read(), shop, buyer(n), At(at))
            .await
            .unwrap();
        found.iter().map(|c| c.at.ms()).collect::<Vec<_>>()
    };
    assert_eq!(since(shop(1), 1, 0).await, [10, 20]);
    assert_eq!(since(shop(1), 1, 11).await, [20]);
    assert_eq!(since(shop(2), 1, 0).await, [0_i64; 0]);
    let all = contacts::of_buyers_since(store.read(), shop(1), &[buyer(1), buyer(2), buyer(3)], At(0)).await;
    assert_eq!(all.unwrap().len(), 2);
}

pub async fn a_delivery_is_taken_once(world: &World) {
    let store = world.with_shops(&[shop(1), shop(2)]).await;
    let put = async |shop, body: &str, at| {
        let new = deliveries::Delivery {
            shop,
            delivery: "d1".to_owned(),
            body_hash: body.to_owned(),
            result: format!("answer to {body}"),
            at: At(at),
        };
        let write = store.write::<_, StoreError, _>(shop, move |tx| {
            Box::pin(async move { deliveries::put(tx, &new).await })
        });
        write.await.unwrap().map(|known| known.result)
    };
    assert_eq!(put(shop(1), "a", 10).await, None);
    assert_eq!(put(shop(1), "b", 20).await.as_deref(), Some("answer to a"));
    assert_eq!(put(shop(2), "b", 30).await, None);
    let purged = store.write::<_, StoreError, _>(Lane::Global, |tx| {
        Box::pin(async move { deliveries::purge(tx, At(30)).await })
    });
    assert_eq!(purged.await.unwrap(), 1);
    assert_eq!(put(shop(1), "c", 40).await, None);
}
