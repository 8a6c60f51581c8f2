//! What a shop has said by itself in a talk, so that it is said once.

use jinpai_model::{At, AutoKind, ConversationId, ShopId};
use sea_orm::{EntityTrait, IntoActiveModel as _, sea_query::OnConflict};

use crate::{
    Conn, StoreError, Tx,
    tables::auto_reply::{Column, Entity, Model},
};

/// For which stretch of time the newest of a kind was said; stretches go by the moment at which they begin or end.
pub async fn stretch(
    conn: &impl Conn,
    (shop, conversation): (ShopId, ConversationId),
    kind: AutoKind,
) -> Result<Option<At>, StoreError> {
    let key = (
        shop.to_string(),
        conversation.to_string(),
        kind.as_str().to_owned(),
    );
    let row = Entity::find_by_id(key).one(conn.db()).await?;
    Ok(row.map(|row| At(row.stretch_at)))
}

/// Notes which message said it.
pub async fn said(
    tx: &Tx,
    (shop, conversation): (ShopId, ConversationId),
    kind: AutoKind,
    stretch: At,
    (seq, at): (i64, At),
) -> Result<(), StoreError> {
    let row = Model {
        shop_id: shop.to_string(),
        conversation_id: conversation.to_string(),
        kind: kind.as_str().to_owned(),
        stretch_at: stretch.ms(),
        seq,
        at: at.ms(),
    };
    let replace = OnConflict::columns([Column::ShopId, Column::ConversationId, Column::Kind])
        .update_columns([Column::StretchAt, Column::Seq, Column::At])
        .to_owned();
    Entity::insert(row.into_active_model())
        .on_conflict(replace)
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(())
}
