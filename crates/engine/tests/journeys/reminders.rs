//! From an unpaid order to one kind message, or to the reason why there is none.

use std::collections::{BTreeMap, BTreeSet};

use jinpai_engine::{BuyerChange, BuyerUpdate, Locale, StepView, TaskOutcome, UpdateBody};
use jinpai_model::{EventKind, Reason, Side, Slot, StepState};

use crate::shop::{TestShop, Watch, order, start};

pub async fn step_in(watch: &mut Watch, state: StepState) -> StepView {
    watch
        .until(|update| match &update.body {
            UpdateBody::Step(view) if view.step.state == state => Some(view.clone()),
            _ => None,
        })
        .await
}

pub async fn an_unpaid_order_is_reminded_in_the_chat_and_payment_ends_it(shop: &TestShop) {
    let buyer = shop.buyer("u-1").await;
    let mut hers = buyer.feed(0).await.unwrap();
    let mut watch = shop.watch().await;
    let told = order("A1", "u-1", "2026-11-21T09:00:00", 39);
    let id = shop.post("created", &told).await.unwrap().order;
    let planned = step_in(&mut watch, StepState::Planned).await;
    assert_eq!(planned.step.reason, Reason::SlotPeak);
    shop.move_to("2026-11-21T21:15:00");
    let sent = step_in(&mut watch, StepState::Sent).await;
    let said = loop {
        if let Some(BuyerUpdate::Message(view)) = hers.next().await.unwrap() {
            break view.message;
        }
    };
    assert_eq!(said.from, Side::Bot);
    assert_eq!(Some(&said.text), sent.step.text.as_ref());
    assert!(said.text.contains("羊毛混纺大衣"), "{}", said.text);

    // A second order of hers is planned, and paying it takes the reminder away at once.
    shop.move_to("2026-11-23T09:00:00");
    let second = order("A2", "u-1", "2026-11-23T09:00:00", 39);
    let other = shop.post("created", &second).await.unwrap().order;
    step_in(&mut watch, StepState::Planned).await;
    shop.post("paid", &second).await.unwrap();
    let cancelled = step_in(&mut watch, StepState::Cancelled).await;
    assert_eq!(cancelled.step.reason, Reason::Paid);
    let zone = shop.owner.zone().await.unwrap();
    for order in [id, other] {
        let (_, steps) = shop.owner.order(order).await.unwrap();
        assert!(!steps.is_empty());
        assert!(
            steps
                .iter()
                .all(|view| !shop.owner.why(view, &zone, Locale::Zh).is_empty()),
            "every order tells why"
        );
    }
}

pub async fn an_order_known_from_a_file_waits_for_a_person(shop: &TestShop) {
    let mut watch = shop.watch().await;
    let book = "订单编号,买家会员名,总金额,买家实际支付金额,订单状态,收货地址,订单创建时间,订单付款时间\n\
        2001,小鹿,256.00,0.00,等待买家付款,江苏,2026-11-21 09:00:00,\n\
        2002,阿宁,256.00,0.00,等待买家付款,江苏,2026-11-21 09:00:00,\n";
    shop.owner
        .import_orders(book.as_bytes().to_vec(), None, false, Locale::Zh)
        .await
        .unwrap();
    shop.move_to("2026-11-21T21:15:00");
    let mut tasks = Vec::new();
    while tasks.len() < 2 {
        tasks.push(
            watch
                .until(|update| match &update.body {
                    UpdateBody::Task(view) if update.event.kind == EventKind::TaskOpened => {
                        Some(view.clone())
                    }
                    _ => None,
                })
                .await,
        );
    }
    assert!(
        tasks
            .iter()
            .all(|task| !task.reachable && task.step.step.state == StepState::Waiting)
    );
    assert!(
        shop.owner
            .finish_task(tasks[0].task.id, TaskOutcome::Unpaid)
            .await
            .is_err(),
        "nobody would read it"
    );
    shop.owner
        .finish_task(tasks[0].task.id, TaskOutcome::Sent)
        .await
        .unwrap();
    let sent = step_in(&mut watch, StepState::Sent).await;
    assert_eq!(sent.step.reason, Reason::Confirmed);
    shop.owner
        .finish_task(tasks[1].task.id, TaskOutcome::Paid)
        .await
        .unwrap();
    assert_eq!(
        step_in(&mut watch, StepState::Cancelled).await.step.reason,
        Reason::Paid
    );
    assert!(
        shop.owner
            .finish_task(tasks[1].task.id, TaskOutcome::Sent)
            .await
            .is_err(),
        "the first answer counts"
    );
}

pub async fn opting_out_ends_everything_at_once(shop: &TestShop) {
    let mut watch = shop.watch().await;
    shop.post("created", &order("A1", "u-1", "2026-11-21T09:00:00", 256))
        .await
        .unwrap();
    let planned = step_in(&mut watch, StepState::Planned).await;
    let change = BuyerChange {
        opted_out: Some(true),
        ..BuyerChange::default()
    };
    let card = shop.owner.change_buyer(planned.step.buyer, change).await.unwrap();
    assert!(card.next_step.is_none());
    let ended = step_in(&mut watch, StepState::Cancelled).await;
    assert_eq!(ended.step.reason, Reason::OptedOut);
    shop.post("created", &order("A2", "u-1", "2026-11-21T09:00:00", 256))
        .await
        .unwrap();
    let skipped = step_in(&mut watch, StepState::Skipped).await;
    assert_eq!(
        skipped.step.reason,
        Reason::OptedOut,
        "and what comes later is skipped with that reason"
    );
}

pub async fn an_open_chat_is_reminded_after_ten_minutes(shop: &TestShop) {
    let buyer = shop.buyer("u-1").await;
    let mut watch = shop.watch().await;
    shop.post("created", &order("A1", "u-1", "2026-11-21T09:00:00", 256))
        .await
        .unwrap();
    shop.move_to("2026-11-21T09:04:00");
    let asked = buyer.send("a", "颜色偏深吗").await.unwrap();
    shop.move_to("2026-11-21T09:05:00");
    let talk = asked.message.conversation;
    shop.owner
        .send(
            talk,
            "r1",
            "亲，实物和图片比较接近的，您放心看看细节图哦",
            Locale::Zh,
        )
        .await
        .unwrap();
    let planned = watch
        .until(|update| match &update.body {
            UpdateBody::Step(view) if view.step.slot == Some(jinpai_model::Slot::Session) => {
                Some(view.clone())
            }
            _ => None,
        })
        .await;
    assert_eq!(planned.step.due_at, crate::shop::at("2026-11-21T09:10:00"));
    shop.move_to("2026-11-21T09:10:01");
    let sent = step_in(&mut watch, StepState::Sent).await;
    assert_eq!(sent.step.reason, Reason::SlotSession);
    let page = shop.owner.messages(talk, None, None, 10).await.unwrap();
    assert_eq!(page.items.last().unwrap().message.from, Side::Bot);
    // Somebody else's order is planned after hers was planned anew.
    shop.post("created", &order("B1", "u-2", "2026-11-21T09:00:00", 39))
        .await
        .unwrap();
    step_in(&mut watch, StepState::Planned).await;
    let (_, steps) = shop.owner.order(sent.orders[0].id).await.unwrap();
    let in_session = steps.iter().filter(|view| view.step.slot == Some(Slot::Session));
    assert_eq!(in_session.count(), 1, "a chat is asked once");
}

pub async fn a_worker_that_died_is_taken_over_without_doubling(shop: &TestShop) {
    let buyer = shop.buyer("u-1").await;
    let mut watch = shop.watch().await;
    shop.post("created", &order("A1", "u-1", "2026-11-21T09:00:00", 39))
        .await
        .unwrap();
    let planned = step_in(&mut watch, StepState::Planned).await;
    // A worker claimed the step and died: its lease has run out by the time of the slot.
    let id = planned.step.id;
    shop.database
        .tamper(&format!(
            "UPDATE steps SET state = 'claimed', epoch = 1, lease_until_at = 1 WHERE id = '{id}'"
        ))
        .await;
    shop.move_to("2026-11-21T21:15:00");
    // The next process looks for what the last one left.
    let next = start(&shop.database, shop.clock.clone()).await;
    step_in(&mut watch, StepState::Sent).await;
    let (page, _) = buyer.messages(None, None, 10).await.unwrap();
    assert_eq!(page.items.len(), 1);
    next.stop().await;
}

/// More buyers than are planned at a time, some with two orders, and others who order meanwhile.
pub async fn a_whole_book_is_planned_while_others_order(shop: &TestShop) {
    const BUYERS: usize = 450;
    const SECOND: usize = 50;
    const OTHERS: usize = 20;
    let mut watch = shop.watch().await;
    let mut book =
        "订单编号,买家会员名,总金额,买家实际支付金额,订单状态,收货地址,订单创建时间,订单付款时间\n"
            .to_owned();
    for n in 0..BUYERS {
        book.push_str(&format!(
            "{},买家{n},256.00,0.00,等待买家付款,江苏,2026-11-21 08:{:02}:00,\n",
            10_000 + n,
            n % 60
        ));
    }
    for n in 0..SECOND {
        book.push_str(&format!(
            "{},买家{n},39.00,0.00,等待买家付款,江苏,2026-11-21 08:30:00,\n",
            20_000 + n
        ));
    }
    let imported = shop
        .owner
        .import_orders(book.into_bytes(), None, false, Locale::Zh);
    let ordered = async {
        for n in 0..OTHERS {
            let told = order(&format!("B{n}"), &format!("u-{n}"), "2026-11-21T08:59:00", 39);
            shop.post("created", &told).await.unwrap();
        }
    };
    let (imported, ()) = tokio::join!(imported, ordered);
    imported.unwrap();

    let mut spoken_of = BTreeSet::new();
    let mut ladders = BTreeMap::new();
    while spoken_of.len() < BUYERS + SECOND + OTHERS {
        let planned = step_in(&mut watch, StepState::Planned).await.step;
        spoken_of.extend(planned.orders);
        let place = (planned.ladder, planned.n);
        let first = *ladders.entry(place).or_insert(planned.id);
        assert_eq!(first, planned.id, "one step in each place");
    }
}
