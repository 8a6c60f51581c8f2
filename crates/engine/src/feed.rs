//! An agent's view of a shop's log: what came after her cursor, then what comes.

use std::{collections::VecDeque, sync::Arc};

use jinpai_model::ShopId;
use jinpai_store::events;
use tokio::sync::broadcast::{Receiver, error::RecvError};

use crate::{
    core::Engine,
    error::Result,
    hub::DeskItem,
    views::{Sign, Update},
};

/// Further behind than this, reading lists anew is cheaper than replaying.
const MOST_REPLAYED: i64 = 2_000;
const BATCH: u64 = 200;

/// One entry for an agent's socket.
#[derive(Debug, Clone)]
pub enum FeedItem {
    Update(Arc<Update>),
    /// The cursor was too far behind: read the lists anew and go on from here.
    Reset {
        head: i64,
    },
    Sign(Sign),
}

/// Updates in strictly rising sequence, each once, without a gap.
pub struct Feed {
    engine: Engine,
    shop: ShopId,
    cursor: i64,
    live: Receiver<DeskItem>,
    waiting: VecDeque<FeedItem>,
    /// Whether the log must be read before listening on.
    behind: bool,
}

impl Feed {
    /// Listens first and reads afterwards, so that nothing can fall between.
    pub(crate) async fn open(engine: Engine, shop: ShopId, after: i64) -> Result<Self> {
        let live = engine.pumped(shop).await?.listen();
        let head = events::head(engine.store.read(), shop).await?;
        let mut feed = Self {
            engine,
            shop,
            cursor: after,
            live,
            waiting: VecDeque::new(),
            behind: true,
        };
        if after < 0 || after > head || head - after > MOST_REPLAYED {
            feed.cursor = head;
            feed.waiting.push_back(FeedItem::Reset { head });
        }
        Ok(feed)
    }

    /// The next entry; waits for one. `None` when the engine stops.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn next(&mut self) -> Result<Option<FeedItem>> {
        loop {
            if let Some(item) = self.waiting.pop_front() {
                return Ok(Some(item));
            }
            if self.behind {
                self.catch_up().await?;
                continue;
            }
            match self.live.recv().await {
                Ok(DeskItem::Sign(sign)) => return Ok(Some(FeedItem::Sign(sign))),
                Ok(DeskItem::Update(update)) => {
                    if update.event.seq == self.cursor + 1 {
                        self.cursor += 1;
                        return Ok(Some(FeedItem::Update(update)));
                    }
                    self.behind = update.event.seq > self.cursor;
                }
                Err(RecvError::Lagged(_)) => self.behind = true,
                Err(RecvError::Closed) => return Ok(None),
            }
        }
    }

    async fn catch_up(&mut self) -> Result<()> {
        let batch = events::after(self.engine.store.read(), self.shop, self.cursor, BATCH).await?;
        let Some(last) = batch.last() else {
            self.behind = false;
            return Ok(());
        };
        self.cursor = last.seq;
        let updates = self.engine.show_events(self.shop, batch).await?;
        self.waiting.extend(
            updates
                .into_iter()
                .map(|update| FeedItem::Update(Arc::new(update))),
        );
        Ok(())
    }
}
