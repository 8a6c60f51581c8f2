//! Whose talk it is: given out, handed on, taken over; notes about it, and messages taken back.

use serde_json::{Value, json};

use crate::{
    line::Line,
    world::{Buyer, Member, World},
};

pub async fn id_of(member: &Member) -> Value {
    member.get("/api/v1/session").await.json()["person"]["id"].clone()
}

/// The line's next word that the talk is somebody's.
pub async fn given(line: &mut Line) -> Value {
    line.event("conversation-assigned").await["data"]["conversation"].clone()
}

/// A member's page, connected and known to be there.
pub async fn at_her_desk(world: &World, member: &Member) -> Line {
    let line = Line::of(member, json!({})).await;
    let me = id_of(member).await;
    let path = format!("/api/v1/shops/{}/team", world.shop);
    let there = |team: &Value| {
        let mut items = team["items"].as_array().unwrap().iter();
        items.any(|one| one["person"]["id"] == me && one["there"] == true)
    };
    assert!(
        there(&member.get(&path).await.json()),
        "she is on the team's list at once"
    );
    line
}

pub async fn waits(buyer: &Buyer, line: &mut Line, n: &str) -> String {
    buyer.say(n, "这件有货吗").await;
    let event = line.event("message-sent").await;
    event["data"]["conversation"]["id"].as_str().unwrap().to_owned()
}

pub async fn a_waiting_buyer_is_given_to_who_is_there(world: &World) {
    let mut desk = at_her_desk(world, &world.agent).await;
    let (first, second) = (world.buyer().await, world.buyer().await);
    let mut hers = Line::of_buyer(&second, 0).await;
    waits(&first, &mut desk, "b1").await;
    let me = id_of(&world.agent).await;
    assert_eq!(given(&mut desk).await["owner"]["id"], me);

    let duty = format!("/api/v1/shops/{}/duty", world.shop);
    let duty = duty.as_str();
    let put = |body: Value| async move { world.agent.put_json(duty, &body).await };
    for wrong in [json!({ "capacity": 0 }), json!({ "capacity": 201 })] {
        assert_eq!(put(wrong.clone()).await.code(), "invalid", "{wrong}");
    }
    // On hold she takes nobody new, and whoever waits is told her place.
    put(json!({ "state": "busy" })).await.done();
    waits(&second, &mut desk, "b2").await;
    assert_eq!(hers.until("queue").await["place"], 1);
    put(json!({ "state": "online" })).await.done();
    assert_eq!(given(&mut desk).await["buyer"]["id"], json!(second.id));
    assert_eq!(hers.until("queue").await["place"], 0);

    // Her room is used up: the third one queues.
    put(json!({ "capacity": 2 })).await.done();
    let third = world.buyer().await;
    let mut theirs = Line::of_buyer(&third, 0).await;
    waits(&third, &mut desk, "b3").await;
    assert_eq!(theirs.until("queue").await["place"], 1);
    let team = world
        .agent
        .get(&format!("/api/v1/shops/{}/team", world.shop))
        .await
        .json();
    let mine = team["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["person"]["id"] == me);
    let mine = mine.unwrap();
    assert_eq!(
        (&mine["talks"], &mine["waiting"], &mine["there"]),
        (&json!(2), &json!(2), &json!(true))
    );
}

pub async fn who_is_gone_loses_her_buyers_to_who_is_there(world: &World) {
    let mut desk = at_her_desk(world, &world.agent).await;
    let buyer = world.buyer().await;
    let talk = waits(&buyer, &mut desk, "b1").await;
    given(&mut desk).await;
    drop(desk);
    let mut lead = at_her_desk(world, &world.lead).await;
    world.pass(31_000);
    let moved = given(&mut lead).await;
    assert_eq!(
        (&moved["id"], &moved["owner"]["id"]),
        (&json!(talk), &id_of(&world.lead).await)
    );
    let path = format!("/api/v1/shops/{}/conversations/{talk}/messages", world.shop);
    let page = world.lead.get(&path).await.json();
    let line = page["items"].as_array().unwrap().last().unwrap()["line"].clone();
    assert_eq!(
        (&line["kind"], &line["from"]["name"]),
        (&json!("passed-on"), &json!("agent"))
    );
}

pub async fn a_talk_is_handed_on_with_a_word_the_buyer_never_sees(world: &World) {
    let mut desk = at_her_desk(world, &world.agent).await;
    let buyer = world.buyer().await;
    let mut hers = Line::of_buyer(&buyer, 0).await;
    let talk = waits(&buyer, &mut desk, "b1").await;
    given(&mut desk).await;
    let path = format!("/api/v1/shops/{}/conversations/{talk}", world.shop);
    let to = id_of(&world.lead).await;
    let stranger = id_of(&world.rival).await;
    let hand = |to: &Value| {
        let (path, body) = (
            format!("{path}/transfer"),
            json!({ "to": to, "note": "已答应补发" }),
        );
        async move { world.agent.post(&path, &body).await }
    };
    assert_eq!(
        hand(&stranger).await.code(),
        "invalid",
        "who is no member gets no talk"
    );
    assert_eq!(
        hand(&to).await.code(),
        "invalid",
        "who is not there would leave her waiting"
    );
    let _there = at_her_desk(world, &world.lead).await;
    hand(&to).await.done();
    assert_eq!(given(&mut desk).await["owner"]["id"], to);
    assert_eq!(
        hand(&id_of(&world.agent).await).await.code(),
        "forbidden",
        "it is hers no more"
    );
    let note = json!({ "client_ref": "n1", "text": "她上次买的是 M 码" });
    let kept = world.agent.post(&format!("{path}/notes"), &note).await.json();
    assert_eq!(
        kept,
        world.agent.post(&format!("{path}/notes"), &note).await.json()
    );
    // It is hers already: the word is kept, once.
    let word = json!({ "to": to, "note": "运费我们出" });
    for _ in 0..2 {
        world.lead.post(&format!("{path}/transfer"), &word).await.done();
    }

    let page = world.lead.get(&format!("{path}/messages")).await.json();
    let said: Vec<(&str, &str)> = page["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["line"]["kind"].as_str().unwrap_or("said"),
                one["text"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            ("said", "这件有货吗"),
            ("transferred", "已答应补发"),
            ("note", "她上次买的是 M 码"),
            ("note", "运费我们出")
        ]
    );
    let view = world.lead.get(&path).await.json();
    assert_eq!(
        view["last_text"], "这件有货吗",
        "a line about the talk is no word of it"
    );
    assert!(view["waiting_since_at"].is_i64(), "the buyer still waits");

    let reply = json!({ "client_ref": "a1", "text": "有货的呢，您要什么尺码" });
    world.lead.post(&format!("{path}/messages"), &reply).await.json();
    let got = hers
        .until_that(|frame| frame["type"] == "message" && frame["message"]["from"] != "buyer")
        .await;
    assert_eq!(
        got["message"]["text"], reply["text"],
        "the first thing she hears is the answer"
    );
    let mine = buyer.call("GET", "/widget/v1/messages", "").await.json();
    assert_eq!(mine["items"].as_array().unwrap().len(), 2);
}

pub async fn a_lead_takes_over_and_an_agent_may_not(world: &World) {
    let mut lead = at_her_desk(world, &world.lead).await;
    let buyer = world.buyer().await;
    let talk = waits(&buyer, &mut lead, "b1").await;
    given(&mut lead).await;
    let take = format!("/api/v1/shops/{}/conversations/{talk}/take", world.shop);
    assert_eq!(world.agent.post(&take, &json!({})).await.code(), "forbidden");
    world.owner.post(&take, &json!({})).await.done();
    let owner = id_of(&world.owner).await;
    assert_eq!(given(&mut lead).await["owner"]["id"], owner);
    world.owner.post(&take, &json!({})).await.done();
    // The owner has no page open: nobody is there, so an agent may help the buyer.
    world.agent.post(&take, &json!({})).await.done();
    let close = format!("/api/v1/shops/{}/conversations/{talk}/close", world.shop);
    world.agent.post(&close, &json!({})).await.done();
    assert_eq!(world.lead.post(&take, &json!({})).await.code(), "already-done");
}

pub async fn a_message_is_taken_back_by_its_author_for_two_minutes(world: &World) {
    let mut desk = at_her_desk(world, &world.agent).await;
    let buyer = world.buyer().await;
    let mut hers = Line::of_buyer(&buyer, 0).await;
    let talk = waits(&buyer, &mut desk, "b1").await;
    let path = format!("/api/v1/shops/{}/conversations/{talk}", world.shop);
    let send = |reference: &str, text: &str| {
        let body = json!({ "client_ref": reference, "text": text });
        let path = format!("{path}/messages");
        async move { world.agent.post(&path, &body).await.json()["message"]["seq"].clone() }
    };
    let wrong = send("a1", "这件是 199 元呢").await;
    let recall = |who: &'static str, seq: &Value| {
        let (path, body) = (format!("{path}/recall"), json!({ "seq": seq }));
        async move {
            let who = if who == "lead" { &world.lead } else { &world.agent };
            who.post(&path, &body).await
        }
    };
    assert_eq!(recall("lead", &wrong).await.code(), "not-yours");
    assert_eq!(recall("agent", &json!(9_999_999)).await.code(), "not-found");
    let back = recall("agent", &wrong).await.json();
    assert!(back["recalled_at"].is_i64());
    assert_eq!(recall("agent", &wrong).await.json(), back, "twice is once");
    assert_eq!(hers.until("recalled").await["seqs"], json!([wrong]));
    assert!(desk.event("message-recalled").await["data"]["message"]["recalled_at"].is_i64());
    // Whoever comes later reads no word of it, and whoever was away is told.
    let page = buyer.call("GET", "/widget/v1/messages", "").await.json();
    let gone = page["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["seq"] == wrong)
        .unwrap()
        .clone();
    assert_eq!((&gone["text"], &gone["recalled"]), (&json!(""), &json!(true)));
    let mut later = Line::of_buyer(&buyer, wrong.as_i64().unwrap()).await;
    assert_eq!(later.until("recalled").await["seqs"], json!([wrong]));

    let old = send("a2", "这件是 299 元呢").await;
    world.pass(121_000);
    assert_eq!(recall("agent", &old).await.code(), "invalid");
}

pub async fn a_reply_waits_for_its_moment_and_goes_out_once(world: &World) {
    let settings = format!("/api/v1/shops/{}/settings", world.shop);
    world
        .owner
        .patch(&settings, &json!({ "platform": "taobao" }))
        .await
        .json();
    let mut desk = at_her_desk(world, &world.agent).await;
    let buyer = world.buyer().await;
    let talk = waits(&buyer, &mut desk, "b1").await;
    let path = format!("/api/v1/shops/{}/conversations/{talk}", world.shop);
    let now = world.agent.get("/api/v1/session").await.json()["now_at"]
        .as_i64()
        .unwrap();
    let later = |reference: &str, text: &str, due_at: i64| {
        let path = format!("{path}/later");
        let body = json!({ "client_ref": reference, "text": text, "due_at": due_at });
        async move { world.agent.post(&path, &body).await }
    };
    assert_eq!(later("l0", "好的呢", now - 1).await.code(), "invalid");
    assert_eq!(
        later("l0", "好的呢", now + 91 * 86_400_000).await.code(),
        "invalid"
    );
    assert_eq!(
        later("l0", "亲，加微信聊吧，给您优惠哦", now + 60_000)
            .await
            .code(),
        "blocked-by-coach"
    );
    let kept = later("l1", "您要的 L 码到货了，给您留了一件哦", now + 60_000)
        .await
        .json();
    assert_eq!(
        kept,
        later("l1", "您要的 L 码到货了，给您留了一件哦", now + 60_000)
            .await
            .json()
    );
    let dropped = later("l2", "这一条不发了", now + 60_000).await.json();
    let one = format!("{path}/later/{}", dropped["id"].as_str().unwrap());
    assert_eq!(world.rival.delete(&one).await.code(), "not-found");
    world.agent.delete(&one).await.done();
    world.agent.delete(&one).await.done();
    let waiting = world.lead.get(&format!("{path}/later")).await.json();
    assert_eq!(waiting["items"], json!([kept]));

    world.pass(60_000);
    let sent = desk
        .until_that(|frame| frame["data"]["message"]["from"] == "agent")
        .await;
    assert_eq!(
        sent["data"]["message"]["text"],
        "您要的 L 码到货了，给您留了一件哦"
    );
    // It is taken from the list in a write of its own, a moment after it is said.
    let mut left = json!(null);
    for _ in 0..200 {
        left = world.agent.get(&format!("{path}/later")).await.json()["items"].clone();
        if left == json!([]) {
            break;
        }
    }
    assert_eq!(left, json!([]));
    world.pass(60_000);
    buyer.say("b2", "收到").await;
    desk.until_that(|frame| frame["data"]["message"]["text"] == "收到")
        .await;
    let mine = buyer.call("GET", "/widget/v1/messages", "").await.json();
    assert_eq!(mine["items"].as_array().unwrap().len(), 3, "{mine}");
    let one = format!("{path}/later/{}", kept["id"].as_str().unwrap());
    assert_eq!(world.agent.delete(&one).await.code(), "already-done");
}

pub async fn a_draft_is_there_on_her_other_machine_and_for_nobody_else(world: &World) {
    let mut desk = at_her_desk(world, &world.agent).await;
    let buyer = world.buyer().await;
    let talk = waits(&buyer, &mut desk, "b1").await;
    let path = format!("/api/v1/shops/{}/conversations/{talk}/draft", world.shop);
    assert_eq!(world.agent.get(&path).await.json()["text"], "");
    world
        .agent
        .put_json(&path, &json!({ "text": "您好，这款" }))
        .await
        .done();
    assert_eq!(world.agent.get(&path).await.json()["text"], "您好，这款");
    assert_eq!(world.lead.get(&path).await.json()["text"], "");
    world.agent.put_json(&path, &json!({ "text": "" })).await.done();
    assert_eq!(world.agent.get(&path).await.json()["text"], "");
    let long = "字".repeat(4_001);
    assert_eq!(
        world.agent.put_json(&path, &json!({ "text": long })).await.code(),
        "invalid"
    );
}

pub async fn what_was_said_is_found_by_its_words(world: &World) {
    let mut desk = at_her_desk(world, &world.agent).await;
    let buyer = world.buyer().await;
    let talk = waits(&buyer, &mut desk, "b1").await;
    let path = format!("/api/v1/shops/{}/conversations/{talk}", world.shop);
    let reply = json!({ "client_ref": "a1", "text": "顺丰单号 SF1234567 已经發出啦" });
    world.agent.post(&format!("{path}/messages"), &reply).await.json();
    let note = json!({ "client_ref": "n1", "text": "她要開發票" });
    world.agent.post(&format!("{path}/notes"), &note).await.json();
    let find = |who: &'static str, q: &str| {
        let q: String = q.bytes().map(|byte| format!("%{byte:02x}")).collect();
        let path = format!("/api/v1/shops/{}/messages?q={q}", world.shop);
        async move {
            if who == "rival" {
                world.rival.get(&path).await
            } else {
                world.agent.get(&path).await
            }
        }
    };
    // The index follows the log: the newest word is the last to be found.
    let mut found = json!(null);
    for _ in 0..200 {
        found = find("agent", "发票").await.json();
        if found["items"].as_array().is_some_and(|items| !items.is_empty()) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(
        found["items"][0]["message"]["text"], "她要開發票",
        "traditional is found by simplified"
    );
    assert_eq!(found["items"][0]["buyer"]["id"], json!(buyer.id));
    let texts = |found: &Value| -> Vec<String> {
        let items = found["items"].as_array().unwrap().iter();
        items
            .map(|one| one["message"]["text"].as_str().unwrap().to_owned())
            .collect()
    };
    let sent = "顺丰单号 SF1234567 已经發出啦";
    for q in [
        "单号",
        "sf12",
        "SF1234567",
        "发出",
        "出啦",
        "啦",
        "顺丰 发出",
        "單號",
    ] {
        assert_eq!(texts(&find("agent", q).await.json()), [sent], "{q}");
    }
    for q in ["号单", "1234567", "顺丰 退款", "丰出"] {
        assert!(texts(&find("agent", q).await.json()).is_empty(), "{q}");
    }
    for q in ["", "？", "'", "\"", "字".repeat(101).as_str()] {
        assert_eq!(find("agent", q).await.code(), "invalid", "{q}");
    }
    assert!(
        texts(&find("agent", "\" OR \"单号").await.json()).is_empty(),
        "a question is no syntax"
    );
    assert_eq!(find("rival", "单号").await.code(), "not-found");
}
