//! A request for every route of the API document, so that a new route cannot be forgotten.

use serde_json::{Value, json};

use crate::{
    http::{Headers, json_type},
    world::{World, form},
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
        Self {
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
            ("order", &self.order),
            ("product", &self.product),
            ("person", &self.person),
            ("task", task),
            ("secret", "identity"),
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

/// A body that the route would take, with its headers.
pub fn body(route: &Route, world: &World) -> (Headers<'static>, Vec<u8>) {
    let body = match route.id.as_str() {
        "sign_in" => json!({ "login": "nobody", "password": "not the password" }),
        "change_password" => json!({ "current": "not the password", "new": "eleven chars" }),
        "set_my_settings" => json!({ "locale": "zh-CN" }),
        "send_message" => json!({ "client_ref": "sample", "text": "您好呀，有现货的哦" }),
        "send_widget_message" => json!({ "client_ref": "sample", "text": "有货吗" }),
        "mark_read" | "mark_widget_read" => json!({ "seq": 1 }),
        "star_conversation" => json!({ "starred": true }),
        "change_buyer" => json!({ "name": "小鹿" }),
        "check_text" => json!({ "text": "您好" }),
        "create_product" => json!({ "sku": format!("S{}", world.next() + 100), "title": "围巾" }),
        "change_product" => json!({ "stock": 3 }),
        "switch_reminders" => json!({ "on": true }),
        "finish_task" => json!({ "outcome": "declined" }),
        "change_settings" => json!({ "welcome": "您好呀" }),
        "add_member" => json!({ "login": format!("m{}", world.next()), "name": "新人", "role": "agent" }),
        "change_member" => json!({ "role": "agent" }),
        "create_shop" => json!({ "name": "又一家", "platform": "taobao" }),
        "open_widget_session" => json!({ "shop": world.shop }),
        "take_order_hook" => json!({ "event": "created" }),
        "import_orders" | "import_products" => {
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
