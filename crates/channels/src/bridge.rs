//! What a shop's bridge tells: the words of buyers in other places, their signs, and what became of replies.
//!
//! Checks the form only. Who may send it, and whether it came before, is settled elsewhere.

use std::collections::HashSet;

use jinpai_model::{At, BuyerRef, IdentityChannel, Message, Side};
use serde::{Deserialize, Serialize};

use crate::hook::HookError;

/// Most events of one delivery.
pub const MAX_EVENTS: usize = 100;
/// Longest outside id of a buyer, in characters.
const MAX_ID: usize = 200;
/// A longer name is cut.
const MAX_NAME: usize = 40;
/// A longer reason is cut.
const MAX_WHY: usize = 200;

/// One thing the bridge tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BridgeEvent {
    /// A buyer said something.
    Message(Said),
    /// She types, or has stopped.
    Typing { buyer: BuyerRef, on: bool },
    /// She has read everything up to a message.
    Read { buyer: BuyerRef, message: i64 },
    /// She has left the talk.
    BuyerClosed { buyer: BuyerRef },
    /// What became of a message to a buyer.
    Receipt {
        message: i64,
        state: ReceiptState,
        why: String,
    },
}

/// What a buyer said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub buyer: BuyerRef,
    /// What she is called there.
    pub name: Option<String>,
    /// The place's own id of the message.
    pub id: String,
    /// The id of what she said before it.
    pub prev: Option<String>,
    pub text: String,
    pub at: At,
}

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReceiptState {
    Delivered,
    Read,
    Failed,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    events: Vec<Event>,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
enum Event {
    Message {
        buyer: Buyer,
        id: String,
        prev: Option<String>,
        text: String,
        at: String,
    },
    Typing {
        buyer: Buyer,
        on: bool,
    },
    Read {
        buyer: Buyer,
        message: i64,
    },
    BuyerClosed {
        buyer: Buyer,
    },
    Receipt {
        message: i64,
        state: ReceiptState,
        why: Option<String>,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Buyer {
    channel: String,
    id: String,
    name: Option<String>,
}

/// Reads the body of a delivery.
///
/// # Errors
/// [`HookError`] with the field's path.
pub fn read(body: &[u8]) -> Result<Vec<BridgeEvent>, HookError> {
    let body: Body = serde_json::from_slice(body).map_err(|e| HookError {
        field: "body".to_owned(),
        expected: format!("{{\"events\": […]}} in JSON: {e}"),
    })?;
    if !(1..=MAX_EVENTS).contains(&body.events.len()) {
        return Err(wrong("events".to_owned(), "1 to 100 events"));
    }
    let mut ids = HashSet::new();
    let mut events = Vec::with_capacity(body.events.len());
    for (n, event) in body.events.into_iter().enumerate() {
        let event = one(n, event)?;
        if let BridgeEvent::Message(said) = &event
            && !ids.insert((said.buyer.clone(), said.id.clone()))
        {
            return Err(wrong(
                format!("events[{n}].id"),
                "an id that no other event of this delivery has",
            ));
        }
        events.push(event);
    }
    Ok(events)
}

fn one(n: usize, event: Event) -> Result<BridgeEvent, HookError> {
    let path = |field: &str| format!("events[{n}].{field}");
    Ok(match event {
        Event::Message {
            buyer,
            id,
            prev,
            text,
            at,
        } => {
            let name = buyer
                .name
                .as_deref()
                .map(str::trim)
                .filter(|name| !name.is_empty());
            BridgeEvent::Message(Said {
                name: name.map(|name| name.chars().take(MAX_NAME).collect()),
                id: reference(path("id"), id)?,
                prev: prev.map(|id| reference(path("prev"), id)).transpose()?,
                text: words(path("text"), text)?,
                at: At::from_rfc3339(&at).map_err(|e| wrong(path("at"), e.expected))?,
                buyer: named(n, buyer)?,
            })
        }
        Event::Typing { buyer, on } => BridgeEvent::Typing {
            buyer: named(n, buyer)?,
            on,
        },
        Event::Read { buyer, message } => BridgeEvent::Read {
            buyer: named(n, buyer)?,
            message: place(path("message"), message)?,
        },
        Event::BuyerClosed { buyer } => BridgeEvent::BuyerClosed {
            buyer: named(n, buyer)?,
        },
        Event::Receipt { message, state, why } => BridgeEvent::Receipt {
            message: place(path("message"), message)?,
            state,
            why: why.unwrap_or_default().trim().chars().take(MAX_WHY).collect(),
        },
    })
}

fn named(n: usize, buyer: Buyer) -> Result<BuyerRef, HookError> {
    let channel = buyer.channel.parse::<IdentityChannel>().ok();
    // The widget's and the site's own names are never taken from a bridge: they would open other talks.
    let outside = |channel: &IdentityChannel| {
        !matches!(
            channel,
            IdentityChannel::Widget | IdentityChannel::Site | IdentityChannel::Order
        )
    };
    let channel = channel.filter(outside).ok_or_else(|| {
        wrong(
            format!("events[{n}].buyer.channel"),
            "taobao, jd, pdd, douyin, kuaishou, xiaohongshu or other",
        )
    })?;
    let external = buyer.id.trim();
    if external.is_empty() || external.chars().count() > MAX_ID || external.contains('\0') {
        return Err(wrong(format!("events[{n}].buyer.id"), "1 to 200 characters"));
    }
    Ok(BuyerRef {
        channel,
        external: external.to_owned(),
    })
}

fn reference(field: String, id: String) -> Result<String, HookError> {
    let visible = id.bytes().all(|b| b.is_ascii_graphic());
    if id.is_empty() || id.len() > Message::MAX_CLIENT_REF || !visible {
        return Err(wrong(field, "1 to 64 visible ASCII characters"));
    }
    Ok(id)
}

fn words(field: String, text: String) -> Result<String, HookError> {
    if text.trim().is_empty() || text.chars().count() > Message::MAX_CHARS || text.contains('\0') {
        return Err(wrong(field, "1 to 4000 characters that are not all blank"));
    }
    Ok(text)
}

fn place(field: String, message: i64) -> Result<i64, HookError> {
    if message < 1 {
        return Err(wrong(field, "the number of a message, as the outbox tells it"));
    }
    Ok(message)
}

fn wrong(field: String, expected: &str) -> HookError {
    HookError {
        field,
        expected: expected.to_owned(),
    }
}

/// One page of what is to be done for the bridge's buyers, as it stands on the wire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OutboxPage {
    pub items: Vec<OutItem>,
    /// Hand it back as `after` when everything above is safe.
    pub next: i64,
}

/// One thing for the bridge to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OutItem {
    /// Its place in the outbox; grows, with gaps.
    pub seq: i64,
    /// RFC 3339, in the shop's zone.
    pub at: String,
    pub conversation: String,
    pub buyer: OutBuyer,
    #[serde(flatten)]
    pub body: OutBody,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OutBuyer {
    pub channel: IdentityChannel,
    pub id: String,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum OutBody {
    /// Say this to her.
    Message {
        /// What receipts name it by.
        message: i64,
        from: Side,
        /// The agent's name.
        agent: Option<String>,
        text: String,
        /// Somebody has it sent again after it failed.
        again: bool,
    },
    /// The shop has read up to this message of hers, by the bridge's own id.
    Read { message: String },
    /// Its author took this message back.
    Recalled { message: i64 },
    /// The shop has ended the talk.
    Closed,
}

#[cfg(test)]
mod tests {
    use super::{BridgeEvent, read};

    fn said(part: &str, value: &str) -> String {
        let mut fields = vec![
            ("buyer", r#"{"channel":"taobao","id":"tb_lu","name":"小鹿"}"#),
            ("id", r#""m-1""#),
            ("text", r#""在吗""#),
            ("at", r#""2026-11-22T10:00:00+08:00""#),
        ];
        for field in &mut fields {
            if field.0 == part {
                field.1 = value;
            }
        }
        let fields: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("\"{name}\":{value}"))
            .collect();
        format!(r#"{{"events":[{{"type":"message",{}}}]}}"#, fields.join(","))
    }

    #[test]
    fn a_message_is_read_as_it_was_said() {
        let events = read(said("", "").as_bytes()).unwrap();
        let [BridgeEvent::Message(said)] = &events[..] else {
            panic!("{events:?}")
        };
        assert_eq!(
            (said.id.as_str(), said.text.as_str(), said.name.as_deref()),
            ("m-1", "在吗", Some("小鹿"))
        );
    }

    #[test]
    fn what_is_wrong_is_named_by_its_path() {
        for (part, value, field) in [
            (
                "buyer",
                r#"{"channel":"widget","id":"a"}"#,
                "events[0].buyer.channel",
            ),
            (
                "buyer",
                r#"{"channel":"site","id":"a"}"#,
                "events[0].buyer.channel",
            ),
            ("buyer", r#"{"channel":"taobao","id":" "}"#, "events[0].buyer.id"),
            ("id", r#""""#, "events[0].id"),
            ("id", r#""编号""#, "events[0].id"),
            ("text", r#"" \n""#, "events[0].text"),
            ("at", r#""今天""#, "events[0].at"),
            ("at", "1", "body"),
        ] {
            let error = read(said(part, value).as_bytes()).unwrap_err();
            assert_eq!(error.field, field, "{value}: {error}");
        }
        for body in [
            "{}",
            r#"{"events":[]}"#,
            r#"{"events":[{"type":"dance"}]}"#,
            "[]",
            "",
        ] {
            assert!(read(body.as_bytes()).is_err(), "{body}");
        }
        let text = format!("\"{}\"", "字".repeat(4_001));
        assert_eq!(
            read(said("text", &text).as_bytes()).unwrap_err().field,
            "events[0].text"
        );
    }

    #[test]
    fn one_delivery_names_a_message_once() {
        let one = said("", "");
        let event = one.trim_start_matches(r#"{"events":["#).trim_end_matches("]}");
        let twice = format!(r#"{{"events":[{event},{event}]}}"#);
        assert_eq!(read(twice.as_bytes()).unwrap_err().field, "events[1].id");
    }
}
