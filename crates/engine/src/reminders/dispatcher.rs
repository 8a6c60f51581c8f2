//! Claims due steps, takes the last look, hands them to their channel, and writes down what became of it.
//!
//! The order of effects is the promise: the attempt is on disk before the channel is called, and its end is
//! written by whoever holds the step's lease. What lies between, after a crash, is found out from the channel
//! itself and never by sending again.

use std::time::Duration;

use jinpai_model::{
    At, Attempt, AttemptId, AttemptState, Channel, ConversationId, EventKind, MessageId, Reason, ShopId,
    Step, StepState, Task, TaskId, TaskKind, TaskState,
};
use jinpai_reminder::{Decision, GateInput, PlanInput, Said, TextState, Wording, gate, words};
use jinpai_store::{
    Lane, Tx, attempts,
    messages::{self, Sender},
    orders,
    steps::{self, Decision as End},
    tasks,
};

use crate::{
    chat::{self, Draft},
    coaching::{self, Context},
    core::Engine,
    error::{EngineError, Result},
    reminders::{
        case::{Case, ShopCase},
        chat_key, event_of, log_step, planner, reachable,
    },
};

/// How long a worker may hold a step.
const LEASE_MS: i64 = 30_000;
/// Steps claimed at a time.
const BATCH: u64 = 100;
/// How often due steps are looked for unasked.
const LOOK: Duration = Duration::from_millis(250);
/// Every so many looks, leases that ran out are looked for; at the first look, those of the process before.
const RECOVER_EVERY: u32 = 40;

/// Dispatches until the engine stops.
pub(crate) async fn run(engine: Engine) {
    let mut stopping = engine.stopping();
    let mut looks: u32 = 0;
    loop {
        if looks.is_multiple_of(RECOVER_EVERY)
            && let Err(error) = recover(&engine).await
        {
            tracing::warn!(%error, "steps of a lost worker could not be looked at");
        }
        looks = looks.wrapping_add(1);
        match dispatch_due(&engine).await {
            Ok(0) => {}
            Ok(_) => continue,
            Err(error) => tracing::warn!(%error, "dispatching failed; it is tried again"),
        }
        tokio::select! {
            () = engine.due_bell.notified() => {}
            () = tokio::time::sleep(LOOK) => {}
            _ = stopping.changed() => return,
        }
    }
}

/// Handles every step that is due now; returns how many there were.
pub(crate) async fn dispatch_due(engine: &Engine) -> Result<usize> {
    let now = engine.now();
    for shop in tasks::shops_with_due(engine.store.read(), now).await? {
        expire_tasks(engine, shop).await?;
    }
    // A look costs a read; only what is due costs a write.
    if steps::next_due_at(engine.store.read())
        .await?
        .is_none_or(|due| due > now)
    {
        return Ok(0);
    }
    let claim = engine.store.write(Lane::Global, move |tx| {
        Box::pin(async move { steps::claim_due(tx, now, LEASE_MS, BATCH).await })
    });
    let due = claim.await?;
    let count = due.len();
    for step in due {
        let (id, shop) = (step.id, step.shop);
        if let Err(error) = handle(engine, step).await {
            // The lease runs out and the step is looked at again.
            tracing::warn!(step = %id, %shop, %error, "a step could not be handled");
        }
    }
    Ok(count)
}

/// One claimed step through the gate and, if it passes, to its channel.
async fn handle(engine: &Engine, step: Step) -> Result<()> {
    let of = ShopCase::load(engine, step.shop).await?;
    let (shop, buyer) = (step.shop, step.buyer);
    let engine_in = engine.clone();
    let decided = engine.store.write(Lane::Shop(shop), move |tx| {
        Box::pin(async move { decide(&engine_in, tx, &of, step).await })
    });
    if let Some(ready) = decided.await? {
        hand_over(engine, ready).await?;
    }
    // What was decided may leave room for another step, or take it away.
    planner::plan_buyers(engine, shop, vec![buyer], None).await
}

/// A step that passed the gate, with its attempt on disk.
struct Ready {
    step: Step,
    attempt: AttemptId,
    text: String,
}

/// The last look, in one transaction with everything it reads. Returns what is to be handed over.
async fn decide(engine: &Engine, tx: &Tx, of: &ShopCase, step: Step) -> Result<Option<Ready>> {
    let now = engine.now();
    // A person's word that it is still unpaid put the step back under this reason, due at that moment.
    let confirmed_at = (step.reason == Reason::Confirmed).then_some(step.due_at);
    let held = steps::get(tx, step.shop, step.id).await?;
    if held.is_none_or(|held| held.state != StepState::Claimed || held.epoch != step.epoch) {
        return Ok(None);
    }
    let Some(case) = Case::load(tx, of, step.buyer, now).await? else {
        return Ok(None);
    };
    let (wording, state) = text_of(of, &case, &step, now);
    let orders = case.orders_of(&step);
    let mut decision = gate(
        &GateInput {
            shop: &of.key,
            reminders_on: of.shop.settings.reminders_on && of.payment.version.is_some(),
            buyer: &case.buyer,
            orders: &orders,
            slot: step.slot.unwrap_or(jinpai_model::Slot::Peak),
            channel: step.channel,
            due_at: step.due_at,
            expires_at: step.expires_at,
            talk: case.talk.as_ref(),
            contacts: &case.contacts,
            zone: &of.zone,
            status_at: case.status_at(&step, now),
            confirmed_at,
            text: state,
            said: wording.as_ref().map(|wording| Said {
                text: &wording.text,
                class: wording.class,
                shop_name: &of.shop.name,
            }),
            seed: of.seed,
        },
        &of.payment.policy,
        now,
    );
    if matches!(decision, Decision::Send { .. }) && !reachable(tx, step.shop, step.buyer).await? {
        // Nobody would read it in our chat: a person passes the text on where the buyer is.
        decision = Decision::AskPerson {
            reason: Reason::Unreachable,
        };
    }
    let text = wording.map(|wording| wording.text);
    write_decision(engine, tx, step, decision, text, now).await
}

async fn write_decision(
    engine: &Engine,
    tx: &Tx,
    step: Step,
    decision: Decision,
    text: Option<String>,
    now: At,
) -> Result<Option<Ready>> {
    let (shop, id, epoch) = (step.shop, step.id, step.epoch);
    match decision {
        Decision::Send { reason } => {
            let Some(text) = text else { return Ok(None) };
            let attempt = Attempt {
                shop,
                id: AttemptId::new(now, engine.random.bits()),
                step: id,
                channel: step.channel,
                idempotency_key: chat_key(&step),
                state: AttemptState::Sending,
                started_at: now,
                finished_at: None,
                receipt: None,
            };
            let attempt_id = attempt.id;
            attempts::start(tx, &attempt).await?;
            Ok(Some(Ready {
                step: Step { reason, ..step },
                attempt: attempt_id,
                text,
            }))
        }
        Decision::Postpone { until, reason } => {
            steps::postpone(tx, shop, id, epoch, until.max(now.plus(1)), reason).await?;
            log_step(tx, EventKind::StepPostponed, id, reason, now)?;
            Ok(None)
        }
        Decision::Skip { reason } => {
            finish(tx, &step, StepState::Skipped, reason, text, now).await?;
            Ok(None)
        }
        Decision::Expire { reason } => {
            finish(tx, &step, StepState::Expired, reason, text, now).await?;
            Ok(None)
        }
        Decision::AskPerson { reason } => {
            steps::wait(tx, shop, id, epoch, reason).await?;
            let task = Task {
                shop,
                id: TaskId::new(now, engine.random.bits()),
                kind: TaskKind::ConfirmUnpaid,
                step: id,
                state: TaskState::Open,
                opened_at: now,
                due_at: step.expires_at,
                outcome: None,
                done_by: None,
                done_at: None,
            };
            tasks::open(tx, &task).await?;
            log_step(tx, EventKind::StepPostponed, id, reason, now)?;
            log_task(tx, EventKind::TaskOpened, &task, now)?;
            Ok(None)
        }
    }
}

/// The words from the facts of now, and whether they may go out.
fn text_of(of: &ShopCase, case: &Case, step: &Step, now: At) -> (Option<Wording>, TextState) {
    let (Some(slot), Some(angle)) = (step.slot, step.angle) else {
        return (None, TextState::FactMissing);
    };
    let orders = case.orders_of(step);
    let Some((leader, merged)) = orders.split_first() else {
        return (None, TextState::FactMissing);
    };
    let merged: Vec<_> = merged.iter().collect();
    let input = PlanInput {
        shop: &of.key,
        shop_name: &of.shop.name,
        buyer: &case.buyer,
        orders: &case.unpaid,
        talk: case.talk.as_ref(),
        contacts: &case.contacts,
        zone: &of.zone,
        policy: &of.payment.policy,
        now,
        seed: of.seed,
    };
    let Some(wording) = words(leader, &merged, (slot, step.channel), angle, &input) else {
        return (None, TextState::FactMissing);
    };
    let report = Engine::check(
        &of.coach,
        &of.shop,
        &Context::default(),
        &wording.text,
        now,
        jinpai_coach::Locale::Zh,
    )
    .report;
    // A reminder speaks unasked, so it must be cleaner than a reply: anything from warn up stops it.
    let refused = coaching::warns(&report);
    (
        Some(wording),
        if refused {
            TextState::Refused
        } else {
            TextState::Passed
        },
    )
}

/// Calls the channel and writes down what it answered.
async fn hand_over(engine: &Engine, ready: Ready) -> Result<()> {
    match ready.step.channel {
        Channel::Chat => into_chat(engine, ready).await,
        // The planner offers no other channel yet; a step of one would be a row of a later version.
        Channel::Sms | Channel::Phone | Channel::Email => refuse(engine, ready).await,
    }
}

/// The chat is a channel of our own: it takes a message under the step's key once, and both the message and the
/// attempt's end are one transaction.
async fn into_chat(engine: &Engine, ready: Ready) -> Result<()> {
    let now = engine.now();
    let Ready { step, attempt, text } = ready;
    let draft = Draft::new(Sender::Bot, &chat_key(&step), &text)?;
    let conversation = ConversationId::new(now, engine.random.bits());
    let message = MessageId::new(now, engine.random.bits());
    let write = engine.store.write(Lane::Shop(step.shop), move |tx| {
        Box::pin(async move {
            let held = steps::get(tx, step.shop, step.id).await?;
            let ours = held.is_some_and(|held| held.state == StepState::Claimed && held.epoch == step.epoch);
            let held = orders::get_many(tx, step.shop, &step.orders).await?;
            let paid = held.values().any(|order| order.paid_at.is_some());
            if !ours || paid {
                // The lease was lost, or she paid in between: nothing is handed over, and the attempt says so.
                attempts::finish(tx, step.shop, attempt, AttemptState::Rejected, None, now).await?;
                return finish(tx, &step, StepState::Cancelled, Reason::Paid, None, now).await;
            }
            let to = (step.shop, step.buyer);
            let (_, sent) = chat::say(tx, to, (conversation, message), draft, now).await?;
            let receipt = sent.message.id.to_string();
            attempts::finish(
                tx,
                step.shop,
                attempt,
                AttemptState::Accepted,
                Some(&receipt),
                now,
            )
            .await?;
            finish(tx, &step, StepState::Sent, step.reason, Some(text), now).await
        })
    });
    write.await
}

async fn refuse(engine: &Engine, ready: Ready) -> Result<()> {
    let now = engine.now();
    let Ready { step, attempt, .. } = ready;
    let write = engine.store.write(Lane::Shop(step.shop), move |tx| {
        Box::pin(async move {
            attempts::finish(tx, step.shop, attempt, AttemptState::Rejected, None, now).await?;
            finish(tx, &step, StepState::Skipped, Reason::Unreachable, None, now).await
        })
    });
    write.await
}

/// Ends a step that this worker holds. A worker that lost its lease writes nothing.
async fn finish(
    tx: &Tx,
    step: &Step,
    state: StepState,
    reason: Reason,
    text: Option<String>,
    now: At,
) -> Result<()> {
    let end = End {
        state,
        reason,
        text,
        decided_at: now,
    };
    if steps::finish(tx, step.shop, step.id, step.epoch, &end).await? {
        log_step(tx, event_of(state), step.id, reason, now)?;
    }
    Ok(())
}

pub(crate) fn log_task(tx: &Tx, kind: EventKind, task: &Task, now: At) -> Result<()> {
    let payload = serde_json::json!({ "step": task.step, "outcome": task.outcome });
    tx.append(jinpai_store::NewEvent {
        at: now,
        kind,
        subject: task.id.to_string(),
        payload,
    })?;
    Ok(())
}

/// Finds out what became of steps whose worker died: asks the channel, then frees or ends them.
async fn recover(engine: &Engine) -> Result<()> {
    let now = engine.now();
    let claim = engine.store.write(Lane::Global, move |tx| {
        Box::pin(async move { steps::claim_expired_leases(tx, now, LEASE_MS, BATCH).await })
    });
    for step in claim.await? {
        let write = engine.store.write(Lane::Shop(step.shop), move |tx| {
            Box::pin(async move { recover_step(tx, step, now).await })
        });
        write.await?;
    }
    Ok(())
}

async fn recover_step(tx: &Tx, step: Step, now: At) -> Result<()> {
    let shop = step.shop;
    let taken = taken_by_chat(tx, &step).await?;
    for attempt in attempts::of_step(tx, shop, step.id).await? {
        if attempt.state == AttemptState::Sending {
            let state = if taken.is_some() {
                AttemptState::Accepted
            } else {
                AttemptState::Rejected
            };
            attempts::finish(tx, shop, attempt.id, state, taken.as_deref(), now).await?;
        }
    }
    match taken {
        Some(_) => finish(tx, &step, StepState::Sent, step.reason, None, now).await,
        // The chat never got it, which its own rows prove: the step is decided anew.
        None => {
            steps::postpone(tx, shop, step.id, step.epoch, step.due_at, step.reason).await?;
            Ok(())
        }
    }
}

/// The message that a step became, if the chat has it.
async fn taken_by_chat(tx: &Tx, step: &Step) -> Result<Option<String>> {
    let found = messages::by_client_ref(tx, step.shop, Sender::Bot, &chat_key(step)).await?;
    Ok(found.map(|message| message.id.to_string()))
}

/// Nobody answered in time: these tasks and their steps are over.
async fn expire_tasks(engine: &Engine, shop: ShopId) -> Result<()> {
    let now = engine.now();
    let write = engine.store.write(Lane::Shop(shop), move |tx| {
        Box::pin(async move {
            for task in tasks::expire_due(tx, shop, now).await? {
                log_task(tx, EventKind::TaskDone, &task, now)?;
                if steps::settle(tx, shop, task.step, StepState::Expired, Reason::StaleStatus, now).await? {
                    log_step(tx, EventKind::StepSkipped, task.step, Reason::StaleStatus, now)?;
                }
            }
            Ok::<_, EngineError>(())
        })
    });
    write.await
}
