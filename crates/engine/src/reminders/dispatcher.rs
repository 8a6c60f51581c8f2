//! Claims due steps and works on many of them at once: the last look ([`super::deciding`]), the hand-over
//! ([`super::handing`]), and the plan anew for whoever it was about.
//!
//! The order of effects is the promise: the attempt is on disk before the channel is called, and its end is written
//! by whoever holds the step's lease. What lies between, after a crash, is found out from the channel itself
//! ([`super::finding_out`]) and never by sending again.

mod room;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
    time::Duration,
};

use jinpai_model::{BuyerId, EventKind, Reason, ShopId, Step, StepState, TaskKind};
use jinpai_store::{Lane, agenda::Agenda, same_buyers, steps, tasks};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task::JoinSet,
};

pub(super) use self::room::Places;
use self::room::Room;
use crate::{
    boundary::Boundary,
    core::Engine,
    error::{EngineError, Result},
    reminders::{
        deciding::{self, log_task},
        handing, log_step, planner,
    },
};

/// How long a worker may hold a step.
pub(super) const LEASE_MS: i64 = 30_000;
/// Steps claimed at a time.
pub(super) const BATCH: u64 = 100;
/// Steps that one process works on at once: a provider that is slow or silent holds up no more than these.
const AT_ONCE: usize = 400;
/// Claims that are not decided about yet: what comes due meanwhile is decided about together, by one look at the rows.
const UNDECIDED: usize = 2;
/// How often due steps are looked for unasked; what is known to be due sooner is looked for then.
const LOOK: Duration = Duration::from_millis(250);
/// Nothing is looked for more often.
const LEAST_LOOK: Duration = Duration::from_millis(5);

/// Dispatches until the engine stops, and then until what is in its hands is over.
pub(crate) async fn run(engine: Engine) {
    let mut stopping = engine.stopping();
    let room = Room::new(AT_ONCE);
    let turns = Arc::new(Semaphore::new(UNDECIDED));
    let mut at_work = JoinSet::new();
    while !*stopping.borrow() {
        while at_work.try_join_next().is_some() {}
        match take_up(&engine, &room, &turns, &mut at_work).await {
            Ok(0) => {}
            Ok(_) => continue,
            Err(error) => tracing::warn!(%error, "dispatching failed; it is tried again"),
        }
        let sleep = until_next(&engine).await;
        tokio::select! {
            () = engine.due_bell.notified() => {}
            () = room.freed() => {}
            () = tokio::time::sleep(sleep) => {}
            _ = stopping.changed() => {}
        }
    }
    while at_work.join_next().await.is_some() {}
}

/// The heads of those of these steps' buyers who are one with somebody.
async fn heads_of(engine: &Engine, steps: &[Step]) -> Result<HashMap<(ShopId, BuyerId), BuyerId>> {
    let mut of_shops: BTreeMap<ShopId, Vec<BuyerId>> = BTreeMap::new();
    for step in steps {
        of_shops.entry(step.shop).or_default().push(step.buyer);
    }
    let mut heads = HashMap::new();
    for (shop, buyers) in of_shops {
        let kin = same_buyers::kin(engine.store.read(), shop, &buyers).await?;
        let several = buyers.iter().filter(|buyer| kin.is_several(**buyer));
        heads.extend(several.map(|buyer| ((shop, *buyer), kin.head(*buyer))));
    }
    Ok(heads)
}

/// How long nothing is known to be due.
async fn until_next(engine: &Engine) -> Duration {
    match Agenda::read(engine.store.read())
        .await
        .map(|agenda| agenda.step_due)
    {
        Ok(Some(due)) => engine.clock.real(due.since(engine.now())).clamp(LEAST_LOOK, LOOK),
        Ok(None) | Err(_) => LOOK,
    }
}

/// Claims what is due and there is room for, and has it worked on; how many there were.
async fn take_up(
    engine: &Engine,
    room: &Room,
    turns: &Arc<Semaphore>,
    at_work: &mut JoinSet<()>,
) -> Result<usize> {
    expire_all(engine).await?;
    let Ok(turn) = Arc::clone(turns).acquire_owned().await else {
        return Ok(0);
    };
    let turn = Arc::new(turn);
    let free = room.free();
    let claimed = if free > 0 {
        claim(engine, BATCH.min(free)).await?
    } else {
        Vec::new()
    };
    let count = claimed.len();
    let heads = heads_of(engine, &claimed).await?;
    let person = |step: &Step| heads.get(&(step.shop, step.buyer)).copied().unwrap_or(step.buyer);
    for (shop, (steps, places)) in by_shop(room.take(claimed, person, engine.now())) {
        let (engine, turn) = (engine.clone(), Some(Arc::clone(&turn)));
        at_work.spawn(async move { work_on(&engine, shop, steps, places, turn).await });
    }
    Ok(count)
}

/// Handles every step that is due now, to its end; returns how many there were.
pub(crate) async fn dispatch_due(engine: &Engine) -> Result<usize> {
    expire_all(engine).await?;
    let claimed = claim(engine, BATCH).await?;
    let count = claimed.len();
    let claimed = claimed.into_iter().map(|step| (step, None)).collect();
    for (shop, (steps, places)) in by_shop(claimed) {
        work_on(engine, shop, steps, places, None).await;
    }
    Ok(count)
}

async fn claim(engine: &Engine, limit: u64) -> Result<Vec<Step>> {
    let now = engine.now();
    // A look costs a read; only what is due costs a write.
    let agenda = Agenda::read(engine.store.read()).await?;
    if agenda.step_due.is_none_or(|due| due > now) {
        return Ok(Vec::new());
    }
    let claim = engine.store.write(Lane::Global, move |tx| {
        Box::pin(async move { steps::claim_due(tx, now, LEASE_MS, limit).await })
    });
    let due = claim.await?;
    if !due.is_empty() {
        engine.reached(Boundary::StepsClaimed).await;
    }
    Ok(due)
}

type Claimed = Vec<(Step, Option<room::Place>)>;

/// Held by all that was claimed at once, until it is decided about.
type Turn = Option<Arc<OwnedSemaphorePermit>>;

fn by_shop(claimed: Claimed) -> BTreeMap<ShopId, (Vec<Step>, Places)> {
    let mut shops: BTreeMap<ShopId, (Vec<Step>, Places)> = BTreeMap::new();
    for (step, place) in claimed {
        let (steps, places) = shops.entry(step.shop).or_default();
        if let Some(place) = place {
            places.insert(step.id, place);
        }
        steps.push(step);
    }
    shops
}

/// Works on claimed steps of one shop. Of one buyer's steps each sees what the one before has become.
async fn work_on(engine: &Engine, shop: ShopId, steps: Vec<Step>, mut places: Places, mut turn: Turn) {
    let heads = match heads_of(engine, &steps).await {
        Ok(heads) => heads,
        Err(error) => return steps.iter().for_each(|step| told(step, &error)),
    };
    for wave in waves(steps, &heads) {
        let Err(error) = work_on_wave(engine, shop, wave.clone(), (&mut places, &mut turn)).await else {
            continue;
        };
        if wave.len() == 1 {
            told(&wave[0], &error);
            continue;
        }
        // One of them may be to blame, or the database was away: each by itself, while its lease is held.
        for step in wave {
            if let Err(error) = work_on_wave(engine, shop, vec![step.clone()], (&mut places, &mut turn)).await
            {
                told(&step, &error);
            }
        }
    }
}

/// The lease runs out and the step is looked at again.
fn told(step: &Step, error: &EngineError) {
    tracing::warn!(step = %step.id, shop = %step.shop, %error, "a step could not be handled");
}

/// Parts steps so that no part holds two of one person.
fn waves(steps: Vec<Step>, heads: &HashMap<(ShopId, BuyerId), BuyerId>) -> Vec<Vec<Step>> {
    let mut waves: Vec<(BTreeSet<BuyerId>, Vec<Step>)> = Vec::new();
    for step in steps {
        let person = heads.get(&(step.shop, step.buyer)).copied().unwrap_or(step.buyer);
        let free = waves.iter_mut().find(|(buyers, _)| !buyers.contains(&person));
        let (buyers, wave) = match free {
            Some(wave) => wave,
            None => {
                waves.push((BTreeSet::new(), Vec::new()));
                let last = waves.len() - 1;
                &mut waves[last]
            }
        };
        buyers.insert(person);
        wave.push(step);
    }
    waves.into_iter().map(|(_, wave)| wave).collect()
}

/// Steps of different buyers through the gate and, where they pass, to their channels.
async fn work_on_wave(
    engine: &Engine,
    shop: ShopId,
    steps: Vec<Step>,
    (places, turn): (&mut Places, &mut Turn),
) -> Result<()> {
    let mut buyers: BTreeSet<BuyerId> = steps.iter().map(|step| step.buyer).collect();
    let ready = deciding::decide_all(engine, shop, steps).await;
    *turn = None;
    let ready = ready?;
    engine.reached(Boundary::DecisionWritten).await;
    for one in &ready {
        buyers.remove(&one.step.buyer);
    }
    // What was decided may leave room for another step, or take it away.
    let decided = if buyers.is_empty() {
        Ok(())
    } else {
        planner::plan_buyers(engine, shop, buyers.into_iter().collect(), None).await
    };
    let handed = handing::hand_over_all(engine, shop, ready, places).await;
    if let Err(error) = decided.and(handed) {
        // What was begun is on disk: whoever gets the step next finds out from there.
        tracing::warn!(%shop, %error, "hand-overs could not be brought to their end");
    }
    Ok(())
}

async fn expire_all(engine: &Engine) -> Result<()> {
    for shop in tasks::shops_with_due(engine.store.read(), engine.now()).await? {
        expire_tasks(engine, shop).await?;
    }
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
