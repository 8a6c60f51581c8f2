//! What agents have begun to write and not sent, so that it is there on another machine too.

use jinpai_model::{At, ConversationId, PersonId, ShopId};
use sea_orm::{EntityTrait, IntoActiveModel as _, sea_query::OnConflict};

use crate::{
    Conn, StoreError, Tx,
    tables::draft::{Column, Entity, Model},
};

/// A person's draft in a talk.
pub async fn get(
    conn: &impl Conn,
    shop: ShopId,
    conversation: ConversationId,
    person: PersonId,
) -> Result<Option<String>, StoreError> {
    let key = (shop.to_string(), conversation.to_string(), person.to_string());
    let row = Entity::find_by_id(key).one(conn.db()).await?;
    Ok(row.map(|row| row.text))
}

/// Keeps a draft in place of the one before; an empty one is none.
pub async fn put(
    tx: &Tx,
    shop: ShopId,
    (conversation, person): (ConversationId, PersonId),
    text: &str,
    at: At,
) -> Result<(), StoreError> {
    let key = (shop.to_string(), conversation.to_string(), person.to_string());
    if text.is_empty() {
        Entity::delete_by_id(key).exec(tx.transaction()).await?;
        return Ok(());
    }
    let row = Model {
        shop_id: key.0,
        conversation_id: key.1,
        person_id: key.2,
        text: text.to_owned(),
        at: at.ms(),
    };
    let known = OnConflict::columns([Column::ShopId, Column::ConversationId, Column::PersonId])
        .update_columns([Column::Text, Column::At])
        .to_owned();
    Entity::insert(row.into_active_model())
        .on_conflict(known)
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(())
}
