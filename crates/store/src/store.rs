//! The store: opens the database, brings it to this version, hands out reads and takes writes.

use std::{path::Path, sync::Arc, time::Duration};

use futures_util::future::BoxFuture;
use jinpai_model::ShopId;
use sea_orm::{
    ConnectOptions, Database, DatabaseConnection,
    sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use tokio::sync::broadcast;

use crate::{
    DatabaseUrl, Deadlines, Lane, Read, StoreConfig, StoreError, Tx, counted, migrate, writer::Writers,
};

/// Statements that a connection keeps prepared: more than the program has, so that none is worked out twice.
const PREPARED: usize = 512;
/// Hints kept for a slow listener. One that falls behind reads the log instead.
const HINTS: usize = 1_024;

/// A database, open and at this version. Clones share it.
#[derive(Debug, Clone)]
pub struct Store(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    read: Read,
    write: DatabaseConnection,
    writers: Writers,
    hints: broadcast::Sender<(ShopId, i64)>,
}

impl Store {
    /// Opens the database and migrates it. A SQLite file that is not there is made, with its folder.
    /// Safe to call by several processes at once.
    ///
    /// # Errors
    /// When the database cannot be reached or was made by a newer Jinpai.
    pub async fn open(config: &StoreConfig) -> Result<Self, StoreError> {
        let (hints, _) = broadcast::channel(HINTS);
        let (read, write, writers) = match &config.url {
            DatabaseUrl::Sqlite(path) => {
                if let Some(folder) = path.parent() {
                    std::fs::create_dir_all(folder).map_err(|e| StoreError::File(Arc::new(e)))?;
                }
                let write = sqlite(path, 1, (Use::Write, config)).await?;
                migrate::run(&write).await?;
                let read = sqlite(path, config.read_connections, (Use::Read, config)).await?;
                let read = Read(read);
                let places = (write.clone(), read.clone());
                let writers = Writers::sqlite(places, hints.clone(), config.deadlines.write);
                (read, write, writers)
            }
            DatabaseUrl::Postgres(url) => {
                let write = postgres(url, Writers::postgres_connections(), config.deadlines).await?;
                migrate::run(&write).await?;
                let read = postgres(url, config.read_connections, config.deadlines).await?;
                let read = Read(read);
                let writers = Writers::postgres((&write, &read), &hints, config.deadlines.write);
                tokio::spawn(counted::keep(write.clone(), hints.subscribe()));
                (read, write, writers)
            }
        };
        Ok(Self(Arc::new(Inner {
            read,
            write,
            writers,
            hints,
        })))
    }

    /// Reads what is committed.
    #[must_use]
    pub fn read(&self) -> &Read {
        &self.0.read
    }

    /// Runs `work` in a transaction and returns its value once that is on disk.
    ///
    /// An `Err` of the work undoes the work alone. The transaction goes on to its end even when the
    /// caller stops waiting. The work must be short and call nothing outside the database: it holds
    /// its shop (on SQLite every shop) back.
    ///
    /// ```no_run
    /// # use jinpai_model::{At, ShopId};
    /// # use jinpai_store::{Store, StoreError, shops};
    /// # async fn look(store: Store, shop: ShopId) -> Result<bool, StoreError> {
    /// store
    ///     .write(shop, move |tx| {
    ///         Box::pin(async move { shops::get(tx, shop).await.map(|found| found.is_some()) })
    ///     })
    ///     .await
    /// # }
    /// ```
    ///
    /// # Errors
    /// What the work returns, or [`StoreError::Unavailable`] when the commit failed: then the same
    /// write may be tried again, as client references make it happen once.
    pub async fn write<T, E, F>(&self, lane: impl Into<Lane>, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: for<'t> FnOnce(&'t Tx) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
    {
        self.0.writers.write(lane.into(), work).await
    }

    /// Heads of logs that writes of this process have moved. What other processes write shows in
    /// [`crate::events::heads`] only.
    #[must_use]
    pub fn hints(&self) -> broadcast::Receiver<(ShopId, i64)> {
        self.0.hints.subscribe()
    }

    /// Commits and answers what is queued, refuses what comes later, and closes the connections.
    ///
    /// # Errors
    /// When a connection does not close cleanly; nothing committed is lost by that.
    pub async fn close(&self) -> Result<(), StoreError> {
        self.0.writers.close().await;
        self.0.read.0.close_by_ref().await?;
        Ok(self.0.write.close_by_ref().await?)
    }
}

/// Pages of the file that a connection keeps, in KiB with a minus before it; taken as they are read.
const PAGES: &str = "-16384";
/// The writing one touches every index of a table. With SQLite's own 2 MiB it reads most of their pages again.
const PAGES_OF_WRITER: &str = "-65536";
/// Pages in the log from when on they are brought home: one page that several writes have changed is brought once.
const CHECKPOINT: &str = "4000";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    Read,
    Write,
}

async fn sqlite(
    path: &Path,
    connections: u32,
    (purpose, config): (Use, &StoreConfig),
) -> Result<DatabaseConnection, StoreError> {
    let path = path.to_owned();
    // An acknowledged message survives a power cut: the log is synced at every commit.
    let synchronous = if config.synced {
        SqliteSynchronous::Full
    } else {
        SqliteSynchronous::Off
    };
    let busy = config.deadlines.busy;
    let mut options = ConnectOptions::new("sqlite:");
    options
        .max_connections(connections)
        .min_connections(0)
        .acquire_timeout(config.deadlines.connection)
        .test_before_acquire(false)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |_| {
            let options = SqliteConnectOptions::new()
                .filename(&path)
                .create_if_missing(purpose == Use::Write)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(synchronous)
                .busy_timeout(busy)
                .foreign_keys(true)
                .statement_cache_capacity(PREPARED)
                .pragma("journal_size_limit", "67108864");
            match purpose {
                // What a statement has changed is kept until it is done, so that it can be undone: in memory, not in a
                // file of its own.
                Use::Write => options
                    .pragma("temp_store", "memory")
                    .pragma("cache_size", PAGES_OF_WRITER)
                    .pragma("wal_autocheckpoint", CHECKPOINT),
                // A reader that tries to write is told so, instead of locking the writer out.
                Use::Read => options.pragma("query_only", "on").pragma("cache_size", PAGES),
            }
        });
    Ok(Database::connect(options).await?)
}

async fn postgres(
    url: &str,
    connections: u32,
    deadlines: Deadlines,
) -> Result<DatabaseConnection, StoreError> {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .min_connections(0)
        .acquire_timeout(deadlines.connection)
        .test_before_acquire(false)
        .test_before_acquire_if_idle_for(Duration::from_secs(5))
        .sqlx_logging(false)
        .set_application_name("jinpai")
        .map_sqlx_postgres_opts(|options| {
            // A process that freezes inside a transaction holds its shop; the server lets go for it.
            options.statement_cache_capacity(PREPARED).options([
                ("idle_in_transaction_session_timeout", "30000"),
                ("lock_timeout", "10000"),
                ("statement_timeout", "30000"),
            ])
        });
    Ok(Database::connect(options).await?)
}
