//! Follows the log and plans anew for every buyer whose case has changed.

use std::{
    collections::{BTreeSet, HashMap},
    time::Duration,
};

use jinpai_model::{
    At, BuyerId, ConversationId, Event, EventKind, Flow, OrderId, Reason, ShopId, Step, StepId, StepState,
};
use jinpai_reminder::{BuyerFacts, Plan, PlanInput, PlanOrder, PlannedStep, Proposal, SkippedOrder, plan};
use jinpai_store::{
    Lane, StoreError, Tx, conversations,
    cursors::{self, Reading},
    events, orders, steps,
    trials::{self, Trial},
};

use crate::{
    boundary::Boundary,
    core::Engine,
    error::{EngineError, Result},
    inquiries,
    reminders::{
        case::{Case, Known, ShopCase},
        close_tasks, log_step, proposals, rails, trial,
    },
};

/// Name of the planner's place in each shop's log.
const CURSOR: &str = "planner";
/// Events read at a time.
const BATCH: u64 = 500;
/// Buyers whose case has changed, from when on they are planned before more of the log is read.
const AHEAD: usize = 2_000;
/// Buyers planned in one transaction: a talk waits no longer than for these.
const BUYERS: usize = 200;
/// Events without consequence that may be read again after a restart.
const UNWRITTEN: i64 = 1_000;
/// How often the log is looked at unasked.
const LOOK: Duration = Duration::from_secs(1);

/// How far each shop's log has been planned: where it is, and where that was last written down.
#[derive(Default)]
pub(crate) struct Places(HashMap<ShopId, Place>);

#[derive(Clone, Copy)]
struct Place {
    reached: i64,
    written: i64,
}

/// Plans until the engine stops.
pub(crate) async fn run(engine: Engine) {
    let mut stopping = engine.stopping();
    let mut places = Places::default();
    loop {
        if let Err(error) = plan_all(&engine, &mut places).await {
            tracing::warn!(%error, "planning failed; it is tried again");
        }
        tokio::select! {
            () = engine.plan_bell.notified() => {}
            () = tokio::time::sleep(LOOK) => {}
            _ = stopping.changed() => return,
        }
    }
}

/// Plans for every shop whose log has grown since it was last planned. One shop's trouble is not another's.
pub(crate) async fn plan_all(engine: &Engine, places: &mut Places) -> Result<()> {
    for log in cursors::readings(engine.store.read(), CURSOR).await? {
        if let Err(error) = plan_shop(engine, places, log).await {
            tracing::warn!(shop = %log.shop, %error, "a shop could not be planned; it is tried again");
        }
    }
    Ok(())
}

async fn plan_shop(engine: &Engine, places: &mut Places, log: Reading) -> Result<()> {
    let Reading { shop, head, reached } = log;
    let known = places.0.get(&shop).copied();
    let mut place = match known {
        Some(place) if place.reached >= reached => place,
        _ => {
            // Another process has planned so far; by what policy it is planned from here on may stand in what it read.
            if known.is_some() {
                engine.renew_policies(shop).await?;
            }
            Place {
                reached,
                written: reached,
            }
        }
    };
    while place.reached < head {
        let ahead = read_ahead(engine, shop, place.reached, head).await?;
        if ahead.last == place.reached {
            break;
        }
        engine.reached(Boundary::LogRead).await;
        // Talk alone plans nothing: its place is not worth a write each time, only now and then.
        if ahead.changes_something() || ahead.last - place.written >= UNWRITTEN {
            // Before the place moves on: whoever comes after a process that died here does it again.
            for talk in ahead.closed {
                inquiries::look_at(engine, shop, talk).await?;
            }
            let mut buyers = ahead.buyers;
            if ahead.everybody {
                let read = engine.store.read();
                buyers.extend(orders::unpaid_buyers(read, shop, engine.now()).await?);
                buyers.extend(steps::buyers_open(read, shop, Flow::Inquiry).await?);
            }
            plan_buyers(engine, shop, buyers.into_iter().collect(), Some(ahead.last)).await?;
            place.written = ahead.last;
            engine.reached(Boundary::PlansWritten).await;
        }
        place.reached = ahead.last;
        places.0.insert(shop, place);
    }
    Ok(())
}

/// What a stretch of the log calls for. A plan is made from the rows as they are, so a buyer who is in it often, or in
/// it beside a change that is about everybody, is planned once.
struct Ahead {
    last: i64,
    buyers: BTreeSet<BuyerId>,
    /// A setting has changed for all of them.
    everybody: bool,
    /// The talks that somebody has closed: what comes after the open chat is laid out then.
    closed: Vec<ConversationId>,
}

impl Ahead {
    fn changes_something(&self) -> bool {
        self.everybody || !self.buyers.is_empty() || !self.closed.is_empty()
    }
}

/// Reads the log from `after` up to its head or, when it calls for many plans, less far.
async fn read_ahead(engine: &Engine, shop: ShopId, after: i64, head: i64) -> Result<Ahead> {
    let mut ahead = Ahead {
        last: after,
        buyers: BTreeSet::new(),
        everybody: false,
        closed: Vec::new(),
    };
    while ahead.last < head && (ahead.everybody || ahead.buyers.len() < AHEAD) {
        let batch = events::after(engine.store.read(), shop, ahead.last, BATCH).await?;
        let Some(last) = batch.last() else { break };
        rails::watch(engine, shop, &batch).await?;
        touched(engine, shop, &batch, &mut ahead).await?;
        ahead.last = last.seq;
    }
    Ok(ahead)
}

/// Adds the buyers whose case a batch of events may have changed.
async fn touched(engine: &Engine, shop: ShopId, batch: &[Event], ahead: &mut Ahead) -> Result<()> {
    use EventKind as Kind;
    let read = engine.store.read();
    let buyers = &mut ahead.buyers;
    let mut ordered: Vec<OrderId> = Vec::new();
    let mut talks: Vec<ConversationId> = Vec::new();
    for event in batch {
        match event.kind {
            Kind::OrderCreated | Kind::OrderPaid | Kind::OrderClosed | Kind::OrderChanged => {
                ordered.extend(event.subject.parse::<OrderId>());
            }
            Kind::MessageSent => {
                let talk = event
                    .payload
                    .get("conversation")
                    .and_then(serde_json::Value::as_str);
                talks.extend(talk.and_then(|id| id.parse::<ConversationId>().ok()));
            }
            Kind::ConversationClosed => {
                let closed = event.subject.parse::<ConversationId>();
                talks.extend(closed.clone());
                ahead.closed.extend(closed);
            }
            Kind::BuyerChanged | Kind::BuyersMerged => {
                buyers.extend(event.subject.parse::<BuyerId>());
            }
            // Those who are one person no more are planned for each by herself.
            Kind::BuyersSplit => {
                let named = event.payload.get("buyers").and_then(serde_json::Value::as_array);
                let named = named.into_iter().flatten().filter_map(serde_json::Value::as_str);
                buyers.extend(named.filter_map(|id| id.parse::<BuyerId>().ok()));
            }
            Kind::ShopChanged => ahead.everybody = true,
            Kind::PolicyChanged => {
                // What is planned from here on goes by the policy that this event put in force.
                engine.renew_policies(shop).await?;
                ahead.everybody = true;
            }
            _ => {}
        }
    }
    let changed = orders::buyers_of(read, shop, &ordered).await?;
    let (paid, waiting): (Vec<_>, Vec<_>) = changed.into_iter().partition(|(_, paid)| *paid);
    buyers.extend(waiting.into_iter().map(|(buyer, _)| buyer));
    let mut talking: Vec<BuyerId> = paid.into_iter().map(|(buyer, _)| buyer).collect();
    talks.sort_unstable();
    talks.dedup();
    let talks = conversations::get_many(read, shop, &talks).await?;
    talking.extend(talks.into_values().map(|talk| talk.buyer));
    talking.sort_unstable();
    talking.dedup();
    // Who talks or has paid is planned anew where something waits: another order of hers, or a step.
    buyers.extend(steps::with_open(read, shop, &talking).await?);
    buyers.extend(orders::with_unpaid(read, shop, &talking, engine.now()).await?);
    Ok(())
}

/// Plans for these buyers; with `reached`, moves the planner's cursor in the last transaction.
pub(crate) async fn plan_buyers(
    engine: &Engine,
    shop: ShopId,
    buyers: Vec<BuyerId>,
    reached: Option<i64>,
) -> Result<()> {
    let mut chunks: Vec<Vec<BuyerId>> = buyers.chunks(BUYERS).map(<[BuyerId]>::to_vec).collect();
    if chunks.is_empty() {
        chunks.push(Vec::new());
    }
    let last = chunks.len() - 1;
    for (n, chunk) in chunks.into_iter().enumerate() {
        let engine_in = engine.clone();
        let reached = reached.filter(|_| n == last);
        let of = ShopCase::load(engine, shop).await?;
        let write = engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                plan_some(&engine_in, tx, &of, &chunk).await?;
                if let Some(reached) = reached {
                    cursors::set(tx, shop, CURSOR, reached).await?;
                }
                Ok::<_, EngineError>(())
            })
        });
        write.await?;
    }
    engine.wake_dispatcher();
    Ok(())
}

/// What the plans of some buyers add to the rows, written once for all of them.
#[derive(Default)]
struct Laid {
    put: Vec<Step>,
    trials: Vec<Trial>,
    /// With the steps that are still ahead of each buyer.
    proposals: Vec<(Vec<Proposal>, Vec<Step>)>,
}

async fn plan_some(engine: &Engine, tx: &Tx, of: &ShopCase, buyers: &[BuyerId]) -> Result<()> {
    let (shop, now) = (of.shop.id, engine.now());
    let known = Known::read(tx, of, buyers, now).await?;
    // What is known of one is known of whoever is one with her.
    let buyers = known.kin.all(buyers);
    let mut laid = Laid::default();
    for buyer in &buyers {
        let Some(case) = Case::of(&known, of, *buyer, now) else {
            continue;
        };
        match of.payment.version {
            None => stand_still(tx, &case, now).await?,
            Some(version) => {
                let made = plan_of(of, &case, now);
                let drawn = trial::drawn(of, &case, (&made, version), now);
                laid.trials.extend(drawn);
                reconcile(engine, tx, &case, (made, version), &mut laid, now).await?;
            }
        }
    }
    trials::enrol(tx, shop, &laid.trials).await?;
    let stored = steps::insert_many(tx, shop, &laid.put).await?;
    for (row, _) in laid.put.iter().zip(stored).filter(|(_, stored)| *stored) {
        log_step(tx, super::event_of(row.state), row.id, row.reason, now)?;
    }
    for (proposed, ahead) in laid.proposals {
        proposals::put(engine, tx, proposed, &ahead, now).await?;
    }
    // In the order of the buyers, so that a run can be repeated.
    let inquiring = steps::with_open_inquiry(tx, shop, &buyers).await?;
    for buyer in buyers.iter().filter(|buyer| inquiring.contains(buyer)) {
        inquiries::plan::plan_open(engine, tx, of, *buyer).await?;
    }
    Ok(())
}

/// What is planned for her orders, each under the draw that is about it.
fn plan_of(of: &ShopCase, case: &Case, now: At) -> Plan {
    let mut made = Plan::default();
    for (facts, orders) in case.parts() {
        let part = plan(&input_of(of, case, (&facts, &orders), now));
        made.steps.extend(part.steps);
        made.skips.extend(part.skips);
        made.drawn.extend(part.drawn);
        made.proposals.extend(part.proposals);
    }
    made
}

fn input_of<'a>(
    of: &'a ShopCase,
    case: &'a Case,
    (buyer, orders): (&'a BuyerFacts, &'a [PlanOrder]),
    now: At,
) -> PlanInput<'a> {
    PlanInput {
        shop: &of.key,
        shop_name: &of.shop.name,
        buyer,
        orders,
        talk: Some(&case.talk),
        contacts: &case.contacts,
        zone: &of.zone,
        policy: &of.payment.policy,
        now,
        seed: of.seed,
    }
}

/// The flow stands still: what nobody works on is taken back until it goes on.
async fn stand_still(tx: &Tx, case: &Case, now: At) -> Result<()> {
    let open = case.steps.iter().filter(|step| is_open(step));
    let open: Vec<StepId> = open.map(|step| step.id).collect();
    for id in &open {
        let reason = Reason::RemindersOff;
        if steps::settle(tx, case.shop, *id, StepState::Cancelled, reason, now).await? {
            log_step(tx, EventKind::StepCancelled, *id, reason, now)?;
        }
    }
    close_tasks(tx, case.shop, &open, now).await?;
    Ok(())
}

/// Not decided yet, and in no worker's hands.
pub(crate) const fn is_open(step: &Step) -> bool {
    matches!(step.state, StepState::Planned | StepState::Waiting)
}

/// Makes the rows agree with the plan: new steps in, moved ones moved, the rest cancelled with the plan's reason.
async fn reconcile(
    engine: &Engine,
    tx: &Tx,
    case: &Case,
    (made, policy_version): (Plan, i64),
    laid: &mut Laid,
    now: At,
) -> Result<(), StoreError> {
    let Some(shop) = tx.shop() else { return Ok(()) };
    let key = |step: &Step| (step.ladder.clone(), step.n);
    let held: HashMap<(String, i64), &Step> = case.steps.iter().map(|step| (key(step), step)).collect();
    let mut wanted: BTreeSet<(String, i64)> = BTreeSet::new();
    let mut moved: Vec<Step> = Vec::new();
    let mut ahead: Vec<Step> = Vec::new();
    for planned in made.steps {
        let row = Step {
            policy_version,
            ..step_row(engine, case, planned, now)
        };
        wanted.insert(key(&row));
        match held.get(&key(&row)) {
            None => {
                ahead.push(row.clone());
                laid.put.push(row);
            }
            Some(held) if may_move(held) && differs(held, &row) => {
                let row = Step {
                    id: held.id,
                    epoch: held.epoch,
                    planned_at: held.planned_at,
                    ..row
                };
                ahead.push(row.clone());
                moved.push(row);
            }
            Some(held) => ahead.push((*held).clone()),
        }
    }
    let gone: Vec<StepId> = case
        .steps
        .iter()
        .filter(|step| is_open(step))
        .filter(|step| step.reason != Reason::Confirmed && !wanted.contains(&key(step)))
        .map(|step| step.id)
        .collect();
    let why = |id: &StepId| {
        let step = case.steps.iter().find(|step| step.id == *id);
        let skip = step.and_then(|step| {
            made.skips
                .iter()
                .find(|skip| step.orders.first() == Some(&skip.order))
        });
        skip.map_or(Reason::Replaced, |skip| skip.reason)
    };
    for id in &gone {
        if steps::settle(tx, shop, *id, StepState::Cancelled, why(id), now).await? {
            log_step(tx, EventKind::StepCancelled, *id, why(id), now)?;
        }
    }
    close_tasks(tx, shop, &gone, now).await?;
    for skip in &made.skips {
        let row = Step {
            policy_version,
            ..skip_row(engine, case, skip, now)
        };
        if !held.contains_key(&key(&row)) {
            laid.put.push(row);
        }
    }
    for row in &moved {
        if steps::replan(tx, shop, row).await? {
            log_step(tx, EventKind::StepPlanned, row.id, row.reason, now)?;
        }
    }
    if !made.proposals.is_empty() {
        ahead.retain(is_open);
        laid.proposals.push((made.proposals, ahead));
    }
    Ok(())
}

/// A step that nobody holds, or that a plan has set aside before, may be planned again.
const fn may_move(step: &Step) -> bool {
    match step.state {
        // A person has just confirmed it: it goes to the gate as it is.
        StepState::Planned => !matches!(step.reason, Reason::Confirmed),
        StepState::Cancelled => matches!(step.reason, Reason::Replaced | Reason::RemindersOff),
        _ => false,
    }
}

pub(crate) fn differs(held: &Step, row: &Step) -> bool {
    let postponed = matches!(
        held.reason,
        Reason::AgentTalking
            | Reason::BuyerReplied
            | Reason::QuietHours
            | Reason::Cap
            // By a provider, for the moment: called back at once, its tries would be over in an instant.
            | Reason::Rejected
    );
    if held.state == row.state
        && held.policy_version == row.policy_version
        && postponed
        && held.slot == row.slot
        && held.orders == row.orders
    {
        // It was put off; the plan's own moment has passed and must not call it back.
        return held.due_at < row.due_at;
    }
    held.state != row.state
        || held.policy_version != row.policy_version
        || held.due_at != row.due_at
        || held.expires_at != row.expires_at
        || held.slot != row.slot
        || held.orders != row.orders
}

fn step_row(engine: &Engine, case: &Case, planned: PlannedStep, now: At) -> Step {
    Step {
        shop: case.shop,
        id: StepId::new(now, engine.random.bits()),
        flow: jinpai_model::Flow::Payment,
        reason: planned.reason(),
        ladder: planned.ladder,
        n: i64::from(planned.n),
        buyer: case.buyer_id,
        orders: planned.orders,
        channel: planned.channel,
        angle: Some(planned.angle),
        slot: Some(planned.slot),
        due_at: planned.due_at,
        expires_at: planned.expires_at,
        state: StepState::Planned,
        text: planned.text,
        planned_at: now,
        decided_at: None,
        lease_until_at: None,
        epoch: 0,
        policy_version: 0,
    }
}

/// A skip is never silent: it is a row like any step, once for each order and reason.
///
/// Its moment is now; of an order that had closed before, the closing: an import of old orders is no news of today.
fn skip_row(engine: &Engine, case: &Case, skip: &SkippedOrder, now: At) -> Step {
    let order = case.rows.iter().find(|order| order.id == skip.order);
    let moment = order.map_or(now, |order| order.close_at.min(now));
    Step {
        shop: case.shop,
        id: StepId::new(now, engine.random.bits()),
        flow: jinpai_model::Flow::Payment,
        reason: skip.reason,
        ladder: format!("skip-{}-{}", skip.order, skip.reason),
        n: 1,
        buyer: case.buyer_id,
        orders: std::iter::once(skip.order).chain(skip.leader).collect(),
        channel: jinpai_model::Channel::Chat,
        angle: None,
        slot: None,
        due_at: moment,
        expires_at: moment,
        state: StepState::Skipped,
        text: None,
        planned_at: now,
        decided_at: Some(now),
        lease_until_at: None,
        epoch: 0,
        policy_version: 0,
    }
}
