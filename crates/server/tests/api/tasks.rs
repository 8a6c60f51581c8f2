//! What agents do before a reminder goes on: calls and changes of price.

use serde_json::{Value, json};

use crate::{
    line::Line,
    providers::{pass_to_due, told},
    world::World,
};

async fn open_task(world: &World, desk: &mut Line, kind: &str) -> Value {
    let event = desk
        .until_that(|frame| frame["kind"] == "task-opened" && frame["data"]["task"]["kind"] == kind)
        .await;
    let page = format!("/api/v1/shops/{}/reminders", world.shop);
    let page = world.agent.get(&page).await.json();
    let id = &event["data"]["task"]["id"];
    let tasks = page["tasks"].as_array().unwrap();
    tasks
        .iter()
        .find(|task| task["id"] == *id)
        .unwrap_or_else(|| panic!("{page}"))
        .clone()
}

/// A dear first order of somebody who agreed to be called.
async fn call_task(world: &World, desk: &mut Line, n: u32) -> Value {
    let secret = world.owner.secret(&world.shop, "hook").await;
    let buyer = json!({
        "id": format!("u-{n}"), "name": "小鹿", "mobile": format!("1380013800{n}"), "consent_notice": true,
    });
    let created = jinpai_model::Zone::shanghai();
    let created = world.engine.now().rfc3339(&created);
    let close = world
        .engine
        .now()
        .plus(70 * 3_600_000)
        .rfc3339(&jinpai_model::Zone::shanghai());
    let dear = json!({ "total": "899.00", "created_at": created, "close_at": close });
    let told =
        told("created", &format!("D{n}"), &buyer, &dear).replace("2026-11-21T09:00:00+08:00", &created);
    let order = world
        .post_order(&world.shop, &secret, &format!("d{n}"), &told)
        .await
        .json();
    desk.event("step-planned").await;
    let step = pass_to_due(world, order["order"].as_str().unwrap()).await;
    assert_eq!(step["channel"], "phone", "{step}");
    open_task(world, desk, "call").await
}

pub async fn a_call_shows_its_number_to_whoever_takes_it(world: &World) {
    let mut desk = Line::of(&world.agent, json!({})).await;
    let task = call_task(world, &mut desk, 1).await;
    assert_eq!(task["number"], "138****8001");
    for step in ["listen", "understand", "suggest", "remind"] {
        assert!(
            task["script"][step]
                .as_str()
                .is_some_and(|text| text.chars().count() > 5),
            "{task}"
        );
    }
    assert!(task["script"]["listen"].as_str().unwrap().contains("您"));
    let path = format!(
        "/api/v1/shops/{}/tasks/{}",
        world.shop,
        task["id"].as_str().unwrap()
    );
    let take = format!("{path}/take");
    let taken = world.agent.post(&take, &json!({})).await.json();
    assert_eq!(taken["number"], "13800138001");
    assert_eq!(taken["task"]["number"], "138****8001");
    assert_eq!(taken["task"]["taken"]["person"], world.agent.id.as_str());
    desk.event("task-taken").await;
    let answer = |outcome: &str| json!({ "outcome": outcome });
    assert_eq!(
        world.lead.post(&take, &json!({})).await.code(),
        "already-done",
        "she is on the phone"
    );
    assert_eq!(
        world.lead.post(&path, &answer("will-pay")).await.code(),
        "already-done"
    );
    assert!(world.agent.post(&path, &answer("changed")).await.problem()["fields"]["outcome"].is_string());
    // Half an hour later others may.
    world.pass(30 * 60_000);
    assert_eq!(
        world.lead.post(&take, &json!({})).await.json()["number"],
        "13800138001"
    );
    world.lead.post(&path, &answer("not-reached")).await.json();
    let skipped = desk
        .until_that(|frame| {
            frame["kind"] == "step-skipped" && frame["data"]["step"]["reason"] == "not-reached"
        })
        .await;
    // The ladder goes on, at an allowed time and a day later.
    let tried_at = skipped["data"]["step"]["decided_at"].as_i64().unwrap();
    let open = open_steps(world, &skipped).await;
    assert!(!open.is_empty());
    assert!(
        open.iter()
            .all(|step| step["due_at"].as_i64().unwrap() - tried_at >= 20 * 3_600_000),
        "{open:?}"
    );
}

/// What is still ahead of the order that a step's event is about.
async fn open_steps(world: &World, event: &Value) -> Vec<Value> {
    let order = event["data"]["step"]["orders"][0]["id"].as_str().unwrap();
    let path = format!("/api/v1/shops/{}/orders/{order}", world.shop);
    let seen = world.agent.get(&path).await.json();
    let steps = seen["steps"].as_array().unwrap().iter();
    steps.filter(|step| step["state"] == "planned").cloned().collect()
}

pub async fn what_she_says_on_the_phone_counts(world: &World) {
    let mut desk = Line::of(&world.agent, json!({})).await;
    let task = call_task(world, &mut desk, 1).await;
    let path = format!(
        "/api/v1/shops/{}/tasks/{}",
        world.shop,
        task["id"].as_str().unwrap()
    );
    world
        .agent
        .post(&path, &json!({ "outcome": "not-wanted" }))
        .await
        .json();
    let sent = desk.event("step-sent").await;
    assert_eq!(sent["data"]["step"]["reason"], "not-interested");
    assert_eq!(
        open_steps(world, &sent).await,
        Vec::<Value>::new(),
        "she is left alone"
    );
    assert_eq!(
        world.lead.post(&path, &json!({ "outcome": "paid" })).await.code(),
        "already-done"
    );
}

pub async fn a_confirmed_price_is_spoken_of(world: &World) {
    let mut desk = Line::of(&world.agent, json!({})).await;
    let secret = world.owner.secret(&world.shop, "hook").await;
    let buyer = json!({ "id": "u-1", "name": "小鹿" });
    let order = |title: &str, total: &str| json!({ "total": total, "postage": "6.00", "items": [{ "title": title, "quantity": 1 }] });
    let goods = [
        ("A1", "羊毛围巾", "45.00"),
        ("A2", "羊毛手套", "36.00"),
        ("A3", "羊毛手套", "36.00"),
    ];
    for (number, title, total) in goods {
        let told = told("created", number, &buyer, &order(title, total));
        world.post_order(&world.shop, &secret, number, &told).await.json();
        desk.event("order-created").await;
    }
    let opened = desk
        .until_that(|frame| {
            let price = &frame["data"]["task"]["price"];
            frame["kind"] == "task-opened" && price["duplicates"].as_array().is_some_and(|ids| ids.len() == 1)
        })
        .await;
    let task = &opened["data"]["task"];
    let price = &task["price"];
    assert_eq!(
        (&price["sum_fen"], &price["new_sum_fen"]),
        (&json!(11_700), &json!(7_500)),
        "{price}"
    );
    let path = format!(
        "/api/v1/shops/{}/tasks/{}",
        world.shop,
        task["id"].as_str().unwrap()
    );
    world
        .agent
        .post(&path, &json!({ "outcome": "changed" }))
        .await
        .json();
    // The ladder of the two orders that are left, at their new price.
    let planned = desk
        .until_that(|frame| {
            frame["kind"] == "step-planned"
                && frame["data"]["step"]["orders"]
                    .as_array()
                    .is_some_and(|orders| orders.len() == 2)
        })
        .await;
    let text = planned["data"]["step"]["text"].as_str().unwrap();
    assert!(text.contains("75.00"), "{text}");
    let seen = world
        .agent
        .get(&format!("/api/v1/shops/{}/reminders", world.shop))
        .await
        .json();
    assert_eq!(seen["tasks"], json!([]), "it is asked once");
}
