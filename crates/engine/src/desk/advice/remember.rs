//! What to remember of a buyer: her last purchase, her sizes, what she was promised, how the last talk ended.

use jinpai_model::{At, ConversationState, Order, OrderId, OrderStatus, Promise};
use jinpai_store::{conversations, ratings};

use crate::{desk::Desk, error::Result, playbook::gather::Known};

/// As shops and platforms name the option that is a size.
const SIZE_NAMES: [&str; 6] = ["尺码", "尺寸", "鞋码", "码数", "大小", "size"];
const MOST_SIZES: usize = 4;

#[derive(Debug, Clone, Default)]
pub struct RememberView {
    pub last_purchase: Option<LastPurchase>,
    /// That she bought, the newest first.
    pub sizes: Vec<String>,
    /// Still to be kept, the oldest first.
    pub promises: Vec<Promise>,
    pub last_talk: Option<LastTalk>,
}

#[derive(Debug, Clone)]
pub struct LastPurchase {
    pub order: OrderId,
    pub title: String,
    /// `米白 · M`; may be empty.
    pub options: String,
    pub at: At,
}

#[derive(Debug, Clone, Copy)]
pub struct LastTalk {
    pub at: At,
    pub end: TalkEnd,
}

/// How a talk ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TalkEnd {
    /// She had paid by then.
    Ordered,
    /// She said how she found it.
    Rated,
    /// Somebody closed it.
    Closed,
    /// She went.
    Left,
}

impl Desk {
    pub(super) async fn remember(&self, known: &Known) -> Result<RememberView> {
        let bought = |order: &&Order| order.paid_at.is_some() && order.status != OrderStatus::Closed;
        let newest = known
            .orders
            .iter()
            .filter(bought)
            .max_by_key(|order| order.paid_at);
        let options = |order: &Order| -> Vec<String> {
            let code = order.items.first().and_then(|item| item.sku.as_ref());
            let held = code
                .and_then(|code| known.options.get(code))
                .into_iter()
                .flatten();
            held.map(|option| option.value.clone()).collect()
        };
        let last_purchase = newest.and_then(|order| {
            Some(LastPurchase {
                order: order.id,
                title: order.items.first()?.title.clone(),
                options: options(order).join(" · "),
                at: order.paid_at?,
            })
        });
        let mut sizes: Vec<String> = Vec::new();
        let items = known.orders.iter().filter(bought).flat_map(|order| &order.items);
        for option in items
            .filter_map(|item| known.options.get(item.sku.as_ref()?))
            .flatten()
        {
            if SIZE_NAMES.contains(&option.name.to_lowercase().as_str()) && !sizes.contains(&option.value) {
                sizes.push(option.value.clone());
            }
        }
        sizes.truncate(MOST_SIZES);
        Ok(RememberView {
            last_purchase,
            sizes,
            promises: known.promises.clone(),
            last_talk: self.last_talk(known).await?,
        })
    }

    async fn last_talk(&self, known: &Known) -> Result<Option<LastTalk>> {
        let read = self.engine.store.read();
        let before = conversations::before(read, self.shop, known.talk.buyer, known.talk.opened_at).await?;
        let Some(before) = before else {
            return Ok(None);
        };
        let rated = ratings::get(read, self.shop, before.id).await?.is_some();
        let end = match before.paid_at_end {
            Some(true) => TalkEnd::Ordered,
            _ if rated => TalkEnd::Rated,
            _ if before.state == ConversationState::Closed => TalkEnd::Closed,
            _ => TalkEnd::Left,
        };
        Ok(Some(LastTalk {
            at: before.last_at,
            end,
        }))
    }
}
