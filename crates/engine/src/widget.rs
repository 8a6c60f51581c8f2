//! The buyer's side: who she is, what she says, and what reaches her.

use std::{
    net::IpAddr,
    sync::{Arc, atomic::Ordering},
};

use jinpai_model::{
    Buyer, BuyerId, BuyerRef, ConversationId, DAY_MS, IdentityChannel, MessageId, Shop, ShopId, Side,
};
use jinpai_store::{
    Lane, Read, buyers, conversations,
    messages::{self, Sender},
    secrets::{self, SecretKind},
    shops,
    visitors::{self, Visitor as VisitorRow},
};

use crate::{
    chat::{self, Draft, Mark},
    core::Engine,
    desk::part,
    error::{EngineError, Invalid, Result},
    hub::{BuyerEar, PresenceGuard, ShopHub},
    seal,
    service::answering,
    views::{AgentMarks, BuyerUpdate, MessageView, Page, Sign, WidgetSession},
};

/// Longest outside id or name of a buyer, in characters.
const MAX_EXTERNAL: usize = 200;
const BATCH: u64 = 200;
/// How a visitor is called who has not said her name; four signs of her own follow.
pub(crate) const NAMELESS: &str = "访客";

/// A logged-in buyer as the shop's own page names her: `signature` is the HMAC-SHA256 of `id` under the shop's
/// identity secret, in hexadecimal.
#[derive(Debug, Clone)]
pub struct SignedIdentity {
    pub id: String,
    pub name: Option<String>,
    pub signature: String,
}

/// A buyer with a valid token: the only way to her messages.
#[derive(Clone)]
pub struct Visitor {
    pub(crate) engine: Engine,
    shop: ShopId,
    buyer: BuyerId,
}

impl Engine {
    /// The shop behind a widget, for its frame's origins.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when there is none.
    pub async fn widget_shop(&self, shop: ShopId) -> Result<Shop> {
        shops::get(self.store.read(), shop)
            .await?
            .ok_or(EngineError::NotFound("shop"))
    }

    /// Opens or resumes a buyer's session. An unknown token starts anew; a signed identity is the buyer it names,
    /// on every device.
    ///
    /// # Errors
    /// [`EngineError::BadSignature`] for an identity the shop did not sign, [`EngineError::TooMany`] when one
    /// address opens too many.
    pub async fn open_widget(
        &self,
        shop: ShopId,
        token: Option<&str>,
        identity: Option<SignedIdentity>,
        from: IpAddr,
    ) -> Result<WidgetSession> {
        let shop = self.widget_shop(shop).await?;
        let signed = match identity {
            Some(identity) => Some(self.verify(&shop, identity).await?),
            None => None,
        };
        let read = self.store.read();
        if let Some(token) = token.filter(|token| token.len() <= 128) {
            let hash = seal::digest(token.as_bytes());
            let held = visitors::by_token_hash(read, &hash)
                .await?
                .filter(|held| held.shop == shop.id);
            if let Some(held) = held {
                let named = match &signed {
                    Some(signed) => buyers::by_ref(read, shop.id, &signed.0).await?.map(|b| b.id),
                    None => Some(held.buyer),
                };
                if named == Some(held.buyer) {
                    return self.widget_session(shop, token.to_owned(), held).await;
                }
            }
        }
        let too_many = |retry_after_s| EngineError::TooMany { retry_after_s };
        self.limits.new_visitor.take(from, self.now()).map_err(too_many)?;
        self.new_visitor(shop, signed).await
    }

    async fn new_visitor(
        &self,
        shop: Shop,
        signed: Option<(BuyerRef, Option<String>)>,
    ) -> Result<WidgetSession> {
        let now = self.now();
        let token = self.random.token();
        let visitor = ulid_text(self.random.bits(), now);
        let as_visitor = BuyerRef {
            channel: IdentityChannel::Widget,
            external: visitor.clone(),
        };
        let (known_as, name) = match signed {
            Some((reference, name)) => (Some(reference), name),
            None => (None, None),
        };
        let short = visitor.get(visitor.len().saturating_sub(4)..).unwrap_or_default();
        let fresh = Buyer {
            shop: shop.id,
            id: BuyerId::new(now, self.random.bits()),
            name: name.unwrap_or_else(|| format!("{NAMELESS} {short}")),
            region: None,
            opted_out_at: None,
            blocked_at: None,
            created_at: now,
            last_seen_at: Some(now),
        };
        let (id, hash) = (shop.id, seal::digest(token.as_bytes()));
        let write = self.store.write(Lane::Shop(id), move |tx| {
            Box::pin(async move {
                let known = match &known_as {
                    Some(reference) => buyers::by_ref(tx, id, reference).await?,
                    None => None,
                };
                let buyer = match known {
                    Some(known) => known.id,
                    None => {
                        buyers::create_with_ref(tx, &fresh, known_as.as_ref().unwrap_or(&as_visitor)).await?;
                        fresh.id
                    }
                };
                if known_as.is_some() {
                    buyers::link(tx, id, buyer, &as_visitor).await?;
                }
                let row = VisitorRow {
                    shop: id,
                    token_hash: hash,
                    buyer,
                    visitor,
                    created_at: now,
                    seen_at: now,
                };
                visitors::create(tx, &row).await?;
                Ok::<_, EngineError>(row)
            })
        });
        let row = write.await?;
        self.widget_session(shop, token, row).await
    }

    async fn widget_session(&self, shop: Shop, token: String, held: VisitorRow) -> Result<WidgetSession> {
        let read = self.store.read();
        let buyer = buyers::get(read, shop.id, held.buyer)
            .await?
            .ok_or(EngineError::NotSignedIn)?;
        let conversation = conversations::open_of_buyer(read, shop.id, buyer.id)
            .await?
            .map(|c| c.id);
        Ok(WidgetSession {
            service: self.service_sign(&shop).await?,
            token,
            visitor: held.visitor,
            buyer,
            conversation,
            shop,
        })
    }

    async fn verify(&self, shop: &Shop, identity: SignedIdentity) -> Result<(BuyerRef, Option<String>)> {
        let id = identity.id.trim();
        if id.is_empty() || id.chars().count() > MAX_EXTERNAL {
            let reason = Invalid::Not {
                expected: "1 to 200 characters",
            };
            return Err(EngineError::Invalid {
                field: "identity.id",
                reason,
            });
        }
        let secret = secrets::get(self.store.read(), shop.id, SecretKind::Identity).await?;
        let Some(secret) = secret else {
            return Err(EngineError::BadSignature);
        };
        let expected = seal::sign(&secret, &[id.as_bytes()]);
        if !seal::same(&expected, &identity.signature.to_ascii_lowercase()) {
            return Err(EngineError::BadSignature);
        }
        let name = identity
            .name
            .map(|name| name.trim().chars().take(40).collect::<String>());
        let name = name.filter(|name| !name.is_empty());
        Ok((
            BuyerRef {
                channel: IdentityChannel::Site,
                external: id.to_owned(),
            },
            name,
        ))
    }

    /// The buyer of a token.
    ///
    /// # Errors
    /// [`EngineError::NotSignedIn`] when no session has this token.
    pub async fn visitor(&self, token: &str) -> Result<Visitor> {
        let hash = seal::digest(token.as_bytes());
        let held = visitors::by_token_hash(self.store.read(), &hash).await?;
        let held = held.ok_or(EngineError::NotSignedIn)?;
        Ok(Visitor {
            engine: self.clone(),
            shop: held.shop,
            buyer: held.buyer,
        })
    }
}

impl Visitor {
    /// Who she is in this shop.
    #[must_use]
    pub const fn buyer(&self) -> BuyerId {
        self.buyer
    }

    #[must_use]
    pub const fn shop_id(&self) -> ShopId {
        self.shop
    }

    #[must_use]
    pub const fn buyer_id(&self) -> BuyerId {
        self.buyer
    }

    /// Her messages over all her conversations, oldest first, with the agents' marks.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn messages(
        &self,
        before: Option<i64>,
        after: Option<i64>,
        limit: u64,
    ) -> Result<(Page<MessageView>, AgentMarks)> {
        let read = self.engine.store.read();
        let limit = limit.clamp(1, 200);
        let page = messages::page_of_buyer(read, self.shop, self.buyer, part(before, after), limit).await?;
        let items = self.engine.show_messages(page.items).await?;
        Ok((
            Page {
                items,
                more: page.more,
                next: None,
            },
            self.marks(read).await?,
        ))
    }

    /// What was taken back lately, for a page that may still show it.
    async fn recalled(&self) -> Result<Vec<i64>> {
        let since = self.engine.now().plus(-DAY_MS);
        Ok(messages::recalled_of_buyer(self.engine.store.read(), self.shop, self.buyer, since).await?)
    }

    /// Her place in the queue, if she stands in it.
    async fn place(&self) -> Result<Option<u32>> {
        let queue = conversations::queue(self.engine.store.read(), self.shop).await?;
        let place = queue.iter().position(|talk| talk.buyer == self.buyer);
        Ok(place.map(|before| u32::try_from(before + 1).unwrap_or(u32::MAX)))
    }

    async fn marks(&self, read: &Read) -> Result<AgentMarks> {
        let newest = conversations::latest_of_buyer(read, self.shop, self.buyer).await?;
        Ok(newest.map_or_else(AgentMarks::default, |c| AgentMarks {
            delivered_seq: c.agent_delivered_seq,
            read_seq: c.agent_read_seq,
        }))
    }

    /// Says something. The same client reference again is the same message.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] or [`EngineError::TooMany`].
    pub async fn send(&self, client_ref: &str, text: &str) -> Result<MessageView> {
        let draft = Draft::new(Sender::Buyer(self.buyer), client_ref, text)?;
        let now = self.engine.now();
        let too_many = |retry_after_s| EngineError::TooMany { retry_after_s };
        self.engine
            .limits
            .buyer_message
            .take(self.buyer, now)
            .map_err(too_many)?;
        let message = MessageId::new(now, self.engine.random.bits());
        let conversation = ConversationId::new(now, self.engine.random.bits());
        let (shop, buyer) = (self.shop, self.buyer);
        let (engine, closed) = (self.engine.clone(), self.engine.closed_line(shop).await?);
        let write = self.engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                let (talk, sent) = chat::say(tx, (shop, buyer), (conversation, message), draft, now).await?;
                if let Some(closed) = closed.filter(|_| sent.new) {
                    answering::tell_closed(&engine, tx, (shop, talk.id), &closed, now).await?;
                }
                Ok::<_, EngineError>(sent.message)
            })
        });
        Ok(MessageView {
            group_name: None,
            message: write.await?,
            author_name: None,
            named: Vec::new(),
            undelivered: None,
        })
    }

    /// # Errors
    /// When the database fails.
    pub async fn read(&self, seq: i64) -> Result<()> {
        self.mark(Mark::Read, seq).await
    }

    /// # Errors
    /// When the database fails.
    pub async fn delivered(&self, seq: i64) -> Result<()> {
        self.mark(Mark::Delivered, seq).await
    }

    async fn mark(&self, mark: Mark, seq: i64) -> Result<()> {
        let (shop, buyer, now) = (self.shop, self.buyer, self.engine.now());
        let newest = conversations::latest_of_buyer(self.engine.store.read(), shop, buyer).await?;
        let Some(newest) = newest else { return Ok(()) };
        let held = match mark {
            Mark::Delivered => newest.buyer_delivered_seq,
            Mark::Read => newest.buyer_read_seq,
        };
        if seq <= held {
            return Ok(());
        }
        let write = self.engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                chat::mark(tx, &newest, Side::Buyer, mark, seq, now).await?;
                Ok::<_, EngineError>(())
            })
        });
        write.await
    }

    /// Shows the agents that she is typing. Kept nowhere.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn typing(&self, on: bool) -> Result<()> {
        let read = self.engine.store.read();
        if let Some(open) = conversations::open_of_buyer(read, self.shop, self.buyer).await? {
            let sign = Sign::BuyerTyping {
                conversation: open.id,
                on,
            };
            self.engine.hub.shop(self.shop).sign(sign);
        }
        Ok(())
    }

    /// Whether any agent of the shop is connected.
    #[must_use]
    pub fn desk_online(&self) -> bool {
        self.engine.hub.shop(self.shop).desk_online()
    }

    /// She is connected while the guard lives.
    #[must_use]
    pub fn enter(&self) -> PresenceGuard {
        self.engine.hub.shop(self.shop).buyer_enters(self.buyer)
    }

    /// Messages after `after`, then what comes.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn feed(&self, after: i64) -> Result<BuyerFeed> {
        let hub = self.engine.pumped(self.shop).await?;
        let ear = hub.listen_as_buyer(self.buyer);
        Ok(BuyerFeed {
            visitor: self.clone(),
            hub,
            ear,
            cursor: after.max(0),
            waiting: Vec::new(),
            behind: true,
        })
    }
}

/// A buyer's messages in order, each once; signs in between.
pub struct BuyerFeed {
    visitor: Visitor,
    /// Kept so that the listeners outlive the socket's last message.
    #[expect(dead_code, reason = "holds the shop's listeners open")]
    hub: Arc<ShopHub>,
    ear: BuyerEar,
    cursor: i64,
    /// Read from the log, newest first.
    waiting: Vec<BuyerUpdate>,
    behind: bool,
}

impl BuyerFeed {
    /// The next thing to tell her; waits for one. `None` when the engine stops.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn next(&mut self) -> Result<Option<BuyerUpdate>> {
        loop {
            if let Some(update) = self.waiting.pop() {
                return Ok(Some(update));
            }
            if self.behind {
                self.catch_up().await?;
                continue;
            }
            if self.ear.missed.swap(false, Ordering::AcqRel) {
                self.behind = true;
                continue;
            }
            match self.ear.from.recv().await {
                None => return Ok(None),
                Some((Some(seq), update)) => {
                    if seq > self.cursor {
                        self.cursor = seq;
                        return Ok(Some(update));
                    }
                }
                Some((None, update)) => return Ok(Some(update)),
            }
        }
    }

    async fn catch_up(&mut self) -> Result<()> {
        let (page, marks) = self.visitor.messages(None, Some(self.cursor), BATCH).await?;
        self.behind = page.more;
        if let Some(last) = page.items.last() {
            self.cursor = last.message.seq;
        }
        if !page.more {
            let farewell = self.visitor.farewell().await?;
            self.waiting.extend(farewell.map(BuyerUpdate::Farewell));
            self.waiting.push(BuyerUpdate::Marks(marks));
            let recalled = self.visitor.recalled().await?;
            if !recalled.is_empty() {
                self.waiting.push(BuyerUpdate::Recalled(recalled));
            }
            if let Some(place) = self.visitor.place().await? {
                self.waiting.push(BuyerUpdate::Queue(place));
            }
        }
        self.waiting.extend(
            page.items
                .into_iter()
                .rev()
                .map(|view| BuyerUpdate::Message(Box::new(view))),
        );
        Ok(())
    }
}

/// A ULID as text, for outside names that are no row's id.
fn ulid_text(bits: u128, now: jinpai_model::At) -> String {
    MessageId::new(now, bits).to_string()
}
