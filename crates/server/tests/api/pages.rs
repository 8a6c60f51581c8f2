//! What browsers are served, and with which headers; leaving gracefully.

use jinpai_store::testing::TestDatabase;
use serde_json::json;

use crate::{http::call, line::Line, world::World};

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
    font-src 'self' data:; connect-src 'self'; media-src 'self' blob:; frame-src 'self'; base-uri 'none'; \
    form-action 'self'; frame-ancestors ";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_come_under_a_strict_policy() {
    let world = World::open(TestDatabase::sqlite()).await;
    let get = async |path: &str| call(world.address, "GET", path, vec![], "").await;
    for path in ["/", "/index.html", "/desk", "/orders/deep/link"] {
        let page = get(path).await;
        assert_eq!(
            page.header("content-security-policy"),
            format!("{POLICY}'none'"),
            "{path}"
        );
        assert!(page.header("content-type").starts_with("text/html"), "{path}");
        assert_eq!(page.header("x-content-type-options"), "nosniff");
        assert_eq!(page.header("referrer-policy"), "no-referrer");
        assert_eq!(page.header("cross-origin-resource-policy"), "same-origin");
        assert!(
            page.header("strict-transport-security").is_empty(),
            "this is plain http"
        );
    }
    let origins = json!({ "widget_origins": ["https://shop.example", "http://127.0.0.1:9000"] });
    let settings = format!("/api/v1/shops/{}/settings", world.shop);
    let shown = world.owner.patch(&settings, &origins).await.json();
    let tag = format!(
        r#"<script async src="http://{}/widget/loader.js" data-shop="{}"></script>"#,
        world.address, world.shop
    );
    assert_eq!(shown["embed"], tag);
    let frame = get(&format!("/widget/frame?shop={}", world.shop)).await;
    let policy = format!("{POLICY}https://shop.example http://127.0.0.1:9000");
    assert_eq!(frame.header("content-security-policy"), policy);
    let frame = get(&format!("/widget/frame?shop={}", world.other)).await;
    assert_eq!(frame.header("content-security-policy"), format!("{POLICY}'none'"));

    let data = world.owner.get("/api/v1/session").await;
    assert_eq!(
        data.header("content-security-policy"),
        "default-src 'none'; frame-ancestors 'none'"
    );
    assert_eq!(data.header("cache-control"), "no-store");
    let headers = vec![("accept-encoding", "gzip".to_owned())];
    let document = call(world.address, "GET", "/api/openapi.json", headers, "").await;
    assert_eq!(document.header("content-encoding"), "gzip");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_leaves_says_goodbye() {
    let mut world = World::open(TestDatabase::sqlite()).await;
    assert_eq!(
        call(world.address, "GET", "/healthz", vec![], "").await.text(),
        "ok\n"
    );
    assert_eq!(
        call(world.address, "GET", "/readyz", vec![], "").await.text(),
        "ready\n"
    );
    let buyer = world.buyer().await;
    let mut hers = Line::of_buyer(&buyer, 0).await;
    let mut desk = Line::of(&world.agent, json!({})).await;
    world.leave().await;
    assert_eq!(desk.end().await, Some(1001));
    assert_eq!(hers.end().await, Some(1001));
    let refused = tokio::net::TcpStream::connect(world.address).await;
    assert!(refused.is_err(), "nobody new is let in");
    world.end().await;
}

#[test]
fn the_document_names_every_kind_of_event_and_the_frames() {
    let document: serde_json::Value = serde_json::from_str(&jinpai_server::openapi::json().unwrap()).unwrap();
    let schemas = &document["components"]["schemas"];
    for name in [
        "AgentFrameIn",
        "AgentFrameOut",
        "BuyerFrameIn",
        "BuyerFrameOut",
        "Problem",
    ] {
        assert!(schemas[name].is_object(), "{name} is missing");
    }
    let bodies = schemas["EventBody"]["oneOf"].as_array().unwrap();
    let mut named: Vec<&str> = bodies
        .iter()
        .map(|b| b["properties"]["kind"]["enum"][0].as_str().unwrap())
        .collect();
    let mut kinds: Vec<&str> = jinpai_model::EventKind::ALL
        .iter()
        .map(|kind| kind.as_str())
        .collect();
    named.sort_unstable();
    kinds.sort_unstable();
    assert_eq!(named, kinds);
    // What a route or a frame refers to is there.
    let text = document.to_string();
    for (at, _) in text.match_indices("#/components/schemas/") {
        let name = text[at + 21..].split('"').next().unwrap();
        assert!(schemas[name].is_object(), "{name} is referred to and missing");
    }
}

#[test]
fn the_document_in_the_repository_is_the_servers() {
    let held = include_str!("../../../../openapi/openapi.json");
    let now = jinpai_server::openapi::json().unwrap();
    assert!(
        held == now,
        "openapi/openapi.json is not up to date: run `cargo xtask gen`"
    );
}
