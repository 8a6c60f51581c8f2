//! Where buyers can be reached outside the chat, and what they have agreed to.

use std::collections::HashMap;

use jinpai_model::{Address, AddressKind, At, BuyerId, ShopId};
use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel as _, QueryFilter, QueryOrder,
    sea_query::{Expr, OnConflict},
};

use crate::{
    BATCH, Conn, StoreError, Tx,
    column::{at, ms, parse, parse_some},
    many,
    tables::address,
};

/// Stores an address with its consents, in place of what was known of it. Whoever has asked for no more
/// there stays out of reach.
pub async fn put(tx: &Tx, new: &Address) -> Result<(), StoreError> {
    let row = address::Model {
        shop_id: new.shop.to_string(),
        buyer_id: new.buyer.to_string(),
        kind: new.kind.as_str().to_owned(),
        value: new.value.clone(),
        proxied: new.proxied,
        notice_at: ms(new.notice_at),
        notice_by: new.notice_by.map(|by| by.as_str().to_owned()),
        promotion_at: ms(new.promotion_at),
        promotion_by: new.promotion_by.map(|by| by.as_str().to_owned()),
        ended_at: ms(new.ended_at),
        changed_at: new.changed_at.ms(),
    };
    let known = OnConflict::columns([
        address::Column::ShopId,
        address::Column::BuyerId,
        address::Column::Kind,
        address::Column::Value,
    ])
    .update_columns([
        address::Column::Proxied,
        address::Column::NoticeAt,
        address::Column::NoticeBy,
        address::Column::PromotionAt,
        address::Column::PromotionBy,
        address::Column::ChangedAt,
    ])
    .to_owned();
    address::Entity::insert(row.into_active_model())
        .on_conflict(known)
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(())
}

/// Of one buyer, those that were changed last first.
pub async fn of_buyer(conn: &impl Conn, shop: ShopId, buyer: BuyerId) -> Result<Vec<Address>, StoreError> {
    let rows = address::Entity::find()
        .filter(address::Column::ShopId.eq(shop.to_string()))
        .filter(address::Column::BuyerId.eq(buyer.to_string()))
        .order_by_desc(address::Column::ChangedAt)
        .order_by_asc(address::Column::Value)
        .all(conn.db())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// The same for many buyers; who has none is not in the answer.
pub async fn of_buyers(
    conn: &impl Conn,
    shop: ShopId,
    buyers: &[BuyerId],
) -> Result<HashMap<BuyerId, Vec<Address>>, StoreError> {
    let mut found: HashMap<BuyerId, Vec<Address>> = HashMap::new();
    for some in buyers.chunks(BATCH) {
        let select = address::Entity::find()
            .filter(address::Column::ShopId.eq(shop.to_string()))
            .filter(address::Column::BuyerId.is_in(some.iter().map(ToString::to_string)))
            .order_by_desc(address::Column::ChangedAt)
            .order_by_asc(address::Column::Value);
        for row in many::rows(conn, select).await? {
            let address = from_row(row)?;
            found.entry(address.buyer).or_default().push(address);
        }
    }
    Ok(found)
}

/// Everybody in the shop behind a number or an address: whoever writes back from it speaks for them all.
pub async fn behind(
    conn: &impl Conn,
    shop: ShopId,
    kind: AddressKind,
    value: &str,
) -> Result<Vec<Address>, StoreError> {
    let rows = address::Entity::find()
        .filter(address::Column::ShopId.eq(shop.to_string()))
        .filter(address::Column::Kind.eq(kind.as_str()))
        .filter(address::Column::Value.eq(value))
        .order_by_asc(address::Column::BuyerId)
        .all(conn.db())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// No more to this number or address, whoever it belongs to; how many rows that ended.
pub async fn end(tx: &Tx, shop: ShopId, kind: AddressKind, value: &str, now: At) -> Result<u64, StoreError> {
    let done = address::Entity::update_many()
        .col_expr(address::Column::EndedAt, Expr::value(now.ms()))
        .col_expr(address::Column::ChangedAt, Expr::value(now.ms()))
        .filter(address::Column::ShopId.eq(shop.to_string()))
        .filter(address::Column::Kind.eq(kind.as_str()))
        .filter(address::Column::Value.eq(value))
        .filter(address::Column::EndedAt.is_null())
        .exec(tx.transaction())
        .await?;
    Ok(done.rows_affected)
}

fn from_row(row: address::Model) -> Result<Address, StoreError> {
    Ok(Address {
        shop: parse("addresses.shop_id", &row.shop_id)?,
        buyer: parse("addresses.buyer_id", &row.buyer_id)?,
        kind: parse("addresses.kind", &row.kind)?,
        value: row.value,
        proxied: row.proxied,
        notice_at: at(row.notice_at),
        notice_by: parse_some("addresses.notice_by", row.notice_by.as_deref())?,
        promotion_at: at(row.promotion_at),
        promotion_by: parse_some("addresses.promotion_by", row.promotion_by.as_deref())?,
        ended_at: at(row.ended_at),
        changed_at: At(row.changed_at),
    })
}
