//! Phrases that were taken away a short while ago and may still come back.

use jinpai_model::{At, PersonId, Phrase, PhraseId, ShopId};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel as _, QueryFilter};

use super::{from_row, pictures::forget_pictures, put, remove};
use crate::{
    StoreError, Tx,
    tables::{phrase, phrase_use, removed_phrase},
};

/// Takes a phrase away with its count, so that it can come back; none when it is not there.
pub async fn take_away(
    tx: &Tx,
    shop: ShopId,
    id: PhraseId,
    by: PersonId,
    at: At,
) -> Result<Option<Phrase>, StoreError> {
    let key = (shop.to_string(), id.to_string());
    let Some(row) = phrase::Entity::find_by_id(key.clone())
        .one(tx.transaction())
        .await?
    else {
        return Ok(None);
    };
    let count = phrase_use::Entity::find_by_id(key.clone())
        .one(tx.transaction())
        .await?;
    let kept = removed_phrase::Model {
        shop_id: key.0.clone(),
        id: key.1.clone(),
        person_id: row.person_id.clone(),
        stage: row.stage.clone(),
        code: row.code.clone(),
        title: row.title.clone(),
        text: row.text.clone(),
        created_at: row.created_at,
        updated_at: row.updated_at,
        uses: count.as_ref().map_or(0, |count| count.uses),
        used_at: count.as_ref().map_or(0, |count| count.used_at),
        removed_at: at.ms(),
        removed_by: by.to_string(),
    };
    removed_phrase::Entity::delete_by_id(key)
        .exec(tx.transaction())
        .await?;
    removed_phrase::Entity::insert(kept.into_active_model())
        .exec_without_returning(tx.transaction())
        .await?;
    remove(tx, shop, id).await?;
    from_row(row).map(Some)
}

/// What this person took away under this id, as it was.
pub async fn taken_away(
    tx: &Tx,
    shop: ShopId,
    id: PhraseId,
    by: PersonId,
) -> Result<Option<Phrase>, StoreError> {
    let found = kept(tx, shop, id, by).await?;
    found.map(|row| from_row(as_phrase(row))).transpose()
}

/// Brings back what this person took away; false when there is nothing of hers under this id.
///
/// # Errors
/// [`StoreError::Taken`] when its owner has another one of this code by now.
pub async fn bring_back(tx: &Tx, shop: ShopId, id: PhraseId, by: PersonId) -> Result<bool, StoreError> {
    let Some(row) = kept(tx, shop, id, by).await? else {
        return Ok(false);
    };
    let (uses, used_at) = (row.uses, row.used_at);
    put(tx, &from_row(as_phrase(row))?).await?;
    if uses > 0 {
        let count = phrase_use::Model {
            shop_id: shop.to_string(),
            phrase: id.to_string(),
            uses,
            used_at,
        };
        phrase_use::Entity::insert(count.into_active_model())
            .exec_without_returning(tx.transaction())
            .await?;
    }
    removed_phrase::Entity::delete_by_id((shop.to_string(), id.to_string()))
        .exec(tx.transaction())
        .await?;
    Ok(true)
}

async fn kept(
    tx: &Tx,
    shop: ShopId,
    id: PhraseId,
    by: PersonId,
) -> Result<Option<removed_phrase::Model>, StoreError> {
    let found = removed_phrase::Entity::find_by_id((shop.to_string(), id.to_string()))
        .filter(removed_phrase::Column::RemovedBy.eq(by.to_string()))
        .one(tx.transaction())
        .await?;
    Ok(found)
}

fn as_phrase(row: removed_phrase::Model) -> phrase::Model {
    phrase::Model {
        shop_id: row.shop_id,
        id: row.id,
        person_id: row.person_id,
        stage: row.stage,
        code: row.code,
        title: row.title,
        text: row.text,
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}

/// Forgets what was taken away before then.
pub async fn forget_removed(tx: &Tx, shop: ShopId, before: At) -> Result<(), StoreError> {
    removed_phrase::Entity::delete_many()
        .filter(removed_phrase::Column::ShopId.eq(shop.to_string()))
        .filter(removed_phrase::Column::RemovedAt.lt(before.ms()))
        .exec(tx.transaction())
        .await?;
    forget_pictures(tx, shop).await
}
