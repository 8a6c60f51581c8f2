//! Attempts: each hand-over of a step to a channel, written before the channel is called.

use std::collections::{HashMap, HashSet};

use jinpai_model::{At, Attempt, AttemptId, AttemptState, Delivered, ProviderId, ShopId, StepId};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait as _, EntityTrait, IntoActiveModel as _, QueryFilter, QueryOrder,
    QuerySelect as _, TryInsertResult,
    sea_query::{Expr, ExprTrait as _, Query},
};

use crate::{
    BATCH, Conn, PAGE, StoreError, Tx,
    column::{at, ms, parse},
    given::{given, of_row},
    many::{self, Taken},
    tables::attempt,
};

/// Stores an attempt before its channel is called. False when its idempotency key is known: that
/// attempt stands, and nothing may be handed over again.
pub async fn start(tx: &Tx, new: &Attempt) -> Result<bool, StoreError> {
    let key = [attempt::Column::ShopId, attempt::Column::IdempotencyKey];
    let inserted = attempt::Entity::insert(to_row(new).into_active_model())
        .on_conflict_do_nothing_on(key)
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(matches!(inserted, TryInsertResult::Inserted(rows) if rows > 0))
}

/// Stores many attempts of one shop, each under a key of its own, and tells for each, in order, whether it was
/// stored: false where its key is known already.
pub async fn start_many(tx: &Tx, shop: ShopId, new: &[Attempt]) -> Result<Vec<bool>, StoreError> {
    let mut stored = Vec::with_capacity(new.len());
    for some in new.chunks(BATCH) {
        let known: Vec<String> = attempt::Entity::find()
            .select_only()
            .column(attempt::Column::IdempotencyKey)
            .filter(attempt::Column::ShopId.eq(shop.to_string()))
            .filter(
                attempt::Column::IdempotencyKey.is_in(some.iter().map(|new| new.idempotency_key.as_str())),
            )
            .into_tuple()
            .all(tx.transaction())
            .await?;
        let known: HashSet<String> = known.into_iter().collect();
        let is_new = |new: &&Attempt| !known.contains(&new.idempotency_key);
        stored.extend(some.iter().map(|new| is_new(&new)));
        let rows = some.iter().filter(is_new).map(to_row).collect();
        many::insert::<attempt::Entity>(tx, Taken::Fails, rows).await?;
    }
    Ok(stored)
}

fn to_row(new: &Attempt) -> attempt::Model {
    attempt::Model {
        shop_id: new.shop.to_string(),
        id: new.id.to_string(),
        step_id: new.step.to_string(),
        channel: new.channel.as_str().to_owned(),
        idempotency_key: new.idempotency_key.clone(),
        state: new.state.as_str().to_owned(),
        started_at: new.started_at.ms(),
        finished_at: ms(new.finished_at),
        receipt: new.receipt.clone(),
        provider_id: new.provider.map(|id| id.to_string()),
        why: new.why.clone(),
        ask_at: ms(new.ask_at),
        asked: new.asked,
        delivery: new.delivery.map(|delivery| delivery.as_str().to_owned()),
    }
}

/// How a hand-over came out, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct End {
    pub state: AttemptState,
    pub receipt: Option<String>,
    pub why: Option<String>,
    /// For an unknown: when to ask. None: nobody can be asked, or there is nothing to ask.
    pub ask_at: Option<At>,
    pub at: At,
}

impl End {
    /// One that needs no more asking.
    #[must_use]
    pub const fn known(state: AttemptState, receipt: Option<String>, at: At) -> Self {
        Self {
            state,
            receipt,
            why: None,
            ask_at: None,
            at,
        }
    }
}

/// Writes how an attempt ended. Only one that is being sent, or whose end is unknown, can end; false
/// otherwise.
pub async fn finish(tx: &Tx, shop: ShopId, id: AttemptId, end: &End) -> Result<bool, StoreError> {
    let undecided = [AttemptState::Sending, AttemptState::Unknown].map(AttemptState::as_str);
    let mut update = attempt::Entity::update_many()
        .col_expr(attempt::Column::State, Expr::value(end.state.as_str()))
        .col_expr(attempt::Column::AskAt, Expr::value(ms(end.ask_at)))
        .col_expr(attempt::Column::FinishedAt, Expr::value(end.at.ms()));
    // What was told before is not forgotten because the next one says less.
    if let Some(receipt) = &end.receipt {
        update = update.col_expr(attempt::Column::Receipt, Expr::value(receipt.as_str()));
    }
    if let Some(why) = &end.why {
        update = update.col_expr(attempt::Column::Why, Expr::value(why.as_str()));
    }
    let done = update
        .filter(attempt::Column::ShopId.eq(shop.to_string()))
        .filter(attempt::Column::Id.eq(id.to_string()))
        .filter(attempt::Column::State.is_in(undecided))
        .exec(tx.transaction())
        .await?;
    Ok(done.rows_affected > 0)
}

/// Writes of many attempts that their provider accepted them, each with its receipt, in one statement.
pub async fn accept(tx: &Tx, shop: ShopId, accepted: &[(AttemptId, &str)], at: At) -> Result<(), StoreError> {
    let undecided = [AttemptState::Sending, AttemptState::Unknown].map(AttemptState::as_str);
    for some in accepted.chunks(BATCH) {
        let rows = some
            .iter()
            .map(|(id, receipt)| (id.to_string(), (*receipt).to_owned()));
        let of_given = Query::select().column("id").from("given").take();
        let update = Query::update()
            .table(attempt::Entity)
            .value(attempt::Column::State, AttemptState::Accepted.as_str())
            .value(attempt::Column::AskAt, None::<i64>)
            .value(attempt::Column::FinishedAt, at.ms())
            .value(
                attempt::Column::Receipt,
                of_row("receipt", (attempt::Entity, attempt::Column::Id)),
            )
            .and_where(Expr::col(attempt::Column::ShopId).eq(shop.to_string()))
            .and_where(Expr::col(attempt::Column::State).is_in(undecided))
            .and_where(Expr::col(attempt::Column::Id).in_subquery(of_given))
            .take()
            .with(given(rows, &["id", "receipt"]));
        tx.transaction().execute(&update).await?;
    }
    Ok(())
}

/// Attempts of all shops whose provider is to be asked by now, up to a page, the longest due first.
pub async fn to_ask(conn: &impl Conn, now: At) -> Result<Vec<Attempt>, StoreError> {
    let rows = attempt::Entity::find()
        // Spelt as in the partial index, or SQLite does not use it.
        .filter(Expr::cust("state = 'unknown' AND ask_at IS NOT NULL"))
        .filter(attempt::Column::AskAt.lte(now.ms()))
        .order_by_asc(attempt::Column::AskAt)
        .limit(PAGE)
        .all(conn.db())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Asked in vain: again at `ask_at`, or never when there is none. False when it is known by now.
pub async fn asked(tx: &Tx, shop: ShopId, id: AttemptId, ask_at: Option<At>) -> Result<bool, StoreError> {
    let done = attempt::Entity::update_many()
        .col_expr(attempt::Column::AskAt, Expr::value(ms(ask_at)))
        .col_expr(
            attempt::Column::Asked,
            Expr::col(attempt::Column::Asked).add(1_i64),
        )
        .filter(attempt::Column::ShopId.eq(shop.to_string()))
        .filter(attempt::Column::Id.eq(id.to_string()))
        .filter(attempt::Column::State.eq(AttemptState::Unknown.as_str()))
        .exec(tx.transaction())
        .await?;
    Ok(done.rows_affected > 0)
}

/// The attempt that went out under a key.
pub async fn by_key(conn: &impl Conn, shop: ShopId, key: &str) -> Result<Option<Attempt>, StoreError> {
    let row = attempt::Entity::find()
        .filter(attempt::Column::ShopId.eq(shop.to_string()))
        .filter(attempt::Column::IdempotencyKey.eq(key))
        .one(conn.db())
        .await?;
    row.map(from_row).transpose()
}

/// The attempt that a provider's own message id belongs to. A receipt is the id, or several ids joined by
/// commas.
pub async fn by_receipt(
    conn: &impl Conn,
    shop: ShopId,
    provider: ProviderId,
    id: &str,
) -> Result<Option<Attempt>, StoreError> {
    let named = Condition::any()
        .add(attempt::Column::Receipt.eq(id))
        .add(attempt::Column::Receipt.contains(format!(":{id},")))
        .add(attempt::Column::Receipt.contains(format!(",{id},")))
        .add(attempt::Column::Receipt.ends_with(format!(",{id}")))
        .add(attempt::Column::Receipt.ends_with(format!(":{id}")));
    let row = attempt::Entity::find()
        .filter(attempt::Column::ShopId.eq(shop.to_string()))
        .filter(attempt::Column::ProviderId.eq(provider.to_string()))
        .filter(named)
        .order_by_desc(attempt::Column::StartedAt)
        .one(conn.db())
        .await?;
    row.map(from_row).transpose()
}

/// Writes how far an accepted message has come. What has arrived stays arrived: reports come late and in
/// any order.
pub async fn delivered(tx: &Tx, shop: ShopId, id: AttemptId, how: Delivered) -> Result<bool, StoreError> {
    let open = Condition::any()
        .add(attempt::Column::Delivery.is_null())
        .add(attempt::Column::Delivery.eq(Delivered::OnItsWay.as_str()));
    let done = attempt::Entity::update_many()
        .col_expr(attempt::Column::Delivery, Expr::value(how.as_str()))
        .filter(attempt::Column::ShopId.eq(shop.to_string()))
        .filter(attempt::Column::Id.eq(id.to_string()))
        .filter(open)
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

/// How many hand-overs of each of these steps are proven to have failed; none of a step is left out.
pub async fn rejected_of_steps(
    conn: &impl Conn,
    shop: ShopId,
    steps: &[StepId],
) -> Result<HashMap<StepId, u32>, StoreError> {
    let mut found = HashMap::new();
    for some in steps.chunks(BATCH) {
        let ids: Vec<String> = attempt::Entity::find()
            .select_only()
            .column(attempt::Column::StepId)
            .filter(attempt::Column::ShopId.eq(shop.to_string()))
            .filter(attempt::Column::StepId.is_in(some.iter().map(ToString::to_string)))
            .filter(attempt::Column::State.eq(AttemptState::Rejected.as_str()))
            .into_tuple()
            .all(conn.db())
            .await?;
        for id in ids {
            *found.entry(parse("attempts.step_id", &id)?).or_default() += 1;
        }
    }
    Ok(found)
}

/// Since when each of these steps is being handed over; those that are not are left out.
pub async fn under_way(
    conn: &impl Conn,
    shop: ShopId,
    steps: &[StepId],
) -> Result<HashMap<StepId, At>, StoreError> {
    let mut found = HashMap::new();
    for some in steps.chunks(BATCH) {
        let rows: Vec<(String, i64)> = attempt::Entity::find()
            .select_only()
            .column(attempt::Column::StepId)
            .column(attempt::Column::StartedAt)
            .filter(attempt::Column::ShopId.eq(shop.to_string()))
            .filter(attempt::Column::StepId.is_in(some.iter().map(ToString::to_string)))
            .filter(attempt::Column::State.eq(AttemptState::Sending.as_str()))
            .into_tuple()
            .all(conn.db())
            .await?;
        for (id, at) in rows {
            found.insert(parse("attempts.step_id", &id)?, At(at));
        }
    }
    Ok(found)
}

/// The newest hand-over to a provider.
pub async fn last_of_provider(
    conn: &impl Conn,
    shop: ShopId,
    provider: ProviderId,
) -> Result<Option<Attempt>, StoreError> {
    let row = attempt::Entity::find()
        .filter(attempt::Column::ShopId.eq(shop.to_string()))
        .filter(attempt::Column::ProviderId.eq(provider.to_string()))
        .order_by_desc(attempt::Column::StartedAt)
        .limit(1)
        .one(conn.db())
        .await?;
    row.map(from_row).transpose()
}

/// The newest hand-over of each of these steps.
pub async fn last_of_steps(
    conn: &impl Conn,
    shop: ShopId,
    steps: &[StepId],
) -> Result<HashMap<StepId, Attempt>, StoreError> {
    let mut found = HashMap::new();
    for some in steps.chunks(BATCH) {
        let rows = attempt::Entity::find()
            .filter(attempt::Column::ShopId.eq(shop.to_string()))
            .filter(attempt::Column::StepId.is_in(some.iter().map(ToString::to_string)))
            .order_by_asc(attempt::Column::StartedAt)
            .order_by_asc(attempt::Column::Id)
            .all(conn.db())
            .await?;
        for row in rows {
            let attempt = from_row(row)?;
            found.insert(attempt.step, attempt);
        }
    }
    Ok(found)
}

/// All of a shop, oldest first: for counting and proof, not for pages.
pub async fn of_shop(conn: &impl Conn, shop: ShopId) -> Result<Vec<Attempt>, StoreError> {
    let rows = attempt::Entity::find()
        .filter(attempt::Column::ShopId.eq(shop.to_string()))
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
        provider: row
            .provider_id
            .map(|id| parse("attempts.provider_id", &id))
            .transpose()?,
        why: row.why,
        ask_at: at(row.ask_at),
        asked: row.asked,
        delivery: row
            .delivery
            .map(|word| parse("attempts.delivery", &word))
            .transpose()?,
    })
}
