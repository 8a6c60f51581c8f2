//! What agents promised buyers, until somebody has kept it.

use jinpai_model::{At, BuyerId, PersonId, Promise, PromiseId, ShopId};
use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel as _, QueryFilter, QueryOrder, QuerySelect as _,
    sea_query::Expr,
};

use crate::{
    Conn, PAGE, StoreError, Tx,
    column::{at, parse, parse_some},
    tables::promise::{Column, Entity, Model},
};

/// Notes a new one.
pub async fn put(tx: &Tx, new: &Promise) -> Result<(), StoreError> {
    let row = Model {
        shop_id: new.shop.to_string(),
        id: new.id.to_string(),
        buyer_id: new.buyer.to_string(),
        conversation_id: new.conversation.to_string(),
        text: new.text.clone(),
        person_id: new.by.to_string(),
        at: new.at.ms(),
        kept_by: new.kept.map(|(by, _)| by.to_string()),
        kept_at: new.kept.map(|(_, at)| at.ms()),
    };
    Entity::insert(row.into_active_model())
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(())
}

/// What these buyers were promised and nobody has kept yet, the oldest first.
pub async fn open_of_buyers(
    conn: &impl Conn,
    shop: ShopId,
    buyers: &[BuyerId],
) -> Result<Vec<Promise>, StoreError> {
    let rows = Entity::find()
        .filter(Column::ShopId.eq(shop.to_string()))
        .filter(Column::BuyerId.is_in(buyers.iter().map(ToString::to_string)))
        .filter(Column::KeptAt.is_null())
        .order_by_asc(Column::At)
        .order_by_asc(Column::Id)
        .limit(PAGE)
        .all(conn.db())
        .await?;
    rows.into_iter().map(read).collect()
}

pub async fn get(conn: &impl Conn, shop: ShopId, id: PromiseId) -> Result<Option<Promise>, StoreError> {
    let row = Entity::find_by_id((shop.to_string(), id.to_string()))
        .one(conn.db())
        .await?;
    row.map(read).transpose()
}

/// Writes that one was kept; false when it was before, or there is none.
pub async fn keep(tx: &Tx, shop: ShopId, id: PromiseId, by: PersonId, now: At) -> Result<bool, StoreError> {
    let done = Entity::update_many()
        .col_expr(Column::KeptBy, Expr::value(by.to_string()))
        .col_expr(Column::KeptAt, Expr::value(now.ms()))
        .filter(Column::ShopId.eq(shop.to_string()))
        .filter(Column::Id.eq(id.to_string()))
        .filter(Column::KeptAt.is_null())
        .exec(tx.transaction())
        .await?;
    Ok(done.rows_affected > 0)
}

fn read(row: Model) -> Result<Promise, StoreError> {
    let kept_by: Option<PersonId> = parse_some("promises.kept_by", row.kept_by.as_deref())?;
    Ok(Promise {
        shop: parse("promises.shop_id", &row.shop_id)?,
        id: parse("promises.id", &row.id)?,
        buyer: parse("promises.buyer_id", &row.buyer_id)?,
        conversation: parse("promises.conversation_id", &row.conversation_id)?,
        text: row.text,
        by: parse("promises.person_id", &row.person_id)?,
        at: At(row.at),
        kept: kept_by.zip(at(row.kept_at)),
    })
}
