//! Widget sessions: which buyer a visitor's bearer token stands for. Only a hash of it is kept.

use jinpai_model::{At, BuyerId, ShopId};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel as _, QueryFilter, sea_query::Expr};

use crate::{Conn, StoreError, Tx, column::parse, tables::visitor};

/// One widget session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visitor {
    pub shop: ShopId,
    pub token_hash: String,
    /// The visitor id that the shop's checkout page may hand to the order webhook.
    pub visitor: String,
    pub buyer: BuyerId,
    pub created_at: At,
    pub seen_at: At,
}

pub async fn create(tx: &Tx, new: &Visitor) -> Result<(), StoreError> {
    let row = visitor::Model {
        shop_id: new.shop.to_string(),
        token_hash: new.token_hash.clone(),
        visitor: new.visitor.clone(),
        buyer_id: new.buyer.to_string(),
        created_at: new.created_at.ms(),
        seen_at: new.seen_at.ms(),
    };
    visitor::Entity::insert(row.into_active_model())
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(())
}

/// Finds by the token alone: it also tells the shop.
pub async fn by_token_hash(conn: &impl Conn, token_hash: &str) -> Result<Option<Visitor>, StoreError> {
    let row = visitor::Entity::find()
        .filter(visitor::Column::TokenHash.eq(token_hash))
        .one(conn.db())
        .await?;
    row.map(|row| {
        Ok(Visitor {
            shop: parse("visitors.shop_id", &row.shop_id)?,
            buyer: parse("visitors.buyer_id", &row.buyer_id)?,
            token_hash: row.token_hash,
            visitor: row.visitor,
            created_at: At(row.created_at),
            seen_at: At(row.seen_at),
        })
    })
    .transpose()
}

pub async fn touch(tx: &Tx, shop: ShopId, token_hash: &str, seen_at: At) -> Result<bool, StoreError> {
    let done = visitor::Entity::update_many()
        .col_expr(visitor::Column::SeenAt, Expr::value(seen_at.ms()))
        .filter(visitor::Column::ShopId.eq(shop.to_string()))
        .filter(visitor::Column::TokenHash.eq(token_hash))
        .exec(tx.transaction())
        .await?;
    Ok(done.rows_affected > 0)
}

/// Ends a widget session; false when there was none.
pub async fn delete(tx: &Tx, shop: ShopId, token_hash: &str) -> Result<bool, StoreError> {
    let done = visitor::Entity::delete_by_id((shop.to_string(), token_hash.to_owned()))
        .exec(tx.transaction())
        .await?;
    Ok(done.rows_affected > 0)
}
