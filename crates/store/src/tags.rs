//! A shop's tags, and what bears them.

use std::collections::HashMap;

use jinpai_model::{At, PersonId, ShopId, Tag, TagId, Tagged};
use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel as _, QueryFilter, QueryOrder, QuerySelect as _,
    sea_query::OnConflict,
};

use crate::{
    BATCH, Conn, StoreError, Tx,
    column::parse,
    tables::{tag, tagged},
};

/// Stores a tag in place of the one of the same id.
///
/// # Errors
/// [`StoreError::Taken`] when another one of the shop has this name.
pub async fn put(tx: &Tx, new: &Tag) -> Result<(), StoreError> {
    let row = tag::Model {
        shop_id: new.shop.to_string(),
        id: new.id.to_string(),
        name: new.name.clone(),
        name_key: new.name.to_lowercase(),
        colour: new.colour.as_str().to_owned(),
        place: new.place,
        created_at: new.created_at.ms(),
    };
    let known = OnConflict::columns([tag::Column::ShopId, tag::Column::Id])
        .update_columns([
            tag::Column::Name,
            tag::Column::NameKey,
            tag::Column::Colour,
            tag::Column::Place,
        ])
        .to_owned();
    tag::Entity::insert(row.into_active_model())
        .on_conflict(known)
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(())
}

/// All tags of a shop in their order.
pub async fn of_shop(conn: &impl Conn, shop: ShopId) -> Result<Vec<Tag>, StoreError> {
    let rows = tag::Entity::find()
        .filter(tag::Column::ShopId.eq(shop.to_string()))
        .order_by_asc(tag::Column::Place)
        .order_by_asc(tag::Column::Id)
        .all(conn.db())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Removes a tag, from all that bears it too; false when it was not there.
pub async fn remove(tx: &Tx, shop: ShopId, id: TagId) -> Result<bool, StoreError> {
    tagged::Entity::delete_many()
        .filter(tagged::Column::ShopId.eq(shop.to_string()))
        .filter(tagged::Column::TagId.eq(id.to_string()))
        .exec(tx.transaction())
        .await?;
    let gone = tag::Entity::delete_by_id((shop.to_string(), id.to_string()))
        .exec(tx.transaction())
        .await?;
    Ok(gone.rows_affected > 0)
}

/// How many talks and buyers bear each tag; one that nothing bears is not in the answer.
pub async fn uses(conn: &impl Conn, shop: ShopId) -> Result<HashMap<TagId, i64>, StoreError> {
    let rows: Vec<(String, i64)> = tagged::Entity::find()
        .select_only()
        .column(tagged::Column::TagId)
        .column_as(tagged::Column::Thing.count(), "uses")
        .filter(tagged::Column::ShopId.eq(shop.to_string()))
        .group_by(tagged::Column::TagId)
        .into_tuple()
        .all(conn.db())
        .await?;
    rows.into_iter()
        .map(|(tag, uses)| Ok((parse("tagged.tag_id", &tag)?, uses)))
        .collect()
}

/// The tags of many things of one kind; one without any is not in the answer.
pub async fn of_many(
    conn: &impl Conn,
    shop: ShopId,
    kind: Tagged,
    things: &[String],
) -> Result<HashMap<String, Vec<TagId>>, StoreError> {
    let mut found: HashMap<String, Vec<TagId>> = HashMap::new();
    for some in things.chunks(BATCH) {
        let rows = tagged::Entity::find()
            .filter(tagged::Column::ShopId.eq(shop.to_string()))
            .filter(tagged::Column::Kind.eq(kind.as_str()))
            .filter(tagged::Column::Thing.is_in(some))
            .order_by_asc(tagged::Column::At)
            .order_by_asc(tagged::Column::TagId)
            .all(conn.db())
            .await?;
        for row in rows {
            let tag = parse("tagged.tag_id", &row.tag_id)?;
            found.entry(row.thing).or_default().push(tag);
        }
    }
    Ok(found)
}

/// Puts a tag on a thing; false when it bears it already.
pub async fn set(
    tx: &Tx,
    shop: ShopId,
    (kind, thing): (Tagged, &str),
    tag: TagId,
    (by, at): (PersonId, At),
) -> Result<bool, StoreError> {
    let key = key(shop, kind, thing, tag);
    if tagged::Entity::find_by_id(key)
        .one(tx.transaction())
        .await?
        .is_some()
    {
        return Ok(false);
    }
    let row = tagged::Model {
        shop_id: shop.to_string(),
        kind: kind.as_str().to_owned(),
        thing: thing.to_owned(),
        tag_id: tag.to_string(),
        person_id: by.to_string(),
        at: at.ms(),
    };
    tagged::Entity::insert(row.into_active_model())
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(true)
}

/// Takes a tag off a thing; false when it bears it not.
pub async fn unset(
    tx: &Tx,
    shop: ShopId,
    (kind, thing): (Tagged, &str),
    tag: TagId,
) -> Result<bool, StoreError> {
    let gone = tagged::Entity::delete_by_id(key(shop, kind, thing, tag))
        .exec(tx.transaction())
        .await?;
    Ok(gone.rows_affected > 0)
}

fn key(shop: ShopId, kind: Tagged, thing: &str, tag: TagId) -> (String, String, String, String) {
    (
        shop.to_string(),
        kind.as_str().to_owned(),
        thing.to_owned(),
        tag.to_string(),
    )
}

fn from_row(row: tag::Model) -> Result<Tag, StoreError> {
    Ok(Tag {
        shop: parse("tags.shop_id", &row.shop_id)?,
        id: parse("tags.id", &row.id)?,
        name: row.name,
        colour: parse("tags.colour", &row.colour)?,
        place: row.place,
        created_at: At(row.created_at),
    })
}
