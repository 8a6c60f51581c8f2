//! The last look before a step is handed to a channel.
//!
//! The caller holds the order rows locked and hands in what is true now. The order of the questions
//! is fixed: what ends a step for good comes before what only delays it, and a person is asked last.

use jinpai_model::{At, Channel, MINUTE_MS, Reason, Slot, Zone};

use crate::{
    BuyerFacts, Policy,
    channel::{barrier, promotion_agreed},
    exclude::{buyer_reason, is_held_out, minutes_after},
    form::{self, FormContext, TemplateClass},
    hours::{is_allowed, next_allowed},
    invariants,
    ladder::within_budget,
    malicious::suspicion,
    plan::{Contact, ContactBy, PlanOrder, Talk, slot_reason},
};

/// What is true at the moment of sending.
#[derive(Debug, Clone)]
pub struct GateInput<'a> {
    /// Names the shop in the draw of the holdout: the same as at planning.
    pub shop: &'a str,
    /// The owner has reminders switched on.
    pub reminders_on: bool,
    pub buyer: &'a BuyerFacts,
    /// The orders of the step, read under the lock of their rows.
    pub orders: &'a [PlanOrder],
    pub slot: Slot,
    pub channel: Channel,
    pub due_at: At,
    pub expires_at: At,
    pub talk: Option<&'a Talk>,
    pub contacts: &'a [Contact],
    /// The shop's zone.
    pub zone: &'a Zone,
    /// As of when the orders are known to be unpaid: now for a live feed, the export's time for a file.
    pub status_at: At,
    /// When a person last said that they are still unpaid.
    pub confirmed_at: Option<At>,
    pub text: TextState,
    /// The very words that would be handed over; none where there are none to look at.
    pub said: Option<Said<'a>>,
    pub seed: u64,
}

/// Words as they would be handed over.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    pub text: &'a str,
    pub class: TemplateClass,
    pub shop_name: &'a str,
}

/// What became of the step's words just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextState {
    /// Filled from facts of now; the coach and the channel's form have nothing against it.
    Passed,
    /// The coach or the channel's form refused it.
    Refused,
    /// A fact that it needs is not known or not true any more.
    FactMissing,
}

/// What to do with a step now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Hand it over.
    Send { reason: Reason },
    /// Look again at `until`.
    Postpone { until: At, reason: Reason },
    /// Never.
    Skip { reason: Reason },
    /// Its time has passed.
    Expire { reason: Reason },
    /// Only a person can tell whether the orders are still unpaid; she has until it expires.
    AskPerson { reason: Reason },
}

impl Decision {
    #[must_use]
    pub const fn reason(self) -> Reason {
        match self {
            Self::Send { reason }
            | Self::Postpone { reason, .. }
            | Self::Skip { reason }
            | Self::Expire { reason }
            | Self::AskPerson { reason } => reason,
        }
    }
}

/// Decides about one step at `now`.
#[must_use]
pub fn gate(input: &GateInput<'_>, policy: &Policy, now: At) -> Decision {
    let decision = decide(input, policy, now);
    if cfg!(debug_assertions) && matches!(decision, Decision::Send { .. }) {
        let kept = invariants::at_send(input, policy, now);
        debug_assert!(kept.is_ok(), "{kept:?}");
    }
    decision
}

fn decide(input: &GateInput<'_>, policy: &Policy, now: At) -> Decision {
    if let Some(reason) = ended(input, policy, now) {
        return Decision::Skip { reason };
    }
    if now < input.due_at {
        return Decision::Postpone {
            until: input.due_at,
            reason: slot_reason(input.slot),
        };
    }
    if is_over(input, policy, now) {
        return Decision::Expire {
            reason: Reason::TooLate,
        };
    }
    if over_budget(input, policy, now) {
        return Decision::Skip { reason: Reason::Cap };
    }
    if let Some(decision) = just_spoken(input, policy, now) {
        return decision;
    }
    if let Some(decision) = held_back(input, policy, now) {
        return decision;
    }
    match input.text {
        TextState::Passed if fits_its_form(input, policy) => {}
        TextState::Passed | TextState::Refused => {
            return Decision::Skip {
                reason: Reason::TextRefused,
            };
        }
        TextState::FactMissing => {
            return Decision::Skip {
                reason: Reason::StaleFacts,
            };
        }
    }
    let oldest = now.plus(-i64::from(policy.spec().timing.fresh_status_min) * MINUTE_MS);
    let confirmed = input.confirmed_at.is_some_and(|at| at >= oldest);
    if input.buyer.manner.lead_first && !confirmed {
        return Decision::AskPerson {
            reason: Reason::LeadFirst,
        };
    }
    if input.status_at >= oldest {
        return Decision::Send {
            reason: slot_reason(input.slot),
        };
    }
    if confirmed {
        return Decision::Send {
            reason: Reason::Confirmed,
        };
    }
    Decision::AskPerson {
        reason: Reason::StaleStatus,
    }
}

/// What ends the step for good. Opting out stands first: it beats everything, at once.
fn ended(input: &GateInput<'_>, policy: &Policy, now: At) -> Option<Reason> {
    if input.buyer.opted_out {
        return Some(Reason::OptedOut);
    }
    if input.orders.iter().any(|order| order.paid_at.is_some()) {
        return Some(Reason::Paid);
    }
    let closed = |order: &PlanOrder| order.closed_at.is_some() || now >= order.close_at;
    if input.orders.is_empty() || input.orders.iter().any(closed) {
        return Some(Reason::Closed);
    }
    if !input.reminders_on {
        return Some(Reason::RemindersOff);
    }
    if let Some(reason) = buyer_reason(input.buyer) {
        return Some(reason);
    }
    if input.orders.iter().any(|order| order.disputed) {
        return Some(Reason::Disputed);
    }
    if input.orders.iter().any(|order| order.not_wanted) {
        return Some(Reason::NotInterested);
    }
    let suspect = |order: &PlanOrder| suspicion(input.buyer, order.pieces_of_one_item, policy).excludes();
    if input.orders.iter().any(suspect) {
        return Some(Reason::Malicious);
    }
    if input.buyer.manner.let_be {
        return Some(Reason::LetBe);
    }
    let barred = |order: &PlanOrder| barrier(input.buyer, input.channel, order.platform, policy).is_some();
    if input.orders.first().is_some_and(barred) {
        return Some(Reason::Unreachable);
    }
    if is_held_out(policy, input.seed, input.shop, &input.buyer.key) {
        return Some(Reason::HeldOut);
    }
    buyer_replied(input).then_some(Reason::BuyerReplied)
}

/// What a provider would refuse, or what is not for her, is not handed over.
fn fits_its_form(input: &GateInput<'_>, policy: &Policy) -> bool {
    input.said.is_none_or(|said| {
        let ctx = FormContext {
            shop_name: said.shop_name,
            promotion_agreed: promotion_agreed(input.buyer, input.channel),
            forms: &policy.spec().forms,
        };
        form::check(input.channel, said.class, said.text, &ctx).fits()
    })
}

/// She wrote after a reminder about these orders: a person takes it from there.
fn buyer_replied(input: &GateInput<'_>) -> bool {
    let Some(wrote_at) = input.talk.and_then(Talk::she_wrote_at) else {
        return false;
    };
    of_these_orders(input).any(|contact| contact.at < wrote_at)
}

/// A word in the open chat does not count in the budget; yet what follows it outside must not come on its heels, as
/// it would when both fell due while nothing was running. The same distance as from the order itself.
fn just_spoken(input: &GateInput<'_>, policy: &Policy, now: At) -> Option<Decision> {
    if input.slot == Slot::Session {
        return None;
    }
    let in_chat = of_these_orders(input).filter(|contact| contact.in_session);
    let spoken_at = in_chat.map(|contact| contact.at).max()?;
    let until = spoken_at.plus(i64::from(policy.spec().timing.first_after_min) * MINUTE_MS);
    (now < until).then(|| postponed(Some(until), Reason::Cap, input, policy))
}

fn of_these_orders<'a>(input: &'a GateInput<'_>) -> impl Iterator<Item = &'a Contact> {
    input.contacts.iter().filter(|contact| {
        contact.by == ContactBy::Us
            && input
                .orders
                .iter()
                .any(|order| contact.orders.contains(&order.id))
    })
}

fn is_over(input: &GateInput<'_>, policy: &Policy, now: At) -> bool {
    let session_over = input.slot == Slot::Session
        && input
            .talk
            .and_then(|talk| talk.closes_at(policy))
            .is_none_or(|closes_at| now >= closes_at);
    // A chat that goes on takes its step along; any other step has the expiry of its plan.
    session_over || (input.slot != Slot::Session && now > input.expires_at)
}

/// The orders' own limit, then the one budget over channels, flows and senders.
fn over_budget(input: &GateInput<'_>, policy: &Policy, now: At) -> bool {
    let reminded = |order: &PlanOrder| {
        let times = of_these_orders(input).filter(|contact| contact.orders.contains(&order.id));
        times.count() >= input.buyer.limit(policy, order.total_fen) as usize
    };
    input.orders.iter().any(reminded)
        || (input.slot != Slot::Session && !within_budget(now, input.contacts, policy, input.zone))
}

/// What only delays: the hour, and somebody talking.
fn held_back(input: &GateInput<'_>, policy: &Policy, now: At) -> Option<Decision> {
    let zone = input.buyer.zone.as_ref().unwrap_or(input.zone);
    if !is_allowed(now, input.channel, policy, zone) {
        let until = next_allowed(now, input.channel, policy, zone);
        return Some(postponed(until, Reason::QuietHours, input, policy));
    }
    let talk = input.talk?;
    let quiet_at = talk.quiet_at(policy)?;
    if now < quiet_at {
        return Some(postponed(Some(quiet_at), Reason::AgentTalking, input, policy));
    }
    if talk.open && talk.waiting {
        let later = minutes_after(now, policy.spec().timing.talk_quiet_min.max(1));
        return Some(postponed(Some(later), Reason::BuyerReplied, input, policy));
    }
    None
}

/// Later, if that is still within the step's time and 30 minutes before the first order closes.
fn postponed(until: Option<At>, reason: Reason, input: &GateInput<'_>, policy: &Policy) -> Decision {
    let before_close = i64::from(policy.spec().timing.before_close_min) * MINUTE_MS;
    let last = input
        .orders
        .iter()
        .map(|order| order.close_at.plus(-before_close))
        .min();
    let session_end = match input.slot {
        Slot::Session => input.talk.and_then(|talk| talk.closes_at(policy)),
        _ => Some(input.expires_at),
    };
    match until {
        Some(until) if Some(until) <= last && Some(until) <= session_end => {
            Decision::Postpone { until, reason }
        }
        _ => Decision::Skip { reason },
    }
}
