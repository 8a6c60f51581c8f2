//! Reminder policies of a shop: every version that was saved, and which one is in force. Versions are only added;
//! nothing here reads a policy, let alone judges one.

use jinpai_model::{At, Flow, PersonId, ShopId};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel as _, QueryFilter, QueryOrder,
    QuerySelect as _, sea_query::OnConflict,
};

use crate::{
    Conn, PAGE, StoreError, Tx,
    column::parse,
    tables::{policy, policy_in_force},
};

/// A version as it was saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyVersion {
    pub flow: Flow,
    /// 1, 2, 3 … per shop and flow.
    pub version: i64,
    /// As it was written.
    pub toml: String,
    /// What its author says about it.
    pub note: String,
    pub author: PersonId,
    pub at: At,
}

/// The same without its text, for lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyBrief {
    pub version: i64,
    pub note: String,
    pub author: PersonId,
    pub at: At,
}

/// What a flow of a shop goes by. A flow without such a row goes as it comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InForce {
    pub flow: Flow,
    /// 0 is the built-in policy; none: the flow stands still.
    pub version: Option<i64>,
    /// Grows with every change of either flow.
    pub revision: i64,
    /// None: the program itself, because something got worse (see [`crate::pauses`]).
    pub changed_by: Option<PersonId>,
    pub changed_at: At,
}

/// Version saved last; 0 for none.
pub async fn newest(conn: &impl Conn, shop: ShopId, flow: Flow) -> Result<i64, StoreError> {
    let found: Option<i64> = of_flow(shop, flow)
        .select_only()
        .column(policy::Column::Version)
        .order_by_desc(policy::Column::Version)
        .into_tuple()
        .one(conn.db())
        .await?;
    Ok(found.unwrap_or(0))
}

fn of_flow(shop: ShopId, flow: Flow) -> sea_orm::Select<policy::Entity> {
    policy::Entity::find()
        .filter(policy::Column::ShopId.eq(shop.to_string()))
        .filter(policy::Column::Flow.eq(flow.as_str()))
}

/// Keeps a version for good. The caller has chosen its number by [`newest`] in the same write.
pub async fn append(tx: &Tx, shop: ShopId, new: &PolicyVersion) -> Result<(), StoreError> {
    let row = policy::ActiveModel {
        shop_id: Set(shop.to_string()),
        flow: Set(new.flow.as_str().to_owned()),
        version: Set(new.version),
        toml: Set(new.toml.clone()),
        note: Set(new.note.clone()),
        author_id: Set(new.author.to_string()),
        at: Set(new.at.ms()),
    };
    policy::Entity::insert(row)
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(())
}

pub async fn get(
    conn: &impl Conn,
    shop: ShopId,
    flow: Flow,
    version: i64,
) -> Result<Option<PolicyVersion>, StoreError> {
    let key = (shop.to_string(), flow.as_str().to_owned(), version);
    let row = policy::Entity::find_by_id(key).one(conn.db()).await?;
    row.map(|row| {
        Ok(PolicyVersion {
            flow: parse("policies.flow", &row.flow)?,
            version: row.version,
            toml: row.toml,
            note: row.note,
            author: parse("policies.author_id", &row.author_id)?,
            at: At(row.at),
        })
    })
    .transpose()
}

/// Versions before `before`, newest first, up to a page.
pub async fn history(
    conn: &impl Conn,
    shop: ShopId,
    flow: Flow,
    before: Option<i64>,
) -> Result<Vec<PolicyBrief>, StoreError> {
    let mut select = of_flow(shop, flow);
    if let Some(before) = before {
        select = select.filter(policy::Column::Version.lt(before));
    }
    let rows: Vec<(i64, String, String, i64)> = select
        .select_only()
        .column(policy::Column::Version)
        .column(policy::Column::Note)
        .column(policy::Column::AuthorId)
        .column(policy::Column::At)
        .order_by_desc(policy::Column::Version)
        .limit(PAGE)
        .into_tuple()
        .all(conn.db())
        .await?;
    let read = |(version, note, author, at): (i64, String, String, i64)| {
        Ok(PolicyBrief {
            version,
            note,
            author: parse("policies.author_id", &author)?,
            at: At(at),
        })
    };
    rows.into_iter().map(read).collect()
}

/// What was decided for the flows of a shop; a flow nobody decided about is not in the answer.
pub async fn in_force(conn: &impl Conn, shop: ShopId) -> Result<Vec<InForce>, StoreError> {
    let rows = policy_in_force::Entity::find()
        .filter(policy_in_force::Column::ShopId.eq(shop.to_string()))
        .all(conn.db())
        .await?;
    let read = |row: policy_in_force::Model| {
        Ok(InForce {
            flow: parse("policies_in_force.flow", &row.flow)?,
            version: row.version,
            revision: row.revision,
            changed_by: Some(row.changed_by.as_str())
                .filter(|by| !by.is_empty())
                .map(|by| parse("policies_in_force.changed_by", by))
                .transpose()?,
            changed_at: At(row.changed_at),
        })
    };
    rows.into_iter().map(read).collect()
}

/// The newest revision of every shop that has decided anything.
pub async fn revisions(conn: &impl Conn) -> Result<Vec<(ShopId, i64)>, StoreError> {
    let rows: Vec<(String, i64)> = policy_in_force::Entity::find()
        .select_only()
        .column(policy_in_force::Column::ShopId)
        .column_as(policy_in_force::Column::Revision.max(), "newest")
        .group_by(policy_in_force::Column::ShopId)
        .into_tuple()
        .all(conn.db())
        .await?;
    rows.into_iter()
        .map(|(shop, revision)| Ok((parse("policies_in_force.shop_id", &shop)?, revision)))
        .collect()
}

/// Puts a version in force, or with none lets the flow stand still. Returns the shop's new revision.
pub async fn put_in_force(
    tx: &Tx,
    shop: ShopId,
    flow: Flow,
    version: Option<i64>,
    (by, at): (impl Into<Option<PersonId>>, At),
) -> Result<i64, StoreError> {
    let held = in_force(tx, shop).await?;
    let revision = held.iter().map(|row| row.revision).max().unwrap_or(0) + 1;
    let row = policy_in_force::Model {
        shop_id: shop.to_string(),
        flow: flow.as_str().to_owned(),
        version,
        revision,
        // The column takes no null; nobody is the empty text.
        changed_by: by.into().map(|by: PersonId| by.to_string()).unwrap_or_default(),
        changed_at: at.ms(),
    };
    let mut replace = OnConflict::columns([policy_in_force::Column::ShopId, policy_in_force::Column::Flow]);
    replace.update_columns([
        policy_in_force::Column::Version,
        policy_in_force::Column::Revision,
        policy_in_force::Column::ChangedBy,
        policy_in_force::Column::ChangedAt,
    ]);
    policy_in_force::Entity::insert(row.into_active_model())
        .on_conflict(replace)
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(revision)
}
