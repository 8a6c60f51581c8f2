//! The picture that goes out with a phrase: one at most. It outlives a phrase that was taken away and may come back.

use std::collections::HashMap;

use jinpai_model::{At, PhraseId, Picture, PictureId, PictureKind, PictureSize, ShopId};
use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel as _, QueryFilter, QuerySelect as _, QueryTrait as _,
    sea_query::OnConflict,
};

use crate::{
    Conn, StoreError, Tx,
    column::parse,
    tables::{phrase, phrase_picture, removed_phrase},
};

/// A phrase's picture, in both sizes.
#[derive(Clone, PartialEq, Eq)]
pub struct PhrasePicture {
    pub shop: ShopId,
    pub phrase: PhraseId,
    pub picture: Picture,
    pub kind: PictureKind,
    pub at: At,
    pub small: Vec<u8>,
    pub large: Vec<u8>,
}

/// Stores it in place of the one that the phrase had.
pub async fn put_picture(tx: &Tx, new: PhrasePicture) -> Result<(), StoreError> {
    let row = phrase_picture::Model {
        shop_id: new.shop.to_string(),
        phrase_id: new.phrase.to_string(),
        id: new.picture.id.to_string(),
        kind: new.kind.as_str().to_owned(),
        width: i64::from(new.picture.width),
        height: i64::from(new.picture.height),
        at: new.at.ms(),
        small: new.small,
        large: new.large,
    };
    let known = OnConflict::columns([phrase_picture::Column::ShopId, phrase_picture::Column::PhraseId])
        .update_columns([
            phrase_picture::Column::Id,
            phrase_picture::Column::Kind,
            phrase_picture::Column::Width,
            phrase_picture::Column::Height,
            phrase_picture::Column::At,
            phrase_picture::Column::Small,
            phrase_picture::Column::Large,
        ])
        .to_owned();
    phrase_picture::Entity::insert(row.into_active_model())
        .on_conflict(known)
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(())
}

/// Which phrases of a shop have a picture, without its bytes.
pub async fn pictures(conn: &impl Conn, shop: ShopId) -> Result<HashMap<PhraseId, Picture>, StoreError> {
    let rows: Vec<(String, String, i64, i64)> = phrase_picture::Entity::find()
        .select_only()
        .column(phrase_picture::Column::PhraseId)
        .column(phrase_picture::Column::Id)
        .column(phrase_picture::Column::Width)
        .column(phrase_picture::Column::Height)
        .filter(phrase_picture::Column::ShopId.eq(shop.to_string()))
        .into_tuple()
        .all(conn.db())
        .await?;
    rows.into_iter()
        .map(|(phrase, id, width, height)| {
            Ok((
                parse("phrase_pictures.phrase_id", &phrase)?,
                read(&id, width, height)?,
            ))
        })
        .collect()
}

/// One copy of it, and whose it is; the other copy is not read.
pub async fn picture(
    conn: &impl Conn,
    shop: ShopId,
    id: PictureId,
    size: PictureSize,
) -> Result<Option<(PhraseId, PictureKind, Vec<u8>)>, StoreError> {
    let bytes = match size {
        PictureSize::Small => phrase_picture::Column::Small,
        PictureSize::Large => phrase_picture::Column::Large,
    };
    let row: Option<(String, String, Vec<u8>)> = phrase_picture::Entity::find()
        .select_only()
        .column(phrase_picture::Column::PhraseId)
        .column(phrase_picture::Column::Kind)
        .column(bytes)
        .filter(phrase_picture::Column::ShopId.eq(shop.to_string()))
        .filter(phrase_picture::Column::Id.eq(id.to_string()))
        .into_tuple()
        .one(conn.db())
        .await?;
    let Some((phrase, kind, bytes)) = row else {
        return Ok(None);
    };
    Ok(Some((
        parse("phrase_pictures.phrase_id", &phrase)?,
        parse("phrase_pictures.kind", &kind)?,
        bytes,
    )))
}

/// A phrase's picture, whole.
pub async fn picture_of(
    conn: &impl Conn,
    shop: ShopId,
    phrase: PhraseId,
) -> Result<Option<PhrasePicture>, StoreError> {
    let row = phrase_picture::Entity::find_by_id((shop.to_string(), phrase.to_string()))
        .one(conn.db())
        .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    Ok(Some(PhrasePicture {
        shop,
        phrase,
        picture: read(&row.id, row.width, row.height)?,
        kind: parse("phrase_pictures.kind", &row.kind)?,
        at: At(row.at),
        small: row.small,
        large: row.large,
    }))
}

/// False when the phrase had none.
pub async fn drop_picture(tx: &Tx, shop: ShopId, phrase: PhraseId) -> Result<bool, StoreError> {
    let gone = phrase_picture::Entity::delete_by_id((shop.to_string(), phrase.to_string()))
        .exec(tx.transaction())
        .await?;
    Ok(gone.rows_affected > 0)
}

/// Drops those whose phrase is neither there nor to be brought back.
pub(super) async fn forget_pictures(tx: &Tx, shop: ShopId) -> Result<(), StoreError> {
    let of_shop = phrase::Column::ShopId.eq(shop.to_string());
    let there = phrase::Entity::find().select_only().column(phrase::Column::Id);
    let of_removed = removed_phrase::Column::ShopId.eq(shop.to_string());
    let removed = removed_phrase::Entity::find()
        .select_only()
        .column(removed_phrase::Column::Id);
    phrase_picture::Entity::delete_many()
        .filter(phrase_picture::Column::ShopId.eq(shop.to_string()))
        .filter(phrase_picture::Column::PhraseId.not_in_subquery(there.filter(of_shop).into_query()))
        .filter(phrase_picture::Column::PhraseId.not_in_subquery(removed.filter(of_removed).into_query()))
        .exec(tx.transaction())
        .await?;
    Ok(())
}

fn read(id: &str, width: i64, height: i64) -> Result<Picture, StoreError> {
    Ok(Picture {
        id: parse("phrase_pictures.id", id)?,
        width: u32::try_from(width).unwrap_or(1),
        height: u32::try_from(height).unwrap_or(1),
        film: None,
    })
}
