//! Follows the log and plans anew for every buyer whose case has changed.

mod ahead;
mod rows;

use std::{collections::HashMap, time::Duration};

use jinpai_model::{At, BuyerId, EventKind, Flow, Reason, ShopId, StepId, StepState};
use jinpai_reminder::{BuyerFacts, Plan, PlanInput, PlanOrder, plan};
use jinpai_store::{
    Lane, Tx,
    cursors::{self, Reading},
    orders, steps,
};

pub(crate) use self::rows::{differs, is_open};
use self::{ahead::Ahead, rows::Laid};

use crate::{
    boundary::Boundary,
    core::Engine,
    error::{EngineError, Result},
    inquiries,
    reminders::{
        case::{Case, Known, ShopCase},
        close_tasks, log_step, trial,
    },
};

/// Name of the planner's place in each shop's log.
const CURSOR: &str = "planner";
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
        let ahead = Ahead::read(engine, shop, place.reached, head).await?;
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
                laid.draw(drawn);
                laid.reconcile(engine, tx, &case, (made, version), now).await?;
            }
        }
    }
    laid.put_down(engine, tx, shop, now).await?;
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
