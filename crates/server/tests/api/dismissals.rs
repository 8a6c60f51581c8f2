//! A rule of the shop as an agent meets it: put aside with a reason, seen by the lead, let through or undone.

use serde_json::{Value, json};

use crate::{
    coach::{WORDS, asked, rules_of, write_rule},
    line::Line,
    sample::OWN_RULE,
    world::World,
};

pub async fn a_rule_of_the_shop_is_met_put_aside_and_let_through(world: &World) {
    let base = write_rule(world).await;
    let talk = asked(world, &base).await;
    let mut desk = Line::of(&world.agent, json!({})).await;
    let draft = |talk: &str, rev: i64| json!({ "type": "draft", "shop": world.shop, "conversation": talk, "rev": rev, "text": WORDS });
    desk.say(&draft(&talk, 1)).await;
    let answer = desk
        .until_that(|frame| frame["type"] == "findings" && frame["rev"] == 1)
        .await;
    assert!(rules_of(&answer["findings"]).contains(&OWN_RULE), "{answer}");

    let aside = json!({
        "rule": OWN_RULE, "match": "包退包换包修", "text": WORDS, "reason": "agreed-with-buyer", "note": "厂家保修",
    });
    let path = format!("{base}/conversations/{talk}/coach/dismiss");
    let put = world.agent.post(&path, &aside).await.json();
    assert_eq!(
        (&put["reason"], &put["person"]["name"]),
        (&json!("agreed-with-buyer"), &json!("agent"))
    );
    assert_eq!(
        world.agent.post(&path, &aside).await.json()["id"],
        put["id"],
        "once is enough"
    );

    desk.say(&draft(&talk, 2)).await;
    let quiet = desk
        .until_that(|frame| frame["type"] == "findings" && frame["rev"] == 2)
        .await;
    assert!(!rules_of(&quiet["findings"]).contains(&OWN_RULE), "{quiet}");
    assert!(quiet["points"].as_i64() > answer["points"].as_i64());
    // In another talk, and in the words of this one spelt another way.
    let elsewhere = asked(world, &base).await;
    desk.say(&draft(&elsewhere, 3)).await;
    let loud = desk
        .until_that(|frame| frame["type"] == "findings" && frame["rev"] == 3)
        .await;
    assert!(
        rules_of(&loud["findings"]).contains(&OWN_RULE),
        "another talk is another matter"
    );

    let send = |talk: &str| format!("{base}/conversations/{talk}/messages");
    let sent = json!({ "client_ref": "s", "text": WORDS });
    let sent = world.agent.post(&send(&talk), &sent).await.json();
    assert!(!rules_of(&sent["findings"]).contains(&OWN_RULE));
    let kept = world
        .lead
        .get(&format!("{base}/coach/findings?rule={OWN_RULE}"))
        .await
        .json();
    let kept = &kept["items"][0];
    assert_eq!(
        (&kept["dismissed"], &kept["state"]),
        (&json!(true), &json!("open"))
    );
    assert_eq!(kept["message"], sent["message"]["id"]);

    let list = world.lead.get(&format!("{base}/coach/dismissals")).await.json();
    assert_eq!(
        list["items"][0]["message"], sent["message"]["id"],
        "it is tied to what was sent"
    );
    let id = put["id"].as_str().unwrap();
    let allow = format!("{base}/coach/dismissals/{id}/allow");
    let allowed = world.lead.post(&allow, &json!({})).await.json();
    assert_eq!(allowed["allowed_by"]["name"], "lead");
    assert_eq!(world.lead.post(&allow, &json!({})).await.code(), "already-done");
    desk.say(&draft(&elsewhere, 4)).await;
    let quiet = desk
        .until_that(|frame| frame["type"] == "findings" && frame["rev"] == 4)
        .await;
    assert!(
        !rules_of(&quiet["findings"]).contains(&OWN_RULE),
        "now for the whole shop"
    );
    let kept = world
        .lead
        .get(&format!("{base}/coach/findings?rule={OWN_RULE}"))
        .await
        .json();
    assert_eq!(
        (&kept["items"][0]["state"], &kept["items"][0]["points"]),
        (&json!("overruled"), &json!(0))
    );
}

pub async fn what_was_put_aside_is_counted_and_listed(world: &World) {
    let base = write_rule(world).await;
    let talk = asked(world, &base).await;
    let path = format!("{base}/conversations/{talk}/coach/dismiss");
    for n in 0..3 {
        let text = format!("第{n}款包退包换包修的哦");
        let aside =
            json!({ "rule": OWN_RULE, "match": format!("第{n}款包退"), "text": text, "reason": "quoted" });
        world.agent.post(&path, &aside).await.json();
        world.pass(1_000);
    }
    let list = format!("{base}/coach/dismissals");
    let first = world.lead.get(&format!("{list}?limit=2")).await.json();
    assert_eq!(
        (first["items"].as_array().unwrap().len(), &first["more"]),
        (2, &json!(true))
    );
    assert_eq!(first["counts"], json!([{ "rule": OWN_RULE, "count": 3 }]));
    let next = first["next"].as_str().unwrap();
    let second = world
        .lead
        .get(&format!("{list}?limit=2&before={next}"))
        .await
        .json();
    assert_eq!(second["items"][0]["match"], "第0款包退");
    let of = async |query: &str| {
        let page = world.lead.get(&format!("{list}?{query}")).await.json();
        page["items"].as_array().unwrap().len()
    };
    assert_eq!(of("from=2026-11-21&to=2026-11-21").await, 3);
    assert_eq!(of("to=2026-11-20").await, 0);
    assert_eq!(of(&format!("agent={}", world.lead.id)).await, 0);
    assert_eq!(of(&format!("agent={}&rule={OWN_RULE}", world.agent.id)).await, 3);
    assert_eq!(
        world.lead.get(&format!("{list}?from=yesterday")).await.code(),
        "invalid"
    );
    assert_eq!(
        world.lead.get(&format!("{list}?before=x")).await.code(),
        "invalid"
    );
    let rules = world.agent.get(&format!("{base}/coach/rules")).await.json();
    let rules = rules["items"].as_array().unwrap();
    let own = rules.iter().find(|rule| rule["code"] == OWN_RULE).unwrap();
    assert_eq!(own["dismissed_30d"], 3);

    // What blocks is not put aside, until a lead has lowered it.
    let settings = format!("{base}/coach/rules/{OWN_RULE}/settings");
    let block = json!({ "severity": "block" });
    world.lead.put_json(&settings, &block).await.json();
    let aside = json!({ "rule": OWN_RULE, "match": "包修", "text": "包修的", "reason": "other" });
    assert_eq!(world.agent.post(&path, &aside).await.code(), "cannot-dismiss");
    world.lead.delete(&settings).await.json();
    world.agent.post(&path, &aside).await.json();
    for (field, value) in [
        ("match", json!("没有这些字")),
        ("text", json!("  ")),
        ("note", json!("长".repeat(201))),
    ] {
        let mut wrong = aside.clone();
        wrong[field] = value;
        let problem = world.agent.post(&path, &wrong).await;
        assert!(
            problem.problem()["fields"].get(field).is_some(),
            "{field}: {}",
            problem.text()
        );
    }
    let mut wrong = aside.clone();
    wrong["reason"] = json!("because");
    assert_eq!(world.agent.post(&path, &wrong).await.code(), "invalid-shape");
    wrong["reason"] = json!("other");
    wrong["rule"] = json!("ZZZ999");
    assert_eq!(world.agent.post(&path, &wrong).await.code(), "not-found");
}

pub async fn what_was_put_aside_is_undone_by_whoever_did_it_or_a_lead(world: &World) {
    let base = write_rule(world).await;
    let talk = asked(world, &base).await;
    let mut desk = Line::of(&world.agent, json!({})).await;
    let mut rev = 0;
    let mut draft = async || {
        rev += 1;
        let draft =
            json!({ "type": "draft", "shop": world.shop, "conversation": talk, "rev": rev, "text": WORDS });
        desk.say(&draft).await;
        desk.until_that(|frame| frame["type"] == "findings" && frame["rev"] == rev)
            .await
    };
    let aside = json!({ "rule": OWN_RULE, "match": "包退包换包修", "text": WORDS, "reason": "not-apt" });
    let path = format!("{base}/conversations/{talk}/coach/dismiss");
    assert_eq!(draft().await["dismissed"], json!([]));
    let put = world.agent.post(&path, &aside).await.json();
    let quiet = draft().await;
    assert!(!rules_of(&quiet["findings"]).contains(&OWN_RULE));
    let held = &quiet["dismissed"][0];
    assert_eq!(
        (&held["id"], &held["person"], &held["finding"]["rule"]),
        (&put["id"], &json!(world.agent.id), &json!(OWN_RULE))
    );

    let undo = |put: &Value| format!("{base}/coach/dismissals/{}", put["id"].as_str().unwrap());
    let other = world.owner.hire(&world.shop, "second", "agent").await;
    assert_eq!(other.delete(&undo(&put)).await.code(), "not-yours");
    assert_eq!(world.agent.delete(&undo(&put)).await.status, 204);
    assert_eq!(world.agent.delete(&undo(&put)).await.code(), "not-found");
    let loud = draft().await;
    assert!(rules_of(&loud["findings"]).contains(&OWN_RULE), "it speaks again");
    assert_eq!(loud["dismissed"], json!([]));

    // Put aside again, sent, and undone by the lead: the finding of the message stands as any other.
    let put = world.agent.post(&path, &aside).await.json();
    let reply = json!({ "client_ref": "s", "text": WORDS });
    let messages = format!("{base}/conversations/{talk}/messages");
    world.agent.post(&messages, &reply).await.json();
    let list = format!("{base}/coach/findings?hints=true&rule={OWN_RULE}");
    let dismissed = async || world.lead.get(&list).await.json()["items"][0]["dismissed"].clone();
    assert_eq!(dismissed().await, true);
    assert_eq!(world.lead.delete(&undo(&put)).await.status, 204);
    assert_eq!(dismissed().await, false);
    let rest = world.lead.get(&format!("{base}/coach/dismissals")).await.json();
    assert_eq!(rest["items"], json!([]));

    // What a lead has let through is undone at the rule.
    let put = world.agent.post(&path, &aside).await.json();
    world
        .lead
        .post(&format!("{}/allow", undo(&put)), &json!({}))
        .await
        .json();
    assert_eq!(world.agent.delete(&undo(&put)).await.code(), "already-done");
}
