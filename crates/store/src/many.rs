//! Many rows at once.
//!
//! The driver of SQLite hands over one row at a time from a thread of its own, wakes the reader for each, and makes each
//! cell a value on the heap. A statement that may find hundreds of rows is answered with one text instead: a JSON list
//! of rows, each the list of its cells. PostgreSQL sends its rows in bulk as it is, but is told them by the column.

use sea_orm::{
    ColumnTrait, ColumnType, ConnectionTrait as _, DbBackend, EntityTrait, ExprTrait as _, IdenStatic as _,
    Iterable as _, QuerySelect as _, QueryTrait as _, Select, Statement, TryGetableMany, Value,
    sea_query::{Expr, Func, Query},
};
use serde::de::DeserializeOwned;

use crate::{BATCH, Conn, StoreError, Tx, column::from_json};

/// The row of a table.
pub(crate) trait Row {
    /// What is in it, in the order of the table's columns.
    fn into_cells(self) -> impl Iterator<Item = Value>;
}

/// What becomes of a row whose key is taken.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Taken {
    Fails,
    IsLeft,
}

/// Stores rows and tells how many were stored. The statements are put together by hand: the builder's way copies each
/// cell twice, which is most of what a thousand rows cost.
pub(crate) async fn insert<E>(tx: &Tx, taken: Taken, rows: Vec<E::Model>) -> Result<u64, StoreError>
where
    E: EntityTrait<Model: Row>,
{
    let db = tx.transaction();
    let backend = db.get_database_backend();
    let columns: Vec<String> = E::Column::iter()
        .map(|column| format!("\"{}\"", column.as_str()))
        .collect();
    let into = format!(
        "INSERT INTO \"{}\" ({})",
        E::default().table_name(),
        columns.join(", ")
    );
    let taken = match taken {
        Taken::Fails => "",
        Taken::IsLeft => " ON CONFLICT DO NOTHING",
    };
    let mut stored = 0;
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let some = rows.by_ref().take(BATCH);
        let (what, values) = match backend {
            DbBackend::Postgres => by_column::<E>(some),
            _ => by_row(some, columns.len()),
        };
        let statement = Statement::from_sql_and_values(backend, format!("{into} {what}{taken}"), values);
        stored += db.execute_raw(statement).await?.rows_affected();
    }
    Ok(stored)
}

/// `VALUES (?, ?), (?, ?)`.
fn by_row<R: Row>(rows: impl Iterator<Item = R>, columns: usize) -> (String, Vec<Value>) {
    let cells: Vec<Value> = rows.flat_map(Row::into_cells).collect();
    let row = format!("({})", vec!["?"; columns].join(", "));
    let rows = vec![row; cells.len() / columns].join(", ");
    (format!("VALUES {rows}"), cells)
}

/// `SELECT * FROM unnest(…)` over a list for each column: PostgreSQL reads and plans a statement with a place for each
/// cell longer than it takes to store them.
fn by_column<E: EntityTrait>(rows: impl Iterator<Item = impl Row>) -> (String, Vec<Value>) {
    let lists: Vec<String> = E::Column::iter()
        .zip(1..)
        .map(|(column, n)| {
            let of = match column.def().get_column_type() {
                ColumnType::Boolean => "boolean",
                ColumnType::BigInteger => "bigint",
                _ => "text",
            };
            format!("CAST(${n} AS {of}[])")
        })
        .collect();
    let mut columns = vec![String::new(); lists.len()];
    for row in rows {
        for (column, cell) in columns.iter_mut().zip(row.into_cells()) {
            column.push(if column.is_empty() { '{' } else { ',' });
            push_listed(column, &cell);
        }
    }
    let values = columns.into_iter().map(|column| Value::from(column + "}"));
    (
        format!("SELECT * FROM unnest({})", lists.join(", ")),
        values.collect(),
    )
}

/// A cell as it stands in PostgreSQL's text of a list.
fn push_listed(list: &mut String, cell: &Value) {
    match cell {
        Value::String(Some(text)) => {
            list.push('"');
            for c in text.chars() {
                if matches!(c, '"' | '\\') {
                    list.push('\\');
                }
                list.push(c);
            }
            list.push('"');
        }
        Value::BigInt(Some(number)) => list.push_str(&number.to_string()),
        Value::Bool(Some(is)) => list.push_str(if *is { "t" } else { "f" }),
        _ => list.push_str("NULL"),
    }
}

/// All rows that `select` finds, in its order.
pub(crate) async fn rows<E>(conn: &impl Conn, select: Select<E>) -> Result<Vec<E::Model>, StoreError>
where
    E: EntityTrait<Model: DeserializeOwned>,
{
    match conn.db().get_database_backend() {
        DbBackend::Sqlite => as_one(conn, select, E::Column::iter()).await,
        _ => Ok(select.all(conn.db()).await?),
    }
}

/// These columns of all rows that `select` finds, in its order.
pub(crate) async fn cells<E, T>(
    conn: &impl Conn,
    select: Select<E>,
    columns: &[E::Column],
) -> Result<Vec<T>, StoreError>
where
    E: EntityTrait,
    T: DeserializeOwned + TryGetableMany + Send,
{
    let select = select.select_only().columns(columns.iter().copied());
    match conn.db().get_database_backend() {
        DbBackend::Sqlite => as_one(conn, select, columns.iter().copied()).await,
        _ => Ok(select.into_tuple().all(conn.db()).await?),
    }
}

async fn as_one<E: EntityTrait, T: DeserializeOwned>(
    conn: &impl Conn,
    select: Select<E>,
    columns: impl Iterator<Item = E::Column>,
) -> Result<Vec<T>, StoreError> {
    let row = Func::cust("json_array").args(columns.map(cell));
    let all = Func::cust("json_group_array").arg(row);
    let query = Query::select()
        .expr(all)
        .from_subquery(select.into_query(), "found")
        .take();
    let Some(answer) = conn.db().query_one(&query).await? else {
        return Ok(Vec::new());
    };
    let text: String = answer.try_get_by_index(0)?;
    from_json("rows", &text)
}

/// A cell as JSON has it: SQLite keeps true and false as numbers.
fn cell<C: ColumnTrait>(column: C) -> Expr {
    let plain = Expr::col(column);
    match column.def().get_column_type() {
        ColumnType::Boolean => {
            let word = Expr::case(plain.clone().eq(true), "true").case(plain.eq(false), "false");
            Func::cust("json").arg(word).into()
        }
        _ => plain,
    }
}
