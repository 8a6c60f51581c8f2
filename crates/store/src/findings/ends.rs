//! What is said of a talk as a whole, once it has ended.

use jinpai_model::{ConversationId, FindingState, Message, PersonId, ShopId};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel as _, QueryFilter};

use super::{StoredFinding, of_message, to_row};
use crate::{StoreError, Tx, tables::finding};

/// Keeps what is said of a whole talk with the message it is about; `author` is whom it concerns. What is known
/// from an earlier end of the same talk, because somebody has decided about it, is not written twice.
pub async fn put_at_end(
    tx: &Tx,
    message: &Message,
    author: Option<PersonId>,
    said: &StoredFinding,
) -> Result<(), StoreError> {
    let held = of_message(tx, message.shop, message.id).await?;
    let place = |said: &StoredFinding| (said.rule.clone(), said.start, said.end);
    let known = held
        .iter()
        .any(|kept| kept.at_end && place(&kept.said) == place(said));
    if known {
        return Ok(());
    }
    let n = held.last().map_or(0, |kept| kept.n + 1);
    finding::Entity::insert(to_row(message, n, author, true, said).into_active_model())
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(())
}

/// Takes back what was said of a talk that goes on after all; what somebody has decided about stays.
pub async fn withdraw_ends(tx: &Tx, shop: ShopId, conversation: ConversationId) -> Result<(), StoreError> {
    finding::Entity::delete_many()
        .filter(finding::Column::ShopId.eq(shop.to_string()))
        .filter(finding::Column::ConversationId.eq(conversation.to_string()))
        .filter(finding::Column::AtEnd.eq(true))
        .filter(finding::Column::State.eq(FindingState::Open.as_str()))
        .exec(tx.transaction())
        .await?;
    Ok(())
}
