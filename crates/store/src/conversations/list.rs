//! Conversations page by page, the latest talk first.

use std::{fmt, str::FromStr};

use jinpai_model::{At, BuyerId, Conversation, ConversationId, ConversationState, ShopId};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait as _, QueryFilter, QueryOrder, QuerySelect as _,
    Select, sea_query::ExprTrait as _,
};

use super::from_row;
use crate::{Conn, PAGE, StoreError, tables::conversation};

/// Where a list of conversations goes on. One that is talked in meanwhile comes to the front, and is told of by its
/// events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TalkCursor {
    pub last_at: At,
    pub id: ConversationId,
}

impl TalkCursor {
    /// Conversations whose last word is older.
    fn earlier(self) -> Condition {
        let tie = conversation::Column::LastAt
            .eq(self.last_at.ms())
            .and(conversation::Column::Id.lt(self.id.to_string()));
        Condition::any()
            .add(conversation::Column::LastAt.lt(self.last_at.ms()))
            .add(tie)
    }
}

impl fmt::Display for TalkCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.last_at.ms(), self.id)
    }
}

impl FromStr for TalkCursor {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = "not a cursor that a list of conversations has given";
        let (ms, id) = text.rsplit_once('-').ok_or(wrong)?;
        Ok(Self {
            last_at: At(ms.parse().map_err(|_| wrong)?),
            id: id.parse().map_err(|_| wrong)?,
        })
    }
}

/// Up to `limit` conversations after `cursor`, the latest talk first, never more than a page; and where the list goes
/// on, if it does.
pub async fn list(
    conn: &impl Conn,
    shop: ShopId,
    state: Option<ConversationState>,
    cursor: Option<TalkCursor>,
    limit: u64,
) -> Result<(Vec<Conversation>, Option<TalkCursor>), StoreError> {
    let limit = limit.clamp(1, PAGE);
    let mut select = conversation::Entity::find().filter(conversation::Column::ShopId.eq(shop.to_string()));
    if let Some(state) = state {
        select = select.filter(conversation::Column::State.eq(state.as_str()));
    }
    if let Some(cursor) = cursor {
        select = select.filter(cursor.earlier());
    }
    let rows = select
        .order_by_desc(conversation::Column::LastAt)
        .order_by_desc(conversation::Column::Id)
        .limit(limit + 1)
        .all(conn.db())
        .await?;
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > most;
    let items = rows.into_iter().take(most).map(from_row);
    let items = items.collect::<Result<Vec<_>, _>>()?;
    let last = items.last().filter(|_| more);
    let next = last.map(|talk| TalkCursor {
        last_at: talk.last_at,
        id: talk.id,
    });
    Ok((items, next))
}

/// The newest `limit` talks of these buyers in which something was said, the latest first; never more than a page.
pub async fn of_buyers(
    conn: &impl Conn,
    shop: ShopId,
    buyers: &[BuyerId],
    limit: u64,
) -> Result<Vec<Conversation>, StoreError> {
    let rows = hers(shop, buyers)
        .filter(conversation::Column::LastSeq.gt(0))
        .order_by_desc(conversation::Column::LastAt)
        .order_by_desc(conversation::Column::Id)
        .limit(limit.clamp(1, PAGE))
        .all(conn.db())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// How many talks these buyers have, open and closed.
pub async fn count_of_buyers(conn: &impl Conn, shop: ShopId, buyers: &[BuyerId]) -> Result<i64, StoreError> {
    let count = hers(shop, buyers).count(conn.db()).await?;
    Ok(i64::try_from(count).unwrap_or(i64::MAX))
}

fn hers(shop: ShopId, buyers: &[BuyerId]) -> Select<conversation::Entity> {
    conversation::Entity::find()
        .filter(conversation::Column::ShopId.eq(shop.to_string()))
        .filter(conversation::Column::BuyerId.is_in(buyers.iter().map(ToString::to_string)))
}
