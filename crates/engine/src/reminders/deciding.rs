//! The last look at steps that this worker has claimed: all of a shop in one transaction with everything it reads,
//! and in as many statements as for one.

use std::collections::HashSet;

use jinpai_model::{
    Address, AddressKind, At, Attempt, AttemptId, AttemptState, BuyerId, Channel, EventKind, Flow, Provider,
    Reason, ShopId, Step, StepId, StepState, Task, TaskId, TaskKind, TaskState,
};
use jinpai_reminder::{Decision, GateInput, PlanInput, Said, TextState, Wording, gate, words};
use jinpai_store::{
    Conn, Lane, Tx, addresses, attempts, providers,
    steps::{self, Decision as End},
    tasks,
};

use crate::{
    canary::{Breaks, Canary},
    coaching::{self, Context},
    core::Engine,
    error::Result,
    inquiries,
    reminders::{
        case::{Case, Known, ShopCase},
        event_of,
        handing::{self, Ready, Way},
        log_step, reachable, reachable_of,
    },
};

/// A step that passed the gate, and where it goes.
pub(crate) struct ToSend {
    pub step: Step,
    /// The rule that gave its moment.
    pub reason: Reason,
    pub way: Way,
    pub wording: Wording,
}

/// Decides about steps of one shop, no two of them of one buyer. Returns what is to be handed over, each with its
/// attempt on disk.
pub(super) async fn decide_all(engine: &Engine, shop: ShopId, steps: Vec<Step>) -> Result<Vec<Ready>> {
    let of = ShopCase::load(engine, shop).await?;
    let engine_in = engine.clone();
    let write = engine.store.write(Lane::Shop(shop), move |tx| {
        Box::pin(async move {
            let to_send = look_at(&engine_in, tx, &of, steps).await?;
            start_all(&engine_in, tx, to_send).await
        })
    });
    write.await
}

async fn look_at(engine: &Engine, tx: &Tx, of: &ShopCase, steps: Vec<Step>) -> Result<Vec<ToSend>> {
    let now = engine.now();
    let shop = of.shop.id;
    let ids: Vec<StepId> = steps.iter().map(|step| step.id).collect();
    let held = steps::get_many(tx, shop, &ids).await?;
    let ours = |step: &Step| {
        let held = held.get(&step.id);
        held.is_some_and(|held| held.state == StepState::Claimed && held.epoch == step.epoch)
    };
    let (payments, inquiries): (Vec<Step>, Vec<Step>) =
        (steps.into_iter().filter(ours)).partition(|step| step.flow == Flow::Payment);
    let mut to_send = Vec::with_capacity(payments.len());
    for step in inquiries {
        to_send.extend(inquiries::decide::decide(engine, tx, of, step).await?);
    }
    let buyers: Vec<BuyerId> = payments.iter().map(|step| step.buyer).collect();
    let known = Known::read(tx, of, &buyers, now).await?;
    let in_chat = payments.iter().filter(|step| step.channel == Channel::Chat);
    let in_chat: Vec<BuyerId> = in_chat.map(|step| step.buyer).collect();
    let in_chat = reachable_of(tx, shop, &in_chat).await?;
    for step in payments {
        let Some(case) = Case::of(&known, of, step.buyer, now) else {
            continue;
        };
        let (decision, wording) = last_look(of, &case, &step, now);
        let way = known_way(&known, &in_chat, of, &step);
        to_send.extend(act(engine, tx, (step, way), (decision, wording), now).await?);
    }
    Ok(to_send)
}

/// What the gate says of a payment step, and the words it would go out with.
fn last_look(of: &ShopCase, case: &Case, step: &Step, now: At) -> (Decision, Option<Wording>) {
    // A person's word that it is still unpaid put the step back under this reason, due at that moment.
    let confirmed_at = (step.reason == Reason::Confirmed).then_some(step.due_at);
    let (wording, state) = text_of(of, case, step, now);
    let orders = case.orders_of(step);
    let contacts = case.contacts_around(step, now);
    let buyer = case.facts_of(&step.orders);
    let decision = gate(
        &GateInput {
            shop: &of.key,
            reminders_on: of.shop.settings.reminders_on && of.payment.version.is_some(),
            buyer: &buyer,
            orders: &orders,
            slot: step.slot.unwrap_or(jinpai_model::Slot::Peak),
            channel: step.channel,
            due_at: step.due_at,
            expires_at: step.expires_at,
            talk: Some(&case.talk),
            contacts: &contacts,
            zone: &of.zone,
            status_at: case.status_at(step, now),
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
    (of.breaks.overrule(decision), wording)
}

/// Sends where there is a way; otherwise writes down what was decided.
async fn act(
    engine: &Engine,
    tx: &Tx,
    (step, way): (Step, Option<Way>),
    (decision, wording): (Decision, Option<Wording>),
    now: At,
) -> Result<Option<ToSend>> {
    let decision = match (decision, way, wording) {
        (Decision::Send { reason }, Some(way), Some(wording)) => {
            return Ok(Some(ToSend {
                step,
                reason,
                way,
                wording,
            }));
        }
        // Nobody would read it there: a person passes the text on where the buyer is.
        (Decision::Send { .. }, None, wording) => {
            let reason = match step.channel {
                // A call is a person's by its nature: it is due, and nothing is wrong.
                Channel::Phone => super::finding_out::sent_reason(&step),
                _ => Reason::Unreachable,
            };
            (Decision::AskPerson { reason }, wording)
        }
        (decision, _, wording) => (decision, wording),
    };
    write_decision(engine, tx, step, decision, now).await?;
    Ok(None)
}

/// Writes down the attempts of what is to be handed over.
async fn start_all(engine: &Engine, tx: &Tx, to_send: Vec<ToSend>) -> Result<Vec<Ready>> {
    let Some(shop) = tx.shop() else {
        return Ok(Vec::new());
    };
    let now = engine.now();
    // The chat takes a step under one key, however often it is tried.
    let outside = to_send.iter().filter(|one| one.step.channel != Channel::Chat);
    let outside: Vec<StepId> = outside.map(|one| one.step.id).collect();
    let failed = attempts::rejected_of_steps(tx, shop, &outside).await?;
    let before = |step: &Step| failed.get(&step.id).copied().unwrap_or(0);
    let attempts: Vec<Attempt> = (to_send.iter())
        .map(|one| attempt_of(engine, one, before(&one.step), now))
        .collect();
    let started = attempts::start_many(tx, shop, &attempts).await?;
    let ready = to_send.into_iter().zip(&attempts).zip(started);
    // Another attempt may stand under the key: nothing may be handed over beside it.
    let ready = ready
        .filter(|(_, started)| *started)
        .map(|((one, attempt), _)| Ready {
            attempt: attempt.id,
            before: before(&one.step),
            step: Step {
                reason: one.reason,
                ..one.step
            },
            written_at: now,
            text: one.wording.text,
            class: one.wording.class,
            way: one.way,
            breaks: engine.breaks,
        });
    Ok(ready.collect())
}

fn attempt_of(engine: &Engine, one: &ToSend, before: u32, now: At) -> Attempt {
    Attempt {
        shop: one.step.shop,
        id: AttemptId::new(now, engine.random.bits()),
        step: one.step.id,
        channel: one.step.channel,
        idempotency_key: handing::key_of(&one.step, before),
        state: AttemptState::Sending,
        started_at: now,
        finished_at: None,
        receipt: None,
        provider: match &one.way {
            Way::Chat => None,
            Way::Provider { provider, .. } => Some(provider.id),
        },
        why: None,
        ask_at: None,
        asked: 0,
        delivery: None,
    }
}

/// Where a step goes; none when only a person can reach her.
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
    Ok(address.map(|address| by_provider(of, provider, address)))
}

/// The same from what was read of many.
fn known_way(known: &Known, in_chat: &HashSet<BuyerId>, of: &ShopCase, step: &Step) -> Option<Way> {
    let kind = match step.channel {
        Channel::Chat => return in_chat.contains(&step.buyer).then_some(Way::Chat),
        Channel::Phone => return None,
        Channel::Sms => AddressKind::Mobile,
        Channel::Email => AddressKind::Email,
    };
    let mut providers = known.providers.iter();
    let provider = providers.find(|provider| provider.on && provider.channel == step.channel)?;
    let mut addresses = known.addresses.get(&step.buyer)?.iter();
    let address = addresses.find(|address| is_usable(address, kind))?;
    Some(by_provider(of, provider.clone(), address.clone()))
}

fn by_provider(of: &ShopCase, provider: Provider, address: Address) -> Way {
    Way::Provider {
        provider: Box::new(provider),
        address: Box::new(address),
        shop_name: of.shop.name.clone(),
    }
}

/// Where a step of hers may go by this kind of address: her own, agreed to, not ended.
pub(crate) async fn address_of(conn: &impl Conn, step: &Step, kind: AddressKind) -> Result<Option<Address>> {
    let known = addresses::of_buyer(conn, step.shop, step.buyer).await?;
    Ok(known.into_iter().find(|address| is_usable(address, kind)))
}

fn is_usable(address: &Address, kind: AddressKind) -> bool {
    address.kind == kind && !address.proxied && address.notice_at.is_some() && address.ended_at.is_none()
}

/// Writes down a decision that sends nothing.
pub(crate) async fn write_decision(
    engine: &Engine,
    tx: &Tx,
    step: Step,
    (decision, wording): (Decision, Option<Wording>),
    now: At,
) -> Result<()> {
    let (shop, id, epoch) = (step.shop, step.id, step.epoch);
    let text = wording.map(|wording| wording.text);
    match decision {
        // Without words or a way there is nothing that could go out.
        Decision::Send { .. } => {}
        Decision::Postpone { until, reason } => {
            steps::postpone(tx, shop, id, epoch, until.max(now.plus(1)), reason).await?;
            log_step(tx, EventKind::StepPostponed, id, reason, now)?;
        }
        Decision::Skip { reason } => {
            finish(tx, (&step, engine.breaks), StepState::Skipped, reason, text, now).await?;
        }
        Decision::Expire { reason } => {
            finish(tx, (&step, engine.breaks), StepState::Expired, reason, text, now).await?;
        }
        Decision::AskPerson { reason } => ask_person(engine, tx, (step, reason), text, now).await?,
    }
    Ok(())
}

/// Lays the step aside until somebody has answered.
async fn ask_person(
    engine: &Engine,
    tx: &Tx,
    (step, reason): (Step, Reason),
    text: Option<String>,
    now: At,
) -> Result<()> {
    let (shop, id) = (step.shop, step.id);
    steps::wait(tx, shop, id, step.epoch, reason).await?;
    if let Some(text) = text {
        // Whoever says or passes it on says what is true now.
        steps::reword(tx, shop, id, &text).await?;
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
    log_task(tx, EventKind::TaskOpened, &task, now)
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
    let buyer = case.facts_of(&step.orders);
    let input = PlanInput {
        shop: &of.key,
        shop_name: &of.shop.name,
        buyer: &buyer,
        orders: &case.unpaid,
        talk: Some(&case.talk),
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
