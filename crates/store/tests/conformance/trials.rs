//! The trial of reminders: an order stays where it was drawn, and what came of it is read beside it.

use std::collections::BTreeMap;

use jinpai_model::{At, Channel, Fen, Flow, OrderSource, OrderStatus, Reason, StepState};
use jinpai_store::{
    Store, buyers, orders,
    pauses::{self, Ended, Pause},
    steps,
    trials::{self, Trial},
};

use crate::{
    coach::write,
    reminders::plan,
    world::{World, a_buyer, a_step, an_order, buyer, order, person, shop, step},
};

fn a_trial(n: u128, held_out: bool, holdout_percent: u32, started_at: i64) -> Trial {
    Trial {
        drawn_as: buyer(n),
        flow: Flow::Payment,
        order: order(n),
        buyer: buyer(n),
        held_out,
        holdout_percent,
        policy_version: 3,
        arms: BTreeMap::from([("先说什么".to_owned(), "usual".to_owned())]),
        total_fen: Fen(900),
        started_at: At(started_at),
        counts_from_at: At(started_at + 10),
        window_ends_at: At(started_at + 100),
    }
}

const fn status(paid_at: Option<i64>) -> OrderStatus {
    match paid_at {
        Some(_) => OrderStatus::Paid,
        None => OrderStatus::Unpaid,
    }
}

async fn enrol(store: &Store, some: Vec<Trial>) {
    write(store, shop(1), move |tx| {
        Box::pin(async move { trials::enrol(tx, shop(1), &some).await })
    })
    .await;
}

pub async fn an_order_stays_where_it_was_drawn(world: &World) {
    let store = world.with_shops(&[shop(1), shop(2)]).await;
    let rows: Vec<_> = [(1, Some(60)), (2, None), (3, None)]
        .map(|(n, paid_at): (u128, Option<i64>)| {
            let mut row = an_order(n, status(paid_at), 500);
            row.buyer = buyer(n);
            row.input.paid_at = paid_at.map(At);
            row.input.total_fen = Fen(1_000);
            row
        })
        .into();
    write(&store, shop(1), move |tx| {
        Box::pin(async move {
            for n in 1..=3 {
                let (buyer, reference) = a_buyer(shop(1), n);
                buyers::create_with_ref(tx, &buyer, &reference).await?;
            }
            let gone = buyers::BuyerChange {
                opted_out_at: Some(Some(At(70))),
                ..buyers::BuyerChange::default()
            };
            buyers::update(tx, shop(1), buyer(2), gone).await?;
            orders::upsert_batch(tx, shop(1), &rows).await
        })
    })
    .await;
    enrol(&store, vec![a_trial(1, false, 10, 50), a_trial(2, true, 10, 40)]).await;
    // Again, in the other group and by another share: it stays as it was.
    enrol(&store, vec![a_trial(1, true, 20, 50), a_trial(3, true, 20, 60)]).await;
    let read = store.read();
    let of = async |id, percent, limit| {
        trials::outcomes(read, id, Flow::Payment, (At(0), At(1_000)), percent, limit)
            .await
            .unwrap()
    };
    let ten = of(shop(1), 10, 9).await;
    assert_eq!(
        ten.iter()
            .map(|one| (one.order, one.held_out))
            .collect::<Vec<_>>(),
        [(order(1), false), (order(2), true)]
    );
    let first = &ten[0];
    assert_eq!(
        (first.paid_at, first.total_fen, first.drawn_fen),
        (Some(At(60)), Fen(1_000), Fen(900))
    );
    assert_eq!((first.counts_from_at, first.window_ends_at), (At(60), At(150)));
    assert_eq!(first.arms.get("先说什么").map(String::as_str), Some("usual"));
    assert_eq!((first.source, first.opted_out_at), (OrderSource::File, None));
    assert_eq!((ten[1].paid_at, ten[1].opted_out_at), (None, Some(At(70))));
    assert_eq!(of(shop(1), 20, 9).await.len(), 1);
    assert_eq!(of(shop(1), 10, 1).await[0].order, order(1), "the newest");
    assert_eq!(of(shop(2), 10, 9).await, []);
    let span = trials::outcomes(read, shop(1), Flow::Payment, (At(40), At(50)), 10, 9)
        .await
        .unwrap();
    assert_eq!(span.len(), 1);
    assert_eq!(
        trials::first_started_at(read, shop(1), Flow::Payment, 10)
            .await
            .unwrap(),
        Some(At(40))
    );
    assert_eq!(
        trials::newest(read, shop(1), Flow::Payment).await.unwrap(),
        Some((20, 3))
    );
    assert_eq!(trials::newest(read, shop(1), Flow::Inquiry).await.unwrap(), None);
    let hers = trials::of_buyer(read, shop(1), Flow::Payment, buyer(1))
        .await
        .unwrap();
    assert_eq!(hers.into_iter().collect::<Vec<_>>(), [order(1)]);
}

pub async fn opt_outs_count_after_a_reminder_only(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    let sent = |n: u128, buyer_n: u128, at: i64| {
        let mut sent = a_step(shop(1), n, at);
        (sent.buyer, sent.state, sent.decided_at) = (buyer(buyer_n), StepState::Sent, Some(At(at)));
        sent.reason = Reason::SlotPeak;
        sent
    };
    let mut open = a_step(shop(1), 9, 100);
    open.buyer = buyer(4);
    let all = vec![
        sent(1, 1, 100),
        sent(2, 1, 200),
        sent(3, 2, 100),
        sent(4, 3, 20),
        open,
    ];
    plan(&store, shop(1), all).await;
    write(&store, shop(1), move |tx| {
        Box::pin(async move {
            for (n, gone) in [(1, Some(150)), (2, Some(90)), (3, Some(95)), (4, Some(150))] {
                let (mut row, reference) = a_buyer(shop(1), n);
                row.opted_out_at = gone.map(At);
                buyers::create_with_ref(tx, &row, &reference).await?;
            }
            Ok(())
        })
    })
    .await;
    let read = store.read();
    let since = async |at| {
        trials::reminded_and_opted_out(read, shop(1), Flow::Payment, At(at))
            .await
            .unwrap()
    };
    // The second went before she was reminded, the fourth never was.
    assert_eq!(since(50).await, (2, 1));
    assert_eq!(since(0).await, (3, 2));
    let by_channel = trials::sent_by_channel(read, shop(1), Flow::Payment, (At(50), At(200)))
        .await
        .unwrap();
    assert_eq!(by_channel, BTreeMap::from([(Channel::Chat, 2)]));
    assert!(steps::get(read, shop(1), step(9)).await.unwrap().is_some());
}

pub async fn a_stop_is_ended_once_and_with_a_reason(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    let stop = Pause {
        flow: Flow::Payment,
        revision: 4,
        version: 2,
        at: At(10),
        rail: "opt-out".to_owned(),
        people: 80,
        events: 9,
        limit_ppm: 20_000,
        ended: None,
    };
    let row = stop.clone();
    write(&store, shop(1), move |tx| {
        Box::pin(async move { pauses::record(tx, shop(1), &row).await })
    })
    .await;
    let held = async || {
        pauses::latest(store.read(), shop(1), Flow::Payment, 5)
            .await
            .unwrap()
    };
    assert_eq!(held().await, std::slice::from_ref(&stop));
    let end = async |why: &'static str| {
        let ended = Ended {
            by: person(1),
            at: At(20),
            why: why.to_owned(),
        };
        let key = (Flow::Payment, 4);
        write(&store, shop(1), move |tx| {
            Box::pin(async move { pauses::end(tx, shop(1), key, &ended).await })
        })
        .await
    };
    assert!(end("措辞改温和了").await);
    assert!(!end("又一次").await);
    assert_eq!(
        held().await[0].ended.as_ref().map(|ended| ended.why.as_str()),
        Some("措辞改温和了")
    );
}

pub async fn what_could_be_reminded_is_told_from_orders(world: &World) {
    let store = world.with_shops(&[shop(1)]).await;
    // Paid at once, in time, too late, never; and one outside the span.
    let paid = [
        (1, 100, Some(105)),
        (2, 100, Some(130)),
        (3, 100, Some(200)),
        (4, 100, None),
        (5, 300, None),
    ];
    let rows: Vec<_> = paid
        .map(|(n, created, paid_at): (u128, i64, Option<i64>)| {
            let mut row = an_order(n, status(paid_at), 500);
            (row.input.created_at, row.input.paid_at) = (At(created), paid_at.map(At));
            row
        })
        .into();
    write(&store, shop(1), move |tx| {
        Box::pin(async move { orders::upsert_batch(tx, shop(1), &rows).await })
    })
    .await;
    let told = trials::could_be_reminded(store.read(), shop(1), (At(0), At(300)), (10, 50))
        .await
        .unwrap();
    assert_eq!(told, (3, 1));
}
