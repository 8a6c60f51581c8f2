//! The names one person goes by: two buyers become one, and are taken apart again.

use serde_json::{Value, json};

use crate::world::{Buyer, Member, World};

fn path(world: &World, rest: &str) -> String {
    format!("/api/v1/shops/{}/buyers/{rest}", world.shop)
}

async fn card(world: &World, id: &str) -> Value {
    world.lead.get(&path(world, id)).await.json()
}

/// The buyer of the oldest order of a book.
async fn of_an_order(world: &World) -> String {
    world.import_book(1).await;
    let orders = format!("/api/v1/shops/{}/orders", world.shop);
    let page = world.owner.get(&orders).await.json();
    page["items"][0]["buyer"]["id"].as_str().unwrap().to_owned()
}

/// A visitor of the chat who has said something.
async fn visitor(world: &World) -> Buyer {
    let buyer = world.buyer().await;
    buyer.say("b1", "我拍的那件什么时候发货").await;
    buyer
}

async fn talk_of(world: &World, member: &Member, buyer: &str) -> String {
    let list = format!("/api/v1/shops/{}/conversations", world.shop);
    let page = member.get(&list).await.json();
    let mut talks = page["items"].as_array().unwrap().iter();
    let hers = talks.find(|talk| talk["buyer"]["id"] == buyer).unwrap();
    format!("{list}/{}", hers["id"].as_str().unwrap())
}

pub async fn two_buyers_become_one_and_are_taken_apart(world: &World) {
    let ordered = of_an_order(world).await;
    let visitor = visitor(world).await;
    let talk = talk_of(world, &world.lead, &visitor.id).await;
    let note = json!({ "client_ref": "n1", "text": "说是老买家" });
    world.agent.post(&format!("{talk}/notes"), &note).await.json();
    let tag = json!({ "name": "老客", "colour": "blue" });
    let tags = format!("/api/v1/shops/{}/tags", world.shop);
    let tag = world.lead.post(&tags, &tag).await.json()["id"].clone();
    let tag = tag.as_str().unwrap();
    let on = path(world, &format!("{ordered}/tags/{tag}"));
    world.agent.put_json(&on, &json!({})).await.done();

    let name = card(world, &ordered).await["name"].as_str().unwrap().to_owned();
    let found = format!("/api/v1/shops/{}/buyers?q={}", world.shop, urlencode(&name));
    let found = world.agent.get(&found).await.json();
    let mut items = found["items"].as_array().unwrap().iter();
    assert!(items.any(|one| one["id"] == json!(ordered)), "{found}");

    let merge = path(world, &format!("{}/merge/{ordered}", visitor.id));
    let preview = world.agent.get(&merge).await.json();
    let count = |side: &str, what: &str| preview[side][what].as_i64().unwrap();
    assert_eq!((count("one", "orders"), count("other", "orders")), (0, 1));
    assert_eq!((count("one", "conversations"), count("one", "notes")), (1, 1));
    assert_eq!(preview["other"]["tags"], json!([tag]));

    let before = [card(world, &visitor.id).await, card(world, &ordered).await];
    let merged = world.lead.post(&merge, &json!({})).await.json();
    assert_eq!(merged["orders"].as_array().unwrap().len(), 1);
    assert_eq!(merged["tags"], json!([tag]));
    assert_eq!(merged["parts"].as_array().unwrap().len(), 2);
    assert_eq!(merged["conversations"].as_array().unwrap().len(), 1);
    let by = merged["parts"].as_array().unwrap().iter();
    assert_eq!(by.filter(|part| part["merged_by"] == "lead").count(), 1);
    let view = world.lead.get(&talk).await.json();
    assert_eq!(view["buyer_tags"], json!([tag]), "her talk bears the tag");
    assert_eq!(
        world.lead.post(&merge, &json!({})).await.code(),
        "invalid",
        "once is once"
    );

    // The buyer of the chat sees her own talk and nothing else, now as before.
    let hers = visitor.call("GET", "/widget/v1/messages", "").await.json();
    assert_eq!(hers["items"].as_array().unwrap().len(), 1);

    let split = path(world, &format!("{}/split", visitor.id));
    world.lead.post(&split, &json!({})).await.json();
    let after = [card(world, &visitor.id).await, card(world, &ordered).await];
    for (before, after) in before.iter().zip(&after) {
        for field in ["id", "name", "orders", "tags", "identities", "opted_out_at"] {
            assert_eq!(before[field], after[field], "{field}");
        }
        assert_eq!(after["parts"], json!([]));
    }
    assert_eq!(world.lead.post(&split, &json!({})).await.code(), "invalid");
}

pub async fn what_one_asked_for_holds_for_all_of_her(world: &World) {
    let ordered = of_an_order(world).await;
    let visitor = visitor(world).await;
    let off = json!({ "opted_out": true });
    world.agent.patch(&path(world, &visitor.id), &off).await.json();
    let merge = path(world, &format!("{ordered}/merge/{}", visitor.id));
    let merged = world.lead.post(&merge, &json!({})).await.json();
    assert!(
        merged["opted_out_at"].is_i64(),
        "what she asked for by the other name"
    );
    assert!(merged["next_step"].is_null(), "no reminder is ahead of her");
    let on = json!({ "opted_out": false });
    let back = world.agent.patch(&path(world, &ordered), &on).await.json();
    assert!(back["opted_out_at"].is_null(), "she takes it back by either name");
    assert!(card(world, &visitor.id).await["opted_out_at"].is_null());
}

pub async fn who_may_and_what_is_refused(world: &World) {
    let ordered = of_an_order(world).await;
    let visitor = visitor(world).await;
    let merge = path(world, &format!("{}/merge/{ordered}", visitor.id));
    assert_eq!(
        world.agent.post(&merge, &json!({})).await.code(),
        "invalid",
        "she has no talk with either"
    );
    let talk = talk_of(world, &world.agent, &visitor.id).await;
    world.agent.post(&format!("{talk}/take"), &json!({})).await.done();
    world.agent.post(&merge, &json!({})).await.json();
    let itself = path(world, &format!("{ordered}/merge/{ordered}"));
    assert_eq!(world.lead.get(&itself).await.code(), "invalid");
    let nobody = path(world, &format!("{ordered}/merge/01JD8K3V7N0000000000000000"));
    assert_eq!(world.lead.post(&nobody, &json!({})).await.code(), "not-found");
    let long = format!("/api/v1/shops/{}/buyers?q={}", world.shop, "a".repeat(61));
    assert_eq!(world.agent.get(&long).await.code(), "invalid");
}

/// A text as it stands in a query string.
fn urlencode(text: &str) -> String {
    text.bytes().map(|b| format!("%{b:02X}")).collect()
}
