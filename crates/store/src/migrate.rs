//! Brings a database to this version, forward only.
//!
//! A migration is one SQL text that both databases read, with a first line that says why it is there.
//! All missing ones run in one transaction, under a lock that a second process waits for.

mod statistics;

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, SqliteTransactionMode, Statement, TransactionOptions,
    TransactionTrait as _,
};

use crate::StoreError;

/// Every migration, in order; its place, from 1, is the version it brings the database to.
const MIGRATIONS: &[&str] = &[
    include_str!("../migrations/0001_people_and_shops.sql"),
    include_str!("../migrations/0002_event_log.sql"),
    include_str!("../migrations/0003_buyers_and_chat.sql"),
    include_str!("../migrations/0004_orders_and_products.sql"),
    include_str!("../migrations/0005_reminders.sql"),
    include_str!("../migrations/0006_coach.sql"),
    include_str!("../migrations/0007_message_facts.sql"),
    include_str!("../migrations/0008_talk_ends.sql"),
    include_str!("../migrations/0009_policies.sql"),
    include_str!("../migrations/0010_delivery.sql"),
    include_str!("../migrations/0011_inquiries.sql"),
    include_str!("../migrations/0012_effect.sql"),
    include_str!("../migrations/0013_reach.sql"),
    include_str!("../migrations/0014_phrases.sql"),
    include_str!("../migrations/0015_pictures_and_ratings.sql"),
    include_str!("../migrations/0016_talks_from_elsewhere.sql"),
    include_str!("../migrations/0017_owners.sql"),
    include_str!("../migrations/0018_later.sql"),
    include_str!("../migrations/0019_search.sql"),
    include_str!("../migrations/0020_service.sql"),
    include_str!("../migrations/0021_marks.sql"),
    include_str!("../migrations/0022_phrase_book.sql"),
    include_str!("../migrations/0023_knowledge.sql"),
    include_str!("../migrations/0024_goods.sql"),
    include_str!("../migrations/0025_identities.sql"),
    include_str!("../migrations/0026_groups.sql"),
    include_str!("../migrations/0027_playbook.sql"),
    include_str!("../migrations/0028_phrase_pictures.sql"),
    include_str!("../migrations/0029_films.sql"),
    include_str!("../migrations/0030_receivers.sql"),
];

const VERSION_TABLE: &str = "CREATE TABLE IF NOT EXISTS schema_version
    (id BIGINT NOT NULL PRIMARY KEY, version BIGINT NOT NULL) /*by key*/";

/// "jinpai" in ASCII: the one advisory lock of this program.
const LOCK: i64 = 0x6a69_6e70_6169;

pub(crate) async fn run(db: &DatabaseConnection) -> Result<(), StoreError> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    let tx = db.begin_with_options(options).await?;
    if tx.get_database_backend() == DbBackend::Postgres {
        tx.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({LOCK})"))
            .await?;
    }
    for statement in statements(VERSION_TABLE, tx.get_database_backend()) {
        tx.execute_unprepared(&statement).await?;
    }
    let found = version(&tx).await?;
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    if found > known {
        return Err(StoreError::NewerSchema { found, known });
    }
    let done = usize::try_from(found).unwrap_or(0);
    for migration in &MIGRATIONS[done..] {
        for statement in statements(migration, tx.get_database_backend()) {
            tx.execute_unprepared(&statement).await?;
        }
    }
    if found < known {
        let record = "INSERT INTO schema_version (id, version) VALUES (1, $1)
            ON CONFLICT (id) DO UPDATE SET version = excluded.version";
        let backend = tx.get_database_backend();
        tx.execute_raw(Statement::from_sql_and_values(backend, record, [known.into()]))
            .await?;
        if backend == DbBackend::Sqlite {
            statistics::write(&tx).await?;
        }
        tracing::info!(from = found, to = known, "database migrated");
    }
    Ok(tx.commit().await?)
}

async fn version(db: &impl ConnectionTrait) -> Result<i64, StoreError> {
    let select = Statement::from_string(
        db.get_database_backend(),
        "SELECT version FROM schema_version WHERE id = 1",
    );
    match db.query_one_raw(select).await? {
        Some(row) => Ok(row.try_get_by_index(0)?),
        None => Ok(0),
    }
}

/// The statements of a migration as one database takes them. `/*by key*/` marks a table that is only
/// reached through its key: SQLite stores it in the key's own tree, which saves one tree per write. A statement that
/// begins with `/*sqlite*/` or `/*postgres*/` is that one's alone: their full-text indexes have nothing in common.
fn statements(migration: &str, backend: DbBackend) -> Vec<String> {
    let end = match backend {
        DbBackend::Sqlite => "WITHOUT ROWID",
        _ => "",
    };
    let others = match backend {
        DbBackend::Sqlite => "/*postgres*/",
        _ => "/*sqlite*/",
    };
    let statements = migration.split(";\n").map(without_comment);
    statements
        .filter(|text| !text.is_empty() && !text.starts_with(others))
        .map(|text| text.replace("/*by key*/", end))
        .collect()
}

/// A statement without the lines of `--` above it.
fn without_comment(statement: &str) -> &str {
    let mut text = statement.trim();
    while text.starts_with("--") {
        text = text.split_once('\n').map_or("", |(_, rest)| rest.trim_start());
    }
    text
}

#[cfg(test)]
mod tests {
    use sea_orm::DbBackend;

    use super::{MIGRATIONS, statements};

    #[test]
    fn each_database_gets_its_own_statements() {
        let text = "-- Why.\n\n/*sqlite*/ A (x);\n\n/*postgres*/ B;\n\nCREATE C () /*by key*/;\n";
        let of = |backend| statements(text, backend);
        assert_eq!(
            of(DbBackend::Sqlite),
            ["/*sqlite*/ A (x)", "CREATE C () WITHOUT ROWID"]
        );
        assert_eq!(of(DbBackend::Postgres), ["/*postgres*/ B", "CREATE C () "]);
    }

    #[test]
    fn every_migration_says_why_it_is_there() {
        for text in MIGRATIONS {
            let why = text.lines().next().unwrap_or_default();
            assert!(why.starts_with("-- ") && why.ends_with('.'), "{why:?}");
        }
    }
}
