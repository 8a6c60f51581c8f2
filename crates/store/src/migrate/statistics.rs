//! Tells SQLite's planner what the tables will look like.
//!
//! Without statistics it takes the shop's key as good enough and walks a whole shop for one buyer;
//! with statistics of its own (`ANALYZE`) plans would change with the data. So the table it reads them
//! from is filled by rule: a plan is the same on an empty shop and on a full one. PostgreSQL counts by
//! itself.

use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::StoreError;

/// Rows of a table, and of a partial index, as the planner is to imagine them.
const ROWS: i64 = 1_000_000;
const ROWS_OF_PART: i64 = 1_000;
/// Different values of a column that is not listed in [`distinct`].
const MANY: i64 = 50_000;

const INDEX_COLUMNS: &str = "
    SELECT t.name, i.name, i.\"unique\", i.origin, i.partial, c.name
    FROM sqlite_schema t JOIN pragma_index_list(t.name) i JOIN pragma_index_info(i.name) c
    WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%'
    ORDER BY t.name, i.name, c.seqno";

/// An index as SQLite describes it.
struct Index {
    table: String,
    name: String,
    unique: bool,
    partial: bool,
    columns: Vec<String>,
}

pub(super) async fn write(db: &impl ConnectionTrait) -> Result<(), StoreError> {
    // Makes the table of statistics if it is not there.
    db.execute_unprepared("ANALYZE sqlite_schema").await?;
    db.execute_unprepared("DELETE FROM sqlite_stat1").await?;
    for index in indexes(db).await? {
        let insert = "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ($1, $2, $3)";
        let stat = statistic(&index);
        let values = [index.table.into(), index.name.into(), stat.into()];
        db.execute_raw(Statement::from_sql_and_values(DbBackend::Sqlite, insert, values))
            .await?;
    }
    // Makes this connection read what was written; others read it when they open.
    db.execute_unprepared("ANALYZE sqlite_schema").await?;
    Ok(())
}

async fn indexes(db: &impl ConnectionTrait) -> Result<Vec<Index>, StoreError> {
    let rows = db
        .query_all_raw(Statement::from_string(DbBackend::Sqlite, INDEX_COLUMNS))
        .await?;
    let mut indexes: Vec<Index> = Vec::new();
    for row in rows {
        let table: String = row.try_get_by_index(0)?;
        let origin: String = row.try_get_by_index(3)?;
        // The tree of a table stored by its key goes by the table's own name.
        let name = if origin == "pk" {
            table.clone()
        } else {
            row.try_get_by_index(1)?
        };
        let column: String = row.try_get_by_index(5)?;
        match indexes.last_mut() {
            Some(last) if last.table == table && last.name == name => last.columns.push(column),
            _ => indexes.push(Index {
                table,
                name,
                unique: row.try_get_by_index::<i64>(2)? != 0,
                partial: row.try_get_by_index::<i64>(4)? != 0,
                columns: vec![column],
            }),
        }
    }
    Ok(indexes)
}

/// "Rows in all, rows per value of the first column, of the first two, …".
fn statistic(index: &Index) -> String {
    let all = if index.partial { ROWS_OF_PART } else { ROWS };
    let mut numbers = vec![all];
    let mut left = all;
    for (place, column) in index.columns.iter().enumerate() {
        left = (left / distinct(column)).max(1);
        if index.unique && place + 1 == index.columns.len() {
            left = 1;
        }
        numbers.push(left);
    }
    numbers.iter().map(i64::to_string).collect::<Vec<_>>().join(" ")
}

/// How many different values a column has, for the few that have few.
fn distinct(column: &str) -> i64 {
    match column {
        "shop_id" => 10,
        "platform" | "role" => 3,
        "channel" | "kind" | "state" | "status" => 5,
        _ => MANY,
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::{ConnectionTrait as _, Database, DbBackend, Statement};

    /// Table, condition, and the columns by which the rows must be found.
    const QUESTIONS: &[(&str, &str, &str)] = &[
        (
            "conversations",
            "buyer_id IN ('a') AND state = 'open'",
            "buyer_id",
        ),
        (
            "conversations",
            "buyer_id = 'a' ORDER BY last_at DESC, id DESC",
            "buyer_id",
        ),
        (
            "messages",
            "conversation_id IN (SELECT id FROM conversations WHERE shop_id = 's' AND buyer_id = 'a')
             ORDER BY seq DESC LIMIT 51",
            "conversation_id",
        ),
        (
            "messages",
            "conversation_id = 'a' AND seq < 9 ORDER BY seq DESC",
            "conversation_id",
        ),
        ("messages", "sender = 'a' AND client_ref = 'b'", "client_ref"),
        ("messages", "seq IN (1, 2)", "seq"),
        (
            "identities",
            "channel = 'a' AND external IN ('a', 'b')",
            "external",
        ),
        ("identities", "buyer_id = 'a'", "buyer_id"),
        ("orders", "platform = 'a' AND number IN ('a', 'b')", "number"),
        (
            "orders",
            "buyer_id IN ('a', 'b') AND status = 'unpaid'",
            "buyer_id",
        ),
        ("orders", "status = 'unpaid' ORDER BY created_at, id", "status"),
        ("products", "sku IN ('a', 'b')", "sku"),
        ("products", "title IN ('a', 'b')", "title"),
        ("steps", "ladder IN ('a', 'b')", "ladder"),
        (
            "steps",
            "buyer_id = 'a' AND state IN ('planned', 'claimed')",
            "buyer_id",
        ),
        ("steps", "due_at >= 1 AND due_at < 2 AND state = 'sent'", "due_at"),
        ("step_orders", "order_id IN ('a', 'b')", "order_id"),
        ("step_orders", "step_id IN ('a', 'b') ORDER BY place", "step_id"),
        (
            "attempts",
            "step_id IN ('a', 'b') AND state = 'sending'",
            "step_id",
        ),
        ("contacts", "buyer_id IN ('a', 'b') AND at >= 1", "buyer_id"),
        ("events", "seq > 1 ORDER BY seq", "seq"),
    ];

    #[tokio::test]
    async fn no_question_about_one_thing_walks_the_whole_shop() {
        let folder = tempfile::TempDir::new().unwrap();
        let url = format!("sqlite://{}?mode=rwc", folder.path().join("plans.db").display());
        let db = Database::connect(url).await.unwrap();
        crate::migrate::run(&db).await.unwrap();
        for (table, condition, found_by) in QUESTIONS {
            let ask = format!("EXPLAIN QUERY PLAN SELECT * FROM {table} WHERE shop_id = 's' AND {condition}");
            let rows = db
                .query_all_raw(Statement::from_string(DbBackend::Sqlite, ask))
                .await
                .unwrap();
            let plan: String = rows[0].try_get("", "detail").unwrap();
            let (_, by) = plan.split_once('(').unwrap_or((&plan, ""));
            assert!(
                by.contains(&format!("{found_by}="))
                    || by.contains(&format!("{found_by}>"))
                    || by.contains(&format!("{found_by}<")),
                "{table} {condition}: {plan}"
            );
        }
    }
}
