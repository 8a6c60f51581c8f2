//! Where a repository function runs: beside the writers, or inside a write.
//!
//! Both kinds are opaque. No type of the database library leaves this crate, so a caller cannot slip
//! a statement past the repositories.

use sea_orm::DatabaseConnection;

use crate::Tx;

/// Something that repository functions can read from: a [`Read`] or a [`Tx`].
pub trait Conn: sealed::Link {}

/// Reads of what is committed, on a connection of their own. Two calls may see two states.
#[derive(Debug, Clone)]
pub struct Read(pub(crate) DatabaseConnection);

impl Conn for Read {}
impl Conn for Tx {}

pub(crate) mod sealed {
    use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction};

    /// The library's side of a [`super::Conn`].
    pub trait Link: Send + Sync {
        type Db: ConnectionTrait + Send + Sync;
        fn db(&self) -> &Self::Db;
    }

    impl Link for super::Read {
        type Db = DatabaseConnection;
        fn db(&self) -> &DatabaseConnection {
            &self.0
        }
    }

    impl Link for super::Tx {
        type Db = DatabaseTransaction;
        fn db(&self) -> &DatabaseTransaction {
            self.transaction()
        }
    }
}
