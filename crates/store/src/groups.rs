//! The groups of a shop's team, and who is in them.
//!
//! A group that was removed keeps its name: lines of old talks tell of it.

use std::collections::HashMap;

use jinpai_model::{At, Group, GroupId, PersonId, ShopId};
use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel as _, QueryFilter, QueryOrder,
    sea_query::{Expr, OnConflict},
};

use crate::{
    BATCH, Conn, StoreError, Tx,
    column::parse,
    tables::{group_member, team_group},
};

/// The groups of a shop with their members, the oldest first.
pub async fn of_shop(conn: &impl Conn, shop: ShopId) -> Result<Vec<Group>, StoreError> {
    let rows = team_group::Entity::find()
        .filter(team_group::Column::ShopId.eq(shop.to_string()))
        .filter(team_group::Column::RemovedAt.is_null())
        .order_by_asc(team_group::Column::Id)
        .all(conn.db())
        .await?;
    let held = group_member::Entity::find()
        .filter(group_member::Column::ShopId.eq(shop.to_string()))
        .order_by_asc(group_member::Column::PersonId)
        .all(conn.db())
        .await?;
    let mut members: HashMap<String, Vec<PersonId>> = HashMap::new();
    for row in held {
        let person = parse("group_members.person_id", &row.person_id)?;
        members.entry(row.group_id).or_default().push(person);
    }
    rows.into_iter()
        .map(|row| {
            Ok(Group {
                shop,
                id: parse("team_groups.id", &row.id)?,
                members: members.remove(&row.id).unwrap_or_default(),
                name: row.name,
                created_at: At(row.created_at),
            })
        })
        .collect()
}

/// The names of these groups, of those too that were removed.
pub async fn names(
    conn: &impl Conn,
    shop: ShopId,
    ids: &[GroupId],
) -> Result<HashMap<GroupId, String>, StoreError> {
    let mut found = HashMap::with_capacity(ids.len());
    for some in ids.chunks(BATCH) {
        let rows = team_group::Entity::find()
            .filter(team_group::Column::ShopId.eq(shop.to_string()))
            .filter(team_group::Column::Id.is_in(some.iter().map(ToString::to_string)))
            .all(conn.db())
            .await?;
        for row in rows {
            found.insert(parse("team_groups.id", &row.id)?, row.name);
        }
    }
    Ok(found)
}

/// Stores a group with its members in place of what stood there.
pub async fn put(tx: &Tx, group: &Group) -> Result<(), StoreError> {
    let row = team_group::Model {
        shop_id: group.shop.to_string(),
        id: group.id.to_string(),
        name: group.name.clone(),
        created_at: group.created_at.ms(),
        removed_at: None,
    };
    let known = OnConflict::columns([team_group::Column::ShopId, team_group::Column::Id])
        .update_column(team_group::Column::Name)
        .to_owned();
    team_group::Entity::insert(row.into_active_model())
        .on_conflict(known)
        .exec_without_returning(tx.transaction())
        .await?;
    empty(tx, group.shop, group.id).await?;
    if group.members.is_empty() {
        return Ok(());
    }
    let rows = group.members.iter().map(|person| {
        group_member::Model {
            shop_id: group.shop.to_string(),
            group_id: group.id.to_string(),
            person_id: person.to_string(),
        }
        .into_active_model()
    });
    group_member::Entity::insert_many(rows)
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(())
}

/// Removes a group; false when there was none. Talks that wait for it have to be let go beside.
pub async fn remove(tx: &Tx, shop: ShopId, id: GroupId, now: At) -> Result<bool, StoreError> {
    empty(tx, shop, id).await?;
    let done = team_group::Entity::update_many()
        .col_expr(team_group::Column::RemovedAt, Expr::value(now.ms()))
        .filter(team_group::Column::ShopId.eq(shop.to_string()))
        .filter(team_group::Column::Id.eq(id.to_string()))
        .filter(team_group::Column::RemovedAt.is_null())
        .exec(tx.transaction())
        .await?;
    Ok(done.rows_affected > 0)
}

/// Takes somebody who leaves the team out of all its groups; tells whether she was in any.
pub async fn leave(tx: &Tx, shop: ShopId, person: PersonId) -> Result<bool, StoreError> {
    let gone = group_member::Entity::delete_many()
        .filter(group_member::Column::ShopId.eq(shop.to_string()))
        .filter(group_member::Column::PersonId.eq(person.to_string()))
        .exec(tx.transaction())
        .await?;
    Ok(gone.rows_affected > 0)
}

/// The groups somebody is in.
pub async fn of_person(conn: &impl Conn, shop: ShopId, person: PersonId) -> Result<Vec<GroupId>, StoreError> {
    let rows = group_member::Entity::find()
        .filter(group_member::Column::ShopId.eq(shop.to_string()))
        .filter(group_member::Column::PersonId.eq(person.to_string()))
        .all(conn.db())
        .await?;
    rows.iter()
        .map(|row| parse("group_members.group_id", &row.group_id))
        .collect()
}

async fn empty(tx: &Tx, shop: ShopId, id: GroupId) -> Result<(), StoreError> {
    group_member::Entity::delete_many()
        .filter(group_member::Column::ShopId.eq(shop.to_string()))
        .filter(group_member::Column::GroupId.eq(id.to_string()))
        .exec(tx.transaction())
        .await?;
    Ok(())
}
