//! Rows that come with a statement: one update that gives each row a value of its own.

use sea_orm::sea_query::{
    CommonTableExpression, Expr, ExprTrait as _, IntoColumnRef, IntoValueTuple, Query, SelectStatement,
    WithClause,
};

const GIVEN: &str = "given";

/// The clause before a statement that calls these rows `given`.
pub(crate) fn given<Row: IntoValueTuple>(
    rows: impl IntoIterator<Item = Row>,
    columns: &[&'static str],
) -> WithClause {
    let rows = Query::select()
        .expr(Expr::cust("*"))
        .from_values(rows, "rows_of_it")
        .take();
    let clause = CommonTableExpression::new()
        .table_name(GIVEN)
        .columns(columns.iter().copied())
        .query(rows)
        .to_owned();
    WithClause::new().cte(clause).to_owned()
}

/// What the row given under the same id holds.
pub(crate) fn of_row(column: &'static str, id: impl IntoColumnRef) -> Expr {
    let row: SelectStatement = Query::select()
        .column(column)
        .from(GIVEN)
        .and_where(Expr::col((GIVEN, "id")).eq(Expr::col(id)))
        .take();
    Expr::from(row)
}
