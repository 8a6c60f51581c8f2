//! What colleagues wrote about talks.

use jinpai_model::{BuyerId, ShopId, Side};
use sea_orm::{
    ColumnTrait, EntityTrait, PaginatorTrait as _, QueryFilter,
    sea_query::{Expr, ExprTrait as _, Query},
};

use crate::{
    Conn, StoreError,
    tables::{conversation, message},
};

/// How many words of colleagues stand in the talks of these buyers.
pub async fn notes_of_buyers(conn: &impl Conn, shop: ShopId, buyers: &[BuyerId]) -> Result<i64, StoreError> {
    let talks = Query::select()
        .column(conversation::Column::Id)
        .from(conversation::Entity)
        .and_where(Expr::col(conversation::Column::ShopId).eq(shop.to_string()))
        .and_where(Expr::col(conversation::Column::BuyerId).is_in(buyers.iter().map(ToString::to_string)))
        .to_owned();
    let notes = message::Entity::find()
        .filter(message::Column::ShopId.eq(shop.to_string()))
        .filter(message::Column::ConversationId.in_subquery(talks))
        .filter(message::Column::Side.eq(Side::System.as_str()))
        .filter(message::Column::AuthorId.is_not_null())
        .filter(message::Column::Text.ne(""))
        .count(conn.db())
        .await?;
    Ok(i64::try_from(notes).unwrap_or(i64::MAX))
}
