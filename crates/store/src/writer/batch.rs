//! One transaction for many writes: each in a savepoint, one commit, then every caller its answer.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt as _;
use jinpai_model::ShopId;
use sea_orm::{
    ConnectionTrait as _, DatabaseConnection, DatabaseTransaction, DbBackend, SqliteTransactionMode,
    TransactionOptions, TransactionTrait as _,
};
use tokio::sync::broadcast;

use super::{Answer, WRITE_LIMIT, Write, Writers};
use crate::{StoreError, Tx};

/// Runs a batch to its end. Every caller is answered or, when its work panicked, let go.
pub(super) async fn run(
    db: &DatabaseConnection,
    hints: &broadcast::Sender<(ShopId, i64)>,
    writes: Vec<Write>,
) {
    let mut answers = Vec::with_capacity(writes.len());
    let end = match begin(db).await {
        Ok(transaction) => run_in(Tx::new(transaction), writes, &mut answers).await,
        Err(error) => {
            for write in writes {
                write.work.refuse(error.clone());
            }
            return;
        }
    };
    if let Err(error) = &end {
        tracing::error!(%error, writes = answers.len(), "a batch of writes was not committed");
    }
    for answer in answers {
        answer(end.as_ref().map(|_| ()).map_err(Clone::clone));
    }
    for hint in end.unwrap_or_default() {
        // Nobody listening is no fault: whoever comes later reads the log.
        let _unheard = hints.send(hint);
    }
}

async fn begin(db: &DatabaseConnection) -> Result<DatabaseTransaction, StoreError> {
    let options = TransactionOptions {
        // A deferred transaction that reads before it writes fails at once when another process wrote
        // in between, whatever the busy timeout. PostgreSQL ignores the mode.
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    // A restarted server leaves dead connections in the pool. Each fails at once and is thrown away;
    // after all of them comes a fresh one.
    let dead = match db.get_database_backend() {
        DbBackend::Sqlite => 0,
        _ => Writers::postgres_connections(),
    };
    for _ in 0..dead {
        if let Ok(transaction) = db.begin_with_options(options).await {
            return Ok(transaction);
        }
    }
    Ok(db.begin_with_options(options).await?)
}

/// Returns the heads that moved. An error means that nothing of the whole batch is stored.
async fn run_in(
    mut tx: Tx,
    writes: Vec<Write>,
    answers: &mut Vec<Answer>,
) -> Result<Vec<(ShopId, i64)>, StoreError> {
    let alone = writes.len() == 1;
    let mut kept = 0_usize;
    let mut writes = writes.into_iter();
    while let Some(write) = writes.next() {
        match run_one(&mut tx, write, alone, answers).await {
            Ok(keep) => kept += usize::from(keep),
            Err(error) => {
                for write in writes {
                    write.work.refuse(error.clone());
                }
                return Err(error);
            }
        }
    }
    if kept == 0 {
        tx.rollback().await?;
        return Ok(Vec::new());
    }
    let moved = tx.flush().await?;
    tx.commit().await?;
    Ok(moved)
}

/// Runs one write and tells whether it is kept. An error means that the transaction is broken.
async fn run_one(
    tx: &mut Tx,
    write: Write,
    alone: bool,
    answers: &mut Vec<Answer>,
) -> Result<bool, StoreError> {
    let ready = async {
        tx.enter(write.lane.shop()).await?;
        // Alone, the transaction itself is what is rolled back: two statements less.
        if !alone {
            tx.transaction().execute_unprepared("SAVEPOINT one_write").await?;
        }
        Ok(())
    };
    if let Err(error) = ready.await {
        let error: StoreError = error;
        write.work.refuse(error.clone());
        return Err(error);
    }
    let mark = tx.mark();
    let work = AssertUnwindSafe(write.work.run(tx)).catch_unwind();
    let keep = match tokio::time::timeout(WRITE_LIMIT, work).await {
        Ok(Ok(ran)) => {
            answers.push(ran.answer);
            ran.keep
        }
        Ok(Err(_panic)) => {
            tracing::error!("a write panicked and was undone");
            false
        }
        Err(_late) => {
            tracing::error!("a write ran too long and was undone");
            false
        }
    };
    if !keep {
        tx.rewind(mark);
    }
    if !alone {
        let end = if keep {
            "RELEASE SAVEPOINT one_write"
        } else {
            "ROLLBACK TO SAVEPOINT one_write"
        };
        tx.transaction().execute_unprepared(end).await?;
    }
    Ok(keep)
}
