//! The worker: claims what is due, writes the attempts of all of it down, calls, and has the ends written; beside that it
//! looks after steps whose worker died. As the engine does, it decides and ends many steps in one write.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use jinpai_model::{Attempt, AttemptId, AttemptState, ShopId, Step, StepState};
use jinpai_store::{Lane, Store, StoreError, agenda::Agenda, attempts, steps};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{
    Arguments,
    calls::Caller,
    ends::{Called, Ends},
    lost, now,
};

/// Most steps claimed at a time.
pub const BATCH: u64 = 100;
/// How often due steps are looked for unasked; what is known to be due sooner is looked for then. As the engine does.
pub const LOOK: Duration = Duration::from_millis(250);
const LEAST_LOOK: Duration = Duration::from_millis(5);

pub struct Worker {
    pub store: Store,
    pub caller: Caller,
    pub lease_ms: i64,
    ends: Ends,
}

pub async fn run(store: Store, arguments: &Arguments) -> Result<(), StoreError> {
    let worker = Arc::new(Worker {
        caller: Caller::new(
            arguments.sink.clone(),
            Duration::from_millis(arguments.call_timeout_ms),
        ),
        lease_ms: arguments.lease_ms,
        ends: Ends::new(&store),
        store,
    });
    let hands = Arc::new(Semaphore::new(arguments.concurrency));
    println!("ready");
    tokio::spawn(lost::recover(worker.clone()));
    loop {
        let claimed = match claim(&worker, hands.available_permits()).await {
            Ok(claimed) => claimed,
            Err(error) => {
                eprintln!("claiming failed, it is tried again: {error}");
                Vec::new()
            }
        };
        if claimed.is_empty() {
            tokio::time::sleep(until_next(&worker).await).await;
        }
        let mut of_shops: BTreeMap<ShopId, Vec<Step>> = BTreeMap::new();
        for step in claimed {
            of_shops.entry(step.shop).or_default().push(step);
        }
        for (shop, steps) in of_shops {
            let mut held = Vec::with_capacity(steps.len());
            for step in steps {
                let hand = hands.clone().acquire_owned().await;
                held.push((step, hand.map_err(|_| StoreError::Closed)?));
            }
            tokio::spawn(hand_over_all(worker.clone(), shop, held));
        }
        // The next claim waits for a free hand: what nobody can call stays for the other workers.
        drop(hands.acquire().await.map_err(|_| StoreError::Closed)?);
    }
}

/// How long nothing is known to be due.
async fn until_next(worker: &Worker) -> Duration {
    let due = Agenda::read(worker.store.read())
        .await
        .map(|agenda| agenda.step_due);
    let Ok(Some(due)) = due else { return LOOK };
    let ms = u64::try_from(due.since(now())).unwrap_or(0);
    Duration::from_millis(ms).clamp(LEAST_LOOK, LOOK)
}

async fn claim(worker: &Worker, hands: usize) -> Result<Vec<Step>, StoreError> {
    let (now, lease_ms) = (now(), worker.lease_ms);
    // A look costs a read; only what is due costs a write.
    if Agenda::read(worker.store.read())
        .await?
        .step_due
        .is_none_or(|due| due > now)
    {
        return Ok(Vec::new());
    }
    let limit = u64::try_from(hands).unwrap_or(BATCH).min(BATCH);
    let write = worker.store.write(Lane::Global, move |tx| {
        Box::pin(async move { steps::claim_due(tx, now, lease_ms, limit).await })
    });
    write.await
}

/// The attempts of all of them on disk, then each call, whose end is written beside those of others.
async fn hand_over_all(worker: Arc<Worker>, shop: ShopId, held: Vec<(Step, OwnedSemaphorePermit)>) {
    let (steps, hands): (Vec<Step>, Vec<OwnedSemaphorePermit>) = held.into_iter().unzip();
    let started = match start_all(&worker.store, shop, steps.clone()).await {
        Ok(started) => started,
        Err(error) => {
            let count = steps.len();
            eprintln!("{count} steps could not be begun, their lease runs out: {error}");
            return;
        }
    };
    for ((step, hand), attempt) in steps.into_iter().zip(hands).zip(started) {
        let Some(attempt) = attempt else { continue };
        let worker = worker.clone();
        tokio::spawn(async move {
            let answer = worker.caller.call(&step.ladder).await;
            worker.ends.put(Called {
                step,
                attempt,
                answer,
                hand,
            });
        });
    }
}

/// Writes down an attempt for each of these steps that is still this worker's; tells, in order, which.
async fn start_all(
    store: &Store,
    shop: ShopId,
    steps: Vec<Step>,
) -> Result<Vec<Option<AttemptId>>, StoreError> {
    let write = store.write(Lane::Shop(shop), move |tx| {
        Box::pin(async move {
            let ids: Vec<_> = steps.iter().map(|step| step.id).collect();
            let held = steps::get_many(tx, shop, &ids).await?;
            let ours = |step: &&Step| {
                let held = held.get(&step.id);
                held.is_some_and(|held| held.state == StepState::Claimed && held.epoch == step.epoch)
            };
            let attempts: Vec<Attempt> = steps.iter().filter(ours).map(attempt_of).collect();
            let stored = attempts::start_many(tx, shop, &attempts).await?;
            let mut begun: BTreeMap<_, _> = (attempts.iter().zip(stored))
                .filter(|(_, stored)| *stored)
                .map(|(attempt, _)| (attempt.step, attempt.id))
                .collect();
            Ok::<_, StoreError>(ids.iter().map(|id| begun.remove(id)).collect())
        })
    });
    write.await
}

fn attempt_of(step: &Step) -> Attempt {
    let epoch = u128::from(step.epoch.unsigned_abs());
    Attempt {
        shop: step.shop,
        id: AttemptId::new(now(), step.id.bits() ^ (epoch << 40)),
        step: step.id,
        channel: step.channel,
        // A claim tries once; the sink knows the job by its own key.
        idempotency_key: format!("step:{}:{}", step.id, step.epoch),
        state: AttemptState::Sending,
        started_at: now(),
        finished_at: None,
        receipt: None,
        provider: None,
        why: None,
        ask_at: None,
        asked: 0,
        delivery: None,
    }
}
