//! Phrases as the desk's page has them.

use serde_json::{Value, json};

use crate::{sample::a_phrase, world::World};

pub async fn phrases_are_written_taken_and_filled(world: &World) {
    let base = format!("/api/v1/shops/{}", world.shop);
    let path = format!("{base}/phrases");
    let all = world.agent.get(&path).await.json();
    let of_code = |all: &Value, code: &str| {
        let items = all["items"].as_array().unwrap();
        items.iter().find(|one| one["code"] == code).unwrap().clone()
    };
    let hi = of_code(&all, "hi");
    assert_eq!(
        (&hi["id"], &hi["scope"]),
        (&json!("starter:hi"), &json!("starter"))
    );
    assert_eq!(hi["keys"], json!(["dzh", "dazhaohu"]));

    // A page escapes the colon.
    let used = world
        .agent
        .post(&format!("{path}/starter%3Ahi/used"), &json!({}))
        .await;
    assert_eq!(used.status, 204);
    assert_eq!(of_code(&world.agent.get(&path).await.json(), "hi")["uses"], 1);

    let own = world.agent.post(&path, &a_phrase("hi")).await.json();
    assert_eq!((&own["scope"], &own["uses"]), (&json!("mine"), &json!(0)));
    assert_eq!(
        of_code(&world.agent.get(&path).await.json(), "hi")["scope"],
        "mine"
    );
    assert_eq!(world.agent.post(&path, &a_phrase("hi")).await.code(), "taken");
    let wrong = world.agent.post(&path, &a_phrase("打招呼")).await;
    assert_eq!(wrong.code(), "invalid");
    assert!(
        wrong.problem()["fields"]["code"]
            .as_str()
            .unwrap()
            .contains("小写字母")
    );
    let mut for_all = a_phrase("hi");
    for_all["scope"] = json!("shop");
    assert_eq!(world.agent.post(&path, &for_all).await.code(), "forbidden");
    assert_eq!(world.lead.post(&path, &for_all).await.status, 200);

    let trades = json!({ "trades": ["food"] });
    let settings = world
        .owner
        .patch(&format!("{base}/settings"), &trades)
        .await
        .json();
    assert_eq!(settings["trades"], json!(["food"]));

    world.buyer().await.say("first", "在吗").await;
    let talks = world.agent.get(&format!("{base}/conversations")).await.json();
    let talk = talks["items"][0]["id"].as_str().unwrap();
    assert!(talks["items"][0]["clock"]["limit_at"].is_i64(), "somebody waits");
    let facts = world
        .agent
        .get(&format!("{base}/conversations/{talk}/phrase-facts"))
        .await
        .json();
    assert!(facts["facts"]["shop"].is_string(), "{facts}");
    assert!(facts["facts"].get("price").is_none(), "{facts}");
}
