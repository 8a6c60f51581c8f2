//! What was proposed to agents, the facts it rested on, and what became of it.

use jinpai_model::{At, BuyerId, ConversationId, MessageId, PersonId, ShopId, StepOutcome, Technique};
use sea_orm::{
    ColumnTrait, ConnectionTrait as _, EntityTrait, IntoActiveModel as _, QueryFilter, QueryOrder,
    QuerySelect as _, Statement, Value, sea_query::Expr,
};
use serde::{Deserialize, Serialize};

use crate::{
    BATCH, Conn, PAGE, StoreError, Tx,
    column::{at, from_json, parse, parse_some, to_json},
    tables::advice_card::{Column, Entity, Model},
};

/// A fact as it stood when it was leant on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardFact {
    pub name: String,
    pub value: String,
    pub seen_at: At,
    /// Whose fact it is: a code of a product, a number of an order, `shop`.
    pub source: String,
}

/// A step as it was proposed in a talk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdviceCard {
    pub shop: ShopId,
    pub conversation: ConversationId,
    /// Names it in its talk: the same technique on the same facts is the same card.
    pub key: String,
    pub technique: Technique,
    pub buyer: BuyerId,
    /// Whom it was shown to first; once it is settled, who did.
    pub person: PersonId,
    pub facts: Vec<CardFact>,
    pub outcome: StepOutcome,
    /// What was sent of it.
    pub message: Option<MessageId>,
    pub shown_at: At,
    pub settled_at: Option<At>,
}

/// How a technique fared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fared {
    pub technique: Technique,
    /// All of them.
    pub shown: i64,
    pub taken: i64,
    pub edited: i64,
    pub ignored: i64,
    /// Of those taken as they stood or with other words: after how many the buyer paid an order in time.
    pub orders_after_taken: i64,
    /// Of the others: after how many she did.
    pub orders_after_left: i64,
}

/// Keeps those that were not shown in their talks before.
pub async fn show(tx: &Tx, new: &[AdviceCard]) -> Result<(), StoreError> {
    for some in new.chunks(BATCH) {
        let rows = some.iter().map(|card| Ok(to_row(card)?.into_active_model()));
        let rows = rows.collect::<Result<Vec<_>, StoreError>>()?;
        Entity::insert_many(rows)
            .on_conflict_do_nothing_on([Column::ShopId, Column::ConversationId, Column::Card])
            .exec_without_returning(tx.transaction())
            .await?;
    }
    Ok(())
}

/// What was proposed in a talk, the oldest first, up to a page of the newest.
pub async fn of_conversation(
    conn: &impl Conn,
    shop: ShopId,
    talk: ConversationId,
) -> Result<Vec<AdviceCard>, StoreError> {
    let rows = Entity::find()
        .filter(Column::ShopId.eq(shop.to_string()))
        .filter(Column::ConversationId.eq(talk.to_string()))
        .order_by_desc(Column::ShownAt)
        .order_by_desc(Column::Card)
        .limit(PAGE)
        .all(conn.db())
        .await?;
    rows.into_iter().rev().map(read).collect()
}

/// Writes what became of one; false when nothing of this name was shown in the talk.
pub async fn settle(
    tx: &Tx,
    shop: ShopId,
    (talk, key): (ConversationId, &str),
    (outcome, message): (StepOutcome, Option<MessageId>),
    (by, now): (PersonId, At),
) -> Result<bool, StoreError> {
    let done = Entity::update_many()
        .col_expr(Column::Outcome, Expr::value(outcome.as_str()))
        .col_expr(Column::MessageId, Expr::value(message.map(|id| id.to_string())))
        .col_expr(Column::PersonId, Expr::value(by.to_string()))
        .col_expr(Column::SettledAt, Expr::value(now.ms()))
        .filter(Column::ShopId.eq(shop.to_string()))
        .filter(Column::ConversationId.eq(talk.to_string()))
        .filter(Column::Card.eq(key))
        .exec(tx.transaction())
        .await?;
    Ok(done.rows_affected > 0)
}

/// How the techniques of cards shown from `from` to before `to` fared; an order counts when its buyer paid it within
/// `within_ms` after the card was settled, or shown where nobody did.
pub async fn fared(
    conn: &impl Conn,
    shop: ShopId,
    (from, to): (At, At),
    within_ms: i64,
) -> Result<Vec<Fared>, StoreError> {
    const SQL: &str = "SELECT technique, CAST(COUNT(*) AS BIGINT),
            CAST(SUM(CASE WHEN outcome = 'taken' THEN 1 ELSE 0 END) AS BIGINT),
            CAST(SUM(CASE WHEN outcome = 'edited' THEN 1 ELSE 0 END) AS BIGINT),
            CAST(SUM(CASE WHEN outcome = 'ignored' THEN 1 ELSE 0 END) AS BIGINT),
            CAST(SUM(CASE WHEN outcome IN ('taken', 'edited') THEN paid ELSE 0 END) AS BIGINT),
            CAST(SUM(CASE WHEN outcome IN ('taken', 'edited') THEN 0 ELSE paid END) AS BIGINT)
        FROM (
            SELECT c.technique AS technique, c.outcome AS outcome, CASE WHEN EXISTS (
                SELECT 1 FROM orders o WHERE o.shop_id = c.shop_id AND o.buyer_id = c.buyer_id
                    AND o.paid_at >= COALESCE(c.settled_at, c.shown_at)
                    AND o.paid_at < COALESCE(c.settled_at, c.shown_at) + $4
            ) THEN 1 ELSE 0 END AS paid
            FROM advice_cards c WHERE c.shop_id = $1 AND c.shown_at >= $2 AND c.shown_at < $3
        ) AS cards GROUP BY technique ORDER BY technique";
    let db = conn.db();
    let values: [Value; 4] = [
        shop.to_string().into(),
        from.ms().into(),
        to.ms().into(),
        within_ms.into(),
    ];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), SQL, values);
    let rows = db.query_all_raw(statement).await?;
    let read = |row: sea_orm::QueryResult| {
        let technique: String = row.try_get_by_index(0)?;
        Ok(Fared {
            technique: parse("advice_cards.technique", &technique)?,
            shown: row.try_get_by_index(1)?,
            taken: row.try_get_by_index(2)?,
            edited: row.try_get_by_index(3)?,
            ignored: row.try_get_by_index(4)?,
            orders_after_taken: row.try_get_by_index(5)?,
            orders_after_left: row.try_get_by_index(6)?,
        })
    };
    rows.into_iter().map(read).collect()
}

/// The newest of one technique shown in that time.
pub async fn newest_of(
    conn: &impl Conn,
    shop: ShopId,
    technique: Technique,
    (from, to): (At, At),
    limit: u64,
) -> Result<Vec<AdviceCard>, StoreError> {
    let rows = Entity::find()
        .filter(Column::ShopId.eq(shop.to_string()))
        .filter(Column::Technique.eq(technique.as_str()))
        .filter(Column::ShownAt.gte(from.ms()))
        .filter(Column::ShownAt.lt(to.ms()))
        .order_by_desc(Column::ShownAt)
        .order_by_desc(Column::ConversationId)
        .order_by_desc(Column::Card)
        .limit(limit.clamp(1, PAGE))
        .all(conn.db())
        .await?;
    rows.into_iter().map(read).collect()
}

fn to_row(card: &AdviceCard) -> Result<Model, StoreError> {
    Ok(Model {
        shop_id: card.shop.to_string(),
        conversation_id: card.conversation.to_string(),
        card: card.key.clone(),
        technique: card.technique.as_str().to_owned(),
        buyer_id: card.buyer.to_string(),
        person_id: card.person.to_string(),
        facts: to_json("advice_cards.facts", &card.facts)?,
        outcome: card.outcome.as_str().to_owned(),
        message_id: card.message.map(|id| id.to_string()),
        shown_at: card.shown_at.ms(),
        settled_at: card.settled_at.map(At::ms),
    })
}

fn read(row: Model) -> Result<AdviceCard, StoreError> {
    Ok(AdviceCard {
        shop: parse("advice_cards.shop_id", &row.shop_id)?,
        conversation: parse("advice_cards.conversation_id", &row.conversation_id)?,
        key: row.card,
        technique: parse("advice_cards.technique", &row.technique)?,
        buyer: parse("advice_cards.buyer_id", &row.buyer_id)?,
        person: parse("advice_cards.person_id", &row.person_id)?,
        facts: from_json("advice_cards.facts", &row.facts)?,
        outcome: parse("advice_cards.outcome", &row.outcome)?,
        message: parse_some("advice_cards.message_id", row.message_id.as_deref())?,
        shown_at: At(row.shown_at),
        settled_at: at(row.settled_at),
    })
}
