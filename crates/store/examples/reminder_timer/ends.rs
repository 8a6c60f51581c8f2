//! What came of the calls, written down as it comes: whatever has been answered meanwhile goes into one write.

use std::{collections::BTreeMap, sync::Arc};

use jinpai_model::{At, AttemptId, AttemptState, EventKind, ShopId, Step, StepState};
use jinpai_store::{
    Lane, Store, StoreError, Tx,
    attempts::{self, End},
    steps::{self, Decision, Sent},
};
use tokio::sync::{OwnedSemaphorePermit, mpsc};

use crate::{SHOPS, calls::Answer, now, plan, shop};

/// A refused step is tried again so much later.
const AGAIN_MS: i64 = 1_000;

/// A call that is over, and the hand that made it.
pub struct Called {
    pub step: Step,
    pub attempt: AttemptId,
    pub answer: Answer,
    #[expect(dead_code, reason = "let go when the end is written")]
    pub hand: OwnedSemaphorePermit,
}

/// A writer of ends for each shop.
pub struct Ends(BTreeMap<ShopId, mpsc::UnboundedSender<Called>>);

impl Ends {
    pub fn new(store: &Store) -> Self {
        let of_shop = |n| {
            let (sender, called) = mpsc::unbounded_channel();
            tokio::spawn(write_all(store.clone(), shop(n), called));
            (shop(n), sender)
        };
        Self((0..SHOPS).map(of_shop).collect())
    }

    pub fn put(&self, called: Called) {
        if let Some(writer) = self.0.get(&called.step.shop) {
            // No writer is left when the program ends: the step's lease runs out.
            drop(writer.send(called));
        }
    }
}

async fn write_all(store: Store, shop: ShopId, mut called: mpsc::UnboundedReceiver<Called>) {
    let mut some = Vec::new();
    while called.recv_many(&mut some, jinpai_store::BATCH).await > 0 {
        let called = Arc::new(std::mem::take(&mut some));
        let in_write = called.clone();
        let write = store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move { write_some(tx, shop, &in_write).await })
        });
        if let Err(error) = write.await {
            let count = called.len();
            eprintln!("the ends of {count} steps could not be written, their lease runs out: {error}");
        }
    }
}

async fn write_some(tx: &Tx, shop: ShopId, called: &[Called]) -> Result<(), StoreError> {
    let now = now();
    let (taken, others): (Vec<&Called>, Vec<&Called>) =
        called.iter().partition(|one| one.answer == Answer::Yes);
    let receipts: Vec<(AttemptId, &str)> = (taken.iter())
        .map(|one| (one.attempt, one.step.ladder.as_str()))
        .collect();
    attempts::accept(tx, shop, &receipts, now).await?;
    let ends: Vec<Sent<'_>> = (taken.iter())
        .map(|one| Sent {
            id: one.step.id,
            epoch: one.step.epoch,
            reason: one.step.reason,
            text: "",
        })
        .collect();
    let ended = steps::finish_sent(tx, shop, &ends, now).await?;
    for one in taken.iter().filter(|one| ended.contains(&one.step.id)) {
        tx.append(plan::event(EventKind::StepSent, &one.step, now))?;
    }
    for one in others {
        end(tx, one, now).await?;
    }
    Ok(())
}

/// The end of a call that was not taken.
async fn end(tx: &Tx, called: &Called, now: At) -> Result<(), StoreError> {
    let (step, attempt) = (&called.step, called.attempt);
    match called.answer {
        Answer::Yes => {}
        Answer::No | Answer::NeverSent => {
            let refused = End::known(AttemptState::Rejected, None, now);
            attempts::finish(tx, step.shop, attempt, &refused).await?;
            again(tx, step, now.plus(AGAIN_MS)).await?;
        }
        // It stays claimed until its lease is over; then the sink is asked.
        Answer::Silence => {
            let silent = End::known(AttemptState::Unknown, None, now);
            attempts::finish(tx, step.shop, attempt, &silent).await?;
        }
    }
    Ok(())
}

pub async fn sent(tx: &Tx, step: &Step, now: At) -> Result<(), StoreError> {
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

pub async fn again(tx: &Tx, step: &Step, due_at: At) -> Result<(), StoreError> {
    steps::postpone(tx, step.shop, step.id, step.epoch, due_at, step.reason).await?;
    Ok(())
}
