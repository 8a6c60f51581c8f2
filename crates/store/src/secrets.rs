//! A shop's secrets. Values are never logged and leave through [`get`] alone.

use jinpai_model::ShopId;
use sea_orm::{EntityTrait, IntoActiveModel as _, sea_query::OnConflict};

use crate::{Conn, StoreError, Tx, tables::secret};

/// What a secret is for; a shop has at most one of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SecretKind {
    /// Signs the order webhook.
    Hook,
    /// Signs the shop's own buyer ids for the widget.
    Identity,
    /// Signs what the shop's bridge posts and takes.
    Channel,
    /// Draws the holdout, so that nobody can guess who is in it.
    Holdout,
}

impl SecretKind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Hook => "hook",
            Self::Identity => "identity",
            Self::Channel => "channel",
            Self::Holdout => "holdout",
        }
    }
}

/// Stores a secret in place of the one before.
///
/// # Errors
/// When the shop does not exist.
pub async fn put(tx: &Tx, shop: ShopId, kind: SecretKind, value: &str) -> Result<(), StoreError> {
    let row = secret::Model {
        shop_id: shop.to_string(),
        kind: kind.as_str().to_owned(),
        value: value.to_owned(),
    };
    let known = OnConflict::columns([secret::Column::ShopId, secret::Column::Kind])
        .update_column(secret::Column::Value)
        .to_owned();
    secret::Entity::insert(row.into_active_model())
        .on_conflict(known)
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(())
}

pub async fn get(conn: &impl Conn, shop: ShopId, kind: SecretKind) -> Result<Option<String>, StoreError> {
    let row = secret::Entity::find_by_id((shop.to_string(), kind.as_str().to_owned()))
        .one(conn.db())
        .await?;
    Ok(row.map(|row| row.value))
}
