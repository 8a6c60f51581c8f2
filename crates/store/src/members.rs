//! Who serves which shop, in which role.

use std::collections::HashMap;

use jinpai_model::{Membership, Person, PersonId, Role, Shop, ShopId};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel as _, QueryFilter, sea_query::OnConflict};

use crate::{
    Conn, StoreError, Tx,
    column::parse,
    persons, shops,
    tables::{member, shop},
};

/// The shops of a person with her role in each, oldest shop first.
pub async fn of_person(conn: &impl Conn, person: PersonId) -> Result<Vec<(Shop, Role)>, StoreError> {
    let rows = member::Entity::find()
        .filter(member::Column::PersonId.eq(person.to_string()))
        .all(conn.db())
        .await?;
    let roles: HashMap<String, String> = rows.into_iter().map(|row| (row.shop_id, row.role)).collect();
    let rows = shop::Entity::find()
        .filter(shop::Column::Id.is_in(roles.keys().cloned()))
        .all(conn.db())
        .await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        if let Some(role) = roles.get(&row.id) {
            let role = parse("members.role", role)?;
            found.push((shops::from_row(row)?, role));
        }
    }
    found.sort_by_key(|(shop, _)| shop.id);
    Ok(found)
}

/// The team of a shop, oldest account first.
pub async fn of_shop(conn: &impl Conn, shop: ShopId) -> Result<Vec<(Person, Role)>, StoreError> {
    let rows = member::Entity::find()
        .filter(member::Column::ShopId.eq(shop.to_string()))
        .all(conn.db())
        .await?;
    let mut roles: HashMap<PersonId, Role> = HashMap::with_capacity(rows.len());
    for row in &rows {
        roles.insert(
            parse("members.person_id", &row.person_id)?,
            parse("members.role", &row.role)?,
        );
    }
    let ids: Vec<PersonId> = roles.keys().copied().collect();
    let mut found: Vec<(Person, Role)> = persons::list_by_ids(conn, &ids)
        .await?
        .into_iter()
        .filter_map(|person| roles.get(&person.id).map(|role| (person, *role)))
        .collect();
    found.sort_by_key(|(person, _)| person.id);
    Ok(found)
}

/// None: not a member.
pub async fn role(conn: &impl Conn, shop: ShopId, person: PersonId) -> Result<Option<Role>, StoreError> {
    let row = member::Entity::find_by_id((shop.to_string(), person.to_string()))
        .one(conn.db())
        .await?;
    row.map(|row| parse("members.role", &row.role)).transpose()
}

/// Makes someone a member, or changes her role.
///
/// # Errors
/// When the shop or the person does not exist.
pub async fn put(tx: &Tx, membership: &Membership) -> Result<(), StoreError> {
    let row = member::Model {
        shop_id: membership.shop.to_string(),
        person_id: membership.person.to_string(),
        role: membership.role.as_str().to_owned(),
    };
    let known = OnConflict::columns([member::Column::ShopId, member::Column::PersonId])
        .update_column(member::Column::Role)
        .to_owned();
    member::Entity::insert(row.into_active_model())
        .on_conflict(known)
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(())
}

/// False: was no member.
pub async fn remove(tx: &Tx, shop: ShopId, person: PersonId) -> Result<bool, StoreError> {
    let done = member::Entity::delete_by_id((shop.to_string(), person.to_string()))
        .exec(tx.transaction())
        .await?;
    Ok(done.rows_affected > 0)
}
