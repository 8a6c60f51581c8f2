//! Who may call what: every route, every role, both shops.

use serde_json::json;

use crate::{
    http::{Reply, call, json_type},
    sample::{Route, Things, body, routes},
    world::{Member, World},
};

/// Refusals that say "not you".
const NOT_YOU: [&str; 6] = [
    "not-signed-in",
    "forbidden",
    "csrf-refused",
    "foreign-origin",
    "must-change-password",
    "bad-signature",
];

async fn ask(world: &World, who: Option<&Member>, route: &Route, path: &str) -> Reply {
    let (headers, body) = body(route, world);
    match who {
        Some(who) => who.call(&route.method, path, headers, body).await,
        None => call(world.address, &route.method, path, headers, body).await,
    }
}

/// Roles from the lowest; a route of a role takes those above it too.
fn may(route: &Route, role: &str) -> bool {
    let rank = |word: &str| ["agent", "lead", "owner"].iter().position(|role| *role == word);
    rank(&route.needs).is_none_or(|needs| rank(role).is_some_and(|held| held >= needs))
}

pub async fn every_route_keeps_to_its_role(world: &World) {
    let things = Things::of(world).await;
    let routes = routes();
    // Nobody, and the other shop's owner.
    for route in &routes {
        let path = things.path(route);
        let reply = ask(world, None, route, &path).await;
        let code = reply.code();
        match route.needs.as_str() {
            "nobody" => assert!(!NOT_YOU.contains(&code.as_str()), "{route:?}: {code}"),
            "hook" => assert_eq!(code, "bad-signature", "{route:?}"),
            _ => assert_eq!(code, "not-signed-in", "{route:?}"),
        }
        assert!(reply.status < 500, "{route:?}");
        if ["agent", "lead", "owner"].contains(&route.needs.as_str()) {
            let rival = ask(world, Some(&world.rival), route, &path).await;
            assert_eq!(
                rival.code(),
                "not-found",
                "{route:?} lets another shop's owner in"
            );
        }
    }
    // The team, from below, so that what an owner takes away is still there for the others.
    for (role, who) in [
        ("agent", &world.agent),
        ("lead", &world.lead),
        ("owner", &world.owner),
    ] {
        for route in routes
            .iter()
            .filter(|route| !["hook", "buyer", "nobody"].contains(&route.needs.as_str()))
        {
            if route.id == "sign_out" || route.is_socket {
                continue;
            }
            let path = things.path(route);
            let reply = ask(world, Some(who), route, &path).await;
            let code = reply.code();
            assert!(reply.status < 500, "{role} {route:?}: {code}");
            if route.needs == "any-owner" {
                assert_eq!(code == "forbidden", role != "owner", "{role} {route:?}: {code}");
            } else if may(route, role) {
                assert!(!NOT_YOU.contains(&code.as_str()), "{role} {route:?}: {code}");
            } else {
                assert_eq!(code, "forbidden", "{role} {route:?}");
            }
        }
    }
    let blocks = json!({ "blocked": true });
    let path = format!("/api/v1/shops/{}/buyers/{}", world.shop, world.buyer().await.id);
    assert_eq!(world.agent.patch(&path, &blocks).await.code(), "forbidden");
    assert!(world.lead.patch(&path, &blocks).await.json()["blocked_at"].is_i64());
}

pub async fn another_shops_things_are_not_there(world: &World) {
    let things = Things::of(world).await;
    let theirs = things.in_shop(&world.other);
    let mut tried = 0;
    for route in routes() {
        let parts = route.path.matches('{').count();
        if !route.path.contains("{shop}") || parts < 2 || route.id == "rotate_secret" {
            continue;
        }
        // She owns the shop she names, but not the thing.
        let reply = ask(world, Some(&world.rival), &route, &theirs.path(&route)).await;
        assert_eq!(reply.code(), "not-found", "{route:?}");
        tried += 1;
    }
    assert!(tried >= 12, "only {tried} routes were tried");

    let body = json!({ "text": "您好", "conversation": theirs.conversation });
    let path = format!("/api/v1/shops/{}/coach/check", world.other);
    assert_eq!(world.rival.post(&path, &body).await.code(), "not-found");
    let hers = world.buyer_of(&world.other).await;
    let page = hers.call("GET", "/widget/v1/messages", "").await.json();
    assert_eq!(
        page["items"],
        json!([]),
        "a buyer of one shop sees nothing of another"
    );
}

pub async fn what_changes_something_needs_the_page_token_and_our_origin(world: &World) {
    let things = Things::of(world).await;
    let ours = format!("http://{}", world.address);
    for route in routes().into_iter().filter(|route| route.changes) {
        let path = things.path(&route);
        let by_session = !["nobody", "hook", "buyer"].contains(&route.needs.as_str());
        let (headers, body) = body(&route, world);
        if by_session {
            for token in [None, Some("wrong".to_owned()), Some(world.agent.csrf.clone())] {
                let mut headers = headers.clone();
                headers.push(("cookie", world.owner.cookie.clone()));
                headers.extend(token.map(|token| ("x-csrf-token", token)));
                let reply = call(world.address, &route.method, &path, headers, body.clone()).await;
                assert_eq!(reply.code(), "csrf-refused", "{route:?}");
            }
        }
        if route.needs == "hook" {
            continue;
        }
        for (name, value) in [
            ("origin", "https://evil.example"),
            ("origin", "null"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
        ] {
            let mut headers = headers.clone();
            headers.push((name, value.to_owned()));
            let reply = world
                .owner
                .call(&route.method, &path, headers, body.clone())
                .await;
            assert_eq!(reply.code(), "foreign-origin", "{route:?} {name}: {value}");
        }
    }
    let path = "/api/v1/session/settings";
    for (name, value) in [("origin", ours.as_str()), ("sec-fetch-site", "same-origin")] {
        let headers = vec![json_type(), (name, value.to_owned())];
        world
            .owner
            .call("PATCH", path, headers, r#"{"locale":"en"}"#)
            .await
            .json();
    }
}

pub async fn a_one_time_password_opens_nothing_but_its_change(world: &World) {
    let things = Things::of(world).await;
    let once = world.owner.put(&world.shop, "newcomer", "owner").await;
    let newcomer = Member::sign_in(world.address, "newcomer", &once).await;
    let session = newcomer.get("/api/v1/session").await.json();
    assert_eq!(session["person"]["must_change_password"], true);
    let free = ["get_session", "sign_out", "change_password"];
    for route in routes() {
        let by_session = !["nobody", "hook", "buyer"].contains(&route.needs.as_str());
        if !by_session || free.contains(&route.id.as_str()) {
            continue;
        }
        let reply = ask(world, Some(&newcomer), &route, &things.path(&route)).await;
        assert_eq!(reply.code(), "must-change-password", "{route:?}");
    }
    let body = json!({ "current": once, "new": "short" });
    let reply = newcomer.post("/api/v1/session/password", &body).await;
    assert_eq!(reply.problem()["fields"]["new"], "至少需要 10 个字");
    let body = json!({ "current": once, "new": "long enough now" });
    let session = newcomer.post("/api/v1/session/password", &body).await.json();
    assert_eq!(session["person"]["must_change_password"], false);
    newcomer
        .get(&format!("/api/v1/shops/{}/members", world.shop))
        .await
        .json();
}
