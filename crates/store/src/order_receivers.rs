//! To whom orders go.

use std::collections::HashMap;

use jinpai_model::{OrderId, Receiver, ShopId};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel as _, QueryFilter, sea_query::OnConflict};

use crate::{
    BATCH, Conn, StoreError, Tx,
    column::parse,
    tables::order_receiver::{Column, Entity, Model},
};

/// Works in what a feed tells, by the rule of [`Receiver::after`]. The answer names the orders of which something is
/// known now that was not known before.
pub async fn put_many(
    tx: &Tx,
    shop: ShopId,
    told: &[(OrderId, Receiver)],
) -> Result<Vec<OrderId>, StoreError> {
    let ids: Vec<OrderId> = told.iter().map(|(id, _)| *id).collect();
    let held = of_orders(tx, shop, &ids).await?;
    // Of several tellings of one order in a batch each builds on the one before.
    let mut now: HashMap<OrderId, Receiver> = HashMap::new();
    for (id, told) in told {
        let known = now.get(id).or_else(|| held.get(id));
        let whole = known.map_or_else(|| told.clone(), |known| known.after(told));
        now.insert(*id, whole);
    }
    now.retain(|id, receiver| held.get(id) != Some(receiver));
    let changed: Vec<OrderId> = now.keys().copied().collect();
    let rows: Vec<_> = now
        .into_iter()
        .map(|(id, receiver)| Model {
            shop_id: shop.to_string(),
            order_id: id.to_string(),
            name: receiver.name,
            phone: receiver.phone,
            address: receiver.address,
        })
        .map(Model::into_active_model)
        .collect();
    for some in rows.chunks(BATCH) {
        let known = OnConflict::columns([Column::ShopId, Column::OrderId])
            .update_columns([Column::Name, Column::Phone, Column::Address])
            .to_owned();
        Entity::insert_many(some.to_vec())
            .on_conflict(known)
            .exec_without_returning(tx.transaction())
            .await?;
    }
    Ok(changed)
}

/// The receivers of many orders; one of whom nothing is known is not in the answer.
pub async fn of_orders(
    conn: &impl Conn,
    shop: ShopId,
    orders: &[OrderId],
) -> Result<HashMap<OrderId, Receiver>, StoreError> {
    let mut found = HashMap::new();
    for some in orders.chunks(BATCH) {
        let rows = Entity::find()
            .filter(Column::ShopId.eq(shop.to_string()))
            .filter(Column::OrderId.is_in(some.iter().map(ToString::to_string)))
            .all(conn.db())
            .await?;
        for row in rows {
            let receiver = Receiver {
                name: row.name,
                phone: row.phone,
                address: row.address,
            };
            found.insert(parse("order_receivers.order_id", &row.order_id)?, receiver);
        }
    }
    Ok(found)
}
