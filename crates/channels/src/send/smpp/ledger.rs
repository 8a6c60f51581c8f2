//! What this process knows of the parts it has put on a line.

use std::collections::{HashMap, VecDeque};

use crate::send::{Receipt, Refusal};

/// Messages remembered; the oldest are forgotten first.
const MAX_KEYS: usize = 20_000;

/// One part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// Not handed to the line.
    Kept,
    /// On the line, not answered; the number is the line's.
    Awaited { line: u64 },
    /// The centre has it under this id.
    Taken { id: String },
    /// The centre said no.
    Refused(Refusal),
}

#[derive(Debug, Clone)]
pub(super) struct Message {
    pub attempt: u32,
    pub parts: Vec<Part>,
}

impl Message {
    /// Ids so far, in the stored form; nothing when no part is known to be taken.
    pub fn receipt(&self) -> Option<Receipt> {
        let ids: Vec<&str> = self
            .parts
            .iter()
            .map(|part| match part {
                Part::Taken { id } => id.as_str(),
                _ => "-",
            })
            .collect();
        ids.iter()
            .any(|id| *id != "-")
            .then(|| Receipt(format!("{}:{}", ids.len(), ids.join(","))))
    }

    pub fn all_taken(&self) -> bool {
        self.parts.iter().all(|part| matches!(part, Part::Taken { .. }))
    }

    /// The refusal, when nothing of the message is or may be with the centre.
    pub fn refused(&self) -> Option<&Refusal> {
        let gone = |part: &Part| matches!(part, Part::Awaited { .. } | Part::Taken { .. });
        if self.parts.iter().any(gone) {
            return None;
        }
        self.parts.iter().find_map(|part| match part {
            Part::Refused(refusal) => Some(refusal),
            _ => None,
        })
    }
}

/// Messages by key, and keys by the ids the centre gave.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    messages: HashMap<String, Message>,
    ids: HashMap<String, String>,
    in_order: VecDeque<String>,
}

impl Ledger {
    pub fn get(&self, key: &str) -> Option<&Message> {
        self.messages.get(key)
    }

    /// Begins a message.
    pub fn begin(&mut self, key: &str, attempt: u32, parts: usize) {
        let message = Message {
            attempt,
            parts: vec![Part::Kept; parts],
        };
        if self.messages.insert(key.to_owned(), message).is_none() {
            self.in_order.push_back(key.to_owned());
        }
        while self.in_order.len() > MAX_KEYS {
            let oldest = self
                .in_order
                .pop_front()
                .and_then(|key| self.messages.remove(&key));
            for part in oldest.into_iter().flat_map(|message| message.parts) {
                if let Part::Taken { id } = part {
                    self.ids.remove(&id);
                }
            }
        }
    }

    /// Writes what is known of a part; a message that is forgotten, or begun anew, is left alone.
    pub fn set(&mut self, key: &str, attempt: u32, nth: usize, part: Part) {
        let message = self
            .messages
            .get_mut(key)
            .filter(|message| message.attempt == attempt);
        if let Some(place) = message.and_then(|message| message.parts.get_mut(nth)) {
            if let Part::Taken { id } = &part {
                self.ids.insert(id.clone(), key.to_owned());
            }
            *place = part;
        }
    }

    pub fn key_of(&self, id: &str) -> Option<&str> {
        self.ids.get(id).map(String::as_str)
    }
}
