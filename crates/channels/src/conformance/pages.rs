//! The pages a bridge is tested with, each with places of the log behind the one before.

use jinpai_model::{At, Message, Zone};
use serde_json::{Value, json};

/// Most items of a page.
const FULL: i64 = 100;

/// A page, and the message in it that is asked after.
#[derive(Debug, Clone)]
pub(super) struct Page {
    pub body: String,
    /// By which the bridge may know it again.
    pub key: String,
    pub message: i64,
}

pub(super) struct Pages {
    buyer: String,
    at: String,
    /// The run's own, so that a second run is no repetition of the first.
    run: i64,
    seq: i64,
}

impl Pages {
    pub fn new(buyer: &str, now: At) -> Self {
        Self {
            buyer: buyer.to_owned(),
            at: now.rfc3339(&Zone::shanghai()),
            run: now.ms(),
            // Behind whatever an earlier run has said.
            seq: now.ms(),
        }
    }

    fn next(&mut self) -> i64 {
        self.seq += 1;
        self.seq
    }

    fn page(&self, items: &[Value], message: i64) -> Page {
        Page {
            body: json!({ "items": items, "next": self.seq }).to_string(),
            key: format!("conformance-{}-{}", self.run, self.seq),
            message,
        }
    }

    fn item(&mut self, mut what: Value) -> Value {
        let seq = self.next();
        what["seq"] = json!(seq);
        what["at"] = json!(self.at);
        what["conversation"] = json!("01KAN0CHANNEL0C0NF0RMANCE0");
        what["buyer"] = json!({ "channel": "other", "id": self.buyer, "name": "自测" });
        what
    }

    fn says(&mut self, text: &str) -> (Value, i64) {
        let message = self.seq + 1;
        let item = json!({
            "type": "message", "message": message, "from": "agent", "agent": "自测客服", "text": text, "again": false,
        });
        (self.item(item), message)
    }

    pub fn message(&mut self, text: &str) -> Page {
        let (item, message) = self.says(text);
        self.page(&[item], message)
    }

    /// The message of a page once more, as when somebody presses *deliver again*.
    pub fn again(&mut self, page: &Page) -> Page {
        let item = json!({
            "type": "message", "message": page.message, "from": "agent", "agent": "自测客服",
            "text": "您好，这是接口自测的一条消息", "again": true,
        });
        let item = self.item(item);
        self.page(&[item], page.message)
    }

    /// The longest text there is, with signs of four bytes.
    pub fn long(&mut self) -> Page {
        let text = "长文本😊".chars().cycle().take(Message::MAX_CHARS);
        let (item, message) = self.says(&text.collect::<String>());
        self.page(&[item], message)
    }

    /// As many items as a page has, most of them marks: nobody is flooded.
    pub fn full(&mut self) -> Page {
        let (item, message) = self.says("这一页有一百项");
        let mut items = vec![item];
        for n in 1..FULL {
            items.push(self.item(json!({ "type": "read", "message": format!("conformance-{n}") })));
        }
        self.page(&items, message)
    }

    /// A kind, and a field, of a later version.
    pub fn unknown(&mut self) -> Page {
        let later = self.item(json!({ "type": "waved", "to": ["everybody"], "how": { "often": 2 } }));
        let (mut item, message) = self.says("前面那一项是以后才有的，跳过就好");
        item["mood"] = json!("calm");
        self.page(&[later, item], message)
    }

    pub fn others(&mut self) -> Page {
        let recalled = json!({ "type": "recalled", "message": self.seq });
        let items = [
            self.item(json!({ "type": "read", "message": "conformance-1" })),
            self.item(recalled),
            self.item(json!({ "type": "closed" })),
        ];
        self.page(&items, self.seq)
    }

    pub fn empty(&mut self) -> Page {
        self.next();
        self.page(&[], self.seq)
    }
}

#[cfg(test)]
mod tests {
    use jinpai_model::At;
    use serde_json::Value;

    use super::Pages;

    #[test]
    fn places_grow_over_all_pages() {
        let mut pages = Pages::new("b", At(1_000));
        let first = pages.message("您好");
        let made = [
            first.clone(),
            pages.again(&first),
            pages.full(),
            pages.unknown(),
            pages.others(),
            pages.empty(),
        ];
        let mut last = 1_000;
        for page in made {
            let body: Value = serde_json::from_str(&page.body).unwrap();
            for item in body["items"].as_array().unwrap() {
                assert!(item["seq"].as_i64().unwrap() > last, "{}", page.body);
                last = item["seq"].as_i64().unwrap();
            }
            assert!(body["next"].as_i64().unwrap() >= last);
        }
        assert_eq!(first.message, 1_001, "a message is named by its place");
    }
}
