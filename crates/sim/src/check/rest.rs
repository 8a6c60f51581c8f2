//! What must hold once nothing moves any more: nothing hangs, nothing is lost, nobody got a thing twice.

use std::collections::{BTreeMap, BTreeSet};

use jinpai_model::{AttemptState, Channel, StepState};

use super::View;

impl View<'_> {
    /// I2, I10 and I12 from the other side: what really arrived.
    pub(super) fn taken_once(&mut self) {
        let mut keys: BTreeMap<&str, u32> = BTreeMap::new();
        for taken in self.outside.taken {
            *keys.entry(&taken.key).or_default() += 1;
        }
        let twice: Vec<_> = keys.into_iter().filter(|(_, count)| *count > 1).collect();
        for (key, count) in twice {
            self.broken("I2", format!("the provider took {key} {count} times"));
        }
        for key in self.outside.again {
            self.broken(
                "I10",
                format!("{key} was handed over again while its fate was unknown"),
            );
        }
        for taken in self.outside.taken {
            let later = format!("{}:", taken.key);
            let mut attempts = self
                .ledger
                .attempts
                .iter()
                .map(|attempt| &attempt.idempotency_key);
            if !attempts.any(|key| *key == taken.key || key.starts_with(&later)) {
                self.broken("I2", format!("{} left without an attempt on disk", taken.key));
            }
        }
        self.chats();
    }

    /// A step is one message in the chat, whatever orders it speaks of, and every message has its step.
    fn chats(&mut self) {
        let of_chat = self
            .ledger
            .attempts
            .iter()
            .filter(|attempt| attempt.channel == Channel::Chat);
        let accepted = of_chat.filter(|attempt| attempt.state == AttemptState::Accepted);
        let mut due: BTreeMap<String, u32> = BTreeMap::new();
        for attempt in accepted {
            *due.entry(format!("step:{}", attempt.step)).or_default() += 1;
        }
        let mut came: BTreeMap<String, u32> = BTreeMap::new();
        for chat in self.outside.chats.iter().flatten() {
            let mut parts = chat.reference.splitn(3, ':');
            if let (Some("step"), Some(step)) = (parts.next(), parts.next()) {
                *came.entry(format!("step:{step}")).or_default() += 1;
            }
        }
        for (step, count) in &came {
            if *count > 1 {
                self.broken("I12", format!("{step} became {count} messages in her chat"));
            }
            if !due.contains_key(step) {
                self.broken(
                    "I2",
                    format!("{step} stands in her chat without an accepted attempt"),
                );
            }
        }
        for step in due.keys().filter(|step| !came.contains_key(*step)) {
            self.broken(
                "I11",
                format!("{step} is written down as accepted and stands in no chat"),
            );
        }
    }

    /// Nothing is left hanging, and what is unknown for ever has nobody who could tell.
    pub(super) fn rest(&mut self) {
        for attempt in &self.ledger.attempts {
            if attempt.state == AttemptState::Sending {
                self.broken("I11", format!("attempt {} was left in flight", attempt.id));
            }
            if attempt.state == AttemptState::Unknown && !self.plan.manners.cannot_tell {
                self.broken("I10", format!("attempt {} stayed unknown", attempt.id));
            }
        }
        for step in &self.ledger.steps {
            if matches!(
                step.state,
                StepState::Planned | StepState::Claimed | StepState::Waiting
            ) {
                self.broken("I11", format!("step {} is still {}", step.id, step.state));
            }
        }
        // What the provider took is known to be sent, or to be unknown; never to have failed.
        let ended = self.ledger.steps.iter();
        let ended = ended.filter(|step| !matches!(step.state, StepState::Sent | StepState::Unknown));
        let failed: BTreeSet<String> = ended.map(|step| format!("step:{}", step.id)).collect();
        for taken in self
            .outside
            .taken
            .iter()
            .filter(|taken| failed.contains(&taken.key))
        {
            self.broken(
                "I11",
                format!("{} reached her and is not written down as sent", taken.key),
            );
        }
        self.every_order_has_its_word();
    }

    /// I11: of every order that was known to be unpaid there stands what became of it, and why.
    fn every_order_has_its_word(&mut self) {
        let spoken: BTreeSet<usize> = (self.ledger.steps.iter())
            .flat_map(|step| self.places_of(step))
            .collect();
        for (place, known) in self.outside.known.orders.iter().enumerate() {
            let unpaid = !known.unpaid.is_empty() && known.paid_at.is_none();
            if unpaid && !spoken.contains(&place) {
                self.broken(
                    "I11",
                    format!("nothing is written down of {}", self.plan.orders[place].number),
                );
            }
        }
    }
}
