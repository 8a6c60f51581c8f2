//! The order list: by status and text, newest first, page by page.

use std::{fmt, str::FromStr};

use jinpai_model::{At, BuyerId, Flag, Order, OrderId, OrderStatus, ShopId};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect as _,
    sea_query::{Expr, ExprTrait as _, Query, SelectStatement},
};

use super::from_row;
use crate::{
    Conn, PAGE, StoreError,
    expr::contains,
    tables::{buyer, order, order_mark},
};

/// A place in a list of orders. Written `ms-ULID`; readers should not look into it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderCursor {
    pub created_at: At,
    pub id: OrderId,
}

impl OrderCursor {
    #[must_use]
    pub const fn of(order: &Order) -> Self {
        Self {
            created_at: order.created_at,
            id: order.id,
        }
    }

    /// Orders that come before this one in age.
    fn earlier(self) -> Condition {
        let tie = order::Column::CreatedAt
            .eq(self.created_at.ms())
            .and(order::Column::Id.lt(self.id.to_string()));
        Condition::any()
            .add(order::Column::CreatedAt.lt(self.created_at.ms()))
            .add(tie)
    }
}

impl fmt::Display for OrderCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.created_at.ms(), self.id)
    }
}

impl FromStr for OrderCursor {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = "not a cursor that a list of orders has given";
        let (ms, id) = text.rsplit_once('-').ok_or(wrong)?;
        Ok(Self {
            created_at: At(ms.parse().map_err(|_| wrong)?),
            id: id.parse().map_err(|_| wrong)?,
        })
    }
}

/// Which orders to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OrderFilter {
    pub status: Option<OrderStatus>,
    pub buyer: Option<BuyerId>,
    pub flag: Option<Flag>,
    /// Part of the number, of a title or of the buyer's name; empty: all.
    pub text: String,
}

/// Part of the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OrderPage {
    pub items: Vec<Order>,
    /// Where the list goes on; none at its end.
    pub next: Option<OrderCursor>,
}

/// Up to `limit` orders before `cursor`, newest first; never more than a page.
pub async fn list(
    conn: &impl Conn,
    shop: ShopId,
    filter: &OrderFilter,
    cursor: Option<OrderCursor>,
    limit: u64,
) -> Result<OrderPage, StoreError> {
    let limit = limit.clamp(1, PAGE);
    let mut select = order::Entity::find().filter(order::Column::ShopId.eq(shop.to_string()));
    if let Some(status) = filter.status {
        select = select.filter(order::Column::Status.eq(status.as_str()));
    }
    if let Some(buyer) = filter.buyer {
        select = select.filter(order::Column::BuyerId.eq(buyer.to_string()));
    }
    if let Some(flag) = filter.flag {
        select = select.filter(order::Column::Id.in_subquery(flagged(shop, flag)));
    }
    let text = filter.text.trim();
    if !text.is_empty() {
        select = select.filter(speaks_of(shop, text));
    }
    if let Some(cursor) = cursor {
        select = select.filter(cursor.earlier());
    }
    let rows = select
        .order_by_desc(order::Column::CreatedAt)
        .order_by_desc(order::Column::Id)
        .limit(limit + 1)
        .all(conn.db())
        .await?;
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > most;
    let items = rows
        .into_iter()
        .take(most)
        .map(from_row)
        .collect::<Result<Vec<_>, _>>()?;
    let next = items.last().filter(|_| more).map(OrderCursor::of);
    Ok(OrderPage { items, next })
}

fn flagged(shop: ShopId, flag: Flag) -> SelectStatement {
    Query::select()
        .column(order_mark::Column::OrderId)
        .from(order_mark::Entity)
        .and_where(Expr::col(order_mark::Column::ShopId).eq(shop.to_string()))
        .and_where(Expr::col(order_mark::Column::Flag).eq(flag.as_str()))
        .to_owned()
}

fn speaks_of(shop: ShopId, text: &str) -> Condition {
    let named = Query::select()
        .column(buyer::Column::Id)
        .from(buyer::Entity)
        .and_where(Expr::col(buyer::Column::ShopId).eq(shop.to_string()))
        .and_where(contains(buyer::Column::Name, text))
        .to_owned();
    Condition::any()
        .add(contains(order::Column::Number, text))
        .add(contains(order::Column::Items, text))
        .add(Expr::col(order::Column::BuyerId).in_subquery(named))
}

#[cfg(test)]
mod tests {
    use jinpai_model::{At, OrderId};

    use super::OrderCursor;

    #[test]
    fn a_cursor_survives_its_way_through_a_page() {
        let cursor = OrderCursor {
            created_at: At(-5),
            id: OrderId::from_bits(7),
        };
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        for wrong in ["", "-", "5", "x-7", "5-7"] {
            assert!(wrong.parse::<OrderCursor>().is_err(), "{wrong}");
        }
    }
}
