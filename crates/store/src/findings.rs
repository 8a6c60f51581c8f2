//! What the coach said about a message when it was sent. Rule codes and places, never the words.

use jinpai_model::{MessageId, ShopId};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel as _, QueryFilter, QueryOrder};

use crate::{Conn, StoreError, Tx, column::at_most, tables::finding};

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
}

/// Keeps the findings of a new message.
///
/// # Errors
/// [`StoreError::TooMany`] over [`MAX_PER_MESSAGE`]; [`StoreError::Taken`] when the message has some.
pub async fn put_many(
    tx: &Tx,
    shop: ShopId,
    message: MessageId,
    findings: &[StoredFinding],
) -> Result<(), StoreError> {
    at_most("findings of a message", findings.len(), MAX_PER_MESSAGE)?;
    if findings.is_empty() {
        return Ok(());
    }
    let rows = (0_i64..).zip(findings).map(|(n, finding)| {
        finding::Model {
            shop_id: shop.to_string(),
            message_id: message.to_string(),
            n,
            rule: finding.rule.clone(),
            category: finding.category.clone(),
            severity: finding.severity.clone(),
            start_char: finding.start,
            end_char: finding.end,
        }
        .into_active_model()
    });
    finding::Entity::insert_many(rows)
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(())
}

/// In the order in which they were put.
pub async fn of_message(
    conn: &impl Conn,
    shop: ShopId,
    message: MessageId,
) -> Result<Vec<StoredFinding>, StoreError> {
    let rows = finding::Entity::find()
        .filter(finding::Column::ShopId.eq(shop.to_string()))
        .filter(finding::Column::MessageId.eq(message.to_string()))
        .order_by_asc(finding::Column::N)
        .all(conn.db())
        .await?;
    let found = rows.into_iter().map(|row| StoredFinding {
        rule: row.rule,
        category: row.category,
        severity: row.severity,
        start: row.start_char,
        end: row.end_char,
    });
    Ok(found.collect())
}
