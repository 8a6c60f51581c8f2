//! A shop's reminder policies: written, refused, tried on its own orders, started and stopped.

use jinpai_model::{At, Zone};
use serde_json::{Value, json};

use crate::world::World;

fn base(world: &World) -> String {
    format!("/api/v1/shops/{}/reminders/policies", world.shop)
}

/// The built-in policy under another name, so that everything it says is there to be changed.
async fn built_in(world: &World) -> String {
    let text = world.agent.get(&format!("{}/0", base(world))).await.json();
    text["toml"].as_str().unwrap().to_owned()
}

async fn state(world: &World) -> Value {
    world.agent.get(&base(world)).await.json()["items"][0].clone()
}

async fn save(world: &World, toml: &str, base_version: i64) -> Value {
    let body = json!({ "toml": toml, "base": base_version, "note": " 改一改 " });
    world.lead.post(&base(world), &body).await.json()
}

/// An order that the shop's own system tells of, unpaid until it is paid.
async fn tell_order(world: &World, secret: &str, number: &str, created_at: i64, paid_at: Option<i64>) {
    let rfc3339 = |ms| At(ms).rfc3339(&Zone::shanghai());
    let body = json!({
        "event": if paid_at.is_some() { "paid" } else { "created" },
        "at": rfc3339(paid_at.unwrap_or(created_at)),
        "order": {
            "number": number, "created_at": rfc3339(created_at), "total": "129.00",
            "buyer": { "id": number, "name": number },
            "items": [{ "title": "羊毛大衣", "quantity": 1 }],
        },
    });
    let delivery = format!("{number}-{}", paid_at.is_some());
    let reply = world
        .post_order(&world.shop, secret, &delivery, &body.to_string())
        .await;
    assert!(reply.status < 300, "{}", reply.text());
}

pub async fn versions_are_kept_and_one_lead_saves_at_a_time(world: &World) {
    let start = state(world).await;
    assert_eq!(
        (
            &start["flow"],
            &start["in_force"],
            &start["newest"],
            &start["versions"]
        ),
        (&json!("payment"), &json!(0), &json!(0), &json!([])),
        "a shop that changed nothing goes by the built-in policy"
    );
    let text = built_in(world).await;
    let first = save(world, &text.replace("min_gap_h = 20", "min_gap_h = 30"), 0).await;
    assert_eq!((&first["version"], &first["note"]), (&json!(1), &json!("改一改")));

    // The other lead began before that.
    let body = json!({ "toml": text, "base": 0 });
    let late = world.owner.post(&base(world), &body).await;
    assert_eq!((late.code(), late.status), ("not-newest".to_owned(), 409));
    assert!(
        late.problem()["detail"].as_str().unwrap().contains("第 1 版"),
        "{}",
        late.text()
    );
    assert_eq!(save(world, &text, 1).await["version"], 2);

    let held = state(world).await;
    let versions = held["versions"].as_array().unwrap();
    let told = versions.iter().map(|one| {
        (
            one["version"].as_i64().unwrap(),
            one["author"]["name"].as_str().unwrap(),
        )
    });
    assert_eq!(told.collect::<Vec<_>>(), [(2, "lead"), (1, "lead")]);
    assert_eq!(held["in_force"], 0, "saving starts nothing");
    let old = world.agent.get(&format!("{}/1", base(world))).await.json();
    assert!(old["toml"].as_str().unwrap().contains("min_gap_h = 30"));
    assert_eq!(
        world.agent.get(&format!("{}/9", base(world))).await.code(),
        "not-found"
    );
    assert_eq!(world.rival.get(&base(world)).await.code(), "not-found");
    assert_eq!(world.agent.post(&base(world), &body).await.code(), "forbidden");
}

pub async fn a_wrong_policy_is_named_line_by_line(world: &World) {
    let text = built_in(world).await;
    let wrong = text
        .replace("jitter_min = 10", "jitter_min = 90")
        .replace("holdout_percent = 10", "holdout_percent = 70");
    let check = |toml: String| {
        let lead = world.lead.clone();
        let path = format!("{}/check", base(world));
        async move { lead.post(&path, &json!({ "toml": toml })).await.json() }
    };
    let said = check(wrong.clone()).await;
    let line_of = |words: &str| wrong.lines().position(|line| line.starts_with(words)).unwrap() + 1;
    let faults = said["faults"].as_array().unwrap();
    let told = faults.iter().map(|one| {
        (
            one["field"].as_str().unwrap(),
            one["line"].as_u64().unwrap(),
            one["problem"].as_str().unwrap(),
        )
    });
    let mut told: Vec<_> = told.collect();
    told.sort_unstable();
    assert_eq!(
        told,
        [
            ("holdout_percent", line_of("holdout_percent") as u64, "最多 50%"),
            ("timing.jitter_min", line_of("jitter_min") as u64, "最多 60 分钟"),
        ]
    );
    assert_eq!(said["spec"], Value::Null);
    let refused = world
        .lead
        .post(&base(world), &json!({ "toml": wrong, "base": 0 }))
        .await;
    assert_eq!(refused.code(), "bad-policy");
    assert_eq!(refused.problem()["faults"].as_array().unwrap().len(), 2);
    assert_eq!(state(world).await["newest"], 0);
    let huge = format!("{text}\n{}", "#".repeat(70_000));
    assert_eq!(
        world
            .lead
            .post(&base(world), &json!({ "toml": huge, "base": 0 }))
            .await
            .code(),
        "invalid"
    );
    assert_eq!(check(text).await["spec"]["timing"]["jitter_min"], 10);
}

pub async fn a_failing_example_keeps_a_policy_from_going_live(world: &World) {
    let text = built_in(world).await;
    let example = |decision: &str| {
        format!(
            "{text}\n[[examples]]\nname = \"百元订单\"\ncreated_at = \"2026-11-23 15:00\"\nexpect = {{ decision = \"{decision}\" }}\n"
        )
    };
    let path = format!("{}/check", base(world));
    let said = world
        .lead
        .post(&path, &json!({ "toml": example("skip") }))
        .await
        .json();
    let tried = &said["examples"][0];
    assert_eq!(
        (&tried["passed"], &tried["wrong"]),
        (&json!(false), &json!(["decision"]))
    );
    assert_eq!(tried["got"]["decision"], "send");
    assert!(!tried["got"]["text"].as_str().unwrap().is_empty());

    save(world, &example("skip"), 0).await;
    let start = format!("{}/start", base(world));
    let refused = world
        .lead
        .post(&start, &json!({ "version": 1, "revision": 0 }))
        .await;
    assert_eq!(refused.code(), "bad-policy");
    let reason = refused.problem()["faults"][0]["reason"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(reason.contains("百元订单"), "{reason}");
    assert_eq!(state(world).await["in_force"], 0);

    save(world, &example("send"), 1).await;
    let started = world
        .lead
        .post(&start, &json!({ "version": 2, "revision": 0 }))
        .await;
    assert_eq!(started.status, 204, "{}", started.text());
    assert_eq!(state(world).await["in_force"], 2);
}

pub async fn going_live_plans_open_orders_anew_and_stopping_takes_them_back(world: &World) {
    let secret = world.owner.secret(&world.shop, "hook").await;
    tell_order(world, &secret, "P1", world.engine.now().ms(), None).await;
    let orders = format!("/api/v1/shops/{}/orders", world.shop);
    let id = world.agent.get(&orders).await.json()["items"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let order = format!("{orders}/{id}");
    let steps = async || {
        world.agent.get(&order).await.json()["steps"]
            .as_array()
            .unwrap()
            .clone()
    };
    let until = async |wanted: &dyn Fn(&[Value]) -> bool| {
        for _ in 0..400 {
            let held = steps().await;
            if wanted(&held) {
                return held;
            }
            tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        }
        panic!("{:?}", steps().await);
    };
    let planned = |steps: &[Value], version: i64| {
        let open = steps.iter().filter(|step| step["state"] == "planned");
        let of_version: Vec<_> = open.map(|step| step["policy_version"] == version).collect();
        !of_version.is_empty() && of_version.iter().all(|it| *it)
    };
    let before = until(&|held| planned(held, 0)).await;

    let text = built_in(world).await;
    // A quiet evening: the chat may speak in the morning alone.
    let quiet = text.replace("chat = [\"08:00-22:30\"]", "chat = [\"09:30-10:30\"]");
    assert_ne!(quiet, text);
    save(world, &quiet, 0).await;
    let start = format!("{}/start", base(world));
    let started = world
        .lead
        .post(&start, &json!({ "version": 1, "revision": 0 }))
        .await;
    assert_eq!(started.status, 204, "{}", started.text());
    let after = until(&|held| planned(held, 1)).await;
    assert_ne!(before[0]["due_at"], after[0]["due_at"]);

    // Somebody else still sees the shop as it was.
    let stop = format!("{}/stop", base(world));
    let late = world.owner.post(&stop, &json!({ "revision": 0 })).await;
    assert_eq!((late.code(), late.status), ("already-done".to_owned(), 409));
    assert_eq!(
        world.agent.post(&stop, &json!({ "revision": 1 })).await.code(),
        "forbidden"
    );
    let stopped = world.lead.post(&stop, &json!({ "revision": 1 })).await;
    assert_eq!(stopped.status, 204, "{}", stopped.text());
    until(&|held| {
        held.iter()
            .all(|step| step["state"] == "cancelled" && step["reason"] == "reminders-off")
    })
    .await;
    let day = world
        .agent
        .get(&format!("/api/v1/shops/{}/reminders", world.shop))
        .await
        .json();
    assert_eq!(
        (&day["on"], &day["policy"]["version"]),
        (&json!(false), &Value::Null)
    );

    // And on again: what was taken back is planned anew.
    let started = world
        .lead
        .post(&start, &json!({ "version": 0, "revision": 2 }))
        .await;
    assert_eq!(started.status, 204, "{}", started.text());
    until(&|held| planned(held, 0)).await;
}

pub async fn a_draft_is_tried_on_the_shops_own_orders(world: &World) {
    const HOUR: i64 = 3_600_000;
    let secret = world.owner.secret(&world.shop, "hook").await;
    let now = world.engine.now().ms();
    // Yesterday at three in the afternoon, one unpaid and one paid within the hour; and one long ago.
    tell_order(world, &secret, "D1", now - 18 * HOUR, None).await;
    tell_order(world, &secret, "D2", now - 18 * HOUR, Some(now - 17 * HOUR)).await;
    tell_order(world, &secret, "D3", now - 400 * HOUR, None).await;
    let path = format!("{}/dry-run", base(world));
    let text = built_in(world).await;
    let same = world
        .lead
        .post(&path, &json!({ "toml": text, "days": 7 }))
        .await
        .json();
    assert_eq!(
        (&same["of_orders"], &same["orders"], &same["next"]),
        (&json!(2), &json!(2), &Value::Null)
    );
    let sends = |side: &Value| -> Vec<(String, i64)> {
        let cells = side["cells"].as_array().unwrap().iter();
        cells
            .filter(|cell| cell["decision"] == "send")
            .map(|cell| {
                (
                    cell["day"].as_str().unwrap().to_owned(),
                    cell["hour"].as_i64().unwrap(),
                )
            })
            .collect()
    };
    assert_eq!(same["in_force"]["reminded"], 1);

    // Before noon alone, and nobody left out.
    let draft = text
        .replace("chat = [\"08:00-22:30\"]", "chat = [\"11:00-12:00\"]")
        .replace("holdout_percent = 10", "holdout_percent = 0");
    let ask = json!({ "toml": draft, "days": 7 });
    let part = world.lead.post(&path, &ask).await.json();
    assert_eq!(
        (&part["draft"]["reminded"], &part["changes"]["moved"]),
        (&json!(1), &json!(1))
    );
    let moved = sends(&part["draft"]);
    assert!(moved.iter().all(|(_, hour)| *hour == 11), "{moved:?}");
    assert_ne!(moved, sends(&part["in_force"]));

    // One cell, and from it one order by both policies.
    let (day, hour) = &moved[0];
    let shown = json!({ "toml": draft, "days": 7, "show": { "day": day, "hour": hour, "decision": "send" } });
    let lines = world.lead.post(&path, &shown).await.json()["lines"].clone();
    assert_eq!(lines.as_array().unwrap().len(), 1);
    assert_eq!(
        (&lines[0]["number"], &lines[0]["by_draft"]),
        (&json!("D1"), &json!(true))
    );
    assert!(!lines[0]["text"].as_str().unwrap().is_empty() && !lines[0]["why"].as_str().unwrap().is_empty());
    let one = json!({ "toml": draft, "days": 7, "show": { "order": lines[0]["order"] } });
    let lines = world.lead.post(&path, &one).await.json()["lines"].clone();
    let by: Vec<_> = lines
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["by_draft"].as_bool().unwrap())
        .collect();
    assert!(by.contains(&true) && by.contains(&false), "{lines}");

    // Another clock, and bounds.
    let past = json!({ "toml": draft, "days": 7, "until_at": now - 300 * HOUR });
    assert_eq!(world.lead.post(&path, &past).await.json()["of_orders"], 1);
    for days in [0, 93] {
        let refused = world
            .lead
            .post(&path, &json!({ "toml": draft, "days": days }))
            .await;
        assert_eq!(refused.code(), "invalid");
    }
    let wrong = json!({ "toml": "version = 1", "days": 7 });
    assert_eq!(world.lead.post(&path, &wrong).await.code(), "bad-policy");
    assert_eq!(world.agent.post(&path, &ask).await.code(), "forbidden");
}
