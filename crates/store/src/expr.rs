//! SQL expressions that more than one noun needs.

use sea_orm::sea_query::{Expr, ExprTrait as _, Func, IntoColumnRef, LikeExpr};

/// Whether a column contains a text, whatever the case of its Latin letters.
pub(crate) fn contains(column: impl IntoColumnRef, text: &str) -> Expr {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('%');
    for c in text.to_lowercase().chars() {
        if matches!(c, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(c);
    }
    pattern.push('%');
    Expr::expr(Func::lower(Expr::col(column))).like(LikeExpr::new(pattern).escape('!'))
}

/// A sum that is 0 over no rows, and an integer on both databases: PostgreSQL sums into numeric.
pub(crate) fn sum(of: impl Into<Expr>) -> Expr {
    let total: Expr = Func::sum(of).into();
    total.cast_as("bigint").if_null(0_i64)
}
