//! The two-way channel of a shop's bridge.

use serde_json::{Value, json};

use crate::{
    bridge::Bridge,
    hook::{send, shell_of},
    http::{Reply, call, json_type},
    world::World,
};

/// The shop's bridge as it speaks to us.
struct Outside<'a> {
    world: &'a World,
    secret: String,
}

impl<'a> Outside<'a> {
    async fn of(world: &'a World) -> Self {
        let secret = world.owner.secret(&world.shop, "channel").await;
        Self { world, secret }
    }

    fn signed(&self, what: &str) -> Vec<(&'static str, String)> {
        let timestamp = (self.world.engine.now().ms() / 1_000).to_string();
        let signature = jinpai_engine::sign(&self.secret, &[timestamp.as_bytes(), b".", what.as_bytes()]);
        vec![
            ("jinpai-timestamp", timestamp),
            ("jinpai-signature", format!("v1={signature}")),
        ]
    }

    async fn post_as(&self, delivery: &str, body: &str) -> Reply {
        let mut headers = self.signed(body);
        headers.extend([json_type(), ("jinpai-delivery", delivery.to_owned())]);
        let path = format!("/hooks/v1/channel/{}", self.world.shop);
        call(self.world.address, "POST", &path, headers, body.to_owned()).await
    }

    async fn tell(&self, events: &[Value]) -> Reply {
        let delivery = format!("d-{}", self.world.next());
        self.post_as(&delivery, &json!({ "events": events }).to_string())
            .await
    }

    async fn outbox(&self, query: &str) -> Reply {
        let path = format!("/hooks/v1/channel/{}/outbox?{query}", self.world.shop);
        call(self.world.address, "GET", &path, self.signed(query), "").await
    }

    async fn items(&self, query: &str) -> (Vec<Value>, i64) {
        let page = self.outbox(query).await.json();
        (
            page["items"].as_array().unwrap().clone(),
            page["next"].as_i64().unwrap(),
        )
    }
}

fn lu() -> Value {
    json!({ "channel": "taobao", "id": "小鹿0", "name": "tb小鹿" })
}

fn said(id: &str, text: &str) -> Value {
    json!({ "type": "message", "buyer": lu(), "id": id, "text": text, "at": "2026-11-21T08:59:50+08:00" })
}

async fn messages(world: &World, talk: &Value) -> Vec<Value> {
    let path = format!(
        "/api/v1/shops/{}/conversations/{}/messages",
        world.shop,
        talk["id"].as_str().unwrap()
    );
    let page = world.agent.get(&path).await.json();
    page["items"].as_array().unwrap().clone()
}

async fn talks(world: &World) -> Vec<Value> {
    let path = format!("/api/v1/shops/{}/conversations", world.shop);
    let page = world.agent.get(&path).await.json();
    page["items"].as_array().unwrap().clone()
}

async fn reply(world: &World, talk: &Value, reference: &str, text: &str) -> i64 {
    let path = format!(
        "/api/v1/shops/{}/conversations/{}/messages",
        world.shop,
        talk["id"].as_str().unwrap()
    );
    let body = json!({ "client_ref": reference, "text": text });
    let sent = world.agent.post(&path, &body).await.json();
    sent["message"]["seq"].as_i64().unwrap()
}

pub async fn a_talk_goes_both_ways(world: &World) {
    // Her order was imported before she spoke: she is the same buyer.
    world.import_book(1).await;
    let outside = Outside::of(world).await;
    let taken = outside
        .tell(&[said("m1", "在吗"), said("m2", "有 M 码吗")])
        .await
        .json();
    assert_eq!(taken["results"][1]["result"], "new");
    let talk = talks(world).await.remove(0);
    assert_eq!(
        (&talk["bridged"], &talk["unpaid_orders"]),
        (&json!("taobao"), &json!(0))
    );
    assert_eq!(talk["unread"], 2);
    let orders = format!(
        "/api/v1/shops/{}/buyers/{}",
        world.shop,
        talk["buyer"]["id"].as_str().unwrap()
    );
    let buyer = world.agent.get(&orders).await.json();
    assert_eq!(
        buyer["orders"].as_array().unwrap().len(),
        1,
        "she is known by her order: {buyer}"
    );
    assert_eq!(
        talk["waiting_since_at"],
        world.engine.now().ms() - 10_000,
        "she waits since she spoke there"
    );

    let seq = reply(world, &talk, "r1", "在的，M 码有货").await;
    let (items, next) = outside.items("after=0").await;
    let words: Vec<&Value> = items.iter().filter(|one| one["type"] == "message").collect();
    assert_eq!(words.len(), 1, "{items:?}");
    assert_eq!(
        words[0]["buyer"],
        json!({ "channel": "taobao", "id": "小鹿0", "name": buyer["name"] })
    );
    assert_eq!(
        (
            &words[0]["text"],
            &words[0]["message"],
            &words[0]["from"],
            &words[0]["agent"]
        ),
        (
            &json!("在的，M 码有货"),
            &json!(seq),
            &json!("agent"),
            &json!("agent")
        )
    );
    let read = items.iter().find(|one| one["type"] == "read").unwrap();
    assert_eq!(read["message"], "m2", "the shop has read up to her last words");
    assert_eq!(
        outside.items(&format!("after={next}")).await,
        (vec![], next),
        "nothing comes twice"
    );
    assert_eq!(outside.items("").await.1, next, "the place is kept here as well");

    let receipt = |state: &str| json!({ "type": "receipt", "message": seq, "state": state });
    outside
        .tell(&[receipt("delivered"), receipt("read"), receipt("delivered")])
        .await
        .json();
    let talk = talks(world).await.remove(0);
    assert_eq!(
        (&talk["buyer_delivered_seq"], &talk["buyer_read_seq"]),
        (&json!(seq), &json!(seq))
    );
    let left = json!({ "type": "buyer-closed", "buyer": lu() });
    assert_eq!(
        outside.tell(std::slice::from_ref(&left)).await.json()["results"][0]["result"],
        "new"
    );
    assert_eq!(
        outside.tell(std::slice::from_ref(&left)).await.json()["results"][0]["result"],
        "same"
    );
    let (items, _) = outside.items(&format!("after={next}")).await;
    assert_eq!(items, Vec::<Value>::new(), "her own leaving is no news to her");

    // A question that nobody has answered keeps the talk where it is seen.
    outside.tell(&[said("m3", "人呢")]).await.json();
    assert_eq!(
        outside.tell(&[left]).await.json()["results"][0]["result"],
        "kept-open"
    );
}

pub async fn the_bridges_repetitions_change_nothing(world: &World) {
    let outside = Outside::of(world).await;
    let body = json!({ "events": [said("m1", "在吗")] }).to_string();
    let first = outside.post_as("d1", &body).await.json();
    assert_eq!(
        outside.post_as("d1", &body).await.json(),
        first,
        "the same delivery, the same answer"
    );
    let other = json!({ "events": [said("m2", "另一句")] }).to_string();
    assert_eq!(outside.post_as("d1", &other).await.code(), "replayed-delivery");
    // Another delivery of the same message, as after a crash.
    let again = outside.tell(&[said("m1", "在吗")]).await.json();
    assert_eq!(
        (&again["results"][0]["result"], &again["results"][0]["seq"]),
        (&json!("same"), &first["results"][0]["seq"])
    );
    let changed = outside.tell(&[said("m9", "新的"), said("m1", "改了的话")]).await;
    assert_eq!((changed.status, changed.code().as_str()), (409, "id-used-before"));
    // What comes before its turn is sent back, and taken once it is.
    let mut third = said("m3", "第三句");
    third["prev"] = json!("m2");
    let early = outside.tell(std::slice::from_ref(&third)).await;
    assert_eq!((early.status, early.code().as_str()), (409, "out-of-order"));
    assert!(early.problem()["detail"].as_str().unwrap().contains("m3"));
    outside.tell(&[said("m2", "第二句")]).await.json();
    outside.tell(&[third]).await.json();
    let talk = talks(world).await.remove(0);
    let said: Vec<Value> = messages(world, &talk)
        .await
        .iter()
        .map(|m| m["text"].clone())
        .collect();
    assert_eq!(said, ["在吗", "第二句", "第三句"]);
}

pub async fn who_has_not_the_secret_is_told_nothing(world: &World) {
    let outside = Outside::of(world).await;
    let body = json!({ "events": [said("m1", "在吗")] }).to_string();
    for (what, secret) in [
        ("a guess", "guess".to_owned()),
        ("the order hook's", world.owner.secret(&world.shop, "hook").await),
        (
            "another shop's",
            world.rival.secret(&world.other, "channel").await,
        ),
    ] {
        let stranger = Outside { world, secret };
        assert_eq!(
            stranger.post_as("d1", &body).await.code(),
            "bad-signature",
            "{what}"
        );
        assert_eq!(stranger.outbox("after=0").await.code(), "bad-signature", "{what}");
    }
    // A signature is for one query, so a copied one reads nothing else.
    let path = format!("/hooks/v1/channel/{}/outbox?after=0&wait=1", world.shop);
    let copied = call(world.address, "GET", &path, outside.signed("after=0"), "").await;
    assert_eq!(copied.code(), "bad-signature");
    let headers = outside.signed("after=0");
    world.pass(301_000);
    let path = format!("/hooks/v1/channel/{}/outbox?after=0", world.shop);
    assert_eq!(
        call(world.address, "GET", &path, headers, "").await.code(),
        "stale-timestamp"
    );
    assert!(talks(world).await.is_empty(), "nothing was written");

    let old = Outside::of(world).await;
    let new = Outside::of(world).await;
    assert_eq!(
        old.outbox("after=0").await.code(),
        "bad-signature",
        "a new secret ends the old one"
    );
    assert_eq!(new.outbox("after=0").await.status, 200);
}

pub async fn hostile_events_are_named_and_nothing_is_taken(world: &World) {
    let outside = Outside::of(world).await;
    let with = |field: &str, value: Value| {
        let mut event = said("m1", "在吗");
        event[field] = value;
        event
    };
    let long = "字".repeat(4_001);
    for (event, named) in [
        (
            with("buyer", json!({ "channel": "site", "id": "u-1" })),
            "events[0].buyer.channel",
        ),
        (
            with("buyer", json!({ "channel": "widget", "id": "u-1" })),
            "events[0].buyer.channel",
        ),
        (
            with("buyer", json!({ "channel": "taobao", "id": "" })),
            "events[0].buyer.id",
        ),
        (with("id", json!("")), "events[0].id"),
        (with("id", json!("x".repeat(65))), "events[0].id"),
        (with("text", json!("  ")), "events[0].text"),
        (with("text", json!(long)), "events[0].text"),
        (with("at", json!("昨天")), "events[0].at"),
        (with("owner", json!(true)), "unknown field"),
        (json!({ "type": "dance" }), "unknown variant"),
        (
            json!({ "type": "receipt", "message": 0, "state": "read" }),
            "events[0].message",
        ),
        (
            json!({ "type": "receipt", "message": 1, "state": "eaten" }),
            "unknown variant",
        ),
    ] {
        let reply = outside
            .tell(&[said("before", "前一句"), event.clone()][1..])
            .await;
        assert_eq!(
            (reply.status, reply.code().as_str()),
            (422, "invalid-shape"),
            "{event}"
        );
        let detail = reply.problem()["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains(named), "{event}: {detail}");
    }
    for body in ["", "{}", "[]", "{\"events\":[]}", "{\"events\":7}"] {
        assert_eq!(
            outside.post_as("dx", body).await.code(),
            "invalid-shape",
            "{body}"
        );
    }
    let many: Vec<Value> = (0..101).map(|n| said(&format!("n{n}"), "好")).collect();
    assert_eq!(outside.tell(&many).await.code(), "invalid-shape");
    // The good event before the bad one is not taken either.
    let half = [
        said("good", "好的"),
        json!({ "type": "receipt", "message": 99, "state": "read" }),
    ];
    assert_eq!(outside.tell(&half).await.code(), "not-found");
    assert_eq!(outside.post_as("这个", "{\"events\":[]}").await.code(), "invalid");
    for query in ["after=x", "after=-1", "after=999999", "wait=-3"] {
        let code = outside.outbox(query).await.code();
        assert!(
            ["bad-request", "invalid"].contains(&code.as_str()),
            "{query}: {code}"
        );
    }
    // What was said to a buyer of the widget is not the bridge's to speak of.
    let buyer = world.buyer().await;
    buyer.say("w1", "在吗").await;
    let talk = talks(world).await.remove(0);
    let seq = reply(world, &talk, "r1", "在的").await;
    let foreign = json!({ "type": "receipt", "message": seq, "state": "failed" });
    assert_eq!(outside.tell(&[foreign]).await.code(), "not-found");
    let hers = json!({ "type": "read", "buyer": lu(), "message": seq });
    assert_eq!(outside.tell(&[hers]).await.code(), "not-found");
    assert_eq!(outside.items("after=0").await.0, Vec::<Value>::new());
    assert_eq!(talks(world).await.len(), 1, "no talk was opened");
}

pub async fn what_did_not_arrive_is_seen_and_sent_again(world: &World) {
    let outside = Outside::of(world).await;
    outside.tell(&[said("m1", "在吗")]).await.json();
    let talk = talks(world).await.remove(0);
    let seq = reply(world, &talk, "r1", "在的").await;
    let (_, next) = outside.items("after=0").await;
    let failed = json!({ "type": "receipt", "message": seq, "state": "failed", "why": "对方已关闭会话" });
    assert_eq!(
        outside.tell(std::slice::from_ref(&failed)).await.json()["results"][0]["result"],
        "new"
    );
    assert_eq!(
        outside.tell(&[failed]).await.json()["results"][0]["result"],
        "same"
    );
    let shown = messages(world, &talk).await;
    assert_eq!(shown[1]["undelivered"], "对方已关闭会话");

    let path = format!(
        "/api/v1/shops/{}/conversations/{}/undelivered/{seq}/again",
        world.shop,
        talk["id"].as_str().unwrap()
    );
    world.agent.post(&path, &json!({})).await.done();
    assert_eq!(
        world.agent.post(&path, &json!({})).await.code(),
        "not-found",
        "once is enough"
    );
    let (items, next) = outside.items(&format!("after={next}")).await;
    assert_eq!(items.len(), 1, "{items:?}");
    assert_eq!(
        (&items[0]["message"], &items[0]["again"], &items[0]["text"]),
        (&json!(seq), &json!(true), &json!("在的"))
    );
    assert!(messages(world, &talk).await[1].get("undelivered").is_none());
    let read = json!({ "type": "receipt", "message": seq, "state": "read" });
    outside.tell(&[read]).await.json();
    assert_eq!(talks(world).await[0]["buyer_read_seq"], seq);
    assert_eq!(
        outside.items(&format!("after={next}")).await.0,
        Vec::<Value>::new()
    );
}

pub async fn a_bridge_that_waits_is_told_at_once(world: &World) {
    let outside = Outside::of(world).await;
    outside.tell(&[said("m1", "在吗")]).await.json();
    let talk = talks(world).await.remove(0);
    let (_, next) = outside.items("after=0").await;
    let query = format!("after={next}&wait=25");
    let (page, _) = tokio::join!(outside.items(&query), async {
        // Whichever comes first, the reply is told.
        reply(world, &talk, "r1", "在的").await
    });
    let (mut items, mut next) = page;
    while !items.iter().any(|one| one["type"] == "message") {
        (items, next) = outside.items(&format!("after={next}&wait=25")).await;
    }
    let path = format!("/api/v1/shops/{}/bridge", world.shop);
    world.pass(11_000);
    outside.items(&format!("after={next}")).await;
    let view = world.lead.get(&path).await.json();
    assert_eq!((&view["has_secret"], &view["waiting"]), (&json!(true), &json!(0)));
    assert_eq!(view["seen_at"], world.engine.now().ms());
    reply(world, &talk, "r2", "还有别的要问吗").await;
    assert_eq!(world.lead.get(&path).await.json()["waiting"], 1);
}

pub async fn a_bridge_is_posted_to_in_order_and_again(world: &World) {
    let mut there = Bridge::open().await;
    let outside = Outside::of(world).await;
    let path = format!("/api/v1/shops/{}/bridge", world.shop);
    for wrong in ["nowhere", "ftp://127.0.0.1/", "http://10.0.0.1/hook"] {
        let reply = world.owner.put_json(&path, &json!({ "push_url": wrong })).await;
        assert_eq!(reply.code(), "invalid", "{wrong}");
        assert!(reply.problem()["fields"]["push_url"].is_string(), "{wrong}");
    }
    world
        .owner
        .put_json(&path, &json!({ "push_url": there.url.clone() }))
        .await
        .json();
    outside.tell(&[said("m1", "在吗")]).await.json();
    let talk = talks(world).await.remove(0);
    let mut told: Vec<Value> = Vec::new();
    for n in 0..5 {
        reply(world, &talk, &format!("r{n}"), &format!("第 {n} 句")).await;
    }
    while told.len() < 5 {
        let handed = there.handed().await;
        let items = handed.body["items"].as_array().unwrap().clone();
        told.extend(items.into_iter().filter(|one| one["type"] == "message"));
    }
    let words: Vec<String> = told
        .iter()
        .map(|one| one["text"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(words, ["第 0 句", "第 1 句", "第 2 句", "第 3 句", "第 4 句"]);
}

/// Both documents, in both languages.
const DOCUMENTS: [&str; 2] = [
    include_str!("../../../../docs/channel-api.md"),
    include_str!("../../../../docs/channel-api.zh-CN.md"),
];

pub async fn the_channels_documents_keep_their_word(world: &World) {
    for (n, document) in DOCUMENTS.into_iter().enumerate() {
        let example = document.split("```text\n").nth(1).unwrap();
        let example = example.split("```").next().unwrap();
        let of = |name: &str| {
            let lines = example.lines().filter(|line| line.starts_with(name));
            lines.map(|line| line[name.len()..].trim()).collect::<Vec<_>>()
        };
        let (secret, timestamp) = (of("secret")[0], of("timestamp")[0]);
        for (signed, signature) in [
            (of("body")[0], of("signature")[0]),
            (of("query")[0], of("signature")[1]),
        ] {
            let expected = jinpai_engine::sign(secret, &[timestamp.as_bytes(), b".", signed.as_bytes()]);
            assert_eq!(signature, format!("v1={expected}"));
        }
        // The clock of the shell is the real one.
        let secret = world.owner.secret(&world.shop, "channel").await;
        let env = [("SHOP", world.shop.as_str()), ("SECRET", &secret)];
        let taken = send(world, "POST", &shell_of(document, 1, &env)).await;
        assert!(["new", "same"].contains(&taken.json()["results"][0]["result"].as_str().unwrap()));
        let talk = talks(world).await.remove(0);
        let seq = reply(world, &talk, &format!("r{n}"), "有的").await;
        let page = send(world, "GET", &shell_of(document, 2, &env)).await.json();
        assert!(page["next"].as_i64().unwrap() >= seq, "{page}");
    }
}

pub async fn a_flood_is_slowed_down(world: &World) {
    let outside = Outside::of(world).await;
    let typing = json!({ "type": "typing", "buyer": lu(), "on": true });
    let many = vec![typing; 100];
    for _ in 0..10 {
        outside.tell(&many).await.json();
    }
    let slowed = outside.tell(&many).await;
    assert_eq!(
        (slowed.status, slowed.code().as_str()),
        (429, "too-many-requests")
    );
    assert!(slowed.problem()["retry_after_s"].as_i64().unwrap() >= 1);
    world.pass(2_000);
    outside.tell(&many).await.json();
}
