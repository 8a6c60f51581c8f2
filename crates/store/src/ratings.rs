//! What buyers said of their talks. One rating a conversation.

use std::collections::HashMap;

use jinpai_model::{At, ConversationId, Rating, ShopId};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel as _, QueryFilter, sea_query::OnConflict};

use crate::{BATCH, Conn, StoreError, Tx, column::parse, tables::rating};

/// Stores a rating in place of the one before; when it was first given stays.
pub async fn put(tx: &Tx, new: &Rating) -> Result<(), StoreError> {
    let row = rating::Model {
        shop_id: new.shop.to_string(),
        conversation_id: new.conversation.to_string(),
        score: i64::from(new.score),
        word: new.word.clone(),
        given_at: new.given_at.ms(),
        changed_at: new.changed_at.ms(),
    };
    let known = OnConflict::columns([rating::Column::ShopId, rating::Column::ConversationId])
        .update_columns([
            rating::Column::Score,
            rating::Column::Word,
            rating::Column::ChangedAt,
        ])
        .to_owned();
    rating::Entity::insert(row.into_active_model())
        .on_conflict(known)
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(())
}

pub async fn get(
    conn: &impl Conn,
    shop: ShopId,
    conversation: ConversationId,
) -> Result<Option<Rating>, StoreError> {
    let mut found = of_conversations(conn, shop, &[conversation]).await?;
    Ok(found.remove(&conversation))
}

/// Of many conversations; one that nobody has rated is not in the answer.
pub async fn of_conversations(
    conn: &impl Conn,
    shop: ShopId,
    conversations: &[ConversationId],
) -> Result<HashMap<ConversationId, Rating>, StoreError> {
    let mut found = HashMap::new();
    for some in conversations.chunks(BATCH) {
        let rows = rating::Entity::find()
            .filter(rating::Column::ShopId.eq(shop.to_string()))
            .filter(rating::Column::ConversationId.is_in(some.iter().map(ToString::to_string)))
            .all(conn.db())
            .await?;
        for row in rows {
            let rating = from_row(row)?;
            found.insert(rating.conversation, rating);
        }
    }
    Ok(found)
}

fn from_row(row: rating::Model) -> Result<Rating, StoreError> {
    Ok(Rating {
        shop: parse("ratings.shop_id", &row.shop_id)?,
        conversation: parse("ratings.conversation_id", &row.conversation_id)?,
        score: u8::try_from(row.score).unwrap_or(0),
        word: row.word,
        given_at: At(row.given_at),
        changed_at: At(row.changed_at),
    })
}
