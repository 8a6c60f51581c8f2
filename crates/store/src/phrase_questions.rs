//! What buyers asked and agents answered lately, in few columns and in order, and the questions nobody wants proposed.

use jinpai_model::{At, PersonId, ShopId, Side};
use sea_orm::{
    ColumnTrait, ConnectionTrait as _, EntityTrait, IntoActiveModel as _, QueryFilter, QueryOrder,
    QuerySelect as _, Statement, Value,
};

use crate::{
    Conn, StoreError, Tx,
    column::parse,
    tables::{message, phrase_question},
};

/// A message as far as it matters for who asks what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The talk, as a mark that means nothing outside of the answer.
    pub talk: String,
    pub from: Side,
    /// Who said it, as such a mark.
    pub who: String,
    pub text: String,
}

/// What buyers and agents of a shop said since then, oldest first; of more than `most` messages the newest.
///
/// Words taken back, lines about the talk, pictures and cards alone are not among it.
pub async fn said_since(
    conn: &impl Conn,
    shop: ShopId,
    since: At,
    most: u64,
) -> Result<Vec<Said>, StoreError> {
    const SQL: &str = "SELECT conversation_id, side, sender, text FROM messages
        WHERE shop_id = $1 AND seq >= $2 AND at >= $3 AND side IN ('buyer', 'agent') AND recalled_at IS NULL
            AND text <> '' ORDER BY seq DESC LIMIT $4";
    let from = first_since(conn, shop, since).await?;
    let db = conn.db();
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let values: [Value; 4] = [
        shop.to_string().into(),
        from.into(),
        since.ms().into(),
        most.into(),
    ];
    let rows = db
        .query_all_raw(Statement::from_sql_and_values(
            db.get_database_backend(),
            SQL,
            values,
        ))
        .await?;
    let mut said = Vec::with_capacity(rows.len());
    for row in rows.iter().rev() {
        let side: String = row.try_get_by_index(1)?;
        said.push(Said {
            talk: row.try_get_by_index(0)?,
            from: parse("messages.side", &side)?,
            who: row.try_get_by_index(2)?,
            text: row.try_get_by_index(3)?,
        });
    }
    Ok(said)
}

/// Where in the shop's log the time begins: messages have no index by time, but stand in its order, so a few looks
/// by halves find it. What a bridge tells late stands near enough.
async fn first_since(conn: &impl Conn, shop: ShopId, since: At) -> Result<i64, StoreError> {
    let newest = message::Entity::find()
        .select_only()
        .column(message::Column::Seq)
        .filter(message::Column::ShopId.eq(shop.to_string()))
        .order_by_desc(message::Column::Seq)
        .limit(1)
        .into_tuple::<i64>()
        .one(conn.db())
        .await?;
    // Every message before `low` is older; `high` and what follows is not, or is not there.
    let (mut low, mut high) = (0, newest.map_or(0, |seq| seq + 1));
    while low < high {
        let middle = low + (high - low) / 2;
        let next = message::Entity::find()
            .select_only()
            .column(message::Column::Seq)
            .column(message::Column::At)
            .filter(message::Column::ShopId.eq(shop.to_string()))
            .filter(message::Column::Seq.gte(middle))
            .order_by_asc(message::Column::Seq)
            .limit(1)
            .into_tuple::<(i64, i64)>()
            .one(conn.db())
            .await?;
        match next {
            Some((seq, at)) if at < since.ms() => low = seq + 1,
            _ => high = middle,
        }
    }
    Ok(low)
}

/// Questions that are not to be proposed any more.
pub async fn put_aside(conn: &impl Conn, shop: ShopId) -> Result<Vec<String>, StoreError> {
    let rows = phrase_question::Entity::find()
        .filter(phrase_question::Column::ShopId.eq(shop.to_string()))
        .order_by_asc(phrase_question::Column::At)
        .order_by_asc(phrase_question::Column::Question)
        .all(conn.db())
        .await?;
    Ok(rows.into_iter().map(|row| row.question).collect())
}

/// Puts a question aside; again is the same.
pub async fn put_one_aside(
    tx: &Tx,
    shop: ShopId,
    question: &str,
    by: PersonId,
    at: At,
) -> Result<(), StoreError> {
    let row = phrase_question::Model {
        shop_id: shop.to_string(),
        question: question.to_owned(),
        person_id: by.to_string(),
        at: at.ms(),
    };
    phrase_question::Entity::insert(row.into_active_model())
        .on_conflict_do_nothing_on([phrase_question::Column::ShopId, phrase_question::Column::Question])
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(())
}

/// Lets a question be proposed again.
pub async fn take_one_back(tx: &Tx, shop: ShopId, question: &str) -> Result<(), StoreError> {
    phrase_question::Entity::delete_by_id((shop.to_string(), question.to_owned()))
        .exec(tx.transaction())
        .await?;
    Ok(())
}
