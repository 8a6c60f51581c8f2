//! SMS over SMPP, against a message centre in Node.

use std::sync::Arc;

use jinpai_channels::send::{
    Delivery, Event, Fate, Guard, Inbound, MessageIdForm, Outcome, PartSplit, ProviderSpec, Question,
    Receipt, RefusalKind, Sender, SmppSender, SmppSpec,
};
use serde_json::json;
use tokio::{sync::mpsc, time::timeout};

use super::{LIMIT, NOW, accepted, guard, node_peer::NodePeer, parcel, rejected, unknown};

const TO: &str = "13800138000";
const SHORT: &str = "【小鹿的店】您的订单还没有付款，今天15点前付款当天发出。";

fn two_parts() -> String {
    format!(
        "【小鹿的店】{}",
        "您拍下的羊毛混纺大衣还没有付款，今天下午三点前付款当天发出。".repeat(4)
    )
}

fn spec(port: u16) -> SmppSpec {
    let spec: ProviderSpec = serde_json::from_value(json!({
        "kind": "smpp", "host": "127.0.0.1", "port": port, "system_id": "jinpai", "password": "secret08",
        "source": "10690", "timeout_ms": 10_000, "validity_minutes": 90,
    }))
    .unwrap();
    assert_eq!(spec.faults(&guard(port)), []);
    match spec {
        ProviderSpec::Smpp(spec) => spec,
        other => panic!("{other:?}"),
    }
}

struct World {
    centre: NodePeer,
    sender: SmppSender,
    events: mpsc::Receiver<Inbound>,
}

impl World {
    async fn start() -> Self {
        Self::with(|_| {}).await
    }

    async fn with(change: impl FnOnce(&mut SmppSpec)) -> Self {
        let centre = NodePeer::start("smsc").await;
        let mut spec = spec(centre.port);
        change(&mut spec);
        let (heard, events) = mpsc::channel(16);
        let sender = SmppSender::open(spec, guard(centre.port), heard);
        timeout(LIMIT, sender.bound()).await.unwrap();
        Self {
            centre,
            sender,
            events,
        }
    }

    async fn hand_over(&self, key: &str, text: &str) -> Outcome {
        self.sender.hand_over(&parcel(key, TO, text), NOW).await
    }

    async fn ask(&self, key: &str, receipt: Option<Receipt>) -> Fate {
        let question = Question {
            key: key.to_owned(),
            to: TO.to_owned(),
            handed_at: NOW,
            receipt,
        };
        self.sender.ask(&question, NOW).await
    }

    async fn event(&mut self) -> Inbound {
        timeout(LIMIT, self.events.recv()).await.unwrap().unwrap()
    }

    async fn delivery(&mut self) -> (Option<String>, Option<String>, Delivery) {
        let inbound = self.event().await;
        let Event::Delivery(report) = inbound.event.clone() else {
            panic!("{inbound:?}");
        };
        inbound.taken();
        (report.key, report.id, report.delivery)
    }
}

#[tokio::test]
async fn a_chinese_message_of_two_parts_is_taken_receipted_and_answered() {
    let mut world = World::start().await;
    let text = two_parts();
    let receipt = accepted(world.hand_over("step:1", &text).await);
    let first = world.centre.next("submit").await;
    let second = world.centre.next("submit").await;
    assert_eq!(
        format!(
            "{}{}",
            first["text"].as_str().unwrap(),
            second["text"].as_str().unwrap()
        ),
        text
    );
    for (part, nth) in [(&first, 1), (&second, 2)] {
        assert_eq!(part["to"], "8613800138000");
        assert_eq!(
            (&part["coding"], &part["esm_class"], &part["registered_delivery"]),
            (&json!(8), &json!(64), &json!(1))
        );
        // Concatenation, three bytes: the message's reference, how many parts, which.
        assert_eq!(part["udh"], json!([0, 3, first["udh"][2], 2, nth]));
        assert_eq!(part["validity_minutes"], 90);
    }
    let ids: Vec<&str> = receipt.ids().collect();
    assert_eq!(ids.len(), 2);

    // The centre's receipts, the second one a failure; it keeps one until it is taken.
    for (id, stat) in [(ids[0], "DELIVRD"), (ids[1], "UNDELIV")] {
        world
            .centre
            .order(json!({"do": "receipt", "id": id, "stat": stat, "err": "042"}))
            .await;
    }
    let key = Some("step:1".to_owned());
    assert_eq!(
        world.delivery().await,
        (key.clone(), Some(ids[0].to_owned()), Delivery::Delivered)
    );
    let failed = Delivery::Failed {
        code: "UNDELIV 042".to_owned(),
    };
    assert_eq!(world.delivery().await, (key, Some(ids[1].to_owned()), failed));
    for _ in ids {
        assert_eq!(world.centre.next("receipt-answered").await["status"], 0);
    }

    // An opt-out that we lose is told again: the centre hears "try later" until it is taken.
    for taken in [false, true] {
        world
            .centre
            .order(json!({"do": "reply", "from": "8613800138000", "text": "Ｒ"}))
            .await;
        let inbound = world.event().await;
        let Event::Reply(reply) = &inbound.event else {
            panic!("{inbound:?}");
        };
        assert!(reply.opt_out && reply.from == TO);
        match taken {
            true => inbound.taken(),
            false => drop(inbound),
        }
        let status = if taken { 0 } else { 0x64 };
        assert_eq!(world.centre.next("reply-answered").await["status"], status);
    }
    world
        .centre
        .order(json!({"do": "reply", "from": "8613800138000", "text": "退货怎么退？"}))
        .await;
    let inbound = world.event().await;
    assert!(matches!(&inbound.event, Event::Reply(reply) if !reply.opt_out && reply.text == "退货怎么退？"));
}

#[tokio::test]
async fn a_silent_centre_leaves_it_unknown_and_a_late_answer_settles_it() {
    let mut world = World::with(|spec| spec.timeout_ms = 1_000).await;
    world.centre.mode(json!({"mode": "late"})).await;
    assert_eq!(unknown(world.hand_over("step:1", SHORT).await), None);
    assert_eq!(world.ask("step:1", None).await, Fate::StillUnknown);
    // Handed over once more it is not sent once more.
    assert_eq!(unknown(world.hand_over("step:1", SHORT).await), None);
    world.centre.order(json!({"do": "late"})).await;
    let inbound = world.event().await;
    let Event::Settled {
        key,
        fate: Fate::Accepted { receipt, .. },
    } = inbound.event
    else {
        panic!("{inbound:?}");
    };
    assert_eq!(key, "step:1");
    assert!(matches!(world.ask("step:1", None).await, Fate::Accepted { .. }));
    assert_eq!(Some(accepted(world.hand_over("step:1", SHORT).await)), receipt);
    assert_eq!(world.centre.count_until_mode("submit").await, 1);
}

#[tokio::test]
async fn a_torn_line_leaves_it_unknown_and_is_opened_again() {
    let mut world = World::start().await;
    world.centre.mode(json!({"mode": "tear"})).await;
    assert_eq!(unknown(world.hand_over("step:1", SHORT).await), None);
    assert_eq!(world.ask("step:1", None).await, Fate::CannotTell);
    world.centre.mode(json!({"mode": "accept"})).await;
    world.centre.next("bind").await;
    timeout(LIMIT, world.sender.bound()).await.unwrap();
    accepted(world.hand_over("step:2", SHORT).await);
    // The torn one stays what it is, and is not sent again.
    unknown(world.hand_over("step:1", SHORT).await);
    assert_eq!(world.centre.count_until_mode("submit").await, 1);
}

#[tokio::test]
async fn a_centre_that_is_too_busy_gets_time() {
    let mut world = World::start().await;
    world.centre.mode(json!({"mode": "throttle", "times": 1})).await;
    let refusal = rejected(world.hand_over("step:1", SHORT).await);
    assert_eq!((refusal.kind, refusal.permanent), (RefusalKind::Throttled, false));
    assert!(refusal.retry_after_ms.is_some_and(|ms| ms > 0));
    // A second part that came too fast is offered until the centre has it: half a message is none.
    world
        .centre
        .mode(json!({"mode": "throttle", "after": 1, "times": 2}))
        .await;
    let receipt = accepted(world.hand_over("step:2", &two_parts()).await);
    assert_eq!(receipt.ids().count(), 2);
    // The refused one may go, as it was never taken.
    accepted(world.hand_over("step:1", SHORT).await);
}

#[tokio::test]
async fn a_message_whose_line_ends_between_its_parts_still_goes_whole() {
    let mut world = World::start().await;
    let order = json!({"mode": "throttle", "after": 1, "times": 1, "drop": true});
    world.centre.mode(order).await;
    let receipt = accepted(world.hand_over("step:1", &two_parts()).await);
    assert_eq!(receipt.ids().count(), 2);
    // The first part, the second refused, the second again on the next line.
    assert_eq!(world.centre.count_until_mode("submit").await, 3);
}

#[tokio::test]
async fn a_refusal_says_what_it_is_about_and_half_a_message_is_neither_sent_nor_refused() {
    let mut world = World::start().await;
    for (status, kind, permanent) in [
        (0x0b, RefusalKind::Address, true),
        (0x0a, RefusalKind::Settings, true),
        (0x08, RefusalKind::Unavailable, false),
        (0x401, RefusalKind::Unavailable, false),
    ] {
        world
            .centre
            .mode(json!({"mode": "refuse", "status": status, "times": -1}))
            .await;
        let refusal = rejected(world.hand_over("step:1", SHORT).await);
        assert_eq!(
            (refusal.kind, refusal.permanent),
            (kind, permanent),
            "{status:#x}"
        );
    }
    world
        .centre
        .mode(json!({"mode": "refuse", "status": 0x0b, "after": 1, "times": -1}))
        .await;
    let receipt = unknown(world.hand_over("step:2", &two_parts()).await).unwrap();
    assert!(
        receipt.0.starts_with("2:") && receipt.0.ends_with(",-"),
        "{receipt:?}"
    );
    assert_eq!(world.ask("step:2", Some(receipt)).await, Fate::CannotTell);
    let refusal = rejected(
        world
            .sender
            .hand_over(&parcel("step:3", "138****8000", SHORT), NOW)
            .await,
    );
    assert_eq!((refusal.kind, refusal.permanent), (RefusalKind::Address, true));
}

#[tokio::test]
async fn a_receipt_that_overtakes_the_answer_finds_its_message() {
    let mut world = World::start().await;
    world.centre.mode(json!({"mode": "early"})).await;
    let receipt = accepted(world.hand_over("step:1", SHORT).await);
    let (key, id, delivery) = world.delivery().await;
    assert_eq!((key.as_deref(), delivery), (Some("step:1"), Delivery::Delivered));
    assert_eq!(id.as_deref(), receipt.ids().next());
}

#[tokio::test]
async fn ids_in_two_notations_and_parts_in_parameters_are_understood() {
    let mut world = World::with(|spec| {
        spec.parts = PartSplit::Sar;
        spec.message_ids = MessageIdForm::HexThenDecimal;
        spec.dest_ton = 0;
    })
    .await;
    let receipt = accepted(world.hand_over("step:1", &two_parts()).await);
    let part = world.centre.next("submit").await;
    assert_eq!(
        (&part["to"], &part["esm_class"], &part["udh"]),
        (&json!(TO), &json!(0), &json!(null))
    );
    assert_eq!(part["sar"].as_array().unwrap()[1..], [json!(2), json!(1)]);
    assert_eq!(receipt.0, "2:a1f,a20");
    let order = json!({"do": "receipt", "id": "00000a20", "decimal": true, "parameters": true});
    world.centre.order(order).await;
    let (key, id, delivery) = world.delivery().await;
    assert_eq!(
        (key.as_deref(), id.as_deref(), delivery),
        (Some("step:1"), Some("a20"), Delivery::Delivered)
    );
}

#[tokio::test]
async fn what_the_centre_answered_is_asked_after_even_by_another_process() {
    let mut world = World::start().await;
    let receipt = accepted(world.hand_over("step:1", SHORT).await);
    let id = receipt.ids().next().unwrap().to_owned();
    let known = |delivery| Fate::Accepted {
        receipt: Some(receipt.clone()),
        delivery,
    };
    let (heard, _events) = mpsc::channel(16);
    let other = SmppSender::open(spec(world.centre.port), guard(world.centre.port), heard);
    timeout(LIMIT, other.bound()).await.unwrap();
    let question = Question {
        key: "step:1".to_owned(),
        to: TO.to_owned(),
        handed_at: NOW,
        receipt: Some(receipt.clone()),
    };
    assert_eq!(other.ask(&question, NOW).await, known(Delivery::OnItsWay));
    assert_eq!(world.centre.next("query").await["id"], id);
    world
        .centre
        .order(json!({"do": "receipt", "id": id, "stat": "REJECTD"}))
        .await;
    world.centre.mode(json!({"mode": "accept"})).await;
    let failed = Delivery::Failed {
        code: "REJECTED 0".to_owned(),
    };
    assert_eq!(other.ask(&question, NOW).await, known(failed));
    assert_eq!(
        other
            .ask(
                &Question {
                    receipt: None,
                    ..question
                },
                NOW
            )
            .await,
        Fate::CannotTell
    );
}

#[tokio::test]
async fn without_a_line_nothing_is_sent_and_the_reason_is_told() {
    let centre = NodePeer::start("smsc").await;
    let mut wrong = spec(centre.port);
    wrong.password = jinpai_channels::send::Secret::new("other");
    let refusal_of = async |spec: SmppSpec, guard: Arc<Guard>| {
        let (heard, _events) = mpsc::channel(16);
        let sender = SmppSender::open(spec, guard, heard);
        rejected(sender.hand_over(&parcel("step:1", TO, SHORT), NOW).await)
    };
    let refusal = refusal_of(wrong, guard(centre.port)).await;
    assert_eq!((refusal.kind, refusal.permanent), (RefusalKind::Account, true));
    let refusal = refusal_of(spec(centre.port), Arc::new(Guard::new(Vec::new()))).await;
    assert_eq!((refusal.kind, refusal.permanent), (RefusalKind::Settings, true));
    let port = centre.port;
    centre.stop().await;
    let refusal = refusal_of(spec(port), guard(port)).await;
    assert_eq!(
        (refusal.kind, refusal.permanent),
        (RefusalKind::Unavailable, false)
    );
}

#[tokio::test]
async fn a_line_is_watched_survives_nonsense_and_is_unbound_at_the_end() {
    let mut world = World::with(|spec| spec.enquire_link_seconds = 1).await;
    world.centre.next("enquire-link").await;
    world.centre.order(json!({"do": "garbage"})).await;
    accepted(world.hand_over("step:1", SHORT).await);
    // A centre that stops answering loses the line, and gets another.
    world.centre.mode(json!({"mode": "deaf"})).await;
    world.centre.next("closed").await;
    world.centre.mode(json!({"mode": "accept"})).await;
    world.centre.next("bind").await;
    timeout(LIMIT, world.sender.bound()).await.unwrap();
    drop(world.sender);
    world.centre.next("unbind").await;
}
