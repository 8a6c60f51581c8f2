//! Many buyers at once, as an order file brings them.

use std::collections::{HashMap, hash_map::Entry};

use jinpai_model::{At, Buyer, BuyerId, BuyerRef, IdentityChannel, ShopId};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel as _, QueryFilter, sea_query::Expr};

use super::{identity_row, to_row};
use crate::{
    BATCH, StoreError, Tx,
    column::parse,
    tables::{buyer, identity},
};

/// A buyer a file speaks of, who may be known already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBuyer {
    /// Her id if she is new.
    pub id: BuyerId,
    pub reference: BuyerRef,
    /// Empty: the file does not say.
    pub name: String,
    pub region: Option<String>,
    pub created_at: At,
}

/// Finds or stores every buyer. The answer has the order of `buyers`: the id of each, hers of old or
/// the one given. Of a buyer known already, only what was blank is filled in.
pub async fn put_many_with_refs(
    tx: &Tx,
    shop: ShopId,
    buyers: &[NewBuyer],
) -> Result<Vec<BuyerId>, StoreError> {
    let mut ids = Vec::with_capacity(buyers.len());
    for some in buyers.chunks(BATCH) {
        let mut known = owners(tx, shop, some).await?;
        fill_blanks(tx, shop, some, &known).await?;
        let mut fresh = Vec::new();
        for buyer in some {
            let owner = match known.entry(buyer.reference.clone()) {
                Entry::Occupied(owner) => *owner.get(),
                Entry::Vacant(place) => {
                    fresh.push(buyer);
                    *place.insert(buyer.id)
                }
            };
            ids.push(owner);
        }
        insert(tx, shop, &fresh).await?;
    }
    Ok(ids)
}

async fn owners(
    tx: &Tx,
    shop: ShopId,
    buyers: &[NewBuyer],
) -> Result<HashMap<BuyerRef, BuyerId>, StoreError> {
    let mut by_channel: HashMap<IdentityChannel, Vec<String>> = HashMap::new();
    for buyer in buyers {
        let names = by_channel.entry(buyer.reference.channel).or_default();
        names.push(buyer.reference.external.clone());
    }
    let mut found = HashMap::new();
    for (channel, names) in by_channel {
        let rows = identity::Entity::find()
            .filter(identity::Column::ShopId.eq(shop.to_string()))
            .filter(identity::Column::Channel.eq(channel.as_str()))
            .filter(identity::Column::External.is_in(names))
            .all(tx.transaction())
            .await?;
        for row in rows {
            let reference = BuyerRef {
                channel,
                external: row.external,
            };
            found.insert(reference, parse("identities.buyer_id", &row.buyer_id)?);
        }
    }
    Ok(found)
}

async fn fill_blanks(
    tx: &Tx,
    shop: ShopId,
    told: &[NewBuyer],
    known: &HashMap<BuyerRef, BuyerId>,
) -> Result<(), StoreError> {
    let owners: Vec<BuyerId> = known.values().copied().collect();
    let stored = super::get_many(tx, shop, &owners).await?;
    for new in told {
        let Some(old) = known.get(&new.reference).and_then(|id| stored.get(id)) else {
            continue;
        };
        let name = old.name.is_empty() && !new.name.is_empty();
        let region = old.region.is_none() && new.region.is_some();
        if !name && !region {
            continue;
        }
        let mut update = buyer::Entity::update_many();
        if name {
            update = update.col_expr(buyer::Column::Name, Expr::value(new.name.clone()));
        }
        if region {
            update = update.col_expr(buyer::Column::Region, Expr::value(new.region.clone()));
        }
        update
            .filter(buyer::Column::ShopId.eq(shop.to_string()))
            .filter(buyer::Column::Id.eq(old.id.to_string()))
            .exec(tx.transaction())
            .await?;
    }
    Ok(())
}

async fn insert(tx: &Tx, shop: ShopId, fresh: &[&NewBuyer]) -> Result<(), StoreError> {
    if fresh.is_empty() {
        return Ok(());
    }
    let rows = fresh.iter().map(|new| {
        let buyer = Buyer {
            shop,
            id: new.id,
            name: new.name.clone(),
            region: new.region.clone(),
            opted_out_at: None,
            blocked_at: None,
            created_at: new.created_at,
            last_seen_at: None,
        };
        to_row(&buyer).into_active_model()
    });
    buyer::Entity::insert_many(rows)
        .exec_without_returning(tx.transaction())
        .await?;
    let rows = fresh
        .iter()
        .map(|new| identity_row(shop, new.id, &new.reference).into_active_model());
    identity::Entity::insert_many(rows)
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(())
}
