//! The rules of a shop: written, refused, set, and tried on the bench.

use serde_json::{Value, json};

use crate::{
    sample::{OWN_RULE, own_rule},
    world::World,
};

fn base(world: &World) -> String {
    format!("/api/v1/shops/{}/coach", world.shop)
}

async fn says(world: &World, text: &str) -> Vec<String> {
    let checked = world
        .agent
        .post(&format!("{}/check", base(world)), &json!({ "text": text }))
        .await
        .json();
    let findings = checked["findings"].as_array().unwrap().iter();
    findings
        .map(|finding| finding["rule"].as_str().unwrap().to_owned())
        .collect()
}

fn live(toml: &str) -> Value {
    json!({ "toml": toml, "status": "live" })
}

pub async fn a_bad_rule_is_refused_with_its_lines(world: &World) {
    let rules = format!("{}/rules", base(world));
    world.lead.post(&rules, &live(&own_rule(OWN_RULE))).await.json();
    let good = own_rule("SHP002");
    let built_in = world.agent.get(&rules).await.json()["items"][0]["code"]
        .as_str()
        .unwrap()
        .to_owned();
    let wrong = [
        ("no TOML at all", "code = ".to_owned(), 1),
        ("an unknown field", good.replace("points = -4", "pionts = -4"), 4),
        ("a bad code", good.replace("SHP002", "SHOP2"), 1),
        ("a built-in code", own_rule(&built_in), 1),
        (
            "a bad pattern",
            good.replace("[\"包退包换包修\"]", "[\"(包退\"]"),
            20,
        ),
        (
            "a bad regex",
            good.replace("[find.phrase]", "[find.regex]").replace(
                "any = [\"包退包换包修\"]",
                "anchors = [\"包退\"]\npattern = \"(\"",
            ),
            1,
        ),
        (
            "a false example",
            good.replace("我们包退包换包修的\"", "我们什么都不包\""),
            27,
        ),
        (
            "too few examples",
            good.replace("[[good]]\ntext = \"谢谢您亲\"\n", ""),
            1,
        ),
        (
            "a bad example called good",
            good.replace("谢谢您亲", "包退包换包修"),
            1,
        ),
    ];
    for (what, toml, least_line) in wrong {
        let reply = world.lead.post(&rules, &live(&toml)).await;
        assert_eq!(reply.code(), "bad-rule", "{what}: {}", reply.text());
        let fault = &reply.problem()["faults"][0];
        assert!(fault["line"].as_u64().unwrap() >= least_line, "{what}: {fault}");
        assert!(!fault["reason"].as_str().unwrap().is_empty(), "{what}");
    }
    assert_eq!(
        world.lead.post(&rules, &live(&own_rule(OWN_RULE))).await.code(),
        "taken"
    );
    let huge = good.clone() + &"#".repeat(40_000);
    assert_eq!(world.lead.post(&rules, &live(&huge)).await.code(), "invalid");

    // The coach before goes on, and nothing of the refused is there.
    assert!(
        says(world, "我们包退包换包修的")
            .await
            .contains(&OWN_RULE.to_owned())
    );
    let list = world.agent.get(&rules).await.json();
    let own = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|rule| rule["own"] == true);
    assert_eq!((own.count(), &list["version"]), (1, &json!(1)));
    let broken = world
        .lead
        .put_json(&format!("{rules}/{OWN_RULE}"), &live("code = 7"))
        .await;
    assert_eq!(broken.code(), "bad-rule");
    assert!(
        says(world, "我们包退包换包修的")
            .await
            .contains(&OWN_RULE.to_owned())
    );

    // A draft may lack examples, and is applied nowhere.
    let (head, _) = good.split_once("[[bad]]").unwrap();
    let draft = json!({ "toml": format!("bad = []\ngood = []\n{head}"), "status": "draft" });
    let written = world.lead.post(&rules, &draft).await.json();
    assert_eq!(written["rule"]["status"], "draft");
    assert!(
        !says(world, "我们包退包换包修的")
            .await
            .contains(&"SHP002".to_owned())
    );
    assert_eq!(world.agent.post(&rules, &draft).await.code(), "forbidden");
}

pub async fn a_rule_is_changed_by_one_lead_at_a_time(world: &World) {
    let rules = format!("{}/rules", base(world));
    let one = format!("{rules}/{OWN_RULE}");
    world.lead.post(&rules, &live(&own_rule(OWN_RULE))).await.json();
    let shown = world.agent.get(&one).await.json();
    assert_eq!(
        (
            &shown["toml"],
            &shown["rule"]["version"],
            &shown["rule"]["author"]["name"]
        ),
        (&json!(own_rule(OWN_RULE)), &json!(1), &json!("lead"))
    );
    assert_eq!(
        (
            shown["bad"].as_array().unwrap().len(),
            shown["good"].as_array().unwrap().len()
        ),
        (5, 8)
    );
    let mut change = live(&own_rule(OWN_RULE).replace("-4", "-5"));
    change["version"] = json!(1);
    let changed = world.owner.put_json(&one, &change).await.json();
    assert_eq!(
        (&changed["rule"]["version"], &changed["rule"]["points"]),
        (&json!(2), &json!(-5))
    );
    assert_eq!(
        world.lead.put_json(&one, &change).await.code(),
        "already-done",
        "she edited an old version"
    );
    let renamed = live(&own_rule("SHP009"));
    assert_eq!(world.lead.put_json(&one, &renamed).await.code(), "bad-rule");
    world.lead.delete(&one).await.done();
    assert_eq!(world.agent.get(&one).await.code(), "not-found");
    assert_eq!(world.lead.delete(&one).await.code(), "not-found");
    assert!(
        !says(world, "我们包退包换包修的")
            .await
            .contains(&OWN_RULE.to_owned())
    );
    let built_in = world.agent.get(&rules).await.json()["items"][0]["code"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(
        world.lead.delete(&format!("{rules}/{built_in}")).await.code(),
        "not-found"
    );
    let page = world.agent.get(&format!("{rules}/{built_in}")).await.json();
    assert!(
        page["toml"].as_str().unwrap().contains(&built_in),
        "a built-in rule shows its text"
    );
    for text in ["why_zh", "why_en", "source"] {
        assert!(!page[text].as_str().unwrap().is_empty(), "{text}");
    }
}

pub async fn settings_change_what_a_rule_says(world: &World) {
    let rules = format!("{}/rules", base(world));
    world.lead.post(&rules, &live(&own_rule(OWN_RULE))).await.json();
    let settings = format!("{rules}/{OWN_RULE}/settings");
    let check = async |text: &str| {
        let path = format!("{}/check", base(world));
        let checked = world.agent.post(&path, &json!({ "text": text })).await.json();
        let findings = checked["findings"].as_array().unwrap().clone();
        findings.into_iter().find(|finding| finding["rule"] == OWN_RULE)
    };
    let words = "我们包退包换包修的";
    assert_eq!(check(words).await.unwrap()["severity"], "warn");

    let set = json!({ "severity": "block", "points": -9 });
    let view = world.lead.put_json(&settings, &set).await.json();
    let rule = &view["rule"];
    assert_eq!(
        (
            &rule["severity"],
            &rule["default_severity"],
            &rule["points"],
            &rule["default_points"]
        ),
        (&json!("block"), &json!("warn"), &json!(-9), &json!(-4))
    );
    assert_eq!(check(words).await.unwrap()["severity"], "block");

    let set = json!({ "allow": ["厂家包退包换包修", "厂家包退包换包修 "] });
    let view = world.lead.put_json(&settings, &set).await.json();
    assert_eq!(view["rule"]["allow"], json!(["厂家包退包换包修"]));
    assert!(check("厂家包退包换包修的哦").await.is_none());
    assert!(
        check("廠家包退包換包修的哦").await.is_none(),
        "however it is spelt"
    );
    assert!(check(words).await.is_some());

    world
        .lead
        .put_json(&settings, &json!({ "muted": true }))
        .await
        .json();
    assert!(check(words).await.is_none());
    let view = world.lead.delete(&settings).await.json();
    assert_eq!(
        (&view["rule"]["changed"], &view["rule"]["muted"]),
        (&json!(false), &json!(false))
    );
    assert_eq!(check(words).await.unwrap()["severity"], "warn");

    for wrong in [
        json!({ "points": 101 }),
        json!({ "allow": [""] }),
        json!({ "allow": ["长".repeat(41)] }),
        json!({ "allow": (0..51).map(|n| format!("第{n}个词")).collect::<Vec<_>>() }),
    ] {
        assert_eq!(
            world.lead.put_json(&settings, &wrong).await.code(),
            "invalid",
            "{wrong}"
        );
    }
    assert_eq!(
        world
            .lead
            .put_json(&settings, &json!({ "severity": "deadly" }))
            .await
            .code(),
        "invalid-shape"
    );
    // Words that mean something in a pattern are only words here.
    let odd = json!({ "allow": ["(包退|…)?#[x]\\"] });
    world.lead.put_json(&settings, &odd).await.json();
    assert!(check(words).await.is_some());
    let other = format!("/api/v1/shops/{}/coach/check", world.other);
    let theirs = world.rival.post(&other, &json!({ "text": words })).await.json();
    let theirs = theirs["findings"].as_array().unwrap();
    assert!(
        theirs.iter().all(|finding| finding["rule"] != OWN_RULE),
        "another shop's coach is its own"
    );
}

pub async fn the_bench_tries_a_rule_alone_and_with_all(world: &World) {
    let bench = format!("{}/bench", base(world));
    let lines = json!([{ "text": "我们包退包换包修的，肯定明天到" }, { "text": "好的亲" }]);
    let body = json!({ "toml": own_rule("SHP003"), "lines": lines });
    let answer = world.lead.post(&bench, &body).await.json();
    let rules = |checked: &Value| -> Vec<String> {
        let findings = checked["findings"].as_array().unwrap().iter();
        findings
            .map(|finding| finding["rule"].as_str().unwrap().to_owned())
            .collect()
    };
    let first = &answer["lines"][0];
    assert_eq!(rules(&first["alone"]), ["SHP003"]);
    assert!(rules(&first["together"]).len() >= 2, "{first}");
    assert_eq!(rules(&answer["lines"][1]["alone"]), [""; 0]);
    assert!(
        !says(world, "我们包退包换包修的")
            .await
            .contains(&"SHP003".to_owned()),
        "nothing is kept"
    );

    let plain = json!({ "lines": lines });
    let plain = world.lead.post(&bench, &plain).await.json();
    assert_eq!(rules(&plain["lines"][0]["alone"]), [""; 0]);
    let broken = json!({ "toml": "code = 1", "lines": lines });
    assert_eq!(world.lead.post(&bench, &broken).await.code(), "bad-rule");
    let unknown = json!({ "code": "ZZZ999", "lines": lines });
    assert_eq!(world.lead.post(&bench, &unknown).await.code(), "not-found");
    let many = json!({ "lines": vec![json!({ "text": "好" }); 201] });
    assert_eq!(world.lead.post(&bench, &many).await.code(), "invalid");
    let long = json!({ "lines": [{ "text": "长".repeat(4_001) }] });
    assert_eq!(world.lead.post(&bench, &long).await.code(), "invalid");
}

pub async fn the_bench_shows_what_a_change_takes_away(world: &World) {
    let rules = format!("{}/rules", base(world));
    world.lead.post(&rules, &live(&own_rule(OWN_RULE))).await.json();
    let buyer = world.buyer().await;
    buyer.say("b", "质量怎么样").await;
    let shop = format!("/api/v1/shops/{}", world.shop);
    let talks = world.agent.get(&format!("{shop}/conversations")).await.json();
    let talk = talks["items"][0]["id"].as_str().unwrap();
    for (n, text) in ["包退包换包修的哦", "包退包换的哦", "包退包换包修的亲"]
        .iter()
        .enumerate()
    {
        let reply = json!({ "client_ref": format!("s{n}"), "text": text });
        world
            .agent
            .post(&format!("{shop}/conversations/{talk}/messages"), &reply)
            .await
            .json();
    }
    let history = format!("{}/bench/history", base(world));
    let standing = world
        .lead
        .post(&history, &json!({ "code": OWN_RULE }))
        .await
        .json();
    assert_eq!(
        (&standing["messages"], &standing["found"], &standing["gone"]),
        (&json!(3), &json!(2), &json!(0))
    );
    assert!((standing["rate"].as_f64().unwrap() - 2.0 / 3.0).abs() < 1e-9);
    let hits = standing["hits"].as_array().unwrap();
    assert_eq!(hits[0]["text"], "包退包换包修的亲", "the newest first");
    assert_eq!(
        (&hits[1]["buyer"], &hits[1]["author"]["name"]),
        (&json!("质量怎么样"), &json!("agent"))
    );

    let narrower = own_rule(OWN_RULE).replace("any = [\"包退包换包修\"]", "any = [\"包退包换包修的哦\"]");
    let change = world
        .lead
        .post(&history, &json!({ "toml": narrower }))
        .await
        .json();
    assert_eq!((&change["found"], &change["gone"]), (&json!(1), &json!(1)));
    assert_eq!(change["gone_hits"][0]["text"], "包退包换包修的亲");
    assert_eq!(world.lead.post(&history, &json!({})).await.code(), "invalid");
}
