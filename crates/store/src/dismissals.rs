//! Findings that an agent put aside, remembered for the talk in which she did.

use std::collections::HashMap;

use jinpai_model::{At, ConversationId, DismissReason, DismissalId, MessageId, PersonId, ShopId};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, IntoActiveModel as _, QueryFilter, QueryOrder, QuerySelect as _,
    sea_query::{Expr, ExprTrait as _},
};

use crate::{
    Conn, PAGE, StoreError, Tx,
    column::{at, ms, parse, parse_some},
    tables::dismissal,
};

/// A finding put aside. The same rule on the same words of the same talk is put aside once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dismissal {
    pub id: DismissalId,
    pub conversation: ConversationId,
    /// What the found words come down to, however they are spelt.
    pub context: String,
    /// The message that was sent with it, once it is.
    pub message: Option<MessageId>,
    pub rule: String,
    /// The words found, as typed; empty for the whole message.
    pub matched: String,
    /// The beginning of the draft.
    pub excerpt: String,
    pub reason: DismissReason,
    pub note: String,
    pub by: PersonId,
    pub at: At,
    /// The lead who let the words through for the whole shop, and when.
    pub allowed: Option<(PersonId, At)>,
}

/// Puts a finding aside; when it was before, returns how it was then, and false.
pub async fn put(tx: &Tx, shop: ShopId, new: &Dismissal) -> Result<(Dismissal, bool), StoreError> {
    let known = dismissal::Entity::find()
        .filter(dismissal::Column::ShopId.eq(shop.to_string()))
        .filter(dismissal::Column::ConversationId.eq(new.conversation.to_string()))
        .filter(dismissal::Column::Rule.eq(&new.rule))
        .filter(dismissal::Column::Context.eq(&new.context))
        .one(tx.transaction())
        .await?;
    if let Some(known) = known {
        return Ok((from_row(known)?, false));
    }
    let row = dismissal::Model {
        shop_id: shop.to_string(),
        id: new.id.to_string(),
        conversation_id: new.conversation.to_string(),
        context: new.context.clone(),
        message_id: new.message.map(|id| id.to_string()),
        rule: new.rule.clone(),
        matched: new.matched.clone(),
        excerpt: new.excerpt.clone(),
        reason: new.reason.as_str().to_owned(),
        note: new.note.clone(),
        person_id: new.by.to_string(),
        at: new.at.ms(),
        allowed_by: new.allowed.map(|(by, _)| by.to_string()),
        allowed_at: ms(new.allowed.map(|(_, at)| at)),
    };
    dismissal::Entity::insert(row.into_active_model())
        .exec_without_returning(tx.transaction())
        .await?;
    Ok((new.clone(), true))
}

pub async fn get(conn: &impl Conn, shop: ShopId, id: DismissalId) -> Result<Option<Dismissal>, StoreError> {
    let row = dismissal::Entity::find_by_id((shop.to_string(), id.to_string()))
        .one(conn.db())
        .await?;
    row.map(from_row).transpose()
}

/// By rule and context, everything put aside in a talk: its id and by whom.
pub async fn of_conversation(
    conn: &impl Conn,
    shop: ShopId,
    conversation: ConversationId,
) -> Result<HashMap<(String, String), (DismissalId, PersonId)>, StoreError> {
    let rows: Vec<(String, String, String, String)> = dismissal::Entity::find()
        .select_only()
        .column(dismissal::Column::Rule)
        .column(dismissal::Column::Context)
        .column(dismissal::Column::Id)
        .column(dismissal::Column::PersonId)
        .filter(dismissal::Column::ShopId.eq(shop.to_string()))
        .filter(dismissal::Column::ConversationId.eq(conversation.to_string()))
        .into_tuple()
        .all(conn.db())
        .await?;
    let read = |(rule, context, id, person): (String, String, String, String)| {
        let (id, person) = (
            parse("dismissals.id", &id)?,
            parse("dismissals.person_id", &person)?,
        );
        Ok(((rule, context), (id, person)))
    };
    rows.into_iter().map(read).collect()
}

/// Takes one away; false when there is none, or a lead has let its words through for the shop.
pub async fn undo(tx: &Tx, shop: ShopId, id: DismissalId) -> Result<bool, StoreError> {
    let done = dismissal::Entity::delete_many()
        .filter(dismissal::Column::ShopId.eq(shop.to_string()))
        .filter(dismissal::Column::Id.eq(id.to_string()))
        .filter(dismissal::Column::AllowedAt.is_null())
        .exec(tx.transaction())
        .await?;
    Ok(done.rows_affected > 0)
}

/// Names the message in which the words were sent after all, unless one is named already.
pub async fn tie(
    tx: &Tx,
    shop: ShopId,
    conversation: ConversationId,
    (rule, context): (&str, &str),
    message: MessageId,
) -> Result<(), StoreError> {
    dismissal::Entity::update_many()
        .col_expr(dismissal::Column::MessageId, Expr::value(message.to_string()))
        .filter(dismissal::Column::ShopId.eq(shop.to_string()))
        .filter(dismissal::Column::ConversationId.eq(conversation.to_string()))
        .filter(dismissal::Column::Rule.eq(rule))
        .filter(dismissal::Column::Context.eq(context))
        .filter(dismissal::Column::MessageId.is_null())
        .exec(tx.transaction())
        .await?;
    Ok(())
}

/// Writes that a lead let the words through for the shop; false when that was so before.
pub async fn allow(
    tx: &Tx,
    shop: ShopId,
    id: DismissalId,
    by: PersonId,
    now: At,
) -> Result<bool, StoreError> {
    let done = dismissal::Entity::update_many()
        .col_expr(dismissal::Column::AllowedBy, Expr::value(by.to_string()))
        .col_expr(dismissal::Column::AllowedAt, Expr::value(now.ms()))
        .filter(dismissal::Column::ShopId.eq(shop.to_string()))
        .filter(dismissal::Column::Id.eq(id.to_string()))
        .filter(dismissal::Column::AllowedAt.is_null())
        .exec(tx.transaction())
        .await?;
    Ok(done.rows_affected > 0)
}

/// Which of them to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DismissalFilter {
    pub rule: Option<String>,
    pub by: Option<PersonId>,
    /// From this moment on.
    pub from: Option<At>,
    /// Before this moment.
    pub to: Option<At>,
}

impl DismissalFilter {
    fn condition(&self, shop: ShopId) -> Condition {
        let mut all = Condition::all().add(dismissal::Column::ShopId.eq(shop.to_string()));
        if let Some(rule) = &self.rule {
            all = all.add(dismissal::Column::Rule.eq(rule));
        }
        if let Some(by) = self.by {
            all = all.add(dismissal::Column::PersonId.eq(by.to_string()));
        }
        if let Some(from) = self.from {
            all = all.add(dismissal::Column::At.gte(from.ms()));
        }
        if let Some(to) = self.to {
            all = all.add(dismissal::Column::At.lt(to.ms()));
        }
        all
    }
}

/// Up to `limit` of them before `cursor`, newest first; never more than a page. Ids rise with time.
pub async fn list(
    conn: &impl Conn,
    shop: ShopId,
    filter: &DismissalFilter,
    cursor: Option<DismissalId>,
    limit: u64,
) -> Result<Vec<Dismissal>, StoreError> {
    let mut select = dismissal::Entity::find().filter(filter.condition(shop));
    if let Some(cursor) = cursor {
        select = select.filter(dismissal::Column::Id.lt(cursor.to_string()));
    }
    let rows = select
        .order_by_desc(dismissal::Column::Id)
        .limit(limit.clamp(1, PAGE))
        .all(conn.db())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// How many there are of each rule.
pub async fn counts(
    conn: &impl Conn,
    shop: ShopId,
    filter: &DismissalFilter,
) -> Result<HashMap<String, i64>, StoreError> {
    let rows: Vec<(String, i64)> = dismissal::Entity::find()
        .select_only()
        .column(dismissal::Column::Rule)
        .column_as(Expr::col(dismissal::Column::Id).count(), "count")
        .filter(filter.condition(shop))
        .group_by(dismissal::Column::Rule)
        .into_tuple()
        .all(conn.db())
        .await?;
    Ok(rows.into_iter().collect())
}

fn from_row(row: dismissal::Model) -> Result<Dismissal, StoreError> {
    let by: Option<PersonId> = parse_some("dismissals.allowed_by", row.allowed_by.as_deref())?;
    Ok(Dismissal {
        id: parse("dismissals.id", &row.id)?,
        conversation: parse("dismissals.conversation_id", &row.conversation_id)?,
        context: row.context,
        message: parse_some("dismissals.message_id", row.message_id.as_deref())?,
        rule: row.rule,
        matched: row.matched,
        excerpt: row.excerpt,
        reason: parse("dismissals.reason", &row.reason)?,
        note: row.note,
        by: parse("dismissals.person_id", &row.person_id)?,
        at: At(row.at),
        allowed: by.zip(at(row.allowed_at)),
    })
}
