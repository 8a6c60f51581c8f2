//! The worker: claims what is due, hands it over, writes down what came of it; and beside that looks after
//! steps whose worker died.

use std::{sync::Arc, time::Duration};

use jinpai_model::{At, Attempt, AttemptId, AttemptState, EventKind, Step, StepState};
use jinpai_store::{
    Lane, Store, StoreError, Tx,
    agenda::Agenda,
    attempts::{self, End},
    steps::{self, Decision},
};
use tokio::sync::Semaphore;

use crate::{
    Arguments,
    calls::{Answer, Caller},
    now, plan,
};

/// Most steps claimed at a time.
pub const BATCH: u64 = 100;
/// How often due steps are looked for when there was none: as often as the engine does.
pub const LOOK: Duration = Duration::from_millis(250);
pub const RECOVER_EVERY: Duration = Duration::from_secs(1);
/// A refused step is tried again so much later.
const AGAIN_MS: i64 = 1_000;

struct Worker {
    store: Store,
    caller: Caller,
    lease_ms: i64,
}

pub async fn run(store: Store, arguments: &Arguments) -> Result<(), StoreError> {
    let worker = Arc::new(Worker {
        store,
        caller: Caller::new(
            arguments.sink.clone(),
            Duration::from_millis(arguments.call_timeout_ms),
        ),
        lease_ms: arguments.lease_ms,
    });
    let hands = Arc::new(Semaphore::new(arguments.concurrency));
    println!("ready");
    tokio::spawn(recover(worker.clone()));
    loop {
        let claimed = match claim(&worker, hands.available_permits()).await {
            Ok(claimed) => claimed,
            Err(error) => {
                eprintln!("claiming failed, it is tried again: {error}");
                Vec::new()
            }
        };
        if claimed.is_empty() {
            tokio::time::sleep(LOOK).await;
        }
        for step in claimed {
            let hand = hands
                .clone()
                .acquire_owned()
                .await
                .map_err(|_| StoreError::Closed)?;
            let worker = worker.clone();
            tokio::spawn(async move {
                if let Err(error) = hand_over(&worker, &step).await {
                    eprintln!(
                        "{} could not be handled, its lease runs out: {error}",
                        step.ladder
                    );
                }
                drop(hand);
            });
        }
        // The next claim waits for a free hand: what nobody can call stays for the other workers.
        drop(hands.acquire().await.map_err(|_| StoreError::Closed)?);
    }
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

/// The attempt on disk, the call, the end on disk.
async fn hand_over(worker: &Worker, step: &Step) -> Result<(), StoreError> {
    let attempt = Attempt {
        shop: step.shop,
        id: AttemptId::new(
            now(),
            step.id.bits() ^ (u128::from(step.epoch.unsigned_abs()) << 40),
        ),
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
    };
    let (id, claimed) = (attempt.id, step.clone());
    let started = worker.store.write(Lane::Shop(step.shop), move |tx| {
        Box::pin(async move {
            let held = steps::get(tx, claimed.shop, claimed.id).await?;
            let ours =
                held.is_some_and(|held| held.state == StepState::Claimed && held.epoch == claimed.epoch);
            Ok::<_, StoreError>(ours && attempts::start(tx, &attempt).await?)
        })
    });
    if !started.await? {
        return Ok(());
    }
    let answer = worker.caller.call(&step.ladder).await;
    let step = step.clone();
    let write = worker.store.write(Lane::Shop(step.shop), move |tx| {
        Box::pin(async move { end(tx, &step, id, answer, now()).await })
    });
    write.await
}

async fn end(tx: &Tx, step: &Step, attempt: AttemptId, answer: Answer, now: At) -> Result<(), StoreError> {
    match answer {
        Answer::Yes => {
            let taken = End::known(AttemptState::Accepted, Some(step.ladder.clone()), now);
            attempts::finish(tx, step.shop, attempt, &taken).await?;
            sent(tx, step, now).await
        }
        Answer::No | Answer::NeverSent => {
            let refused = End::known(AttemptState::Rejected, None, now);
            attempts::finish(tx, step.shop, attempt, &refused).await?;
            again(tx, step, now.plus(AGAIN_MS)).await
        }
        // It stays claimed until its lease is over; then the sink is asked.
        Answer::Silence => {
            let silent = End::known(AttemptState::Unknown, None, now);
            attempts::finish(tx, step.shop, attempt, &silent).await?;
            Ok(())
        }
    }
}

async fn sent(tx: &Tx, step: &Step, now: At) -> Result<(), StoreError> {
    let decision = Decision {
        state: StepState::Sent,
        reason: step.reason,
        text: None,
        decided_at: now,
    };
    if steps::finish(tx, step.shop, step.id, step.epoch, &decision).await? {
        tx.append(plan::event(EventKind::StepSent, step, now))?;
    }
    Ok(())
}

async fn again(tx: &Tx, step: &Step, due_at: At) -> Result<(), StoreError> {
    steps::postpone(tx, step.shop, step.id, step.epoch, due_at, step.reason).await?;
    Ok(())
}

async fn recover(worker: Arc<Worker>) {
    loop {
        if let Err(error) = recover_once(&worker).await {
            eprintln!("steps of a lost worker could not be looked at: {error}");
        }
        tokio::time::sleep(RECOVER_EVERY).await;
    }
}

async fn recover_once(worker: &Arc<Worker>) -> Result<(), StoreError> {
    let (now, lease_ms) = (now(), worker.lease_ms);
    let claim = worker.store.write(Lane::Global, move |tx| {
        Box::pin(async move { steps::claim_expired_leases(tx, now, lease_ms, BATCH).await })
    });
    let asked: Vec<_> = claim
        .await?
        .into_iter()
        .map(|step| tokio::spawn(recover_step(worker.clone(), step)))
        .collect();
    for one in asked {
        one.await.map_err(|_| StoreError::Closed)??;
    }
    Ok(())
}

/// What has no open attempt was never called; of the rest the sink knows.
async fn recover_step(worker: Arc<Worker>, step: Step) -> Result<(), StoreError> {
    let mut open = attempts::of_step(worker.store.read(), step.shop, step.id).await?;
    open.retain(|attempt| matches!(attempt.state, AttemptState::Sending | AttemptState::Unknown));
    let answer = if open.is_empty() {
        Answer::No
    } else {
        worker.caller.has(&step.ladder).await
    };
    let taken = match answer {
        Answer::Yes => true,
        Answer::No => false,
        // Nobody could say; it is asked again when this lease is over.
        Answer::NeverSent | Answer::Silence => return Ok(()),
    };
    let write = worker.store.write(Lane::Shop(step.shop), move |tx| {
        Box::pin(async move {
            let state = if taken {
                AttemptState::Accepted
            } else {
                AttemptState::Rejected
            };
            for attempt in open {
                let end = End::known(state, taken.then(|| step.ladder.clone()), now());
                attempts::finish(tx, step.shop, attempt.id, &end).await?;
            }
            if taken {
                sent(tx, &step, now()).await
            } else {
                again(tx, &step, step.due_at).await
            }
        })
    });
    write.await
}
