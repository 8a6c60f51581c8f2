//! One line of input: plain text, or a JSON object.

use jinpai_model::{At, Facts, Platform, Side};
use serde::Deserialize;
use serde_json::Value;

/// A message to check, or why the line is none.
#[derive(Debug)]
pub struct Entry {
    /// As given; null for a plain line or a line that cannot be read.
    pub id: Value,
    pub buyer: Option<String>,
    pub text: String,
    pub facts: Option<Facts>,
    pub role: Side,
    pub at: Option<At>,
    pub platform: Option<Platform>,
    pub problem: Option<String>,
}

/// Unknown fields (labels, spans, a source) are nobody's error here.
#[derive(Debug, Deserialize)]
struct Line {
    #[serde(default)]
    id: Value,
    #[serde(default)]
    buyer: Option<String>,
    text: String,
    #[serde(default)]
    facts: Option<Facts>,
    #[serde(default)]
    role: Option<Side>,
    #[serde(default)]
    at: Option<Value>,
    #[serde(default)]
    platform: Option<Platform>,
}

impl Entry {
    /// Reads a line; one that begins with `{` is JSON. A plain line's id is its number.
    pub fn read(line: &str, number: usize) -> Self {
        if !line.trim_start().starts_with('{') {
            return Self::plain(line, Value::from(number));
        }
        let parsed: Result<Line, _> = serde_json::from_str(line);
        let (problem, id) = match parsed {
            Ok(line) => match moment(line.at.as_ref()) {
                Ok(at) => return Self::known(line, at),
                Err(reason) => (reason, line.id),
            },
            Err(error) => (format!("not a message: {}", in_one_line(&error)), id_of(line)),
        };
        Self {
            problem: Some(problem),
            ..Self::plain("", id)
        }
    }

    fn plain(text: &str, id: Value) -> Self {
        Self {
            id,
            buyer: None,
            text: text.to_owned(),
            facts: None,
            role: Side::Agent,
            at: None,
            platform: None,
            problem: None,
        }
    }

    fn known(line: Line, at: Option<At>) -> Self {
        Self {
            id: line.id,
            buyer: line.buyer,
            text: line.text,
            facts: line.facts,
            role: line.role.unwrap_or(Side::Agent),
            at,
            platform: line.platform,
            problem: None,
        }
    }
}

/// The reason without the parser's own line, which is always 1 here and contradicts the one before it.
fn in_one_line(error: &serde_json::Error) -> String {
    error.to_string().replace(" at line 1 column ", " at character ")
}

/// RFC 3339, or milliseconds since 1970.
fn moment(at: Option<&Value>) -> Result<Option<At>, String> {
    match at {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => At::from_rfc3339(text)
            .map(Some)
            .map_err(|error| format!("at: {error}")),
        Some(number) => match number.as_i64() {
            Some(ms) => Ok(Some(At(ms))),
            None => Err("at: neither an RFC 3339 time nor milliseconds".to_owned()),
        },
    }
}

/// The id of a line that is JSON but no message, so that its answer can be told apart.
fn id_of(line: &str) -> Value {
    let parsed: Option<Value> = serde_json::from_str(line).ok();
    parsed
        .and_then(|value| value.get("id").cloned())
        .unwrap_or(Value::Null)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_told_apart_by_their_first_character() {
        let plain = Entry::read("肯定明天到", 3);
        assert_eq!((plain.text.as_str(), plain.id), ("肯定明天到", Value::from(3)));
        let json = Entry::read(
            r#"{"id":"a","text":"嗯","at":"2026-11-21T21:00:00+08:00","labels":[]}"#,
            1,
        );
        assert_eq!((json.text.as_str(), json.problem), ("嗯", None));
        assert!(json.at.is_some());
    }

    #[test]
    fn a_bad_line_keeps_its_id_and_says_why() {
        let entry = Entry::read(r#"{"id":"a7","txt":"嗯"}"#, 1);
        assert_eq!(entry.id, Value::from("a7"));
        assert!(entry.problem.is_some_and(|problem| problem.contains("text")));
        assert!(Entry::read("{broken", 1).problem.is_some());
        assert!(
            Entry::read(r#"{"id":1,"text":"嗯","at":"noon"}"#, 1)
                .problem
                .is_some()
        );
    }
}
