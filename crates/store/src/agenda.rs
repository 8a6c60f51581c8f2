//! When the loops that work by themselves have something to do next, over all shops, in one read.

use jinpai_model::At;
use sea_orm::{ConnectionTrait as _, Statement};

use crate::{Conn, StoreError};

/// Each moment has a partial index of its own; the conditions are spelt as they are there, or SQLite does not use it.
const FIRST_OF_EACH: &str = "SELECT \
    (SELECT MIN(due_at) FROM steps WHERE state = 'planned'), \
    (SELECT MIN(lease_until_at) FROM steps WHERE state = 'claimed'), \
    (SELECT MIN(ask_at) FROM attempts WHERE state = 'unknown' AND ask_at IS NOT NULL), \
    (SELECT MIN(due_at) FROM tasks WHERE state = 'open')";

/// The first moment of each kind; none where nothing of the kind waits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Agenda {
    /// A planned step is due.
    pub step_due: Option<At>,
    /// The lease of a worker runs out.
    pub lease_ends: Option<At>,
    /// A provider is to be asked what became of an attempt.
    pub asks: Option<At>,
    /// The time of a person's task is up.
    pub task_due: Option<At>,
}

impl Agenda {
    /// # Errors
    /// When the database fails.
    pub async fn read(conn: &impl Conn) -> Result<Self, StoreError> {
        let db = conn.db();
        let ask = Statement::from_string(db.get_database_backend(), FIRST_OF_EACH);
        let Some(row) = db.query_one_raw(ask).await? else {
            return Ok(Self::default());
        };
        let moment = |n: usize| row.try_get_by_index::<Option<i64>>(n).map(|at| at.map(At));
        Ok(Self {
            step_due: moment(0)?,
            lease_ends: moment(1)?,
            asks: moment(2)?,
            task_due: moment(3)?,
        })
    }
}
