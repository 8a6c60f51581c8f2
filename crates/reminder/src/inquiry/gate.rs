//! The last look before an inquiry reminder is handed to a channel, or laid before the agent.
//!
//! The caller reads everything afresh, with her orders' rows locked. What ends the step for good comes
//! before what only delays it, and a person is asked last.

use jinpai_model::{Angle, At, Channel, MINUTE_MS, Reason, Slot};

use super::{
    InquiryInput, invariants,
    moments::{asked_in_session, bound, session_end, ways},
    plan::{ended, is_held_out, waits},
};
use crate::{
    Decision, TextState,
    exclude::minutes_after,
    hours::{is_allowed, next_allowed},
    ladder::within_budget,
    plan::slot_reason,
};

/// A step whose moment has come. Everything else that is true now stands in the [`InquiryInput`].
#[derive(Debug, Clone)]
pub struct Due<'a> {
    pub n: u32,
    pub slot: Slot,
    pub channel: Channel,
    pub angle: Angle,
    pub due_at: At,
    pub expires_at: At,
    /// The words filled from the facts of now, and what the coach and the channel's form said of them.
    pub words: &'a str,
    pub text: TextState,
    /// The owner has reminders switched on.
    pub reminders_on: bool,
    /// As of when her orders are known: now for a live feed, the export's time for a file.
    pub orders_at: At,
    /// When a person last said that she has not ordered; the agent who sends a draft says so by it.
    pub confirmed_at: Option<At>,
    pub handing: Handing,
}

/// What is about to happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handing {
    /// A draft is laid before the agent. It is no message yet: she looks at the orders, and the gate
    /// is asked again when she sends it.
    Draft,
    Message,
}

/// Decides about one step at `input.now`.
#[must_use]
pub fn gate(input: &InquiryInput<'_>, due: &Due<'_>) -> Decision {
    let decision = decide(input, due);
    if cfg!(debug_assertions) && matches!(decision, Decision::Send { .. }) {
        let kept = invariants::at_send(input, due);
        debug_assert!(kept.is_ok(), "{kept:?}");
    }
    decision
}

fn decide(input: &InquiryInput<'_>, due: &Due<'_>) -> Decision {
    let now = input.now;
    if let Some(reason) = never(input, due) {
        return Decision::Skip { reason };
    }
    if now < due.due_at {
        return Decision::Postpone {
            until: due.due_at,
            reason: slot_reason(due.slot),
        };
    }
    let Some(end) = end(input, due).filter(|end| now < *end || (due.slot != Slot::Session && now == *end))
    else {
        return Decision::Expire {
            reason: Reason::TooLate,
        };
    };
    if over_limit(input, due) {
        return Decision::Skip { reason: Reason::Cap };
    }
    if let Some(reason) = no_way(input, due) {
        return Decision::Skip { reason };
    }
    if let Some(decision) = held_back(input, due, end) {
        return decision;
    }
    if let Some(reason) = wrong_words(input, due) {
        return Decision::Skip { reason };
    }
    with_fresh_orders(input, due)
}

fn never(input: &InquiryInput<'_>, due: &Due<'_>) -> Option<Reason> {
    let ended = ended(input);
    if matches!(ended, Some(Reason::OptedOut | Reason::Ordered)) {
        return ended;
    }
    if !due.reminders_on {
        return Some(Reason::RemindersOff);
    }
    ended.or_else(|| is_held_out(input).then_some(Reason::HeldOut))
}

/// Until when the step may go out. A chat that goes on takes its step along; a later one has the
/// expiry of its plan, and none outlives day 5.
fn end(input: &InquiryInput<'_>, due: &Due<'_>) -> Option<At> {
    match due.slot {
        Slot::Session => session_end(input),
        _ => Some(due.expires_at.min(bound(input)?)),
    }
}

/// The inquiry's own limit, then the one budget over channels, flows and senders.
fn over_limit(input: &InquiryInput<'_>, due: &Due<'_>) -> bool {
    let limit = input.inquiry.limit(input.goods.price_fen);
    let had = u32::try_from(input.of_this_ladder().count()).unwrap_or(u32::MAX);
    let again = input.of_this_ladder().any(|earlier| earlier.n == due.n);
    let spent = match due.slot {
        Slot::Session => asked_in_session(input, input.now),
        _ => !within_budget(input.now, input.contacts, input.policy, input.zone),
    };
    had >= limit || due.n > limit || again || spent
}

/// Outside the open chat her consent and the way must still be there.
fn no_way(input: &InquiryInput<'_>, due: &Due<'_>) -> Option<Reason> {
    if due.slot == Slot::Session {
        return None;
    }
    match ways(input) {
        Ok(ways) if ways.contains(&due.channel) => None,
        Ok(_) => Some(Reason::Unreachable),
        Err(reason) => Some(reason),
    }
}

/// What only delays: the hour, somebody talking, a question that is open again.
fn held_back(input: &InquiryInput<'_>, due: &Due<'_>, end: At) -> Option<Decision> {
    let now = input.now;
    let postponed = |until: Option<At>, reason| match until {
        Some(until) if until < end => Decision::Postpone { until, reason },
        _ => Decision::Skip { reason },
    };
    if !is_allowed(now, due.channel, input.policy, input.her_zone()) {
        let until = next_allowed(now, due.channel, input.policy, input.her_zone());
        return Some(postponed(until, Reason::QuietHours));
    }
    let quiet_at = input.talk.quiet_at(input.inquiry)?;
    if now < quiet_at {
        return Some(postponed(Some(quiet_at), Reason::AgentTalking));
    }
    let reason = waits(input)?;
    let later = minutes_after(now, input.inquiry.spec().session.silence_min.max(1));
    Some(postponed(Some(later), reason))
}

fn wrong_words(input: &InquiryInput<'_>, due: &Due<'_>) -> Option<Reason> {
    match due.text {
        TextState::Passed => {}
        TextState::Refused => return Some(Reason::TextRefused),
        TextState::FactMissing => return Some(Reason::StaleFacts),
    }
    let angle_used = input.of_this_ladder().any(|earlier| earlier.angle == due.angle);
    // A policy without any text is for trying moments: it says nothing twice.
    let mut earlier = input.earlier.iter().filter(|earlier| !earlier.text.is_empty());
    let said = earlier.any(|earlier| earlier.text == due.words);
    (angle_used || said).then_some(Reason::NoText)
}

fn with_fresh_orders(input: &InquiryInput<'_>, due: &Due<'_>) -> Decision {
    let fresh_ms = i64::from(input.policy.spec().timing.fresh_status_min) * MINUTE_MS;
    let oldest = input.now.plus(-fresh_ms);
    if due.handing == Handing::Draft || due.orders_at >= oldest {
        return Decision::Send {
            reason: slot_reason(due.slot),
        };
    }
    if due.confirmed_at.is_some_and(|at| at >= oldest) {
        return Decision::Send {
            reason: Reason::Confirmed,
        };
    }
    Decision::AskPerson {
        reason: Reason::StaleStatus,
    }
}
