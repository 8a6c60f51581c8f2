//! What the desk advises over HTTP: the form of the answer, roles, and a floor that agents never see.

use serde_json::{Value, json};

use crate::{
    line::Line,
    world::{Buyer, World},
};

async fn talk_of(desk: &mut Line, buyer: &Buyer, text: &str) -> String {
    buyer.say("first", text).await;
    let event = desk.event("message-sent").await;
    event["data"]["conversation"]["id"].as_str().unwrap().to_owned()
}

fn ladder() -> Value {
    json!({
        "on": true, "unpaid_buyers": "warn",
        "ladder": {
            "explain": false, "compare": false, "kindness": { "gift": " 发圈 ", "cost_fen": 300 },
            "coupon": null, "floor": true,
        },
    })
}

pub async fn the_desk_advises_and_remembers(world: &World) {
    let base = format!("/api/v1/shops/{}", world.shop);
    let mut desk = Line::of(&world.agent, json!({})).await;
    let buyer = world.buyer().await;
    let talk = talk_of(&mut desk, &buyer, "在吗").await;
    let path = format!("{base}/conversations/{talk}/advice");
    let view = world.agent.get(&path).await.json();
    let axes: Vec<&str> = (view["reading"]["axes"].as_array().unwrap().iter())
        .map(|axis| axis["axis"].as_str().unwrap())
        .collect();
    assert_eq!(axes, ["knowledge", "price", "demands", "behaviour", "character"]);
    assert!(view["cards"].as_array().unwrap().len() <= 3);
    assert_eq!(
        (&view["ladder"], &view["remember"]["sizes"]),
        (&Value::Null, &json!([]))
    );

    let hers = format!("{base}/buyers/{}", buyer.id);
    let corrects = json!({ "axis": "character", "value": "decided" });
    world
        .agent
        .put_json(&format!("{hers}/type"), &corrects)
        .await
        .done();
    desk.event("buyer-changed").await;
    let view = world.agent.get(&path).await.json();
    let character = &view["reading"]["axes"][4];
    assert_eq!(
        (&character["value"], &character["corrected"]),
        (&json!("decided"), &json!(true))
    );
    let wrong = json!({ "axis": "price", "value": "decided" });
    let refused = world
        .agent
        .put_json(&format!("{hers}/type"), &wrong)
        .await
        .problem();
    assert_eq!(refused["fields"]["value"], "不是这一项的取值");
    world
        .agent
        .put_json(&format!("{hers}/profile"), &json!({ "off": true }))
        .await
        .done();
    let view = world.agent.get(&path).await.json();
    assert_eq!(view["reading"]["off"], true);

    let promise = json!({ "text": "到货后通知她", "conversation": talk });
    let promise = world
        .agent
        .post(&format!("{hers}/promises"), &promise)
        .await
        .json();
    let view = world.agent.get(&path).await.json();
    assert_eq!(view["remember"]["promises"], json!([promise]));
    let kept = format!("{hers}/promises/{}", promise["id"].as_str().unwrap());
    world.agent.delete(&kept).await.done();
    assert_eq!(world.agent.delete(&kept).await.code(), "not-found");
    let unknown = json!({ "key": "00", "technique": "low-stock", "outcome": "taken" });
    assert_eq!(
        world
            .agent
            .put_json(&format!("{path}/outcome"), &unknown)
            .await
            .code(),
        "not-found"
    );
}

pub async fn a_price_is_asked_granted_and_its_floor_is_for_leads(world: &World) {
    let base = format!("/api/v1/shops/{}", world.shop);
    let settings = format!("{base}/settings/playbook");
    assert_eq!(world.agent.get(&settings).await.code(), "forbidden");
    assert_eq!(
        world.lead.put_json(&settings, &ladder()).await.code(),
        "forbidden"
    );
    let set = world.owner.put_json(&settings, &ladder()).await.json();
    assert_eq!(set["ladder"]["kindness"]["gift"], "发圈");
    assert_eq!(world.lead.get(&settings).await.json(), set);
    let mut dear = ladder();
    dear["ladder"]["kindness"]["cost_fen"] = json!(-1);
    let refused = world.owner.put_json(&settings, &dear).await.problem();
    assert!(
        refused["fields"]["ladder.kindness.cost_fen"].is_string(),
        "{refused}"
    );

    let product = json!({ "sku": "DR-310", "title": "雪纺碎花连衣裙", "price_fen": 25_900, "stock": 9 });
    let product = world
        .lead
        .post(&format!("{base}/products"), &product)
        .await
        .json();
    let id = product["id"].as_str().unwrap();
    let mut desk = Line::of(&world.agent, json!({})).await;
    let buyer = world.buyer().await;
    let talk = talk_of(&mut desk, &buyer, "雪纺碎花连衣裙能便宜点吗").await;
    let asks = format!("{base}/conversations/{talk}/concessions");
    for stage in ["explain-price", "coupon", "floor-price"] {
        let body = json!({ "stage": stage, "product": id, "price_fen": 23_900 });
        let refused = world.agent.post(&asks, &body).await.problem();
        assert!(refused["fields"]["stage"].is_string(), "{stage}: {refused}");
    }
    let given = world
        .agent
        .post(&asks, &json!({ "stage": "small-kindness" }))
        .await
        .json();
    assert_eq!(
        (&given["state"], &given["cost_fen"]),
        (&json!("made"), &json!(300))
    );
    let again = world
        .agent
        .post(&asks, &json!({ "stage": "small-kindness" }))
        .await
        .json();
    assert_eq!(given["id"], again["id"], "twice is once");
    let event = desk.event("concession-decided").await;
    assert_eq!(event["data"]["concession"]["id"], given["id"]);
    assert_eq!(event["data"]["concession"]["floor_fen"], Value::Null);

    let ledger = format!("{base}/concessions");
    assert_eq!(world.agent.get(&ledger).await.code(), "forbidden");
    let list = world.lead.get(&format!("{ledger}?from=&to=")).await.json();
    assert_eq!(list["items"][0]["id"], given["id"]);
    assert_eq!(list["figures"]["cost_fen"], 300);
    let before = world.lead.get(&format!("{ledger}?to=2020-01-01")).await.json();
    assert_eq!(before["items"], json!([]));
    assert_eq!(
        world.lead.get(&format!("{ledger}?from=gestern")).await.status,
        422
    );
    let decide = format!("{ledger}/{}/decision", given["id"].as_str().unwrap());
    let yes = json!({ "approve": true, "remark": "" });
    assert_eq!(world.agent.post(&decide, &yes).await.code(), "forbidden");
    assert_eq!(world.lead.post(&decide, &yes).await.code(), "already-done");
    let figures = format!("{base}/playbook/figures");
    assert_eq!(world.agent.get(&figures).await.code(), "forbidden");
    assert!(world.lead.get(&figures).await.json()["items"].is_array());
}
