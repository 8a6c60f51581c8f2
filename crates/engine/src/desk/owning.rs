//! Handing talks on, to a colleague or a group, taking them over or back, notes about them, and taking a message back.

use jinpai_model::{
    At, Conversation, ConversationId, ConversationState, Duty, EventKind, GroupId, GroupWait, MINUTE_MS,
    Message, MessageId, PersonId, Role, Side, TalkLine,
};
use jinpai_store::{
    Lane, NewEvent, Tx, conversations, duties, groups, members,
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
/// The same for what handed a talk on, in the minutes in which that may be taken back.
const LOOKED_BACK_FOR_HAND: u64 = 50;

/// To whom a talk goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HandTo {
    Colleague(PersonId),
    Group(GroupId),
}

impl Desk {
    /// Hands a talk to a colleague or to a group, with a word to whom takes it. Whoever has it may do so, a lead always,
    /// everybody who may have it when it is nobody's.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] for a talk of somebody else's, [`EngineError::Invalid`] for who is no member or not
    /// there, and for a group without anybody else.
    pub async fn transfer(&self, id: ConversationId, to: HandTo, note: &str) -> Result<()> {
        self.conversation_row(id).await?;
        let (desk, note) = (self.clone(), note.to_owned());
        let write = self.engine.store.write(Lane::Shop(self.shop), move |tx| {
            Box::pin(async move {
                let talk = desk.open_talk(tx, id).await?;
                let now = desk.engine.now();
                let mine = match talk.owner {
                    Some(owner) => owner == desk.person,
                    None => assigning::may_have(tx, &talk, desk.person, now).await?,
                };
                if !mine {
                    desk.require(Role::Lead)?;
                }
                match to {
                    HandTo::Colleague(person) => desk.to_colleague(tx, &talk, person, (&note, now)).await,
                    HandTo::Group(group) => desk.to_group(tx, &talk, group, (&note, now)).await,
                }
            })
        });
        write.await
    }

    async fn to_colleague(
        &self,
        tx: &Tx,
        talk: &Conversation,
        to: PersonId,
        (note, now): (&str, At),
    ) -> Result<()> {
        if members::role(tx, self.shop, to).await?.is_none() {
            return Err(no_member());
        }
        if talk.owner == Some(to) {
            return self.word_beside(tx, talk, note, now).await;
        }
        let duty = duties::get(tx, self.shop, to).await?;
        let here = self.engine.hub.shop(self.shop).agents().contains(&to);
        if !here && !duty.is_some_and(|duty| duty.is_there(now)) {
            return Err(not_there());
        }
        assigning::give(tx, talk, Some(to), "transferred", now).await?;
        let line = TalkLine::Transferred { to, from: talk.owner };
        let line = (Sender::Colleague(self.person), line);
        assigning::tell(&self.engine, tx, talk, line, note, now).await
    }

    /// It waits for the group alone for the shop's minutes, then for anybody. Nobody of it need be there: it is seen
    /// that it waits.
    async fn to_group(
        &self,
        tx: &Tx,
        talk: &Conversation,
        to: GroupId,
        (note, now): (&str, At),
    ) -> Result<()> {
        let all = groups::of_shop(tx, self.shop).await?;
        let group = all.into_iter().find(|one| one.id == to).ok_or_else(no_group)?;
        if !group.members.iter().any(|member| *member != self.person) {
            return Err(nobody_in_it());
        }
        if talk.group.is_some_and(|wait| wait.group == to) {
            return self.word_beside(tx, talk, note, now).await;
        }
        let minutes = self.shop().await?.settings.group_wait_min;
        let wait = GroupWait {
            group: to,
            until: At(now.ms() + i64::from(minutes) * MINUTE_MS),
            by: self.person,
        };
        assigning::give_to_group(tx, talk, wait, now).await?;
        let line = TalkLine::TransferredToGroup {
            group: to,
            from: talk.owner,
        };
        let line = (Sender::Colleague(self.person), line);
        assigning::tell(&self.engine, tx, talk, line, note, now).await
    }

    /// Takes back what she handed on, within two minutes and while nobody has answered in it or had it from there:
    /// it is whose it was before.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] when it is too late.
    pub async fn take_back(&self, id: ConversationId) -> Result<()> {
        self.conversation_row(id).await?;
        let desk = self.clone();
        let write = self.engine.store.write(Lane::Shop(self.shop), move |tx| {
            Box::pin(async move {
                let talk = desk.open_talk(tx, id).await?;
                let now = desk.engine.now();
                let newest = messages::page(tx, desk.shop, id, Part::Latest, LOOKED_BACK_FOR_HAND).await?;
                let from = handed_by(&newest.items, desk.person, now).ok_or_else(handed_for_good)?;
                assigning::give(tx, &talk, from, "taken-back", now).await?;
                let line = (Sender::Colleague(desk.person), TalkLine::TakenBack);
                assigning::tell(&desk.engine, tx, &talk, line, "", now).await
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
    /// [`EngineError::Forbidden`] while a colleague who is there has it, or while it waits for a group she is not in.
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
                let may = match talk.owner {
                    Some(owner) => {
                        let duty = duties::get(tx, desk.shop, owner).await?;
                        !duty.as_ref().is_some_and(|duty: &Duty| duty.is_there(now))
                    }
                    None => assigning::may_have(tx, &talk, desk.person, now).await?,
                };
                if !may {
                    desk.require(Role::Lead)?;
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

/// Whose the talk was before this person handed it on; none when she did not, or it is too late. `lines` are the
/// newest of the talk, the oldest of them first.
fn handed_by(lines: &[Message], person: PersonId, now: At) -> Option<Option<PersonId>> {
    for line in lines.iter().rev() {
        if line.from == Side::Agent {
            return None;
        }
        match line.line {
            Some(TalkLine::Transferred { from, .. } | TalkLine::TransferredToGroup { from, .. }) => {
                let fits = line.author == Some(person) && now.since(line.at) <= Message::HAND_BACK_MS;
                return fits.then_some(from);
            }
            Some(TalkLine::TakenOver { .. } | TalkLine::TakenBack | TalkLine::PassedOn { .. }) => {
                return None;
            }
            _ => {}
        }
    }
    None
}

fn handed_for_good() -> EngineError {
    EngineError::Invalid {
        field: "conversation",
        reason: Invalid::Told {
            zh: "转出超过两分钟，或者同事已经接手回复了，撤不回来了",
            en: "was handed on more than two minutes ago, or a colleague has answered in it",
        },
    }
}

fn no_group() -> EngineError {
    EngineError::Invalid {
        field: "group",
        reason: Invalid::Told {
            zh: "这个分组已经删掉了，换一个吧",
            en: "was removed: choose another",
        },
    }
}

fn nobody_in_it() -> EngineError {
    EngineError::Invalid {
        field: "group",
        reason: Invalid::Told {
            zh: "这个分组里没有别的同事，请主管先加人",
            en: "has nobody else in it: a lead can put somebody in",
        },
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
