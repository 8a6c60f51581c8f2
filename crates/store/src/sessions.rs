//! Sign-ins of agents. Only a hash of the cookie's token is kept: a stolen database signs nobody in.

use jinpai_model::{At, PersonId};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel as _, QueryFilter, sea_query::Expr};

use crate::{Conn, StoreError, Tx, column::parse, tables::session};

/// One sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub token_hash: String,
    pub person: PersonId,
    /// What unsafe requests of this sign-in must carry.
    pub csrf: String,
    pub created_at: At,
    pub seen_at: At,
    pub expires_at: At,
}

pub async fn create(tx: &Tx, new: &Session) -> Result<(), StoreError> {
    let row = session::Model {
        token_hash: new.token_hash.clone(),
        person_id: new.person.to_string(),
        csrf: new.csrf.clone(),
        created_at: new.created_at.ms(),
        seen_at: new.seen_at.ms(),
        expires_at: new.expires_at.ms(),
    };
    session::Entity::insert(row.into_active_model())
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(())
}

/// Finds a sign-in, expired or not: the caller knows the time.
pub async fn by_token_hash(conn: &impl Conn, token_hash: &str) -> Result<Option<Session>, StoreError> {
    let row = session::Entity::find_by_id(token_hash).one(conn.db()).await?;
    row.map(|row| {
        Ok(Session {
            person: parse("sessions.person_id", &row.person_id)?,
            token_hash: row.token_hash,
            csrf: row.csrf,
            created_at: At(row.created_at),
            seen_at: At(row.seen_at),
            expires_at: At(row.expires_at),
        })
    })
    .transpose()
}

/// Notes that a sign-in was used, and lets it last longer.
pub async fn touch(tx: &Tx, token_hash: &str, seen_at: At, expires_at: At) -> Result<bool, StoreError> {
    let done = session::Entity::update_many()
        .col_expr(session::Column::SeenAt, Expr::value(seen_at.ms()))
        .col_expr(session::Column::ExpiresAt, Expr::value(expires_at.ms()))
        .filter(session::Column::TokenHash.eq(token_hash))
        .exec(tx.transaction())
        .await?;
    Ok(done.rows_affected > 0)
}

pub async fn delete(tx: &Tx, token_hash: &str) -> Result<bool, StoreError> {
    let done = session::Entity::delete_by_id(token_hash)
        .exec(tx.transaction())
        .await?;
    Ok(done.rows_affected > 0)
}

/// Signs a person out everywhere, but for the sign-in `keep`. Tells how many ended.
pub async fn delete_of_person(tx: &Tx, person: PersonId, keep: Option<&str>) -> Result<u64, StoreError> {
    let mut delete = session::Entity::delete_many().filter(session::Column::PersonId.eq(person.to_string()));
    if let Some(keep) = keep {
        delete = delete.filter(session::Column::TokenHash.ne(keep));
    }
    Ok(delete.exec(tx.transaction()).await?.rows_affected)
}

/// Removes what has expired by `now`; tells how many.
pub async fn purge(tx: &Tx, now: At) -> Result<u64, StoreError> {
    let done = session::Entity::delete_many()
        .filter(session::Column::ExpiresAt.lte(now.ms()))
        .exec(tx.transaction())
        .await?;
    Ok(done.rows_affected)
}
