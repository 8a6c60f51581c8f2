//! One transaction for many writes: each in a savepoint, one commit, then every caller its answer.

use std::{panic::AssertUnwindSafe, time::Duration};

use futures_util::FutureExt as _;
use jinpai_model::ShopId;
use sea_orm::{
    ConnectionTrait as _, DatabaseConnection, DatabaseTransaction, DbBackend, SqliteTransactionMode,
    TransactionOptions, TransactionTrait as _,
};

use super::{Answer, Place, Write, Writers};
use crate::{StoreError, Tx};

/// Runs a batch to its end. Every caller is answered or, when its work panicked, let go.
pub(super) async fn run(place: &Place, writes: Vec<Write>) {
    let mut answers = Vec::with_capacity(writes.len());
    let end = match begin(&place.db).await {
        Ok(transaction) => {
            let alone = (writes.len() == 1).then(|| place.read.clone());
            let tx = Tx::new(transaction, alone, place.waiting.clone());
            run_in((tx, place.limit), writes, &mut answers).await
        }
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
        let _unheard = place.hints.send(hint);
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

/// The savepoint that the next write needs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Savepoint {
    /// The only write of its transaction needs none: the transaction itself is rolled back.
    Needless,
    /// None is set yet.
    Missing,
    /// The last write is kept: its savepoint makes way for the next one.
    Used,
    /// The last write was rolled back to it; it still stands.
    Standing,
}

impl Savepoint {
    /// What to tell the database before the next write, in one trip.
    const fn statement(self) -> Option<&'static str> {
        match self {
            Self::Needless | Self::Standing => None,
            Self::Missing => Some("SAVEPOINT one_write"),
            Self::Used => Some("RELEASE SAVEPOINT one_write; SAVEPOINT one_write"),
        }
    }
}

/// Returns the heads that moved. An error means that nothing of the whole batch is stored.
async fn run_in(
    (mut tx, limit): (Tx, Duration),
    writes: Vec<Write>,
    answers: &mut Vec<Answer>,
) -> Result<Vec<(ShopId, i64)>, StoreError> {
    let mut savepoint = match writes.len() {
        1 => Savepoint::Needless,
        _ => Savepoint::Missing,
    };
    let mut kept = 0_usize;
    let mut writes = writes.into_iter();
    while let Some(write) = writes.next() {
        match run_one((&mut tx, limit), write, &mut savepoint, answers).await {
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
    (tx, limit): (&mut Tx, Duration),
    write: Write,
    savepoint: &mut Savepoint,
    answers: &mut Vec<Answer>,
) -> Result<bool, StoreError> {
    if let Err(error) = make_ready(tx, write.lane.shop(), *savepoint).await {
        write.work.refuse(error.clone());
        return Err(error);
    }
    let mark = tx.mark();
    let work = AssertUnwindSafe(write.work.run(tx)).catch_unwind();
    let keep = match tokio::time::timeout(limit, work).await {
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
    *savepoint = match (*savepoint, keep) {
        (Savepoint::Needless, _) => Savepoint::Needless,
        (_, true) => Savepoint::Used,
        (_, false) => {
            let back = "ROLLBACK TO SAVEPOINT one_write";
            tx.transaction().execute_unprepared(back).await?;
            Savepoint::Standing
        }
    };
    Ok(keep)
}

async fn make_ready(tx: &mut Tx, shop: Option<ShopId>, savepoint: Savepoint) -> Result<(), StoreError> {
    tx.enter(shop).await?;
    if let Some(statement) = savepoint.statement() {
        tx.transaction().execute_unprepared(statement).await?;
    }
    Ok(())
}
