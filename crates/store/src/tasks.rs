//! Tasks: what a person must do before the engine goes on.

use std::collections::HashSet;

use jinpai_model::{At, PersonId, ShopId, StepId, Task, TaskId, TaskState};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, IntoActiveModel as _, QueryFilter, QueryOrder, QuerySelect as _,
    sea_query::Expr,
};

use crate::{
    BATCH, Conn, PAGE, StoreError, Tx,
    column::{at, ms, parse, parse_some},
    tables::task,
};

/// Spelt as in the partial index, or SQLite does not use it.
const OPEN: &str = "state = 'open'";

/// Stores a new task, unless its step has an open one. Tells whether it was stored.
pub async fn open(tx: &Tx, new: &Task) -> Result<bool, StoreError> {
    let known = task::Entity::find()
        .filter(task::Column::ShopId.eq(new.shop.to_string()))
        .filter(task::Column::StepId.eq(new.step.to_string()))
        .filter(Expr::cust(OPEN))
        .one(tx.transaction())
        .await?;
    if known.is_some() {
        return Ok(false);
    }
    let row = task::Model {
        shop_id: new.shop.to_string(),
        id: new.id.to_string(),
        kind: new.kind.as_str().to_owned(),
        step_id: new.step.to_string(),
        state: new.state.as_str().to_owned(),
        opened_at: new.opened_at.ms(),
        due_at: new.due_at.ms(),
        outcome: new.outcome.clone(),
        done_by: new.done_by.map(|person| person.to_string()),
        done_at: ms(new.done_at),
    };
    task::Entity::insert(row.into_active_model())
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(true)
}

pub async fn get(conn: &impl Conn, shop: ShopId, id: TaskId) -> Result<Option<Task>, StoreError> {
    let row = task::Entity::find_by_id((shop.to_string(), id.to_string()))
        .one(conn.db())
        .await?;
    row.map(from_row).transpose()
}

/// A shop's open tasks, the most urgent first, up to a page.
pub async fn list_open(conn: &impl Conn, shop: ShopId) -> Result<Vec<Task>, StoreError> {
    let rows = task::Entity::find()
        .filter(task::Column::ShopId.eq(shop.to_string()))
        .filter(Expr::cust(OPEN))
        .order_by_asc(task::Column::DueAt)
        .order_by_asc(task::Column::Id)
        .limit(PAGE)
        .all(conn.db())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Writes what a person has answered; false when the task is not open any more.
pub async fn finish(
    tx: &Tx,
    shop: ShopId,
    id: TaskId,
    outcome: &str,
    by: PersonId,
    done_at: At,
) -> Result<bool, StoreError> {
    let done = task::Entity::update_many()
        .col_expr(task::Column::State, Expr::value(TaskState::Done.as_str()))
        .col_expr(task::Column::Outcome, Expr::value(outcome))
        .col_expr(task::Column::DoneBy, Expr::value(by.to_string()))
        .col_expr(task::Column::DoneAt, Expr::value(done_at.ms()))
        .filter(task::Column::ShopId.eq(shop.to_string()))
        .filter(task::Column::Id.eq(id.to_string()))
        .filter(Expr::cust(OPEN))
        .exec(tx.transaction())
        .await?;
    Ok(done.rows_affected > 0)
}

/// Shops in which an open task's time is over.
pub async fn shops_with_due(conn: &impl Conn, now: At) -> Result<Vec<ShopId>, StoreError> {
    let rows: Vec<String> = task::Entity::find()
        .select_only()
        .column(task::Column::ShopId)
        .filter(Expr::cust(OPEN))
        .filter(task::Column::DueAt.lte(now.ms()))
        .limit(PAGE)
        .into_tuple()
        .all(conn.db())
        .await?;
    let shops: HashSet<String> = rows.into_iter().collect();
    shops.iter().map(|shop| parse("tasks.shop_id", shop)).collect()
}

/// Expires a shop's open tasks whose time is over, up to a page, and returns them as they are now.
pub async fn expire_due(tx: &Tx, shop: ShopId, now: At) -> Result<Vec<Task>, StoreError> {
    let due = Condition::all().add(task::Column::DueAt.lte(now.ms()));
    expire(tx, shop, due, now).await
}

/// Expires the open tasks of these steps: they are settled without a person. Returns them as they are
/// now.
pub async fn close_of_steps(
    tx: &Tx,
    shop: ShopId,
    steps: &[StepId],
    now: At,
) -> Result<Vec<Task>, StoreError> {
    let mut closed = Vec::new();
    for some in steps.chunks(BATCH) {
        let of_steps = Condition::all().add(task::Column::StepId.is_in(some.iter().map(ToString::to_string)));
        closed.extend(expire(tx, shop, of_steps, now).await?);
    }
    Ok(closed)
}

async fn expire(tx: &Tx, shop: ShopId, which: Condition, now: At) -> Result<Vec<Task>, StoreError> {
    let rows = task::Entity::find()
        .filter(task::Column::ShopId.eq(shop.to_string()))
        .filter(Expr::cust(OPEN))
        .filter(which)
        .order_by_asc(task::Column::DueAt)
        .limit(PAGE)
        .all(tx.transaction())
        .await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    task::Entity::update_many()
        .col_expr(task::Column::State, Expr::value(TaskState::Expired.as_str()))
        .col_expr(task::Column::DoneAt, Expr::value(now.ms()))
        .filter(task::Column::ShopId.eq(shop.to_string()))
        .filter(task::Column::Id.is_in(rows.iter().map(|row| row.id.clone())))
        .exec(tx.transaction())
        .await?;
    rows.into_iter()
        .map(|row| {
            let mut task = from_row(row)?;
            task.state = TaskState::Expired;
            task.done_at = Some(now);
            Ok(task)
        })
        .collect()
}

fn from_row(row: task::Model) -> Result<Task, StoreError> {
    Ok(Task {
        shop: parse("tasks.shop_id", &row.shop_id)?,
        id: parse("tasks.id", &row.id)?,
        kind: parse("tasks.kind", &row.kind)?,
        step: parse("tasks.step_id", &row.step_id)?,
        state: parse("tasks.state", &row.state)?,
        opened_at: At(row.opened_at),
        due_at: At(row.due_at),
        outcome: row.outcome,
        done_by: parse_some("tasks.done_by", row.done_by.as_deref())?,
        done_at: at(row.done_at),
    })
}
