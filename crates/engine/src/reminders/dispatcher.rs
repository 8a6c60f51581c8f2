//! Claims due steps, takes the last look at each, and hands on what passes.
//!
//! The order of effects is the promise: the attempt is on disk before the channel is called
//! ([`super::handing`]), and its end is written by whoever holds the step's lease. What lies between, after a
//! crash, is found out from the channel itself ([`super::finding_out`]) and never by sending again.

use std::time::Duration;

use jinpai_model::{
    Address, AddressKind, At, Attempt, AttemptId, AttemptState, Channel, EventKind, Flow, Reason, ShopId,
    Step, StepState, Task, TaskId, TaskKind, TaskState,
};
use jinpai_reminder::{Decision, GateInput, PlanInput, Said, TextState, Wording, gate, words};
use jinpai_store::{
    Conn, Lane, Tx, addresses,
    agenda::Agenda,
    attempts, providers,
    steps::{self, Decision as End},
    tasks,
};

use crate::{
    boundary::Boundary,
    canary::{Breaks, Canary},
    coaching::{self, Context},
    core::Engine,
    error::{EngineError, Result},
    inquiries,
    reminders::{
        case::{Case, ShopCase},
        event_of,
        handing::{self, Ready, Way},
        log_step, planner, reachable,
    },
};

/// How long a worker may hold a step.
pub(super) const LEASE_MS: i64 = 30_000;
/// Steps claimed at a time.
pub(super) const BATCH: u64 = 100;
/// How often due steps are looked for unasked.
const LOOK: Duration = Duration::from_millis(250);

/// Dispatches until the engine stops.
pub(crate) async fn run(engine: Engine) {
    let mut stopping = engine.stopping();
    loop {
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
    // A look costs a read; only what is due costs a write.
    let agenda = Agenda::read(engine.store.read()).await?;
    if agenda.task_due.is_some_and(|due| due <= now) {
        for shop in tasks::shops_with_due(engine.store.read(), now).await? {
            expire_tasks(engine, shop).await?;
        }
    }
    if agenda.step_due.is_none_or(|due| due > now) {
        return Ok(0);
    }
    let claim = engine.store.write(Lane::Global, move |tx| {
        Box::pin(async move { steps::claim_due(tx, now, LEASE_MS, BATCH).await })
    });
    let due = claim.await?;
    let count = due.len();
    if count > 0 {
        engine.reached(Boundary::StepsClaimed).await;
    }
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
    let ready = decided.await?;
    engine.reached(Boundary::DecisionWritten).await;
    if let Some(ready) = ready {
        handing::hand_over(engine, ready).await?;
    }
    // What was decided may leave room for another step, or take it away.
    planner::plan_buyers(engine, shop, vec![buyer], None).await
}

/// The last look, in one transaction with everything it reads. Returns what is to be handed over.
async fn decide(engine: &Engine, tx: &Tx, of: &ShopCase, step: Step) -> Result<Option<Ready>> {
    if step.flow == Flow::Inquiry {
        return inquiries::decide::decide(engine, tx, of, step).await;
    }
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
    let contacts = case.contacts_around(&step, now);
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
            contacts: &contacts,
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
    decision = of.breaks.overrule(decision);
    let mut way = None;
    if matches!(decision, Decision::Send { .. }) {
        way = way_of(tx, of, &step).await?;
        if way.is_none() {
            // Nobody would read it there: a person passes the text on where the buyer is.
            decision = Decision::AskPerson {
                reason: match step.channel {
                    // A call is a person's by its nature: it is due, and nothing is wrong.
                    Channel::Phone => super::finding_out::sent_reason(&step),
                    _ => Reason::Unreachable,
                },
            };
        }
    }
    write_decision(engine, tx, (step, way), decision, wording, now).await
}

/// Where the step goes; none when only a person can reach her.
pub(crate) async fn way_of(tx: &Tx, of: &ShopCase, step: &Step) -> Result<Option<Way>> {
    let kind = match step.channel {
        Channel::Chat => return Ok(reachable(tx, step.shop, step.buyer).await?.then_some(Way::Chat)),
        Channel::Phone => return Ok(None),
        Channel::Sms => AddressKind::Mobile,
        Channel::Email => AddressKind::Email,
    };
    let Some(provider) = providers::on_for(tx, step.shop, step.channel).await? else {
        return Ok(None);
    };
    let address = address_of(tx, step, kind).await?;
    Ok(address.map(|address| Way::Provider {
        provider: Box::new(provider),
        address: Box::new(address),
        shop_name: of.shop.name.clone(),
    }))
}

/// Where a step of hers may go by this kind of address: her own, agreed to, not ended.
pub(crate) async fn address_of(conn: &impl Conn, step: &Step, kind: AddressKind) -> Result<Option<Address>> {
    let known = addresses::of_buyer(conn, step.shop, step.buyer).await?;
    let usable = |address: &Address| {
        address.kind == kind && !address.proxied && address.notice_at.is_some() && address.ended_at.is_none()
    };
    Ok(known.into_iter().find(usable))
}

pub(crate) async fn write_decision(
    engine: &Engine,
    tx: &Tx,
    (step, way): (Step, Option<Way>),
    decision: Decision,
    wording: Option<Wording>,
    now: At,
) -> Result<Option<Ready>> {
    let (shop, id, epoch) = (step.shop, step.id, step.epoch);
    match decision {
        Decision::Send { reason } => {
            let (Some(Wording { text, class, .. }), Some(way)) = (wording, way) else {
                return Ok(None);
            };
            let before = failed_before(tx, &step).await?;
            let attempt = Attempt {
                shop,
                id: AttemptId::new(now, engine.random.bits()),
                step: id,
                channel: step.channel,
                idempotency_key: handing::key_of(&step, before),
                state: AttemptState::Sending,
                started_at: now,
                finished_at: None,
                receipt: None,
                provider: match &way {
                    Way::Chat => None,
                    Way::Provider { provider, .. } => Some(provider.id),
                },
                why: None,
                ask_at: None,
                asked: 0,
                delivery: None,
            };
            if !attempts::start(tx, &attempt).await? {
                // Another attempt stands under this key: nothing may be handed over beside it.
                return Ok(None);
            }
            Ok(Some(Ready {
                attempt: attempt.id,
                step: Step { reason, ..step },
                before,
                written_at: now,
                text,
                class,
                way,
                breaks: engine.breaks,
            }))
        }
        Decision::Postpone { until, reason } => {
            steps::postpone(tx, shop, id, epoch, until.max(now.plus(1)), reason).await?;
            log_step(tx, EventKind::StepPostponed, id, reason, now)?;
            Ok(None)
        }
        Decision::Skip { reason } => {
            let text = wording.map(|wording| wording.text);
            finish(tx, (&step, engine.breaks), StepState::Skipped, reason, text, now).await?;
            Ok(None)
        }
        Decision::Expire { reason } => {
            let text = wording.map(|wording| wording.text);
            finish(tx, (&step, engine.breaks), StepState::Expired, reason, text, now).await?;
            Ok(None)
        }
        Decision::AskPerson { reason } => {
            steps::wait(tx, shop, id, epoch, reason).await?;
            if let Some(wording) = wording {
                // Whoever says or passes it on says what is true now.
                steps::reword(tx, shop, id, &wording.text).await?;
            }
            let task = Task {
                shop,
                id: TaskId::new(now, engine.random.bits()),
                kind: match step.channel {
                    Channel::Phone => TaskKind::Call,
                    _ => TaskKind::ConfirmUnpaid,
                },
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

/// How many attempts of the step are proven to have failed.
async fn failed_before(tx: &Tx, step: &Step) -> Result<u32> {
    // The chat takes a step under one key, however often it is tried.
    if step.channel == Channel::Chat {
        return Ok(0);
    }
    let tried = attempts::of_step(tx, step.shop, step.id).await?;
    let failed = tried
        .iter()
        .filter(|attempt| attempt.state == AttemptState::Rejected);
    Ok(u32::try_from(failed.count()).unwrap_or(u32::MAX))
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
    let refused = coaching::warns(&report) && !of.breaks.is(Canary::CoachUnasked);
    (
        Some(wording),
        if refused {
            TextState::Refused
        } else {
            TextState::Passed
        },
    )
}

/// Ends a step that this worker holds. A worker that lost its lease writes nothing, and is told so.
pub(crate) async fn finish(
    tx: &Tx,
    (step, breaks): (&Step, Breaks),
    state: StepState,
    reason: Reason,
    text: Option<String>,
    now: At,
) -> Result<bool> {
    let end = End {
        state,
        reason,
        text,
        decided_at: now,
    };
    let mut epoch = step.epoch;
    if breaks.is(Canary::LeaseIgnored) {
        epoch = (steps::get(tx, step.shop, step.id).await?).map_or(epoch, |held| held.epoch);
    }
    let ours = steps::finish(tx, step.shop, step.id, epoch, &end).await?;
    if ours {
        log_step(tx, event_of(state), step.id, reason, now)?;
    }
    Ok(ours)
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

/// Nobody answered in time: these tasks and their steps are over.
async fn expire_tasks(engine: &Engine, shop: ShopId) -> Result<()> {
    let now = engine.now();
    let write = engine.store.write(Lane::Shop(shop), move |tx| {
        Box::pin(async move {
            for task in tasks::expire_due(tx, shop, now).await? {
                log_task(tx, EventKind::TaskDone, &task, now)?;
                let reason = match task.kind {
                    TaskKind::ConfirmUnpaid => Reason::StaleStatus,
                    TaskKind::Call | TaskKind::Draft => Reason::TooLate,
                    // The step goes on without the person's word.
                    TaskKind::FindOut | TaskKind::ChangePrice => continue,
                };
                if steps::settle(tx, shop, task.step, StepState::Expired, reason, now).await? {
                    log_step(tx, EventKind::StepSkipped, task.step, reason, now)?;
                }
            }
            Ok::<_, EngineError>(())
        })
    });
    write.await
}
