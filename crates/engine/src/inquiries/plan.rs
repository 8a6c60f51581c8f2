//! Makes the rows of an inquiry agree with its plan.

use std::collections::HashMap;

use jinpai_model::{
    At, BuyerId, Channel, Conversation, EventKind, Flow, Reason, Step, StepId, StepState, Trait,
};
use jinpai_reminder::inquiry::{InquiryLadder, InquiryPlan, InquiryStep, plan};
use jinpai_store::{StoreError, Tx, conversations, steps};

use super::{case::InquiryCase, talk_of};
use crate::{
    core::Engine,
    error::Result,
    reminders::{case::ShopCase, close_tasks, event_of, log_step, planner},
};

/// Plans one talk.
pub(crate) async fn plan_talk(engine: &Engine, tx: &Tx, of: &ShopCase, talk: Conversation) -> Result<()> {
    let now = engine.now();
    let Some(case) = InquiryCase::load(tx, of, &talk, now).await? else {
        return Ok(());
    };
    let Some(version) = of.inquiry.version.filter(|_| of.shop.settings.reminders_on) else {
        return cancel(tx, &case, Reason::RemindersOff, now).await;
    };
    let planned = match plan(&case.input(of, now)) {
        // Who buys and is gone comes back by herself.
        InquiryPlan::Ladder(_) if case.behaviour == Some(Trait::BuysAndGoes) => InquiryPlan::Ends {
            reason: Reason::NotPressed,
            hands_over: Vec::new(),
        },
        planned => planned,
    };
    match planned {
        InquiryPlan::Waits { reason } => cancel(tx, &case, reason, now).await,
        InquiryPlan::Ends { reason, .. } => {
            cancel(tx, &case, reason, now).await?;
            // Of an order or an answer everybody sees that it ended; what the shop's own rules kept back is said.
            if matches!(
                reason,
                Reason::HeldOut | Reason::OptedOut | Reason::Blocked | Reason::NotPressed
            ) {
                let row = skipped(engine, &case, (1, reason), version, now);
                put(tx, of, vec![row], now).await?;
            }
            Ok(())
        }
        InquiryPlan::Ladder(ladder) => lay_out(engine, tx, of, &case, (ladder, version), now).await,
    }
}

/// Plans anew what is still open of a buyer's inquiries: an order, a setting, a consent may have changed them.
pub(crate) async fn plan_open(engine: &Engine, tx: &Tx, of: &ShopCase, buyer: BuyerId) -> Result<()> {
    let open = steps::of_buyer_open(tx, of.shop.id, buyer).await?;
    let mut talks: Vec<_> = (open.iter())
        .filter(|step| step.flow == Flow::Inquiry)
        .filter_map(talk_of)
        .collect();
    talks.sort_unstable();
    talks.dedup();
    for talk in talks {
        if let Some(talk) = conversations::get(tx, of.shop.id, talk).await? {
            plan_talk(engine, tx, of, talk).await?;
        }
    }
    Ok(())
}

/// Takes back what nobody works on.
async fn cancel(tx: &Tx, case: &InquiryCase, reason: Reason, now: At) -> Result<()> {
    let open = case.steps.iter().filter(|step| is_free(step));
    let open: Vec<(StepId, Reason)> = open.map(|step| (step.id, reason)).collect();
    settle(tx, case, &open, now).await?;
    Ok(())
}

async fn settle(tx: &Tx, case: &InquiryCase, gone: &[(StepId, Reason)], now: At) -> Result<(), StoreError> {
    for (id, reason) in gone {
        if steps::settle(tx, case.shop, *id, StepState::Cancelled, *reason, now).await? {
            log_step(tx, EventKind::StepCancelled, *id, *reason, now)?;
        }
    }
    let ids: Vec<StepId> = gone.iter().map(|(id, _)| *id).collect();
    close_tasks(tx, case.shop, &ids, now).await
}

/// Not decided, in no worker's hands, and nobody has given her word for it.
fn is_free(step: &Step) -> bool {
    planner::is_open(step) && step.reason != Reason::Confirmed
}

async fn lay_out(
    engine: &Engine,
    tx: &Tx,
    of: &ShopCase,
    case: &InquiryCase,
    (ladder, version): (InquiryLadder, i64),
    now: At,
) -> Result<()> {
    let held: HashMap<i64, &Step> = case.steps.iter().map(|step| (step.n, step)).collect();
    let mut fresh = Vec::new();
    let mut wanted = Vec::new();
    for planned in ladder.steps {
        let row = row(engine, case, &ladder.name, (planned, version), now);
        wanted.push(row.n);
        match held.get(&row.n) {
            None => fresh.push(row),
            // A draft that lies before the agent stays there while it is still the one to send.
            Some(held) if held.state == StepState::Waiting => {}
            Some(held) if may_move(held) && planner::differs(held, &row) => {
                let moved = Step {
                    id: held.id,
                    epoch: held.epoch,
                    planned_at: held.planned_at,
                    ..row
                };
                if steps::replan(tx, of.shop.id, &moved).await? {
                    log_step(tx, EventKind::StepPlanned, moved.id, moved.reason, now)?;
                }
            }
            Some(_) => {}
        }
    }
    let gone: Vec<(StepId, Reason)> = (case.steps.iter())
        .filter(|step| is_free(step) && !wanted.contains(&step.n))
        .map(|step| {
            let mut skips = ladder.skips.iter();
            let skip = skips.find(|skip| i64::from(skip.n) == step.n);
            (step.id, skip.map_or(Reason::Replaced, |skip| skip.reason))
        })
        .collect();
    settle(tx, case, &gone, now).await?;
    let skips = ladder.skips.iter();
    fresh.extend(skips.map(|skip| skipped(engine, case, (i64::from(skip.n), skip.reason), version, now)));
    put(tx, of, fresh, now).await
}

/// What was taken back comes back when its talk is quiet again.
fn may_move(step: &Step) -> bool {
    match step.state {
        StepState::Planned => step.reason != Reason::Confirmed,
        StepState::Cancelled => step.reason != Reason::Declined,
        _ => false,
    }
}

async fn put(tx: &Tx, of: &ShopCase, rows: Vec<Step>, now: At) -> Result<()> {
    let stored = steps::insert_many(tx, of.shop.id, &rows).await?;
    for (row, _) in rows.iter().zip(stored).filter(|(_, stored)| *stored) {
        log_step(tx, event_of(row.state), row.id, row.reason, now)?;
    }
    Ok(())
}

fn row(
    engine: &Engine,
    case: &InquiryCase,
    ladder: &str,
    (planned, policy_version): (InquiryStep, i64),
    now: At,
) -> Step {
    Step {
        n: i64::from(planned.n),
        reason: planned.reason(),
        channel: planned.channel,
        angle: Some(planned.angle),
        slot: Some(planned.slot),
        due_at: planned.due_at,
        expires_at: planned.expires_at,
        text: planned.text,
        ..blank(engine, case, ladder.to_owned(), policy_version, now)
    }
}

/// A skip is never silent: it is a row like any step, once for each place and reason.
fn skipped(
    engine: &Engine,
    case: &InquiryCase,
    (n, reason): (i64, Reason),
    policy_version: i64,
    now: At,
) -> Step {
    let ladder = format!("skip-inquiry-{}-{n}-{reason}", case.talk.id);
    Step {
        n,
        reason,
        state: StepState::Skipped,
        decided_at: Some(now),
        ..blank(engine, case, ladder, policy_version, now)
    }
}

fn blank(engine: &Engine, case: &InquiryCase, ladder: String, policy_version: i64, now: At) -> Step {
    Step {
        shop: case.shop,
        id: StepId::new(now, engine.random.bits()),
        flow: Flow::Inquiry,
        ladder,
        n: 1,
        buyer: case.buyer,
        orders: Vec::new(),
        channel: Channel::Chat,
        angle: None,
        slot: None,
        due_at: now,
        expires_at: now,
        state: StepState::Planned,
        reason: Reason::NoSlot,
        text: None,
        planned_at: now,
        decided_at: None,
        lease_until_at: None,
        epoch: 0,
        policy_version,
    }
}
