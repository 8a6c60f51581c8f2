//! Attempts: each hand-over of a step to a channel, written before the channel is called.

use jinpai_model::{At, Attempt, AttemptId, AttemptState, ShopId, StepId};
use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel as _, QueryFilter, QueryOrder, QuerySelect as _,
    TryInsertResult, sea_query::Expr,
};

use crate::{
    Conn, PAGE, StoreError, Tx,
    column::{at, ms, parse},
    tables::attempt,
};

/// Stores an attempt before its channel is called. False when its idempotency key is known: that
/// attempt stands, and nothing may be handed over again.
pub async fn start(tx: &Tx, new: &Attempt) -> Result<bool, StoreError> {
    let row = attempt::Model {
        shop_id: new.shop.to_string(),
        id: new.id.to_string(),
        step_id: new.step.to_string(),
        channel: new.channel.as_str().to_owned(),
        idempotency_key: new.idempotency_key.clone(),
        state: new.state.as_str().to_owned(),
        started_at: new.started_at.ms(),
        finished_at: ms(new.finished_at),
        receipt: new.receipt.clone(),
    };
    let key = [attempt::Column::ShopId, attempt::Column::IdempotencyKey];
    let inserted = attempt::Entity::insert(row.into_active_model())
        .on_conflict_do_nothing_on(key)
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(matches!(inserted, TryInsertResult::Inserted(rows) if rows > 0))
}

/// Writes how an attempt ended. Only one that is being sent, or whose end is unknown, can end; false
/// otherwise.
pub async fn finish(
    tx: &Tx,
    shop: ShopId,
    id: AttemptId,
    state: AttemptState,
    receipt: Option<&str>,
    finished_at: At,
) -> Result<bool, StoreError> {
    let undecided = [AttemptState::Sending, AttemptState::Unknown].map(AttemptState::as_str);
    let done = attempt::Entity::update_many()
        .col_expr(attempt::Column::State, Expr::value(state.as_str()))
        .col_expr(attempt::Column::Receipt, Expr::value(receipt))
        .col_expr(attempt::Column::FinishedAt, Expr::value(finished_at.ms()))
        .filter(attempt::Column::ShopId.eq(shop.to_string()))
        .filter(attempt::Column::Id.eq(id.to_string()))
        .filter(attempt::Column::State.is_in(undecided))
        .exec(tx.transaction())
        .await?;
    Ok(done.rows_affected > 0)
}

/// Oldest first.
pub async fn of_step(conn: &impl Conn, shop: ShopId, step: StepId) -> Result<Vec<Attempt>, StoreError> {
    let rows = attempt::Entity::find()
        .filter(attempt::Column::ShopId.eq(shop.to_string()))
        .filter(attempt::Column::StepId.eq(step.to_string()))
        .order_by_asc(attempt::Column::StartedAt)
        .order_by_asc(attempt::Column::Id)
        .all(conn.db())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Attempts of all shops started before a moment and still being sent, up to a page: their worker has
/// most likely died.
pub async fn unfinished(conn: &impl Conn, before: At) -> Result<Vec<Attempt>, StoreError> {
    let rows = attempt::Entity::find()
        // Spelt as in the partial index, or SQLite does not use it.
        .filter(Expr::cust("state = 'sending'"))
        .filter(attempt::Column::StartedAt.lt(before.ms()))
        .order_by_asc(attempt::Column::StartedAt)
        .limit(PAGE)
        .all(conn.db())
        .await?;
    rows.into_iter().map(from_row).collect()
}

fn from_row(row: attempt::Model) -> Result<Attempt, StoreError> {
    Ok(Attempt {
        shop: parse("attempts.shop_id", &row.shop_id)?,
        id: parse("attempts.id", &row.id)?,
        step: parse("attempts.step_id", &row.step_id)?,
        channel: parse("attempts.channel", &row.channel)?,
        idempotency_key: row.idempotency_key,
        state: parse("attempts.state", &row.state)?,
        started_at: At(row.started_at),
        finished_at: at(row.finished_at),
        receipt: row.receipt,
    })
}
