//! JSON lines: one object a line.

use jinpai_model::{At, Zone};
use serde::Deserialize;
use serde_json::Value;

use super::{TalkAbout, TalkLine, channels, side};
use crate::{MAX_ROWS, PlainText, Progress, RefusedReason, cells::Cell, refused::shown};

/// The text of a file, decoded, and how far it has been read.
pub(super) struct JsonLines {
    text: String,
    pub encoding: &'static str,
    at: usize,
    line: u64,
}

/// Fields of no meaning here are nobody's error.
#[derive(Deserialize)]
struct Object {
    conversation: Value,
    from: String,
    text: String,
    #[serde(default)]
    at: Option<Value>,
    #[serde(default)]
    agent: Option<String>,
    #[serde(default)]
    buyer: Option<Value>,
    #[serde(default)]
    item: Option<String>,
    #[serde(default)]
    price: Option<Value>,
    #[serde(default)]
    consents: Option<Value>,
}

/// Whether a file that begins so holds JSON lines.
pub(super) fn begins(first: &[u8]) -> bool {
    PlainText::of(first.to_vec()).text.trim_start().starts_with('{')
}

impl JsonLines {
    pub fn of(bytes: Vec<u8>) -> Self {
        let PlainText { text, encoding, .. } = PlainText::of(bytes);
        Self {
            text,
            encoding,
            at: 0,
            line: 0,
        }
    }

    pub fn progress(&self) -> Progress {
        Progress {
            done: self.at as u64,
            total: self.text.len() as u64,
        }
    }

    /// The next line that is not blank, with its number.
    pub fn next(&mut self, zone: &Zone) -> Option<(u64, Result<TalkLine, RefusedReason>)> {
        loop {
            let rest = &self.text[self.at..];
            if rest.is_empty() || self.line > MAX_ROWS {
                return None;
            }
            let end = rest.find('\n').unwrap_or(rest.len());
            let line = rest[..end].trim();
            self.at += (end + 1).min(rest.len());
            self.line += 1;
            if self.line > MAX_ROWS {
                return Some((self.line, Err(RefusedReason::TooManyRows { limit: MAX_ROWS })));
            }
            if !line.is_empty() {
                return Some((self.line, message(line, zone)));
            }
        }
    }
}

fn message(line: &str, zone: &Zone) -> Result<TalkLine, RefusedReason> {
    let not_json = |detail: String| RefusedReason::NotJson { detail };
    let object: Object = serde_json::from_str(line).map_err(|error| not_json(error.to_string()))?;
    let conversation = match object.conversation {
        Value::String(name) if !name.is_empty() => name,
        Value::Number(number) => number.to_string(),
        _ => {
            return Err(RefusedReason::Missing {
                column: "conversation".to_owned(),
            });
        }
    };
    Ok(TalkLine {
        conversation,
        from: side("from", &object.from)?,
        text: object.text,
        at: moment(object.at, zone)?,
        agent: object.agent.filter(|agent| !agent.is_empty()),
        about: TalkAbout {
            buyer: object.buyer.and_then(plain),
            item: object.item.filter(|item| !item.trim().is_empty()),
            price_fen: match object.price.and_then(plain) {
                None => None,
                Some(price) => Cell::new("price", &price).amount()?,
            },
            consents: match object.consents {
                Some(Value::Array(words)) => {
                    let words: Vec<String> = words.into_iter().filter_map(plain).collect();
                    channels(&words.join(","))
                }
                other => channels(&other.and_then(plain).unwrap_or_default()),
            },
        },
    })
}

/// A word or a number as text; nothing for what is left empty.
fn plain(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text).filter(|text| !text.trim().is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// RFC 3339, milliseconds since 1970, or a wall clock time of the zone.
fn moment(at: Option<Value>, zone: &Zone) -> Result<Option<At>, RefusedReason> {
    let wrong = |value: &str| RefusedReason::NotATime {
        column: "at".to_owned(),
        value: shown(value),
    };
    match at {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Number(ms)) => match ms.as_i64() {
            Some(ms) => Ok(Some(At(ms))),
            None => Err(wrong(&ms.to_string())),
        },
        Some(Value::String(text)) => match At::from_rfc3339(&text) {
            Ok(at) => Ok(Some(at)),
            Err(_) => Cell::new("at", &text).time(zone),
        },
        Some(other) => Err(wrong(&other.to_string())),
    }
}
