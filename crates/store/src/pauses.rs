//! Flows that stopped by themselves because something got worse, and who let them go on, and why.

use jinpai_model::{At, Flow, PersonId, ShopId};
use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel as _, QueryFilter, QueryOrder as _, QuerySelect as _,
    sea_query::Expr,
};

use crate::{
    Conn, StoreError, Tx,
    column::{at, parse, parse_some},
    tables::pause,
};

/// One stop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    pub flow: Flow,
    /// The revision of the shop's policies that the stop made; while it is the newest, the flow stands still.
    pub revision: i64,
    /// What was in force.
    pub version: i64,
    pub at: At,
    /// Which limit was broken, such as `opt-out`.
    pub rail: String,
    pub people: i64,
    pub events: i64,
    /// What was allowed, in millionths.
    pub limit_ppm: i64,
    pub ended: Option<Ended>,
}

/// Who let it go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    pub by: PersonId,
    pub at: At,
    pub why: String,
}

pub async fn record(tx: &Tx, shop: ShopId, new: &Pause) -> Result<(), StoreError> {
    let row = pause::Model {
        shop_id: shop.to_string(),
        flow: new.flow.as_str().to_owned(),
        revision: new.revision,
        version: new.version,
        at: new.at.ms(),
        rail: new.rail.clone(),
        people: new.people,
        events: new.events,
        limit_ppm: new.limit_ppm,
        ended_by: None,
        ended_at: None,
        ended_why: None,
    };
    pause::Entity::insert(row.into_active_model())
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(())
}

/// Writes down who let a flow go on; false when somebody did before.
pub async fn end(
    tx: &Tx,
    shop: ShopId,
    (flow, revision): (Flow, i64),
    ended: &Ended,
) -> Result<bool, StoreError> {
    let done = pause::Entity::update_many()
        .col_expr(pause::Column::EndedBy, Expr::value(ended.by.to_string()))
        .col_expr(pause::Column::EndedAt, Expr::value(ended.at.ms()))
        .col_expr(pause::Column::EndedWhy, Expr::value(ended.why.clone()))
        .filter(pause::Column::ShopId.eq(shop.to_string()))
        .filter(pause::Column::Flow.eq(flow.as_str()))
        .filter(pause::Column::Revision.eq(revision))
        .filter(pause::Column::EndedAt.is_null())
        .exec(tx.transaction())
        .await?;
    Ok(done.rows_affected > 0)
}

/// The stops of a flow, newest first.
pub async fn latest(
    conn: &impl Conn,
    shop: ShopId,
    flow: Flow,
    limit: u64,
) -> Result<Vec<Pause>, StoreError> {
    let rows = pause::Entity::find()
        .filter(pause::Column::ShopId.eq(shop.to_string()))
        .filter(pause::Column::Flow.eq(flow.as_str()))
        .order_by_desc(pause::Column::Revision)
        .limit(limit)
        .all(conn.db())
        .await?;
    rows.into_iter().map(from_row).collect()
}

fn from_row(row: pause::Model) -> Result<Pause, StoreError> {
    let by = parse_some("pauses.ended_by", row.ended_by.as_deref())?;
    let ended = by.zip(at(row.ended_at)).map(|(by, at)| Ended {
        by,
        at,
        why: row.ended_why.unwrap_or_default(),
    });
    Ok(Pause {
        flow: parse("pauses.flow", &row.flow)?,
        revision: row.revision,
        version: row.version,
        at: At(row.at),
        rail: row.rail,
        people: row.people,
        events: row.events,
        limit_ppm: row.limit_ppm,
        ended,
    })
}
