//! The sockets: resuming, limits, and who hears what.

use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::{Bytes, Message};

use crate::{
    line::{Came, Line},
    world::{Member, PASSWORD, World},
};

/// Reads events until the log's head; their sequences.
async fn events_until(line: &mut Line, head: i64) -> Vec<i64> {
    let mut seen = Vec::new();
    while seen.last().is_none_or(|last| *last < head) {
        if let Came::Frame(frame) = line.next().await
            && frame["type"] == "event"
        {
            seen.push(frame["seq"].as_i64().unwrap());
        }
    }
    seen
}

async fn head(world: &World) -> i64 {
    let path = format!("/api/v1/shops/{}/conversations", world.shop);
    world.agent.get(&path).await.json()["head_seq"].as_i64().unwrap()
}

pub async fn a_page_that_comes_back_misses_and_doubles_nothing(world: &World) {
    let start = head(world).await;
    let cursor = |seq: i64| json!({ &world.shop: seq });
    let buyer = world.buyer().await;
    let mut desk = Line::of(&world.agent, cursor(start)).await;
    let mut hers = Line::of_buyer(&buyer, 0).await;
    let (mut at_desk, mut at_hers) = (Vec::new(), Vec::new());
    let mut desk_cursor = start;
    let mut her_cursor = 0;
    for round in 0..4 {
        for n in 0..5 {
            world.pass(1_000);
            buyer
                .say(&format!("{round}-{n}"), &format!("第{round}轮第{n}句"))
                .await;
            // Half-way the lines break without a word.
            if n == 2 {
                drop(std::mem::replace(
                    &mut desk,
                    Line::of(&world.agent, cursor(desk_cursor)).await,
                ));
                drop(std::mem::replace(
                    &mut hers,
                    Line::of_buyer(&buyer, her_cursor).await,
                ));
            }
        }
        while at_desk.len() < 5 * (round + 1) {
            let Came::Frame(frame) = desk.next().await else {
                panic!("the line ended")
            };
            if frame["type"] == "event" {
                let seq = frame["seq"].as_i64().unwrap();
                assert!(seq > desk_cursor, "nothing comes twice");
                desk_cursor = seq;
                if frame["kind"] == "message-sent" {
                    at_desk.push(
                        frame["data"]["message"]["client_ref"]
                            .as_str()
                            .unwrap()
                            .to_owned(),
                    );
                }
            }
        }
        while at_hers.len() < 5 * (round + 1) {
            let message = hers.until("message").await["message"].clone();
            assert!(
                message["seq"].as_i64().unwrap() > her_cursor,
                "nothing comes twice"
            );
            her_cursor = message["seq"].as_i64().unwrap();
            at_hers.push(message["client_ref"].as_str().unwrap().to_owned());
        }
    }
    let expected: Vec<String> = (0..4)
        .flat_map(|round| (0..5).map(move |n| format!("{round}-{n}")))
        .collect();
    assert_eq!(at_desk, expected);
    assert_eq!(at_hers, expected);
}

pub async fn a_cursor_far_behind_starts_anew(world: &World) {
    world.import_book(2_100).await;
    let head = head(world).await;
    assert!(head > 2_100);
    let mut late = Line::of(&world.agent, json!({ &world.shop: 0 })).await;
    let reset = late.until("reset").await;
    assert_eq!(reset["shop"], json!(world.shop));
    // The reminders planned for the imported orders may still be on their way into the log.
    assert!(reset["head_seq"].as_i64().unwrap() >= head);
    // A cursor from a log that is not there any more is no better.
    let mut lost = Line::of(&world.agent, json!({ &world.shop: head + 1_000 })).await;
    lost.until("reset").await;
    let mut near = Line::of(&world.agent, json!({ &world.shop: head - 50 })).await;
    let replayed = events_until(&mut near, head).await;
    assert!(
        replayed.is_sorted_by(|a, b| a < b) && replayed[0] > head - 50,
        "{replayed:?}"
    );
}

pub async fn a_reader_that_takes_nothing_is_cut_off_and_loses_nothing(world: &World) {
    let start = head(world).await;
    let buyer = world.buyer().await;
    let mut hers = Line::of_buyer(&buyer, 0).await;
    let mut slow = Line::connect_slow(&world.agent).await;
    slow.hello(json!({ &world.shop: start })).await;
    hers.until_that(|frame| frame["type"] == "presence" && frame["online"] == true)
        .await;
    // More than the buffers of a line hold.
    let long = "😊".repeat(4_000);
    for n in 0..450 {
        world.pass(1_000);
        buyer.say(&n.to_string(), &long).await;
    }
    // She is no longer there, although her page never said so.
    hers.until_that(|frame| frame["type"] == "presence" && frame["online"] == false)
        .await;
    let (mut seen, mut said) = (start, Vec::new());
    loop {
        match slow.next().await {
            Came::Frame(frame) if frame["type"] == "event" => {
                assert!(frame["seq"].as_i64().unwrap() > seen);
                seen = frame["seq"].as_i64().unwrap();
                said.extend(said_in(&frame));
            }
            Came::Frame(_) => {}
            Came::End(code) => {
                // The farewell may be lost on a full line; then the line just ends.
                assert!(matches!(code, Some(4429) | None), "{code:?}");
                break;
            }
        }
    }
    let head = head(world).await;
    assert!(seen < head, "everything fitted into the line's buffers");
    let mut again = Line::of(&world.agent, json!({ &world.shop: seen })).await;
    while said.len() < 450 {
        let frame = again.until("event").await;
        assert!(frame["seq"].as_i64().unwrap() > seen);
        seen = frame["seq"].as_i64().unwrap();
        said.extend(said_in(&frame));
    }
    let expected: Vec<String> = (0..450).map(|n| n.to_string()).collect();
    assert_eq!(said, expected, "every message once and in order over both lines");
}

/// The reference of the message that an event brings.
fn said_in(event: &Value) -> Option<String> {
    event["data"]["message"]["client_ref"].as_str().map(str::to_owned)
}

pub async fn who_has_no_place_hears_nothing(world: &World) {
    let origin = format!("http://{}", world.address);
    let open =
        async |path: &str, headers: &[(&str, &str)]| Line::open(world.address, path, headers).await.err();
    let cookie = world.agent.cookie.as_str();
    assert_eq!(open("/ws/agent", &[("origin", &origin)]).await, Some(401));
    assert_eq!(
        open("/ws/agent", &[("cookie", cookie)]).await,
        Some(403),
        "every browser names its origin"
    );
    let evil = [("cookie", cookie), ("origin", "https://evil.example")];
    assert_eq!(open("/ws/agent", &evil).await, Some(403));
    assert_eq!(
        open("/ws/buyer", &[("origin", "https://evil.example")]).await,
        Some(403)
    );

    // The rival asks for a shop that is not hers, from its beginning.
    let mut rival = Line::connect(&world.rival).await;
    let welcome = rival.hello(json!({ &world.shop: 0, &world.other: 0 })).await;
    let shops: Vec<&Value> = welcome["shops"]
        .as_array()
        .unwrap()
        .iter()
        .map(|shop| &shop["shop"])
        .collect();
    assert_eq!(shops, [&json!(world.other)]);
    let buyer = world.buyer().await;
    buyer.say("b1", "在吗").await;
    let talks = world
        .agent
        .get(&format!("/api/v1/shops/{}/conversations", world.shop))
        .await
        .json();
    let talk = &talks["items"][0]["id"];
    rival
        .say(&json!({ "type": "typing", "shop": world.shop, "conversation": talk, "on": true }))
        .await;
    let next = rival
        .until_that(|frame| frame["type"] == "error" || frame["shop"] == world.shop)
        .await;
    assert_eq!(next["code"], "not-found");
    rival
        .say(&json!({ "type": "draft", "shop": world.shop, "conversation": talk, "rev": 1, "text": "您好" }))
        .await;
    assert_eq!(rival.until("error").await["code"], "not-found");
    rival
        .say(&json!({ "type": "draft", "shop": world.other, "conversation": talk, "rev": 2, "text": "您好" }))
        .await;
    assert_eq!(rival.until("error").await["code"], "not-found");

    let mut guess = Line::open(world.address, "/ws/buyer", &[("origin", &origin)])
        .await
        .unwrap();
    guess
        .say(&json!({ "type": "hello", "token": "guess", "cursor": 0 }))
        .await;
    assert_eq!(guess.end().await, Some(4401));
    let stranger = world.buyer().await;
    let mut theirs = Line::of_buyer(&stranger, 0).await;
    buyer.say("b2", "还在吗").await;
    theirs.say(&json!({ "type": "ping" })).await;
    let pong = theirs
        .until_that(|frame| frame["type"] == "pong" || frame["type"] == "message")
        .await;
    assert_eq!(pong["type"], "pong", "a buyer hears nothing of another");
}

pub async fn a_role_that_ends_is_noticed_at_once(world: &World) {
    let member = world.owner.hire(&world.shop, "mover", "agent").await;
    let mut hers = Line::of(&member, json!({})).await;
    let mut mine = Line::of(&world.agent, json!({})).await;
    let path = format!("/api/v1/shops/{}/members/{}", world.shop, member.id);
    world.owner.patch(&path, &json!({ "role": "lead" })).await.json();
    assert_eq!(
        hers.end().await,
        Some(1001),
        "the page begins anew with its new role"
    );
    let mut hers = Line::of(&member, json!({})).await;
    world.owner.delete(&path).await.done();
    assert_eq!(hers.end().await, Some(1001));
    let mut hers = Line::connect(&member).await;
    assert_eq!(hers.hello(json!({ &world.shop: 0 })).await["shops"], json!([]));
    assert_eq!(
        member
            .get(&format!("/api/v1/shops/{}/orders", world.shop))
            .await
            .code(),
        "not-found"
    );
    let joins = json!({ "login": "mover", "name": "mover", "role": "agent" });
    let joined = world
        .owner
        .post(&format!("/api/v1/shops/{}/members", world.shop), &joins)
        .await
        .json();
    assert_eq!(joined["one_time_password"], Value::Null, "she has an account");
    assert_eq!(hers.end().await, Some(1001), "a page learns of a new shop");
    mine.say(&json!({ "type": "ping" })).await;
    mine.until("pong").await;
}

pub async fn monsters_floods_and_strangers_are_cut_off(world: &World) {
    let mut line = Line::of(&world.agent, json!({})).await;
    line.say(&json!({ "type": "typing" })).await;
    assert_eq!(line.until("error").await["code"], "bad-json");
    line.say(&json!({ "type": "sing" })).await;
    assert_eq!(line.until("error").await["code"], "bad-json");
    line.say(&json!({ "type": "draft", "text": "长".repeat(30_000) }))
        .await;
    assert_eq!(line.end().await, Some(4413));

    let mut line = Line::of(&world.agent, json!({})).await;
    line.send(Message::Binary(Bytes::from_static(b"\x00\x01"))).await;
    assert_eq!(line.end().await, Some(4413));
    let mut line = Line::of(&world.agent, json!({})).await;
    line.send(Message::text("x".repeat(2_000_000))).await;
    // A monster is not read to its end; its sender may not hear why.
    assert!(matches!(line.end().await, Some(4413) | None));
    let mut line = Line::connect(&world.agent).await;
    line.say(&json!({ "type": "ping" })).await;
    assert_eq!(line.end().await, Some(4408), "the first frame is hello");
    let mut line = Line::of(&world.agent, json!({})).await;
    for _ in 0..400 {
        line.say(&json!({ "type": "ping" })).await;
    }
    assert_eq!(line.end().await, Some(4429));
    let still = Member::sign_in(world.address, "agent", PASSWORD).await;
    Line::of(&still, json!({})).await;
}

pub async fn the_newest_draft_is_answered(world: &World) {
    let buyer = world.buyer().await;
    buyer.say("b1", "明天能到吗").await;
    let talks = world
        .agent
        .get(&format!("/api/v1/shops/{}/conversations", world.shop))
        .await
        .json();
    let talk = talks["items"][0]["id"].clone();
    let mut line = Line::of(&world.agent, json!({})).await;
    for rev in 1..=40 {
        let text = if rev == 40 {
            "亲，肯定明天到".to_owned()
        } else {
            format!("亲，第{rev}稿")
        };
        line.say(
            &json!({ "type": "draft", "shop": world.shop, "conversation": talk, "rev": rev, "text": text }),
        )
        .await;
    }
    let mut last = 0;
    let findings = line.until_that(|frame| {
        if frame["type"] == "findings" {
            let rev = frame["rev"].as_i64().unwrap();
            assert!(rev > last, "answers come in order");
            last = rev;
        }
        frame["type"] == "findings" && frame["rev"] == 40
    });
    let findings = findings.await;
    assert_eq!(findings["findings"][0]["category"], "PROMISE");
    let found = findings["findings"][0]["match"].as_str().unwrap();
    assert!(found.starts_with("肯定"), "{found}");
}
