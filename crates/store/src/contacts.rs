//! Contacts with buyers outside an open session, whoever made them: the budget counts them all.

use std::collections::HashMap;

use jinpai_model::{At, BuyerId, Channel, ShopId};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel as _, QueryFilter, QueryOrder};

use crate::{BATCH, Conn, StoreError, Tx, column::parse, many, tables::contact};

/// One contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    pub shop: ShopId,
    pub buyer: BuyerId,
    pub at: At,
    pub channel: Channel,
    /// Who made it, such as `step`, `agent` or `platform`.
    pub source: String,
}

/// Notes a contact; the same one again is one.
pub async fn record(tx: &Tx, contact: &Contact) -> Result<(), StoreError> {
    let row = contact::Model {
        shop_id: contact.shop.to_string(),
        buyer_id: contact.buyer.to_string(),
        at: contact.at.ms(),
        channel: contact.channel.as_str().to_owned(),
        source: contact.source.clone(),
    };
    contact::Entity::insert(row.into_active_model())
        .on_conflict_do_nothing()
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(())
}

/// Contacts at `since` or later, oldest first.
pub async fn of_buyer_since(
    conn: &impl Conn,
    shop: ShopId,
    buyer: BuyerId,
    since: At,
) -> Result<Vec<Contact>, StoreError> {
    let mut found = of_buyers_since(conn, shop, &[buyer], since).await?;
    Ok(found.remove(&buyer).unwrap_or_default())
}

/// The same for many buyers; who had no contact is not in the answer.
pub async fn of_buyers_since(
    conn: &impl Conn,
    shop: ShopId,
    buyers: &[BuyerId],
    since: At,
) -> Result<HashMap<BuyerId, Vec<Contact>>, StoreError> {
    let mut found: HashMap<BuyerId, Vec<Contact>> = HashMap::new();
    for some in buyers.chunks(BATCH) {
        let select = contact::Entity::find()
            .filter(contact::Column::ShopId.eq(shop.to_string()))
            .filter(contact::Column::BuyerId.is_in(some.iter().map(ToString::to_string)))
            .filter(contact::Column::At.gte(since.ms()))
            .order_by_asc(contact::Column::At);
        for row in many::rows(conn, select).await? {
            let buyer = parse("contacts.buyer_id", &row.buyer_id)?;
            found.entry(buyer).or_default().push(Contact {
                shop,
                buyer,
                at: At(row.at),
                channel: parse("contacts.channel", &row.channel)?,
                source: row.source,
            });
        }
    }
    Ok(found)
}
