//! Peers that take a shop's messages. Their settings are sealed text here; this module cannot read them.

use jinpai_model::{At, Channel, Provider, ProviderId, ShopId};
use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel as _, QueryFilter, QueryOrder,
    sea_query::{Expr, OnConflict},
};

use crate::{Conn, StoreError, Tx, column::parse, tables::provider};

/// Stores a provider in place of the one of the same id. One that is on turns the others of its channel
/// off: a shop never has two answers to "where does this go".
pub async fn put(tx: &Tx, new: &Provider) -> Result<(), StoreError> {
    if new.on {
        provider::Entity::update_many()
            .col_expr(provider::Column::IsOn, Expr::value(false))
            .filter(provider::Column::ShopId.eq(new.shop.to_string()))
            .filter(provider::Column::Channel.eq(new.channel.as_str()))
            .filter(provider::Column::Id.ne(new.id.to_string()))
            .exec(tx.transaction())
            .await?;
    }
    let row = provider::Model {
        shop_id: new.shop.to_string(),
        id: new.id.to_string(),
        channel: new.channel.as_str().to_owned(),
        name: new.name.clone(),
        settings: new.settings.clone(),
        is_on: new.on,
        created_at: new.created_at.ms(),
        changed_at: new.changed_at.ms(),
    };
    let known = OnConflict::columns([provider::Column::ShopId, provider::Column::Id])
        .update_columns([
            provider::Column::Name,
            provider::Column::Settings,
            provider::Column::IsOn,
            provider::Column::ChangedAt,
        ])
        .to_owned();
    provider::Entity::insert(row.into_active_model())
        .on_conflict(known)
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(())
}

/// Removes a provider; false when it was not there. Attempts keep its id.
pub async fn remove(tx: &Tx, shop: ShopId, id: ProviderId) -> Result<bool, StoreError> {
    let gone = provider::Entity::delete_by_id((shop.to_string(), id.to_string()))
        .exec(tx.transaction())
        .await?;
    Ok(gone.rows_affected > 0)
}

pub async fn get(conn: &impl Conn, shop: ShopId, id: ProviderId) -> Result<Option<Provider>, StoreError> {
    let row = provider::Entity::find_by_id((shop.to_string(), id.to_string()))
        .one(conn.db())
        .await?;
    row.map(from_row).transpose()
}

/// Whichever shop's it is: for what a provider posts by itself, which names no shop.
pub async fn find(conn: &impl Conn, id: ProviderId) -> Result<Option<Provider>, StoreError> {
    let row = provider::Entity::find()
        .filter(provider::Column::Id.eq(id.to_string()))
        .one(conn.db())
        .await?;
    row.map(from_row).transpose()
}

/// Those of all shops that are on.
pub async fn all_on(conn: &impl Conn) -> Result<Vec<Provider>, StoreError> {
    let rows = provider::Entity::find()
        .filter(provider::Column::IsOn.eq(true))
        .order_by_asc(provider::Column::Id)
        .all(conn.db())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// All of a shop, the oldest first.
pub async fn list(conn: &impl Conn, shop: ShopId) -> Result<Vec<Provider>, StoreError> {
    let rows = provider::Entity::find()
        .filter(provider::Column::ShopId.eq(shop.to_string()))
        .order_by_asc(provider::Column::Id)
        .all(conn.db())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// The one that takes this channel's messages now.
pub async fn on_for(
    conn: &impl Conn,
    shop: ShopId,
    channel: Channel,
) -> Result<Option<Provider>, StoreError> {
    let row = provider::Entity::find()
        .filter(provider::Column::ShopId.eq(shop.to_string()))
        .filter(provider::Column::Channel.eq(channel.as_str()))
        .filter(provider::Column::IsOn.eq(true))
        .one(conn.db())
        .await?;
    row.map(from_row).transpose()
}

fn from_row(row: provider::Model) -> Result<Provider, StoreError> {
    Ok(Provider {
        shop: parse("providers.shop_id", &row.shop_id)?,
        id: parse("providers.id", &row.id)?,
        channel: parse("providers.channel", &row.channel)?,
        name: row.name,
        settings: row.settings,
        on: row.is_on,
        created_at: At(row.created_at),
        changed_at: At(row.changed_at),
    })
}
