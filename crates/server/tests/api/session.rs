//! Signing in and out, and the language of refusals.

use serde_json::json;

use crate::{
    http::{call, json_type},
    line::Line,
    world::{Member, PASSWORD, World},
};

pub async fn signing_in_is_slowed_down(world: &World) {
    let body = json!({ "login": "agent", "password": "a guess" }).to_string();
    let mut codes = Vec::new();
    for _ in 0..6 {
        let reply = call(
            world.address,
            "POST",
            "/api/v1/session",
            vec![json_type()],
            body.clone(),
        )
        .await;
        if reply.status == 429 {
            let wait = reply.problem()["retry_after_s"].as_i64().unwrap();
            assert!(
                wait > 0 && reply.header("retry-after") == wait.to_string(),
                "{}",
                reply.text()
            );
        }
        codes.push(reply.code());
    }
    assert_eq!(codes[0], "bad-credentials");
    assert_eq!(codes[5], "too-many-attempts");
    let unknown = json!({ "login": "nobody-here", "password": "a guess" }).to_string();
    let reply = call(
        world.address,
        "POST",
        "/api/v1/session",
        vec![json_type()],
        unknown,
    )
    .await;
    assert_eq!(
        reply.code(),
        "bad-credentials",
        "a login that is not there answers the same"
    );
    world.pass(3_600_000);
    let again = Member::sign_in(world.address, "agent", PASSWORD).await;
    assert_eq!(again.id, world.agent.id);
}

pub async fn signing_out_ends_the_session_and_its_sockets(world: &World) {
    let agent = Member::sign_in(world.address, "agent", PASSWORD).await;
    assert!(agent.cookie.starts_with("jinpai="), "{}", agent.cookie);
    let mut hers = Line::of(&agent, json!({})).await;
    let mut other_page = Line::of(&world.agent, json!({})).await;
    let reply = agent.delete("/api/v1/session").await;
    reply.done();
    let cookie = reply.header("set-cookie");
    assert!(
        cookie.starts_with("jinpai=;") && cookie.contains("Max-Age=0"),
        "{cookie}"
    );
    assert_eq!(hers.end().await, Some(4401));
    assert_eq!(agent.get("/api/v1/session").await.code(), "not-signed-in");
    let session = world.agent.get("/api/v1/session").await.json();
    assert_eq!(session["person"]["login"], "agent", "her other session stays");
    other_page.say(&json!({ "type": "ping" })).await;
    other_page.until("pong").await;

    // A changed password ends every other session.
    let second = Member::sign_in(world.address, "agent", PASSWORD).await;
    let body = json!({ "current": PASSWORD, "new": "another ten characters" });
    second.post("/api/v1/session/password", &body).await.json();
    assert_eq!(other_page.end().await, Some(4401));
    assert_eq!(world.agent.get("/api/v1/session").await.code(), "not-signed-in");
}

pub async fn problems_speak_the_readers_language(world: &World) {
    let path = format!("/api/v1/shops/{}/orders", world.other);
    let ask = async |language: &str| {
        let headers = vec![("accept-language", language.to_owned())];
        call(world.address, "GET", &path, headers, "").await.problem()["title"].clone()
    };
    assert_eq!(ask("en-US,en;q=0.9").await, "Not signed in");
    assert_eq!(ask("zh-CN").await, "尚未登录");
    assert_eq!(ask("").await, "尚未登录");
    // Who is signed in has said which language she reads.
    world
        .owner
        .patch("/api/v1/session/settings", &json!({ "locale": "en" }))
        .await
        .json();
    let headers = vec![("accept-language", "zh-CN".to_owned())];
    let problem = world.owner.call("GET", &path, headers, "").await.problem();
    assert_eq!(problem["title"], "Not found");
    let bad = world
        .owner
        .patch("/api/v1/session/settings", &json!({ "settings": [1] }))
        .await;
    assert_eq!(bad.problem()["fields"]["settings"], "is not an object");
}
