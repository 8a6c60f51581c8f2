//! A request for every route of the API document, so that a new route cannot be forgotten.

use serde_json::{Value, json};

use crate::{
    http::{Headers, json_type},
    world::{World, form, picture_form},
};

/// One route as the document tells it.
#[derive(Debug, Clone)]
pub struct Route {
    pub id: String,
    pub method: String,
    pub path: String,
    /// Who may call: `x-needs`.
    pub needs: String,
    pub changes: bool,
    pub takes_json: bool,
    pub is_socket: bool,
}

/// Every route of the document.
pub fn routes() -> Vec<Route> {
    let document: Value = serde_json::from_str(&jinpai_server::openapi::json().unwrap()).unwrap();
    let mut routes = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let id = operation["operationId"].as_str().unwrap().to_owned();
            let needs = operation["x-needs"]
                .as_str()
                .unwrap_or_else(|| panic!("{id} names no x-needs"));
            let body = &operation["requestBody"]["content"];
            routes.push(Route {
                needs: needs.to_owned(),
                method: method.to_uppercase(),
                path: path.clone(),
                changes: method != "get",
                takes_json: body.get("application/json").is_some(),
                is_socket: operation["responses"].get("101").is_some(),
                id,
            });
        }
    }
    assert!(routes.len() > 35, "the document is not complete");
    routes
}

/// Things of the shop that paths may name.
pub struct Things {
    pub shop: String,
    pub conversation: String,
    buyer: String,
    order: String,
    product: String,
    /// Somebody on the team who is there to be changed and removed.
    person: String,
    /// A message in which the shop's own rule found something, which the agent put aside.
    message: String,
    dismissal: String,
    /// A phrase of the agent's own.
    phrase: String,
    /// The picture of it.
    phrase_picture: String,
    /// A picture in the conversation.
    picture: String,
    /// One of the shop's tags.
    tag: String,
    /// One of the groups of the shop's team.
    group: String,
    /// One entry of what the shop knows.
    entry: String,
}

/// The smallest GIF there is.
pub const PICTURE: &[u8] =
    b"GIF89a\x01\0\x01\0\x80\0\0\xff\xff\xff\0\0\0!\xf9\x04\0\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";

/// The code of the shop's own rule.
pub const OWN_RULE: &str = "SHP001";

/// A rule of the shop that warns of the words 包退包换包修.
pub fn own_rule(code: &str) -> String {
    let bad =
        ["的", "哦", "呢", "呀", "啦"].map(|end| format!("[[bad]]\ntext = \"我们包退包换包修{end}\"\n"));
    let good = [
        "好的",
        "有货的",
        "发您看看",
        "今天能发",
        "稍等哦",
        "这款有的",
        "您慢慢看",
        "谢谢您",
    ]
    .map(|text| format!("[[good]]\ntext = \"{text}亲\"\n"));
    format!(
        r#"code = "{code}"
category = "PROMISE"
severity = "warn"
points = -4
source = "本店规定"

[name]
zh = "包修不归店里管"
en = "Repairs are not ours"

[message]
zh = "本店不管修，别说包修"
en = "We do not repair, so do not say so"

[why]
zh = "说了包修又修不了，买家会来投诉。"
en = "A repair that never comes is a complaint."

[find.phrase]
any = ["包退包换包修"]

[[fixes]]
kind = "replace"
safety = "review"
text = "七天内包退换"

{}
{}"#,
        bad.join("\n"),
        good.join("\n")
    )
}

impl Things {
    pub async fn of(world: &World) -> Self {
        let (shop, owner) = (&world.shop, &world.owner);
        let buyer = world.buyer().await;
        buyer.say("first", "在吗").await;
        let talks = owner
            .get(&format!("/api/v1/shops/{shop}/conversations"))
            .await
            .json();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        world.import_book(1).await;
        let orders = owner.get(&format!("/api/v1/shops/{shop}/orders")).await.json();
        let product = json!({ "sku": "S1", "title": "羊毛大衣", "stock": 6 });
        let product = owner
            .post(&format!("/api/v1/shops/{shop}/products"), &product)
            .await
            .json();
        world.owner.put(shop, "spare", "agent").await;
        let members = owner.get(&format!("/api/v1/shops/{shop}/members")).await.json();
        let members = members["items"].as_array().unwrap();
        let spare = members
            .iter()
            .find(|member| member["person"]["login"] == "spare")
            .unwrap();
        let base = format!("/api/v1/shops/{shop}");
        let rule = json!({ "toml": own_rule(OWN_RULE), "status": "live" });
        world
            .lead
            .post(&format!("{base}/coach/rules"), &rule)
            .await
            .json();
        let talk = format!("{base}/conversations/{}", text(&talks["items"][0]["id"]));
        let words = "这款包退包换包修的哦";
        let reply = json!({ "client_ref": "things", "text": words });
        let sent = world.agent.post(&format!("{talk}/messages"), &reply).await.json();
        let message = text(&sent["message"]["id"]);
        let aside = json!({
            "rule": OWN_RULE, "match": "包退包换包修", "text": words, "reason": "not-apt", "message": message,
        });
        let aside = world
            .agent
            .post(&format!("{talk}/coach/dismiss"), &aside)
            .await
            .json();
        let phrase = world
            .agent
            .post(&format!("{base}/phrases"), &a_phrase("things"))
            .await
            .json();
        let (kind, form) = picture_form("", PICTURE);
        let pictured = format!("{base}/phrases/{}/picture", text(&phrase["id"]));
        let pictured = (world.agent)
            .call("PUT", &pictured, vec![("content-type", kind)], form)
            .await
            .json();
        let (kind, form) = picture_form("things-picture", PICTURE);
        let picture = world
            .agent
            .call(
                "POST",
                &format!("{talk}/pictures"),
                vec![("content-type", kind)],
                form,
            )
            .await
            .json();
        let tag = json!({ "name": "想要发票", "colour": "blue" });
        let tag = world.lead.post(&format!("{base}/tags"), &tag).await.json();
        let group = json!({ "name": "售后" });
        let group = world.lead.post(&format!("{base}/groups"), &group).await.json();
        let entry = world
            .lead
            .post(&format!("{base}/knowledge"), &an_entry())
            .await
            .json();
        Self {
            tag: text(&tag["id"]),
            group: text(&group["id"]),
            entry: text(&entry["id"]),
            phrase: text(&phrase["id"]),
            phrase_picture: text(&pictured["picture"]["id"]),
            picture: text(&picture["message"]["picture"]["id"]),
            message,
            dismissal: text(&aside["id"]),
            shop: shop.clone(),
            conversation: text(&talks["items"][0]["id"]),
            buyer: buyer.id,
            order: text(&orders["items"][0]["id"]),
            product: text(&product["id"]),
            person: text(&spare["person"]["id"]),
        }
    }

    /// The same things, looked for in another shop.
    pub fn in_shop(self, shop: &str) -> Self {
        Self {
            shop: shop.to_owned(),
            ..self
        }
    }

    /// The route's path for these things.
    pub fn path(&self, route: &Route) -> String {
        let task = "01JD8K3V7N0000000000000000";
        let path = [
            ("shop", self.shop.as_str()),
            ("conversation", &self.conversation),
            ("buyer", &self.buyer),
            ("other", &self.buyer),
            ("order", &self.order),
            ("product", &self.product),
            ("person", &self.person),
            ("task", task),
            ("provider", task),
            ("phrase", &self.phrase),
            ("phrase_picture", &self.phrase_picture),
            ("later", task),
            ("picture", &self.picture),
            ("tag", &self.tag),
            ("group", &self.group),
            ("entry", &self.entry),
            ("mark", "00"),
            ("secret", "identity"),
            ("code", OWN_RULE),
            ("message", &self.message),
            ("dismissal", &self.dismissal),
            ("promise", task),
            ("concession", task),
            ("n", "0"),
            ("version", "1"),
        ]
        .into_iter()
        .fold(route.path.clone(), |path, (name, value)| {
            path.replace(&format!("{{{name}}}"), value)
        });
        assert!(
            !path.contains('{'),
            "{}: no sample for a part of {path}",
            route.id
        );
        path
    }
}

/// An entry of what a shop knows.
fn an_entry() -> Value {
    json!({ "kind": "returns", "title": "退货地址", "text": "退货地址在订单里点退货后显示。" })
}

/// A phrase of one's own.
pub fn a_phrase(code: &str) -> Value {
    json!({ "scope": "mine", "stage": "talk", "code": code, "title": "打招呼", "text": "您好，您请说。" })
}

/// A body that the route would take, with its headers.
pub fn body(route: &Route, world: &World) -> (Headers<'static>, Vec<u8>) {
    let body = match route.id.as_str() {
        "sign_in" => json!({ "login": "nobody", "password": "not the password" }),
        "change_password" => json!({ "current": "not the password", "new": "eleven chars" }),
        "set_my_settings" => json!({ "locale": "zh-CN" }),
        "send_message" => json!({ "client_ref": "sample", "text": "您好呀，有现货的哦" }),
        "send_widget_message" => json!({ "client_ref": "sample", "text": "有货吗" }),
        "mark_read" | "mark_widget_read" => json!({ "seq": 1 }),
        "keep_draft" => json!({ "text": "您好呀" }),
        "send_later" => json!({ "client_ref": "sample", "text": "您好呀", "due_at": 0 }),
        "add_note" => json!({ "client_ref": "sample", "text": "她上次买的是 M 码" }),
        "note_call" => {
            json!({ "client_ref": "sample", "way": "outbound", "end": "reached", "text": "已确认尺码" })
        }
        "snooze_conversation" => json!({ "until_at": 0 }),
        "mark_order" => json!({ "flag": "red" }),
        "add_tag" => json!({ "name": format!("标签{}", world.next()), "colour": "green" }),
        "add_group" => json!({ "name": format!("分组{}", world.next()), "members": [] }),
        "change_group" => json!({ "name": "退换" }),
        "set_group_wait" => json!({ "minutes": 10 }),
        "find_buyers" => json!({}),
        "change_tag" => json!({ "colour": "red" }),
        "recall_message" => json!({ "seq": 1 }),
        "transfer_conversation" => json!({ "to": "01JD8K3V7N0000000000000000" }),
        "set_hours" => json!({ "base": 0, "week": null, "holidays": [] }),
        "set_replies" => json!({
            "base": 0, "busy_lead_s": 30,
            "closed": { "on": true, "text": "您好呀，我们{back_at}上班" },
            "nobody": { "on": false, "text": "您好呀，请您先留言哦" },
            "busy": { "on": false, "text": "请您稍等一下哦" },
        }),
        "set_notice" => json!({ "base": 0, "text": "国庆照常发货" }),
        "set_duty" => json!({ "state": "online" }),
        "star_conversation" => json!({ "starred": true }),
        "send_card" => json!({ "client_ref": "card", "product": "01JD8K3V7N0000000000000000" }),
        "rate_widget_talk" => json!({ "conversation": "01JD8K3V7N0000000000000000", "score": 5 }),
        "leave_widget_contact" => json!({ "value": "13800138000" }),
        "tell_advice" => json!({ "key": "00", "technique": "low-stock", "outcome": "ignored" }),
        "correct_type" => json!({ "axis": "price", "value": "tests" }),
        "switch_profile" => json!({ "off": false }),
        "note_promise" => json!({ "text": "到货后通知她", "conversation": "01JD8K3V7N0000000000000000" }),
        "ask_concession" => json!({ "stage": "coupon" }),
        "decide_concession" => json!({ "approve": false, "remark": "这款利润薄" }),
        "set_playbook" => json!({
            "on": true, "unpaid_buyers": "remind",
            "ladder": { "explain": true, "compare": true, "kindness": null, "coupon": null, "floor": true },
        }),
        "change_buyer" => json!({ "name": "小鹿" }),
        "check_text" => json!({ "text": "您好" }),
        "add_rule" => {
            json!({ "toml": own_rule(&format!("SHQ{:03}", world.next())), "status": "draft" })
        }
        "change_rule" => json!({ "toml": own_rule(OWN_RULE), "status": "live" }),
        "set_rule" => json!({ "muted": false }),
        "bench_lines" => json!({ "lines": [{ "text": "您好" }] }),
        "bench_history" => json!({ "toml": own_rule("SHX001") }),
        "dismiss_finding" => json!({
            "rule": OWN_RULE, "match": "包修", "text": "包修的", "reason": "other", "note": "",
        }),
        "allow_dismissed" => json!({}),
        "review_finding" => json!({ "verdict": "agree" }),
        "appeal_finding" => json!({ "note": "已经和买家说好" }),
        "create_product" => json!({ "sku": format!("S{}", world.next() + 100), "title": "围巾" }),
        "change_product" => json!({ "stock": 3 }),
        "take_product_back" => json!({ "version": 0 }),
        "create_entry" | "change_entry" => an_entry(),
        "save_policy" => json!({ "toml": "version = 1\nname = \"样例\"\n", "base": 0 }),
        "check_policy" => json!({ "toml": "version = 1\nname = \"样例\"\n" }),
        "dry_run_policy" => json!({ "toml": "version = 1\nname = \"样例\"\n", "days": 3 }),
        "start_policy" => json!({ "version": 0, "revision": 99 }),
        "resume_flow" => json!({ "revision": 99, "why": "再看一周" }),
        "stop_policy" => json!({ "revision": 99 }),
        "switch_reminders" => json!({ "on": true }),
        "finish_task" => json!({ "outcome": "declined" }),
        "add_address" => json!({ "kind": "mobile", "value": "13800138000" }),
        "change_address" => json!({ "notice": false }),
        "add_provider" => json!({
            "channel": "sms", "name": "短信", "on": false,
            "settings": { "kind": "webhook", "url": "https://bridge.example/", "secret": "sixteen characters" },
        }),
        "change_provider" => json!({ "on": false }),
        "try_provider" => json!({ "to": "13800138000" }),
        "take_callback" => json!({ "events": [] }),
        "add_phrase" => a_phrase(&format!("p{}", world.next())),
        "change_phrase" => a_phrase("changed"),
        "phrase_used" => json!({}),
        "change_phrases" => json!({ "phrases": [], "do": "remove" }),
        "suggest_phrase" => json!({ "text": "今天下午发货" }),
        "set_phrase_folders" => json!({ "folders": [{ "name": "直播间" }] }),
        "put_question_aside" => json!({ "question": "什么时候发货", "aside": true }),
        "change_settings" => json!({ "welcome": "您好呀" }),
        "add_member" => json!({ "login": format!("m{}", world.next()), "name": "新人", "role": "agent" }),
        "change_member" => json!({ "role": "agent" }),
        "create_shop" => json!({ "name": "又一家", "platform": "taobao" }),
        "open_widget_session" => json!({ "shop": world.shop }),
        "take_channel_events" => json!({ "events": [] }),
        "set_bridge" => json!({ "push_url": null }),
        "write_outside_note" => json!({ "name": "tb小鹿", "text": "喜欢宽松版" }),
        "take_order_hook" => json!({ "event": "created" }),
        "send_phrase_picture" => json!({ "client_ref": "sample", "phrase": "01JD8K3V7N0000000000000000" }),
        "send_picture" | "send_widget_picture" | "set_phrase_picture" => {
            let (kind, form) = picture_form("sample", PICTURE);
            return (vec![("content-type", kind)], form);
        }
        "import_phrases" => {
            let (kind, form) = form("短码,内容,范围\nok,好的,自己\n".as_bytes(), None);
            return (vec![("content-type", kind)], form);
        }
        "import_orders" | "import_products" | "preview_products" => {
            let (kind, form) = form("订单编号\n".as_bytes(), None);
            return (vec![("content-type", kind)], form);
        }
        id => {
            assert!(!route.takes_json, "{id}: no sample body");
            return (vec![], vec![]);
        }
    };
    (vec![json_type()], body.to_string().into_bytes())
}
