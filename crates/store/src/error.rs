//! What can go wrong between a caller and the database. Never carries a row's words: messages are
//! logged, and rows hold what buyers said.

use std::sync::Arc;

/// Why a read or a write did not happen.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// The address names no database that Jinpai can use.
    #[error("{0}")]
    BadUrl(String),
    /// The database did not answer, or did not commit. Nothing of the write is stored, or its client
    /// reference finds it: the same write may be tried again.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// A statement was refused: a broken key or a wrong statement. Trying again changes nothing.
    #[error("the database refused a statement: {0}")]
    Refused(String),
    /// A row of the same key is already there.
    #[error("a row with this key is already there: {0}")]
    Taken(String),
    /// A stored value that this version cannot read.
    #[error("column {column} holds what this version cannot read: {reason}")]
    Unreadable { column: &'static str, reason: String },
    /// Made by a newer Jinpai.
    #[error(
        "the database is at version {found}, this program knows up to {known}: start the newer program, or restore a backup"
    )]
    NewerSchema { found: i64, known: i64 },
    /// The write belongs to another shop's lane, or its shop has no event log.
    #[error("{0}")]
    WrongLane(&'static str),
    /// More rows than one call takes.
    #[error("{what}: {count} is over the limit of {limit}")]
    TooMany {
        what: &'static str,
        count: usize,
        limit: usize,
    },
    /// The write ran longer than a write may, or panicked; nothing of it is stored.
    #[error("the write was given up: {0}")]
    GivenUp(&'static str),
    /// The store is closing down.
    #[error("the store is closed")]
    Closed,
    #[error("file: {0}")]
    File(Arc<std::io::Error>),
}

impl StoreError {
    /// Whether the same call may succeed later.
    #[must_use]
    pub const fn may_retry(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::Closed)
    }
}

impl From<sea_orm::DbErr> for StoreError {
    fn from(error: sea_orm::DbErr) -> Self {
        use sea_orm::{DbErr, RuntimeErr, SqlErr, SqlxError};
        if let Some(SqlErr::UniqueConstraintViolation(key)) = error.sql_err() {
            return Self::Taken(key);
        }
        match error {
            DbErr::ConnectionAcquire(why) => Self::Unavailable(why.to_string()),
            DbErr::Conn(why) => Self::Unavailable(why.to_string()),
            DbErr::Exec(RuntimeErr::SqlxError(why)) | DbErr::Query(RuntimeErr::SqlxError(why)) => {
                match why.as_ref() {
                    SqlxError::Database(told) if !passes(told.code().as_deref()) => {
                        Self::Refused(told.message().to_owned())
                    }
                    other => Self::Unavailable(other.to_string()),
                }
            }
            other => Self::Refused(other.to_string()),
        }
    }
}

/// Whether the database's own code stands for trouble that passes: SQLite's busy, locked, read-only,
/// I/O, full and cannot-open; PostgreSQL's connection, resource, operator and serialization classes.
fn passes(code: Option<&str>) -> bool {
    let Some(code) = code else { return false };
    if code.len() == 5 {
        return ["08", "40", "53", "57", "58"]
            .iter()
            .any(|class| code.starts_with(class));
    }
    code.parse::<u32>()
        .is_ok_and(|extended| matches!(extended & 0xff, 5 | 6 | 8 | 10 | 13 | 14))
}
