//! Follows the log and plans anew for every buyer whose case has changed.

mod ahead;
mod rows;
mod stages;

use std::{collections::HashMap, sync::Arc, time::Duration};

use futures_util::future::join;
use jinpai_model::{BuyerId, Flow, ShopId};
use jinpai_store::{
    Lane,
    cursors::{self, Reading},
    orders, steps,
};

use self::ahead::Ahead;
pub(crate) use self::rows::{differs, is_open};

use crate::{
    boundary::Boundary,
    core::Engine,
    error::{EngineError, Result},
    inquiries,
    reminders::case::ShopCase,
};

/// Name of the planner's place in each shop's log.
const CURSOR: &str = "planner";
/// Buyers planned in one write, unless another one waits: then it ends as soon as what it has begun is written. Other
/// processes wait for all of these, a tenth of a second.
const BUYERS: usize = 2_000;
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
    let mut read = None;
    while place.reached < head {
        let ahead = match read.take() {
            Some(ahead) => ahead,
            None => Ahead::read(engine, shop, place.reached, head).await?,
        };
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
            let planned = plan_buyers(engine, shop, buyers.into_iter().collect(), Some(ahead.last));
            if ahead.last < head {
                // What is told further on is in the rows already that these plans are made from.
                let (planned, next) = join(planned, Ahead::read(engine, shop, ahead.last, head)).await;
                planned?;
                read = Some(next?);
            } else {
                planned.await?;
            }
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
    let mut ahead = buyers;
    loop {
        let later = ahead.split_off(ahead.len().min(BUYERS));
        let engine_in = engine.clone();
        let of = Arc::new(ShopCase::load(engine, shop).await?);
        let reached = reached.filter(|_| later.is_empty());
        let write = engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                let left = stages::plan(&engine_in, tx, &of, &ahead).await?;
                if let Some(reached) = reached.filter(|_| left.is_empty()) {
                    cursors::set(tx, shop, CURSOR, reached).await?;
                }
                Ok::<_, EngineError>(left)
            })
        });
        ahead = write.await?;
        ahead.extend(later);
        if ahead.is_empty() {
            break;
        }
    }
    engine.wake_dispatcher();
    Ok(())
}
