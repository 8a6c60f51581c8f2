//! Laying out the reminders of one buyer: who is left alone, what goes together, when each step is due.

mod group;
mod input;
mod moments;
mod proposal;
mod wording;

use jinpai_model::{Angle, At, Channel, OrderId, Reason, Slot};

use crate::{
    exclude::{buyer_reason, held_out, order_reason},
    form::TemplateClass,
    hours::is_allowed,
    wordings::Wording,
};
use group::{Group, largest_group};
pub use input::{Contact, ContactBy, LastLines, PlanInput, PlanOrder, Talk};
use moments::{Place, expiry, moments_of};
use proposal::proposal;
pub use proposal::{Goods, Proposal};
pub use wording::words;
use wording::{Said, angles_used, words_for};

/// Most orders of one buyer that are looked at; the newest of more wait for the next plan.
const MAX_ORDERS: usize = 200;

/// What is to happen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// In order of time within each ladder.
    pub steps: Vec<PlannedStep>,
    /// Orders that get no step of their own, each with its reason. An order whose ladder has run, or
    /// that was reminded and has no later moment, is in neither list.
    pub skips: Vec<SkippedOrder>,
    /// What an agent could change about orders that go together before they are reminded.
    pub proposals: Vec<Proposal>,
    /// Orders that the draw decided about: those that would be reminded as far as anything known before the
    /// draw goes, in the control group and outside it alike. The effect is measured over these.
    pub drawn: Vec<OrderId>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedStep {
    /// Names the ladder: the leading order and those that ride with it. Planning twice from the same
    /// facts gives the same name and `n`.
    pub ladder: String,
    /// From 1; counts the reminders that the leading order has had.
    pub n: u32,
    /// The leader first, then those merged into it.
    pub orders: Vec<OrderId>,
    pub channel: Channel,
    pub slot: Slot,
    pub angle: Angle,
    pub due_at: At,
    /// After this moment it is never sent.
    pub expires_at: At,
    /// The words as of `due_at`; to be filled again from the facts at the moment of sending. None
    /// when the policy has no texts at all.
    pub text: Option<String>,
    /// What the text is for, which its channel may ask.
    pub class: TemplateClass,
}

impl PlannedStep {
    /// The reason under which it is sent.
    #[must_use]
    pub const fn reason(&self) -> Reason {
        slot_reason(self.slot)
    }
}

/// The reason that says which rule gave the moment.
#[must_use]
pub const fn slot_reason(slot: Slot) -> Reason {
    match slot {
        Slot::Session => Reason::SlotSession,
        Slot::CutOff => Reason::SlotCutOff,
        Slot::NextDay => Reason::SlotNextDay,
        Slot::Peak => Reason::SlotPeak,
        Slot::LastMinute => Reason::SlotLastMinute,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SkippedOrder {
    pub order: OrderId,
    pub reason: Reason,
    /// The order that carries this one's reminder, when the reason is `merged`.
    pub leader: Option<OrderId>,
}

/// Plans the reminders of one buyer's unpaid orders.
///
/// Orders that may be reminded go together where one moment serves them all; otherwise the newest
/// wait for a ladder of their own. The dearest leads (the first to close among equals), the first to
/// close sets the bound, the newest sets the earliest moment.
#[must_use]
pub fn plan(input: &PlanInput<'_>) -> Plan {
    let mut plan = Plan::default();
    let mut open: Vec<&PlanOrder> = Vec::new();
    let of_buyer = buyer_reason(input.buyer);
    let held_out = of_buyer.is_none() && held_out(input);
    for order in input.orders.iter().take(MAX_ORDERS) {
        let of_order = order_reason(order, input);
        // Paid and closed are facts about the order and stand before any judgement of the buyer.
        let reason = match of_order {
            Some(Reason::Paid | Reason::Closed) => of_order,
            _ => of_buyer.or(of_order).or(held_out.then_some(Reason::HeldOut)),
        };
        if of_buyer.or(of_order).is_none() {
            plan.drawn.push(order.id);
        }
        match reason {
            Some(reason) => plan.skip(order, reason),
            None if times_reminded(order, input.contacts)
                < input.buyer.limit(input.policy, order.total_fen) =>
            {
                open.push(order);
            }
            None => plan.skip_unless_reminded(order, Reason::Cap, input),
        }
    }
    open.sort_by_key(|order| (order.created_at, order.id));
    while !open.is_empty() {
        let waiting = open.split_off(largest_group(&open, input));
        plan_group(&open, input, &mut plan);
        open = waiting;
    }
    plan
}

impl Plan {
    fn skip(&mut self, order: &PlanOrder, reason: Reason) {
        self.skips.push(SkippedOrder {
            order: order.id,
            reason,
            leader: None,
        });
    }

    fn skip_unless_reminded(&mut self, order: &PlanOrder, reason: Reason, input: &PlanInput<'_>) {
        if times_reminded(order, input.contacts) == 0 {
            self.skip(order, reason);
        }
    }
}

/// How many reminders of ours spoke of the order.
fn times_reminded(order: &PlanOrder, contacts: &[Contact]) -> u32 {
    let ours = contacts
        .iter()
        .filter(|contact| contact.by == ContactBy::Us && contact.orders.contains(&order.id));
    u32::try_from(ours.count()).unwrap_or(u32::MAX)
}

/// Lays out the ladder of a group, or says why it has none.
fn plan_group(orders: &[&PlanOrder], input: &PlanInput<'_>, plan: &mut Plan) {
    let group = Group::of(orders);
    let places = match moments_of(&group, input) {
        Ok(places) => places,
        Err(reason) => {
            let skip = |order: &&PlanOrder| plan.skip_unless_reminded(order, reason, input);
            orders.iter().for_each(skip);
            return;
        }
    };
    let mut steps = steps_of(&group, places, input);
    let Some(first) = steps.first() else {
        let none = |order: &&PlanOrder| plan.skip_unless_reminded(order, Reason::NoText, input);
        orders.iter().for_each(none);
        return;
    };
    plan.proposals
        .extend(proposal(orders, &first.ladder, first.due_at));
    plan.skips.extend(group.merged.iter().map(|order| SkippedOrder {
        order: order.id,
        reason: Reason::Merged,
        leader: Some(group.leader.id),
    }));
    plan.steps.append(&mut steps);
}

/// The steps at these moments; one for which there are no words is left out.
fn steps_of(group: &Group<'_>, places: Vec<Place>, input: &PlanInput<'_>) -> Vec<PlannedStep> {
    let ladder = group.name();
    let had = times_reminded(group.leader, input.contacts);
    let mut said = Said {
        angles: angles_used(group, input.contacts),
        texts: Vec::new(),
    };
    let mut steps: Vec<PlannedStep> = Vec::new();
    for place in places {
        let nth = u32::try_from(steps.len()).unwrap_or(u32::MAX);
        let riders: Vec<&PlanOrder> = (group.merged.iter().copied())
            .filter(|o| {
                times_reminded(o, input.contacts) + nth < input.buyer.limit(input.policy, o.total_fen)
            })
            .filter(|o| place.0.slot == Slot::Session || !had_its_one(o, &steps, input.contacts))
            .collect();
        let Some((channel, angle, wording)) = worded(group, &riders, place, &said, input) else {
            continue;
        };
        let (moment, _) = place;
        let quest = group.quest(channel, input);
        said.angles.push(angle);
        said.texts.extend(wording.as_ref().map(|w| w.text.clone()));
        steps.push(PlannedStep {
            ladder: ladder.clone(),
            n: had + nth + 1,
            orders: std::iter::once(group.leader)
                .chain(riders)
                .map(|o| o.id)
                .collect(),
            channel,
            slot: moment.slot,
            angle,
            due_at: moment.due_at,
            expires_at: expiry(group, &quest, moment, input),
            class: wording.as_ref().map_or(TemplateClass::Notice, |w| w.class),
            text: wording.map(|w| w.text),
        });
    }
    steps
}

/// An order that closes within a day is spoken of once outside an open chat, whoever leads.
fn had_its_one(order: &PlanOrder, steps: &[PlannedStep], contacts: &[Contact]) -> bool {
    let spoken = |orders: &[OrderId]| orders.contains(&order.id);
    moments::closes_within_a_day(order)
        && (steps
            .iter()
            .any(|step| step.slot != Slot::Session && spoken(&step.orders))
            || (contacts.iter()).any(|c| c.by == ContactBy::Us && !c.in_session && spoken(&c.orders)))
}

/// The words at a moment, by its channel or, where that one has none for the facts that are known, by
/// the next that may speak then.
fn worded(
    group: &Group<'_>,
    riders: &[&PlanOrder],
    (moment, channel): Place,
    said: &Said,
    input: &PlanInput<'_>,
) -> Option<(Channel, Angle, Option<Wording>)> {
    let by = |channel| {
        let (angle, wording) = words_for(group.leader, riders, (moment, channel), said, input)?;
        Some((channel, angle, wording))
    };
    by(channel).or_else(|| {
        let zone = input.buyer.zone.as_ref().unwrap_or(input.zone);
        let others = group.ways(input).open.into_iter().filter(|c| *c != channel);
        let mut speaking = others.filter(|c| is_allowed(moment.due_at, *c, input.policy, zone));
        if moment.slot == Slot::Session {
            None
        } else {
            speaking.find_map(by)
        }
    })
}
