//! The trial of reminders: which orders the draw decided about, into which group it put each, and what came of them.
//!
//! A row is written when an order is first planned for and never changes: whatever is sent, skipped or planned anew
//! later, an order counts where it was drawn. Nothing here judges the figures.

use std::collections::{BTreeMap, HashMap, HashSet};

use jinpai_model::{At, BuyerId, Channel, Fen, Flow, OrderId, OrderSource, ShopId, StepState};
use sea_orm::{
    ColumnTrait, ConnectionTrait as _, EntityTrait, QueryFilter, QueryOrder as _, QueryResult,
    QuerySelect as _,
    sea_query::{Alias, Condition, Expr, ExprTrait as _, Order, Query},
};

use crate::{
    BATCH, Conn, StoreError, Tx,
    column::{at, from_json, parse, to_json},
    many::{self, Taken},
    tables::{buyer, order, same_buyer, step, trial},
};

/// Steps may be decided so much later than they were due: what an index on `due_at` is asked for.
const LATE_MS: i64 = 2 * jinpai_model::DAY_MS;

/// One order in the trial.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trial {
    pub flow: Flow,
    pub order: OrderId,
    /// Whose order it is.
    pub buyer: BuyerId,
    /// Whom the draw was about: the buyer herself, or whoever she was the same as.
    pub drawn_as: BuyerId,
    pub held_out: bool,
    /// The part of all buyers that was held out when she was drawn.
    pub holdout_percent: u32,
    pub policy_version: i64,
    /// The arm in each experiment that had one for her.
    pub arms: BTreeMap<String, String>,
    /// What the order came to when it was drawn, before anything was said to the buyer.
    pub total_fen: Fen,
    pub started_at: At,
    /// No reminder could have come before: an order paid earlier is in neither group.
    pub counts_from_at: At,
    /// From here on it is settled whether it was paid.
    pub window_ends_at: At,
}

/// What came of an order in the trial.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    pub order: OrderId,
    /// Whose it is; of buyers that are one person the head.
    pub buyer: BuyerId,
    pub held_out: bool,
    pub arms: BTreeMap<String, String>,
    pub drawn_fen: Fen,
    pub started_at: At,
    pub counts_from_at: At,
    pub window_ends_at: At,
    pub paid_at: Option<At>,
    /// What it came to in the end.
    pub total_fen: Fen,
    pub source: OrderSource,
    pub seen_at: At,
    pub opted_out_at: Option<At>,
}

/// Enters orders; one that is in the trial already stays as it was drawn.
pub async fn enrol(tx: &Tx, shop: ShopId, trials: &[Trial]) -> Result<(), StoreError> {
    let rows = trials.iter().map(|one| to_row(shop, one));
    many::insert::<trial::Entity>(tx, Taken::IsLeft, rows.collect::<Result<_, _>>()?).await?;
    Ok(())
}

fn to_row(shop: ShopId, one: &Trial) -> Result<trial::Model, StoreError> {
    Ok(trial::Model {
        shop_id: shop.to_string(),
        flow: one.flow.as_str().to_owned(),
        order_id: one.order.to_string(),
        buyer_id: one.buyer.to_string(),
        held_out: one.held_out,
        holdout_percent: i64::from(one.holdout_percent),
        policy_version: one.policy_version,
        arms: to_json("trials.arms", &one.arms)?,
        total_fen: one.total_fen.0,
        started_at: one.started_at.ms(),
        counts_from_at: one.counts_from_at.ms(),
        window_ends_at: one.window_ends_at.ms(),
        drawn_as: (one.drawn_as != one.buyer).then(|| one.drawn_as.to_string()),
    })
}

/// The orders of these buyers that are in the trial of a flow, each with whom the draw was about; who has none is not
/// in the answer.
pub async fn of_buyers(
    conn: &impl Conn,
    shop: ShopId,
    flow: Flow,
    buyers: &[BuyerId],
) -> Result<HashMap<BuyerId, HashMap<OrderId, BuyerId>>, StoreError> {
    let mut found: HashMap<BuyerId, HashMap<OrderId, BuyerId>> = HashMap::new();
    for some in buyers.chunks(BATCH) {
        let select =
            of_flow(shop, flow).filter(trial::Column::BuyerId.is_in(some.iter().map(ToString::to_string)));
        let wanted = [
            trial::Column::BuyerId,
            trial::Column::OrderId,
            trial::Column::DrawnAs,
        ];
        let rows: Vec<(String, String, Option<String>)> = many::cells(conn, select, &wanted).await?;
        for (buyer, order, drawn_as) in rows {
            let buyer = parse("trials.buyer_id", &buyer)?;
            let drawn_as = drawn_as.map(|id| parse("trials.drawn_as", &id)).transpose()?;
            let hers = found.entry(buyer).or_default();
            hers.insert(parse("trials.order_id", &order)?, drawn_as.unwrap_or(buyer));
        }
    }
    Ok(found)
}

/// Of these buyers the one who was drawn first, in whatever flow; none when none was.
pub async fn first_drawn(
    conn: &impl Conn,
    shop: ShopId,
    buyers: &[BuyerId],
) -> Result<Option<BuyerId>, StoreError> {
    let ids = || buyers.iter().map(ToString::to_string);
    let herself = Condition::all()
        .add(trial::Column::DrawnAs.is_null())
        .add(trial::Column::BuyerId.is_in(ids()));
    let drawn = Condition::any()
        .add(herself)
        .add(trial::Column::DrawnAs.is_in(ids()));
    let first: Option<(String, Option<String>)> = trial::Entity::find()
        .select_only()
        .column(trial::Column::BuyerId)
        .column(trial::Column::DrawnAs)
        .filter(trial::Column::ShopId.eq(shop.to_string()))
        .filter(drawn)
        .order_by_asc(trial::Column::CountsFromAt)
        .order_by_asc(trial::Column::OrderId)
        .into_tuple()
        .one(conn.db())
        .await?;
    first
        .map(|(buyer, drawn_as)| parse("trials.buyer_id", &drawn_as.unwrap_or(buyer)))
        .transpose()
}

/// Orders of a buyer that are in the trial.
pub async fn of_buyer(
    conn: &impl Conn,
    shop: ShopId,
    flow: Flow,
    buyer: BuyerId,
) -> Result<HashSet<OrderId>, StoreError> {
    let ids: Vec<String> = of_flow(shop, flow)
        .select_only()
        .column(trial::Column::OrderId)
        .filter(trial::Column::BuyerId.eq(buyer.to_string()))
        .into_tuple()
        .all(conn.db())
        .await?;
    ids.iter().map(|id| parse("trials.order_id", id)).collect()
}

fn of_flow(shop: ShopId, flow: Flow) -> sea_orm::Select<trial::Entity> {
    trial::Entity::find()
        .filter(trial::Column::ShopId.eq(shop.to_string()))
        .filter(trial::Column::Flow.eq(flow.as_str()))
}

/// When the first order was made that was drawn with this part held out.
pub async fn first_started_at(
    conn: &impl Conn,
    shop: ShopId,
    flow: Flow,
    holdout_percent: u32,
) -> Result<Option<At>, StoreError> {
    let first: Option<i64> = of_flow(shop, flow)
        .select_only()
        .column(trial::Column::StartedAt)
        .filter(trial::Column::HoldoutPercent.eq(i64::from(holdout_percent)))
        .order_by_asc(trial::Column::StartedAt)
        .into_tuple()
        .one(conn.db())
        .await?;
    Ok(first.map(At))
}

/// The part held out and the policy's version of the order that was drawn last.
pub async fn newest(conn: &impl Conn, shop: ShopId, flow: Flow) -> Result<Option<(u32, i64)>, StoreError> {
    let newest: Option<(i64, i64)> = of_flow(shop, flow)
        .select_only()
        .column(trial::Column::HoldoutPercent)
        .column(trial::Column::PolicyVersion)
        .order_by_desc(trial::Column::StartedAt)
        .into_tuple()
        .one(conn.db())
        .await?;
    Ok(newest.map(|(percent, version)| (u32::try_from(percent).unwrap_or(0), version)))
}

/// How many orders of a span could have been reminded, being unpaid `after_ms` after they were made, and how many of
/// them were paid within `window_ms`: what a trial may expect before it starts.
pub async fn could_be_reminded(
    conn: &impl Conn,
    shop: ShopId,
    (from, to): (At, At),
    (after_ms, window_ms): (i64, i64),
) -> Result<(i64, i64), StoreError> {
    let col = Expr::col::<order::Column>;
    let unpaid = || {
        Condition::any()
            .add(col(order::Column::PaidAt).is_null())
            .add(col(order::Column::PaidAt).gte(col(order::Column::CreatedAt).add(after_ms)))
    };
    let of_span = || {
        order::Entity::find()
            .filter(order::Column::ShopId.eq(shop.to_string()))
            .filter(order::Column::CreatedAt.gte(from.ms()))
            .filter(order::Column::CreatedAt.lt(to.ms()))
            .filter(unpaid())
            .select_only()
            .expr(col(order::Column::Id).count())
    };
    let in_time = col(order::Column::PaidAt).lt(col(order::Column::CreatedAt).add(window_ms));
    let all: Option<i64> = of_span().into_tuple().one(conn.db()).await?;
    let paid: Option<i64> = of_span().filter(in_time).into_tuple().one(conn.db()).await?;
    Ok((all.unwrap_or(0), paid.unwrap_or(0)))
}

/// What came of the orders made from `from` to before `to` that were drawn with this part held out: the newest
/// `limit` of them, newest first.
pub async fn outcomes(
    conn: &impl Conn,
    shop: ShopId,
    flow: Flow,
    (from, to): (At, At),
    holdout_percent: u32,
    limit: u64,
) -> Result<Vec<Outcome>, StoreError> {
    let of = |column: trial::Column| Expr::col((trial::Entity, column));
    let same_order = Condition::all()
        .add(Expr::col((order::Entity, order::Column::ShopId)).equals((trial::Entity, trial::Column::ShopId)))
        .add(Expr::col((order::Entity, order::Column::Id)).equals((trial::Entity, trial::Column::OrderId)));
    let her_row = Condition::all()
        .add(Expr::col((buyer::Entity, buyer::Column::ShopId)).equals((trial::Entity, trial::Column::ShopId)))
        .add(Expr::col((buyer::Entity, buyer::Column::Id)).equals((trial::Entity, trial::Column::BuyerId)));
    let same_person = Condition::all()
        .add(
            Expr::col((same_buyer::Entity, same_buyer::Column::ShopId))
                .equals((trial::Entity, trial::Column::ShopId)),
        )
        .add(
            Expr::col((same_buyer::Entity, same_buyer::Column::BuyerId))
                .equals((trial::Entity, trial::Column::BuyerId)),
        );
    let head = Expr::col((same_buyer::Entity, same_buyer::Column::HeadId));
    let select = Query::select()
        .column((trial::Entity, trial::Column::OrderId))
        .expr_as(head.if_null(of(trial::Column::BuyerId)), Alias::new("person"))
        .columns(
            [
                trial::Column::HeldOut,
                trial::Column::Arms,
                trial::Column::TotalFen,
                trial::Column::StartedAt,
                trial::Column::CountsFromAt,
                trial::Column::WindowEndsAt,
            ]
            .map(|column| (trial::Entity, column)),
        )
        .expr_as(
            Expr::col((order::Entity, order::Column::PaidAt)),
            Alias::new("paid_at"),
        )
        .expr_as(
            Expr::col((order::Entity, order::Column::TotalFen)),
            Alias::new("paid_fen"),
        )
        .expr_as(
            Expr::col((order::Entity, order::Column::Source)),
            Alias::new("source"),
        )
        .expr_as(
            Expr::col((order::Entity, order::Column::SeenAt)),
            Alias::new("seen_at"),
        )
        .expr_as(
            Expr::col((buyer::Entity, buyer::Column::OptedOutAt)),
            Alias::new("opted_out_at"),
        )
        .from(trial::Entity)
        .inner_join(order::Entity, same_order)
        .left_join(buyer::Entity, her_row)
        .left_join(same_buyer::Entity, same_person)
        .and_where(of(trial::Column::ShopId).eq(shop.to_string()))
        .and_where(of(trial::Column::Flow).eq(flow.as_str()))
        .and_where(of(trial::Column::HoldoutPercent).eq(i64::from(holdout_percent)))
        .and_where(of(trial::Column::StartedAt).gte(from.ms()))
        .and_where(of(trial::Column::StartedAt).lt(to.ms()))
        .order_by((trial::Entity, trial::Column::StartedAt), Order::Desc)
        .limit(limit)
        .to_owned();
    let rows = conn.db().query_all(&select).await?;
    rows.iter().map(read).collect()
}

fn read(row: &QueryResult) -> Result<Outcome, StoreError> {
    let text = |n: usize| row.try_get_by_index::<String>(n);
    let ms = |n: usize| row.try_get_by_index::<i64>(n);
    let some_ms = |n: usize| row.try_get_by_index::<Option<i64>>(n);
    Ok(Outcome {
        order: parse("trials.order_id", &text(0)?)?,
        buyer: parse("trials.buyer_id", &text(1)?)?,
        held_out: row.try_get_by_index(2)?,
        arms: from_json("trials.arms", &text(3)?)?,
        drawn_fen: Fen(ms(4)?),
        started_at: At(ms(5)?),
        counts_from_at: At(ms(6)?),
        window_ends_at: At(ms(7)?),
        paid_at: at(some_ms(8)?),
        total_fen: Fen(ms(9)?),
        source: parse("orders.source", &text(10)?)?,
        seen_at: At(ms(11)?),
        opted_out_at: at(some_ms(12)?),
    })
}

/// Messages that went out from `from` to before `to`, by channel.
pub async fn sent_by_channel(
    conn: &impl Conn,
    shop: ShopId,
    flow: Flow,
    (from, to): (At, At),
) -> Result<BTreeMap<Channel, i64>, StoreError> {
    let rows: Vec<(String, i64)> = sent(shop, flow, from)
        .filter(step::Column::DecidedAt.lt(to.ms()))
        .select_only()
        .column(step::Column::Channel)
        .expr(Expr::col(step::Column::Id).count())
        .group_by(step::Column::Channel)
        .into_tuple()
        .all(conn.db())
        .await?;
    rows.into_iter()
        .map(|(channel, count)| Ok((parse("steps.channel", &channel)?, count)))
        .collect()
}

/// How many buyers were reminded since, and how many of them opted out after it.
pub async fn reminded_and_opted_out(
    conn: &impl Conn,
    shop: ShopId,
    flow: Flow,
    since: At,
) -> Result<(i64, i64), StoreError> {
    let people: Option<i64> = sent(shop, flow, since)
        .select_only()
        .expr(Expr::col(step::Column::BuyerId).count_distinct())
        .into_tuple()
        .one(conn.db())
        .await?;
    let gone = Query::select()
        .expr(Expr::value(1_i64))
        .from(buyer::Entity)
        .and_where(
            Expr::col((buyer::Entity, buyer::Column::ShopId)).equals((step::Entity, step::Column::ShopId)),
        )
        .and_where(
            Expr::col((buyer::Entity, buyer::Column::Id)).equals((step::Entity, step::Column::BuyerId)),
        )
        .and_where(
            Expr::col((buyer::Entity, buyer::Column::OptedOutAt))
                .gte(Expr::col((step::Entity, step::Column::DecidedAt))),
        )
        .to_owned();
    let events: Option<i64> = sent(shop, flow, since)
        .select_only()
        .expr(Expr::col(step::Column::BuyerId).count_distinct())
        .filter(Expr::exists(gone))
        .into_tuple()
        .one(conn.db())
        .await?;
    Ok((people.unwrap_or(0), events.unwrap_or(0)))
}

fn sent(shop: ShopId, flow: Flow, since: At) -> sea_orm::Select<step::Entity> {
    step::Entity::find()
        .filter(step::Column::ShopId.eq(shop.to_string()))
        .filter(step::Column::DueAt.gte(since.ms().saturating_sub(LATE_MS)))
        .filter(step::Column::Flow.eq(flow.as_str()))
        .filter(step::Column::State.eq(StepState::Sent.as_str()))
        .filter(step::Column::DecidedAt.gte(since.ms()))
}
