//! A rule's examples: messages for message rules, small talks for conversation rules.

use jinpai_model::{At, Facts, Platform, Side};
use serde::{Deserialize, Serialize};

use crate::{Line, Talk};

/// When the talks of examples begin: a Monday at ten in the morning in China.
const BEGIN: At = At(1_763_949_600_000);

/// A message, or a talk, that has to be found (bad) or let through (good).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Example {
    /// The message; of message rules.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// A talk in place of a message, over when its lines are; of conversation rules.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub talk: Vec<ExampleLine>,
    /// How long after its beginning the talk ends, `12:30`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends: Option<Elapsed>,
    /// Whether the buyer pays.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paid: Option<bool>,
    /// How many other buyers wait while the shop writes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub others_waiting: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub buyer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub facts: Option<Facts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub platform: Option<Platform>,
    /// The words that should be underlined; bad examples only.
    #[serde(rename = "match", skip_serializing_if = "Option::is_none")]
    pub matched: Option<String>,
}

/// A line of an example: `["agent", "0:05", "在的亲"]`, the time from the beginning or left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<String>", into = "Vec<String>")]
pub struct ExampleLine {
    pub from: Side,
    pub after: Option<Elapsed>,
    pub text: String,
}

/// Time since the beginning of a talk, in seconds; written `5:30` or `26:00:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Elapsed(pub u32);

impl Example {
    /// What is said in it, one line of text each, and by whom.
    pub fn lines(&self) -> impl Iterator<Item = (Side, &str)> {
        let message = (!self.text.is_empty()).then_some((Side::Agent, self.text.as_str()));
        let buyer = self.buyer.as_deref().map(|turn| (Side::Buyer, turn));
        let talk = self.talk.iter().map(|line| (line.from, line.text.as_str()));
        buyer.into_iter().chain(talk).chain(message)
    }

    /// The talk to audit.
    #[must_use]
    pub fn as_talk(&self, home: Platform) -> Talk {
        let at = |elapsed: Option<Elapsed>| elapsed.map(|s| BEGIN.plus(i64::from(s.0) * 1000));
        let line = |said: &ExampleLine| Line {
            at: at(said.after),
            others_waiting: self.others_waiting,
            ..Line::of(said.from, said.text.as_str())
        };
        Talk {
            id: String::new(),
            platform: self.platform.unwrap_or(home),
            facts: self.facts.clone(),
            lines: self.talk.iter().map(line).collect(),
            ended: true,
            ended_at: at(self.ends),
            paid: self.paid,
        }
    }
}

impl TryFrom<Vec<String>> for ExampleLine {
    type Error = String;

    fn try_from(mut cells: Vec<String>) -> Result<Self, String> {
        let wrong = || "a line of a talk is [side, text] or [side, time, text]".to_owned();
        let text = cells.pop().ok_or_else(wrong)?;
        let (side, time) = match cells.as_slice() {
            [side] => (side, None),
            [side, time] => (side, Some(time)),
            _ => return Err(wrong()),
        };
        Ok(Self {
            from: side
                .parse()
                .map_err(|_| format!("{side:?} is not a side of a talk (buyer, agent, bot, system)"))?,
            after: time.map(|time| Elapsed::try_from(time.clone())).transpose()?,
            text,
        })
    }
}

impl From<ExampleLine> for Vec<String> {
    fn from(line: ExampleLine) -> Self {
        let time = line.after.map(String::from);
        let cells = [Some(line.from.as_str().to_owned()), time, Some(line.text)];
        cells.into_iter().flatten().collect()
    }
}

impl TryFrom<String> for Elapsed {
    type Error = String;

    fn try_from(written: String) -> Result<Self, String> {
        let wrong = || format!("{written:?} is not a time since the beginning, such as 5:30 or 26:00:00");
        let mut seconds = 0_u32;
        let parts: Vec<&str> = written.split(':').collect();
        if !(2..=3).contains(&parts.len()) {
            return Err(wrong());
        }
        for part in parts {
            let count: u32 = part.parse().map_err(|_| wrong())?;
            let sum = seconds.checked_mul(60).and_then(|s| s.checked_add(count));
            seconds = sum.ok_or_else(wrong)?;
        }
        Ok(Self(seconds))
    }
}

impl From<Elapsed> for String {
    fn from(Elapsed(s): Elapsed) -> Self {
        let (h, m, s) = (s / 3600, s / 60 % 60, s % 60);
        if h > 0 {
            format!("{h}:{m:02}:{s:02}")
        } else {
            format!("{m}:{s:02}")
        }
    }
}
