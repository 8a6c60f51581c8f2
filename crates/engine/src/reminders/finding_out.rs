//! Finds out what became of hand-overs whose end nobody wrote: steps of workers that died, and attempts
//! that a provider left unanswered. It asks, and never sends.

use std::time::Duration;

use futures_util::{StreamExt as _, stream};
use jinpai_channels::send::{Fate, Question, Receipt, Refusal, RefusalKind};
use jinpai_model::{
    AddressKind, At, Attempt, AttemptState, Channel, EventKind, HOUR_MS, Reason, Step, StepState, Task,
    TaskId, TaskKind, TaskState,
};
use jinpai_store::{
    Lane, Tx,
    agenda::Agenda,
    attempts::{self, End},
    messages::{self, Sender as Author},
    providers, steps, tasks,
};

use crate::{
    boundary::Boundary,
    canary::{Breaks, Canary},
    core::Engine,
    error::Result,
    reminders::{
        chat_key,
        deciding::{address_of, finish, log_task},
        dispatcher::{BATCH, LEASE_MS},
        event_of, log_step, planner,
        tasks::TaskOutcome,
    },
};

/// How often the loop looks.
const LOOK: Duration = Duration::from_secs(1);
/// Pauses between two questions about one attempt; after the last a person is asked as well, and the
/// provider once an hour.
const PAUSES_MS: [i64; 6] = [2_000, 4_000, 8_000, 15_000, 30_000, 60_000];
/// Questions asked at once.
const ASKED_AT_ONCE: usize = 16;
/// A person has a day to find out what a provider cannot say.
const DAY_TO_FIND_OUT_MS: i64 = 24 * HOUR_MS;

/// Looks until the engine stops. A provider that takes its time to answer keeps no lost step waiting.
pub(crate) async fn run(engine: Engine) {
    tokio::join!(look_after_the_lost(&engine), look_into_unknowns(&engine));
}

async fn look_after_the_lost(engine: &Engine) {
    let mut stopping = engine.stopping();
    loop {
        if let Err(error) = recover(engine).await {
            tracing::warn!(%error, "steps of a lost worker could not be looked at");
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            _ = stopping.changed() => return,
        }
    }
}

async fn look_into_unknowns(engine: &Engine) {
    let mut stopping = engine.stopping();
    loop {
        if let Err(error) = ask_due(engine, ASKED_AT_ONCE).await {
            tracing::warn!(%error, "providers could not be asked about unknown hand-overs");
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            _ = stopping.changed() => return,
        }
    }
}

/// Looks after the steps of workers whose lease ran out: what our chat has is known from its rows, what
/// went to a provider is unknown until the provider tells.
pub(crate) async fn recover(engine: &Engine) -> Result<usize> {
    let now = engine.now();
    // A look costs a read; only a lease that ran out costs a write.
    let agenda = Agenda::read(engine.store.read()).await?;
    if agenda.lease_ends.is_none_or(|until| until > now) || engine.breaks.is(Canary::LostWorkersForgotten) {
        return Ok(0);
    }
    let claim = engine.store.write(Lane::Global, move |tx| {
        Box::pin(async move { steps::claim_expired_leases(tx, now, LEASE_MS, BATCH).await })
    });
    let lost = claim.await?;
    if !lost.is_empty() {
        engine.reached(Boundary::LostClaimed).await;
    }
    let count = lost.len();
    for step in lost {
        let breaks = engine.breaks;
        let write = engine.store.write(Lane::Shop(step.shop), move |tx| {
            Box::pin(async move { recover_step(tx, (step, breaks), now).await })
        });
        write.await?;
        engine.reached(Boundary::AnswerWritten).await;
    }
    Ok(count)
}

async fn recover_step(tx: &Tx, (step, breaks): (Step, Breaks), now: At) -> Result<()> {
    let shop = step.shop;
    // Whoever stood still since the claim may find the step in other hands, with an attempt that is none of its own.
    let held = steps::get(tx, shop, step.id).await?;
    if held.is_none_or(|held| held.state != StepState::Claimed || held.epoch != step.epoch) {
        return Ok(());
    }
    let taken = taken_by_chat(tx, &step).await?;
    let mut state = None;
    for attempt in attempts::of_step(tx, shop, step.id).await? {
        if attempt.provider.is_some() {
            match attempt.state {
                AttemptState::Sending if breaks.is(Canary::LostTakenForUnsent) => {
                    let end = End::known(AttemptState::Rejected, None, now);
                    attempts::finish(tx, shop, attempt.id, &end).await?;
                }
                AttemptState::Sending => {
                    let end = End {
                        why: Some(
                            "the worker was lost between asking and writing down the answer".to_owned(),
                        ),
                        ask_at: Some(now),
                        ..End::known(AttemptState::Unknown, None, now)
                    };
                    attempts::finish(tx, shop, attempt.id, &end).await?;
                    state = Some(StepState::Unknown);
                }
                AttemptState::Unknown => state = Some(StepState::Unknown),
                AttemptState::Accepted => state = Some(StepState::Sent),
                AttemptState::Rejected => {}
            }
        } else if attempt.state == AttemptState::Sending {
            let known = if taken.is_some() {
                AttemptState::Accepted
            } else {
                AttemptState::Rejected
            };
            let end = End::known(known, taken.clone(), now);
            attempts::finish(tx, shop, attempt.id, &end).await?;
        }
    }
    match (state, taken) {
        (_, Some(_)) | (Some(StepState::Sent), _) => {
            finish(tx, (&step, breaks), StepState::Sent, step.reason, None, now).await?;
        }
        (Some(state), None) => {
            finish(tx, (&step, breaks), state, Reason::Unknown, None, now).await?;
        }
        // Nobody has it, which the rows prove: the step is decided anew.
        (None, None) => {
            steps::postpone(tx, shop, step.id, step.epoch, step.due_at, step.reason).await?;
        }
    }
    Ok(())
}

/// The message that a step became, if the chat has it.
async fn taken_by_chat(tx: &Tx, step: &Step) -> Result<Option<String>> {
    let found = messages::by_client_ref(tx, step.shop, Author::Bot, &chat_key(step)).await?;
    Ok(found.map(|message| message.id.to_string()))
}

/// Asks providers about every unknown whose time to ask has come; how many there were.
///
/// So many questions are asked `at_once`: a provider that is silent then keeps no other from being asked.
pub(crate) async fn ask_due(engine: &Engine, at_once: usize) -> Result<usize> {
    let due = attempts::to_ask(engine.store.read(), engine.now()).await?;
    let count = due.len();
    let asking = stream::iter(due).for_each_concurrent(at_once, |attempt| async move {
        let (id, shop) = (attempt.id, attempt.shop);
        if let Err(error) = ask(engine, attempt).await {
            tracing::warn!(attempt = %id, %shop, %error, "a provider could not be asked");
        }
    });
    asking.await;
    Ok(count)
}

async fn ask(engine: &Engine, attempt: Attempt) -> Result<()> {
    let read = engine.store.read();
    let shop = attempt.shop;
    let Some(step) = steps::get(read, shop, attempt.step).await? else {
        return Ok(());
    };
    let provider = match attempt.provider {
        Some(id) => providers::get(read, shop, id).await?,
        None => None,
    };
    let line = provider.and_then(|provider| engine.peers.line(&provider, &engine.key).ok());
    let fate = match line {
        Some(line) => {
            let kind = match attempt.channel {
                Channel::Email => AddressKind::Email,
                _ => AddressKind::Mobile,
            };
            let to = address_of(read, &step, kind).await?;
            let question = Question {
                key: chat_key(&step),
                to: to.map_or(String::new(), |address| address.value),
                handed_at: attempt.started_at,
                receipt: attempt.receipt.clone().map(Receipt),
            };
            line.ask(&question, engine.now()).await
        }
        // Its settings are gone: there is nobody left to ask but a person.
        None => Fate::CannotTell,
    };
    engine.reached(Boundary::Asked).await;
    settle(engine, attempt, step, fate).await?;
    engine.reached(Boundary::AnswerWritten).await;
    Ok(())
}

/// Writes down what was found out about an attempt.
pub(super) async fn settle(engine: &Engine, attempt: Attempt, step: Step, fate: Fate) -> Result<()> {
    let now = engine.now();
    let (shop, buyer) = (attempt.shop, step.buyer);
    let task = TaskId::new(now, engine.random.bits());
    let fate = match fate {
        Fate::StillUnknown if engine.breaks.is(Canary::SilenceTakenForRefusal) => Fate::Rejected(Refusal {
            kind: RefusalKind::NeverArrived,
            detail: String::new(),
            permanent: false,
            retry_after_ms: None,
        }),
        fate => fate,
    };
    let write = engine.store.write(Lane::Shop(shop), move |tx| {
        Box::pin(async move { write_fate(tx, (attempt, step), fate, task, now).await })
    });
    write.await?;
    planner::plan_buyers(engine, shop, vec![buyer], None).await
}

async fn write_fate(
    tx: &Tx,
    (attempt, step): (Attempt, Step),
    fate: Fate,
    task: TaskId,
    now: At,
) -> Result<()> {
    let shop = attempt.shop;
    let (end, state, reason) = match fate {
        Fate::Accepted { receipt, .. } => {
            let receipt = receipt.map(|receipt| receipt.0);
            let end = End::known(AttemptState::Accepted, receipt, now);
            (end, StepState::Sent, sent_reason(&step))
        }
        Fate::Rejected(refusal) => {
            let end = End {
                why: Some(refusal.detail),
                ..End::known(AttemptState::Rejected, None, now)
            };
            // It may go out after all: the gate looks at it afresh.
            let again = now < step.expires_at;
            let state = if again {
                StepState::Planned
            } else {
                StepState::Expired
            };
            (
                end,
                state,
                if again {
                    sent_reason(&step)
                } else {
                    Reason::TooLate
                },
            )
        }
        Fate::StillUnknown => {
            let pause = usize::try_from(attempt.asked).ok().and_then(|n| PAUSES_MS.get(n));
            attempts::asked(tx, shop, attempt.id, Some(now.plus(*pause.unwrap_or(&HOUR_MS)))).await?;
            return match pause {
                Some(_) => Ok(()),
                None => ask_person(tx, &step, task, now).await,
            };
        }
        Fate::CannotTell => {
            attempts::asked(tx, shop, attempt.id, None).await?;
            return ask_person(tx, &step, task, now).await;
        }
    };
    if attempts::finish(tx, shop, attempt.id, &end).await?
        && steps::find_out(tx, shop, step.id, state, reason, now).await?
    {
        tasks::close_of_steps(tx, shop, &[step.id], now).await?;
        log_step(tx, event_of(state), step.id, reason, now)?;
    }
    Ok(())
}

/// Under which reason a step is sent: the rule that gave its moment, however it was found out.
pub(super) fn sent_reason(step: &Step) -> Reason {
    step.slot.map_or(Reason::Confirmed, jinpai_reminder::slot_reason)
}

/// A person looks into the provider's own pages. One task a step; asking again opens no second.
async fn ask_person(tx: &Tx, step: &Step, id: TaskId, now: At) -> Result<()> {
    let task = Task {
        shop: step.shop,
        id,
        kind: TaskKind::FindOut,
        step: step.id,
        state: TaskState::Open,
        opened_at: now,
        due_at: now.plus(DAY_TO_FIND_OUT_MS),
        outcome: None,
        done_by: None,
        done_at: None,
    };
    if tasks::open(tx, &task).await? {
        log_task(tx, EventKind::TaskOpened, &task, now)?;
    }
    Ok(())
}

/// A person has looked into the provider's own pages, and her word settles what the provider could not say.
pub(super) async fn told_by_person(tx: &Tx, task: &Task, outcome: TaskOutcome, now: At) -> Result<()> {
    let shop = task.shop;
    let Some(step) = steps::get(tx, shop, task.step).await? else {
        return Ok(());
    };
    let went_out = outcome == TaskOutcome::Sent;
    for attempt in attempts::of_step(tx, shop, step.id).await? {
        let state = if went_out {
            AttemptState::Accepted
        } else {
            AttemptState::Rejected
        };
        attempts::finish(tx, shop, attempt.id, &End::known(state, None, now)).await?;
    }
    let (state, reason) = match outcome {
        TaskOutcome::Sent => (StepState::Sent, sent_reason(&step)),
        TaskOutcome::Unpaid if now < step.expires_at => (StepState::Planned, sent_reason(&step)),
        TaskOutcome::Unpaid => (StepState::Expired, Reason::TooLate),
        TaskOutcome::Paid => (StepState::Cancelled, Reason::Paid),
        TaskOutcome::Declined => (StepState::Skipped, Reason::Declined),
    };
    if steps::find_out(tx, shop, step.id, state, reason, now).await? {
        log_step(tx, event_of(state), step.id, reason, now)?;
    }
    Ok(())
}
