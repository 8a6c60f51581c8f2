//! How a worker gets hold of due steps: one statement that takes them and names the new owner.
//!
//! The owner is the epoch. Every claim makes it grow, so a worker whose lease ran out holds an old one
//! and its answers write nothing. Claims run in the global lane; they wait for nobody.

use jinpai_model::{At, Step, StepId, StepState};
use sea_orm::{
    ConnectionTrait as _, EntityTrait as _, FromQueryResult as _, QueryFilter as _, QuerySelect as _,
    sea_query::{
        CommonTableExpression, Expr, ExprTrait as _, LockBehavior, LockType, Order, Query, SelectStatement,
        WithClause,
    },
};

use super::with_orders;
use crate::{Conn, PAGE, StoreError, Tx, column::parse, tables::step};

/// The conditions of the partial indexes, spelt as they are there: SQLite uses such an index only when
/// the query says the same in so many words, not through a parameter.
const PLANNED: &str = "state = 'planned'";
const CLAIMED: &str = "state = 'claimed'";

/// Claims up to `limit` planned steps that are due at `now`, over all shops, the longest due first;
/// never more than a page. Each is given to one caller only, until `now` + `lease_ms`.
pub async fn claim_due(tx: &Tx, now: At, lease_ms: i64, limit: u64) -> Result<Vec<Step>, StoreError> {
    let due = some_steps(limit)
        .and_where(Expr::cust(PLANNED))
        .and_where(Expr::col(step::Column::DueAt).lte(now.ms()))
        .order_by(step::Column::DueAt, Order::Asc)
        .to_owned();
    claim(tx, due, now.plus(lease_ms)).await
}

/// Claims steps whose owner let its lease run out, most likely by dying: whether they were handed over
/// is in their attempts.
pub async fn claim_expired_leases(
    tx: &Tx,
    now: At,
    lease_ms: i64,
    limit: u64,
) -> Result<Vec<Step>, StoreError> {
    let left = some_steps(limit)
        .and_where(Expr::cust(CLAIMED))
        .and_where(Expr::col(step::Column::LeaseUntilAt).lte(now.ms()))
        .order_by(step::Column::LeaseUntilAt, Order::Asc)
        .to_owned();
    claim(tx, left, now.plus(lease_ms)).await
}

/// Every step that a worker holds, with its epoch and the end of its lease: for proof, not for pages.
pub async fn claimed(conn: &impl Conn) -> Result<Vec<(StepId, i64, At)>, StoreError> {
    let rows: Vec<(String, i64, Option<i64>)> = step::Entity::find()
        .select_only()
        .column(step::Column::Id)
        .column(step::Column::Epoch)
        .column(step::Column::LeaseUntilAt)
        .filter(Expr::cust(CLAIMED))
        .into_tuple()
        .all(conn.db())
        .await?;
    let rows = rows.into_iter();
    rows.map(|(id, epoch, until)| Ok((parse("steps.id", &id)?, epoch, At(until.unwrap_or(0)))))
        .collect()
}

/// Keys of steps that nobody else is claiming at this moment. SQLite leaves the lock out: it has one
/// writer anyway.
fn some_steps(limit: u64) -> SelectStatement {
    Query::select()
        .columns([step::Column::ShopId, step::Column::Id])
        .from(step::Entity)
        .limit(Ord::min(limit, PAGE))
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .to_owned()
}

async fn claim(tx: &Tx, keys: SelectStatement, lease_until: At) -> Result<Vec<Step>, StoreError> {
    // The keys stand in a clause of their own: PostgreSQL may run a plain subquery several times, and
    // each run would skip what the one before has locked and take as much again.
    let taken = CommonTableExpression::new()
        .table_name("taken")
        .columns([step::Column::ShopId, step::Column::Id])
        .query(keys)
        .to_owned();
    let key = Expr::tuple([Expr::col(step::Column::ShopId), Expr::col(step::Column::Id)]);
    let of_taken = Query::select()
        .columns([step::Column::ShopId, step::Column::Id])
        .from("taken")
        .to_owned();
    let update = Query::update()
        .table(step::Entity)
        .value(step::Column::State, StepState::Claimed.as_str())
        .value(step::Column::LeaseUntilAt, lease_until.ms())
        .value(step::Column::Epoch, Expr::col(step::Column::Epoch).add(1_i64))
        .and_where(key.in_subquery(of_taken))
        .returning_all()
        .to_owned()
        .with(WithClause::new().cte(taken).to_owned());
    let mut rows = tx
        .transaction()
        .query_all(&update)
        .await?
        .iter()
        .map(|row| step::Model::from_query_result(row, ""))
        .collect::<Result<Vec<_>, _>>()?;
    rows.sort_by(|a, b| (a.due_at, &a.shop_id, &a.id).cmp(&(b.due_at, &b.shop_id, &b.id)));
    with_orders(tx, rows).await
}
