//! People who sign in. They belong to no shop; [`crate::members`] ties them to shops.

use jinpai_model::{At, Person, PersonId};
use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel as _, PaginatorTrait as _, QueryFilter, sea_query::Expr,
};

use crate::{
    BATCH, Conn, StoreError, Tx,
    column::{from_json, parse},
    tables::person,
};

/// # Errors
/// [`StoreError::Taken`] when the login is in use.
pub async fn create(tx: &Tx, new: &Person) -> Result<(), StoreError> {
    let row = person::Model {
        id: new.id.to_string(),
        login: new.login.clone(),
        name: new.name.clone(),
        password_hash: new.password_hash.clone(),
        must_change_password: new.must_change_password,
        locale: new.locale.clone(),
        settings: new.settings.to_string(),
        created_at: new.created_at.ms(),
    };
    person::Entity::insert(row.into_active_model())
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(())
}

/// Finds by login, which is stored in lower case.
pub async fn by_login(conn: &impl Conn, login: &str) -> Result<Option<Person>, StoreError> {
    let row = person::Entity::find()
        .filter(person::Column::Login.eq(login))
        .one(conn.db())
        .await?;
    row.map(from_row).transpose()
}

pub async fn by_id(conn: &impl Conn, id: PersonId) -> Result<Option<Person>, StoreError> {
    let row = person::Entity::find_by_id(id.to_string()).one(conn.db()).await?;
    row.map(from_row).transpose()
}

/// Those of `ids` that exist, in no order.
pub async fn list_by_ids(conn: &impl Conn, ids: &[PersonId]) -> Result<Vec<Person>, StoreError> {
    let mut found = Vec::with_capacity(ids.len());
    for some in ids.chunks(BATCH) {
        let rows = person::Entity::find()
            .filter(person::Column::Id.is_in(some.iter().map(ToString::to_string)))
            .all(conn.db())
            .await?;
        for row in rows {
            found.push(from_row(row)?);
        }
    }
    Ok(found)
}

/// How many there are; none means that the first start has not made its owner yet.
pub async fn count(conn: &impl Conn) -> Result<u64, StoreError> {
    Ok(person::Entity::find().count(conn.db()).await?)
}

pub async fn set_password(
    tx: &Tx,
    id: PersonId,
    password_hash: &str,
    must_change: bool,
) -> Result<bool, StoreError> {
    let done = person::Entity::update_many()
        .col_expr(person::Column::PasswordHash, Expr::value(password_hash))
        .col_expr(person::Column::MustChangePassword, Expr::value(must_change))
        .filter(person::Column::Id.eq(id.to_string()))
        .exec(tx.transaction())
        .await?;
    Ok(done.rows_affected > 0)
}

pub async fn set_settings(
    tx: &Tx,
    id: PersonId,
    locale: &str,
    settings: &serde_json::Value,
) -> Result<bool, StoreError> {
    let done = person::Entity::update_many()
        .col_expr(person::Column::Locale, Expr::value(locale))
        .col_expr(person::Column::Settings, Expr::value(settings.to_string()))
        .filter(person::Column::Id.eq(id.to_string()))
        .exec(tx.transaction())
        .await?;
    Ok(done.rows_affected > 0)
}

pub(crate) fn from_row(row: person::Model) -> Result<Person, StoreError> {
    Ok(Person {
        id: parse("persons.id", &row.id)?,
        login: row.login,
        name: row.name,
        password_hash: row.password_hash,
        must_change_password: row.must_change_password,
        locale: row.locale,
        settings: from_json("persons.settings", &row.settings)?,
        created_at: At(row.created_at),
    })
}
