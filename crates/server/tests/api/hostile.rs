//! Malformed requests: each is answered with a problem, never with a failure of the server.

use serde_json::json;

use crate::{
    http::{Reply, call, json_type},
    sample::{Things, routes},
    world::World,
};

fn refused(reply: &Reply, what: &str) {
    assert!(
        (400..500).contains(&reply.status),
        "{what}: {} {}",
        reply.status,
        reply.text()
    );
    reply.problem();
}

pub async fn malformed_bodies_are_problems(world: &World) {
    let things = Things::of(world).await;
    let deep = format!("{{\"settings\":{}", "{\"a\":".repeat(20_000));
    let nul = "{\"text\":\"a\\u0000b\",\"client_ref\":\"x\"}";
    let bodies: [(&str, &[u8], &str); 9] = [
        ("empty", b"", "bad-json"),
        ("cut off", b"{\"login\": \"a", "bad-json"),
        ("deep", deep.as_bytes(), "bad-json"),
        ("nul", nul.as_bytes(), "bad-json"),
        (
            "bad utf-8",
            b"{\"login\":\"\xff\xfe\",\"text\":\"\xc3\x28\"}",
            "bad-json",
        ),
        ("latin words", b"login=a&password=b", "bad-json"),
        ("a string", b"\"a\"", "invalid-shape"),
        ("number", b"7", "invalid-shape"),
        ("huge", &[b' '; 300 * 1024], "too-large"),
    ];
    for route in routes()
        .into_iter()
        .filter(|route| route.takes_json && route.needs != "hook")
    {
        let path = things.path(&route);
        let buyer = world.buyer().await;
        for (what, body, expected) in bodies {
            let headers = match route.needs.as_str() {
                "buyer" => vec![json_type(), ("authorization", format!("Bearer {}", buyer.token))],
                _ => vec![
                    json_type(),
                    ("cookie", world.owner.cookie.clone()),
                    ("x-csrf-token", world.owner.csrf.clone()),
                ],
            };
            let reply = call(world.address, &route.method, &path, headers, body.to_vec()).await;
            assert_eq!(reply.code(), expected, "{}: {what}: {}", route.id, reply.text());
        }
        let headers = vec![
            ("content-type", "text/plain".to_owned()),
            ("authorization", format!("Bearer {}", buyer.token)),
        ];
        let reply = world.owner.call(&route.method, &path, headers, "{}").await;
        assert_eq!(
            (reply.status, reply.code().as_str()),
            (415, "wrong-content-type"),
            "{}",
            route.id
        );
    }
    values_out_of_range(world, &things).await;
}

async fn values_out_of_range(world: &World, things: &Things) {
    let shop = format!("/api/v1/shops/{}", world.shop);
    let talk = format!("{shop}/conversations/{}", things.conversation);
    let long = "长".repeat(4_001);
    for (path, body) in [
        (
            format!("{talk}/messages"),
            json!({ "client_ref": "a", "text": long }),
        ),
        (
            format!("{talk}/messages"),
            json!({ "client_ref": "a", "text": " \n " }),
        ),
        (
            format!("{talk}/messages"),
            json!({ "client_ref": "", "text": "您好" }),
        ),
        (
            format!("{talk}/messages"),
            json!({ "client_ref": "长", "text": "您好" }),
        ),
        (
            format!("{talk}/messages"),
            json!({ "client_ref": "a".repeat(65), "text": "您好" }),
        ),
        (format!("{talk}/read"), json!({ "seq": 1.5 })),
        (format!("{talk}/read"), json!({ "seq": "1" })),
        (format!("{shop}/coach/check"), json!({ "text": long })),
        (
            format!("{shop}/coach/check"),
            json!({ "text": "您好", "conversation": "nobody" }),
        ),
        (format!("{shop}/products"), json!({ "sku": "", "title": "围巾" })),
        (
            format!("{shop}/products"),
            json!({ "sku": "Z", "title": "围巾", "ship_cutoff": "25:00" }),
        ),
        (
            format!("{shop}/products"),
            json!({ "sku": "Z", "title": "围巾", "price_fen": -5 }),
        ),
        (
            format!("{shop}/members"),
            json!({ "login": "a b", "name": "新人", "role": "agent" }),
        ),
        (
            format!("{shop}/members"),
            json!({ "login": "ab", "name": "新人", "role": "king" }),
        ),
        (
            "/api/v1/shops".to_owned(),
            json!({ "name": "", "platform": "taobao" }),
        ),
    ] {
        refused(
            &world.owner.post(&path, &body).await,
            &format!("{path} {body:.80}"),
        );
    }
    for body in [
        json!({ "zone": "Moon/Base" }),
        json!({ "widget_origins": ["https://a.example; script-src *"] }),
        json!({ "widget_origins": ["javascript:alert(1)"] }),
        json!({ "answer_within_s": -1 }),
        json!({ "ship_cutoff": "noon" }),
    ] {
        let reply = world.owner.patch(&format!("{shop}/settings"), &body).await;
        assert_eq!(reply.code(), "invalid", "{body}");
        assert!(
            reply.problem()["fields"]
                .as_object()
                .is_some_and(|fields| fields.len() == 1),
            "{body}"
        );
    }
    let far = json!({ "seq": i64::MAX });
    world.owner.post(&format!("{talk}/read"), &far).await.done();
}

pub async fn malformed_addresses_are_problems(world: &World) {
    let shop = format!("/api/v1/shops/{}", world.shop);
    for path in [
        "/api/v1/shops/nobody/conversations".to_owned(),
        format!("/api/v1/shops/{}/orders", "0".repeat(5_000)),
        format!("{shop}/conversations/%00"),
        format!("{shop}/conversations/%ff%fe"),
        format!("{shop}/conversations/..%2f..%2fsession"),
        format!("{shop}/conversations?limit=-1"),
        format!("{shop}/conversations?limit=abc"),
        format!("{shop}/conversations?limit=99999999999999999999"),
        format!("{shop}/conversations?state=perhaps"),
        format!("{shop}/orders?q=%00"),
        format!("{shop}/orders?q=%ff&status=zzz"),
        format!("{shop}/orders?status=zzz"),
        format!("{shop}/orders?q={}", "a".repeat(6_000)),
        format!("{shop}/reminders?day=yesterday"),
        format!("{shop}/reminders?day=2026-02-30"),
        format!("{shop}/reminders?state=maybe"),
        "/widget/frame".to_owned(),
        "/widget/frame?shop=%27%22".to_owned(),
        "/widget/frame?shop=01JD8K3V7N0000000000000000".to_owned(),
        "/widget/..%2f..%2fCargo.toml".to_owned(),
        "/assets/none.js".to_owned(),
        "/api/v2/anything".to_owned(),
    ] {
        refused(&world.owner.get(&path).await, &path);
    }
    for path in [
        "orders?before=nonsense",
        "orders?q=%25_%27--",
        "products?q=%5C",
        "conversations?limit=100000",
    ] {
        let reply = world.owner.get(&format!("{shop}/{path}")).await;
        assert!(reply.status < 500, "{path}: {}", reply.text());
    }
    let reply = world.owner.call("PUT", "/api/v1/session", vec![], "").await;
    assert_eq!((reply.status, reply.code().as_str()), (405, "method-not-allowed"));
    assert!(reply.header("allow").contains("DELETE"), "{:?}", reply.headers);
    let reply = world.owner.call("POST", "/anything", vec![], "").await;
    assert_eq!((reply.status, reply.code().as_str()), (404, "no-such-path"));
    let reply = world.owner.get("/ws/agent").await;
    assert_eq!(reply.code(), "not-a-socket");
    let reply = call(
        world.address,
        "GET",
        "/widget/v1/messages",
        vec![("authorization", "Bearer x".into())],
        "",
    )
    .await;
    assert_eq!(reply.code(), "not-signed-in");
    let cookie = vec![("cookie", "jinpai=; jinpai=\"; jinpai=abc".to_owned())];
    assert_eq!(
        call(world.address, "GET", "/api/v1/session", cookie, "")
            .await
            .code(),
        "not-signed-in"
    );
}

pub async fn files_that_are_none_are_problems(world: &World) {
    let path = format!("/api/v1/shops/{}/imports/orders", world.shop);
    for (what, file) in [
        ("empty", vec![]),
        ("a zip that is none", b"PK\x03\x04nonsense".to_vec()),
        ("binary", (0..=255).cycle().take(4_096).collect()),
        ("a picture", b"\x89PNG\r\n\x1a\n".to_vec()),
        ("no columns", b"hello\nworld\n".to_vec()),
    ] {
        let reply = world.lead.upload(&path, &file, None).await;
        assert_eq!(reply.code(), "bad-file", "{what}: {}", reply.text());
    }
    let reply = world.lead.upload(&path, b"a", Some("nowhere")).await;
    assert!(reply.problem()["fields"]["platform"].is_string());
    let head = vec![("content-type", "multipart/form-data; boundary=edge".to_owned())];
    let reply = world
        .lead
        .call("POST", &path, head.clone(), "--edge\r\nnonsense")
        .await;
    assert_eq!(reply.code(), "no-file");
    let reply = world.lead.call("POST", &path, head, "--edge--\r\n").await;
    assert_eq!(reply.code(), "no-file");
    assert_eq!(
        world.lead.post(&path, &json!({})).await.code(),
        "wrong-content-type"
    );
    let large = vec![b'a'; 1024 * 1024];
    assert_eq!(
        world.lead.upload(&path, &large, None).await.code(),
        "bad-file",
        "a file may be larger than JSON"
    );
    let monster = vec![b'a'; jinpai_server::MAX_UPLOAD_BYTES + 1];
    assert_eq!(world.lead.upload(&path, &monster, None).await.code(), "too-large");

    let tried = world
        .lead
        .upload(
            &format!("{path}?dry_run=true"),
            "订单编号,订单状态,订单创建时间,订单付款时间,总金额\n7,等待买家付款,2026-11-21 08:00:00,,9.00\n"
                .as_bytes(),
            Some("taobao"),
        )
        .await
        .json();
    assert_eq!((&tried["read"], &tried["new"]), (&json!(1), &json!(1)));
    let orders = world
        .lead
        .get(&format!("/api/v1/shops/{}/orders", world.shop))
        .await
        .json();
    assert_eq!(orders["items"], json!([]), "a dry run writes nothing");
}
