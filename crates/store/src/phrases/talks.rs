//! In which talks a phrase was taken, and what came after.

use std::collections::HashMap;

use jinpai_model::{At, BuyerId, ConversationId, DAY_MS, ShopId};
use sea_orm::{ConnectionTrait as _, EntityTrait, IntoActiveModel as _, Statement, Value};

use crate::{Conn, StoreError, Tx, tables::phrase_talk};

/// How often a phrase was taken up in a while.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Talks in which an agent's reply went out after it was taken.
    pub talks: i64,
    /// Of these talks, those whose buyer ordered within a day.
    pub ordered: i64,
}

/// Notes that a phrase was taken in a talk; once a day is enough to count talks, and the first moment of it stays.
pub async fn used_in_talk(
    tx: &Tx,
    shop: ShopId,
    phrase: &str,
    (conversation, buyer): (ConversationId, BuyerId),
    at: At,
) -> Result<(), StoreError> {
    let row = phrase_talk::Model {
        shop_id: shop.to_string(),
        phrase: phrase.to_owned(),
        conversation_id: conversation.to_string(),
        day: at.ms().div_euclid(DAY_MS),
        buyer_id: buyer.to_string(),
        at: at.ms(),
    };
    let key = [
        phrase_talk::Column::ShopId,
        phrase_talk::Column::Phrase,
        phrase_talk::Column::ConversationId,
        phrase_talk::Column::Day,
    ];
    phrase_talk::Entity::insert(row.into_active_model())
        .on_conflict_do_nothing_on(key)
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(())
}

/// What came of the phrases of a shop since then, by their names. One that was not taken is not in the answer.
pub async fn outcomes(
    conn: &impl Conn,
    shop: ShopId,
    since: At,
) -> Result<HashMap<String, Outcome>, StoreError> {
    // A draft that was never sent counts nothing: the talk has to have an agent's reply since.
    const SQL: &str = "SELECT phrase, COUNT(*), SUM(ordered) FROM (
            SELECT phrase, conversation_id, MAX(ordered) AS ordered FROM (
                SELECT t.phrase, t.conversation_id, CASE WHEN EXISTS (
                    SELECT 1 FROM orders o WHERE o.shop_id = t.shop_id AND o.buyer_id = t.buyer_id
                        AND o.created_at >= t.at AND o.created_at < t.at + $3
                ) THEN 1 ELSE 0 END AS ordered
                FROM phrase_talks t
                JOIN conversations c ON c.shop_id = t.shop_id AND c.id = t.conversation_id
                    AND c.last_agent_at >= t.at
                WHERE t.shop_id = $1 AND t.at >= $2
            ) AS takings GROUP BY phrase, conversation_id
        ) AS talks GROUP BY phrase";
    let db = conn.db();
    let values: [Value; 3] = [shop.to_string().into(), since.ms().into(), DAY_MS.into()];
    let rows = db
        .query_all_raw(Statement::from_sql_and_values(
            db.get_database_backend(),
            SQL,
            values,
        ))
        .await?;
    let mut found = HashMap::with_capacity(rows.len());
    for row in rows {
        let outcome = Outcome {
            talks: row.try_get_by_index(1)?,
            ordered: row.try_get_by_index(2)?,
        };
        found.insert(row.try_get_by_index(0)?, outcome);
    }
    Ok(found)
}
