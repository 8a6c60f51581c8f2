//! Phrases of a shop and of its people, and how often each was taken, the program's own among them.

mod folders;
mod pictures;
mod removed;
mod talks;

use std::collections::HashMap;

use jinpai_model::{At, PersonId, Phrase, PhraseId, ShopId};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, IntoActiveModel as _, PaginatorTrait as _, QueryFilter, QueryOrder,
    sea_query::{Expr, ExprTrait as _, OnConflict},
};

pub use self::{
    folders::{folders, rename_folder, set_folders},
    pictures::{PhrasePicture, drop_picture, picture, picture_of, pictures, put_picture},
    removed::{bring_back, forget_removed, take_away, taken_away},
    talks::{Outcome, outcomes, used_in_talk},
};
use crate::{
    Conn, StoreError, Tx,
    column::{parse, parse_some},
    tables::{phrase, phrase_use},
};

/// Stores a phrase in place of the one of the same id.
///
/// # Errors
/// [`StoreError::Taken`] when its owner has another one of this code.
pub async fn put(tx: &Tx, new: &Phrase) -> Result<(), StoreError> {
    let row = phrase::Model {
        shop_id: new.shop.to_string(),
        id: new.id.to_string(),
        person_id: new.owner.map(|person| person.to_string()),
        stage: new.stage.clone(),
        code: new.code.clone(),
        title: new.title.clone(),
        text: new.text.clone(),
        created_at: new.created_at.ms(),
        updated_at: new.updated_at.ms(),
    };
    let known = OnConflict::columns([phrase::Column::ShopId, phrase::Column::Id])
        .update_columns([
            phrase::Column::PersonId,
            phrase::Column::Stage,
            phrase::Column::Code,
            phrase::Column::Title,
            phrase::Column::Text,
            phrase::Column::UpdatedAt,
        ])
        .to_owned();
    phrase::Entity::insert(row.into_active_model())
        .on_conflict(known)
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(())
}

pub async fn get(conn: &impl Conn, shop: ShopId, id: PhraseId) -> Result<Option<Phrase>, StoreError> {
    let row = phrase::Entity::find_by_id((shop.to_string(), id.to_string()))
        .one(conn.db())
        .await?;
    row.map(from_row).transpose()
}

/// The shop's phrases and those of one person, by code.
pub async fn of_person(conn: &impl Conn, shop: ShopId, person: PersonId) -> Result<Vec<Phrase>, StoreError> {
    let hers = Condition::any()
        .add(phrase::Column::PersonId.is_null())
        .add(phrase::Column::PersonId.eq(person.to_string()));
    let rows = phrase::Entity::find()
        .filter(phrase::Column::ShopId.eq(shop.to_string()))
        .filter(hers)
        .order_by_asc(phrase::Column::Code)
        .order_by_asc(phrase::Column::Id)
        .all(conn.db())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// The shop's phrases alone, by code.
pub async fn of_shop(conn: &impl Conn, shop: ShopId) -> Result<Vec<Phrase>, StoreError> {
    let rows = phrase::Entity::find()
        .filter(phrase::Column::ShopId.eq(shop.to_string()))
        .filter(phrase::Column::PersonId.is_null())
        .order_by_asc(phrase::Column::Code)
        .all(conn.db())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// How many phrases a shop and its people have.
pub async fn count(conn: &impl Conn, shop: ShopId) -> Result<u64, StoreError> {
    let all = phrase::Entity::find().filter(phrase::Column::ShopId.eq(shop.to_string()));
    Ok(all.count(conn.db()).await?)
}

/// Removes a phrase and its count; false when it was not there.
pub async fn remove(tx: &Tx, shop: ShopId, id: PhraseId) -> Result<bool, StoreError> {
    phrase_use::Entity::delete_by_id((shop.to_string(), id.to_string()))
        .exec(tx.transaction())
        .await?;
    let gone = phrase::Entity::delete_by_id((shop.to_string(), id.to_string()))
        .exec(tx.transaction())
        .await?;
    Ok(gone.rows_affected > 0)
}

/// Counts that a phrase was taken. Its name is its id, or whatever the caller names the program's own by.
pub async fn used(tx: &Tx, shop: ShopId, name: &str, at: At) -> Result<(), StoreError> {
    let row = phrase_use::Model {
        shop_id: shop.to_string(),
        phrase: name.to_owned(),
        uses: 0,
        used_at: at.ms(),
    };
    phrase_use::Entity::insert(row.into_active_model())
        .on_conflict_do_nothing_on([phrase_use::Column::ShopId, phrase_use::Column::Phrase])
        .exec_without_returning(tx.transaction())
        .await?;
    phrase_use::Entity::update_many()
        .col_expr(
            phrase_use::Column::Uses,
            Expr::col(phrase_use::Column::Uses).add(1_i64),
        )
        .col_expr(phrase_use::Column::UsedAt, Expr::value(at.ms()))
        .filter(phrase_use::Column::ShopId.eq(shop.to_string()))
        .filter(phrase_use::Column::Phrase.eq(name))
        .exec(tx.transaction())
        .await?;
    Ok(())
}

/// How often each phrase was taken; one that never was is not in the answer.
pub async fn uses(conn: &impl Conn, shop: ShopId) -> Result<HashMap<String, i64>, StoreError> {
    let rows = phrase_use::Entity::find()
        .filter(phrase_use::Column::ShopId.eq(shop.to_string()))
        .all(conn.db())
        .await?;
    Ok(rows.into_iter().map(|row| (row.phrase, row.uses)).collect())
}

fn from_row(row: phrase::Model) -> Result<Phrase, StoreError> {
    Ok(Phrase {
        shop: parse("phrases.shop_id", &row.shop_id)?,
        id: parse("phrases.id", &row.id)?,
        owner: parse_some("phrases.person_id", row.person_id.as_deref())?,
        stage: row.stage,
        code: row.code,
        title: row.title,
        text: row.text,
        created_at: At(row.created_at),
        updated_at: At(row.updated_at),
    })
}
