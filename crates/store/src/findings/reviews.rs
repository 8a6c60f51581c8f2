//! What people decided about a finding, one line a decision.

use std::collections::HashMap;

use jinpai_model::{At, FindingState, MessageId, PersonId, ShopId};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};

use crate::{
    BATCH, Conn, StoreError, Tx,
    column::parse,
    tables::{finding, finding_review},
};

/// A decision of a lead, or an agent's appeal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// How the finding stands after it.
    pub state: FindingState,
    pub by: PersonId,
    pub note: String,
    pub at: At,
}

/// Writes a decision and how the finding stands after it.
pub async fn review(
    tx: &Tx,
    shop: ShopId,
    (message, n): (MessageId, i64),
    review: &Review,
) -> Result<(), StoreError> {
    let place = reviews_of(tx, shop, &[message])
        .await?
        .remove(&(message, n))
        .map_or(0, |before| before.len());
    let row = finding_review::ActiveModel {
        shop_id: Set(shop.to_string()),
        message_id: Set(message.to_string()),
        n: Set(n),
        place: Set(i64::try_from(place).unwrap_or(i64::MAX)),
        state: Set(review.state.as_str().to_owned()),
        person_id: Set(review.by.to_string()),
        note: Set(review.note.clone()),
        at: Set(review.at.ms()),
    };
    finding_review::Entity::insert(row)
        .exec_without_returning(tx.transaction())
        .await?;
    finding::Entity::update_many()
        .col_expr(finding::Column::State, Expr::value(review.state.as_str()))
        .filter(finding::Column::ShopId.eq(shop.to_string()))
        .filter(finding::Column::MessageId.eq(message.to_string()))
        .filter(finding::Column::N.eq(n))
        .exec(tx.transaction())
        .await?;
    Ok(())
}

/// The decisions about the findings of some messages, oldest first.
pub async fn reviews_of(
    conn: &impl Conn,
    shop: ShopId,
    messages: &[MessageId],
) -> Result<HashMap<(MessageId, i64), Vec<Review>>, StoreError> {
    let mut found: HashMap<(MessageId, i64), Vec<Review>> = HashMap::new();
    for some in messages.chunks(BATCH) {
        let rows = finding_review::Entity::find()
            .filter(finding_review::Column::ShopId.eq(shop.to_string()))
            .filter(finding_review::Column::MessageId.is_in(some.iter().map(ToString::to_string)))
            .order_by_asc(finding_review::Column::Place)
            .all(conn.db())
            .await?;
        for row in rows {
            let message = parse("finding_reviews.message_id", &row.message_id)?;
            found.entry((message, row.n)).or_default().push(Review {
                state: parse("finding_reviews.state", &row.state)?,
                by: parse("finding_reviews.person_id", &row.person_id)?,
                note: row.note,
                at: At(row.at),
            });
        }
    }
    Ok(found)
}
