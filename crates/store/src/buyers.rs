//! Buyers and the outside names they go by.

mod find;
mod import;

use std::collections::HashMap;

use jinpai_model::{At, Buyer, BuyerId, BuyerRef, ShopId};
use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel as _, QueryFilter, QueryOrder,
    sea_query::{Expr, ExprTrait as _},
};

use crate::{
    BATCH, Conn, StoreError, Tx,
    column::{at, ms, parse},
    many,
    tables::{buyer, identity},
};

pub use find::find;
pub use import::{NewBuyer, put_many_with_refs};

/// What to change about a buyer. The outer `None` leaves a field as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BuyerChange {
    pub name: Option<String>,
    pub region: Option<Option<String>>,
    pub opted_out_at: Option<Option<At>>,
    pub blocked_at: Option<Option<At>>,
}

pub async fn get(conn: &impl Conn, shop: ShopId, id: BuyerId) -> Result<Option<Buyer>, StoreError> {
    let row = buyer::Entity::find_by_id((shop.to_string(), id.to_string()))
        .one(conn.db())
        .await?;
    row.map(from_row).transpose()
}

/// Those of `ids` that exist.
pub async fn get_many(
    conn: &impl Conn,
    shop: ShopId,
    ids: &[BuyerId],
) -> Result<HashMap<BuyerId, Buyer>, StoreError> {
    let mut found = HashMap::with_capacity(ids.len());
    for some in ids.chunks(BATCH) {
        let select = buyer::Entity::find()
            .filter(buyer::Column::ShopId.eq(shop.to_string()))
            .filter(buyer::Column::Id.is_in(some.iter().map(ToString::to_string)));
        for row in many::rows(conn, select).await? {
            let buyer = from_row(row)?;
            found.insert(buyer.id, buyer);
        }
    }
    Ok(found)
}

pub async fn by_ref(
    conn: &impl Conn,
    shop: ShopId,
    reference: &BuyerRef,
) -> Result<Option<Buyer>, StoreError> {
    match owner_of(conn, shop, reference).await? {
        Some(id) => get(conn, shop, id).await,
        None => Ok(None),
    }
}

/// Stores a new buyer with her first outside name.
///
/// # Errors
/// [`StoreError::Taken`] when the name belongs to another buyer.
pub async fn create_with_ref(tx: &Tx, new: &Buyer, reference: &BuyerRef) -> Result<(), StoreError> {
    buyer::Entity::insert(to_row(new).into_active_model())
        .exec_without_returning(tx.transaction())
        .await?;
    identity::Entity::insert(identity_row(new.shop, new.id, reference).into_active_model())
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(())
}

/// Gives a buyer one more outside name, unless another buyer bears it. Tells who bears it now.
pub async fn link(tx: &Tx, shop: ShopId, id: BuyerId, reference: &BuyerRef) -> Result<BuyerId, StoreError> {
    if let Some(owner) = owner_of(tx, shop, reference).await? {
        return Ok(owner);
    }
    identity::Entity::insert(identity_row(shop, id, reference).into_active_model())
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(id)
}

pub async fn identities_of(conn: &impl Conn, shop: ShopId, id: BuyerId) -> Result<Vec<BuyerRef>, StoreError> {
    let rows = identity::Entity::find()
        .filter(identity::Column::ShopId.eq(shop.to_string()))
        .filter(identity::Column::BuyerId.eq(id.to_string()))
        .order_by_asc(identity::Column::Channel)
        .order_by_asc(identity::Column::External)
        .all(conn.db())
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(BuyerRef {
                channel: parse("identities.channel", &row.channel)?,
                external: row.external,
            })
        })
        .collect()
}

/// The same for many buyers.
pub async fn identities_of_many(
    conn: &impl Conn,
    shop: ShopId,
    ids: &[BuyerId],
) -> Result<HashMap<BuyerId, Vec<BuyerRef>>, StoreError> {
    let mut found: HashMap<BuyerId, Vec<BuyerRef>> = HashMap::new();
    for some in ids.chunks(BATCH) {
        let rows = identity::Entity::find()
            .filter(identity::Column::ShopId.eq(shop.to_string()))
            .filter(identity::Column::BuyerId.is_in(some.iter().map(ToString::to_string)))
            .order_by_asc(identity::Column::Channel)
            .order_by_asc(identity::Column::External)
            .all(conn.db())
            .await?;
        for row in rows {
            let reference = BuyerRef {
                channel: parse("identities.channel", &row.channel)?,
                external: row.external,
            };
            found
                .entry(parse("identities.buyer_id", &row.buyer_id)?)
                .or_default()
                .push(reference);
        }
    }
    Ok(found)
}

/// False: no such buyer.
pub async fn update(tx: &Tx, shop: ShopId, id: BuyerId, change: BuyerChange) -> Result<bool, StoreError> {
    let mut update = buyer::Entity::update_many();
    if let Some(name) = change.name {
        update = update.col_expr(buyer::Column::Name, Expr::value(name));
    }
    if let Some(region) = change.region {
        update = update.col_expr(buyer::Column::Region, Expr::value(region));
    }
    if let Some(opted_out_at) = change.opted_out_at {
        update = update.col_expr(buyer::Column::OptedOutAt, Expr::value(ms(opted_out_at)));
    }
    if let Some(blocked_at) = change.blocked_at {
        update = update.col_expr(buyer::Column::BlockedAt, Expr::value(ms(blocked_at)));
    }
    let done = update
        // Keeps the statement whole when nothing is to change, and still tells whether she exists.
        .col_expr(buyer::Column::Id, Expr::col(buyer::Column::Id))
        .filter(buyer::Column::ShopId.eq(shop.to_string()))
        .filter(buyer::Column::Id.eq(id.to_string()))
        .exec(tx.transaction())
        .await?;
    Ok(done.rows_affected > 0)
}

/// Notes when buyers were last seen; a moment before the noted one changes nothing.
pub async fn touch_seen(tx: &Tx, shop: ShopId, ids: &[BuyerId], seen: At) -> Result<(), StoreError> {
    for some in ids.chunks(BATCH) {
        let seen_before = buyer::Column::LastSeenAt
            .is_null()
            .or(buyer::Column::LastSeenAt.lt(seen.ms()));
        buyer::Entity::update_many()
            .col_expr(buyer::Column::LastSeenAt, Expr::value(seen.ms()))
            .filter(buyer::Column::ShopId.eq(shop.to_string()))
            .filter(buyer::Column::Id.is_in(some.iter().map(ToString::to_string)))
            .filter(seen_before)
            .exec(tx.transaction())
            .await?;
    }
    Ok(())
}

async fn owner_of(
    conn: &impl Conn,
    shop: ShopId,
    reference: &BuyerRef,
) -> Result<Option<BuyerId>, StoreError> {
    let key = (
        shop.to_string(),
        reference.channel.as_str().to_owned(),
        reference.external.clone(),
    );
    let row = identity::Entity::find_by_id(key).one(conn.db()).await?;
    row.map(|row| parse("identities.buyer_id", &row.buyer_id))
        .transpose()
}

fn identity_row(shop: ShopId, id: BuyerId, reference: &BuyerRef) -> identity::Model {
    identity::Model {
        shop_id: shop.to_string(),
        channel: reference.channel.as_str().to_owned(),
        external: reference.external.clone(),
        buyer_id: id.to_string(),
    }
}

fn to_row(buyer: &Buyer) -> buyer::Model {
    buyer::Model {
        shop_id: buyer.shop.to_string(),
        id: buyer.id.to_string(),
        name: buyer.name.clone(),
        region: buyer.region.clone(),
        opted_out_at: ms(buyer.opted_out_at),
        blocked_at: ms(buyer.blocked_at),
        created_at: buyer.created_at.ms(),
        last_seen_at: ms(buyer.last_seen_at),
    }
}

fn from_row(row: buyer::Model) -> Result<Buyer, StoreError> {
    Ok(Buyer {
        shop: parse("buyers.shop_id", &row.shop_id)?,
        id: parse("buyers.id", &row.id)?,
        name: row.name,
        region: row.region,
        opted_out_at: at(row.opted_out_at),
        blocked_at: at(row.blocked_at),
        created_at: At(row.created_at),
        last_seen_at: at(row.last_seen_at),
    })
}
