//! Talking: lists, timelines, sending, marks and signs.

use jinpai_coach::{Line, Locale, Report};
use jinpai_model::{
    At, Channel, Conversation, ConversationId, ConversationState, EventKind, MINUTE_MS, MessageId, ProductId,
    Side,
};
use jinpai_store::{
    Lane, NewEvent, contacts,
    conversations::{self, TalkCursor},
    events,
    messages::{self, Part, Sender},
    persons,
};
use serde_json::json;

use crate::{
    assigning,
    chat::{self, Draft, Mark},
    coaching::{self, Context, Judged},
    core::Engine,
    desk::Desk,
    error::{EngineError, Invalid, Result},
    views::{BuyerUpdate, ConversationView, MessageView, Page, Sent, Sign},
};

impl Desk {
    /// A page of conversations, the latest talk first, with the log's head before they were read; `before`: the
    /// `next` of the page before.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] for a `before` that no page has given.
    pub async fn conversations(
        &self,
        state: Option<ConversationState>,
        before: Option<&str>,
        limit: u64,
    ) -> Result<(Page<ConversationView>, i64)> {
        let wrong = |expected| EngineError::Invalid {
            field: "before",
            reason: Invalid::Not { expected },
        };
        let before = before.map(str::parse::<TalkCursor>).transpose().map_err(wrong)?;
        let read = self.engine.store.read();
        // The head first: what is appended while the list is read is replayed, never lost.
        let head = events::head(read, self.shop).await?;
        let (rows, next) = conversations::list(read, self.shop, state, before, limit).await?;
        let page = Page {
            items: self.engine.show_conversations(self.shop, rows).await?,
            more: next.is_some(),
            next: next.map(|cursor| cursor.to_string()),
        };
        Ok((page, head))
    }

    /// How many of the shop's talks are closed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn closed_count(&self) -> Result<u64> {
        Ok(conversations::count_closed(self.engine.store.read(), self.shop).await?)
    }

    /// # Errors
    /// [`EngineError::NotFound`] when the shop has no such conversation.
    pub async fn conversation(&self, id: ConversationId) -> Result<ConversationView> {
        let row = self.conversation_row(id).await?;
        let shown = self.engine.show_conversations(self.shop, vec![row]).await?;
        shown
            .into_iter()
            .next()
            .ok_or(EngineError::NotFound("conversation"))
    }

    pub(crate) async fn conversation_row(&self, id: ConversationId) -> Result<Conversation> {
        let row = conversations::get(self.engine.store.read(), self.shop, id).await?;
        row.ok_or(EngineError::NotFound("conversation"))
    }

    /// A page of the timeline, oldest first: after a sequence, before one, or the newest.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when the shop has no such conversation.
    pub async fn messages(
        &self,
        id: ConversationId,
        before: Option<i64>,
        after: Option<i64>,
        limit: u64,
    ) -> Result<Page<MessageView>> {
        self.conversation_row(id).await?;
        let read = self.engine.store.read();
        let page = messages::page(read, self.shop, id, part(before, after), limit).await?;
        Ok(Page {
            items: self.engine.show_messages(page.items).await?,
            more: page.more,
            next: None,
        })
    }

    /// Sends a reply. The coach looks at it once more, and what it blocks is not sent. The same client reference
    /// again is the same message.
    ///
    /// # Errors
    /// [`EngineError::BlockedByCoach`], [`EngineError::Invalid`] or [`EngineError::NotFound`].
    pub async fn send(
        &self,
        id: ConversationId,
        client_ref: &str,
        text: &str,
        locale: Locale,
    ) -> Result<Sent> {
        let draft = Draft::new(Sender::Agent(self.person), client_ref, text)?;
        self.deliver(id, draft, locale).await
    }

    /// Checks what is to be sent, and sends it; of a message without words there is nothing to check.
    pub(crate) async fn deliver(&self, id: ConversationId, mut draft: Draft, locale: Locale) -> Result<Sent> {
        let conversation = self.conversation_row(id).await?;
        if let Some(sent) = self.sent_before(&draft).await? {
            return Ok(sent);
        }
        let shop = self.shop().await?;
        let now = self.engine.now();
        let context = self.engine.context_of(&shop, &conversation, self.person).await?;
        draft.others_waiting = context.others_waiting;
        let coach = self.engine.coach_of(self.shop).await?;
        let judged = if draft.text.is_empty() {
            Judged::default()
        } else {
            Engine::check(&coach, &shop, &context, &draft.text, now, locale)
        };
        if judged.report.blocks() {
            return Err(EngineError::BlockedByCoach(Box::new(judged.report)));
        }
        let message = MessageId::new(now, self.engine.random.bits());
        let fresh = ConversationId::new(now, self.engine.random.bits());
        let report = judged.report.clone();
        let person = self.person;
        let write = self.engine.store.write(Lane::Shop(self.shop), move |tx| {
            Box::pin(async move {
                // A reply to a closed conversation goes into the buyer's next one.
                let to = (conversation.shop, conversation.buyer);
                let (open, sent) = chat::say(tx, to, (fresh, message), draft, now).await?;
                if sent.new {
                    if open.owner.is_none() && assigning::may_have(tx, &open, person, now).await? {
                        // Who answers a talk of nobody's has it.
                        assigning::give(tx, &open, Some(person), "answered", now).await?;
                    }
                    let known = (&*coach, context.facts.as_ref());
                    coaching::keep_findings(tx, &sent.message, &judged, known).await?;
                    chat::mark(tx, &open, Side::Agent, Mark::Read, open.last_seq, now).await?;
                    if !in_session(&open, now) {
                        // Writing to a buyer who is not there is a contact, and counts in her budget.
                        contacts::record(tx, &agent_contact(&open, now)).await?;
                    }
                }
                Ok::<_, EngineError>(sent.message)
            })
        });
        let message = write.await?;
        let shown = self.engine.show_messages(vec![message]).await?;
        let message = shown.into_iter().next().ok_or(EngineError::NotFound("message"))?;
        Ok(Sent { message, report })
    }

    /// The message that this draft became before: its sender did not hear of it and asks again. What was sent is
    /// not judged anew.
    pub(crate) async fn sent_before(&self, draft: &Draft) -> Result<Option<Sent>> {
        let read = self.engine.store.read();
        let known = messages::by_client_ref(read, self.shop, draft.sender, &draft.client_ref).await?;
        let shown = self.engine.show_messages(known.into_iter().collect()).await?;
        Ok(shown.into_iter().next().map(|message| Sent {
            message,
            report: Report::default(),
        }))
    }

    /// What the coach says about a text. With a conversation, its buyer turn and facts count; `buyer_text` and
    /// `product` stand in for them on the rule bench.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when the conversation is not this shop's.
    pub async fn check(
        &self,
        conversation: Option<ConversationId>,
        buyer_text: Option<&str>,
        product: Option<ProductId>,
        text: &str,
        locale: Locale,
    ) -> Result<Judged> {
        if text.chars().count() > jinpai_model::Message::MAX_CHARS {
            let reason = crate::Invalid::TooLong {
                max: jinpai_model::Message::MAX_CHARS,
            };
            return Err(EngineError::Invalid {
                field: "text",
                reason,
            });
        }
        let shop = self.shop().await?;
        let mut context = match conversation {
            Some(id) => {
                let conversation = self.conversation_row(id).await?;
                self.engine.context_of(&shop, &conversation, self.person).await?
            }
            None => Context::default(),
        };
        if let Some(buyer_text) = buyer_text {
            context.lines = vec![Line::of(Side::Buyer, buyer_text)];
        }
        if let Some(product) = product {
            context.facts = self.engine.facts_of_product(&shop, product).await?;
        }
        let coach = self.engine.coach_of(self.shop).await?;
        Ok(Engine::check(
            &coach,
            &shop,
            &context,
            text,
            self.engine.now(),
            locale,
        ))
    }

    /// # Errors
    /// [`EngineError::NotFound`] when the shop has no such conversation.
    pub async fn read(&self, id: ConversationId, seq: i64) -> Result<()> {
        self.mark(id, Mark::Read, seq).await
    }

    /// # Errors
    /// [`EngineError::NotFound`] when the shop has no such conversation.
    pub async fn delivered(&self, id: ConversationId, seq: i64) -> Result<()> {
        self.mark(id, Mark::Delivered, seq).await
    }

    async fn mark(&self, id: ConversationId, mark: Mark, seq: i64) -> Result<()> {
        let row = self.conversation_row(id).await?;
        let held = match mark {
            Mark::Delivered => row.agent_delivered_seq,
            Mark::Read => row.agent_read_seq,
        };
        if seq <= held {
            return Ok(());
        }
        let now = self.engine.now();
        let write = self.engine.store.write(Lane::Shop(self.shop), move |tx| {
            Box::pin(async move {
                chat::mark(tx, &row, Side::Agent, mark, seq, now).await?;
                Ok::<_, EngineError>(())
            })
        });
        write.await
    }

    /// # Errors
    /// [`EngineError::NotFound`] when the shop has no such conversation.
    pub async fn star(&self, id: ConversationId, starred: bool) -> Result<()> {
        let row = self.conversation_row(id).await?;
        if row.starred == starred {
            return Ok(());
        }
        let (shop, now) = (self.shop, self.engine.now());
        let write = self.engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                conversations::star(tx, shop, id, starred).await?;
                let kind = EventKind::ConversationStarred;
                let payload = json!({ "starred": starred });
                tx.append(NewEvent {
                    at: now,
                    kind,
                    subject: id.to_string(),
                    payload,
                })?;
                Ok::<_, EngineError>(())
            })
        });
        write.await
    }

    /// Ends a conversation, and keeps what is said of it as a whole; the buyer's next message opens a new one.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when the shop has no such conversation.
    pub async fn close(&self, id: ConversationId) -> Result<()> {
        let row = self.conversation_row(id).await?;
        if row.state == ConversationState::Closed {
            return Ok(());
        }
        self.engine.close_talk(self.shop, id, json!(self.person)).await
    }

    /// Shows the buyer and the other agents that she is typing. Kept nowhere.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when the shop has no such conversation.
    pub async fn typing(&self, id: ConversationId, on: bool) -> Result<()> {
        let row = self.conversation_row(id).await?;
        let name = persons::by_id(self.engine.store.read(), self.person)
            .await?
            .map_or_else(String::new, |p| p.name);
        let hub = self.engine.hub.shop(self.shop);
        hub.publish_to_buyer(row.buyer, &(None, BuyerUpdate::Typing(on)));
        hub.sign(Sign::AgentTyping {
            conversation: id,
            person: self.person,
            name,
            on,
        });
        Ok(())
    }
}

/// Which part of a timeline two optional bounds ask for; `after` wins.
pub(crate) fn part(before: Option<i64>, after: Option<i64>) -> Part {
    match (after, before) {
        (Some(after), _) => Part::After(after),
        (None, Some(before)) => Part::Before(before),
        (None, None) => Part::Latest,
    }
}

/// Whether the buyer is in the talk: she wrote within the time after which a chat counts as over.
fn in_session(open: &Conversation, now: At) -> bool {
    const SESSION_MS: i64 = 10 * MINUTE_MS;
    open.last_buyer_at.is_some_and(|at| now.since(at) < SESSION_MS)
}

fn agent_contact(open: &Conversation, now: At) -> contacts::Contact {
    let (shop, buyer) = (open.shop, open.buyer);
    contacts::Contact {
        shop,
        buyer,
        at: now,
        channel: Channel::Chat,
        source: "agent".to_owned(),
    }
}
