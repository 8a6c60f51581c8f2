//! What happened in a world, or in many: counts, never rows.

use std::collections::BTreeMap;

use jinpai_engine::Ledger;
use serde::{Deserialize, Serialize};

/// Counts by name.
pub type Counts = BTreeMap<String, u64>;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    pub seeds: u64,
    pub orders: u64,
    pub nodes: u64,
    /// Deaths, freezes, and what the outside did wrong.
    pub faults: u64,
    /// Of the world that had the fewest.
    pub fewest_faults: u64,
    pub rounds: u64,
    pub provider_took: u64,
    /// Faults by kind.
    pub by_kind: Counts,
    /// How each step ended: `sent session`, `skipped held-out`.
    pub ends: Counts,
    /// Attempts by channel and state.
    pub attempts: Counts,
    /// Boundaries that processes passed, died at and froze at.
    pub passed: Counts,
    pub died: Counts,
    pub froze: Counts,
}

impl Tally {
    pub fn add(&mut self, other: &Self) {
        self.fewest_faults = if self.seeds == 0 {
            other.fewest_faults
        } else {
            self.fewest_faults.min(other.fewest_faults)
        };
        self.seeds += other.seeds;
        self.orders += other.orders;
        self.nodes += other.nodes;
        self.faults += other.faults;
        self.rounds += other.rounds;
        self.provider_took += other.provider_took;
        for (into, from) in [
            (&mut self.by_kind, &other.by_kind),
            (&mut self.ends, &other.ends),
            (&mut self.attempts, &other.attempts),
            (&mut self.passed, &other.passed),
            (&mut self.died, &other.died),
            (&mut self.froze, &other.froze),
        ] {
            for (name, count) in from {
                *into.entry(name.clone()).or_default() += count;
            }
        }
    }

    /// What stands on disk at the end of a world.
    pub(crate) fn count(&mut self, ledger: &Ledger) {
        for step in &ledger.steps {
            let reason = match step.slot {
                Some(slot) if step.state == jinpai_model::StepState::Sent => slot.as_str(),
                _ => step.reason.as_str(),
            };
            *self.ends.entry(format!("{} {reason}", step.state)).or_default() += 1;
        }
        for attempt in &ledger.attempts {
            *self
                .attempts
                .entry(format!("{} {}", attempt.channel, attempt.state))
                .or_default() += 1;
        }
    }
}
