//! A shop's own coach: how it sets single rules, and the rules that it adds. Every change makes a new
//! version, by which a process sees that another one has changed something.

use jinpai_model::{At, PersonId, RuleStatus, ShopId};
use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel as _, QueryFilter, QueryOrder, QuerySelect as _,
    sea_query::OnConflict,
};

use crate::{
    Conn, PAGE, StoreError, Tx,
    column::{from_json, parse, to_json},
    tables::{coach_version, own_rule, rule_setting},
};

/// How a shop sets one rule; what is `None` stays as the rule itself says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleSetting {
    pub rule: String,
    pub severity: Option<String>,
    pub points: Option<i64>,
    /// The rule finds nothing in this shop.
    pub muted: bool,
    /// Words of this shop for which the rule stays quiet.
    pub allowed: Vec<String>,
    pub changed_by: PersonId,
    pub changed_at: At,
}

/// A rule that the shop has written itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnRule {
    pub code: String,
    /// As it was written.
    pub toml: String,
    pub status: RuleStatus,
    /// Who wrote this version.
    pub author: PersonId,
    /// 1, 2, 3 … per rule.
    pub version: i64,
    pub created_at: At,
    pub updated_at: At,
}

/// How often the shop's coach was changed; 0 for the coach as it comes.
pub async fn version(conn: &impl Conn, shop: ShopId) -> Result<i64, StoreError> {
    let row = coach_version::Entity::find_by_id(shop.to_string())
        .one(conn.db())
        .await?;
    Ok(row.map_or(0, |row| row.version))
}

/// The versions of all shops that have a coach of their own.
pub async fn versions(conn: &impl Conn) -> Result<Vec<(ShopId, i64)>, StoreError> {
    let rows = coach_version::Entity::find().all(conn.db()).await?;
    rows.into_iter()
        .map(|row| Ok((parse("coach_versions.shop_id", &row.shop_id)?, row.version)))
        .collect()
}

/// In order of code.
pub async fn settings(conn: &impl Conn, shop: ShopId) -> Result<Vec<RuleSetting>, StoreError> {
    let rows = rule_setting::Entity::find()
        .filter(rule_setting::Column::ShopId.eq(shop.to_string()))
        .order_by_asc(rule_setting::Column::Rule)
        .all(conn.db())
        .await?;
    let read = |row: rule_setting::Model| {
        Ok(RuleSetting {
            rule: row.rule,
            severity: row.severity,
            points: row.points,
            muted: row.muted,
            allowed: from_json("rule_settings.allowed", &row.allowed)?,
            changed_by: parse("rule_settings.changed_by", &row.changed_by)?,
            changed_at: At(row.changed_at),
        })
    };
    rows.into_iter().map(read).collect()
}

/// Sets a rule, in place of what was set before. Returns the shop's new version.
pub async fn put_setting(tx: &Tx, shop: ShopId, new: &RuleSetting) -> Result<i64, StoreError> {
    let row = rule_setting::Model {
        shop_id: shop.to_string(),
        rule: new.rule.clone(),
        severity: new.severity.clone(),
        points: new.points,
        muted: new.muted,
        allowed: to_json("rule_settings.allowed", &new.allowed)?,
        changed_by: new.changed_by.to_string(),
        changed_at: new.changed_at.ms(),
    };
    let mut replace = OnConflict::columns([rule_setting::Column::ShopId, rule_setting::Column::Rule]);
    replace.update_columns([
        rule_setting::Column::Severity,
        rule_setting::Column::Points,
        rule_setting::Column::Muted,
        rule_setting::Column::Allowed,
        rule_setting::Column::ChangedBy,
        rule_setting::Column::ChangedAt,
    ]);
    rule_setting::Entity::insert(row.into_active_model())
        .on_conflict(replace)
        .exec_without_returning(tx.transaction())
        .await?;
    raise(tx, shop).await
}

/// Lets a rule be as it comes. Returns the shop's new version.
pub async fn clear_setting(tx: &Tx, shop: ShopId, rule: &str) -> Result<i64, StoreError> {
    rule_setting::Entity::delete_by_id((shop.to_string(), rule.to_owned()))
        .exec(tx.transaction())
        .await?;
    raise(tx, shop).await
}

/// In order of code, up to a page.
pub async fn own(conn: &impl Conn, shop: ShopId) -> Result<Vec<OwnRule>, StoreError> {
    let rows = own_rule::Entity::find()
        .filter(own_rule::Column::ShopId.eq(shop.to_string()))
        .order_by_asc(own_rule::Column::Code)
        .limit(PAGE)
        .all(conn.db())
        .await?;
    let read = |row: own_rule::Model| {
        Ok(OwnRule {
            code: row.code,
            toml: row.toml,
            status: parse("own_rules.status", &row.status)?,
            author: parse("own_rules.author_id", &row.author_id)?,
            version: row.version,
            created_at: At(row.created_at),
            updated_at: At(row.updated_at),
        })
    };
    rows.into_iter().map(read).collect()
}

/// Writes a rule of the shop, in place of an earlier version. Returns the shop's new version.
pub async fn put_own(tx: &Tx, shop: ShopId, new: &OwnRule) -> Result<i64, StoreError> {
    let row = own_rule::Model {
        shop_id: shop.to_string(),
        code: new.code.clone(),
        toml: new.toml.clone(),
        status: new.status.as_str().to_owned(),
        author_id: new.author.to_string(),
        version: new.version,
        created_at: new.created_at.ms(),
        updated_at: new.updated_at.ms(),
    };
    let mut replace = OnConflict::columns([own_rule::Column::ShopId, own_rule::Column::Code]);
    replace.update_columns([
        own_rule::Column::Toml,
        own_rule::Column::Status,
        own_rule::Column::AuthorId,
        own_rule::Column::Version,
        own_rule::Column::UpdatedAt,
    ]);
    own_rule::Entity::insert(row.into_active_model())
        .on_conflict(replace)
        .exec_without_returning(tx.transaction())
        .await?;
    raise(tx, shop).await
}

/// Takes a rule of the shop away, and what was set for it. Returns the shop's new version.
pub async fn delete_own(tx: &Tx, shop: ShopId, code: &str) -> Result<i64, StoreError> {
    own_rule::Entity::delete_by_id((shop.to_string(), code.to_owned()))
        .exec(tx.transaction())
        .await?;
    clear_setting(tx, shop, code).await
}

async fn raise(tx: &Tx, shop: ShopId) -> Result<i64, StoreError> {
    let version = version(tx, shop).await? + 1;
    let row = coach_version::Model {
        shop_id: shop.to_string(),
        version,
    };
    let mut replace = OnConflict::column(coach_version::Column::ShopId);
    replace.update_column(coach_version::Column::Version);
    coach_version::Entity::insert(row.into_active_model())
        .on_conflict(replace)
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(version)
}
