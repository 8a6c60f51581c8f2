//! Steps: what is to be sent when. The table is the timer; see `claims.rs` for how a step is worked on.

mod changes;
mod claims;
mod figures;
mod replan;

use std::collections::{HashMap, HashSet};

use jinpai_model::{At, BuyerId, Flow, OrderId, ShopId, Step, StepId, StepState};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect as _,
    sea_query::{Expr, Query, SelectStatement},
};

use crate::{
    BATCH, Conn, PAGE, StoreError, Tx,
    column::{at, ms, parse, parse_some},
    many::{self, Taken},
    tables::{step, step_order},
};

pub use changes::{
    Decision, Sent, cancel_open_of_orders, find_out, finish, finish_sent, lay_aside, postpone, resume,
    reword, settle, wait,
};
pub use claims::{claim_due, claim_expired_leases, claimed};
pub use figures::{HourFigures, StepFigures, by_hour, figures};
pub use replan::replan;

/// Open: not decided yet. A claimed step is open too.
const OPEN: [StepState; 3] = [StepState::Planned, StepState::Claimed, StepState::Waiting];

/// The same, spelt as in the partial index, or SQLite does not use it.
const IS_OPEN: &str = "state IN ('planned', 'claimed', 'waiting')";

/// Stores new steps; one whose ladder and place are taken is left out, so planning twice plans once.
/// Tells for each, in order, whether it was stored.
pub async fn insert_many(tx: &Tx, shop: ShopId, steps: &[Step]) -> Result<Vec<bool>, StoreError> {
    let mut places: HashSet<(&str, i64)> = HashSet::with_capacity(steps.len());
    let first: Vec<bool> = steps
        .iter()
        .map(|step| places.insert((&step.ladder, step.n)))
        .collect();
    let rows = chosen(steps, &first).map(|step| to_row(shop, step)).collect();
    let count = many::insert::<step::Entity>(tx, Taken::IsLeft, rows).await?;
    if count == places.len() as u64 {
        insert_orders(tx, shop, chosen(steps, &first)).await?;
        return Ok(first);
    }
    let ids: Vec<StepId> = chosen(steps, &first).map(|step| step.id).collect();
    let there = get_many(tx, shop, &ids).await?;
    if count != there.len() as u64 {
        return Err(StoreError::Taken("a step's id is used again".to_owned()));
    }
    let stored: Vec<bool> = steps
        .iter()
        .zip(first)
        .map(|(step, first)| first && there.contains_key(&step.id))
        .collect();
    insert_orders(tx, shop, chosen(steps, &stored)).await?;
    Ok(stored)
}

fn chosen<'a>(steps: &'a [Step], which: &'a [bool]) -> impl Iterator<Item = &'a Step> {
    let steps = steps.iter().zip(which);
    steps.filter_map(|(step, is)| is.then_some(step))
}

async fn insert_orders(tx: &Tx, shop: ShopId, steps: impl Iterator<Item = &Step>) -> Result<(), StoreError> {
    let mut rows = Vec::new();
    for step in steps {
        rows.extend(
            (0_i64..)
                .zip(&step.orders)
                .map(|(place, order)| step_order::Model {
                    shop_id: shop.to_string(),
                    step_id: step.id.to_string(),
                    place,
                    order_id: order.to_string(),
                }),
        );
    }
    many::insert::<step_order::Entity>(tx, Taken::Fails, rows).await?;
    Ok(())
}

pub async fn get(conn: &impl Conn, shop: ShopId, id: StepId) -> Result<Option<Step>, StoreError> {
    let mut found = get_many(conn, shop, &[id]).await?;
    Ok(found.remove(&id))
}

/// Those of `ids` that exist.
pub async fn get_many(
    conn: &impl Conn,
    shop: ShopId,
    ids: &[StepId],
) -> Result<HashMap<StepId, Step>, StoreError> {
    let mut found = HashMap::with_capacity(ids.len());
    for some in ids.chunks(BATCH) {
        let select = step::Entity::find()
            .filter(step::Column::ShopId.eq(shop.to_string()))
            .filter(step::Column::Id.is_in(some.iter().map(ToString::to_string)));
        let steps = with_orders(conn, many::rows(conn, select).await?).await?;
        found.extend(steps.into_iter().map(|step| (step.id, step)));
    }
    Ok(found)
}

/// Up to `limit` steps due from `from` to before `to`, in order of their time; never more than a page.
pub async fn list_of_day(
    conn: &impl Conn,
    shop: ShopId,
    from: At,
    to: At,
    state: Option<StepState>,
    limit: u64,
) -> Result<Vec<Step>, StoreError> {
    let mut select = step::Entity::find()
        .filter(step::Column::ShopId.eq(shop.to_string()))
        .filter(step::Column::DueAt.gte(from.ms()))
        .filter(step::Column::DueAt.lt(to.ms()));
    if let Some(state) = state {
        select = select.filter(step::Column::State.eq(state.as_str()));
    }
    let rows = select
        .order_by_asc(step::Column::DueAt)
        .order_by_asc(step::Column::Id)
        .limit(limit.min(PAGE))
        .all(conn.db())
        .await?;
    with_orders(conn, rows).await
}

/// Which steps speak of these orders, as part of another statement.
fn ids_of_orders(shop: ShopId, orders: &[OrderId]) -> SelectStatement {
    Query::select()
        .column(step_order::Column::StepId)
        .from(step_order::Entity)
        .and_where(step_order::Column::ShopId.eq(shop.to_string()))
        .and_where(step_order::Column::OrderId.is_in(orders.iter().map(ToString::to_string)))
        .take()
}

/// Every step that speaks of these orders, leading or merged, in order of its time.
pub async fn of_orders(conn: &impl Conn, shop: ShopId, orders: &[OrderId]) -> Result<Vec<Step>, StoreError> {
    let mut found: HashMap<StepId, Step> = HashMap::new();
    for some in orders.chunks(BATCH) {
        let select = step::Entity::find()
            .filter(step::Column::ShopId.eq(shop.to_string()))
            .filter(step::Column::Id.in_subquery(ids_of_orders(shop, some)));
        // A step of orders in two batches comes twice.
        let steps = with_orders(conn, many::rows(conn, select).await?).await?;
        found.extend(steps.into_iter().map(|step| (step.id, step)));
    }
    let mut steps: Vec<Step> = found.into_values().collect();
    steps.sort_by_key(|step| (step.due_at, step.id));
    Ok(steps)
}

/// All of a shop, in order of their time: for counting and proof, not for pages.
pub async fn of_shop(conn: &impl Conn, shop: ShopId) -> Result<Vec<Step>, StoreError> {
    let rows = step::Entity::find()
        .filter(step::Column::ShopId.eq(shop.to_string()))
        .order_by_asc(step::Column::DueAt)
        .order_by_asc(step::Column::Id)
        .all(conn.db())
        .await?;
    with_orders(conn, rows).await
}

/// A buyer's open steps, in order of their time.
pub async fn of_buyer_open(conn: &impl Conn, shop: ShopId, buyer: BuyerId) -> Result<Vec<Step>, StoreError> {
    let rows = step::Entity::find()
        .filter(step::Column::ShopId.eq(shop.to_string()))
        .filter(step::Column::BuyerId.eq(buyer.to_string()))
        .filter(step::Column::State.is_in(OPEN.map(StepState::as_str)))
        .order_by_asc(step::Column::DueAt)
        .order_by_asc(step::Column::Id)
        .limit(PAGE)
        .all(conn.db())
        .await?;
    with_orders(conn, rows).await
}

/// A buyer's steps of both flows that are due after `since`, in order of their time, up to a page.
pub async fn of_buyer_since(
    conn: &impl Conn,
    shop: ShopId,
    buyer: BuyerId,
    since: At,
) -> Result<Vec<Step>, StoreError> {
    let rows = step::Entity::find()
        .filter(step::Column::ShopId.eq(shop.to_string()))
        .filter(step::Column::BuyerId.eq(buyer.to_string()))
        .filter(step::Column::DueAt.gt(since.ms()))
        .order_by_asc(step::Column::DueAt)
        .order_by_asc(step::Column::Id)
        .limit(PAGE)
        .all(conn.db())
        .await?;
    with_orders(conn, rows).await
}

/// The same for many buyers and one flow, and not cut at a page.
pub async fn of_buyers_since(
    conn: &impl Conn,
    shop: ShopId,
    (buyers, flow): (&[BuyerId], Flow),
    since: At,
) -> Result<HashMap<BuyerId, Vec<Step>>, StoreError> {
    let mut found: HashMap<BuyerId, Vec<Step>> = HashMap::new();
    for some in buyers.chunks(BATCH) {
        let select = step::Entity::find()
            .filter(step::Column::ShopId.eq(shop.to_string()))
            .filter(step::Column::BuyerId.is_in(some.iter().map(ToString::to_string)))
            .filter(step::Column::DueAt.gt(since.ms()))
            .filter(step::Column::Flow.eq(flow.as_str()))
            .order_by_asc(step::Column::DueAt)
            .order_by_asc(step::Column::Id);
        for step in with_orders(conn, many::rows(conn, select).await?).await? {
            found.entry(step.buyer).or_default().push(step);
        }
    }
    Ok(found)
}

/// Those of `buyers` who have an open step of either flow.
pub async fn with_open(
    conn: &impl Conn,
    shop: ShopId,
    buyers: &[BuyerId],
) -> Result<HashSet<BuyerId>, StoreError> {
    with_open_of(conn, shop, buyers, Condition::all()).await
}

/// Those of `buyers` who have an open inquiry.
pub async fn with_open_inquiry(
    conn: &impl Conn,
    shop: ShopId,
    buyers: &[BuyerId],
) -> Result<HashSet<BuyerId>, StoreError> {
    let inquiry = Condition::all().add(step::Column::Flow.eq(Flow::Inquiry.as_str()));
    with_open_of(conn, shop, buyers, inquiry).await
}

async fn with_open_of(
    conn: &impl Conn,
    shop: ShopId,
    buyers: &[BuyerId],
    which: Condition,
) -> Result<HashSet<BuyerId>, StoreError> {
    let mut found = HashSet::new();
    for some in buyers.chunks(BATCH) {
        let rows: Vec<String> = step::Entity::find()
            .select_only()
            .column(step::Column::BuyerId)
            .distinct()
            .filter(step::Column::ShopId.eq(shop.to_string()))
            .filter(step::Column::BuyerId.is_in(some.iter().map(ToString::to_string)))
            .filter(Expr::cust(IS_OPEN))
            .filter(which.clone())
            .into_tuple()
            .all(conn.db())
            .await?;
        for row in rows {
            found.insert(parse("steps.buyer_id", &row)?);
        }
    }
    Ok(found)
}

/// Everybody of a shop who has an open step of this flow.
pub async fn buyers_open(conn: &impl Conn, shop: ShopId, flow: Flow) -> Result<Vec<BuyerId>, StoreError> {
    let rows: Vec<String> = step::Entity::find()
        .select_only()
        .column(step::Column::BuyerId)
        .distinct()
        .filter(step::Column::ShopId.eq(shop.to_string()))
        .filter(step::Column::Flow.eq(flow.as_str()))
        .filter(Expr::cust(IS_OPEN))
        .into_tuple()
        .all(conn.db())
        .await?;
    rows.iter().map(|row| parse("steps.buyer_id", row)).collect()
}

/// Steps with their orders, in the order of `rows`, which may be of several shops.
async fn with_orders(conn: &impl Conn, rows: Vec<step::Model>) -> Result<Vec<Step>, StoreError> {
    let mut by_shop: HashMap<&str, Vec<&str>> = HashMap::new();
    for row in &rows {
        by_shop.entry(&row.shop_id).or_default().push(&row.id);
    }
    let mut orders: HashMap<(String, String), Vec<OrderId>> = HashMap::with_capacity(rows.len());
    for (shop, steps) in by_shop {
        for some in steps.chunks(BATCH) {
            let select = step_order::Entity::find()
                .filter(step_order::Column::ShopId.eq(shop))
                .filter(step_order::Column::StepId.is_in(some.iter().copied()))
                .order_by_asc(step_order::Column::Place);
            for link in many::rows(conn, select).await? {
                let order = parse("step_orders.order_id", &link.order_id)?;
                orders
                    .entry((link.shop_id, link.step_id))
                    .or_default()
                    .push(order);
            }
        }
    }
    rows.into_iter()
        .map(|row| {
            let of_step = orders.remove(&(row.shop_id.clone(), row.id.clone()));
            from_row(row, of_step.unwrap_or_default())
        })
        .collect()
}

fn to_row(shop: ShopId, step: &Step) -> step::Model {
    step::Model {
        shop_id: shop.to_string(),
        id: step.id.to_string(),
        flow: step.flow.as_str().to_owned(),
        ladder: step.ladder.clone(),
        n: step.n,
        buyer_id: step.buyer.to_string(),
        channel: step.channel.as_str().to_owned(),
        angle: step.angle.map(|angle| angle.as_str().to_owned()),
        slot: step.slot.map(|slot| slot.as_str().to_owned()),
        due_at: step.due_at.ms(),
        expires_at: step.expires_at.ms(),
        state: step.state.as_str().to_owned(),
        reason: step.reason.as_str().to_owned(),
        text: step.text.clone(),
        planned_at: step.planned_at.ms(),
        decided_at: ms(step.decided_at),
        lease_until_at: ms(step.lease_until_at),
        epoch: step.epoch,
        policy_version: step.policy_version,
    }
}

fn from_row(row: step::Model, orders: Vec<OrderId>) -> Result<Step, StoreError> {
    Ok(Step {
        shop: parse("steps.shop_id", &row.shop_id)?,
        id: parse("steps.id", &row.id)?,
        flow: parse("steps.flow", &row.flow)?,
        ladder: row.ladder,
        n: row.n,
        buyer: parse("steps.buyer_id", &row.buyer_id)?,
        orders,
        channel: parse("steps.channel", &row.channel)?,
        angle: parse_some("steps.angle", row.angle.as_deref())?,
        slot: parse_some("steps.slot", row.slot.as_deref())?,
        due_at: At(row.due_at),
        expires_at: At(row.expires_at),
        state: parse("steps.state", &row.state)?,
        reason: parse("steps.reason", &row.reason)?,
        text: row.text,
        planned_at: At(row.planned_at),
        decided_at: at(row.decided_at),
        lease_until_at: at(row.lease_until_at),
        epoch: row.epoch,
        policy_version: row.policy_version,
    })
}
