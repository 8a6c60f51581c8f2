//! What the coach said about a message when it was sent, and what people decided about that. Rule codes
//! and places, never the words of the message.

mod ends;
mod list;
mod reviews;

use jinpai_model::{At, ConversationId, FindingState, Message, MessageId, PersonId, ShopId};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel as _, QueryFilter, QueryOrder, sea_query::Expr};

use crate::{
    Conn, StoreError, Tx,
    column::{at_most, parse, parse_some},
    tables::finding,
};

pub use ends::{put_at_end, withdraw_ends};
pub use list::{FindingCursor, FindingFilter, FindingPage, list, of_messages};
pub use reviews::{Review, review, reviews_of};

/// Most findings kept of one message.
pub const MAX_PER_MESSAGE: usize = 100;

/// A finding of a sent message. `start` and `end` count characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFinding {
    pub rule: String,
    pub category: String,
    pub severity: String,
    pub start: i64,
    pub end: i64,
    pub points: i64,
    /// The agent put it aside.
    pub dismissed: bool,
}

/// A finding with the message it is about and how it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptFinding {
    pub message: MessageId,
    /// Its place among the findings of the message.
    pub n: i64,
    pub conversation: ConversationId,
    /// The message's sequence.
    pub seq: i64,
    /// Who wrote the message, or serves the talk whose buyer wrote it; none for the robot.
    pub author: Option<PersonId>,
    /// When the message was sent.
    pub at: At,
    pub state: FindingState,
    /// It is said of the talk as a whole, when it had ended, and hangs on the message it is about.
    pub at_end: bool,
    pub said: StoredFinding,
}

/// Keeps the findings of a new message.
///
/// # Errors
/// [`StoreError::TooMany`] over [`MAX_PER_MESSAGE`]; [`StoreError::Taken`] when the message has some.
pub async fn put_many(tx: &Tx, message: &Message, findings: &[StoredFinding]) -> Result<(), StoreError> {
    at_most("findings of a message", findings.len(), MAX_PER_MESSAGE)?;
    if findings.is_empty() {
        return Ok(());
    }
    let row = |(n, said)| to_row(message, n, message.author, false, said).into_active_model();
    finding::Entity::insert_many((0_i64..).zip(findings).map(row))
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(())
}

/// In the order in which they were put.
pub async fn of_message(
    conn: &impl Conn,
    shop: ShopId,
    message: MessageId,
) -> Result<Vec<KeptFinding>, StoreError> {
    let rows = finding::Entity::find()
        .filter(finding::Column::ShopId.eq(shop.to_string()))
        .filter(finding::Column::MessageId.eq(message.to_string()))
        .order_by_asc(finding::Column::N)
        .all(conn.db())
        .await?;
    rows.into_iter().map(from_row).collect()
}

pub async fn get(
    conn: &impl Conn,
    shop: ShopId,
    message: MessageId,
    n: i64,
) -> Result<Option<KeptFinding>, StoreError> {
    let row = finding::Entity::find_by_id((shop.to_string(), message.to_string(), n))
        .one(conn.db())
        .await?;
    row.map(from_row).transpose()
}

/// What was found by a rule in the messages of a talk and put aside.
pub async fn put_aside(
    conn: &impl Conn,
    shop: ShopId,
    conversation: ConversationId,
    rule: &str,
) -> Result<Vec<KeptFinding>, StoreError> {
    let rows = finding::Entity::find()
        .filter(finding::Column::ShopId.eq(shop.to_string()))
        .filter(finding::Column::ConversationId.eq(conversation.to_string()))
        .filter(finding::Column::Rule.eq(rule))
        .filter(finding::Column::Dismissed.eq(true))
        .all(conn.db())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Marks a finding of a sent message as put aside, or as no longer so.
pub async fn dismiss(
    tx: &Tx,
    shop: ShopId,
    (message, n): (MessageId, i64),
    aside: bool,
) -> Result<(), StoreError> {
    finding::Entity::update_many()
        .col_expr(finding::Column::Dismissed, Expr::value(aside))
        .filter(finding::Column::ShopId.eq(shop.to_string()))
        .filter(finding::Column::MessageId.eq(message.to_string()))
        .filter(finding::Column::N.eq(n))
        .exec(tx.transaction())
        .await?;
    Ok(())
}

fn to_row(
    message: &Message,
    n: i64,
    author: Option<PersonId>,
    at_end: bool,
    said: &StoredFinding,
) -> finding::Model {
    finding::Model {
        shop_id: message.shop.to_string(),
        message_id: message.id.to_string(),
        n,
        rule: said.rule.clone(),
        category: said.category.clone(),
        severity: said.severity.clone(),
        start_char: said.start,
        end_char: said.end,
        points: said.points,
        dismissed: said.dismissed,
        state: FindingState::Open.as_str().to_owned(),
        conversation_id: message.conversation.to_string(),
        seq: message.seq,
        author_id: author.map(|person| person.to_string()),
        at: message.at.ms(),
        at_end,
    }
}

fn from_row(row: finding::Model) -> Result<KeptFinding, StoreError> {
    Ok(KeptFinding {
        message: parse("findings.message_id", &row.message_id)?,
        n: row.n,
        conversation: parse("findings.conversation_id", &row.conversation_id)?,
        seq: row.seq,
        author: parse_some("findings.author_id", row.author_id.as_deref())?,
        at: At(row.at),
        state: parse("findings.state", &row.state)?,
        at_end: row.at_end,
        said: StoredFinding {
            rule: row.rule,
            category: row.category,
            severity: row.severity,
            start: row.start_char,
            end: row.end_char,
            points: row.points,
            dismissed: row.dismissed,
        },
    })
}
