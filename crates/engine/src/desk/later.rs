//! Drafts that are kept, and replies that wait for their moment.

use jinpai_coach::Locale;
use jinpai_model::{At, ConversationId, LaterId, LaterMessage, LaterState, Message, Role};
use jinpai_store::{Lane, drafts, later, messages::Sender};

use crate::{
    chat::Draft,
    coaching::Context,
    core::Engine,
    desk::Desk,
    error::{EngineError, Invalid, Result},
};

impl Desk {
    /// What she had begun to write in a talk, on whatever machine.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when the shop has no such conversation.
    pub async fn draft(&self, id: ConversationId) -> Result<String> {
        self.conversation_row(id).await?;
        let kept = drafts::get(self.engine.store.read(), self.shop, id, self.person).await?;
        Ok(kept.unwrap_or_default())
    }

    /// Keeps what she has begun to write; an empty text forgets it.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] for an overlong text.
    pub async fn keep_draft(&self, id: ConversationId, text: &str) -> Result<()> {
        self.conversation_row(id).await?;
        if text.chars().count() > Message::MAX_CHARS {
            let reason = Invalid::TooLong {
                max: Message::MAX_CHARS,
            };
            return Err(EngineError::Invalid {
                field: "text",
                reason,
            });
        }
        let text = text.replace('\0', "");
        let (shop, person, now) = (self.shop, self.person, self.engine.now());
        let write = self.engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move { drafts::put(tx, shop, (id, person), &text, now).await })
        });
        Ok(write.await?)
    }

    /// What waits to be sent in a talk, the next first.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when the shop has no such conversation.
    pub async fn later(&self, id: ConversationId) -> Result<Vec<LaterMessage>> {
        self.conversation_row(id).await?;
        Ok(later::waiting_in(self.engine.store.read(), self.shop, id).await?)
    }

    /// Has a reply sent at a moment. The coach looks at it now, and again then. The same client reference again is the
    /// same reply.
    ///
    /// # Errors
    /// [`EngineError::BlockedByCoach`], or [`EngineError::Invalid`] for a moment that is past or too far ahead.
    pub async fn send_later(
        &self,
        id: ConversationId,
        client_ref: &str,
        (text, due_at): (&str, At),
        locale: Locale,
    ) -> Result<LaterMessage> {
        let draft = Draft::new(Sender::Agent(self.person), client_ref, text)?;
        let conversation = self.conversation_row(id).await?;
        let read = self.engine.store.read();
        if let Some(known) = later::by_client_ref(read, self.shop, self.person, client_ref).await? {
            return Ok(known);
        }
        let now = self.engine.now();
        if due_at <= now || due_at.since(now) > LaterMessage::MOST_AHEAD_MS {
            return Err(wrong_moment());
        }
        let shop = self.shop().await?;
        let context: Context = self.engine.context_of(&shop, &conversation, self.person).await?;
        let coach = self.engine.coach_of(self.shop).await?;
        let judged = Engine::check(&coach, &shop, &context, &draft.text, now, locale);
        if judged.report.blocks() {
            return Err(EngineError::BlockedByCoach(Box::new(judged.report)));
        }
        let new = LaterMessage {
            shop: self.shop,
            id: LaterId::new(now, self.engine.random.bits()),
            conversation: id,
            author: self.person,
            client_ref: draft.client_ref,
            text: draft.text,
            due_at,
            state: LaterState::Planned,
            created_at: now,
        };
        let write = self.engine.store.write(Lane::Shop(self.shop), move |tx| {
            Box::pin(async move {
                let known = later::by_client_ref(tx, new.shop, new.author, &new.client_ref).await?;
                if let Some(known) = known {
                    return Ok(known);
                }
                let waiting = later::waiting_in(tx, new.shop, id).await?;
                if waiting.len() as u64 >= LaterMessage::MOST_OF_TALK {
                    return Err(too_many());
                }
                later::add(tx, &new).await?;
                Ok(new)
            })
        });
        write.await
    }

    /// Thinks better of a reply that waits: its author, or a lead.
    ///
    /// # Errors
    /// [`EngineError::NotYours`] for another agent's, [`EngineError::AlreadyDone`] when it is sent.
    pub async fn drop_later(&self, id: ConversationId, which: LaterId) -> Result<()> {
        let held = later::get(self.engine.store.read(), self.shop, which).await?;
        let held = held.filter(|held| held.conversation == id);
        let held = held.ok_or(EngineError::NotFound("message"))?;
        if held.author != self.person && self.require(Role::Lead).is_err() {
            return Err(EngineError::NotYours);
        }
        let shop = self.shop;
        let write = self.engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move { later::end(tx, shop, which, LaterState::Dropped).await })
        });
        match (write.await?, held.state) {
            (true, _) | (false, LaterState::Dropped) => Ok(()),
            _ => Err(EngineError::AlreadyDone("sent")),
        }
    }
}

fn wrong_moment() -> EngineError {
    EngineError::Invalid {
        field: "due_at",
        reason: Invalid::Told {
            zh: "要选以后 90 天之内的时间",
            en: "has to be ahead, and within 90 days",
        },
    }
}

fn too_many() -> EngineError {
    EngineError::Invalid {
        field: "due_at",
        reason: Invalid::Told {
            zh: "这个会话已经有 20 条定时消息在等，先取消几条再加",
            en: "20 replies wait in this conversation already; drop some first",
        },
    }
}
