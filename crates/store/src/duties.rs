//! Who of a team is at her desk.

use jinpai_model::{At, Duty, PersonId, ShopId};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel as _, QueryFilter, sea_query::OnConflict};

use crate::{
    Conn, StoreError, Tx,
    column::{at, ms, parse},
    tables::duty::{Column, Entity, Model},
};

/// Everybody who was ever at the desk of this shop.
pub async fn of_shop(conn: &impl Conn, shop: ShopId) -> Result<Vec<Duty>, StoreError> {
    let rows = Entity::find()
        .filter(Column::ShopId.eq(shop.to_string()))
        .all(conn.db())
        .await?;
    rows.into_iter().map(from_row).collect()
}

pub async fn get(conn: &impl Conn, shop: ShopId, person: PersonId) -> Result<Option<Duty>, StoreError> {
    let row = Entity::find_by_id((shop.to_string(), person.to_string()))
        .one(conn.db())
        .await?;
    row.map(from_row).transpose()
}

/// Stores what somebody says of herself; when she was seen stays as it is.
pub async fn put(tx: &Tx, duty: &Duty) -> Result<(), StoreError> {
    let known = OnConflict::columns([Column::ShopId, Column::PersonId])
        .update_columns([Column::State, Column::Note, Column::Capacity, Column::ChangedAt])
        .to_owned();
    Entity::insert(to_row(duty).into_active_model())
        .on_conflict(known)
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(())
}

/// Notes that pages of these people were connected at that moment; of whom nothing is known gets what others begin
/// with.
pub async fn seen(tx: &Tx, shop: ShopId, people: &[PersonId], now: At) -> Result<(), StoreError> {
    for person in people {
        let duty = Duty {
            seen_at: Some(now),
            ..Duty::new(shop, *person, now)
        };
        let known = OnConflict::columns([Column::ShopId, Column::PersonId])
            .update_columns([Column::SeenAt])
            .to_owned();
        Entity::insert(to_row(&duty).into_active_model())
            .on_conflict(known)
            .exec_without_returning(tx.transaction())
            .await?;
    }
    Ok(())
}

fn to_row(duty: &Duty) -> Model {
    Model {
        shop_id: duty.shop.to_string(),
        person_id: duty.person.to_string(),
        state: duty.state.as_str().to_owned(),
        note: duty.note.clone(),
        capacity: i64::from(duty.capacity),
        changed_at: duty.changed_at.ms(),
        seen_at: ms(duty.seen_at),
    }
}

fn from_row(row: Model) -> Result<Duty, StoreError> {
    Ok(Duty {
        shop: parse("duties.shop_id", &row.shop_id)?,
        person: parse("duties.person_id", &row.person_id)?,
        state: parse("duties.state", &row.state)?,
        note: row.note,
        capacity: u32::try_from(row.capacity).unwrap_or(0),
        changed_at: At(row.changed_at),
        seen_at: at(row.seen_at),
    })
}
