//! Conversations: who waits, who has read up to where.

mod ends;
mod groups;
mod list;
mod marks;
mod owners;
mod quiet;
mod snoozes;

use std::collections::HashMap;

use jinpai_model::{
    At, BuyerId, Conversation, ConversationId, ConversationState, GroupWait, PersonId, ShopId, Snooze,
};
use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel as _, PaginatorTrait as _, QueryFilter, QueryOrder,
    QuerySelect as _, sea_query::Expr,
};

use crate::{
    BATCH, Conn, PAGE, StoreError, Tx,
    column::{at, ms, parse, parse_some},
    many,
    tables::conversation,
};

pub use ends::{end, go_on, silent_since};
pub use groups::{for_groups, let_go, wait_for_group};
pub use list::{TalkCursor, count_of_buyers, list, of_buyers};
pub use marks::{mark_delivered, mark_read, on_message};
pub use owners::{last_agents, loads, own, queue, waiting};
pub use quiet::{inquired, quiet_between};
pub use snoozes::{clear_snooze, come_back, due_back, put_off};

pub async fn get(
    conn: &impl Conn,
    shop: ShopId,
    id: ConversationId,
) -> Result<Option<Conversation>, StoreError> {
    let row = conversation::Entity::find_by_id((shop.to_string(), id.to_string()))
        .one(conn.db())
        .await?;
    row.map(from_row).transpose()
}

/// Those of `ids` that exist.
pub async fn get_many(
    conn: &impl Conn,
    shop: ShopId,
    ids: &[ConversationId],
) -> Result<HashMap<ConversationId, Conversation>, StoreError> {
    let mut found = HashMap::with_capacity(ids.len());
    for some in ids.chunks(BATCH) {
        let rows = conversation::Entity::find()
            .filter(conversation::Column::ShopId.eq(shop.to_string()))
            .filter(conversation::Column::Id.is_in(some.iter().map(ToString::to_string)))
            .all(conn.db())
            .await?;
        for row in rows {
            let conversation = from_row(row)?;
            found.insert(conversation.id, conversation);
        }
    }
    Ok(found)
}

/// A buyer has at most one open conversation.
pub async fn open_of_buyer(
    conn: &impl Conn,
    shop: ShopId,
    buyer: BuyerId,
) -> Result<Option<Conversation>, StoreError> {
    let mut found = open_of_buyers(conn, shop, &[buyer]).await?;
    Ok(found.remove(&buyer))
}

/// The open conversations of many buyers; who has none is not in the answer.
pub async fn open_of_buyers(
    conn: &impl Conn,
    shop: ShopId,
    buyers: &[BuyerId],
) -> Result<HashMap<BuyerId, Conversation>, StoreError> {
    let mut found = HashMap::with_capacity(buyers.len());
    for some in buyers.chunks(BATCH) {
        let rows = conversation::Entity::find()
            .filter(conversation::Column::ShopId.eq(shop.to_string()))
            .filter(conversation::Column::BuyerId.is_in(some.iter().map(ToString::to_string)))
            .filter(conversation::Column::State.eq(ConversationState::Open.as_str()))
            .all(conn.db())
            .await?;
        for row in rows {
            let conversation = from_row(row)?;
            found.insert(conversation.buyer, conversation);
        }
    }
    Ok(found)
}

/// The conversation of a buyer that was talked in last, open or closed.
pub async fn latest_of_buyer(
    conn: &impl Conn,
    shop: ShopId,
    buyer: BuyerId,
) -> Result<Option<Conversation>, StoreError> {
    let row = conversation::Entity::find()
        .filter(conversation::Column::ShopId.eq(shop.to_string()))
        .filter(conversation::Column::BuyerId.eq(buyer.to_string()))
        .order_by_desc(conversation::Column::LastAt)
        .order_by_desc(conversation::Column::Id)
        .one(conn.db())
        .await?;
    row.map(from_row).transpose()
}

/// The conversation of a buyer that was opened last before a moment.
pub async fn before(
    conn: &impl Conn,
    shop: ShopId,
    buyer: BuyerId,
    opened: At,
) -> Result<Option<Conversation>, StoreError> {
    let row = conversation::Entity::find()
        .filter(conversation::Column::ShopId.eq(shop.to_string()))
        .filter(conversation::Column::BuyerId.eq(buyer.to_string()))
        .filter(conversation::Column::OpenedAt.lt(opened.ms()))
        .order_by_desc(conversation::Column::OpenedAt)
        .order_by_desc(conversation::Column::Id)
        .one(conn.db())
        .await?;
    row.map(from_row).transpose()
}

/// All of many buyers, the one talked in last at the end; who never talked is not in the answer.
pub async fn all_of_buyers(
    conn: &impl Conn,
    shop: ShopId,
    buyers: &[BuyerId],
) -> Result<HashMap<BuyerId, Vec<Conversation>>, StoreError> {
    let mut found: HashMap<BuyerId, Vec<Conversation>> = HashMap::new();
    for some in buyers.chunks(BATCH) {
        let select = conversation::Entity::find()
            .filter(conversation::Column::ShopId.eq(shop.to_string()))
            .filter(conversation::Column::BuyerId.is_in(some.iter().map(ToString::to_string)))
            .order_by_asc(conversation::Column::LastAt)
            .order_by_asc(conversation::Column::Id);
        for row in many::rows(conn, select).await? {
            let talk = from_row(row)?;
            found.entry(talk.buyer).or_default().push(talk);
        }
    }
    Ok(found)
}

/// In how many other talks of this agent a buyer waits for an answer. A talk is hers who wrote in it last.
pub async fn waiting_for(
    conn: &impl Conn,
    shop: ShopId,
    agent: PersonId,
    but: Option<ConversationId>,
) -> Result<u64, StoreError> {
    let mut hers = conversation::Entity::find()
        .filter(conversation::Column::ShopId.eq(shop.to_string()))
        .filter(conversation::Column::AgentId.eq(agent.to_string()))
        .filter(conversation::Column::WaitingSinceAt.is_not_null());
    if let Some(but) = but {
        hers = hers.filter(conversation::Column::Id.ne(but.to_string()));
    }
    Ok(hers.count(conn.db()).await?)
}

/// Opens a conversation in which nothing was said yet.
///
/// # Errors
/// [`StoreError::Taken`] when the buyer has an open one.
pub async fn create(
    tx: &Tx,
    shop: ShopId,
    id: ConversationId,
    buyer: BuyerId,
    opened_at: At,
) -> Result<Conversation, StoreError> {
    let new = Conversation {
        shop,
        id,
        buyer,
        state: ConversationState::Open,
        opened_at,
        last_seq: 0,
        last_at: opened_at,
        last_from: None,
        last_buyer_at: None,
        last_agent_at: None,
        waiting_since_at: None,
        unread: 0,
        buyer_delivered_seq: 0,
        buyer_read_seq: 0,
        agent_delivered_seq: 0,
        agent_read_seq: 0,
        starred: false,
        agent: None,
        owner: None,
        owned_at: None,
        group: None,
        ended_at: None,
        paid_at_end: None,
        snooze: None,
    };
    conversation::Entity::insert(to_row(&new).into_active_model())
        .exec_without_returning(tx.transaction())
        .await?;
    Ok(new)
}

/// Up to `limit` conversations in which something may have been said from `from` on and before `to`, the
/// newest first, going on after `before`; never more than a page. Ids rise with time.
pub async fn talked(
    conn: &impl Conn,
    shop: ShopId,
    (from, to): (Option<At>, Option<At>),
    before: Option<ConversationId>,
    limit: u64,
) -> Result<Vec<Conversation>, StoreError> {
    let mut select = conversation::Entity::find()
        .filter(conversation::Column::ShopId.eq(shop.to_string()))
        .filter(conversation::Column::LastSeq.gt(0));
    if let Some(from) = from {
        select = select.filter(conversation::Column::LastAt.gte(from.ms()));
    }
    if let Some(to) = to {
        select = select.filter(conversation::Column::OpenedAt.lt(to.ms()));
    }
    if let Some(before) = before {
        select = select.filter(conversation::Column::Id.lt(before.to_string()));
    }
    let rows = select
        .order_by_desc(conversation::Column::Id)
        .limit(limit.clamp(1, PAGE))
        .all(conn.db())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Tells whether that changed anything.
pub async fn star(tx: &Tx, shop: ShopId, id: ConversationId, starred: bool) -> Result<bool, StoreError> {
    let done = conversation::Entity::update_many()
        .col_expr(conversation::Column::Starred, Expr::value(starred))
        .filter(conversation::Column::ShopId.eq(shop.to_string()))
        .filter(conversation::Column::Id.eq(id.to_string()))
        .filter(conversation::Column::Starred.ne(starred))
        .exec(tx.transaction())
        .await?;
    Ok(done.rows_affected > 0)
}

/// How many talks of a shop are closed.
pub async fn count_closed(conn: &impl Conn, shop: ShopId) -> Result<u64, StoreError> {
    let closed = conversation::Entity::find()
        .filter(conversation::Column::ShopId.eq(shop.to_string()))
        .filter(conversation::Column::State.eq(ConversationState::Closed.as_str()));
    Ok(closed.count(conn.db()).await?)
}

/// Closes an open conversation: nobody waits in it any more, it waits for no group, and it is put off no more. Tells whether it was open.
pub async fn close(tx: &Tx, shop: ShopId, id: ConversationId) -> Result<bool, StoreError> {
    let done = conversation::Entity::update_many()
        .col_expr(
            conversation::Column::State,
            Expr::value(ConversationState::Closed.as_str()),
        )
        .col_expr(conversation::Column::WaitingSinceAt, Expr::value(None::<i64>))
        .col_expr(conversation::Column::SnoozeUntilAt, Expr::value(None::<i64>))
        .col_expr(conversation::Column::GroupId, Expr::value(None::<String>))
        .filter(conversation::Column::ShopId.eq(shop.to_string()))
        .filter(conversation::Column::Id.eq(id.to_string()))
        .filter(conversation::Column::State.eq(ConversationState::Open.as_str()))
        .exec(tx.transaction())
        .await?;
    Ok(done.rows_affected > 0)
}

fn to_row(conversation: &Conversation) -> conversation::Model {
    conversation::Model {
        shop_id: conversation.shop.to_string(),
        id: conversation.id.to_string(),
        buyer_id: conversation.buyer.to_string(),
        state: conversation.state.as_str().to_owned(),
        opened_at: conversation.opened_at.ms(),
        last_seq: conversation.last_seq,
        last_at: conversation.last_at.ms(),
        last_from: conversation.last_from.map(|side| side.as_str().to_owned()),
        last_buyer_at: ms(conversation.last_buyer_at),
        last_agent_at: ms(conversation.last_agent_at),
        waiting_since_at: ms(conversation.waiting_since_at),
        unread: conversation.unread,
        buyer_delivered_seq: conversation.buyer_delivered_seq,
        buyer_read_seq: conversation.buyer_read_seq,
        agent_delivered_seq: conversation.agent_delivered_seq,
        agent_read_seq: conversation.agent_read_seq,
        starred: conversation.starred,
        agent_id: conversation.agent.map(|person| person.to_string()),
        ended_at: ms(conversation.ended_at),
        paid_at_end: conversation.paid_at_end,
        inquiry_seq: 0,
        owner_id: conversation.owner.map(|person| person.to_string()),
        owned_at: ms(conversation.owned_at),
        snooze_until_at: conversation.snooze.as_ref().map(|snooze| snooze.until.ms()),
        snooze_by: conversation.snooze.as_ref().map(|snooze| snooze.by.to_string()),
        snooze_remark: conversation.snooze.as_ref().map(|snooze| snooze.remark.clone()),
        returned_at: ms(conversation.snooze.as_ref().and_then(|snooze| snooze.returned_at)),
        group_id: conversation.group.map(|wait| wait.group.to_string()),
        group_until_at: conversation.group.map(|wait| wait.until.ms()),
        group_by_id: conversation.group.map(|wait| wait.by.to_string()),
    }
}

fn group_of(row: &conversation::Model) -> Result<Option<GroupWait>, StoreError> {
    let (Some(group), Some(until), Some(by)) = (&row.group_id, row.group_until_at, &row.group_by_id) else {
        return Ok(None);
    };
    Ok(Some(GroupWait {
        group: parse("conversations.group_id", group)?,
        until: At(until),
        by: parse("conversations.group_by_id", by)?,
    }))
}

/// Without its moment a talk is not put off, whatever else stands there.
fn snooze_of(row: &conversation::Model) -> Result<Option<Snooze>, StoreError> {
    let (Some(until), Some(by)) = (row.snooze_until_at, &row.snooze_by) else {
        return Ok(None);
    };
    Ok(Some(Snooze {
        until: At(until),
        by: parse("conversations.snooze_by", by)?,
        remark: row.snooze_remark.clone().unwrap_or_default(),
        returned_at: at(row.returned_at),
    }))
}

fn from_row(row: conversation::Model) -> Result<Conversation, StoreError> {
    Ok(Conversation {
        shop: parse("conversations.shop_id", &row.shop_id)?,
        id: parse("conversations.id", &row.id)?,
        buyer: parse("conversations.buyer_id", &row.buyer_id)?,
        state: parse("conversations.state", &row.state)?,
        opened_at: At(row.opened_at),
        last_seq: row.last_seq,
        last_at: At(row.last_at),
        last_from: parse_some("conversations.last_from", row.last_from.as_deref())?,
        last_buyer_at: at(row.last_buyer_at),
        last_agent_at: at(row.last_agent_at),
        waiting_since_at: at(row.waiting_since_at),
        unread: row.unread,
        buyer_delivered_seq: row.buyer_delivered_seq,
        buyer_read_seq: row.buyer_read_seq,
        agent_delivered_seq: row.agent_delivered_seq,
        agent_read_seq: row.agent_read_seq,
        starred: row.starred,
        agent: parse_some("conversations.agent_id", row.agent_id.as_deref())?,
        owner: parse_some("conversations.owner_id", row.owner_id.as_deref())?,
        owned_at: at(row.owned_at),
        ended_at: at(row.ended_at),
        paid_at_end: row.paid_at_end,
        snooze: snooze_of(&row)?,
        group: group_of(&row)?,
    })
}
