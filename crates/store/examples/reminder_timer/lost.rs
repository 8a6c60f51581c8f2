//! Steps whose worker died, or whose call got no answer: the sink is asked, nothing is called again unasked.

use std::{sync::Arc, time::Duration};

use jinpai_model::{AttemptState, Step};
use jinpai_store::{
    Lane, StoreError,
    attempts::{self, End},
    steps,
};

use crate::{
    calls::Answer,
    ends::{again, sent},
    now,
    work::{BATCH, Worker},
};

pub const RECOVER_EVERY: Duration = Duration::from_secs(1);

pub async fn recover(worker: Arc<Worker>) {
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
