//! Many rows at once.
//!
//! Read, they are one answer: the driver of SQLite hands over one row at a time from a thread of its own, wakes the reader for each, and makes each
//! cell a value on the heap. A statement that may find hundreds of rows is answered with one text instead: a JSON list
//! of rows, each the list of its cells. PostgreSQL sends its rows in bulk as it is.

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

/// Stores rows and tells how many were stored. The statement is put together by hand: the builder's way copies each cell twice, which is most of what
/// a thousand rows cost.
pub(crate) async fn insert<E>(tx: &Tx, taken: Taken, rows: Vec<E::Model>) -> Result<u64, StoreError>
where
    E: EntityTrait<Model: Row>,
{
    let backend = tx.transaction().get_database_backend();
    let columns: Vec<String> = E::Column::iter()
        .map(|column| format!("\"{}\"", column.as_str()))
        .collect();
    let mut stored = 0;
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let mut cells: Vec<Value> = Vec::with_capacity(rows.len().min(BATCH) * columns.len());
        cells.extend(rows.by_ref().take(BATCH).flat_map(Row::into_cells));
        let mut sql = format!(
            "INSERT INTO \"{}\" ({}) VALUES ",
            E::default().table_name(),
            columns.join(", ")
        );
        for n in 0..cells.len() {
            sql.push_str(match n {
                0 => "(",
                n if n % columns.len() == 0 => "), (",
                _ => ", ",
            });
            match backend {
                DbBackend::Postgres => sql.push_str(&format!("${}", n + 1)),
                _ => sql.push('?'),
            }
        }
        sql.push(')');
        if taken == Taken::IsLeft {
            sql.push_str(" ON CONFLICT DO NOTHING");
        }
        let statement = Statement::from_sql_and_values(backend, sql, cells);
        stored += tx.transaction().execute_raw(statement).await?.rows_affected();
    }
    Ok(stored)
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
