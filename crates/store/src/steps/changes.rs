//! How a step moves on. Every change names the state it starts from, so a late one changes nothing.

use std::collections::HashSet;

use jinpai_model::{At, AttemptState, OrderId, Reason, ShopId, StepId, StepState};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait as _, EntityTrait, QueryFilter, QuerySelect as _, UpdateMany,
    sea_query::{Expr, ExprTrait as _, Query},
};

use super::{OPEN, ids_of_orders};
use crate::{
    BATCH, StoreError, Tx,
    column::{ms, parse},
    given::{given, of_row},
    tables::{attempt, step},
};

/// How a step ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    pub state: StepState,
    pub reason: Reason,
    /// What was sent; none leaves the step's text as it is.
    pub text: Option<String>,
    pub decided_at: At,
}

/// Ends a claimed step as decided. False when `epoch` no longer owns it: the worker lost its lease, or
/// the step was cancelled; nothing is written then.
pub async fn finish(
    tx: &Tx,
    shop: ShopId,
    id: StepId,
    epoch: i64,
    decision: &Decision,
) -> Result<bool, StoreError> {
    let mut update = to(decision.state, decision.reason, Some(decision.decided_at));
    if let Some(text) = &decision.text {
        update = update.col_expr(step::Column::Text, Expr::value(text.as_str()));
    }
    apply(tx, update, shop, id, owned(epoch)).await
}

/// A claimed step that went out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sent<'a> {
    pub id: StepId,
    /// Of the claim under which it went out.
    pub epoch: i64,
    pub reason: Reason,
    pub text: &'a str,
}

/// Ends many claimed steps as sent, in one statement, and tells which: the others no longer belong to their epoch.
pub async fn finish_sent(
    tx: &Tx,
    shop: ShopId,
    sent: &[Sent<'_>],
    decided_at: At,
) -> Result<HashSet<StepId>, StoreError> {
    let mut ended = HashSet::with_capacity(sent.len());
    for some in sent.chunks(BATCH) {
        let rows = some.iter().map(|one| {
            let (id, reason) = (one.id.to_string(), one.reason.as_str());
            (id, one.epoch, reason.to_owned(), one.text.to_owned())
        });
        let given = given(rows, &["id", "epoch", "reason", "text"]);
        let of_given = Query::select().columns(["id", "epoch"]).from("given").take();
        let key = Expr::tuple([Expr::col(step::Column::Id), Expr::col(step::Column::Epoch)]);
        let update = Query::update()
            .table(step::Entity)
            .value(step::Column::State, StepState::Sent.as_str())
            .value(step::Column::LeaseUntilAt, None::<i64>)
            .value(step::Column::DecidedAt, decided_at.ms())
            .value(
                step::Column::Reason,
                of_row("reason", (step::Entity, step::Column::Id)),
            )
            .value(
                step::Column::Text,
                of_row("text", (step::Entity, step::Column::Id)),
            )
            .and_where(Expr::col(step::Column::ShopId).eq(shop.to_string()))
            .and_where(Expr::col(step::Column::State).eq(StepState::Claimed.as_str()))
            .and_where(key.in_subquery(of_given))
            .returning_col(step::Column::Id)
            .take()
            .with(given);
        for row in tx.transaction().query_all(&update).await? {
            let id: String = row.try_get_by_index(0)?;
            ended.insert(parse("steps.id", &id)?);
        }
    }
    Ok(ended)
}

/// Gives a claimed step another time; false when `epoch` no longer owns it.
pub async fn postpone(
    tx: &Tx,
    shop: ShopId,
    id: StepId,
    epoch: i64,
    due_at: At,
    reason: Reason,
) -> Result<bool, StoreError> {
    let update = to(StepState::Planned, reason, None).col_expr(step::Column::DueAt, Expr::value(due_at.ms()));
    apply(tx, update, shop, id, owned(epoch)).await
}

/// Lays a claimed step aside until a person has answered; false when `epoch` no longer owns it.
pub async fn wait(tx: &Tx, shop: ShopId, id: StepId, epoch: i64, reason: Reason) -> Result<bool, StoreError> {
    apply(tx, to(StepState::Waiting, reason, None), shop, id, owned(epoch)).await
}

/// The same with the words that lie before the person.
pub async fn lay_aside(
    tx: &Tx,
    shop: ShopId,
    (id, epoch): (StepId, i64),
    reason: Reason,
    text: &str,
) -> Result<bool, StoreError> {
    let update = to(StepState::Waiting, reason, None).col_expr(step::Column::Text, Expr::value(text));
    apply(tx, update, shop, id, owned(epoch)).await
}

/// Gives a waiting step its words as they are now, for the person who will say them.
pub async fn reword(tx: &Tx, shop: ShopId, id: StepId, text: &str) -> Result<bool, StoreError> {
    let update = step::Entity::update_many().col_expr(step::Column::Text, Expr::value(text));
    let waiting = Condition::all().add(step::Column::State.eq(StepState::Waiting.as_str()));
    apply(tx, update, shop, id, waiting).await
}

/// Puts a waiting step back to be claimed at `due_at`; false when it does not wait.
pub async fn resume(
    tx: &Tx,
    shop: ShopId,
    id: StepId,
    due_at: At,
    reason: Reason,
) -> Result<bool, StoreError> {
    let update = to(StepState::Planned, reason, None).col_expr(step::Column::DueAt, Expr::value(due_at.ms()));
    let waiting = Condition::all().add(step::Column::State.eq(StepState::Waiting.as_str()));
    apply(tx, update, shop, id, waiting).await
}

/// Ends a step that no worker holds (planned or waiting); false when it is claimed or ended already.
pub async fn settle(
    tx: &Tx,
    shop: ShopId,
    id: StepId,
    state: StepState,
    reason: Reason,
    decided_at: At,
) -> Result<bool, StoreError> {
    let free = [StepState::Planned, StepState::Waiting].map(StepState::as_str);
    let free = Condition::all().add(step::Column::State.is_in(free));
    apply(tx, to(state, reason, Some(decided_at)), shop, id, free).await
}

/// Ends a step whose fate was unknown, or puts it back to be planned anew, once it has been found out.
/// False when it is known already. What was sent was sent when it was handed over, not when that was found out.
pub async fn find_out(
    tx: &Tx,
    shop: ShopId,
    id: StepId,
    state: StepState,
    reason: Reason,
    now: At,
) -> Result<bool, StoreError> {
    let unknown = Condition::all().add(step::Column::State.eq(StepState::Unknown.as_str()));
    let update = match state {
        StepState::Sent => moved(state, reason),
        StepState::Planned => to(state, reason, None).col_expr(step::Column::DueAt, Expr::value(now.ms())),
        _ => to(state, reason, Some(now)),
    };
    apply(tx, update, shop, id, unknown).await
}

/// Cancels every open step that speaks of one of these orders, leading or merged, and tells which.
///
/// A step that is being handed over at this moment is left to its worker: whether the channel took it
/// is a fact to be written down, not to be cancelled.
pub async fn cancel_open_of_orders(
    tx: &Tx,
    shop: ShopId,
    orders: &[OrderId],
    reason: Reason,
    now: At,
) -> Result<Vec<StepId>, StoreError> {
    let mut cancelled = Vec::new();
    for some in orders.chunks(BATCH) {
        let mut open: Vec<String> = step::Entity::find()
            .select_only()
            .column(step::Column::Id)
            .filter(step::Column::ShopId.eq(shop.to_string()))
            .filter(step::Column::Id.in_subquery(ids_of_orders(shop, some)))
            .filter(step::Column::State.is_in(OPEN.map(StepState::as_str)))
            .into_tuple()
            .all(tx.transaction())
            .await?;
        let in_flight = in_flight(tx, shop, &open).await?;
        open.retain(|id| !in_flight.contains(id));
        // Claims run beside this shop's writes, so the state is asked once more: a step may have been
        // claimed since, which is open still.
        for ids in open.chunks(BATCH) {
            to(StepState::Cancelled, reason, Some(now))
                .filter(step::Column::ShopId.eq(shop.to_string()))
                .filter(step::Column::Id.is_in(ids.iter().cloned()))
                .filter(step::Column::State.is_in(OPEN.map(StepState::as_str)))
                .exec(tx.transaction())
                .await?;
        }
        for id in open {
            cancelled.push(parse("steps.id", &id)?);
        }
    }
    Ok(cancelled)
}

/// Those of `steps` that are being handed over at this moment.
async fn in_flight(tx: &Tx, shop: ShopId, steps: &[String]) -> Result<HashSet<String>, StoreError> {
    let mut found = HashSet::new();
    for some in steps.chunks(BATCH) {
        let ids: Vec<String> = attempt::Entity::find()
            .select_only()
            .column(attempt::Column::StepId)
            .filter(attempt::Column::ShopId.eq(shop.to_string()))
            .filter(attempt::Column::StepId.is_in(some.iter().cloned()))
            .filter(attempt::Column::State.eq(AttemptState::Sending.as_str()))
            .into_tuple()
            .all(tx.transaction())
            .await?;
        found.extend(ids);
    }
    Ok(found)
}

fn to(state: StepState, reason: Reason, decided_at: Option<At>) -> UpdateMany<step::Entity> {
    moved(state, reason).col_expr(step::Column::DecidedAt, Expr::value(ms(decided_at)))
}

fn moved(state: StepState, reason: Reason) -> UpdateMany<step::Entity> {
    step::Entity::update_many()
        .col_expr(step::Column::State, Expr::value(state.as_str()))
        .col_expr(step::Column::Reason, Expr::value(reason.as_str()))
        .col_expr(step::Column::LeaseUntilAt, Expr::value(None::<i64>))
}

fn owned(epoch: i64) -> Condition {
    Condition::all()
        .add(step::Column::State.eq(StepState::Claimed.as_str()))
        .add(step::Column::Epoch.eq(epoch))
}

async fn apply(
    tx: &Tx,
    update: UpdateMany<step::Entity>,
    shop: ShopId,
    id: StepId,
    from: Condition,
) -> Result<bool, StoreError> {
    let done = update
        .filter(step::Column::ShopId.eq(shop.to_string()))
        .filter(step::Column::Id.eq(id.to_string()))
        .filter(from)
        .exec(tx.transaction())
        .await?;
    Ok(done.rows_affected > 0)
}
