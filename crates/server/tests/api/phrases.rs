//! Phrases as the desk's page has them.

use serde_json::{Value, json};

use crate::{
    sample::{PICTURE, a_phrase},
    world::{Member, World, picture_form},
};

fn of_code<'a>(all: &'a Value, code: &str) -> Option<&'a Value> {
    all["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["code"] == code)
}

async fn upload(who: &Member, world: &World, query: &str, csv: &[u8]) -> Value {
    let path = format!("/api/v1/shops/{}/imports/phrases{query}", world.shop);
    who.upload(&path, csv, None).await.json()
}

const TABLE: &str = "分类,短码,标题,内容,范围\r\n\
    物流用语,jtfa,今天能发吗,\"四点前付款，今天发\",全店\r\n\
    直播间,zbj,直播间,直播间的价格和这里一样,\r\n\
    对话语,wobz,退款,找我微信 wx12345678 退差价,全店\r\n\
    对话语,wode,我的一句,这是我自己的,自己\r\n\
    ,,,没有短码的一句话在这里,全店\r\n\
    对话语,发货,坏的,短码不对,全店\r\n";

pub async fn a_table_of_phrases_goes_in_and_comes_out(world: &World) {
    let base = format!("/api/v1/shops/{}", world.shop);
    let tried = upload(&world.lead, world, "?dry_run=true", TABLE.as_bytes()).await;
    let counts = |answer: &Value| {
        ["read", "new", "changed", "same", "refused_total"].map(|name| answer[name].as_i64().unwrap())
    };
    assert_eq!(counts(&tried), [6, 5, 0, 0, 1]);
    assert_eq!(tried["refused"][0]["line"], 7);
    assert!(tried["refused"][0]["reason"].as_str().unwrap().contains("短码"));
    assert_eq!(
        tried["rows"][1]["scope"], "shop",
        "a lead's row is the shop's where it does not say"
    );
    let all = world.lead.get(&format!("{base}/phrases")).await.json();
    assert!(of_code(&all, "jtfa").is_none(), "a dry run writes nothing");

    // What the coach warns of is told and taken.
    let told = &tried["told"][0];
    assert_eq!((&told["line"], &told["code"]), (&json!(4), &json!("wobz")));
    assert!(told["findings"][0]["severity"].is_string());

    let done = upload(&world.lead, world, "", TABLE.as_bytes()).await;
    assert_eq!(counts(&done), [6, 5, 0, 0, 1]);
    let again = upload(&world.lead, world, "", TABLE.as_bytes()).await;
    assert_eq!(counts(&again), [6, 0, 0, 5, 1], "repeating it changes nothing");
    assert_eq!(again["told_total"], 0, "nothing of it is new");
    let all = world.lead.get(&format!("{base}/phrases")).await.json();
    assert_eq!(of_code(&all, "zbj").unwrap()["stage"], "直播间");
    assert!(all["folders"].as_array().unwrap().contains(&json!("直播间")));
    let others = world.agent.get(&format!("{base}/phrases")).await.json();
    assert!(of_code(&others, "jtfa").is_some() && of_code(&others, "wode").is_none());

    let changed = TABLE.replace("四点前", "三点前");
    assert_eq!(
        counts(&upload(&world.lead, world, "", changed.as_bytes()).await),
        [6, 0, 1, 4, 1]
    );
    let export = world.lead.get(&format!("{base}/phrases/export")).await;
    assert_eq!(export.status, 200);
    assert!(export.header("content-type").starts_with("text/csv"));
    assert!(export.header("content-disposition").contains("phrases.csv"));
    assert!(export.text().starts_with("\u{feff}分类,短码,标题,内容,范围\r\n"));
    assert!(export.text().contains("三点前付款"));
    assert!(export.text().contains("没有短码的一句话在这里"));
    let back = upload(&world.lead, world, "", &export.body).await;
    assert_eq!(counts(&back), [5, 0, 0, 5, 0], "what came out goes in as it was");
    let theirs = world.agent.get(&format!("{base}/phrases/export")).await.text();
    assert!(
        !theirs.contains("这是我自己的"),
        "nobody takes a colleague's own away"
    );

    // An agent brings in her own, and nothing of the shop's.
    let hers = upload(&world.agent, world, "", TABLE.as_bytes()).await;
    assert_eq!(counts(&hers), [6, 2, 0, 0, 4]);
    assert!(hers["refused"][0]["reason"].as_str().unwrap().contains("主管"));
    let hers = upload(
        &world.agent,
        world,
        "?scope=shop",
        "短码,内容\na1,一句\n".as_bytes(),
    )
    .await;
    assert_eq!(counts(&hers), [1, 0, 0, 0, 1]);
}

pub async fn hostile_tables_of_phrases_are_problems_or_refused_rows(world: &World) {
    let base = format!("/api/v1/shops/{}", world.shop);
    let path = format!("{base}/imports/phrases");
    for (what, file) in [
        ("empty", vec![]),
        ("a zip that is none", b"PK\x03\x04nonsense".to_vec()),
        ("binary", (0..=255).cycle().take(4_096).collect()),
        ("orders", "订单编号,总金额\n1,2\n".as_bytes().to_vec()),
        (
            "UTF-16 without its mark",
            "分类,内容\n对话语,好\n"
                .encode_utf16()
                .flat_map(u16::to_be_bytes)
                .collect(),
        ),
    ] {
        let reply = world.lead.upload(&path, &file, None).await;
        assert_eq!(reply.code(), "bad-file", "{what}: {}", reply.text());
    }
    let monster = vec![b'a'; jinpai_server::MAX_UPLOAD_BYTES + 1];
    assert_eq!(world.lead.upload(&path, &monster, None).await.code(), "too-large");

    let mut quotes = "短码,内容\nq1,\"从来没有关上的引号\nq2,后面的一行照常\n".to_owned();
    quotes.push_str("q3,=HYPERLINK(\"\"http://evil.example\"\")\nq4,'=1+1\n");
    let read = upload(&world.lead, world, "", quotes.as_bytes()).await;
    assert_eq!(read["refused_total"], 1, "{read}");
    assert_eq!(read["new"], 3);
    let export = world.lead.get(&format!("{base}/phrases/export")).await.text();
    for line in export.trim_start_matches('\u{feff}').lines() {
        for cell in line.split(',') {
            let cell = cell.trim_start_matches('"');
            assert!(!cell.starts_with(['=', '+', '-', '@']), "{line}");
        }
    }

    // More than a shop may keep: the first rows are taken, the others say why not.
    let mut many = String::from("短码,内容\n");
    for n in 0..2_100 {
        many.push_str(&format!("m{n},第 {n} 句\n"));
    }
    let read = upload(&world.lead, world, "", many.as_bytes()).await;
    assert_eq!(
        (&read["new"], &read["refused_total"]),
        (&json!(1_997), &json!(103))
    );
    assert!(read["refused"][0]["reason"].as_str().unwrap().contains("2000"));
    let one_more = world
        .agent
        .post(&format!("{base}/phrases"), &a_phrase("more"))
        .await;
    assert_eq!(one_more.code(), "invalid");
}

pub async fn many_phrases_are_changed_at_once_and_brought_back(world: &World) {
    let base = format!("/api/v1/shops/{}", world.shop);
    let path = format!("{base}/phrases");
    let bulk = format!("{path}/bulk");
    let mut ids = Vec::new();
    for (who, scope, code) in [
        (&world.lead, "shop", "a1"),
        (&world.lead, "shop", "a2"),
        (&world.lead, "mine", "a1"),
        (&world.agent, "mine", "a3"),
    ] {
        let mut phrase = a_phrase(code);
        phrase["scope"] = json!(scope);
        ids.push(who.post(&path, &phrase).await.json()["id"].clone());
    }
    let reasons = |answer: &Value| -> Vec<Value> {
        answer["left"]
            .as_array()
            .unwrap()
            .iter()
            .map(|left| left["why"].clone())
            .collect()
    };
    // An agent files her own; the shop's take a lead, and a colleague's is not there.
    let moved = json!({ "phrases": [ids[0], ids[2], ids[3]], "do": "move", "folder": "节日" });
    let answer = world.agent.post(&bulk, &moved).await.json();
    assert_eq!(answer["done"], json!([ids[3]]));
    assert_eq!(reasons(&answer), ["needs-lead", "gone"]);
    let answer = world
        .lead
        .post(
            &bulk,
            &json!({ "phrases": [ids[0], ids[1], ids[0]], "do": "move", "folder": "节日" }),
        )
        .await
        .json();
    assert_eq!(answer["done"], json!([ids[0], ids[1]]));
    let too_long = json!({ "phrases": [ids[0]], "do": "move", "folder": "一二三四五六七八九十一二三" });
    assert_eq!(world.lead.post(&bulk, &too_long).await.code(), "invalid");

    // Hers cannot become the shop's while the shop has one of its code.
    let share = json!({ "phrases": [ids[2], ids[1]], "do": "share", "scope": "mine" });
    assert_eq!(
        world.lead.post(&bulk, &share).await.json()["done"],
        json!([ids[2], ids[1]])
    );
    let share = json!({ "phrases": [ids[2], ids[1]], "do": "share", "scope": "shop" });
    let answer = world.lead.post(&bulk, &share).await.json();
    assert_eq!(
        (&answer["done"], reasons(&answer)),
        (&json!([ids[1]]), vec![json!("code-taken")])
    );
    let share = json!({ "phrases": [ids[3]], "do": "share", "scope": "shop" });
    assert_eq!(world.agent.post(&bulk, &share).await.code(), "forbidden");
    let starter = json!({ "phrases": [ids[3]], "do": "share", "scope": "starter" });
    assert_eq!(world.agent.post(&bulk, &starter).await.code(), "invalid");

    // What was taken away comes back with its count, for whoever took it away.
    let used = format!("{path}/{}/used", ids[0].as_str().unwrap());
    world.lead.post(&used, &json!({})).await.done();
    let remove = json!({ "phrases": [ids[0], ids[1]], "do": "remove" });
    assert_eq!(
        world.lead.post(&bulk, &remove).await.json()["done"],
        json!([ids[0], ids[1]])
    );
    let all = world.lead.get(&path).await.json();
    assert!(of_code(&all, "a2").is_none());
    let restore = json!({ "phrases": [ids[0], ids[1]], "do": "restore" });
    assert_eq!(
        reasons(&world.owner.post(&bulk, &restore).await.json()),
        ["gone", "gone"]
    );
    assert_eq!(
        reasons(
            &world
                .rival
                .post(&bulk.replace(&world.shop, &world.other), &restore)
                .await
                .json()
        ),
        ["gone", "gone"]
    );
    let mut meanwhile = a_phrase("a2");
    meanwhile["scope"] = json!("shop");
    world.lead.post(&path, &meanwhile).await.json();
    let answer = world.lead.post(&bulk, &restore).await.json();
    assert_eq!(
        (&answer["done"], reasons(&answer)),
        (&json!([ids[0]]), vec![json!("code-taken")])
    );
    let all = world.lead.get(&path).await.json();
    let back = all["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["id"] == ids[0])
        .unwrap();
    assert_eq!((&back["uses"], &back["stage"]), (&json!(1), &json!("节日")));
}

pub async fn folders_are_put_in_order_and_renamed(world: &World) {
    let base = format!("/api/v1/shops/{}", world.shop);
    let path = format!("{base}/phrase-folders");
    let mut hers = a_phrase("live");
    hers["stage"] = json!("直播间");
    world.agent.post(&format!("{base}/phrases"), &hers).await.json();
    let set = |folders: Value| {
        let path = path.clone();
        async move { world.lead.put_json(&path, &json!({ "folders": folders })).await }
    };
    let answer =
        set(json!([{ "name": "节日" }, { "name": "logistics" }, { "name": "直播", "was": "直播间" }]))
            .await
            .json();
    assert_eq!(
        answer["folders"].as_array().unwrap()[..4],
        ["节日", "logistics", "直播", "welcome"]
    );
    let all = world.agent.get(&format!("{base}/phrases")).await.json();
    assert_eq!(
        of_code(&all, "live").unwrap()["stage"],
        "直播",
        "everybody's move along"
    );
    assert_eq!(all["folders"][0], "节日");
    assert_eq!(
        all["items"][0]["stage"], "logistics",
        "phrases stand in the order of their folders"
    );
    for wrong in [
        json!([{ "name": "" }]),
        json!([{ "name": "节日" }, { "name": "节日" }]),
        json!([{ "name": "退货", "was": "aftersales" }]),
        json!([{ "name": "直播", "was": "节日" }, { "name": "节日", "was": "直播" }]),
        json!(
            (0..61)
                .map(|n| json!({ "name": format!("第{n}") }))
                .collect::<Vec<_>>()
        ),
    ] {
        let refused = set(wrong.clone()).await;
        assert_eq!(refused.code(), "invalid", "{wrong}");
    }
    let answer = set(json!([])).await.json();
    assert_eq!(
        answer["folders"][0], "welcome",
        "an empty list is the order of a talk again"
    );
    let agents = world.agent.get(&format!("{base}/phrases")).await.json();
    assert!(
        agents["folders"].as_array().unwrap().contains(&json!("直播")),
        "what holds phrases stays"
    );
}

pub async fn a_reply_is_proposed_as_a_phrase(world: &World) {
    let path = format!("/api/v1/shops/{}/phrases/suggest", world.shop);
    let reply = json!({ "text": "亲，今天四点前付款，今天就发货哦", "asked": "亲，今天能发货吗？" });
    let draft = world.agent.post(&path, &reply).await.json();
    assert_eq!(
        draft,
        json!({ "stage": "logistics", "code": "jtnfhm", "title": "今天能发货吗" })
    );
    assert_eq!(
        world.agent.post(&path, &json!({ "text": " " })).await.code(),
        "invalid"
    );
    let monster = json!({ "text": "长".repeat(5_000) });
    assert_eq!(world.agent.post(&path, &monster).await.code(), "invalid");
}

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

async fn give_picture(who: &Member, path: &str, file: &[u8]) -> crate::http::Reply {
    let (kind, form) = picture_form("", file);
    who.call("PUT", path, vec![("content-type", kind)], form).await
}

pub async fn a_phrase_brings_its_picture_along(world: &World) {
    let base = format!("/api/v1/shops/{}", world.shop);
    let buyer = world.buyer().await;
    buyer.say("w1", "有尺码表吗").await;
    let phrase = world
        .agent
        .post(&format!("{base}/phrases"), &a_phrase("cmb"))
        .await
        .json();
    assert_eq!(phrase["picture"], json!(null));
    let id = phrase["id"].as_str().unwrap();
    let own = format!("{base}/phrases/{id}/picture");

    assert_eq!(
        give_picture(&world.agent, &own, b"no picture").await.code(),
        "not-a-picture"
    );
    assert_eq!(
        give_picture(&world.lead, &own, PICTURE).await.code(),
        "not-found",
        "it is not hers"
    );
    let given = give_picture(&world.agent, &own, PICTURE).await.json();
    let first = given["picture"]["id"].as_str().unwrap().to_owned();
    let changed = give_picture(&world.agent, &own, PICTURE).await.json();
    let picture = changed["picture"]["id"].as_str().unwrap().to_owned();
    assert_ne!(
        first, picture,
        "another picture has another name, so nothing old is shown"
    );
    let all = world.agent.get(&format!("{base}/phrases")).await.json();
    assert_eq!(of_code(&all, "cmb").unwrap()["picture"], changed["picture"]);

    let at = |picture: &str| format!("{base}/phrase-pictures/{picture}?size=small");
    let copy = world.agent.get(&at(&picture)).await;
    assert_eq!(
        (copy.status, copy.header("x-content-type-options")),
        (200, "nosniff")
    );
    assert_eq!(world.agent.get(&at(&first)).await.code(), "not-found");
    assert_eq!(
        world.lead.get(&at(&picture)).await.code(),
        "not-found",
        "it is another's own"
    );
    assert_eq!(world.rival.get(&at(&picture)).await.code(), "not-found");

    let talks = world.agent.get(&format!("{base}/conversations")).await.json();
    let talk = talks["items"][0]["id"].as_str().unwrap().to_owned();
    let send = format!("{base}/conversations/{talk}/phrase-pictures");
    let body = json!({ "client_ref": "pp1", "phrase": id });
    let sent = world.agent.post(&send, &body).await.json()["message"].clone();
    assert_eq!(
        sent,
        world.agent.post(&send, &body).await.json()["message"],
        "sent once"
    );
    assert_eq!(
        world
            .lead
            .post(&send, &json!({ "client_ref": "pp2", "phrase": id }))
            .await
            .code(),
        "not-found"
    );
    let shown = sent["picture"]["id"].as_str().unwrap();
    assert_ne!(shown, picture, "the talk has a picture of its own");

    // The phrase loses it; what was sent stays.
    let dropped = world.agent.delete(&own).await.json();
    assert_eq!(dropped["picture"], json!(null));
    assert_eq!(world.agent.get(&at(&picture)).await.code(), "not-found");
    let none = json!({ "client_ref": "pp3", "phrase": id });
    assert_eq!(world.agent.post(&send, &none).await.code(), "not-found");
    let hers = buyer
        .call("GET", &format!("/widget/v1/pictures/{shown}"), "")
        .await;
    assert_eq!(hers.status, 200);
}
