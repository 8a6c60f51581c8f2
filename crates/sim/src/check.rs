//! What must hold of a world when it has come to rest, from what stands on disk, what the provider really
//! took, what stands in the chats, and what was known when. Written beside the engine, not with it: limits,
//! hours and distances are worked out here once more.

mod known;
mod rest;
mod sends;

use std::collections::BTreeMap;

use jinpai_engine::Ledger;
use jinpai_model::{At, AttemptState, OrderId, Step, StepId};
use jinpai_reminder::invariants::{i2_accepted_once, i10_unknown_not_resent, i11_adds_up};

pub use known::Known;

use crate::{plan::WorldPlan, provider::Taken};

/// A promise that a world broke.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// `I1` to `I15`.
    pub name: &'static str,
    pub how: String,
}

/// A message as she sees it in her chat.
#[derive(Debug, Clone)]
pub struct Chat {
    pub reference: String,
    pub text: String,
}

/// What lies outside the database, or is seen from there.
pub struct Outside<'w> {
    pub known: &'w Known,
    pub taken: &'w [Taken],
    /// Keys that the provider was given again while it had left them unanswered.
    pub again: &'w [String],
    /// Each buyer's chat.
    pub chats: &'w [Vec<Chat>],
}

/// Clocks of processes are up to half a second off, either way; and a little.
const SKEW_MS: i64 = 1_100;

/// Everything that is broken.
pub fn all(plan: &WorldPlan, ledger: &Ledger, outside: &Outside<'_>) -> Vec<Broken> {
    let mut found = outside.known.seen_broken.clone();
    for kept in [
        i2_accepted_once(&ledger.attempts),
        i10_unknown_not_resent(&ledger.attempts),
        i11_adds_up(ledger.steps.len(), &ledger.steps),
    ] {
        if let Err(broken) = kept {
            found.push(Broken {
                name: broken.name,
                how: broken.how,
            });
        }
    }
    let mut view = View::of(plan, ledger, outside);
    view.taken_once();
    view.sends();
    view.budget();
    view.rest();
    found.append(&mut view.found);
    found
}

/// A reminder that was handed over, or may have been.
struct Sent<'w> {
    /// When it was decided.
    at: At,
    step: &'w Step,
}

struct View<'w> {
    plan: &'w WorldPlan,
    ledger: &'w Ledger,
    outside: &'w Outside<'w>,
    /// Place in the plan of each order.
    places: BTreeMap<OrderId, usize>,
    /// In order of their time.
    sent: Vec<Sent<'w>>,
    found: Vec<Broken>,
}

impl<'w> View<'w> {
    fn of(plan: &'w WorldPlan, ledger: &'w Ledger, outside: &'w Outside<'w>) -> Self {
        let numbers = plan.orders.iter().enumerate();
        let by_number: BTreeMap<&str, usize> = numbers.map(|(n, order)| (order.number.as_str(), n)).collect();
        let places = ledger.orders.iter();
        let places = places.filter_map(|(id, number)| Some((*id, *by_number.get(number.as_str())?)));
        let steps: BTreeMap<StepId, &Step> = ledger.steps.iter().map(|step| (step.id, step)).collect();
        let may_have = |state| matches!(state, AttemptState::Accepted | AttemptState::Unknown);
        let attempts = ledger.attempts.iter().filter(|attempt| may_have(attempt.state));
        let sent = attempts.filter_map(|attempt| {
            let step = steps.get(&attempt.step)?;
            Some(Sent {
                at: attempt.started_at,
                step,
            })
        });
        let mut sent: Vec<Sent<'_>> = sent.collect();
        sent.sort_by_key(|sent| (sent.at, sent.step.id));
        Self {
            plan,
            ledger,
            outside,
            places: places.collect(),
            sent,
            found: Vec::new(),
        }
    }

    fn broken(&mut self, name: &'static str, how: String) {
        self.found.push(Broken { name, how });
    }

    fn places_of(&self, step: &Step) -> Vec<usize> {
        step.orders
            .iter()
            .filter_map(|order| self.places.get(order).copied())
            .collect()
    }
}
