//! What was found in sent messages: reviewed, appealed, decided anew, and audited.

use serde_json::{Value, json};

use crate::{
    sample::{OWN_RULE, own_rule},
    world::World,
};

pub const WORDS: &str = "这款包退包换包修的哦";

/// The shop's own rule, live.
pub async fn write_rule(world: &World) -> String {
    let base = format!("/api/v1/shops/{}", world.shop);
    let rule = json!({ "toml": own_rule(OWN_RULE), "status": "live" });
    let written = world
        .lead
        .post(&format!("{base}/coach/rules"), &rule)
        .await
        .json();
    assert_eq!(written["rule"]["own"], true);
    base
}

/// A buyer who has asked something; returns her conversation.
pub async fn asked(world: &World, base: &str) -> String {
    let buyer = world.buyer().await;
    buyer.say("b", "这款质量怎么样").await;
    let talks = world.agent.get(&format!("{base}/conversations")).await.json();
    let talks = talks["items"].as_array().unwrap();
    let hers = talks
        .iter()
        .find(|talk| talk["buyer"]["id"] == buyer.id.as_str())
        .unwrap();
    hers["id"].as_str().unwrap().to_owned()
}

pub fn rules_of(findings: &Value) -> Vec<&str> {
    let findings = findings.as_array().unwrap().iter();
    findings
        .map(|finding| finding["rule"].as_str().unwrap())
        .collect()
}

pub async fn a_finding_is_reviewed_appealed_and_decided_anew(world: &World) {
    let base = write_rule(world).await;
    let talk = asked(world, &base).await;
    let reply = json!({ "client_ref": "s", "text": WORDS });
    let sent = world
        .agent
        .post(&format!("{base}/conversations/{talk}/messages"), &reply)
        .await
        .json();
    assert!(rules_of(&sent["findings"]).contains(&OWN_RULE));
    let list = format!("{base}/coach/findings?rule={OWN_RULE}");
    let found = world.lead.get(&list).await.json()["items"][0].clone();
    assert_eq!(
        (
            &found["text"],
            &found["points"],
            &found["author"]["name"],
            &found["state"]
        ),
        (&json!(WORDS), &json!(-4), &json!("agent"), &json!("open"))
    );
    let place = format!(
        "{base}/coach/findings/{}/{}",
        found["message"].as_str().unwrap(),
        found["n"]
    );
    let review = |verdict: &str| json!({ "verdict": verdict, "note": "请看" });

    let agreed = world
        .lead
        .post(&format!("{place}/review"), &review("agree"))
        .await
        .json();
    assert_eq!(
        (&agreed["state"], &agreed["may_appeal"]),
        (&json!("agreed"), &json!(true))
    );
    let same = world
        .lead
        .post(&format!("{place}/review"), &review("agree"))
        .await;
    assert_eq!(same.code(), "already-done");

    let appeal = json!({ "note": "厂家真的保修" });
    assert_eq!(
        world.lead.post(&format!("{place}/appeal"), &appeal).await.code(),
        "not-yours"
    );
    let appealed = world.agent.post(&format!("{place}/appeal"), &appeal).await.json();
    assert_eq!(
        (&appealed["state"], &appealed["may_appeal"]),
        (&json!("appealed"), &json!(false))
    );
    assert_eq!(
        world.agent.post(&format!("{place}/appeal"), &appeal).await.code(),
        "already-done"
    );
    let queue = world
        .lead
        .get(&format!("{base}/coach/findings?state=appealed"))
        .await
        .json();
    assert_eq!(queue["items"].as_array().unwrap().len(), 1);

    let overruled = world
        .lead
        .post(&format!("{place}/review"), &review("overrule"))
        .await
        .json();
    assert_eq!(
        (&overruled["state"], &overruled["points"]),
        (&json!("overruled"), &json!(0))
    );
    let said: Vec<&str> = overruled["reviews"]
        .as_array()
        .unwrap()
        .iter()
        .map(|review| review["state"].as_str().unwrap())
        .collect();
    assert_eq!(said, ["agreed", "appealed", "overruled"]);
    assert_eq!(
        world.agent.post(&format!("{place}/appeal"), &appeal).await.code(),
        "already-done"
    );
    assert_eq!(
        world
            .agent
            .post(&format!("{place}/review"), &review("agree"))
            .await
            .code(),
        "forbidden"
    );

    // An agent sees her own findings and nobody else's, whatever she asks for.
    let other = world.owner.hire(&world.shop, "second", "agent").await;
    let asked_for = format!("{list}&agent={}", world.agent.id);
    assert_eq!(other.get(&asked_for).await.json()["items"], json!([]));
    assert_eq!(
        world.agent.get(&list).await.json()["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    let nowhere = format!(
        "{base}/coach/findings/{}/77/review",
        found["message"].as_str().unwrap()
    );
    assert_eq!(
        world.lead.post(&nowhere, &review("agree")).await.code(),
        "not-found"
    );
}

pub async fn the_archive_is_audited(world: &World) {
    let base = write_rule(world).await;
    let talk = asked(world, &base).await;
    let send = format!("{base}/conversations/{talk}/messages");
    for (n, text) in [WORDS, "好的亲，稍等我帮您查一下哦"].iter().enumerate() {
        let reply = json!({ "client_ref": format!("s{n}"), "text": text });
        world.agent.post(&send, &reply).await.json();
        world.pass(2_000);
    }
    let audit = format!("{base}/coach/audit");
    let of_rule = world.lead.get(&format!("{audit}?rule={OWN_RULE}")).await.json();
    assert_eq!(
        (
            &of_rule["talks"],
            &of_rule["messages"],
            &of_rule["found"],
            &of_rule["cut"]
        ),
        (&json!(1), &json!(2), &json!(1), &json!(false))
    );
    assert_eq!(of_rule["score"], 96.0, "100 and the points of the one finding");
    assert_eq!(of_rule["agents"][0]["agent"]["name"], "agent");
    let found = &of_rule["findings"][0];
    assert_eq!(
        (&found["finding"]["rule"], &found["state"]),
        (&json!(OWN_RULE), &json!("open"))
    );
    assert_eq!(
        (&found["text"], &found["conversation"]),
        (&json!(WORDS), &json!(talk))
    );

    // What was found live is what is found later: rule by rule, place by place.
    let all = world.lead.get(&audit).await.json();
    let live = world
        .lead
        .get(&format!("{base}/coach/findings?hints=true"))
        .await
        .json();
    let key = |rule: &Value, message: &Value, start: &Value| format!("{rule} {message} {start}");
    let mut live: Vec<String> = live["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|kept| key(&kept["rule"], &kept["message"], &kept["start"]))
        .collect();
    let mut later: Vec<String> = all["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|found| found["at_end"] == false)
        .map(|found| {
            key(
                &found["finding"]["rule"],
                &found["message"],
                &found["finding"]["start"],
            )
        })
        .collect();
    live.sort();
    later.sort();
    assert_eq!(live, later);

    // What a lead has overruled counts no more.
    let place = format!(
        "{base}/coach/findings/{}/{}",
        found["message"].as_str().unwrap(),
        found["n"]
    );
    let verdict = json!({ "verdict": "overrule" });
    world.lead.post(&format!("{place}/review"), &verdict).await.json();
    let after = world.lead.get(&format!("{audit}?rule={OWN_RULE}")).await.json();
    assert_eq!(
        (&after["score"], &after["findings"][0]["points"]),
        (&json!(100.0), &json!(0))
    );

    let nobody = world
        .lead
        .get(&format!("{audit}?agent={}", world.lead.id))
        .await
        .json();
    assert_eq!((&nobody["talks"], &nobody["found"]), (&json!(0), &json!(0)));
    assert_eq!(
        world.lead.get(&format!("{audit}?to=2026-11-20")).await.json()["talks"],
        0
    );
    assert_eq!(
        world
            .lead
            .get(&format!("{audit}?from=2026-11-22&to=2026-11-20"))
            .await
            .code(),
        "invalid"
    );
    let file = world.lead.get(&format!("{audit}/report.json")).await;
    assert!(file.header("content-disposition").starts_with("attachment"));
    assert_eq!(file.json()["talks"], 1);
    let page = world.lead.get(&format!("{audit}/report.html")).await;
    assert!(page.header("content-disposition").starts_with("attachment"));
    let text = page.text();
    assert!(
        text.contains(WORDS) && text.contains("测试店"),
        "the talk and the shop stand in it"
    );
    assert!(!text.contains("<script"), "it runs nothing");
}
