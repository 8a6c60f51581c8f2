//! What the playbook says of a talk: gathers the rows it looks at, and asks it.
//!
//! It decides nothing itself, and it writes nothing: the same rows at the same moment give the same answer.

pub(crate) mod gather;
pub(crate) mod kept;
pub(crate) mod situation;

use jinpai_model::{StepOutcome, Technique};
use jinpai_playbook::{Card, Decision};
use jinpai_store::advice_cards::{AdviceCard, CardFact};

use crate::{core::Engine, playbook::gather::Known, seal};

/// Characters of a card's name; more would tell no more cards apart.
const KEY_CHARS: usize = 24;
/// A step that was settled makes room for another one at most so often.
const MOST_ROUNDS: usize = 6;

/// Names a card in its talk: the same technique on the same facts is the same card.
pub(crate) fn key_of(card: &Card, known: &Known) -> String {
    let mut name = card.technique.as_str().to_owned();
    for fact in facts_of(card, known) {
        for part in [fact.name.as_str(), &fact.value, &fact.source] {
            name.push('\n');
            name.push_str(part);
        }
    }
    let mut key = seal::digest(name.as_bytes());
    key.truncate(KEY_CHARS);
    key
}

/// The facts of a card with the names that people know their sources by.
pub(crate) fn facts_of(card: &Card, known: &Known) -> Vec<CardFact> {
    let fact = |fact: &jinpai_playbook::FactUsed| CardFact {
        name: fact.name.to_owned(),
        value: fact.value.clone(),
        seen_at: fact.seen_at,
        source: known.source_name(fact.source),
    };
    card.facts.iter().map(fact).collect()
}

impl Engine {
    /// Asks the playbook. Pure once the rows are there.
    pub(crate) fn judge(&self, known: &Known) -> Decision {
        let now = self.now();
        let mut left: Vec<Technique> = Vec::new();
        let mut decision = known.situation(now, &left, |situation| self.book.decide(situation));
        for _ in 0..MOST_ROUNDS {
            let cards = decision.advice.cards.iter();
            let settled: Vec<Technique> = cards
                .filter(|card| is_settled(card, known))
                .map(|card| card.technique)
                .collect();
            if settled.is_empty() {
                break;
            }
            left.extend(settled);
            decision = known.situation(now, &left, |situation| self.book.decide(situation));
        }
        (decision.advice.cards).retain(|card| !is_settled(card, known));
        decision
    }
}

/// Whether an agent took or left this very card before.
fn is_settled(card: &Card, known: &Known) -> bool {
    let key = key_of(card, known);
    let settled = |held: &AdviceCard| held.key == key && held.outcome != StepOutcome::Shown;
    known.cards.iter().any(settled)
}
