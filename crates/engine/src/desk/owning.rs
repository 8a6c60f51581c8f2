//! Handing talks on, taking them over, notes about them, and taking a message back.

use jinpai_model::{
    At, Conversation, ConversationId, ConversationState, Duty, EventKind, Message, MessageId, PersonId, Role,
    Side, TalkLine,
};
use jinpai_store::{
    Lane, NewEvent, Tx, conversations, duties, members,
    messages::{self, Part, Sender},
};
use serde_json::json;

use crate::{
    assigning,
    chat::{self, Draft},
    desk::Desk,
    error::{EngineError, Invalid, Result},
    views::MessageView,
};

/// Lines looked back over for a word that stands there already.
const LOOKED_BACK: u64 = 10;

impl Desk {
    /// Hands a talk to a colleague, with a word to her. Whoever has it may do so, a lead always, everybody when it is
    /// nobody's.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] for a talk of somebody else's, [`EngineError::Invalid`] for who is no member or not
    /// there.
    pub async fn transfer(&self, id: ConversationId, to: PersonId, note: &str) -> Result<()> {
        self.conversation_row(id).await?;
        let (desk, note) = (self.clone(), note.to_owned());
        let write = self.engine.store.write(Lane::Shop(self.shop), move |tx| {
            Box::pin(async move {
                let talk = desk.open_talk(tx, id).await?;
                if talk.owner.is_some_and(|owner| owner != desk.person) {
                    desk.require(Role::Lead)?;
                }
                if members::role(tx, desk.shop, to).await?.is_none() {
                    return Err(no_member());
                }
                let now = desk.engine.now();
                if talk.owner == Some(to) {
                    return desk.word_beside(tx, &talk, &note, now).await;
                }
                let duty = duties::get(tx, desk.shop, to).await?;
                let here = desk.engine.hub.shop(desk.shop).agents().contains(&to);
                if !here && !duty.is_some_and(|duty| duty.is_there(now)) {
                    return Err(not_there());
                }
                assigning::give(tx, &talk, Some(to), "transferred", now).await?;
                let line = (Sender::Colleague(desk.person), TalkLine::Transferred { to });
                assigning::tell(&desk.engine, tx, &talk, line, &note, now).await
            })
        });
        write.await
    }

    /// It is hers already: the queue was quicker, or the same was asked for twice. A word to her is not lost, and stands
    /// there once.
    async fn word_beside(&self, tx: &Tx, talk: &Conversation, note: &str, now: At) -> Result<()> {
        let note = note.trim();
        let newest = messages::page(tx, self.shop, talk.id, Part::Latest, LOOKED_BACK).await?;
        let said = |line: &Message| {
            line.author == Some(self.person) && line.from == Side::System && line.text == note
        };
        if note.is_empty() || newest.items.iter().any(said) {
            return Ok(());
        }
        let line = (Sender::Colleague(self.person), TalkLine::Note);
        assigning::tell(&self.engine, tx, talk, line, note, now).await
    }

    /// Takes a talk: one of nobody's, or of a colleague who is gone; a lead also takes others'.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] while a colleague who is there has it.
    pub async fn take_over(&self, id: ConversationId) -> Result<()> {
        self.conversation_row(id).await?;
        let desk = self.clone();
        let write = self.engine.store.write(Lane::Shop(self.shop), move |tx| {
            Box::pin(async move {
                let talk = desk.open_talk(tx, id).await?;
                if talk.owner == Some(desk.person) {
                    return Ok(());
                }
                let now = desk.engine.now();
                if let Some(owner) = talk.owner {
                    let duty = duties::get(tx, desk.shop, owner).await?;
                    if duty.as_ref().is_some_and(|duty: &Duty| duty.is_there(now)) {
                        desk.require(Role::Lead)?;
                    }
                }
                assigning::give(tx, &talk, Some(desk.person), "taken-over", now).await?;
                let line = TalkLine::TakenOver { from: talk.owner };
                let line = (Sender::Colleague(desk.person), line);
                assigning::tell(&desk.engine, tx, &talk, line, "", now).await
            })
        });
        write.await
    }

    async fn open_talk(&self, tx: &Tx, id: ConversationId) -> Result<Conversation> {
        let talk = conversations::get(tx, self.shop, id).await?;
        let talk = talk.ok_or(EngineError::NotFound("conversation"))?;
        if talk.state == ConversationState::Closed {
            return Err(EngineError::AlreadyDone("closed"));
        }
        Ok(talk)
    }

    /// Writes a note for colleagues into a talk's timeline; the buyer never sees it. The same client reference again
    /// is the same note.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] for an empty or overlong text.
    pub async fn note(&self, id: ConversationId, client_ref: &str, text: &str) -> Result<MessageView> {
        let talk = self.conversation_row(id).await?;
        let mut draft = Draft::new(Sender::Colleague(self.person), client_ref, text)?;
        draft.line = Some(TalkLine::Note);
        let now = self.engine.now();
        let note = MessageId::new(now, self.engine.random.bits());
        let write = self.engine.store.write(Lane::Shop(self.shop), move |tx| {
            Box::pin(async move {
                let written = chat::write(tx, &talk, note, draft, now).await?;
                Ok::<_, EngineError>(written.message)
            })
        });
        let shown = self.engine.show_messages(vec![write.await?]).await?;
        shown.into_iter().next().ok_or(EngineError::NotFound("message"))
    }

    /// Takes a message back: its author, within two minutes. The buyer sees that one was taken back, and no word of
    /// it.
    ///
    /// # Errors
    /// [`EngineError::NotYours`] for somebody else's, [`EngineError::Invalid`] when it is too late.
    pub async fn recall(&self, id: ConversationId, seq: i64) -> Result<MessageView> {
        self.conversation_row(id).await?;
        let (shop, person, now) = (self.shop, self.person, self.engine.now());
        let write = self.engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                let mut held = messages::by_seqs(tx, shop, &[seq]).await?;
                let message = held.remove(&seq).filter(|held| held.conversation == id);
                let mut message = message.ok_or(EngineError::NotFound("message"))?;
                if message.author != Some(person) || message.from != Side::Agent {
                    return Err(EngineError::NotYours);
                }
                if message.recalled_at.is_some() {
                    return Ok(message);
                }
                if now.since(message.at) > Message::RECALL_MS {
                    return Err(too_late());
                }
                messages::recall(tx, shop, seq, now).await?;
                message.recalled_at = Some(now);
                tx.append(NewEvent {
                    at: now,
                    kind: EventKind::MessageRecalled,
                    subject: message.id.to_string(),
                    payload: json!({ "conversation": id, "seq": seq }),
                })?;
                Ok(message)
            })
        });
        let shown = self.engine.show_messages(vec![write.await?]).await?;
        shown.into_iter().next().ok_or(EngineError::NotFound("message"))
    }
}

fn no_member() -> EngineError {
    EngineError::Invalid {
        field: "to",
        reason: Invalid::Told {
            zh: "这位同事不在这家店的团队里",
            en: "is not on this shop's team",
        },
    }
}

fn not_there() -> EngineError {
    EngineError::Invalid {
        field: "to",
        reason: Invalid::Told {
            zh: "这位同事现在不在线，转给在线的同事吧",
            en: "is not there now: hand it to somebody who is",
        },
    }
}

fn too_late() -> EngineError {
    EngineError::Invalid {
        field: "message",
        reason: Invalid::Told {
            zh: "发出已超过两分钟，撤不回来了，可以补发一条说明",
            en: "was sent more than two minutes ago and cannot be taken back; a line that corrects it can be sent",
        },
    }
}
