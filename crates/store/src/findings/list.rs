//! Findings of a shop: by range, agent, rule and state, newest first, page by page.

use std::{collections::HashMap, fmt, str::FromStr};

use jinpai_model::{At, FindingState, MessageId, PersonId, ShopId};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect as _};

use super::{KeptFinding, from_row};
use crate::{BATCH, Conn, PAGE, StoreError, tables::finding};

/// Which findings to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FindingFilter {
    /// From this moment on.
    pub from: Option<At>,
    /// Before this moment.
    pub to: Option<At>,
    pub author: Option<PersonId>,
    pub rule: Option<String>,
    pub category: Option<String>,
    pub state: Option<FindingState>,
    /// Only these severities; empty: all.
    pub severities: Vec<String>,
}

/// A place in the list. Written `ms-seq-n`; readers should not look into it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FindingCursor {
    pub at: At,
    pub seq: i64,
    pub n: i64,
}

impl FindingCursor {
    const fn of(kept: &KeptFinding) -> Self {
        Self {
            at: kept.at,
            seq: kept.seq,
            n: kept.n,
        }
    }

    /// Findings that come after this place in the list.
    fn beyond(self) -> Condition {
        let same_message = finding::Column::Seq.eq(self.seq);
        let same_moment = Condition::any().add(finding::Column::Seq.lt(self.seq)).add(
            Condition::all()
                .add(same_message)
                .add(finding::Column::N.gt(self.n)),
        );
        Condition::any().add(finding::Column::At.lt(self.at.ms())).add(
            Condition::all()
                .add(finding::Column::At.eq(self.at.ms()))
                .add(same_moment),
        )
    }
}

impl fmt::Display for FindingCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{}", self.at.ms(), self.seq, self.n)
    }
}

impl FromStr for FindingCursor {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = "not a cursor that a list of findings has given";
        let mut parts = text
            .splitn(3, '-')
            .map(|part| part.parse::<i64>().map_err(|_| wrong));
        let mut part = || parts.next().ok_or(wrong)?;
        Ok(Self {
            at: At(part()?),
            seq: part()?,
            n: part()?,
        })
    }
}

/// Part of the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FindingPage {
    pub items: Vec<KeptFinding>,
    /// Where the list goes on; none at its end.
    pub next: Option<FindingCursor>,
}

/// Up to `limit` findings after `cursor`, those of the newest messages first; never more than a page.
pub async fn list(
    conn: &impl Conn,
    shop: ShopId,
    filter: &FindingFilter,
    cursor: Option<FindingCursor>,
    limit: u64,
) -> Result<FindingPage, StoreError> {
    let limit = limit.clamp(1, PAGE);
    let mut select = finding::Entity::find().filter(condition(shop, filter));
    if let Some(cursor) = cursor {
        select = select.filter(cursor.beyond());
    }
    let rows = select
        .order_by_desc(finding::Column::At)
        .order_by_desc(finding::Column::Seq)
        .order_by_asc(finding::Column::N)
        // One more than asked for tells whether there are more.
        .limit(limit + 1)
        .all(conn.db())
        .await?;
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > most;
    let items = rows
        .into_iter()
        .take(most)
        .map(from_row)
        .collect::<Result<Vec<_>, _>>()?;
    let next = items.last().filter(|_| more).map(FindingCursor::of);
    Ok(FindingPage { items, next })
}

/// The findings of some messages, each in the order in which they were put.
pub async fn of_messages(
    conn: &impl Conn,
    shop: ShopId,
    messages: &[MessageId],
) -> Result<HashMap<MessageId, Vec<KeptFinding>>, StoreError> {
    let mut found: HashMap<MessageId, Vec<KeptFinding>> = HashMap::new();
    for some in messages.chunks(BATCH) {
        let rows = finding::Entity::find()
            .filter(finding::Column::ShopId.eq(shop.to_string()))
            .filter(finding::Column::MessageId.is_in(some.iter().map(ToString::to_string)))
            .order_by_asc(finding::Column::N)
            .all(conn.db())
            .await?;
        for row in rows {
            let kept = from_row(row)?;
            found.entry(kept.message).or_default().push(kept);
        }
    }
    Ok(found)
}

fn condition(shop: ShopId, filter: &FindingFilter) -> Condition {
    let mut all = Condition::all().add(finding::Column::ShopId.eq(shop.to_string()));
    if let Some(from) = filter.from {
        all = all.add(finding::Column::At.gte(from.ms()));
    }
    if let Some(to) = filter.to {
        all = all.add(finding::Column::At.lt(to.ms()));
    }
    if let Some(author) = filter.author {
        all = all.add(finding::Column::AuthorId.eq(author.to_string()));
    }
    if let Some(rule) = &filter.rule {
        all = all.add(finding::Column::Rule.eq(rule));
    }
    if let Some(category) = &filter.category {
        all = all.add(finding::Column::Category.eq(category));
    }
    if let Some(state) = filter.state {
        all = all.add(finding::Column::State.eq(state.as_str()));
    }
    if !filter.severities.is_empty() {
        all = all.add(finding::Column::Severity.is_in(filter.severities.iter().cloned()));
    }
    all
}
