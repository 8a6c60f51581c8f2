//! Counts over a day's steps. A step belongs to the day and the hour at which it is due.

use std::collections::BTreeMap;

use jinpai_model::{At, HOUR_MS, OrderStatus, ShopId, StepState};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QuerySelect as _, Select,
    sea_query::{Condition, Expr, ExprTrait as _, Query, SelectStatement},
};

use crate::{
    Conn, StoreError,
    column::parse,
    tables::{order, step, step_order},
};

/// What became of the steps of a span of time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StepFigures {
    /// How many stand in each state that occurs.
    pub by_state: BTreeMap<StepState, i64>,
    /// Sent ones of which an order has been paid since.
    pub sent_paid: i64,
    /// When the next planned one is due.
    pub next_due_at: Option<At>,
}

impl StepFigures {
    #[must_use]
    pub fn of(&self, state: StepState) -> i64 {
        self.by_state.get(&state).copied().unwrap_or(0)
    }

    /// Not decided yet.
    #[must_use]
    pub fn open(&self) -> i64 {
        super::OPEN.iter().map(|state| self.of(*state)).sum()
    }
}

/// Figures of the steps due from `from` to before `to`.
pub async fn figures(conn: &impl Conn, shop: ShopId, from: At, to: At) -> Result<StepFigures, StoreError> {
    let rows: Vec<(String, i64, Option<i64>)> = due(shop, from, to)
        .select_only()
        .column(step::Column::State)
        .expr(Expr::col(step::Column::Id).count())
        .expr(Expr::col(step::Column::DueAt).min())
        .group_by(step::Column::State)
        .into_tuple()
        .all(conn.db())
        .await?;
    let mut figures = StepFigures::default();
    for (state, count, first_due_at) in rows {
        let state = parse("steps.state", &state)?;
        if state == StepState::Planned {
            figures.next_due_at = first_due_at.map(At);
        }
        figures.by_state.insert(state, count);
    }
    let sent_paid: Option<i64> = due(shop, from, to)
        .select_only()
        .expr(Expr::col(step::Column::Id).count())
        .filter(step::Column::State.eq(StepState::Sent.as_str()))
        .filter(Expr::exists(a_paid_order_of_the_step()))
        .into_tuple()
        .one(conn.db())
        .await?;
    figures.sent_paid = sent_paid.unwrap_or(0);
    Ok(figures)
}

/// Steps of one hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HourFigures {
    /// Hours after the start of the span, from 0.
    pub hour: i64,
    pub state: StepState,
    pub count: i64,
}

/// The steps due from `from` to before `to`, counted by whole hours after `from` and by state; hours
/// without any are left out.
pub async fn by_hour(
    conn: &impl Conn,
    shop: ShopId,
    from: At,
    to: At,
) -> Result<Vec<HourFigures>, StoreError> {
    // Both databases divide integers into integers; `due_at` is never before `from` here. Grouping goes
    // by the column's name: PostgreSQL takes two parameters of one value for two expressions.
    let hour = Expr::col(step::Column::DueAt).sub(from.ms()).div(HOUR_MS);
    let rows: Vec<(i64, String, i64)> = due(shop, from, to)
        .select_only()
        .expr_as(hour, "hour")
        .column(step::Column::State)
        .expr(Expr::col(step::Column::Id).count())
        .group_by(Expr::col("hour"))
        .group_by(step::Column::State)
        .into_tuple()
        .all(conn.db())
        .await?;
    let mut found = rows
        .into_iter()
        .map(|(hour, state, count)| {
            let state = parse("steps.state", &state)?;
            Ok(HourFigures { hour, state, count })
        })
        .collect::<Result<Vec<_>, StoreError>>()?;
    found.sort_by_key(|figures| (figures.hour, figures.state));
    Ok(found)
}

fn due(shop: ShopId, from: At, to: At) -> Select<step::Entity> {
    step::Entity::find()
        .filter(step::Column::ShopId.eq(shop.to_string()))
        .filter(step::Column::DueAt.gte(from.ms()))
        .filter(step::Column::DueAt.lt(to.ms()))
}

/// Asked of each step by itself: a shop has far more orders than a day has sent steps.
fn a_paid_order_of_the_step() -> SelectStatement {
    let shipped = [OrderStatus::Paid, OrderStatus::Shipped, OrderStatus::Finished].map(OrderStatus::as_str);
    let paid = Condition::any()
        .add(Expr::col((order::Entity, order::Column::PaidAt)).is_not_null())
        .add(Expr::col((order::Entity, order::Column::Status)).is_in(shipped));
    let same_order = Condition::all()
        .add(
            Expr::col((order::Entity, order::Column::ShopId))
                .equals((step_order::Entity, step_order::Column::ShopId)),
        )
        .add(
            Expr::col((order::Entity, order::Column::Id))
                .equals((step_order::Entity, step_order::Column::OrderId)),
        );
    Query::select()
        .expr(Expr::value(1_i64))
        .from(step_order::Entity)
        .inner_join(order::Entity, same_order)
        .and_where(
            Expr::col((step_order::Entity, step_order::Column::ShopId))
                .equals((step::Entity, step::Column::ShopId)),
        )
        .and_where(
            Expr::col((step_order::Entity, step_order::Column::StepId))
                .equals((step::Entity, step::Column::Id)),
        )
        .cond_where(paid)
        .to_owned()
}
