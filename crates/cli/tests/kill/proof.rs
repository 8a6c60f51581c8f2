//! What was said, as every side tells it, and that they all tell the same.

use std::collections::BTreeMap;

use serde_json::Value;

/// A message as somebody tells it. The buyer stands for the conversation: she has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub seq: i64,
    pub buyer: String,
    pub id: String,
    pub from: String,
    pub text: String,
}

impl Said {
    pub fn of(buyer: &str, message: &Value) -> Self {
        let text = |key: &str| message[key].as_str().unwrap().to_owned();
        Self {
            seq: message["seq"].as_i64().unwrap(),
            buyer: buyer.to_owned(),
            id: text("id"),
            from: text("from"),
            text: text("text"),
        }
    }
}

/// What is to be found: for each buyer what she was acknowledged, and what the agent was, both in order of sending.
#[derive(Default)]
pub struct Acknowledged(pub BTreeMap<String, Sides>);

#[derive(Default)]
pub struct Sides {
    pub buyer: Vec<Said>,
    pub agent: Vec<Said>,
}

impl Acknowledged {
    pub fn messages(&self) -> usize {
        let talks = self.0.values();
        talks.map(|talk| talk.buyer.len() + talk.agent.len()).sum()
    }

    /// A buyer's talk as it must stand: every message once, and each sender's in the order they were sent.
    #[track_caller]
    pub fn talk(&self, buyer: &str) -> Vec<Said> {
        let talk = &self.0[buyer];
        for sender in [&talk.buyer, &talk.agent] {
            let rises = sender.windows(2).all(|two| two[0].seq < two[1].seq);
            assert!(rises, "{buyer}: not in the order of sending: {sender:#?}");
        }
        let mut all: Vec<Said> = talk.buyer.iter().chain(&talk.agent).cloned().collect();
        all.sort_by_key(|said| said.seq);
        all
    }
}

/// Asserts that somebody tells a talk as it was acknowledged; says what is missing and what is too much.
#[track_caller]
pub fn tells(who: &str, told: &[Said], acknowledged: &[Said]) {
    if told == acknowledged {
        return;
    }
    let beyond = |these: &[Said], those: &[Said]| -> Vec<String> {
        let alone = these.iter().filter(|said| !those.contains(said));
        alone.map(|said| format!("{said:?}")).collect()
    };
    let order: Vec<i64> = told.iter().map(|said| said.seq).collect();
    panic!(
        "{who}: {} told, {} acknowledged\nmissing: {:#?}\ntoo much: {:#?}\norder: {order:?}",
        told.len(),
        acknowledged.len(),
        beyond(acknowledged, told),
        beyond(told, acknowledged),
    );
}
