//! Databases for tests: an empty one of each kind, gone when the test is done.
//!
//! Behind the feature `testing`, so that no build of the product holds it.

use std::sync::atomic::{AtomicU32, Ordering};

use sea_orm::{ConnectionTrait as _, Database};
use tempfile::TempDir;

/// An empty database of one test. Opened twice, it is the same one, as for two processes.
pub struct TestDatabase {
    url: String,
    /// Kept for the file in it, or for its name alone.
    _folder: TempDir,
    server: Option<(String, String)>,
}

impl TestDatabase {
    /// A SQLite file in a temporary folder.
    ///
    /// # Panics
    /// When there is no temporary folder: no test can run then.
    #[must_use]
    pub fn sqlite() -> Self {
        let folder = folder();
        Self {
            url: format!("sqlite://{}", folder.path().join("jinpai.db").display()),
            _folder: folder,
            server: None,
        }
    }

    /// A database of its own on the server named by `JINPAI_TEST_POSTGRES_URL`; `None`, with a line that says so,
    /// when no server is named.
    ///
    /// # Panics
    /// When none is named and `JINPAI_TEST_REQUIRE_ALL=1`: a suite left out unseen is a failure.
    pub async fn postgres() -> Option<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let Ok(server) = std::env::var("JINPAI_TEST_POSTGRES_URL") else {
            let all = std::env::var("JINPAI_TEST_REQUIRE_ALL").is_ok_and(|v| v == "1");
            assert!(
                !all,
                "JINPAI_TEST_POSTGRES_URL is not set and all databases are required"
            );
            eprintln!("left out: JINPAI_TEST_POSTGRES_URL is not set");
            return None;
        };
        let folder = folder();
        let random: String = folder.path().to_string_lossy().chars().rev().take(6).collect();
        let name = format!(
            "jinpai_{}_{}_{random}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        );
        run(&server, &format!("CREATE DATABASE \"{name}\"")).await;
        let (start, options) = server.split_once('?').unwrap_or((&server, ""));
        let base = start.rsplit_once('/').map_or(start, |(base, _)| base);
        Some(Self {
            url: format!("{base}/{name}?{options}"),
            _folder: folder,
            server: Some((server, name)),
        })
    }

    /// Its address, as the store takes it.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Runs a statement behind the store's back.
    ///
    /// # Panics
    /// When the database refuses it.
    pub async fn tamper(&self, statement: &str) {
        run(&self.url, statement).await;
    }

    /// Drops it from its server; a file goes with its folder.
    ///
    /// # Panics
    /// When the server refuses.
    pub async fn drop_database(&self) {
        if let Some((server, name)) = &self.server {
            run(
                server,
                &format!("DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)"),
            )
            .await;
        }
    }
}

fn folder() -> TempDir {
    TempDir::new().expect("a temporary folder")
}

async fn run(url: &str, statement: &str) {
    let db = Database::connect(url).await.expect("the database answers");
    db.execute_unprepared(statement)
        .await
        .expect("the statement runs");
    db.close().await.expect("the connection closes");
}
