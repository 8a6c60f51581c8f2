//! The shop's own bridge: hand-over, question and callback.

use std::sync::{Arc, Mutex};

use jinpai_channels::send::{
    CallbackError, CallbackHeaders, Delivery, DeliveryReport, Event, Fate, Guard, Inbound, Outcome,
    ProviderSpec, Question, Receipt, RefusalKind, Secret, Sender, open, sign_body,
};
use serde_json::json;
use tokio::sync::{Notify, mpsc};

use super::{
    NOW, accepted, guard,
    http_peer::{Answer, HttpPeer, Request},
    parcel, rejected, unknown,
};

const SECRET: &str = "0123456789abcdef";
const TO: &str = "13800138000";

fn events() -> mpsc::Sender<Inbound> {
    mpsc::channel(1).0
}

fn bridge(peer: &HttpPeer, more: serde_json::Value) -> Arc<dyn Sender> {
    let mut spec = json!({
        "kind": "webhook", "url": peer.url("/send"), "query_url": peer.url("/ask"), "secret": SECRET, "timeout_ms": 10_000,
    });
    spec.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    let spec: ProviderSpec = serde_json::from_value(spec).unwrap();
    open(&spec, guard(peer.port), events()).unwrap()
}

/// A second for those that never answer; the others have all the time a busy machine needs.
fn patience(answer: &Answer) -> serde_json::Value {
    match answer {
        Answer::Hang => json!({"timeout_ms": 1_000}),
        _ => json!({}),
    }
}

fn question() -> Question {
    Question {
        key: "step:1".to_owned(),
        to: TO.to_owned(),
        handed_at: NOW,
        receipt: None,
    }
}

fn signed_right(request: &Request) -> bool {
    let expected = sign_body(
        &Secret::new(SECRET),
        request.header("jinpai-timestamp"),
        &request.body,
    );
    request.header("jinpai-signature") == expected
}

#[tokio::test]
async fn a_parcel_is_posted_signed_and_under_its_key() {
    let peer = HttpPeer::start(|_| Answer::json(r#"{"state":"accepted","receipt":"b-77"}"#)).await;
    let sender = bridge(&peer, json!({}));
    let receipt = accepted(sender.hand_over(&parcel("step:1", TO, "您好"), NOW).await);
    assert_eq!(receipt, Receipt("b-77".to_owned()));
    let [request] = peer.requests().try_into().unwrap();
    assert_eq!(request.line, "POST /send HTTP/1.1");
    assert!(signed_right(&request));
    assert_eq!(request.header("jinpai-timestamp"), "1795320000");
    assert_eq!(request.header("idempotency-key"), "step:1");
    assert_eq!(
        request.json(),
        json!({"key": "step:1", "attempt": 0, "to": TO, "text": "您好", "class": "notice", "shop": "小鹿的店"})
    );
}

#[tokio::test]
async fn an_answer_that_proves_nothing_is_unknown_and_nothing_is_posted_twice() {
    for answer in [
        Answer::Hang,
        Answer::Tear,
        Answer::Half,
        Answer::Endless,
        Answer::status(500),
        Answer::status(502),
        Answer::status(503),
        Answer::status(504),
        Answer::status(408),
        Answer::status(409),
        Answer::Whole(302, "location: /elsewhere\r\n", String::new()),
        Answer::json("<html>welcome</html>"),
        Answer::json(r#"{"state":"unknown"}"#),
    ] {
        let told = answer.clone();
        let peer = HttpPeer::start(move |_| told.clone()).await;
        let sender = bridge(&peer, patience(&answer));
        unknown(sender.hand_over(&parcel("step:1", TO, "您好"), NOW).await);
        assert_eq!(peer.requests().len(), 1, "{answer:?}");
    }
}

#[tokio::test]
async fn a_no_is_a_no_and_says_whether_for_good() {
    for (answer, kind, permanent) in [
        (Answer::status(400), RefusalKind::Content, true),
        (Answer::status(401), RefusalKind::Account, true),
        (Answer::status(404), RefusalKind::Settings, true),
        (Answer::status(422), RefusalKind::Content, true),
        (
            Answer::Whole(429, "retry-after: 7\r\n", String::new()),
            RefusalKind::Throttled,
            false,
        ),
        (
            Answer::Whole(307, "location: http://169.254.169.254/\r\n", String::new()),
            RefusalKind::Settings,
            true,
        ),
        (
            Answer::json(r#"{"state":"rejected","permanent":true,"code":"blacklist"}"#),
            RefusalKind::Content,
            true,
        ),
        (
            Answer::json(r#"{"state":"rejected","reason":"later"}"#),
            RefusalKind::Unavailable,
            false,
        ),
    ] {
        let told = answer.clone();
        let peer = HttpPeer::start(move |_| told.clone()).await;
        let refusal = rejected(
            bridge(&peer, json!({}))
                .hand_over(&parcel("step:1", TO, "您好"), NOW)
                .await,
        );
        assert_eq!((refusal.kind, refusal.permanent), (kind, permanent), "{answer:?}");
        // A redirect is not followed.
        assert_eq!(peer.requests().len(), 1);
        if kind == RefusalKind::Throttled {
            assert_eq!(refusal.retry_after_ms, Some(7_000));
        }
    }
}

#[tokio::test]
async fn what_never_left_is_a_refusal() {
    let peer = HttpPeer::start(|_| Answer::Hang).await;
    let port = peer.port;
    let url = peer.url("/send");
    let sender = bridge(&peer, json!({}));
    peer.stop().await;
    let refusal = rejected(sender.hand_over(&parcel("step:1", TO, "您好"), NOW).await);
    assert_eq!(
        (refusal.kind, refusal.permanent),
        (RefusalKind::Unavailable, false),
        "{port}"
    );
    // The same host without having been named: the settings are refused, and so is the line itself.
    let spec = json!({"kind": "webhook", "url": url, "secret": SECRET});
    let ProviderSpec::Webhook(spec) = serde_json::from_value(spec).unwrap() else {
        panic!("webhook")
    };
    let nobody = Arc::new(Guard::new(Vec::new()));
    assert!(
        open(
            &ProviderSpec::Webhook(spec.clone()),
            Arc::clone(&nobody),
            events()
        )
        .is_err()
    );
    let bare = jinpai_channels::send::WebhookSender::new(spec, nobody);
    let refusal = rejected(bare.hand_over(&parcel("step:1", TO, "您好"), NOW).await);
    assert_eq!((refusal.kind, refusal.permanent), (RefusalKind::Settings, true));
}

#[tokio::test]
async fn a_bridge_that_records_and_hangs_is_asked() {
    // The bridge of the test keeps keys, as the contract wants; it hangs after recording.
    let recorded = Arc::new(Mutex::new(Vec::<String>::new()));
    let keys = Arc::clone(&recorded);
    let peer = HttpPeer::start(move |request| {
        assert!(signed_right(request));
        let key = request.json()["key"].as_str().unwrap().to_owned();
        if request.line.starts_with("POST /send") {
            keys.lock().unwrap().push(key);
            return Answer::Hang;
        }
        match keys.lock().unwrap().contains(&key) {
            true => Answer::json(r#"{"state":"delivered","receipt":"b-1"}"#),
            false => Answer::json(r#"{"state":"not-seen"}"#),
        }
    })
    .await;
    let sender = bridge(&peer, patience(&Answer::Hang));
    unknown(sender.hand_over(&parcel("step:1", TO, "您好"), NOW).await);
    let fate = sender.ask(&question(), NOW).await;
    let receipt = Some(Receipt("b-1".to_owned()));
    assert_eq!(
        fate,
        Fate::Accepted {
            receipt,
            delivery: Delivery::Delivered
        }
    );
    let other = Question {
        key: "step:2".to_owned(),
        ..question()
    };
    let fate = sender.ask(&other, NOW).await;
    assert!(
        matches!(fate, Fate::Rejected(refusal) if refusal.kind == RefusalKind::NeverArrived && !refusal.permanent)
    );
    assert_eq!(*recorded.lock().unwrap(), ["step:1"]);
}

#[tokio::test]
async fn a_question_without_a_clear_answer_is_put_again_later() {
    for answer in [
        Answer::Hang,
        Answer::status(404),
        Answer::status(500),
        Answer::json("{}"),
        Answer::json(r#"{"state":"unknown"}"#),
    ] {
        let told = answer.clone();
        let peer = HttpPeer::start(move |_| told.clone()).await;
        assert_eq!(
            bridge(&peer, patience(&answer)).ask(&question(), NOW).await,
            Fate::StillUnknown,
            "{answer:?}"
        );
        let mute = bridge(&peer, json!({"query_url": null}));
        assert_eq!(mute.ask(&question(), NOW).await, Fate::CannotTell);
    }
}

#[tokio::test]
async fn a_callback_counts_once_and_only_when_signed_in_time() {
    let peer = HttpPeer::start(|_| Answer::Hang).await;
    let sender = bridge(&peer, json!({}));
    let body = json!({"events": [
        {"event": "status", "key": "step:1", "state": "delivered", "receipt": "b-1"},
        {"event": "status", "key": "step:2", "state": "failed", "code": "off"},
        {"event": "status", "key": "step:3", "state": "rejected", "reason": "blocked"},
        {"event": "reply", "from": TO, "text": "TD"},
    ]})
    .to_string()
    .into_bytes();
    let hear = |timestamp: &str, signature: &str, body: &[u8], now| {
        sender.callback(CallbackHeaders { timestamp, signature }, body, now)
    };
    let signature = sign_body(&Secret::new(SECRET), "1795320000", &body);
    assert_eq!(
        hear("1795320000", "v1=00", &body, NOW),
        Err(CallbackError::BadSignature)
    );
    assert_eq!(
        hear("1795320000", &signature, b"{}", NOW),
        Err(CallbackError::BadSignature)
    );
    assert_eq!(
        hear("1795320000", &signature, &body, NOW.plus(300_001)),
        Err(CallbackError::Stale)
    );
    let taken = hear("1795320000", &signature, &body, NOW.plus(1_000)).unwrap();
    assert_eq!(
        hear("1795320000", &signature, &body, NOW.plus(2_000)),
        Err(CallbackError::Replayed)
    );
    let [delivered, failed, refused, reply] = taken.events.try_into().unwrap();
    let report = |key: &str, id: Option<&str>, delivery| {
        Event::Delivery(DeliveryReport {
            key: Some(key.to_owned()),
            id: id.map(str::to_owned),
            to: None,
            delivery,
        })
    };
    assert_eq!(delivered, report("step:1", Some("b-1"), Delivery::Delivered));
    assert_eq!(
        failed,
        report(
            "step:2",
            None,
            Delivery::Failed {
                code: "off".to_owned()
            }
        )
    );
    assert!(matches!(refused, Event::Settled { key, fate: Fate::Rejected(_) } if key == "step:3"));
    assert!(matches!(reply, Event::Reply(reply) if reply.opt_out && reply.from == TO));
    // Signed anew it is heard again: a bridge may repeat itself, and the engine counts it once.
    let again = sign_body(&Secret::new(SECRET), "1795320001", &body);
    assert!(hear("1795320001", &again, &body, NOW.plus(2_000)).is_ok());
    let wrong = sign_body(&Secret::new(SECRET), "1795320001", b"[]");
    assert!(matches!(
        hear("1795320001", &wrong, b"[]", NOW),
        Err(CallbackError::Unreadable { .. })
    ));
}

#[tokio::test]
async fn a_callback_that_overtakes_the_answer_is_heard_under_its_key() {
    let go = Arc::new(Notify::new());
    let answer = Answer::Late(
        Arc::clone(&go),
        r#"{"state":"accepted","receipt":"b-1"}"#.to_owned(),
    );
    let peer = HttpPeer::start(move |_| answer.clone()).await;
    let sender = bridge(&peer, json!({"timeout_ms": 10_000}));
    let parcel = parcel("step:1", TO, "您好");
    let callback = async {
        let body = br#"{"events":[{"event":"status","key":"step:1","state":"delivered"}]}"#;
        let signature = sign_body(&Secret::new(SECRET), "1795320000", body);
        let headers = CallbackHeaders {
            timestamp: "1795320000",
            signature: &signature,
        };
        let heard = sender.callback(headers, body, NOW).unwrap();
        go.notify_one();
        heard
    };
    let (outcome, heard) = tokio::join!(sender.hand_over(&parcel, NOW), callback);
    accepted(outcome);
    assert!(
        matches!(&heard.events[..], [Event::Delivery(report)] if report.key.as_deref() == Some("step:1"))
    );
}

#[tokio::test]
async fn a_key_that_would_not_travel_whole_goes_nowhere() {
    let peer = HttpPeer::start(|_| Answer::json("{}")).await;
    let sender = bridge(&peer, json!({}));
    for key in ["", "a b", "a\r\nx: y", "键", &"k".repeat(65)] {
        let refusal = rejected(sender.hand_over(&parcel(key, TO, "您好"), NOW).await);
        assert!(refusal.permanent, "{key:?}");
    }
    assert_eq!(peer.requests().len(), 0);
}

#[tokio::test]
async fn a_rate_is_kept_without_sending_anything_past_it() {
    let peer = HttpPeer::start(|_| Answer::json(r#"{"state":"accepted"}"#)).await;
    let sender = bridge(&peer, json!({"rate": {"per_second": 2}}));
    let at = async |ms| {
        sender
            .hand_over(&parcel("step:1", TO, "您好"), NOW.plus(ms))
            .await
    };
    accepted(at(0).await);
    accepted(at(0).await);
    let refusal = rejected(at(0).await);
    assert_eq!(
        (refusal.kind, refusal.retry_after_ms),
        (RefusalKind::Throttled, Some(500))
    );
    assert!(matches!(at(500).await, Outcome::Accepted { .. }));
    assert_eq!(peer.requests().len(), 3);
}
