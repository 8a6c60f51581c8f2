//! Many orders at once: one question, one statement for what is new or changed, one for the rest.

use std::collections::HashMap;

use jinpai_model::{At, BuyerId, Order, OrderId, OrderInput, OrderSource, OrderStatus, Platform, ShopId};
use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel as _, Iterable as _, QueryFilter,
    sea_query::{Expr, OnConflict},
};

use super::{
    from_row,
    merge::{first, is_paid, merge, same_content},
    to_row,
};
use crate::{BATCH, StoreError, Tx, tables::order};

/// One order as a feed tells it now, its buyer found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderRow {
    /// Its id if it is new.
    pub id: OrderId,
    pub buyer: BuyerId,
    pub input: OrderInput,
    pub source: OrderSource,
    /// The moment for which the feed speaks.
    pub seen_at: At,
}

/// What a statement changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Change {
    New,
    Changed,
    /// At most the age of what we know.
    Same,
}

/// An order after a feed has spoken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upserted {
    pub order: Order,
    pub change: Change,
    /// It was known as unpaid and is now known as paid. False for a new order.
    pub became_paid: bool,
    /// It was known as open and is now known as closed. False for a new order.
    pub became_closed: bool,
}

/// Works statements into the shop's orders; the answer has the order of `rows`. Later statements about
/// the same order build on earlier ones. What may be taken back and what not is told in `merge.rs`.
pub async fn upsert_batch(tx: &Tx, shop: ShopId, rows: &[OrderRow]) -> Result<Vec<Upserted>, StoreError> {
    let mut done = Vec::with_capacity(rows.len());
    for some in rows.chunks(BATCH) {
        let stored = known(tx, shop, some).await?;
        let mut now: HashMap<(Platform, &str), Order> = HashMap::with_capacity(some.len());
        for told in some {
            let key = (told.input.platform, told.input.number.as_str());
            let upserted = work_in(shop, now.get(&key).or_else(|| stored.get(&key)), told);
            now.insert(key, upserted.order.clone());
            done.push(upserted);
        }
        write(tx, shop, &stored, now.into_values().collect()).await?;
    }
    Ok(done)
}

fn work_in(shop: ShopId, before: Option<&Order>, told: &OrderRow) -> Upserted {
    let Some(before) = before else {
        return Upserted {
            order: first(shop, told),
            change: Change::New,
            became_paid: false,
            became_closed: false,
        };
    };
    let order = merge(before, told);
    Upserted {
        change: if same_content(before, &order) {
            Change::Same
        } else {
            Change::Changed
        },
        became_paid: !is_paid(before) && is_paid(&order),
        became_closed: before.status != OrderStatus::Closed && order.status == OrderStatus::Closed,
        order,
    }
}

/// What is stored under the numbers of `rows`.
async fn known<'a>(
    tx: &Tx,
    shop: ShopId,
    rows: &'a [OrderRow],
) -> Result<HashMap<(Platform, &'a str), Order>, StoreError> {
    let mut numbers: HashMap<Platform, HashMap<&'a str, ()>> = HashMap::new();
    for told in rows {
        let of_platform = numbers.entry(told.input.platform).or_default();
        of_platform.insert(&told.input.number, ());
    }
    let mut found = HashMap::with_capacity(rows.len());
    for (platform, numbers) in numbers {
        let stored = order::Entity::find()
            .filter(order::Column::ShopId.eq(shop.to_string()))
            .filter(order::Column::Platform.eq(platform.as_str()))
            .filter(order::Column::Number.is_in(numbers.keys().copied()))
            .all(tx.transaction())
            .await?;
        for row in stored {
            let order = from_row(row)?;
            if let Some((number, ())) = numbers.get_key_value(order.number.as_str()) {
                found.insert((platform, *number), order);
            }
        }
    }
    Ok(found)
}

async fn write(
    tx: &Tx,
    shop: ShopId,
    stored: &HashMap<(Platform, &str), Order>,
    now: Vec<Order>,
) -> Result<(), StoreError> {
    let mut whole = Vec::new();
    let mut seen: HashMap<(OrderSource, At), Vec<String>> = HashMap::new();
    for order in now {
        match stored.get(&(order.platform, order.number.as_str())) {
            Some(before) if *before == order => {}
            Some(before) if same_content(before, &order) => {
                let ids = seen.entry((order.source, order.seen_at)).or_default();
                ids.push(order.id.to_string());
            }
            _ => whole.push(to_row(&order)?.into_active_model()),
        }
    }
    if !whole.is_empty() {
        let keys = [order::Column::ShopId, order::Column::Id];
        let rest = order::Column::iter()
            .filter(|column| !matches!(column, order::Column::ShopId | order::Column::Id));
        let known = OnConflict::columns(keys).update_columns(rest).to_owned();
        order::Entity::insert_many(whole)
            .on_conflict(known)
            .exec_without_returning(tx.transaction())
            .await?;
    }
    for ((source, seen_at), ids) in seen {
        order::Entity::update_many()
            .col_expr(order::Column::Source, Expr::value(source.as_str()))
            .col_expr(order::Column::SeenAt, Expr::value(seen_at.ms()))
            .filter(order::Column::ShopId.eq(shop.to_string()))
            .filter(order::Column::Id.is_in(ids))
            .exec(tx.transaction())
            .await?;
    }
    Ok(())
}
