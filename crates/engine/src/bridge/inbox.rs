//! What the bridge tells. A delivery is taken whole or not at all, its events in their order.

use std::collections::BTreeSet;

use jinpai_channels::bridge::{self, BridgeEvent, ReceiptState, Said};
use jinpai_model::{
    At, Buyer, BuyerId, BuyerRef, Conversation, ConversationId, EventKind, HOUR_MS, Message, MessageId, Shop,
    ShopId, Side,
};
use jinpai_store::{
    Lane, NewEvent, Tx, bridges, buyers, conversations,
    deliveries::{self, Delivery},
    messages::{self, Sender},
    secrets::SecretKind,
    undelivered,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    chat::{self, Draft, Mark},
    coaching,
    core::Engine,
    error::{EngineError, Result},
    hooks::{HookHeaders, named},
    seal,
    service::answering,
    views::Sign,
};

/// A message that comes late is put no further back than this: what was done meanwhile stays done.
const LATEST_MS: i64 = HOUR_MS;

/// What became of one event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventTaken {
    /// `new`; `same`: it was known; `kept-open`: she waits for an answer, so the talk stays.
    pub result: String,
    /// The place of a buyer's message in the shop's log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seq: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conversation: Option<ConversationId>,
}

impl EventTaken {
    fn of(new: bool) -> Self {
        Self {
            result: if new { "new" } else { "same" }.to_owned(),
            seq: None,
            conversation: None,
        }
    }
}

impl Engine {
    /// Takes one delivery of a shop's bridge. The same delivery again answers what it answered first.
    ///
    /// # Errors
    /// [`EngineError::BadSignature`], [`EngineError::StaleTimestamp`], [`EngineError::ReplayedDelivery`],
    /// [`EngineError::TooMany`], [`EngineError::OutOfOrder`], [`EngineError::IdUsedBefore`],
    /// [`EngineError::NotFound`], or [`EngineError::BadHook`] for a body that cannot be read. Then nothing is taken.
    pub async fn bridge_tells(
        &self,
        shop: ShopId,
        headers: HookHeaders<'_>,
        body: &[u8],
    ) -> Result<Vec<EventTaken>> {
        let (timestamp, signature) = (headers.timestamp, headers.signature);
        self.signed_by(shop, SecretKind::Channel, timestamp, signature, body)
            .await?;
        named(headers.delivery)?;
        let events = bridge::read(body)?;
        let now = self.now();
        let too_many = |retry_after_s| EngineError::TooMany { retry_after_s };
        for _ in &events {
            self.limits.bridge.take(shop, now).map_err(too_many)?;
        }
        let row = Delivery {
            shop,
            // Other webhooks of the shop name their deliveries as they like.
            delivery: format!("channel {}", headers.delivery),
            body_hash: seal::digest(body),
            result: String::new(),
            at: now,
        };
        let shop = self.widget_shop(shop).await?;
        let signs: Vec<(BuyerRef, bool)> = events.iter().filter_map(typing).collect();
        let coach = self.coach_of(shop.id).await?;
        let (engine, id) = (self.clone(), shop.id);
        let closed = self.closed_line(id).await?;
        let write = self.store.write(Lane::Shop(id), move |tx| {
            Box::pin(async move {
                engine.deliveries.sweep(tx, now).await?;
                if let Some(first) = deliveries::get(tx, id, &row.delivery).await? {
                    let known = serde_json::from_str(&first.result).ok();
                    let same = first.body_hash == row.body_hash;
                    return known.filter(|_| same).ok_or(EngineError::ReplayedDelivery);
                }
                let inbox = Inbox {
                    engine: &engine,
                    shop: &shop,
                    coach: &coach,
                    now,
                };
                let mut taken = Vec::with_capacity(events.len());
                for event in events {
                    taken.push(inbox.take(tx, event).await?);
                }
                if let Some(closed) = &closed {
                    for talk in spoken_in(&taken) {
                        answering::tell_closed(&engine, tx, (id, talk), closed, now).await?;
                    }
                }
                bridges::seen(tx, id, now, 0).await?;
                let result = json!(taken).to_string();
                deliveries::put(tx, &Delivery { result, ..row }).await?;
                Ok(taken)
            })
        });
        let taken = write.await?;
        for (buyer, on) in signs {
            self.show_typing(id, &buyer, on).await?;
        }
        Ok(taken)
    }

    /// Kept nowhere, as in the widget.
    async fn show_typing(&self, shop: ShopId, buyer: &BuyerRef, on: bool) -> Result<()> {
        let read = self.store.read();
        let Some(buyer) = buyers::by_ref(read, shop, buyer).await? else {
            return Ok(());
        };
        if let Some(open) = conversations::open_of_buyer(read, shop, buyer.id).await? {
            let conversation = open.id;
            self.hub.shop(shop).sign(Sign::BuyerTyping { conversation, on });
        }
        Ok(())
    }
}

fn typing(event: &BridgeEvent) -> Option<(BuyerRef, bool)> {
    match event {
        BridgeEvent::Typing { buyer, on } => Some((buyer.clone(), *on)),
        _ => None,
    }
}

/// Talks in which a buyer has said something that is new.
fn spoken_in(taken: &[EventTaken]) -> BTreeSet<ConversationId> {
    let new = |taken: &&EventTaken| taken.seq.is_some() && taken.result == "new";
    (taken.iter().filter(new))
        .filter_map(|taken| taken.conversation)
        .collect()
}

/// One delivery while it is written.
struct Inbox<'a> {
    engine: &'a Engine,
    shop: &'a Shop,
    coach: &'a coaching::own::ShopCoach,
    now: At,
}

impl Inbox<'_> {
    async fn take(&self, tx: &Tx, event: BridgeEvent) -> Result<EventTaken> {
        match event {
            BridgeEvent::Message(said) => self.message(tx, said).await,
            BridgeEvent::Typing { .. } => Ok(EventTaken::of(true)),
            BridgeEvent::Read { buyer, message } => {
                let talk = self.talk_of(tx, message).await?.1;
                let hers = buyers::by_ref(tx, self.shop.id, &buyer).await?;
                if hers.is_none_or(|hers| hers.id != talk.buyer) {
                    return Err(EngineError::NotFound("message"));
                }
                self.mark(tx, &talk, Mark::Read, message).await
            }
            BridgeEvent::BuyerClosed { buyer } => self.closed(tx, &buyer).await,
            BridgeEvent::Receipt { message, state, why } => self.receipt(tx, message, state, &why).await,
        }
    }

    async fn message(&self, tx: &Tx, said: Said) -> Result<EventTaken> {
        let shop = self.shop.id;
        let buyer = self.buyer(tx, &said).await?;
        let sender = Sender::Buyer(buyer);
        let draft = Draft::new(sender, &said.id, &said.text)?;
        if let Some(prev) = said.prev
            && messages::by_client_ref(tx, shop, sender, &prev).await?.is_none()
        {
            return Err(EngineError::OutOfOrder { id: said.id });
        }
        bridges::tie(tx, shop, buyer, &said.buyer, self.now).await?;
        let open = conversations::open_of_buyer(tx, shop, buyer).await?;
        // When she really spoke is what her wait counts from, but nothing is put before what was said already.
        let earliest = open
            .map_or(At(0), |open| open.last_at)
            .max(self.now.plus(-LATEST_MS));
        let at = said.at.max(earliest).min(self.now);
        let random = &self.engine.random;
        let ids = (
            ConversationId::new(at, random.bits()),
            MessageId::new(at, random.bits()),
        );
        let text = draft.text.clone();
        let (talk, sent) = chat::say(tx, (shop, buyer), ids, draft, at).await?;
        if sent.message.text != text {
            return Err(EngineError::IdUsedBefore { id: said.id });
        }
        buyers::touch_seen(tx, shop, &[buyer], self.now).await?;
        Ok(EventTaken {
            seq: Some(sent.message.seq),
            conversation: Some(talk.id),
            ..EventTaken::of(sent.new)
        })
    }

    /// Who speaks: the buyer of that name, who may be known by her orders already, or a new one.
    async fn buyer(&self, tx: &Tx, said: &Said) -> Result<BuyerId> {
        if let Some(known) = buyers::by_ref(tx, self.shop.id, &said.buyer).await? {
            return Ok(known.id);
        }
        let name = said.name.clone();
        let fresh = Buyer {
            shop: self.shop.id,
            id: BuyerId::new(self.now, self.engine.random.bits()),
            name: name.unwrap_or_else(|| said.buyer.external.chars().take(40).collect()),
            region: None,
            opted_out_at: None,
            blocked_at: None,
            created_at: self.now,
            last_seen_at: Some(self.now),
        };
        buyers::create_with_ref(tx, &fresh, &said.buyer).await?;
        Ok(fresh.id)
    }

    /// A message that was handed to the bridge, and its talk.
    async fn talk_of(&self, tx: &Tx, seq: i64) -> Result<(Message, Conversation)> {
        let shop = self.shop.id;
        let unknown = || EngineError::NotFound("message");
        let message = messages::by_seqs(tx, shop, &[seq]).await?.remove(&seq);
        let message = message
            .filter(|message| matches!(message.from, Side::Agent | Side::Bot))
            .ok_or_else(unknown)?;
        let talk = conversations::get(tx, shop, message.conversation).await?;
        let talk = talk.ok_or_else(unknown)?;
        if bridges::ties_of(tx, shop, &[talk.buyer]).await?.is_empty() {
            return Err(unknown());
        }
        Ok((message, talk))
    }

    async fn mark(&self, tx: &Tx, talk: &Conversation, mark: Mark, seq: i64) -> Result<EventTaken> {
        let moved = chat::mark(tx, talk, Side::Buyer, mark, seq, self.now).await?;
        Ok(EventTaken::of(moved))
    }

    async fn receipt(&self, tx: &Tx, seq: i64, state: ReceiptState, why: &str) -> Result<EventTaken> {
        let (message, talk) = self.talk_of(tx, seq).await?;
        let mark = match state {
            ReceiptState::Delivered => Mark::Delivered,
            ReceiptState::Read => Mark::Read,
            ReceiptState::Failed => {
                let known = undelivered::of(tx, message.shop, &[seq]).await?.remove(&seq);
                if known.as_deref() == Some(why) {
                    return Ok(EventTaken::of(false));
                }
                undelivered::put(tx, message.shop, seq, why, self.now).await?;
                tell_receipt(tx, &message, self.now, false)?;
                return Ok(EventTaken::of(true));
            }
        };
        let mended = undelivered::remove(tx, message.shop, seq).await?;
        if mended {
            tell_receipt(tx, &message, self.now, false)?;
        }
        let marked = self.mark(tx, &talk, mark, seq).await?;
        Ok(if mended { EventTaken::of(true) } else { marked })
    }

    /// She has left. A question of hers that nobody has answered keeps the talk where it is seen.
    async fn closed(&self, tx: &Tx, buyer: &BuyerRef) -> Result<EventTaken> {
        let shop = self.shop.id;
        let known = buyers::by_ref(tx, shop, buyer).await?;
        let known = known.ok_or(EngineError::NotFound("buyer"))?;
        let Some(open) = conversations::open_of_buyer(tx, shop, known.id).await? else {
            return Ok(EventTaken::of(false));
        };
        let conversation = Some(open.id);
        if open.waiting_since_at.is_some() {
            return Ok(EventTaken {
                result: "kept-open".to_owned(),
                seq: None,
                conversation,
            });
        }
        conversations::close(tx, shop, open.id).await?;
        coaching::ending::end(tx, (self.shop, self.coach), &open, self.now).await?;
        tx.append(NewEvent {
            at: self.now,
            kind: EventKind::ConversationClosed,
            subject: open.id.to_string(),
            payload: json!({ "side": Side::Buyer }),
        })?;
        Ok(EventTaken {
            conversation,
            ..EventTaken::of(true)
        })
    }
}

/// Says in the log that what is known of a message's way has changed; `again`: the bridge is to take it once more.
pub(super) fn tell_receipt(tx: &Tx, message: &Message, now: At, again: bool) -> Result<()> {
    tx.append(NewEvent {
        at: now,
        kind: EventKind::MessageReceipt,
        subject: message.id.to_string(),
        payload: json!({ "conversation": message.conversation, "message": message.seq, "again": again }),
    })?;
    Ok(())
}
