//! A buyer's manner: what was read of it last, what agents say instead, and who wants none of it.

use std::collections::{HashMap, HashSet};

use jinpai_model::{At, Axis, BuyerId, ConversationId, PersonId, ShopId, Trait};
use sea_orm::{
    ColumnTrait, ConnectionTrait as _, EntityTrait, IntoActiveModel as _, QueryFilter, QueryOrder,
    sea_query::{Expr, ExprTrait as _, OnConflict, Query, SelectStatement, UnionType},
};

use crate::{
    BATCH, Conn, StoreError, Tx,
    column::{parse, parse_some},
    tables::{buyer_type, profile_off, type_correction},
};

/// What was read on one axis last. No word of hers stands here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remembered {
    pub value: Trait,
    pub confidence_pct: i64,
    /// What it was when the talk before ended; none: it was read in one talk only.
    pub before: Option<Trait>,
    /// The talk it was read in.
    pub conversation: ConversationId,
    pub at: At,
}

/// What an agent says of a buyer on one axis, whatever is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Correction {
    pub value: Trait,
    pub by: PersonId,
    pub at: At,
}

/// Keeps what was read last, in place of what was kept on its axis.
pub async fn remember(tx: &Tx, shop: ShopId, buyer: BuyerId, new: &Remembered) -> Result<(), StoreError> {
    use buyer_type::{Column, Entity, Model};
    let row = Model {
        shop_id: shop.to_string(),
        buyer_id: buyer.to_string(),
        axis: new.value.axis().as_str().to_owned(),
        value: new.value.as_str().to_owned(),
        confidence_pct: new.confidence_pct,
        value_before: new.before.map(|before| before.as_str().to_owned()),
        conversation_id: new.conversation.to_string(),
        at: new.at.ms(),
    };
    let replace = OnConflict::columns([Column::ShopId, Column::BuyerId, Column::Axis])
        .update_columns([
            Column::Value,
            Column::ConfidencePct,
            Column::ValueBefore,
            Column::ConversationId,
            Column::At,
        ])
        .to_owned();
    Entity::insert(row.into_active_model())
        .on_conflict(replace)
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(())
}

/// What was read of these buyers, who are one person, last, in the order of the axes.
pub async fn remembered(
    conn: &impl Conn,
    shop: ShopId,
    person: &[BuyerId],
) -> Result<Vec<Remembered>, StoreError> {
    use buyer_type::{Column, Entity};
    let rows = Entity::find()
        .filter(Column::ShopId.eq(shop.to_string()))
        .filter(Column::BuyerId.is_in(person.iter().map(ToString::to_string)))
        .order_by_asc(Column::Axis)
        .order_by_desc(Column::At)
        .order_by_asc(Column::BuyerId)
        .all(conn.db())
        .await?;
    let mut newest: Vec<buyer_type::Model> = Vec::new();
    for row in rows {
        if newest.last().is_none_or(|last| last.axis != row.axis) {
            newest.push(row);
        }
    }
    newest.into_iter().map(read).collect()
}

/// What is known of many buyers on one axis, read together: every plan of a reminder asks for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OnAxis {
    /// What was read last, with its confidence in per cent.
    pub read: HashMap<BuyerId, (Trait, i64)>,
    /// What agents say instead.
    pub said: HashMap<BuyerId, Trait>,
    /// Who wants no profile.
    pub off: HashSet<BuyerId>,
}

/// Where a line of [`on_axis`] comes from.
const READ: i64 = 0;
const SAID: i64 = 1;
const OFF: i64 = 2;

pub async fn on_axis(
    conn: &impl Conn,
    shop: ShopId,
    axis: Axis,
    buyers: &[BuyerId],
) -> Result<OnAxis, StoreError> {
    let mut found = OnAxis::default();
    for some in buyers.chunks(BATCH) {
        for row in conn.db().query_all(&lines_on_axis(shop, axis, some)).await? {
            let text = |n: usize| row.try_get_by_index::<String>(n);
            let number = |n: usize| row.try_get_by_index::<i64>(n);
            let buyer: BuyerId = parse("buyer_id", &text(1)?)?;
            match number(0)? {
                READ => _ = found.read.insert(buyer, (parse("value", &text(2)?)?, number(3)?)),
                SAID => _ = found.said.insert(buyer, parse("value", &text(2)?)?),
                _ => _ = found.off.insert(buyer),
            }
        }
    }
    Ok(found)
}

/// Source, buyer, value and confidence, from all three tables.
fn lines_on_axis(shop: ShopId, axis: Axis, buyers: &[BuyerId]) -> SelectStatement {
    let hers = |shop_id: Expr, buyer_id: Expr| {
        let ids = buyers.iter().map(ToString::to_string);
        shop_id.eq(shop.to_string()).and(buyer_id.is_in(ids))
    };
    let line = |source: i64, buyer: Expr, (value, confidence): (Expr, Expr)| {
        let mut line = Query::select();
        let sources = Expr::cust(format!("CAST({source} AS BIGINT)"));
        line.expr(sources).expr(buyer).expr(value).expr(confidence);
        line
    };
    let none = || (Expr::cust("''"), Expr::cust("CAST(0 AS BIGINT)"));
    let mut read = {
        use buyer_type::{Column, Entity};
        let value = (Expr::col(Column::Value), Expr::col(Column::ConfidencePct));
        line(READ, Expr::col(Column::BuyerId), value)
            .from(Entity)
            .and_where(hers(Expr::col(Column::ShopId), Expr::col(Column::BuyerId)))
            .and_where(Expr::col(Column::Axis).eq(axis.as_str()))
            .take()
    };
    let said = {
        use type_correction::{Column, Entity};
        let value = (Expr::col(Column::Value), none().1);
        line(SAID, Expr::col(Column::BuyerId), value)
            .from(Entity)
            .and_where(hers(Expr::col(Column::ShopId), Expr::col(Column::BuyerId)))
            .and_where(Expr::col(Column::Axis).eq(axis.as_str()))
            .take()
    };
    let off = {
        use profile_off::{Column, Entity};
        line(OFF, Expr::col(Column::BuyerId), none())
            .from(Entity)
            .and_where(hers(Expr::col(Column::ShopId), Expr::col(Column::BuyerId)))
            .take()
    };
    read.union(UnionType::All, said).union(UnionType::All, off).take()
}

/// Sets what an agent says on an axis; none takes it back.
pub async fn correct(
    tx: &Tx,
    shop: ShopId,
    buyer: BuyerId,
    axis: Axis,
    said: Option<&Correction>,
) -> Result<(), StoreError> {
    use type_correction::{Column, Entity, Model};
    let key = (shop.to_string(), buyer.to_string(), axis.as_str().to_owned());
    let Some(said) = said else {
        Entity::delete_by_id(key).exec(tx.transaction()).await?;
        return Ok(());
    };
    let row = Model {
        shop_id: key.0,
        buyer_id: key.1,
        axis: key.2,
        value: said.value.as_str().to_owned(),
        person_id: said.by.to_string(),
        at: said.at.ms(),
    };
    let replace = OnConflict::columns([Column::ShopId, Column::BuyerId, Column::Axis])
        .update_columns([Column::Value, Column::PersonId, Column::At])
        .to_owned();
    Entity::insert(row.into_active_model())
        .on_conflict(replace)
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(())
}

/// What agents say of many buyers; whom nobody corrected is not in the answer.
pub async fn corrections(
    conn: &impl Conn,
    shop: ShopId,
    buyers: &[BuyerId],
) -> Result<HashMap<BuyerId, Vec<Correction>>, StoreError> {
    use type_correction::{Column, Entity};
    let mut found: HashMap<BuyerId, Vec<Correction>> = HashMap::new();
    for some in buyers.chunks(BATCH) {
        let rows = Entity::find()
            .filter(Column::ShopId.eq(shop.to_string()))
            .filter(Column::BuyerId.is_in(some.iter().map(ToString::to_string)))
            .order_by_asc(Column::BuyerId)
            .order_by_asc(Column::Axis)
            .all(conn.db())
            .await?;
        for row in rows {
            let said = Correction {
                value: parse("type_corrections.value", &row.value)?,
                by: parse("type_corrections.person_id", &row.person_id)?,
                at: At(row.at),
            };
            let buyer = parse("type_corrections.buyer_id", &row.buyer_id)?;
            found.entry(buyer).or_default().push(said);
        }
    }
    Ok(found)
}

/// Notes that a buyer wants no profile, and forgets everything that was read or said of her.
pub async fn switch_off(
    tx: &Tx,
    shop: ShopId,
    buyer: BuyerId,
    by: PersonId,
    now: At,
) -> Result<(), StoreError> {
    let row = profile_off::Model {
        shop_id: shop.to_string(),
        buyer_id: buyer.to_string(),
        person_id: by.to_string(),
        at: now.ms(),
    };
    let key = [profile_off::Column::ShopId, profile_off::Column::BuyerId];
    profile_off::Entity::insert(row.into_active_model())
        .on_conflict_do_nothing_on(key)
        .exec_without_returning(tx.transaction())
        .await?;
    buyer_type::Entity::delete_many()
        .filter(buyer_type::Column::ShopId.eq(shop.to_string()))
        .filter(buyer_type::Column::BuyerId.eq(buyer.to_string()))
        .exec(tx.transaction())
        .await?;
    type_correction::Entity::delete_many()
        .filter(type_correction::Column::ShopId.eq(shop.to_string()))
        .filter(type_correction::Column::BuyerId.eq(buyer.to_string()))
        .exec(tx.transaction())
        .await?;
    Ok(())
}

/// She may be read again.
pub async fn switch_on(tx: &Tx, shop: ShopId, buyer: BuyerId) -> Result<(), StoreError> {
    profile_off::Entity::delete_by_id((shop.to_string(), buyer.to_string()))
        .exec(tx.transaction())
        .await?;
    Ok(())
}

/// Which of these buyers want no profile.
pub async fn off(conn: &impl Conn, shop: ShopId, buyers: &[BuyerId]) -> Result<HashSet<BuyerId>, StoreError> {
    let mut found = HashSet::new();
    for some in buyers.chunks(BATCH) {
        let rows = profile_off::Entity::find()
            .filter(profile_off::Column::ShopId.eq(shop.to_string()))
            .filter(profile_off::Column::BuyerId.is_in(some.iter().map(ToString::to_string)))
            .all(conn.db())
            .await?;
        for row in rows {
            found.insert(parse("profiles_off.buyer_id", &row.buyer_id)?);
        }
    }
    Ok(found)
}

fn read(row: buyer_type::Model) -> Result<Remembered, StoreError> {
    Ok(Remembered {
        value: parse("buyer_types.value", &row.value)?,
        confidence_pct: row.confidence_pct,
        before: parse_some("buyer_types.value_before", row.value_before.as_deref())?,
        conversation: parse("buyer_types.conversation_id", &row.conversation_id)?,
        at: At(row.at),
    })
}
