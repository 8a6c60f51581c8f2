//! How messages and reading move a conversation's marks. Marks only ever go forward.

use jinpai_model::{Conversation, ConversationId, Message, ShopId, Side};
use sea_orm::{
    ColumnTrait, EntityTrait, PaginatorTrait as _, QueryFilter,
    sea_query::{Expr, ExprTrait as _},
};

use super::get;
use crate::{
    StoreError, Tx,
    tables::{conversation, message},
};

/// Carries a new message into its conversation.
///
/// A buyer's message starts the wait if none runs; an agent's answer ends it. What Jinpai says by
/// itself does neither: the buyer still waits for a person.
///
/// A line about the talk is no part of it and moves nothing; neither does an auto-reply, so that her own words stay the
/// newest that the desk shows.
pub async fn on_message(tx: &Tx, new: &Message) -> Result<(), StoreError> {
    use conversation::Column;
    if new.voice() == Side::System {
        return Ok(());
    }
    let at = new.at.ms();
    let mut update = conversation::Entity::update_many()
        .col_expr(Column::LastSeq, Expr::value(new.seq))
        .col_expr(Column::LastAt, Expr::value(at))
        .col_expr(Column::LastFrom, Expr::value(new.from.as_str()));
    update = match new.from {
        Side::Buyer => update
            .col_expr(Column::LastBuyerAt, Expr::value(at))
            .col_expr(
                Column::WaitingSinceAt,
                Expr::col(Column::WaitingSinceAt).if_null(at),
            )
            .col_expr(Column::Unread, Expr::col(Column::Unread).add(1_i64)),
        Side::Agent => update
            .col_expr(Column::LastAgentAt, Expr::value(at))
            .col_expr(
                Column::AgentId,
                Expr::value(new.author.map(|person| person.to_string())),
            )
            .col_expr(Column::WaitingSinceAt, Expr::value(None::<i64>)),
        Side::Bot | Side::System => update,
    };
    update
        .filter(Column::ShopId.eq(new.shop.to_string()))
        .filter(Column::Id.eq(new.conversation.to_string()))
        .exec(tx.transaction())
        .await?;
    Ok(())
}

/// Notes that `side` has read up to `seq`; what was read has also arrived. Tells whether that was new.
/// A mark beyond the newest message stops there.
pub async fn mark_read(
    tx: &Tx,
    shop: ShopId,
    id: ConversationId,
    side: Side,
    seq: i64,
) -> Result<bool, StoreError> {
    use conversation::Column;
    let Some(now) = get(tx, shop, id).await? else {
        return Ok(false);
    };
    let (delivered, read) = marks(&now, side);
    let seq = Ord::min(seq, now.last_seq);
    if seq <= read {
        return Ok(false);
    }
    let (delivered_column, read_column) = columns(side);
    let mut update = conversation::Entity::update_many()
        .col_expr(read_column, Expr::value(seq))
        .col_expr(delivered_column, Expr::value(Ord::max(seq, delivered)));
    if side == Side::Agent {
        update = update.col_expr(Column::Unread, Expr::value(unread_after(tx, &now, seq).await?));
    }
    update
        .filter(Column::ShopId.eq(shop.to_string()))
        .filter(Column::Id.eq(id.to_string()))
        .exec(tx.transaction())
        .await?;
    Ok(true)
}

/// Notes that messages up to `seq` have arrived at `side`. Tells whether that was new.
pub async fn mark_delivered(
    tx: &Tx,
    shop: ShopId,
    id: ConversationId,
    side: Side,
    seq: i64,
) -> Result<bool, StoreError> {
    use conversation::Column;
    let Some(now) = get(tx, shop, id).await? else {
        return Ok(false);
    };
    let (delivered, _) = marks(&now, side);
    let seq = Ord::min(seq, now.last_seq);
    if seq <= delivered {
        return Ok(false);
    }
    let (delivered_column, _) = columns(side);
    conversation::Entity::update_many()
        .col_expr(delivered_column, Expr::value(seq))
        .filter(Column::ShopId.eq(shop.to_string()))
        .filter(Column::Id.eq(id.to_string()))
        .exec(tx.transaction())
        .await?;
    Ok(true)
}

async fn unread_after(tx: &Tx, now: &Conversation, seq: i64) -> Result<i64, StoreError> {
    if seq == now.last_seq {
        return Ok(0);
    }
    let left = message::Entity::find()
        .filter(message::Column::ShopId.eq(now.shop.to_string()))
        .filter(message::Column::ConversationId.eq(now.id.to_string()))
        .filter(message::Column::Seq.gt(seq))
        .filter(message::Column::Side.eq(Side::Buyer.as_str()))
        .count(tx.transaction())
        .await?;
    Ok(i64::try_from(left).unwrap_or(i64::MAX))
}

/// Delivered and read marks of the buyer, or of the shop's side for everyone else.
const fn marks(now: &Conversation, side: Side) -> (i64, i64) {
    match side {
        Side::Buyer => (now.buyer_delivered_seq, now.buyer_read_seq),
        Side::Agent | Side::Bot | Side::System => (now.agent_delivered_seq, now.agent_read_seq),
    }
}

const fn columns(side: Side) -> (conversation::Column, conversation::Column) {
    use conversation::Column;
    match side {
        Side::Buyer => (Column::BuyerDeliveredSeq, Column::BuyerReadSeq),
        Side::Agent | Side::Bot | Side::System => (Column::AgentDeliveredSeq, Column::AgentReadSeq),
    }
}
