//! What is to be done for the bridge's buyers: the shop's log after a cursor, without what is not theirs.

use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

use jinpai_channels::bridge::{OutBody, OutBuyer, OutItem, OutboxPage};
use jinpai_model::{
    BuyerId, Conversation, ConversationId, Event, EventKind, Message, PersonId, ShopId, Side, Zone,
};
use jinpai_store::{
    Lane, bridges, buyers, conversations, events,
    messages::{self, Part},
    secrets::SecretKind,
};
use serde_json::Value;
use tokio::sync::broadcast::error::RecvError;

use super::MOST_ITEMS;
use crate::{
    core::Engine,
    error::{EngineError, Invalid, Result},
    show::names_of,
};

/// Events read at a time.
const BATCH: u64 = 500;
/// Batches looked through for one page; a bridge that is far behind comes on page by page.
const MOST_BATCHES: usize = 20;
/// How often it is written down that a bridge which only waits is there.
const SEEN_EACH_MS: i64 = 10_000;
/// Messages looked back over for the last one of the buyer's.
const LOOKED_BACK: u64 = 50;

impl Engine {
    /// The next page for a shop's bridge. `after` says that everything up to there is in its hands; none: after
    /// what it said so of last. With nothing to do, waits for it up to `wait`.
    ///
    /// # Errors
    /// [`EngineError::BadSignature`], [`EngineError::StaleTimestamp`], or [`EngineError::Invalid`] for a cursor
    /// beyond the log.
    pub async fn outbox(
        &self,
        shop: ShopId,
        (timestamp, signature, query): (&str, &str, &str),
        after: Option<i64>,
        wait: Duration,
    ) -> Result<OutboxPage> {
        self.signed_by(shop, SecretKind::Channel, timestamp, signature, query.as_bytes())
            .await?;
        let after = self.bridge_comes(shop, after).await?;
        let mut live = self.pumped(shop).await?.listen();
        let until = tokio::time::Instant::now() + wait;
        let mut stopping = self.stopping();
        let mut reached = after;
        loop {
            let page = self.outbox_after(shop, reached).await?;
            if !page.items.is_empty() {
                return Ok(page);
            }
            reached = page.next;
            let grown = async {
                // Typing and presence are no news here.
                loop {
                    match live.recv().await {
                        Ok(crate::hub::DeskItem::Sign(_)) => {}
                        Ok(_) | Err(RecvError::Lagged(_)) => return true,
                        Err(RecvError::Closed) => return false,
                    }
                }
            };
            tokio::select! {
                grown = grown => if !grown { return Ok(page) },
                () = tokio::time::sleep_until(until) => return Ok(page),
                _ = stopping.changed() => return Ok(page),
            }
        }
    }

    /// Notes that the bridge is there and how far it has come; answers where it goes on.
    async fn bridge_comes(&self, shop: ShopId, after: Option<i64>) -> Result<i64> {
        let read = self.store.read();
        let held = bridges::get(read, shop).await?;
        let reached = held.as_ref().map_or(0, |bridge| bridge.reached_seq);
        let after = after.unwrap_or(reached);
        if after < 0 || after > events::head(read, shop).await? {
            let expected = "a `next` that this shop has answered before";
            return Err(EngineError::Invalid {
                field: "after",
                reason: Invalid::Not { expected },
            });
        }
        let now = self.now();
        let fresh = held
            .and_then(|bridge| bridge.seen_at)
            .is_some_and(|seen| now.since(seen) < SEEN_EACH_MS);
        if after > reached || !fresh {
            let write = self.store.write(Lane::Shop(shop), move |tx| {
                Box::pin(async move {
                    bridges::seen(tx, shop, now, after).await?;
                    Ok::<_, EngineError>(())
                })
            });
            write.await?;
        }
        Ok(after)
    }

    /// The next page after a place of the log, without waiting.
    pub(super) async fn outbox_after(&self, shop: ShopId, after: i64) -> Result<OutboxPage> {
        let zone = self.widget_shop(shop).await?.settings.zone;
        let zone = zone.parse().unwrap_or_else(|_| Zone::shanghai());
        let mut page = OutboxPage {
            items: Vec::new(),
            next: after,
        };
        for _ in 0..MOST_BATCHES {
            let batch = events::after(self.store.read(), shop, page.next, BATCH).await?;
            let Some(last) = batch.last() else { break };
            let reached = last.seq;
            page.items.extend(self.items_of(shop, &batch, &zone).await?);
            if page.items.len() > MOST_ITEMS {
                page.items.truncate(MOST_ITEMS);
                page.next = page.items.last().map_or(reached, |item| item.seq);
                break;
            }
            page.next = reached;
            if !page.items.is_empty() {
                break;
            }
        }
        Ok(page)
    }

    async fn items_of(&self, shop: ShopId, batch: &[Event], zone: &Zone) -> Result<Vec<OutItem>> {
        let found: Vec<(&Event, ConversationId, Told)> = batch
            .iter()
            .filter_map(|event| told(event).map(|(talk, told)| (event, talk, told)))
            .collect();
        if found.is_empty() {
            return Ok(Vec::new());
        }
        let read = self.store.read();
        let ids: HashSet<ConversationId> = found.iter().map(|(_, talk, _)| *talk).collect();
        let ids: Vec<ConversationId> = ids.into_iter().collect();
        let talks = conversations::get_many(read, shop, &ids).await?;
        let whom: HashSet<BuyerId> = talks.values().map(|talk| talk.buyer).collect();
        let whom: Vec<BuyerId> = whom.into_iter().collect();
        let ties = bridges::ties_of(read, shop, &whom).await?;
        if ties.is_empty() {
            return Ok(Vec::new());
        }
        let whom: Vec<BuyerId> = ties.keys().copied().collect();
        let called = buyers::get_many(read, shop, &whom).await?;
        let seqs = found.iter().filter_map(|(_, _, told)| told.message());
        let said = messages::by_seqs(read, shop, &seqs.collect::<Vec<_>>()).await?;
        let authors: HashSet<PersonId> = said.values().filter_map(|m| m.author).collect();
        let names = names_of(read, authors).await?;
        let mut items = Vec::new();
        for (event, talk, told) in found {
            let Some(talk) = talks.get(&talk) else { continue };
            let Some(tie) = ties.get(&talk.buyer) else {
                continue;
            };
            let body = match told {
                Told::Message { seq, again } => said.get(&seq).and_then(|m| body_of(m, &names, again)),
                Told::Read(seq) => self.read_up_to(talk, seq).await?,
                Told::Recalled(message) => Some(OutBody::Recalled { message }),
                Told::Closed => Some(OutBody::Closed),
            };
            let Some(body) = body else { continue };
            let name = called.get(&talk.buyer).map(|buyer| buyer.name.clone());
            items.push(OutItem {
                seq: event.seq,
                at: event.at.rfc3339(zone),
                conversation: talk.id.to_string(),
                buyer: OutBuyer {
                    channel: tie.channel,
                    id: tie.external.clone(),
                    name: name.unwrap_or_default(),
                },
                body,
            });
        }
        Ok(items)
    }

    /// The last message of hers that stands before the mark, by the bridge's own id.
    async fn read_up_to(&self, talk: &Conversation, seq: i64) -> Result<Option<OutBody>> {
        let part = Part::Before(seq + 1);
        let page = messages::page(self.store.read(), talk.shop, talk.id, part, LOOKED_BACK).await?;
        let hers = page.items.into_iter().rev().find(|m| m.from == Side::Buyer);
        Ok(hers.map(|m| OutBody::Read {
            message: m.client_ref,
        }))
    }
}

/// What an event means for a bridge.
enum Told {
    Message { seq: i64, again: bool },
    Read(i64),
    Recalled(i64),
    Closed,
}

impl Told {
    const fn message(&self) -> Option<i64> {
        match self {
            Self::Message { seq, .. } => Some(*seq),
            Self::Read(_) | Self::Recalled(_) | Self::Closed => None,
        }
    }
}

/// Anything that a buyer elsewhere should see is told here, and nothing else is.
fn told(event: &Event) -> Option<(ConversationId, Told)> {
    let payload = &event.payload;
    let talk = || payload.get("conversation")?.as_str()?.parse().ok();
    let number = |name: &str| payload.get(name).and_then(Value::as_i64);
    let side = |name: &str| payload.get(name).and_then(Value::as_str);
    let ours = |name: &str| side(name) == Some(Side::Agent.as_str());
    Some(match event.kind {
        EventKind::MessageSent if ours("from") || side("from") == Some(Side::Bot.as_str()) => {
            let seq = event.seq;
            (talk()?, Told::Message { seq, again: false })
        }
        EventKind::MessageReceipt if payload.get("again") == Some(&Value::Bool(true)) => {
            let seq = number("message")?;
            (talk()?, Told::Message { seq, again: true })
        }
        EventKind::MessagesRead if ours("by") => (event.subject.parse().ok()?, Told::Read(number("seq")?)),
        EventKind::MessageRecalled => (talk()?, Told::Recalled(number("seq")?)),
        // What she has left herself is no news to her.
        EventKind::ConversationClosed if side("side").is_none() => {
            (event.subject.parse().ok()?, Told::Closed)
        }
        _ => return None,
    })
}

fn body_of(message: &Message, names: &HashMap<PersonId, String>, again: bool) -> Option<OutBody> {
    let ours = matches!(message.from, Side::Agent | Side::Bot);
    // What was taken back before the bridge came for it is never said.
    (ours && message.recalled_at.is_none()).then(|| OutBody::Message {
        message: message.seq,
        from: message.from,
        agent: message.author.and_then(|author| names.get(&author).cloned()),
        text: message.text.clone(),
        again,
    })
}
