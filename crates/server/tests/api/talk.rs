//! A talk from both sides.

use serde_json::{Value, json};

use crate::{line::Line, world::World};

pub async fn both_sides_talk(world: &World) {
    let buyer = world.buyer().await;
    let mut hers = Line::of_buyer(&buyer, 0).await;
    let mut desk = Line::of(&world.agent, json!({})).await;
    assert_eq!(hers.until("presence").await["online"], true, "the desk came");
    let said = buyer.say("b1", "在吗").await;
    assert_eq!(
        buyer.say("b1", "在吗").await,
        said,
        "the same reference is the same message"
    );

    let event = desk.event("message-sent").await;
    assert_eq!(
        (&event["data"]["message"]["text"], &event["shop"]),
        (&json!("在吗"), &json!(world.shop))
    );
    let talk = event["data"]["conversation"]["id"].as_str().unwrap().to_owned();
    let marks = hers.until_that(|frame| {
        frame["type"] == "marks" && frame["agent_delivered_seq"].as_i64() >= said["seq"].as_i64()
    });
    marks.await;

    desk.say(&json!({ "type": "typing", "shop": world.shop, "conversation": talk, "on": true }))
        .await;
    hers.until("typing").await;
    let path = format!("/api/v1/shops/{}/conversations/{talk}", world.shop);
    let reply = json!({ "client_ref": "a1", "text": "在的呢😊 您想看哪一款呀" });
    let sent = world.agent.post(&format!("{path}/messages"), &reply).await.json();
    let again = world.agent.post(&format!("{path}/messages"), &reply).await.json();
    assert_eq!(sent["message"], again["message"]);
    let got = hers
        .until_that(|frame| frame["type"] == "message" && frame["message"]["from"] == "agent")
        .await;
    assert_eq!(got["message"]["author_name"], "agent");
    assert_eq!(
        got["message"]["client_ref"], "",
        "another's reference is nobody's business"
    );
    assert!(got["message"].get("author").is_none());

    hers.say(&json!({ "type": "delivered", "seq": got["message"]["seq"] }))
        .await;
    desk.event("messages-delivered").await;
    hers.say(&json!({ "type": "read", "seq": got["message"]["seq"] }))
        .await;
    let read = desk.until_that(|frame| {
        let view = &frame["data"]["conversation"];
        frame["kind"] == "messages-read" && view["buyer_read_seq"] == got["message"]["seq"]
    });
    let read = read.await;
    let view = &read["data"]["conversation"];
    assert_eq!(view["waiting_since_at"], json!(null));

    world
        .agent
        .post(&format!("{path}/star"), &json!({ "starred": true }))
        .await
        .done();
    assert_eq!(
        desk.event("conversation-starred").await["data"]["conversation"]["starred"],
        true
    );
    let page = world.agent.get(&format!("{path}/messages?limit=1")).await.json();
    assert_eq!(
        (page["items"].as_array().unwrap().len(), &page["more"]),
        (1, &json!(true))
    );
    let mine = buyer.call("GET", "/widget/v1/messages", "").await.json();
    assert_eq!(mine["items"].as_array().unwrap().len(), 2);
    let card = world
        .agent
        .get(&format!("/api/v1/shops/{}/buyers/{}", world.shop, buyer.id))
        .await
        .json();
    assert_eq!(card["identities"][0]["channel"], "widget");
    world
        .agent
        .post(&format!("{path}/close"), &json!({}))
        .await
        .done();
    desk.event("conversation-closed").await;
    drop(desk);
    assert_eq!(hers.until("presence").await["online"], false, "the desk left");
}

pub async fn what_the_coach_blocks_comes_back_with_its_findings(world: &World) {
    let settings = format!("/api/v1/shops/{}/settings", world.shop);
    world
        .owner
        .patch(&settings, &json!({ "platform": "taobao" }))
        .await
        .json();
    let buyer = world.buyer().await;
    buyer.say("b1", "能便宜点吗").await;
    let talks = world
        .agent
        .get(&format!("/api/v1/shops/{}/conversations", world.shop))
        .await
        .json();
    let path = format!(
        "/api/v1/shops/{}/conversations/{}/messages",
        world.shop,
        talks["items"][0]["id"].as_str().unwrap()
    );
    let text = "亲，加微信聊吧，给您优惠哦";
    let reply = world
        .agent
        .post(&path, &json!({ "client_ref": "a1", "text": text }))
        .await;
    assert_eq!((reply.status, reply.code().as_str()), (422, "blocked-by-coach"));
    let problem = reply.problem();
    let finding = &problem["findings"][0];
    assert_eq!(finding["severity"], "block");
    let (start, end) = (
        finding["start"].as_u64().unwrap() as usize,
        finding["end"].as_u64().unwrap() as usize,
    );
    let marked: String = text.chars().skip(start).take(end - start).collect();
    assert_eq!(finding["match"], marked, "places count characters");
    fits_its_schema(finding);
    let page = world.agent.get(&path).await.json();
    assert_eq!(page["items"].as_array().unwrap().len(), 1, "it was not sent");
    let check = format!("/api/v1/shops/{}/coach/check", world.shop);
    let checked = world.agent.post(&check, &json!({ "text": text })).await.json();
    assert_eq!(checked["findings"][0]["rule"], finding["rule"]);
    let rules = world
        .agent
        .get(&format!("/api/v1/shops/{}/coach/rules", world.shop))
        .await
        .json();
    let rules = rules["items"].as_array().unwrap();
    assert!(
        rules
            .iter()
            .any(|rule| rule["code"] == finding["rule"] && rule["example_bad"] != "")
    );
}

/// The coach's own JSON goes out, and the document describes it by hand.
fn fits_its_schema(finding: &Value) {
    let document: Value = serde_json::from_str(&jinpai_server::openapi::json().unwrap()).unwrap();
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let schemas = &document["components"]["schemas"];
    assert_eq!(keys(finding), keys(&schemas["Finding"]["properties"]));
    let fixes = finding["fixes"].as_array().unwrap();
    assert!(!fixes.is_empty());
    for fix in fixes {
        assert_eq!(keys(fix), keys(&schemas["Fix"]["properties"]));
        for (part, words) in [("kind", "FixKind"), ("safety", "FixSafety")] {
            assert!(
                schemas[words]["enum"].as_array().unwrap().contains(&fix[part]),
                "{fix}"
            );
        }
    }
    let severities = schemas["FindingSeverity"]["enum"].as_array().unwrap();
    assert!(severities.contains(&finding["severity"]), "{finding}");
}
