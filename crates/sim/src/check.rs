//! What must hold of a world when it has come to rest, from what stands on disk, what the provider really
//! took, and what was known when. Written beside the engine, not with it.

use std::collections::{BTreeMap, BTreeSet};

use jinpai_engine::Ledger;
use jinpai_model::{
    At, AttemptState, Channel, HOUR_MS, OrderId, Slot, Step, StepState, Zone,
};
use jinpai_reminder::invariants::{i2_accepted_once, i10_unknown_not_resent, i11_adds_up, i12_one_message};

use crate::{
    plan::{News, WorldPlan},
    provider::Taken,
};

/// A promise that a world broke.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    pub name: &'static str,
    pub how: String,
}

/// When the outside was heard: an order's payment or closing counts from then on.
#[derive(Debug)]
pub struct Known {
    orders: Vec<OrderKnown>,
    opted_out: Vec<Option<At>>,
}

#[derive(Debug, Clone, Copy, Default)]
struct OrderKnown {
    paid_at: Option<At>,
    closed_at: Option<At>,
}

impl Known {
    pub fn new(plan: &WorldPlan) -> Self {
        Self {
            orders: vec![OrderKnown::default(); plan.orders.len()],
            opted_out: vec![None; plan.buyers.len()],
        }
    }

    pub fn told(&mut self, order: usize, news: News, now: At) {
        let known = &mut self.orders[order];
        match news {
            News::Created => {}
            News::Paid => _ = known.paid_at.get_or_insert(now),
            News::Closed => _ = known.closed_at.get_or_insert(now),
        }
    }

    pub fn opted_out(&mut self, buyer: usize, now: At) {
        self.opted_out[buyer].get_or_insert(now);
    }
}

/// What lies outside the database.
pub struct Outside<'w> {
    pub known: &'w Known,
    pub taken: &'w [Taken],
}

/// Everything that is broken.
pub fn all(plan: &WorldPlan, ledger: &Ledger, outside: &Outside<'_>) -> Vec<Broken> {
    let mut found = Vec::new();
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
    let view = View::of(plan, ledger);
    view.taken_once(outside, &mut found);
    view.sends(outside, &mut found);
    view.budget(&mut found);
    view.came_to_rest(outside, &mut found);
    found
}

struct View<'w> {
    plan: &'w WorldPlan,
    ledger: &'w Ledger,
    /// Place in the plan of each order.
    places: BTreeMap<OrderId, usize>,
    /// When each step that may have reached her was decided.
    decided: BTreeMap<String, (At, &'w Step)>,
}

impl<'w> View<'w> {
    fn of(plan: &'w WorldPlan, ledger: &'w Ledger) -> Self {
        let by_number: BTreeMap<&str, usize> =
            plan.orders.iter().enumerate().map(|(n, order)| (order.number.as_str(), n)).collect();
        let places = ledger.orders.iter();
        let places = places.filter_map(|(id, number)| Some((*id, *by_number.get(number.as_str())?)));
        let steps: BTreeMap<_, _> = ledger.steps.iter().map(|step| (step.id, step)).collect();
        let decided = ledger.attempts.iter().filter(|attempt| {
            matches!(attempt.state, AttemptState::Accepted | AttemptState::Unknown)
        });
        let decided = decided.filter_map(|attempt| {
            let step = steps.get(&attempt.step)?;
            Some((attempt.id.to_string(), (attempt.started_at, *step)))
        });
        Self {
            plan,
            ledger,
            places: places.collect(),
            decided: decided.collect(),
        }
    }

    fn broken(found: &mut Vec<Broken>, name: &'static str, how: String) {
        found.push(Broken { name, how });
    }

    /// I2 and I10 from the other side: nobody got a step twice.
    fn taken_once(&self, outside: &Outside<'_>, found: &mut Vec<Broken>) {
        let mut keys: BTreeMap<&str, u32> = BTreeMap::new();
        for taken in outside.taken {
            *keys.entry(&taken.key).or_default() += 1;
        }
        for (key, count) in keys.into_iter().filter(|(_, count)| *count > 1) {
            Self::broken(found, "I2", format!("the provider took {key} {count} times"));
        }
        for taken in outside.taken {
            let known = self.ledger.attempts.iter().find(|attempt| {
                attempt.idempotency_key == taken.key || attempt.idempotency_key.starts_with(&format!("{}:", taken.key))
            });
            match known {
                Some(_) => {}
                None => Self::broken(found, "I2", format!("{} left without an attempt on disk", taken.key)),
            }
        }
    }

    fn sends(&self, outside: &Outside<'_>, found: &mut Vec<Broken>) {
        let zone = Zone::shanghai();
        let mut messages = Vec::new();
        for (at, step) in self.decided.values() {
            messages.push((*at, u32::try_from(step.n).unwrap_or(0), step.orders.as_slice()));
            for order in &step.orders {
                let Some(place) = self.places.get(order) else { continue };
                let (about, known) = (&self.plan.orders[*place], outside.known.orders[*place]);
                // Clocks of processes are up to half a second apart.
                let before = |known: Option<At>| known.is_some_and(|known| known.plus(1_100) < *at);
                if before(known.paid_at) || before(known.closed_at) {
                    Self::broken(found, "I1", format!("{} was paid or closed before it was decided at {}", about.number, at.rfc3339(&zone)));
                }
                if *at >= about.close_at.plus(600) {
                    Self::broken(found, "I5", format!("{} had closed", about.number));
                }
                if before(outside.known.opted_out[about.buyer]) {
                    Self::broken(found, "I6", format!("{} had opted out", self.plan.buyers[about.buyer].name));
                }
            }
            let local = at.in_zone(&zone);
            let minute = i32::from(local.hour()) * 60 + i32::from(local.minute());
            let (from, to) = match step.channel {
                Channel::Sms => (8 * 60, 21 * 60),
                Channel::Phone => (9 * 60, 20 * 60),
                Channel::Chat | Channel::Email => (8 * 60, 22 * 60 + 30),
            };
            if minute < from || minute >= to {
                Self::broken(found, "I4", format!("{} at {local}", step.channel));
            }
            if step.text.as_deref().is_none_or(str::is_empty) && step.state == StepState::Sent {
                Self::broken(found, "I14", format!("step {} was sent without words", step.id));
            }
        }
        if let Err(broken) = i12_one_message(messages) {
            Self::broken(found, broken.name, broken.how);
        }
    }

    /// I3 and I8: no more than the price allows, one contact a day and 20 hours apart outside a session.
    fn budget(&self, found: &mut Vec<Broken>) {
        let mut of_order: BTreeMap<usize, u32> = BTreeMap::new();
        let mut of_buyer: BTreeMap<String, Vec<At>> = BTreeMap::new();
        for (at, step) in self.decided.values() {
            for place in step.orders.iter().filter_map(|order| self.places.get(order)) {
                *of_order.entry(*place).or_default() += 1;
            }
            if step.slot != Some(Slot::Session) {
                of_buyer.entry(step.buyer.to_string()).or_default().push(*at);
            }
        }
        for (place, count) in of_order {
            let limit = match self.plan.orders[place].yuan {
                ..50 => 1,
                50..500 => 2,
                _ => 3,
            };
            if count > limit {
                let number = &self.plan.orders[place].number;
                Self::broken(found, "I3", format!("{number} had {count} of {limit}"));
            }
        }
        for (buyer, mut at) in of_buyer {
            at.sort_unstable();
            for pair in at.windows(2) {
                if pair[1].since(pair[0]) < 20 * HOUR_MS - 1_100 {
                    Self::broken(found, "I8", format!("{buyer} was contacted twice within {} ms", pair[1].since(pair[0])));
                }
            }
        }
    }

    /// Nothing is left hanging, and what is unknown for ever has nobody who could tell.
    fn came_to_rest(&self, outside: &Outside<'_>, found: &mut Vec<Broken>) {
        for attempt in &self.ledger.attempts {
            if attempt.state == AttemptState::Sending {
                Self::broken(found, "I11", format!("attempt {} was left in flight", attempt.id));
            }
            if attempt.state == AttemptState::Unknown && !self.plan.manners.cannot_tell {
                Self::broken(found, "I10", format!("attempt {} stayed unknown", attempt.id));
            }
        }
        for step in &self.ledger.steps {
            if matches!(step.state, StepState::Planned | StepState::Claimed) {
                Self::broken(found, "I11", format!("step {} is still {}", step.id, step.state));
            }
        }
        // What the provider took is known to be sent, or to be unknown; never to have failed.
        let failed: BTreeSet<String> = self.ledger.steps.iter()
            .filter(|step| !matches!(step.state, StepState::Sent | StepState::Unknown))
            .map(|step| format!("step:{}", step.id))
            .collect();
        for taken in outside.taken.iter().filter(|taken| failed.contains(&taken.key)) {
            Self::broken(found, "I11", format!("{} reached her and is not written down as sent", taken.key));
        }
    }
}
