//! Pictures of talks. Each belongs to one shop and one conversation, and is never changed.

use jinpai_model::{At, ConversationId, PictureId, PictureKind, PictureSize, ShopId};
use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel as _, PaginatorTrait as _, QueryFilter, QuerySelect as _,
};

use crate::{
    Conn, StoreError, Tx,
    column::parse,
    tables::{message, picture},
};

/// A picture to be stored, in both sizes.
#[derive(Debug, Clone)]
pub struct NewPicture {
    pub shop: ShopId,
    pub id: PictureId,
    pub conversation: ConversationId,
    pub kind: PictureKind,
    pub at: At,
    pub small: Vec<u8>,
    pub large: Vec<u8>,
}

/// One copy of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPicture {
    pub conversation: ConversationId,
    pub kind: PictureKind,
    pub bytes: Vec<u8>,
}

pub async fn put(tx: &Tx, new: NewPicture) -> Result<(), StoreError> {
    let row = picture::Model {
        shop_id: new.shop.to_string(),
        id: new.id.to_string(),
        conversation_id: new.conversation.to_string(),
        kind: new.kind.as_str().to_owned(),
        at: new.at.ms(),
        small: new.small,
        large: new.large,
    };
    picture::Entity::insert(row.into_active_model())
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(())
}

/// Whether the message that showed it was taken back.
pub async fn recalled(
    conn: &impl Conn,
    shop: ShopId,
    conversation: ConversationId,
    id: PictureId,
) -> Result<bool, StoreError> {
    let taken_back = message::Entity::find()
        .filter(message::Column::ShopId.eq(shop.to_string()))
        .filter(message::Column::ConversationId.eq(conversation.to_string()))
        .filter(message::Column::PictureId.eq(id.to_string()))
        .filter(message::Column::RecalledAt.is_not_null())
        .count(conn.db())
        .await?;
    Ok(taken_back > 0)
}

/// One copy; the other is not read.
pub async fn get(
    conn: &impl Conn,
    shop: ShopId,
    id: PictureId,
    size: PictureSize,
) -> Result<Option<StoredPicture>, StoreError> {
    let bytes = match size {
        PictureSize::Small => picture::Column::Small,
        PictureSize::Large => picture::Column::Large,
    };
    let row: Option<(String, String, Vec<u8>)> = picture::Entity::find()
        .select_only()
        .column(picture::Column::ConversationId)
        .column(picture::Column::Kind)
        .column(bytes)
        .filter(picture::Column::ShopId.eq(shop.to_string()))
        .filter(picture::Column::Id.eq(id.to_string()))
        .into_tuple()
        .one(conn.db())
        .await?;
    let Some((conversation, kind, bytes)) = row else {
        return Ok(None);
    };
    Ok(Some(StoredPicture {
        conversation: parse("pictures.conversation_id", &conversation)?,
        kind: parse("pictures.kind", &kind)?,
        bytes,
    }))
}
