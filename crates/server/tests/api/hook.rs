//! The order webhook.

use std::process::Command;

use serde_json::{Value, json};

use crate::{
    http::{Reply, call},
    world::World,
};

fn order(number: &str, event: &str) -> String {
    json!({
        "event": event, "at": "2026-11-21T09:00:00+08:00",
        "order": {
            "number": number, "created_at": "2026-11-21T08:50:00+08:00", "total": "256.00", "postage": "6.00",
            "items": [{ "title": "羊毛混纺大衣", "quantity": 1, "price": "250.00" }],
            "buyer": { "id": "u-1", "name": "小鹿" },
        },
    })
    .to_string()
}

pub async fn an_order_is_told_once(world: &World) {
    let secret = world.owner.secret(&world.shop, "hook").await;
    let told = order("A1", "created");
    let first = world.post_order(&world.shop, &secret, "d1", &told).await.json();
    assert_eq!(first["result"], "new");
    let again = world.post_order(&world.shop, &secret, "d1", &told).await.json();
    assert_eq!(again, first, "the same delivery answers what it answered first");
    let other = world
        .post_order(&world.shop, &secret, "d1", &order("A1", "paid"))
        .await;
    assert_eq!((other.status, other.code().as_str()), (409, "replayed-delivery"));
    let paid = world
        .post_order(&world.shop, &secret, "d2", &order("A1", "paid"))
        .await
        .json();
    assert_eq!(
        (&paid["result"], &paid["order"]),
        (&json!("changed"), &first["order"])
    );

    let path = format!(
        "/api/v1/shops/{}/orders/{}",
        world.shop,
        first["order"].as_str().unwrap()
    );
    let seen = world.agent.get(&path).await.json();
    assert_eq!(
        (&seen["status"], &seen["total_fen"]),
        (&json!("paid"), &json!(25_600))
    );
    assert_eq!(
        (&seen["buyer"]["name"], &seen["source"]),
        (&json!("小鹿"), &json!("hook"))
    );
}

pub async fn a_wrong_stale_or_foreign_delivery_is_refused(world: &World) {
    let secret = world.owner.secret(&world.shop, "hook").await;
    let theirs = world.rival.secret(&world.other, "hook").await;
    let told = order("A1", "created");
    let code = async |shop: &str, secret: &str, timestamp: &str, body: &str| {
        let reply = world.post_order_at(shop, secret, timestamp, "d1", body).await;
        (reply.status, reply.code())
    };
    let refused = |status: u16, code: &str| (status, code.to_owned());
    let now = world.engine.now().ms() / 1_000;
    let (fresh, stale) = (now.to_string(), (now - 301).to_string());
    assert_eq!(
        code(&world.shop, "guess", &fresh, &told).await,
        refused(401, "bad-signature")
    );
    assert_eq!(
        code(&world.shop, &theirs, &fresh, &told).await,
        refused(401, "bad-signature")
    );
    assert_eq!(
        code(&world.other, &secret, &fresh, &told).await,
        refused(401, "bad-signature")
    );
    assert_eq!(
        code(&world.shop, &secret, &stale, &told).await,
        refused(401, "stale-timestamp")
    );
    let early = (now + 301).to_string();
    assert_eq!(
        code(&world.shop, &secret, &early, &told).await,
        refused(401, "stale-timestamp")
    );
    assert_eq!(
        code(&world.shop, &secret, "soon", &told).await,
        refused(401, "stale-timestamp")
    );
    assert_eq!(
        code(&world.shop, &secret, &fresh, "{}").await,
        refused(422, "invalid-shape")
    );
    let nowhere = "01JD8K3V7N0000000000000000";
    assert_eq!(
        code(nowhere, &secret, &fresh, &told).await,
        refused(401, "bad-signature")
    );
    let counts = world
        .owner
        .get(&format!("/api/v1/shops/{}/orders", world.shop))
        .await
        .json();
    assert_eq!(counts["items"], json!([]), "nothing was written");

    let rotated = world.owner.secret(&world.shop, "hook").await;
    assert_eq!(
        code(&world.shop, &secret, &fresh, &told).await,
        refused(401, "bad-signature")
    );
    assert_eq!(code(&world.shop, &rotated, &fresh, &told).await, refused(200, ""));
}

/// Runs blocks of a document's shell one after the other, with `curl` replaced by something that shows its arguments, and
/// returns those of the last.
pub fn shell_of(document: &str, blocks: usize, env: &[(&str, &str)]) -> Vec<String> {
    let parts = document.split("```sh\n").skip(1).take(blocks);
    let script: Vec<&str> = parts.map(|part| part.split("```").next().unwrap()).collect();
    assert_eq!(script.len(), blocks, "the document has fewer blocks");
    let shown =
        "curl() { printf '\\035'; for argument in \"$@\"; do printf '%s\\036' \"$argument\"; done; }\n";
    let output = Command::new("sh")
        .args(["-euc", &format!("{shown}{}", script.join("\n"))])
        .env("JINPAI", "")
        .envs(env.iter().copied())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let output = String::from_utf8(output.stdout).unwrap();
    let last = output.rsplit('\u{1d}').next().unwrap();
    let arguments = last.trim_end_matches('\u{1e}').split('\u{1e}');
    arguments.map(ToOwned::to_owned).collect()
}

/// Sends just what the arguments of `curl` say.
pub async fn send(world: &World, method: &str, arguments: &[String]) -> Reply {
    let after = |flag: &'static str| {
        arguments
            .windows(2)
            .filter(move |pair| pair[0] == flag)
            .map(|pair| pair[1].as_str())
    };
    let path = arguments
        .iter()
        .find(|argument| argument.starts_with("/hooks/"))
        .unwrap();
    let headers = after("--header").map(|header| header.split_once(": ").unwrap());
    let headers = headers.map(|(name, value)| (name, value.to_owned())).collect();
    let body = after("--data-raw").next().unwrap_or_default().to_owned();
    call(world.address, method, path, headers, body).await
}

pub async fn the_documented_example_is_taken(world: &World) {
    let document = include_str!("../../../../docs/webhook-orders.md");
    let secret = world.owner.secret(&world.shop, "hook").await;
    let buyer = world.buyer().await;
    let env = [
        ("SHOP", world.shop.as_str()),
        ("SECRET", &secret),
        ("VISITOR", &buyer.visitor),
    ];
    let answer = send(world, "POST", &shell_of(document, 1, &env)).await.json();
    assert_eq!(answer["result"], "new");

    let order = format!(
        "/api/v1/shops/{}/orders/{}",
        world.shop,
        answer["order"].as_str().unwrap()
    );
    let order: Value = world.owner.get(&order).await.json();
    assert_eq!(
        order["buyer"]["id"], buyer.id,
        "the visitor id ties the order to the buyer of the widget"
    );
}
