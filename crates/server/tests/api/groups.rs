//! Groups of a team: who keeps them, to whom a talk for one goes, and how it is taken back.

use serde_json::{Value, json};

use crate::{
    line::Line,
    owning::{at_her_desk, given, id_of, waits},
    world::{Buyer, Member, World},
};

/// A group of these people.
async fn a_group(world: &World, name: &str, members: &[&Value]) -> Value {
    let body = json!({ "name": name, "members": members });
    let path = format!("/api/v1/shops/{}/groups", world.shop);
    world.lead.post(&path, &body).await.json()["id"].clone()
}

/// A buyer's talk that this member has.
async fn hers(world: &World, member: &Member, desk: &mut Line) -> (Buyer, String) {
    let buyer = world.buyer().await;
    let talk = waits(&buyer, desk, "b1").await;
    assert_eq!(given(desk).await["owner"]["id"], id_of(member).await);
    let path = format!("/api/v1/shops/{}/conversations/{talk}", world.shop);
    (buyer, path)
}

fn to(group: &Value) -> Value {
    json!({ "group": group, "note": "退货的，单号发你了" })
}

/// What the lines of a talk tell, without what was said.
async fn told(member: &Member, path: &str) -> Vec<String> {
    let page = member.get(&format!("{path}/messages")).await.json();
    let items = page["items"].as_array().unwrap().iter();
    items
        .filter_map(|one| Some(one["line"]["kind"].as_str()?.to_owned()))
        .collect()
}

pub async fn a_talk_for_a_group_goes_to_who_of_it_is_there(world: &World) {
    let mut desk = at_her_desk(world, &world.agent).await;
    let (_buyer, talk) = hers(world, &world.agent, &mut desk).await;
    let helper = world.owner.hire(&world.shop, "helper", "agent").await;
    let (agent, helper_id) = (id_of(&world.agent).await, id_of(&helper).await);
    let group = a_group(world, "售后", &[&agent, &helper_id]).await;
    let _there = at_her_desk(world, &helper).await;
    let both = json!({ "group": group, "to": helper_id });
    let reply = world.agent.post(&format!("{talk}/transfer"), &both).await;
    assert_eq!(reply.code(), "invalid", "one of them, not both");
    world
        .agent
        .post(&format!("{talk}/transfer"), &to(&group))
        .await
        .done();
    let waits = given(&mut desk).await;
    assert_eq!(
        (&waits["owner"], &waits["group"]["name"]),
        (&Value::Null, &json!("售后"))
    );
    let moved = given(&mut desk).await;
    assert_eq!(moved["owner"]["id"], helper_id, "not back to who handed it on");
    assert!(moved.get("group").is_none(), "it waits for nobody any more");
    assert_eq!(told(&helper, &talk).await, ["transferred-to-group"]);
    let page = helper.get(&format!("{talk}/messages")).await.json();
    let line = page["items"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&line["line"]["group"], &line["text"]),
        (&json!("售后"), &json!("退货的，单号发你了"))
    );
}

pub async fn a_talk_for_a_group_waits_for_it_alone_and_then_for_anybody(world: &World) {
    let mut desk = at_her_desk(world, &world.agent).await;
    let (_buyer, talk) = hers(world, &world.agent, &mut desk).await;
    let away = world.owner.hire(&world.shop, "away", "agent").await;
    let other = world.owner.hire(&world.shop, "other", "agent").await;
    let _other = at_her_desk(world, &other).await;
    let group = a_group(world, "售后", &[&id_of(&away).await]).await;
    let wait = format!("/api/v1/shops/{}/group-wait", world.shop);
    for wrong in [0, 121] {
        let reply = world.lead.put_json(&wait, &json!({ "minutes": wrong })).await;
        assert_eq!(reply.code(), "invalid");
    }
    world.lead.put_json(&wait, &json!({ "minutes": 3 })).await.done();
    world
        .agent
        .post(&format!("{talk}/transfer"), &to(&group))
        .await
        .done();
    let waits = given(&mut desk).await;
    let until = waits["group"]["until_at"].as_i64().unwrap();
    assert!(waits["owner"].is_null());
    // Nobody of the group is there. An agent outside of it does not get the talk, even by answering in it.
    let take = format!("{talk}/take");
    assert_eq!(other.post(&take, &json!({})).await.code(), "forbidden");
    let on = other.post(&format!("{talk}/transfer"), &to(&group)).await;
    assert_eq!(on.code(), "forbidden");
    let reply = json!({ "client_ref": "o1", "text": "请稍等，售后同事马上来" });
    other.post(&format!("{talk}/messages"), &reply).await.json();
    let view = other.get(&talk).await.json();
    assert_eq!(
        (&view["owner"], &view["group"]["until_at"]),
        (&Value::Null, &json!(until))
    );
    // The shop's minutes are over: it goes to who is there, though the buyer waits for no word.
    world.pass(3 * 60_000 + 1_000);
    let moved = given(&mut desk).await;
    assert!(moved["owner"].is_object(), "anybody may have it now");
}

pub async fn what_was_handed_on_is_taken_back(world: &World) {
    let mut desk = at_her_desk(world, &world.agent).await;
    let (_buyer, talk) = hers(world, &world.agent, &mut desk).await;
    let transfer = format!("{talk}/transfer");
    assert_eq!(
        world.agent.delete(&transfer).await.code(),
        "invalid",
        "nothing was handed on"
    );
    let away = world.owner.hire(&world.shop, "away", "agent").await;
    let group = a_group(world, "售后", &[&id_of(&away).await]).await;
    world.agent.post(&transfer, &to(&group)).await.done();
    given(&mut desk).await;
    assert_eq!(world.lead.delete(&transfer).await.code(), "invalid", "not hers");
    world.agent.delete(&transfer).await.done();
    let back = given(&mut desk).await;
    assert_eq!(back["owner"]["id"], id_of(&world.agent).await);
    assert_eq!(
        world.agent.delete(&transfer).await.code(),
        "invalid",
        "once is once"
    );
    assert_eq!(
        told(&world.agent, &talk).await,
        ["transferred-to-group", "taken-back"]
    );

    let _there = at_her_desk(world, &world.lead).await;
    let to = json!({ "to": id_of(&world.lead).await });
    world.agent.post(&transfer, &to).await.done();
    given(&mut desk).await;
    let reply = json!({ "client_ref": "l1", "text": "您好呀，我来帮您看" });
    world.lead.post(&format!("{talk}/messages"), &reply).await.json();
    assert_eq!(
        world.agent.delete(&transfer).await.code(),
        "invalid",
        "she answers already"
    );
}

pub async fn leads_keep_the_groups(world: &World) {
    let base = format!("/api/v1/shops/{}/groups", world.shop);
    let (agent, rival) = (id_of(&world.agent).await, id_of(&world.rival).await);
    let group = a_group(world, "售前", &[&agent]).await;
    let put = |body: Value| {
        let base = base.clone();
        async move { world.lead.post(&base, &body).await.code() }
    };
    assert_eq!(put(json!({ "name": "售前" })).await, "taken");
    assert_eq!(put(json!({ "name": "  " })).await, "invalid");
    assert_eq!(
        put(json!({ "name": "一二三四五六七八九十一二三" })).await,
        "invalid"
    );
    assert_eq!(
        put(json!({ "name": "别家", "members": [rival] })).await,
        "invalid"
    );
    let path = format!("{base}/{}", group.as_str().unwrap());
    let changed = world.lead.patch(&path, &json!({ "name": "咨询" })).await.json();
    assert_eq!(
        (&changed["name"], &changed["members"]),
        (&json!("咨询"), &json!([agent]))
    );

    // Who leaves the team leaves the group; a talk for a group that is removed is for anybody.
    let helper = world.owner.hire(&world.shop, "helper", "agent").await;
    let helper_id = id_of(&helper).await;
    let members = json!({ "members": [agent, helper_id] });
    world.lead.patch(&path, &members).await.json();
    let mut desk = at_her_desk(world, &world.lead).await;
    let (_buyer, talk) = hers(world, &world.lead, &mut desk).await;
    world
        .lead
        .post(&format!("{talk}/transfer"), &to(&group))
        .await
        .done();
    assert!(given(&mut desk).await["group"].is_object());
    let person = format!(
        "/api/v1/shops/{}/members/{}",
        world.shop,
        helper_id.as_str().unwrap()
    );
    world.owner.delete(&person).await.done();
    let held = world.agent.get(&base).await.json();
    assert_eq!(
        (&held["items"][0]["members"], &held["wait_min"]),
        (&json!([agent]), &json!(5))
    );
    world.lead.delete(&path).await.done();
    assert!(
        given(&mut desk).await.get("group").is_none(),
        "nobody is waited for in vain"
    );
    assert_eq!(world.agent.get(&base).await.json()["items"], json!([]));
    assert_eq!(world.lead.delete(&path).await.code(), "not-found");
}
