//! The promises about reminders, as functions.
//!
//! Properties, seeded simulation and production assertions call the same ones. Each looks at what was
//! decided or written and not at how it was decided, and says in words what it found broken. They are
//! deliberately written without the code that they watch over: wall clocks and distances are worked
//! out here a second time.

use std::collections::{BTreeMap, BTreeSet};

use jinpai_model::{
    At, Attempt, AttemptState, Channel, HOUR_MS, MINUTE_MS, OrderId, Slot, Step, StepId, StepState,
};

use crate::{ContactBy, GateInput, Policy, TemplateClass, TextState, draw};

/// A promise that was broken: which, and how.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name}: {how}")]
pub struct Broken {
    /// `I1` to `I15`.
    pub name: &'static str,
    pub how: String,
}

type Kept = Result<(), Broken>;

fn demand(holds: bool, name: &'static str, how: impl FnOnce() -> String) -> Kept {
    if holds {
        Ok(())
    } else {
        Err(Broken { name, how: how() })
    }
}

/// All that must hold at the moment a step is handed over.
///
/// # Errors
/// The first promise that is broken.
pub fn at_send(input: &GateInput<'_>, policy: &Policy, now: At) -> Kept {
    i1_unpaid_and_open(input, now)?;
    i3_within_limit(input, policy)?;
    i4_in_hours(input, policy, now)?;
    i5_before_the_end(input, policy, now)?;
    i6_not_opted_out(input)?;
    i7_not_held_out(input, policy)?;
    i8_within_budget(input, policy, now)?;
    i9_status_is_fresh(input, policy, now)?;
    i13_nobody_talks(input, policy, now)?;
    i14_text_passed(input)
}

/// I1: nothing is handed over for an order that is paid or closed.
///
/// # Errors
/// Names the order.
pub fn i1_unpaid_and_open(input: &GateInput<'_>, now: At) -> Kept {
    demand(!input.orders.is_empty(), "I1", || {
        "a step without orders".to_owned()
    })?;
    for order in input.orders {
        let open = order.paid_at.is_none() && order.closed_at.is_none() && now < order.close_at;
        demand(open, "I1", || format!("order {} is paid or closed", order.id))?;
    }
    Ok(())
}

/// I2: at most one accepted attempt per step.
///
/// # Errors
/// Names the step.
pub fn i2_accepted_once(attempts: &[Attempt]) -> Kept {
    let mut accepted: BTreeSet<StepId> = BTreeSet::new();
    for attempt in attempts.iter().filter(|a| a.state == AttemptState::Accepted) {
        demand(accepted.insert(attempt.step), "I2", || {
            format!("step {} was accepted twice", attempt.step)
        })?;
    }
    Ok(())
}

/// I3: the ladder stays within the limit of the order's price.
///
/// # Errors
/// Names the order.
pub fn i3_within_limit(input: &GateInput<'_>, policy: &Policy) -> Kept {
    let tiers = &policy.spec().tiers;
    for order in input.orders {
        let limit = match order.total_fen.0 {
            fen if fen < tiers.low_below_fen => tiers.low_steps,
            fen if fen < tiers.middle_below_fen => tiers.middle_steps,
            _ => tiers.high_steps,
        };
        let had = (input.contacts.iter())
            .filter(|c| c.by == ContactBy::Us && c.orders.contains(&order.id))
            .count();
        demand(had < limit as usize, "I3", || {
            format!("order {} had {had} of {limit} reminders", order.id)
        })?;
    }
    Ok(())
}

/// I4: never in quiet hours, on the buyer's clock where it is known.
///
/// # Errors
/// Names the local time.
pub fn i4_in_hours(input: &GateInput<'_>, policy: &Policy, now: At) -> Kept {
    let local = now.in_zone(input.buyer.zone.as_ref().unwrap_or(input.zone));
    let minute = i32::from(local.hour()) * 60 + i32::from(local.minute());
    let open = (policy.spec().hours.of(input.channel).iter())
        .any(|w| i32::from(w.start.minutes()) <= minute && minute < i32::from(w.end.minutes()));
    let holiday = policy.spec().holidays.contains(&local.date());
    demand(open && !holiday, "I4", || {
        format!("{local} is quiet on {}", input.channel)
    })
}

/// I5: nothing after the order closes, nor after its last day, nor before the moment that the step
/// was laid out for.
///
/// # Errors
/// Names the order.
pub fn i5_before_the_end(input: &GateInput<'_>, policy: &Policy, now: At) -> Kept {
    demand(now >= input.due_at, "I5", || "before its time".to_owned())?;
    // A day of slack over `max_days`: a clock change, and an hour of lateness.
    let last_ms = (i64::from(policy.spec().timing.max_days) * 24 + 2) * HOUR_MS;
    for order in input.orders {
        let within = now < order.close_at && now.since(order.created_at) <= last_ms;
        demand(within, "I5", || format!("order {} is past its end", order.id))?;
    }
    Ok(())
}

/// I6: opting out beats everything.
///
/// # Errors
/// When she opted out.
pub fn i6_not_opted_out(input: &GateInput<'_>) -> Kept {
    demand(!input.buyer.opted_out, "I6", || "the buyer opted out".to_owned())
}

/// I7: held-out buyers get nothing.
///
/// # Errors
/// When the draw holds her out.
pub fn i7_not_held_out(input: &GateInput<'_>, policy: &Policy) -> Kept {
    let percent = policy.spec().holdout_percent;
    let held = draw::is_held_out(input.seed, input.shop, &input.buyer.key, percent);
    demand(!held, "I7", || "the buyer is held out".to_owned())
}

/// I8: one budget over channels, flows and senders: a contact a day, 20 hours apart.
///
/// # Errors
/// Names the contact in the way.
pub fn i8_within_budget(input: &GateInput<'_>, policy: &Policy, now: At) -> Kept {
    if input.slot == Slot::Session {
        return Ok(());
    }
    let gap_ms = i64::from(policy.spec().budget.min_gap_h) * HOUR_MS;
    let day = |at: At| at.in_zone(input.zone).date();
    for contact in input.contacts.iter().filter(|c| !c.in_session) {
        let apart = (now.ms() - contact.at.ms()).abs() >= gap_ms && day(now) != day(contact.at);
        demand(apart, "I8", || {
            format!("contacted at {}", contact.at.rfc3339(input.zone))
        })?;
    }
    Ok(())
}

/// I9: a stale paid status stops a send.
///
/// # Errors
/// Says how old it is.
pub fn i9_status_is_fresh(input: &GateInput<'_>, policy: &Policy, now: At) -> Kept {
    let known_at = input
        .confirmed_at
        .map_or(input.status_at, |at| at.max(input.status_at));
    let age_ms = now.ms() - known_at.ms();
    let fresh_ms = i64::from(policy.spec().timing.fresh_status_min) * MINUTE_MS;
    demand(age_ms <= fresh_ms, "I9", || {
        format!("the paid status is {age_ms} ms old")
    })
}

/// I10: an attempt whose fate is unknown is never followed by another.
///
/// # Errors
/// Names the step.
pub fn i10_unknown_not_resent(attempts: &[Attempt]) -> Kept {
    let mut in_doubt: BTreeMap<StepId, At> = BTreeMap::new();
    let mut sorted: Vec<&Attempt> = attempts.iter().collect();
    sorted.sort_by_key(|attempt| (attempt.started_at, attempt.id));
    for attempt in sorted {
        demand(!in_doubt.contains_key(&attempt.step), "I10", || {
            format!("step {} was sent again while its fate was unknown", attempt.step)
        })?;
        if matches!(attempt.state, AttemptState::Unknown | AttemptState::Sending) {
            in_doubt.insert(attempt.step, attempt.started_at);
        }
    }
    Ok(())
}

/// I11: every step that was planned is in exactly one state, and none was lost.
///
/// # Errors
/// Gives the counts.
pub fn i11_adds_up(planned: usize, steps: &[Step]) -> Kept {
    let count = |states: &[StepState]| steps.iter().filter(|s| states.contains(&s.state)).count();
    let done = count(&[
        StepState::Sent,
        StepState::Skipped,
        StepState::Expired,
        StepState::Cancelled,
        StepState::Unknown,
    ]);
    let open = count(&[StepState::Planned, StepState::Claimed, StepState::Waiting]);
    let names: BTreeSet<StepId> = steps.iter().map(|step| step.id).collect();
    demand(
        planned == done + open && names.len() == steps.len(),
        "I11",
        || format!("{planned} planned, {done} done, {open} open"),
    )
}

/// I12: a merged group gets one message: no two sends at one moment, nor on one ladder's place, share
/// an order.
///
/// # Errors
/// Names the order.
pub fn i12_one_message<'a>(sends: impl IntoIterator<Item = (At, u32, &'a [OrderId])>) -> Kept {
    let mut seen: BTreeSet<(OrderId, u32)> = BTreeSet::new();
    let mut moments: BTreeSet<(OrderId, At)> = BTreeSet::new();
    for (at, n, orders) in sends {
        for order in orders {
            let first = seen.insert((*order, n)) & moments.insert((*order, at));
            demand(first, "I12", || {
                format!("order {order} was told of twice in step {n}")
            })?;
        }
    }
    Ok(())
}

/// I13: somebody talking, or a buyer who replied, holds the flow.
///
/// # Errors
/// Says who.
pub fn i13_nobody_talks(input: &GateInput<'_>, policy: &Policy, now: At) -> Kept {
    let Some(talk) = input.talk else { return Ok(()) };
    let quiet_ms = i64::from(policy.spec().timing.talk_quiet_min) * MINUTE_MS;
    let (here, there) = (
        [talk.last_buyer_at, talk.last_agent_at],
        [talk.anywhere.last_buyer_at, talk.anywhere.last_agent_at],
    );
    for wrote_at in here.into_iter().chain(there).flatten() {
        demand(now.ms() - wrote_at.ms() >= quiet_ms, "I13", || {
            "somebody is talking".to_owned()
        })?;
    }
    let reminded_at = (input.contacts.iter())
        .filter(|c| c.by == ContactBy::Us && input.orders.iter().any(|o| c.orders.contains(&o.id)))
        .map(|c| c.at)
        .min();
    let wrote_at = [talk.last_buyer_at, talk.anywhere.last_buyer_at];
    let replied = |sent: At| wrote_at.into_iter().flatten().any(|wrote| wrote > sent);
    let replied = reminded_at.is_some_and(replied);
    demand(!replied, "I13", || "the buyer replied to a reminder".to_owned())
}

/// I14: the words passed the coach and fit the channel's form.
///
/// # Errors
/// When they did not.
pub fn i14_text_passed(input: &GateInput<'_>) -> Kept {
    demand(input.text == TextState::Passed, "I14", || {
        format!("the text is {:?}", input.text)
    })?;
    let Some(said) = input.said else { return Ok(()) };
    demand(!said.text.trim().is_empty(), "I14", || "no words".to_owned())?;
    if said.class == TemplateClass::Promotion {
        let agreed = (input.buyer.reach.iter()).any(|r| r.channel == input.channel && r.promotion);
        demand(agreed, "I14", || "promotion she did not agree to".to_owned())?;
    }
    let signed = said.text.starts_with(&format!("【{}】", said.shop_name));
    demand(input.channel != Channel::Sms || signed, "I14", || {
        "an SMS without the shop's name in front".to_owned()
    })
}

/// I15: a worker that lost its lease writes nothing: the row's epoch is still the one it claimed, and
/// its lease has not run out.
///
/// # Errors
/// Gives both epochs.
pub fn i15_lease_is_held(claimed_epoch: i64, row: &Step, now: At) -> Kept {
    let held = row.epoch == claimed_epoch && row.lease_until_at.is_some_and(|until| now < until);
    demand(held, "I15", || {
        format!("claimed epoch {claimed_epoch}, the row has {}", row.epoch)
    })
}
