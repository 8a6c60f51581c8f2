//! Providers: set up by the owner, tried, called back by, and left by the buyer.

use jinpai_model::At;
use serde_json::{Value, json};

use crate::{
    bridge::{Bridge, SECRET, post_callback},
    http::call,
    line::Line,
    world::World,
};

fn base(world: &World) -> String {
    format!("/api/v1/shops/{}", world.shop)
}

/// An order event of a logged-in buyer, with where she can be reached.
pub fn told(event: &str, number: &str, buyer: &Value, more: &Value) -> String {
    let mut order = json!({
        "number": number, "created_at": "2026-11-21T09:00:00+08:00", "total": "39.00",
        "items": [{ "title": "羊毛混纺围巾", "quantity": 1 }], "buyer": buyer,
    });
    let fields = order.as_object_mut().unwrap();
    fields.extend(more.as_object().unwrap().clone());
    json!({ "event": event, "at": "2026-11-21T09:00:00+08:00", "order": order }).to_string()
}

/// Makes it the moment at which the order's first open step is due.
pub async fn pass_to_due(world: &World, order: &str) -> Value {
    let path = format!("{}/orders/{order}", base(world));
    let seen = world.agent.get(&path).await.json();
    let steps = seen["steps"].as_array().unwrap();
    let open = steps.iter().filter(|step| step["state"] == "planned");
    let step = open.min_by_key(|step| step["due_at"].as_i64());
    let step = step.unwrap_or_else(|| panic!("{seen}"));
    let due = At(step["due_at"].as_i64().unwrap());
    world.pass(due.since(world.engine.now()) + 1_000);
    step.clone()
}

pub async fn wrong_settings_are_named_field_by_field(world: &World) {
    let path = format!("{}/providers", base(world));
    let add = async |channel: &str, settings: Value| {
        let body = json!({ "channel": channel, "name": "短信", "on": true, "settings": settings });
        world.owner.post(&path, &body).await
    };
    let missing = add("sms", json!({ "kind": "smpp", "host": "sms.example" }))
        .await
        .problem();
    for field in ["port", "system_id", "password", "source"] {
        assert_eq!(missing["fields"][field], "请填写这一项", "{missing}");
    }
    let webhook = json!({ "kind": "webhook", "url": "http://10.0.0.7/", "secret": "short" });
    let wrong = add("sms", webhook).await;
    let (status, wrong) = (wrong.status, wrong.problem());
    assert_eq!((status, &wrong["code"]), (422, &json!("invalid")));
    assert_eq!(
        wrong["fields"]["url"],
        "须为 https 网址；http 网址只能用于已允许的内部主机"
    );
    assert_eq!(wrong["fields"]["secret"], "签名密钥至少 16 个字符");
    let email = json!({ "kind": "email", "host": "smtp.example", "port": 465, "tls": "implicit", "from": "a@b.example" });
    assert!(add("sms", email).await.problem()["fields"]["channel"].is_string());
    assert!(add("sms", json!(7)).await.problem()["fields"]["settings"].is_string());
    assert_eq!(
        world.owner.get(&path).await.json()["items"],
        json!([]),
        "nothing was kept"
    );
}

pub async fn secrets_stay_and_are_never_shown(world: &World) {
    let bridge = Bridge::open().await;
    let id = bridge.join(world, "sms").await;
    let path = format!("{}/providers", base(world));
    let list = world.owner.get(&path).await;
    assert!(!list.text().contains(SECRET));
    let view = &list.json()["items"][0];
    assert_eq!(
        (&view["secrets"], &view["line"]),
        (&json!(["secret"]), &json!("on-demand"))
    );
    let callback = format!("http://{}/api/v1/callbacks/{id}", world.address);
    assert_eq!(view["callback_url"], callback.as_str());
    // The same settings without the secret: it stays.
    let changes = json!({ "name": "网关二", "settings": { "kind": "webhook", "url": bridge.url, "timeout_ms": 2_000 } });
    let changed = world.owner.patch(&format!("{path}/{id}"), &changes).await.json();
    assert_eq!(
        (&changed["name"], &changed["settings"]["timeout_ms"]),
        (&json!("网关二"), &json!(2_000))
    );
    assert_eq!(changed["secrets"], json!(["secret"]));
    // One is on for each channel.
    let second = bridge.join(world, "sms").await;
    let list = world.owner.get(&path).await.json();
    let on = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["on"] == true);
    assert_eq!(
        on.map(|one| one["id"].clone()).collect::<Vec<_>>(),
        [json!(second)]
    );
    world.owner.delete(&format!("{path}/{id}")).await.done();
    assert_eq!(
        world.owner.delete(&format!("{path}/{id}")).await.code(),
        "not-found"
    );
}

pub async fn a_test_message_tells_what_the_provider_says(world: &World) {
    let mut bridge = Bridge::open().await;
    let id = bridge.join(world, "sms").await;
    let path = format!("{}/providers/{id}/try", base(world));
    let to = json!({ "to": "138 0013 8000" });
    let fine = world.owner.post(&path, &to).await.json();
    assert_eq!(
        (&fine["outcome"], &fine["words"]),
        (&json!("accepted"), &json!("b-1"))
    );
    let handed = bridge.handed().await;
    assert!(handed.signed, "it carries the bridge's signature");
    assert_eq!(handed.body["to"], "13800138000");
    assert!(handed.body["text"].as_str().unwrap().starts_with("【测试店】"));
    bridge.answers(json!({ "state": "rejected", "code": "QUOTA", "reason": "余额不足", "permanent": true }));
    let refused = world.owner.post(&path, &to).await.json();
    assert_eq!(
        (&refused["outcome"], &refused["words"]),
        (&json!("refused"), &json!("QUOTA: 余额不足"))
    );
    assert!(refused["meaning"].as_str().unwrap().contains("请"));
    bridge.answers(json!("yes"));
    assert_eq!(world.owner.post(&path, &to).await.json()["outcome"], "unknown");
    assert!(
        world
            .owner
            .post(&path, &json!({ "to": "138****8000" }))
            .await
            .problem()["fields"]["to"]
            .is_string()
    );
    for _ in 0..2 {
        world.owner.post(&path, &to).await.json();
    }
    let many = world.owner.post(&path, &to).await;
    assert_eq!((many.status, many.code().as_str()), (429, "too-many-requests"));
}

pub async fn a_reminder_goes_out_is_delivered_and_r_ends_everything(world: &World) {
    let mut bridge = Bridge::open().await;
    let id = bridge.join(world, "sms").await;
    let secret = world.owner.secret(&world.shop, "hook").await;
    let mut desk = Line::of(&world.agent, json!({})).await;
    // A buyer who has bought before, and agreed to notices by SMS.
    let buyer = json!({ "id": "u-1", "name": "小鹿", "mobile": "13800138000", "consent_notice": true });
    let paid = json!({ "created_at": "2026-11-20T09:00:00+08:00", "paid_at": "2026-11-20T09:05:00+08:00" });
    world
        .post_order(&world.shop, &secret, "d0", &told("paid", "A0", &buyer, &paid))
        .await
        .json();
    let order = world
        .post_order(
            &world.shop,
            &secret,
            "d1",
            &told("created", "A1", &buyer, &json!({})),
        )
        .await
        .json();
    let order = order["order"].as_str().unwrap();
    desk.event("step-planned").await;
    let planned = pass_to_due(world, order).await;
    assert_eq!(planned["channel"], "sms", "{planned}");
    let sent = desk.event("step-sent").await;
    let handed = bridge.handed().await;
    assert!(handed.signed);
    assert_eq!(handed.body["to"], "13800138000");
    assert_eq!(handed.body["text"], sent["data"]["step"]["text"]);
    let key = handed.body["key"].as_str().unwrap();

    // What the bridge tells later, and what it may not.
    let status =
        json!({ "events": [{ "event": "status", "key": key, "state": "delivered", "receipt": "b-1" }] });
    let status = status.to_string();
    let wrong = post_callback(world, &id, "some other secret", &status).await;
    let unknown = post_callback(world, "01JD8K3V7N0000000000000000", SECRET, &status).await;
    assert_eq!((wrong.status, wrong.code().as_str()), (401, "bad-signature"));
    assert_eq!(unknown.text(), wrong.text(), "who has no secret learns nothing");
    assert_eq!(
        post_callback(world, "nonsense", SECRET, &status).await.text(),
        wrong.text()
    );
    let taken = post_callback(world, &id, SECRET, &status).await;
    assert_eq!((taken.status, taken.text().as_str()), (200, "{\"taken\":true}"));
    assert_eq!(
        post_callback(world, &id, SECRET, &status).await.code(),
        "replayed-delivery"
    );
    let delivered = desk.event("step-delivered").await;
    assert_eq!(delivered["data"]["step"]["hand_over"]["delivery"], "delivered");
    let shown = world
        .agent
        .get(&format!("{}/orders/{order}", base(world)))
        .await
        .json();
    assert!(
        shown["steps"]
            .as_array()
            .unwrap()
            .iter()
            .any(|step| step["hand_over"]["delivery"] == "delivered")
    );
    let huge = format!("{{\"events\":[],\"x\":\"{}\"}}", "x".repeat(300 * 1024));
    assert_eq!(post_callback(world, &id, SECRET, &huge).await.code(), "too-large");

    // R: no more, by any way.
    world.pass(1_000);
    let again = json!({ "created_at": "2026-11-21T09:00:00+08:00" });
    let reply =
        json!({ "events": [{ "event": "reply", "from": "+8613800138000", "text": " r " }] }).to_string();
    post_callback(world, &id, SECRET, &reply).await.json();
    desk.event("buyer-opted-out").await;
    let buyer_id = shown["buyer"]["id"].as_str().unwrap();
    let addresses = world
        .agent
        .get(&format!("{}/buyers/{buyer_id}/addresses", base(world)))
        .await
        .json();
    assert!(addresses["items"][0]["ended_at"].is_i64());
    assert_eq!(addresses["items"][0]["masked"], "138****8000");
    world
        .post_order(&world.shop, &secret, "d2", &told("created", "A2", &buyer, &again))
        .await
        .json();
    let skipped = desk.event("step-skipped").await;
    assert_eq!(skipped["data"]["step"]["reason"], "opted-out");
}

pub async fn a_letter_has_a_way_out(world: &World) {
    let mut bridge = Bridge::open().await;
    bridge.join(world, "email").await;
    let secret = world.owner.secret(&world.shop, "hook").await;
    let mut desk = Line::of(&world.agent, json!({})).await;
    let buyer = json!({ "id": "u-1", "name": "小鹿", "email": "lu@example.com", "consent_notice": true });
    let order = world
        .post_order(
            &world.shop,
            &secret,
            "d1",
            &told("created", "A1", &buyer, &json!({})),
        )
        .await
        .json();
    desk.event("step-planned").await;
    let planned = pass_to_due(world, order["order"].as_str().unwrap()).await;
    assert_eq!(planned["channel"], "email", "{planned}");
    let handed = bridge.handed().await.body;
    assert!(
        !handed["subject"].as_str().unwrap().is_empty()
            && !handed["text"].as_str().unwrap().starts_with("主题")
    );
    let link = handed["unsubscribe_url"].as_str().unwrap();
    let path = link.strip_prefix("https://desk.example").unwrap();
    let ask = async |method: &str, path: &str| call(world.address, method, path, vec![], "").await;

    let look = ask("GET", path).await;
    assert_eq!(look.status, 200);
    assert!(look.header("content-type").starts_with("text/html"));
    assert!(
        look.text().contains("<button") && look.text().contains("l***@example.com"),
        "{}",
        look.text()
    );
    assert!(!look.text().contains("lu@example.com"));
    let buyer_id = planned["buyer"]["id"].as_str().unwrap();
    let card = format!("{}/buyers/{buyer_id}", base(world));
    assert!(
        world.agent.get(&card).await.json()["opted_out_at"].is_null(),
        "looking changes nothing"
    );
    assert_eq!(
        ask("GET", "/unsubscribe/style.css").await.header("content-type"),
        "text/css; charset=utf-8"
    );
    // A mail program posts without asking, from no page of ours.
    let form = vec![("content-type", "application/x-www-form-urlencoded".to_owned())];
    let done = call(world.address, "POST", path, form, "List-Unsubscribe=One-Click").await;
    assert_eq!(done.status, 200);
    assert!(!done.text().contains("<button"));
    assert!(world.agent.get(&card).await.json()["opted_out_at"].is_i64());
    let addresses = world.agent.get(&format!("{card}/addresses")).await.json();
    assert!(addresses["items"][0]["ended_at"].is_i64());
    assert_eq!(ask("POST", path).await.status, 200, "again is no mistake");
    let last = if path.ends_with('0') { "1" } else { "0" };
    let forged = format!("{}{last}", &path[..path.len() - 1]);
    for path in [forged.as_str(), "/unsubscribe/x", "/unsubscribe/%E4%BD%A0"] {
        assert_eq!(ask("POST", path).await.status, 404, "{path}");
    }
}

pub async fn an_address_is_noted_with_its_consent_and_shown_masked(world: &World) {
    let buyer = world.buyer().await;
    let path = format!("{}/buyers/{}/addresses", base(world), buyer.id);
    let number = json!({ "kind": "mobile", "value": "+86 138-0013-8000", "notice": true });
    assert!(world.agent.post(&path, &number).await.problem()["fields"]["source"].is_string());
    let number = json!({ "kind": "mobile", "value": "+86 138-0013-8000", "notice": true, "source": "chat" });
    let list = world.agent.post(&path, &number).await;
    assert!(!list.text().contains("13800138000"));
    let first = list.json()["items"][0].clone();
    assert_eq!(
        (&first["masked"], &first["notice_by"]),
        (&json!("138****8000"), &json!("chat"))
    );
    assert!(first["promotion_at"].is_null());
    let masked = json!({ "kind": "mobile", "value": "138****8000" });
    assert!(world.agent.post(&path, &masked).await.problem()["fields"]["value"].is_string());
    let one = format!("{path}/{}", first["mark"].as_str().unwrap());
    let promotion = json!({ "promotion": true });
    assert!(world.agent.patch(&one, &promotion).await.problem()["fields"]["source"].is_string());
    let promotion = json!({ "promotion": true, "source": "written" });
    let after = world.agent.patch(&one, &promotion).await.json()["items"][0].clone();
    assert_eq!(
        (&after["notice_at"], &after["promotion_by"]),
        (&first["notice_at"], &json!("written"))
    );
    let after = world.agent.patch(&one, &json!({ "notice": false })).await.json()["items"][0].clone();
    assert!(after["notice_at"].is_null() && after["promotion_at"].is_i64());
    assert_eq!(
        world
            .agent
            .patch(&format!("{path}/00"), &json!({ "notice": false }))
            .await
            .code(),
        "not-found"
    );

    // The shop's own system says it too; what is no use is named.
    let secret = world.owner.secret(&world.shop, "hook").await;
    let told = told(
        "created",
        "A1",
        &json!({ "id": "u-9", "mobile": "138****8000", "consent_notice": true }),
        &json!({}),
    );
    let answer = world.post_order(&world.shop, &secret, "d1", &told).await.json();
    assert_eq!(answer["left_out"], json!(["order.buyer.mobile"]));
    let again = world.post_order(&world.shop, &secret, "d1", &told).await.json();
    assert_eq!(again, answer, "the same delivery answers what it answered first");
}
