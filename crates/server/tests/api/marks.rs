//! What a desk notes down: tags, talks put off, flags and remarks on orders, calls; and the check of a paid order.

use serde_json::{Value, json};

use crate::{
    line::Line,
    world::{Buyer, Member, World},
};

async fn talk_of(world: &World, desk: &mut Line, buyer: &Buyer, n: &str) -> String {
    buyer.say(n, "这件有货吗").await;
    let event = desk.event("message-sent").await;
    let id = event["data"]["conversation"]["id"].as_str().unwrap();
    format!("/api/v1/shops/{}/conversations/{id}", world.shop)
}

async fn now(member: &Member) -> i64 {
    member.get("/api/v1/session").await.json()["now_at"]
        .as_i64()
        .unwrap()
}

/// What the lines about the talk tell, oldest first.
async fn lines(member: &Member, talk: &str) -> Vec<(Value, String)> {
    let page = member.get(&format!("{talk}/messages")).await.json();
    let items = page["items"].as_array().unwrap().iter();
    items
        .filter(|one| one["line"].is_object())
        .map(|one| (one["line"].clone(), one["text"].as_str().unwrap().to_owned()))
        .collect()
}

pub async fn a_shop_keeps_its_tags_and_agents_pick_them(world: &World) {
    let tags = format!("/api/v1/shops/{}/tags", world.shop);
    let add = |name: &str, colour: &str| {
        let body = json!({ "name": name, "colour": colour });
        let tags = &tags;
        async move { world.lead.post(tags, &body).await }
    };
    let wholesale = add(" 批发 ", "blue").await.json();
    assert_eq!(wholesale["name"], "批发");
    let vip = add("VIP", "red").await.json();
    assert_eq!(
        add("vip", "green").await.code(),
        "taken",
        "case makes no other tag"
    );
    for (name, colour) in [("", "red"), ("\n", "red"), ("一二三四五六七八九十一二三", "red")] {
        assert_eq!(add(name, colour).await.code(), "invalid", "{name:?}");
    }
    assert_eq!(add("粉", "pink").await.status, 422);
    assert_eq!(
        world
            .agent
            .post(&tags, &json!({ "name": "我的", "colour": "red" }))
            .await
            .code(),
        "forbidden"
    );
    let id = |tag: &Value| tag["id"].as_str().unwrap().to_owned();
    let one = format!("{tags}/{}", id(&vip));
    world
        .lead
        .patch(&one, &json!({ "place": 0, "name": "老客" }))
        .await
        .json();
    let names = |list: Value| -> Vec<String> {
        let items = list["items"].as_array().unwrap().iter();
        items
            .map(|tag| tag["name"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(names(world.agent.get(&tags).await.json()), ["老客", "批发"]);

    let mut desk = Line::of(&world.agent, json!({})).await;
    let buyer = world.buyer().await;
    let talk = talk_of(world, &mut desk, &buyer, "b1").await;
    let put = |what: &str, tag: &Value| {
        let path = format!("{what}/tags/{}", id(tag));
        async move { world.agent.call("PUT", &path, vec![], "").await }
    };
    put(&talk, &wholesale).await.done();
    let event = desk.event("conversation-tagged").await;
    assert_eq!(event["data"]["conversation"]["tags"], json!([wholesale["id"]]));
    put(&talk, &wholesale).await.done();
    let hers = format!("/api/v1/shops/{}/buyers/{}", world.shop, buyer.id);
    put(&hers, &vip).await.done();
    let event = desk.event("conversation-tagged").await;
    assert_eq!(
        event["data"]["conversation"]["buyer_tags"],
        json!([vip["id"]]),
        "twice is once, and her open talk shows her tag"
    );
    assert_eq!(world.agent.get(&hers).await.json()["tags"], json!([vip["id"]]));
    let stranger = json!({ "id": "01JD8K3V7N0000000000000000" });
    assert_eq!(put(&talk, &stranger).await.code(), "not-found");
    let used = world.agent.get(&tags).await.json();
    assert_eq!(
        (&used["items"][0]["uses"], &used["items"][1]["uses"]),
        (&json!(1), &json!(1))
    );

    // What the lead takes away is gone from all that bore it.
    world
        .lead
        .delete(&format!("{tags}/{}", id(&wholesale)))
        .await
        .done();
    assert_eq!(
        world
            .lead
            .delete(&format!("{tags}/{}", id(&wholesale)))
            .await
            .code(),
        "not-found"
    );
    assert_eq!(world.agent.get(&talk).await.json()["tags"], json!([]));
    let off = format!("{hers}/tags/{}", id(&vip));
    world.agent.delete(&off).await.done();
    world.agent.delete(&off).await.done();
    assert_eq!(world.agent.get(&talk).await.json()["buyer_tags"], json!([]));

    // A thing bears ten at most.
    let mut last = String::new();
    for n in 0..11 {
        let tag = add(&format!("标{n}"), "grey").await.json();
        last = put(&talk, &tag).await.code();
    }
    assert_eq!(last, "invalid");
    assert_eq!(
        world.agent.get(&talk).await.json()["tags"]
            .as_array()
            .unwrap()
            .len(),
        10
    );
}

pub async fn a_talk_is_put_off_and_comes_back_once(world: &World) {
    let mut desk = Line::of(&world.agent, json!({})).await;
    let buyer = world.buyer().await;
    let talk = talk_of(world, &mut desk, &buyer, "b1").await;
    let now = now(&world.agent).await;
    let put = |until: i64, remark: &str| {
        let (path, body) = (
            format!("{talk}/snooze"),
            json!({ "until_at": until, "remark": remark }),
        );
        async move { world.agent.put_json(&path, &body).await }
    };
    for wrong in [now - 1, now, now + 367 * 86_400_000, i64::MAX, i64::MIN] {
        assert_eq!(put(wrong, "").await.code(), "invalid", "{wrong}");
    }
    assert_eq!(put(now + 60_000, &"字".repeat(101)).await.code(), "invalid");
    put(now + 60_000, "问问尺码\n合不合适").await.done();
    put(now + 60_000, "问问尺码 合不合适").await.done();
    let event = desk.event("conversation-snoozed").await;
    let snooze = &event["data"]["conversation"]["snooze"];
    assert_eq!(
        (
            &snooze["until_at"],
            &snooze["remark"],
            &snooze["by"]["name"],
            &snooze["returned_at"]
        ),
        (
            &json!(now + 60_000),
            &json!("问问尺码 合不合适"),
            &json!("agent"),
            &json!(null)
        )
    );
    world.pass(59_000);
    assert!(world.agent.get(&talk).await.json()["snooze"]["returned_at"].is_null());
    world.pass(1_000);
    let back = desk.event("conversation-returned").await;
    assert!(back["data"]["conversation"]["snooze"]["returned_at"].is_i64());
    let line = desk.event("message-sent").await;
    assert_eq!(
        line["data"]["message"]["line"],
        json!({ "kind": "came-back", "early": false })
    );
    assert_eq!(line["data"]["message"]["text"], "问问尺码 合不合适");
    // Whoever looks again finds nothing that is due: the talk is told of once.
    world.pass(600_000);
    let told = lines(&world.agent, &talk).await;
    let kinds: Vec<&str> = told
        .iter()
        .map(|(line, _)| line["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["put-off", "came-back"]);
    let mine = buyer.call("GET", "/widget/v1/messages", "").await.json();
    assert_eq!(
        mine["items"].as_array().unwrap().len(),
        1,
        "she hears nothing of it"
    );
    world.agent.delete(&format!("{talk}/snooze")).await.done();
    assert!(world.agent.get(&talk).await.json()["snooze"].is_null());
    world.agent.delete(&format!("{talk}/snooze")).await.done();
    assert_eq!(
        world.rival.delete(&format!("{talk}/snooze")).await.code(),
        "not-found"
    );
}

pub async fn what_is_put_off_gives_way_to_who_writes_answers_and_closes(world: &World) {
    let mut desk = Line::of(&world.agent, json!({})).await;
    let buyer = world.buyer().await;
    let talk = talk_of(world, &mut desk, &buyer, "b1").await;
    let snooze = |until: i64| {
        let (path, body) = (
            format!("{talk}/snooze"),
            json!({ "until_at": until, "remark": "回访" }),
        );
        async move { world.agent.put_json(&path, &body).await }
    };
    snooze(now(&world.agent).await + 3_600_000).await.done();
    buyer.say("b2", "还在吗").await;
    let early = desk
        .until_that(|frame| frame["data"]["message"]["line"]["early"] == true)
        .await;
    assert_eq!(
        early["data"]["message"]["text"], "回访",
        "what was planned is not forgotten"
    );
    assert!(early["data"]["conversation"]["snooze"].is_null());

    // It comes back at its moment, and whoever answers has taken it up.
    snooze(now(&world.agent).await + 1_000).await.done();
    world.pass(1_000);
    desk.event("conversation-returned").await;
    let reply = json!({ "client_ref": "a1", "text": "在的呢，给您问到了" });
    world.agent.post(&format!("{talk}/messages"), &reply).await.json();
    assert!(world.agent.get(&talk).await.json()["snooze"].is_null());

    // What is closed comes back no more.
    snooze(now(&world.agent).await + 1_000).await.done();
    world
        .agent
        .post(&format!("{talk}/close"), &json!({}))
        .await
        .done();
    assert!(world.agent.get(&talk).await.json()["snooze"].is_null());
    assert_eq!(
        snooze(now(&world.agent).await + 1_000).await.code(),
        "already-done"
    );
    let list = |state: &str| {
        let path = format!("/api/v1/shops/{}/conversations?state={state}", world.shop);
        async move { world.agent.get(&path).await.json() }
    };
    let open = list("open").await;
    assert_eq!(
        (open["items"].as_array().unwrap().len(), &open["closed"]),
        (0, &json!(1))
    );
    assert_eq!(list("closed").await["items"].as_array().unwrap().len(), 1);
}

fn paid(number: &str, title: &str) -> Value {
    json!({
        "event": "paid", "at": "2026-11-21T08:40:00+08:00",
        "order": {
            "number": number, "created_at": "2026-11-21T08:30:00+08:00", "paid_at": "2026-11-21T08:40:00+08:00",
            "total": "256.00", "items": [{ "title": title, "quantity": 2, "price": "128.00" }],
            "buyer": { "id": "u-1", "name": "小鹿", "mobile": "13800138000" }, "region": "江苏",
        },
    })
}

async fn told(world: &World, delivery: &str, body: &Value) -> Value {
    let secret = world.owner.secret(&world.shop, "hook").await;
    let reply = world
        .post_order(&world.shop, &secret, delivery, &body.to_string())
        .await;
    assert_eq!(reply.status, 200, "{}", reply.json());
    reply.json()
}

/// An order that a shop's own system tells of, paid; with its id.
async fn paid_order(world: &World, number: &str, title: &str) -> String {
    let answer = told(world, number, &paid(number, title)).await;
    answer["order"].as_str().unwrap().to_owned()
}

/// The same order told again with its receiver; what became of it.
async fn receiver_told(world: &World, number: &str, delivery: &str, receiver: Value) -> String {
    let mut body = paid(number, "围巾");
    body["order"]["receiver"] = receiver;
    let answer = told(world, &format!("{number}{delivery}"), &body).await;
    answer["result"].as_str().unwrap().to_owned()
}

pub async fn an_order_is_flagged_and_its_history_kept(world: &World) {
    let mut desk = Line::of(&world.agent, json!({})).await;
    let id = paid_order(world, "9001", "羊毛大衣").await;
    let other = paid_order(world, "9002", "围巾").await;
    let order = format!("/api/v1/shops/{}/orders/{id}", world.shop);
    let mark = |body: Value| {
        let path = format!("{order}/mark");
        async move { world.agent.patch(&path, &body).await }
    };
    let marked = mark(json!({ "flag": "red", "remark": " 改送公司 " }))
        .await
        .json();
    assert_eq!(
        (&marked["flag"], &marked["remark"]),
        (&json!("red"), &json!("改送公司"))
    );
    let event = desk.event("order-marked").await;
    assert_eq!(event["data"]["order"]["flag"], "red");
    mark(json!({ "flag": "red" })).await.json();
    world
        .lead
        .patch(&format!("{order}/mark"), &json!({ "remark": "已改好" }))
        .await
        .json();
    let cleared = mark(json!({ "flag": null })).await.json();
    assert_eq!(
        (&cleared["flag"], &cleared["remark"]),
        (&json!(null), &json!("已改好"))
    );
    let told = world.agent.get(&order).await.json();
    let history: Vec<(&Value, &str, &str)> = told["marks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                &one["flag"],
                one["remark"].as_str().unwrap(),
                one["by"]["name"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        history,
        [
            (&json!(null), "已改好", "agent"),
            (&json!("red"), "已改好", "lead"),
            (&json!("red"), "改送公司", "agent")
        ]
    );
    for wrong in [json!({ "flag": "pink" }), json!({ "remark": "字".repeat(501) })] {
        assert!([400, 422].contains(&mark(wrong.clone()).await.status), "{wrong}");
    }
    let path = format!("/api/v1/shops/{}/orders/{other}/mark", world.shop);
    world.agent.patch(&path, &json!({ "flag": "green" })).await.json();
    let list = format!("/api/v1/shops/{}/orders?flag=green", world.shop);
    let green = world.agent.get(&list).await.json();
    assert_eq!(green["items"].as_array().unwrap().len(), 1);
    assert_eq!(green["items"][0]["id"], json!(other));
    let none = format!("/api/v1/shops/{}/orders?flag=red", world.shop);
    assert_eq!(world.agent.get(&none).await.json()["items"], json!([]));
    assert_eq!(
        world.rival.patch(&path, &json!({ "flag": "red" })).await.code(),
        "not-found"
    );
}

pub async fn a_paid_order_is_checked_without_telling_a_number(world: &World) {
    for platform in [
        "general",
        "taobao",
        "jd",
        "pdd",
        "douyin",
        "kuaishou",
        "xiaohongshu",
        "own-site",
    ] {
        let settings = format!("/api/v1/shops/{}/settings", world.shop);
        world
            .owner
            .patch(&settings, &json!({ "platform": platform }))
            .await
            .json();
        for (number, title, shown) in [
            ("9001", "羊毛大衣 M 码", true),
            ("9002", "全网最低价第一名大衣", false),
        ] {
            let id = paid_order(world, &format!("{number}{platform}"), title).await;
            let path = format!("/api/v1/shops/{}/orders/{id}/check", world.shop);
            let text = world.agent.get(&path).await.json()["text"]
                .as_str()
                .unwrap()
                .to_owned();
            assert!(text.contains("江苏") && !text.contains("13800138000"), "{text}");
            let check = format!("/api/v1/shops/{}/coach/check", world.shop);
            let checked = world.agent.post(&check, &json!({ "text": text })).await.json();
            let loud: Vec<&Value> = checked["findings"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|one| one["severity"] != "hint")
                .collect();
            assert!(loud.is_empty(), "{platform}: {text} {loud:?}");
            assert_eq!(text.contains(title), shown, "{platform}: {text}");
        }
    }
    let id = paid_order(world, "9003", "围巾").await;
    let path = format!("/api/v1/shops/{}/orders/{id}", world.shop);
    let text = world.agent.get(&format!("{path}/check")).await.json()["text"].clone();
    assert!(text.as_str().unwrap().contains("收货地区：江苏"), "{text}");
    // The receiver is told by a later delivery, then once more behind stars; both times the order stays what it was.
    for (delivery, receiver, result) in [
        (
            "a",
            json!({ "name": "林小满", "phone": "13911112222", "address": "江苏省苏州市梧桐巷 18 号" }),
            "changed",
        ),
        (
            "b",
            json!({ "name": "林**", "phone": "139****2222", "address": "江苏省苏州市****" }),
            "same",
        ),
    ] {
        assert_eq!(receiver_told(world, "9003", delivery, receiver).await, result);
        let held = world.agent.get(&path).await.json();
        let whole =
            json!({ "name": "林小满", "phone": "139****2222", "address": "江苏省苏州市梧桐巷 18 号" });
        assert_eq!(held["receiver"], whole);
        let text = world.agent.get(&format!("{path}/check")).await.json()["text"].clone();
        let told = "收货人：林**，电话：139****2222，收货地址：江苏省苏州市梧桐巷 18 号\n宝贝：围巾 ×2";
        assert!(text.as_str().unwrap().contains(told), "{text}");
        let check = format!("/api/v1/shops/{}/coach/check", world.shop);
        let checked = world.agent.post(&check, &json!({ "text": text })).await.json();
        assert_eq!(checked["findings"], json!([]), "{text}");
    }
    world.import_book(1).await;
    let all = format!("/api/v1/shops/{}/orders?status=closed", world.shop);
    let closed = world.agent.get(&all).await.json()["items"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = format!("/api/v1/shops/{}/orders/{closed}/check", world.shop);
    assert_eq!(
        world.agent.get(&path).await.code(),
        "invalid",
        "nothing is to be checked of it"
    );
}

pub async fn a_call_is_noted_and_called_back(world: &World) {
    let mut desk = Line::of(&world.agent, json!({})).await;
    let buyer = world.buyer().await;
    let talk = talk_of(world, &mut desk, &buyer, "b1").await;
    let now = now(&world.agent).await;
    let call = |body: Value| {
        let path = format!("{talk}/calls");
        async move { world.agent.post(&path, &body).await }
    };
    for wrong in [
        json!({ "client_ref": "c0", "way": "outbound", "end": "call-back" }),
        json!({ "client_ref": "c0", "way": "outbound", "end": "call-back", "back_at": now - 1 }),
        json!({ "client_ref": "c0", "way": "outbound", "end": "reached", "back_at": now + 60_000 }),
        json!({ "client_ref": "", "way": "outbound", "end": "reached" }),
        json!({ "client_ref": "c0", "way": "inbound", "end": "reached", "text": "字".repeat(4_001) }),
    ] {
        assert_eq!(call(wrong.clone()).await.code(), "invalid", "{wrong}");
    }
    assert_eq!(
        call(json!({ "client_ref": "c0", "way": "sideways", "end": "reached" }))
            .await
            .status,
        422
    );
    let reached = json!({ "client_ref": "c1", "way": "inbound", "end": "reached", "text": "问能不能改地址" });
    let kept = call(reached.clone()).await.json();
    assert_eq!(kept, call(reached).await.json(), "twice is once");
    let back = json!({
        "client_ref": "c2", "way": "outbound", "end": "call-back", "back_at": now + 60_000, "text": "在开会",
    });
    call(back.clone()).await.json();
    call(back).await.json();
    let view = world.agent.get(&talk).await.json();
    assert_eq!(
        (&view["snooze"]["until_at"], &view["snooze"]["remark"]),
        (&json!(now + 60_000), &json!("在开会"))
    );
    world.pass(60_000);
    desk.event("conversation-returned").await;
    let told = lines(&world.agent, &talk).await;
    assert_eq!(
        told,
        [
            (
                json!({ "kind": "called", "way": "inbound", "end": "reached" }),
                "问能不能改地址".to_owned()
            ),
            (
                json!({ "kind": "called", "way": "outbound", "end": "call-back", "back_at": now + 60_000 }),
                "在开会".to_owned()
            ),
            (
                json!({ "kind": "came-back", "early": false }),
                "在开会".to_owned()
            ),
        ]
    );
    assert!(
        world.agent.get(&talk).await.json()["waiting_since_at"].is_i64(),
        "a call answers no question in the chat"
    );
    let mine = buyer.call("GET", "/widget/v1/messages", "").await.json();
    assert_eq!(mine["items"].as_array().unwrap().len(), 1);
}
