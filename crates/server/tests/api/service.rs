//! When a shop serves, and what it says by itself: set by a lead, told to a buyer once, never an answer.

use jinpai_engine::{Engine, EngineConfig, Random};
use serde_json::{Value, json};

use crate::{
    http::{call, json_type},
    line::Line,
    world::{Buyer, Member, World},
};

const HOUR: i64 = 3_600_000;

fn path(world: &World, part: &str) -> String {
    format!("/api/v1/shops/{}/service{part}", world.shop)
}

/// The same hours every day.
fn daily(from: &str, to: &str) -> Value {
    json!(vec![json!([{ "from": from, "to": to }]); 7])
}

async fn set_daily(world: &World, from: &str, to: &str) -> Value {
    let body = json!({ "base": 0, "week": daily(from, to) });
    world.lead.put_json(&path(world, "/hours"), &body).await.json()
}

fn replies(nobody: bool, busy: bool) -> Value {
    json!({
        "base": 0, "busy_lead_s": 30,
        "closed": { "on": true, "text": "您好呀😊 我们休息啦，{back_at}上班，{shop}祝您晚安" },
        "nobody": { "on": nobody, "text": "不好意思，客服这会儿不在，您先留个联系方式哦" },
        "busy": { "on": busy, "text": "不好意思让您久等啦，{agent}正在回复前面的买家，请您稍等一下哦" },
    })
}

/// What the shop said by itself to her, in order.
async fn said(buyer: &Buyer) -> Vec<(String, String)> {
    let page = buyer.call("GET", "/widget/v1/messages", "").await.json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (page["items"].as_array().unwrap().iter())
        .filter(|message| message["auto"].is_string())
        .map(|message| (text(&message["auto"]), text(&message["text"])))
        .collect()
}

async fn talk_of(world: &World, member: &Member, buyer: &Buyer) -> Value {
    let path = format!("/api/v1/shops/{}/conversations", world.shop);
    let list = member.get(&path).await.json();
    let mut items = list["items"].as_array().unwrap().iter();
    let found = items.find(|talk| talk["buyer"]["id"] == json!(buyer.id));
    found.unwrap().clone()
}

async fn answer(world: &World, member: &Member, buyer: &Buyer, name: &str) {
    let talk = talk_of(world, member, buyer).await;
    let path = format!(
        "/api/v1/shops/{}/conversations/{}/messages",
        world.shop,
        talk["id"].as_str().unwrap()
    );
    let body = json!({ "client_ref": name, "text": "您好呀😊 有现货的哦" });
    member.post(&path, &body).await.json();
}

/// Waits until the shop says something by itself to her.
async fn told(line: &mut Line) -> Value {
    let frame = line
        .until_that(|frame| frame["type"] == "message" && frame["message"]["auto"].is_string())
        .await;
    frame["message"].clone()
}

pub async fn hours_are_set_by_one_lead_at_a_time(world: &World) {
    let first = world.lead.get(&path(world, "")).await.json();
    assert_eq!(
        (&first["open"], &first["hours"]["week"]),
        (&json!(true), &Value::Null)
    );
    assert_eq!(first["replies"]["closed"]["on"], true);

    let saved = set_daily(world, "10:00", "22:00").await;
    assert_eq!(saved["hours"]["version"], 1);
    assert_eq!(saved["open"], false, "it is nine in the morning");
    assert_eq!(
        saved["changes_at"].as_i64().unwrap() - saved["now_at"].as_i64().unwrap(),
        HOUR
    );

    // Another lead began with what was there before.
    let late = json!({ "base": 0, "week": null });
    let refused = world.owner.put_json(&path(world, "/hours"), &late).await;
    assert_eq!((refused.status, refused.code().as_str()), (409, "not-newest"));
    let open = json!({ "base": 1, "week": null, "holidays": [
        { "name": " 元旦\n放假 ", "from": "2027-01-01", "to": "2027-01-03" },
        { "name": "双十二", "from": "2026-12-12", "to": "2026-12-12", "hours": [{ "from": "08:00", "to": "02:00" }] },
    ] });
    let saved = world.owner.put_json(&path(world, "/hours"), &open).await.json();
    assert_eq!(saved["open"], true);
    let names: Vec<&Value> = (saved["hours"]["holidays"].as_array().unwrap().iter())
        .map(|holiday| &holiday["name"])
        .collect();
    assert_eq!(
        names,
        [&json!("双十二"), &json!("元旦 放假")],
        "by their days, on one line"
    );
}

pub async fn hours_that_nobody_can_mean_are_named_by_their_day(world: &World) {
    let mut overlap = vec![json!([]); 7];
    overlap[2] = json!([{ "from": "09:00", "to": "12:30" }, { "from": "12:00", "to": "18:00" }]);
    let holiday = |from: &str, to: &str| json!([{ "name": "国庆", "from": from, "to": to }]);
    for (week, holidays, field) in [
        (json!(vec![json!([]); 7]), json!([]), "week"),
        (json!(vec![json!([]); 6]), json!([]), "week"),
        (json!(vec![json!([]); 5000]), json!([]), "week"),
        (daily("9:5", "18:00"), json!([]), "week"),
        (daily("09:00", "25:00"), json!([]), "week"),
        (daily("０9:00", "18:00"), json!([]), "week"),
        (daily("09:00", "09:00"), json!([]), "week.mon"),
        (json!(overlap), json!([]), "week.wed"),
        (Value::Null, holiday("2026-10-07", "2026-10-01"), "holidays"),
        (Value::Null, holiday("2026-02-30", "2026-03-01"), "holidays"),
        (Value::Null, holiday("-9999-01-01", "9999-12-31"), "holidays"),
        (Value::Null, holiday("", ""), "holidays"),
        (
            Value::Null,
            json!(vec![holiday("2026-10-01", "2026-10-01")[0].clone(); 101]),
            "holidays",
        ),
    ] {
        let body = json!({ "base": 0, "week": week, "holidays": holidays });
        let refused = world.lead.put_json(&path(world, "/hours"), &body).await;
        assert_eq!(refused.code(), "invalid", "{body}");
        assert!(
            refused.problem()["fields"].to_string().contains(field),
            "{}",
            refused.text()
        );
    }
    let first = world.lead.get(&path(world, "")).await.json();
    assert_eq!(first["hours"]["version"], 0, "nothing was saved");
}

pub async fn a_text_that_does_not_fit_is_not_saved(world: &World) {
    for (field, part, text) in [
        ("closed.text", "closed", json!("  ")),
        ("closed.text", "closed", json!("{agent}下班啦")),
        ("nobody.text", "nobody", json!("{back_at}回来")),
        ("busy.text", "busy", json!("请稍等{")),
        ("busy.text", "busy", json!("稍等".repeat(200))),
        ("busy.text", "busy", json!("你有病吧，催什么催")),
    ] {
        let mut body = replies(true, true);
        body[part]["text"] = text;
        let refused = world.lead.put_json(&path(world, "/replies"), &body).await;
        assert_eq!(refused.code(), "invalid", "{body}");
        assert!(
            refused.problem()["fields"].to_string().contains(field),
            "{}",
            refused.text()
        );
    }
    for lead in [0, 4, 601, i64::MAX] {
        let mut body = replies(true, true);
        body["busy_lead_s"] = json!(lead);
        assert_eq!(
            world.lead.put_json(&path(world, "/replies"), &body).await.code(),
            "invalid"
        );
    }
    let notice = |text: &str, until: i64| json!({ "base": 0, "text": text, "from_at": 5, "until_at": until });
    for body in [
        notice(&"满".repeat(121), 9),
        notice("满减", 5),
        notice("满减", i64::MAX),
        notice("满减", i64::MIN),
    ] {
        assert_eq!(
            world.lead.put_json(&path(world, "/notice"), &body).await.code(),
            "invalid"
        );
    }
    let first = world.lead.get(&path(world, "")).await.json();
    assert_eq!(
        (&first["replies"]["version"], &first["notice"]["version"]),
        (&json!(0), &json!(0))
    );
    // What a shop begins with can be saved as it is.
    let mut body = first["replies"].clone();
    body["base"] = json!(0);
    world.lead.put_json(&path(world, "/replies"), &body).await.json();
}

pub async fn a_buyer_at_night_is_told_once_when_the_shop_is_back(world: &World) {
    set_daily(world, "10:00", "22:00").await;
    let body = replies(false, false);
    world.lead.put_json(&path(world, "/replies"), &body).await.json();
    let buyer = world.buyer().await;
    buyer.say("b1", "这件有货吗").await;
    let words = "您好呀😊 我们休息啦，今天 10:00上班，测试店祝您晚安";
    assert_eq!(said(&buyer).await, [("closed".to_owned(), words.to_owned())]);
    // The same again, and more: she has been told.
    buyer.say("b1", "这件有货吗").await;
    buyer.say("b2", "在吗").await;
    assert_eq!(said(&buyer).await.len(), 1);
    let talk = talk_of(world, &world.agent, &buyer).await;
    assert!(
        talk["waiting_since_at"].is_i64(),
        "she still waits for a person: {talk}"
    );
    assert_eq!((&talk["unread"], &talk["owner"]), (&json!(2), &Value::Null));
    let history = format!(
        "/api/v1/shops/{}/conversations/{}/messages",
        world.shop,
        talk["id"].as_str().unwrap()
    );
    let page = world.agent.get(&history).await.json();
    assert_eq!(
        (&page["items"][1]["from"], &page["items"][1]["auto"]),
        (&json!("bot"), &json!("closed"))
    );

    // By day nobody says that it is closed, and in the next night it is said again.
    world.pass(2 * HOUR);
    answer(world, &world.agent, &buyer, "a1").await;
    buyer.say("b3", "好的").await;
    world.pass(12 * HOUR);
    buyer.say("b4", "还在吗").await;
    let all = said(&buyer).await;
    assert_eq!(all.len(), 2, "{all:?}");
    assert!(all[1].1.contains("明天 10:00"), "{all:?}");

    // Whoever is being served at that hour is not sent away.
    answer(world, &world.agent, &buyer, "a2").await;
    let other = world.buyer().await;
    other.say("o1", "有人吗").await;
    answer(world, &world.agent, &other, "a3").await;
    world.pass(60_000);
    let before = said(&other).await.len();
    other.say("o2", "谢谢").await;
    assert_eq!(said(&other).await.len(), before);

    // Switched off it says nothing.
    let mut off = replies(false, false);
    off["base"] = json!(1);
    off["closed"]["on"] = json!(false);
    world.lead.put_json(&path(world, "/replies"), &off).await.json();
    let quiet = world.buyer().await;
    quiet.say("q1", "有人吗").await;
    assert_eq!(said(&quiet).await, []);
}

pub async fn a_buyer_is_told_that_nobody_is_there_once_a_wait(world: &World) {
    let body = replies(true, true);
    world.lead.put_json(&path(world, "/replies"), &body).await.json();
    let buyer = world.buyer().await;
    let mut line = Line::of_buyer(&buyer, 0).await;
    buyer.say("b1", "有人吗").await;
    world.pass(11_000);
    let first = told(&mut line).await;
    assert_eq!(first["auto"], "nobody");
    buyer.say("b2", "还在吗").await;
    // Somebody answers, and is gone again: another wait.
    answer(world, &world.agent, &buyer, "a1").await;
    buyer.say("b3", "那尺码呢").await;
    world.pass(11_000);
    assert_eq!(told(&mut line).await["auto"], "nobody");
    assert_eq!(said(&buyer).await.len(), 2, "once for each wait");
}

pub async fn a_buyer_who_waits_is_asked_to_once_by_all_processes_together(world: &World) {
    // Another process on the same rows.
    let config = EngineConfig::new(world.database.url(), world.clock.clone(), Random::seeded(12));
    let other = Engine::open(config).await.unwrap();
    let body = replies(false, true);
    world.lead.put_json(&path(world, "/replies"), &body).await.json();
    let mut desk = Line::of(&world.agent, json!({})).await;
    let (buyer, second) = (world.buyer().await, world.buyer().await);
    let mut line = Line::of_buyer(&buyer, 0).await;
    buyer.say("b1", "这件有货吗").await;
    second.say("s1", "在吗").await;
    desk.event("conversation-assigned").await;
    answer(world, &world.agent, &second, "a0").await;
    // The shop's own clock is three minutes; half a minute is left.
    world.pass(151_000);
    let first = told(&mut line).await;
    assert_eq!(first["auto"], "busy");
    assert!(
        first["text"].as_str().unwrap().contains("agent正在回复"),
        "{first}"
    );
    let talk = talk_of(world, &world.agent, &buyer).await;
    assert_eq!(talk["clock"]["limit_ms"], 180_000, "the clock goes on: {talk}");

    answer(world, &world.agent, &buyer, "a1").await;
    buyer.say("b2", "那尺码呢").await;
    world.pass(151_000);
    assert_eq!(told(&mut line).await["auto"], "busy");
    let all = said(&buyer).await;
    assert_eq!(all.len(), 2, "once for each wait: {all:?}");
    assert_eq!(said(&second).await, [], "whoever was answered waits for nothing");
    other.stop().await;
}

pub async fn the_chat_tells_hours_and_a_line_of_the_shop(world: &World) {
    set_daily(world, "10:00", "22:00").await;
    let now = world.engine.now().ms();
    let notice =
        json!({ "base": 0, "text": "双十一  满300减40\n今晚结束", "from_at": now, "until_at": now + HOUR });
    let saved = world.lead.put_json(&path(world, "/notice"), &notice).await.json();
    assert_eq!(
        (&saved["notice"]["shown"], &saved["notice"]["text"]),
        (&json!(true), &json!("双十一 满300减40 今晚结束"))
    );
    let open = || async {
        let body = json!({ "shop": world.shop }).to_string();
        let reply = call(
            world.address,
            "POST",
            "/widget/v1/session",
            vec![json_type()],
            body,
        )
        .await;
        reply.json()["shop"]["service"].clone()
    };
    let sign = open().await;
    assert_eq!(
        (&sign["open"], &sign["notice"]),
        (&json!(false), &json!("双十一 满300减40 今晚结束"))
    );
    assert_eq!(sign["changes_at"], json!(now + HOUR));
    world.pass(HOUR);
    let sign = open().await;
    assert_eq!((&sign["open"], &sign["notice"]), (&json!(true), &Value::Null));
}

pub async fn a_colleague_says_when_she_is_back(world: &World) {
    let duty = format!("/api/v1/shops/{}/duty", world.shop);
    let mine = || async {
        let team = world
            .lead
            .get(&format!("/api/v1/shops/{}/team", world.shop))
            .await
            .json();
        let mut items = team["items"].as_array().unwrap().iter();
        items
            .find(|one| one["person"]["name"] == "agent")
            .unwrap()
            .clone()
    };
    let put = |body: Value| {
        let duty = duty.clone();
        async move { world.agent.put_json(&duty, &body).await }
    };
    put(json!({ "state": "away", "note": "午饭，\n13:30 回来" }))
        .await
        .done();
    assert_eq!(mine().await["note"], "午饭， 13:30 回来");
    put(json!({ "capacity": 5 })).await.done();
    assert_eq!(
        mine().await["note"],
        "午饭， 13:30 回来",
        "it goes with the state"
    );
    put(json!({ "state": "online" })).await.done();
    assert_eq!(mine().await["note"], "");
    assert_eq!(put(json!({ "note": "长".repeat(61) })).await.code(), "invalid");
}
