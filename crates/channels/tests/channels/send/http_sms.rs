//! SMS over a provider's signed HTTP API: hand-over, question and callback.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use jinpai_channels::send::{
    CallbackError, CallbackHeaders, Class, Delivery, Event, Fate, Parcel, ProviderSpec, Question, Receipt,
    RefusalKind, Secret, Sender, Template, open, sign_body,
};
use serde_json::json;
use tokio::sync::mpsc;

use super::{
    NOW, accepted, guard,
    http_peer::{Answer, HttpPeer, Request},
    parcel, rejected, unknown,
};

const TO: &str = "13800138000";
const SECRET: &str = "callback-secret-1";

fn provider(peer: &HttpPeer) -> Arc<dyn Sender> {
    provider_within(peer, 10_000)
}

fn provider_within(peer: &HttpPeer, timeout_ms: u64) -> Arc<dyn Sender> {
    let spec: ProviderSpec = serde_json::from_value(json!({
        "kind": "http-sms", "endpoint": peer.url("/"), "access_key_id": "testid", "access_key_secret": "testsecret",
        "sign_name": "小鹿的店", "templates": {"notice": {"code": "SMS_1001", "text_param": "text"}},
        "region": "cn-hangzhou", "callback_secret": SECRET, "timeout_ms": timeout_ms, "settles_ms": 30_000,
    }))
    .unwrap();
    open(&spec, guard(peer.port), mpsc::channel(1).0).unwrap()
}

/// A second for those that never answer; the others have all the time a busy machine needs.
fn patience(answer: &Answer) -> u64 {
    match answer {
        Answer::Hang => 1_000,
        _ => 10_000,
    }
}

fn form(request: &Request) -> BTreeMap<String, String> {
    url::form_urlencoded::parse(&request.body).into_owned().collect()
}

fn ok() -> Answer {
    Answer::json(r#"{"Message":"OK","RequestId":"F655","BizId":"9006^0","Code":"OK"}"#)
}

fn code(code: &str) -> Answer {
    Answer::Whole(
        400,
        "",
        json!({"Code": code, "Message": "told", "RequestId": "F655"}).to_string(),
    )
}

fn question(key: &str) -> Question {
    Question {
        key: key.to_owned(),
        to: TO.to_owned(),
        handed_at: NOW,
        receipt: None,
    }
}

#[tokio::test]
async fn a_parcel_goes_as_a_signed_query_under_its_key() {
    let peer = HttpPeer::start(|_| ok()).await;
    let sender = provider(&peer);
    let receipt = accepted(
        sender
            .hand_over(&parcel("step:1", "+86 138 0013 8000", "您好 & 再见"), NOW)
            .await,
    );
    assert_eq!(receipt, Receipt("9006^0".to_owned()));
    let [request] = peer.requests().try_into().unwrap();
    // Nothing in the address: addresses are written down everywhere.
    assert_eq!(request.line, "POST / HTTP/1.1");
    let sent = form(&request);
    for (name, value) in [
        ("Action", "SendSms"),
        ("Version", "2017-05-25"),
        ("PhoneNumbers", TO),
        ("SignName", "小鹿的店"),
        ("TemplateCode", "SMS_1001"),
        ("TemplateParam", r#"{"text":"您好 & 再见"}"#),
        ("OutId", "step:1"),
        ("RegionId", "cn-hangzhou"),
        ("SignatureMethod", "HMAC-SHA1"),
        ("Timestamp", "2026-11-22T04:00:00Z"),
    ] {
        assert_eq!(sent[name], value, "{name}");
    }
    assert_eq!(sent["Signature"].len(), 28);
    assert_eq!(sent["SignatureNonce"].len(), 32);
    assert!(!String::from_utf8_lossy(&request.body).contains("testsecret"));
}

#[tokio::test]
async fn the_same_hand_over_has_the_same_nonce_and_another_try_another() {
    let peer = HttpPeer::start(|_| ok()).await;
    let sender = provider(&peer);
    let first = parcel("step:1", TO, "您好");
    let later = Parcel {
        attempt: 1,
        ..first.clone()
    };
    let template = Template {
        code: "SMS_9".to_owned(),
        params: BTreeMap::from([("name".to_owned(), "小鹿".to_owned())]),
    };
    let own = Parcel {
        template: Some(template),
        ..parcel("step:2", TO, "您好")
    };
    for parcel in [&first, &first, &later, &own] {
        accepted(sender.hand_over(parcel, NOW).await);
    }
    let sent: Vec<_> = peer.requests().iter().map(form).collect();
    assert_eq!(sent[0]["SignatureNonce"], sent[1]["SignatureNonce"]);
    assert_ne!(sent[0]["SignatureNonce"], sent[2]["SignatureNonce"]);
    assert_eq!(sent[2]["OutId"], "step:1");
    assert_eq!(
        (
            sent[3]["TemplateCode"].as_str(),
            sent[3]["TemplateParam"].as_str()
        ),
        ("SMS_9", r#"{"name":"小鹿"}"#)
    );
    let promotion = Parcel {
        class: Class::Promotion,
        ..first
    };
    let refusal = rejected(sender.hand_over(&promotion, NOW).await);
    assert_eq!((refusal.kind, refusal.permanent), (RefusalKind::Settings, true));
    assert_eq!(peer.requests().len(), 4, "a class without a template is not sent");
}

#[tokio::test]
async fn the_providers_codes_are_told_apart() {
    for (told, kind, permanent) in [
        ("isv.MOBILE_NUMBER_ILLEGAL", RefusalKind::Address, true),
        ("isv.BUSINESS_LIMIT_CONTROL", RefusalKind::PersonLimit, false),
        ("isv.AMOUNT_NOT_ENOUGH", RefusalKind::Account, false),
        ("isv.SMS_TEMPLATE_ILLEGAL", RefusalKind::Content, true),
        ("SignatureDoesNotMatch", RefusalKind::Account, true),
        ("InvalidAccessKeyId.NotFound", RefusalKind::Account, true),
        ("Throttling.User", RefusalKind::Throttled, false),
    ] {
        let peer = HttpPeer::start(move |_| code(told)).await;
        let refusal = rejected(
            provider(&peer)
                .hand_over(&parcel("step:1", TO, "您好"), NOW)
                .await,
        );
        assert_eq!((refusal.kind, refusal.permanent), (kind, permanent), "{told}");
    }
    for answer in [
        code("SignatureNonceUsed"),
        code("isp.SYSTEM_ERROR"),
        code("SomethingNew"),
        Answer::json(r#"{"Code":"OK"}"#),
        Answer::status(502),
        Answer::Hang,
        Answer::Tear,
        Answer::Half,
    ] {
        let told = answer.clone();
        let peer = HttpPeer::start(move |_| told.clone()).await;
        unknown(
            provider_within(&peer, patience(&answer))
                .hand_over(&parcel("step:1", TO, "您好"), NOW)
                .await,
        );
        assert_eq!(peer.requests().len(), 1, "{answer:?}");
    }
}

/// A provider that records what it is handed and then hangs, and tells the truth when asked.
async fn recorder(on_record: Answer) -> HttpPeer {
    let recorded = Arc::new(Mutex::new(Vec::<String>::new()));
    HttpPeer::start(move |request| {
        let sent = form(request);
        let mut keys = recorded.lock().unwrap();
        if sent["Action"] == "SendSms" {
            keys.push(sent["OutId"].clone());
            return on_record.clone();
        }
        assert_eq!(
            (sent["PhoneNumber"].as_str(), sent["SendDate"].as_str()),
            (TO, "20261122")
        );
        let details: Vec<_> = keys
            .iter()
            .map(|key| json!({"OutId": key, "SendStatus": 3, "ErrCode": "DELIVERED", "PhoneNum": TO}))
            .collect();
        let total = details.len().to_string();
        Answer::json(
            json!({"Code": "OK", "TotalCount": total, "SmsSendDetailDTOs": {"SmsSendDetailDTO": details}})
                .to_string(),
        )
    })
    .await
}

#[tokio::test]
async fn a_provider_that_records_and_hangs_is_asked_by_key() {
    let peer = recorder(Answer::Hang).await;
    let sender = provider_within(&peer, 1_000);
    unknown(sender.hand_over(&parcel("step:1", TO, "您好"), NOW).await);
    let fate = sender.ask(&question("step:1"), NOW.plus(1_000)).await;
    assert_eq!(
        fate,
        Fate::Accepted {
            receipt: None,
            delivery: Delivery::Delivered
        }
    );
    // What is not listed may still appear, for a while; then it never arrived.
    assert_eq!(
        sender.ask(&question("step:2"), NOW.plus(29_999)).await,
        Fate::StillUnknown
    );
    let fate = sender.ask(&question("step:2"), NOW.plus(30_000)).await;
    assert!(
        matches!(fate, Fate::Rejected(refusal) if refusal.kind == RefusalKind::NeverArrived && !refusal.permanent)
    );
    let asked: Vec<_> = peer
        .requests()
        .iter()
        .skip(1)
        .map(|request| form(request)["SignatureNonce"].clone())
        .collect();
    assert!(
        asked.windows(2).all(|two| two[0] != two[1]),
        "every question is new to the provider"
    );
}

#[tokio::test]
async fn a_provider_that_cannot_be_asked_proves_nothing() {
    for answer in [
        Answer::Hang,
        Answer::status(500),
        code("Throttling.User"),
        Answer::json("{}"),
    ] {
        let told = answer.clone();
        let peer = HttpPeer::start(move |_| told.clone()).await;
        let fate = provider_within(&peer, patience(&answer))
            .ask(&question("step:1"), NOW.plus(3_600_000))
            .await;
        assert_eq!(fate, Fate::StillUnknown, "{answer:?}");
    }
    // Hundreds to one number on one day, and ours not among those we read: absence is not proven.
    let peer = HttpPeer::start(|_| {
        let details: Vec<_> = (0..50)
            .map(|n| json!({"OutId": format!("other:{n}"), "SendStatus": 1}))
            .collect();
        Answer::json(
            json!({"Code": "OK", "TotalCount": 1_000, "SmsSendDetailDTOs": {"SmsSendDetailDTO": details}})
                .to_string(),
        )
    })
    .await;
    let fate = provider(&peer)
        .ask(&question("step:1"), NOW.plus(3_600_000))
        .await;
    assert_eq!(fate, Fate::StillUnknown);
}

#[tokio::test]
async fn reports_and_replies_are_heard_when_signed() {
    let peer = HttpPeer::start(|_| ok()).await;
    let sender = provider(&peer);
    let body = json!([
        {"phone_number": TO, "send_time": "2026-11-22 12:00:00", "report_time": "2026-11-22 12:00:05", "success": true,
         "err_code": "DELIVERED", "err_msg": "用户接收成功", "sms_size": "1", "biz_id": "9006^0", "out_id": "step:1"},
        {"phone_number": TO, "success": false, "err_code": "MK:0001", "biz_id": "9007^0", "out_id": ""},
        {"phone_number": TO, "send_time": "2026-11-22 12:01:00", "content": "退订", "sign_name": "小鹿的店", "dest_code": "10690"},
    ])
    .to_string()
    .into_bytes();
    let hear = |signature: &str| {
        let headers = CallbackHeaders {
            timestamp: "1795320000",
            signature,
        };
        sender.callback(headers, &body, NOW)
    };
    assert_eq!(hear("v1=00"), Err(CallbackError::BadSignature));
    let signature = sign_body(&Secret::new(SECRET), "1795320000", &body);
    let taken = hear(&signature).unwrap();
    assert_eq!(taken.answer, r#"{"code":0,"msg":"接收成功"}"#);
    assert_eq!(hear(&signature), Err(CallbackError::Replayed));
    let [arrived, failed, reply] = taken.events.try_into().unwrap();
    assert!(matches!(arrived, Event::Delivery(report)
        if report.key.as_deref() == Some("step:1") && report.id.as_deref() == Some("9006^0") && report.delivery == Delivery::Delivered));
    assert!(matches!(failed, Event::Delivery(report)
        if report.key.is_none() && report.delivery == Delivery::Failed { code: "MK:0001".to_owned() }));
    assert!(matches!(reply, Event::Reply(reply) if reply.opt_out));
}
