//! Finding messages by their words, Chinese ones too, which no space parts: texts are cut into pairs of neighbouring
//! characters, questions the same way, and what is found is looked at once more with the eye.
//!
//! The index follows the log with a cursor of its own: a message is findable a moment after it was sent, and sending
//! costs nothing more for it. What an older version wrote is taken in at the first start.

pub(crate) mod cut;

use std::{collections::HashMap, time::Duration};

use jinpai_model::{BuyerId, EventKind, Message, ShopId};
use jinpai_store::{
    Lane, buyers, conversations, cursors, events, messages,
    search::{self, Indexed},
};
use jinpai_text::Folded;

use crate::{
    core::Engine,
    desk::Desk,
    error::{EngineError, Invalid, Result},
    views::{FoundMessage, Page},
};

/// Name of the index's place in each shop's log.
const CURSOR: &str = "search";
/// Events read at a time.
const BATCH: u64 = 500;
/// How often logs are looked at unasked.
const LOOK: Duration = Duration::from_millis(500);
/// Events without a message that may be read again after a restart.
const UNWRITTEN: i64 = 1_000;
/// Longest question, in characters.
const MOST_ASKED: usize = 100;
/// Looked at once more in one question: pairs may stand apart where the question's words stand together.
const MOST_TRIED: usize = 2_000;

/// Keeps the index up with the logs until the engine stops.
pub(crate) async fn run(engine: Engine) {
    let mut stopping = engine.stopping();
    let mut reached: HashMap<ShopId, (i64, i64)> = HashMap::new();
    loop {
        if let Err(error) = follow(&engine, &mut reached).await {
            tracing::warn!(%error, "new messages could not be made findable; it is tried again");
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            () = engine.search_bell.notified() => {}
            _ = stopping.changed() => return,
        }
    }
}

/// How far each shop is read, and how far that is written down.
async fn follow(engine: &Engine, reached: &mut HashMap<ShopId, (i64, i64)>) -> Result<()> {
    let read = engine.store.read();
    for (shop, head) in events::heads(read).await? {
        let mut at = match reached.get(&shop) {
            Some(at) if at.0 >= head => continue,
            Some(at) => *at,
            None => {
                let kept = cursors::get(read, shop, CURSOR).await?;
                (kept, kept)
            }
        };
        while !*engine.stopping().borrow() {
            let batch = events::after(read, shop, at.0, BATCH).await?;
            let Some(last) = batch.last() else { break };
            let to = last.seq;
            let sent = batch.iter().filter(|event| event.kind == EventKind::MessageSent);
            let seqs: Vec<i64> = sent.map(|event| event.seq).collect();
            let mut rows: Vec<Indexed> = (messages::by_seqs(read, shop, &seqs).await?.into_values())
                .map(|message| Indexed {
                    seq: message.seq,
                    words: cut::words_of(&message.text),
                })
                .filter(|row| !row.words.is_empty())
                .collect();
            rows.sort_unstable_by_key(|row| row.seq);
            at.0 = to;
            if !rows.is_empty() || to - at.1 > UNWRITTEN {
                let from = at.1;
                let write = engine.store.write(Lane::Shop(shop), move |tx| {
                    Box::pin(async move {
                        // Another process may have been here.
                        let kept = cursors::get(tx, shop, CURSOR).await?;
                        if kept > from {
                            return Ok(kept);
                        }
                        search::put(tx, shop, &rows).await?;
                        cursors::set(tx, shop, CURSOR, to).await?;
                        Ok::<_, EngineError>(to)
                    })
                });
                let kept = write.await?;
                at = (kept, kept);
            }
            reached.insert(shop, at);
        }
        reached.insert(shop, at);
    }
    Ok(())
}

impl Desk {
    /// The shop's newest messages that hold every part of a question, before a place.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] for a question that is empty, overlong, or holds nothing that is indexed.
    pub async fn search(&self, asked: &str, before: Option<i64>, limit: u64) -> Result<Page<FoundMessage>> {
        if asked.chars().count() > MOST_ASKED {
            let reason = Invalid::TooLong { max: MOST_ASKED };
            return Err(EngineError::Invalid { field: "q", reason });
        }
        let terms = cut::terms_of(asked);
        if terms.is_empty() {
            let reason = Invalid::Empty;
            return Err(EngineError::Invalid { field: "q", reason });
        }
        let parts: Vec<Vec<char>> = asked.split_whitespace().map(folded).collect();
        let read = self.engine.store.read();
        let limit = usize::try_from(limit.clamp(1, 100)).unwrap_or(1);
        let (mut found, mut before, mut tried, mut more) = (Vec::new(), before, 0, true);
        while found.len() <= limit && tried < MOST_TRIED && more {
            let seqs = search::find(read, self.shop, &terms, before, BATCH.min(200)).await?;
            more = seqs.len() >= 200;
            tried += seqs.len();
            before = seqs.last().copied().or(before);
            let mut held = messages::by_seqs(read, self.shop, &seqs).await?;
            let newest = seqs.iter().filter_map(|seq| held.remove(seq));
            found.extend(newest.filter(|message| message.recalled_at.is_none() && holds(message, &parts)));
        }
        let more = found.len() > limit;
        found.truncate(limit);
        let next = found.last().filter(|_| more).map(|last| last.seq.to_string());
        Ok(Page {
            items: self.with_buyers(found).await?,
            more,
            next,
        })
    }

    async fn with_buyers(&self, found: Vec<Message>) -> Result<Vec<FoundMessage>> {
        let read = self.engine.store.read();
        let talks: Vec<_> = found.iter().map(|message| message.conversation).collect();
        let talks = conversations::get_many(read, self.shop, &talks).await?;
        let ids: Vec<BuyerId> = talks.values().map(|talk| talk.buyer).collect();
        let buyers = buyers::get_many(read, self.shop, &ids).await?;
        let shown = self.engine.show_messages(found).await?;
        let with = |view: crate::views::MessageView| {
            let buyer = buyers.get(&talks.get(&view.message.conversation)?.buyer)?;
            Some(FoundMessage {
                buyer: buyer.id,
                buyer_name: buyer.name.clone(),
                message: view,
            })
        };
        Ok(shown.into_iter().filter_map(with).collect())
    }
}

fn folded(text: &str) -> Vec<char> {
    Folded::of(text).chars().to_vec()
}

/// Whether every part stands in it as it was asked.
fn holds(message: &Message, parts: &[Vec<char>]) -> bool {
    let text = folded(&message.text);
    parts
        .iter()
        .all(|part| part.is_empty() || text.windows(part.len()).any(|window| window == part.as_slice()))
}
