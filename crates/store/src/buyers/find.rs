//! Buyers by a part of their name or of an outside name.

use jinpai_model::{Buyer, ShopId};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect as _,
    sea_query::{Expr, ExprTrait as _, NullOrdering, Order, Query},
};

use super::from_row;
use crate::{
    Conn, StoreError,
    expr::contains,
    tables::{buyer, identity, order},
};

/// Up to `limit` buyers whose name, outside name or order number has this in it, who was seen last first.
pub async fn find(conn: &impl Conn, shop: ShopId, text: &str, limit: u64) -> Result<Vec<Buyer>, StoreError> {
    let named = Query::select()
        .column(identity::Column::BuyerId)
        .from(identity::Entity)
        .and_where(Expr::col(identity::Column::ShopId).eq(shop.to_string()))
        .and_where(contains(identity::Column::External, text))
        .to_owned();
    // A number is asked for as a whole: parts of it are everywhere.
    let ordered = Query::select()
        .column(order::Column::BuyerId)
        .from(order::Entity)
        .and_where(Expr::col(order::Column::ShopId).eq(shop.to_string()))
        .and_where(Expr::col(order::Column::Number).eq(text))
        .to_owned();
    let fits = Condition::any()
        .add(contains(buyer::Column::Name, text))
        .add(Expr::col(buyer::Column::Id).in_subquery(named))
        .add(Expr::col(buyer::Column::Id).in_subquery(ordered));
    let rows = buyer::Entity::find()
        .filter(buyer::Column::ShopId.eq(shop.to_string()))
        .filter(fits)
        // Where whoever was never seen stands, the two databases would decide differently.
        .order_by_with_nulls(buyer::Column::LastSeenAt, Order::Desc, NullOrdering::Last)
        .order_by_desc(buyer::Column::Id)
        .limit(limit)
        .all(conn.db())
        .await?;
    rows.into_iter().map(from_row).collect()
}
