//! Puts a change of price to an agent, once for each ladder: orders placed twice, postage asked for twice.
//!
//! Nothing waits for the answer. A price that was not confirmed by the moment of sending is not spoken of.

use jinpai_model::{At, EventKind, Step, Task, TaskId, TaskKind, TaskState};
use jinpai_reminder::Proposal;
use jinpai_store::{
    StoreError, Tx,
    prices::{self, PriceChange},
    tasks,
};

use crate::{
    core::Engine,
    error::{EngineError, Result},
    reminders::deciding::log_task,
};

/// Opens the task of each proposal that was not put to anybody before. `steps`: those of the buyer's ladders
/// that are still ahead.
pub(super) async fn put(
    engine: &Engine,
    tx: &Tx,
    proposals: Vec<Proposal>,
    steps: &[Step],
    now: At,
) -> Result<(), StoreError> {
    for proposal in proposals {
        let of_ladder = steps.iter().filter(|step| step.ladder == proposal.ladder);
        let Some(step) = of_ladder.min_by_key(|step| step.n) else {
            continue;
        };
        if proposal.confirm_before_at <= now || prices::proposed(tx, step.shop, &proposal.ladder).await? {
            continue;
        }
        let task = Task {
            shop: step.shop,
            id: TaskId::new(now, engine.random.bits()),
            kind: TaskKind::ChangePrice,
            step: step.id,
            state: TaskState::Open,
            opened_at: now,
            due_at: proposal.confirm_before_at,
            outcome: None,
            done_by: None,
            done_at: None,
        };
        if !tasks::open(tx, &task).await? {
            continue;
        }
        let change = PriceChange {
            shop: step.shop,
            ladder: proposal.ladder,
            task: task.id,
            keep: proposal.prices,
            duplicates: proposal.duplicates,
            postage_off_fen: proposal.postage_off_fen,
            sum_fen: proposal.sum_fen,
            new_sum_fen: proposal.new_sum_fen,
        };
        prices::propose(tx, &change).await?;
        log_task(tx, EventKind::TaskOpened, &task, now).map_err(unwritten)?;
    }
    Ok(())
}

fn unwritten(error: EngineError) -> StoreError {
    match error {
        EngineError::Store(error) => error,
        // Writing down a task fails as the store does and in no other way.
        other => StoreError::Unreadable {
            column: "tasks",
            reason: other.to_string(),
        },
    }
}
