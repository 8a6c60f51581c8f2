//! Putting a talk off until a moment, and taking it out again.

use jinpai_model::{At, Conversation, ConversationId, ConversationState, EventKind, Snooze, TalkLine};
use jinpai_store::{Lane, NewEvent, StoreError, Tx, conversations, messages::Sender};
use serde_json::json;

use crate::{
    assigning,
    desk::Desk,
    error::{EngineError, Invalid, Result},
    returning,
};

impl Desk {
    /// Puts a talk off with a word on what is to be done then: it leaves the list, and comes back at its moment or
    /// when the buyer writes. What was set before gives way. A talk of nobody's becomes hers, so that somebody has it.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] for a moment that is past or too far ahead, [`EngineError::AlreadyDone`] for a closed
    /// talk.
    pub async fn snooze(&self, id: ConversationId, until: At, remark: &str) -> Result<()> {
        self.conversation_row(id).await?;
        let now = self.engine.now();
        ahead("until_at", until, now)?;
        let remark = one_line("remark", remark)?;
        let desk = self.clone();
        let write = self.engine.store.write(Lane::Shop(self.shop), move |tx| {
            Box::pin(async move {
                let talk = conversations::get(tx, desk.shop, id).await?;
                let talk = talk.ok_or(EngineError::NotFound("conversation"))?;
                if talk.state == ConversationState::Closed {
                    return Err(EngineError::AlreadyDone("closed"));
                }
                if talk
                    .asleep()
                    .is_some_and(|held| held.until == until && held.remark == remark)
                {
                    return Ok(());
                }
                if talk.owner.is_none() && assigning::may_have(tx, &talk, desk.person, now).await? {
                    assigning::give(tx, &talk, Some(desk.person), "snoozed", now).await?;
                }
                desk.put_off(tx, &talk, (until, &remark), now).await?;
                let line = (Sender::Colleague(desk.person), TalkLine::PutOff { until });
                assigning::tell(&desk.engine, tx, &talk, line, &remark, now).await
            })
        });
        write.await
    }

    pub(super) async fn put_off(
        &self,
        tx: &Tx,
        talk: &Conversation,
        (until, remark): (At, &str),
        now: At,
    ) -> Result<(), StoreError> {
        let snooze = Snooze {
            until,
            by: self.person,
            remark: remark.to_owned(),
            returned_at: None,
        };
        conversations::put_off(tx, talk.shop, talk.id, &snooze).await?;
        tx.append(NewEvent {
            at: now,
            kind: EventKind::ConversationSnoozed,
            subject: talk.id.to_string(),
            payload: json!({ "until_at": until, "by": self.person }),
        })?;
        Ok(())
    }

    /// Takes a talk out again that is put off, or down from the top of the list when it is back and done with. Of one
    /// that is neither there is nothing to do.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when the shop has no such conversation.
    pub async fn wake(&self, id: ConversationId) -> Result<()> {
        let desk = self.clone();
        let write = self.engine.store.write(Lane::Shop(self.shop), move |tx| {
            Box::pin(async move {
                let talk = conversations::get(tx, desk.shop, id).await?;
                let talk = talk.ok_or(EngineError::NotFound("conversation"))?;
                if conversations::clear_snooze(tx, desk.shop, id).await? {
                    returning::returned(tx, &talk, "person", desk.engine.now())?;
                }
                Ok::<_, EngineError>(())
            })
        });
        write.await
    }
}

/// A moment that a talk may wait for.
pub(super) fn ahead(field: &'static str, until: At, now: At) -> Result<()> {
    if until > now && until.since(now) <= Snooze::MOST_AHEAD_MS {
        return Ok(());
    }
    Err(EngineError::Invalid {
        field,
        reason: Invalid::Told {
            zh: "要选以后一年之内的时间",
            en: "has to be ahead, and within a year",
        },
    })
}

/// A remark of one line; it may be none.
pub(super) fn one_line(field: &'static str, text: &str) -> Result<String> {
    let plain: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let plain = plain.trim();
    if plain.chars().count() > Snooze::MAX_CHARS {
        let reason = Invalid::TooLong {
            max: Snooze::MAX_CHARS,
        };
        return Err(EngineError::Invalid { field, reason });
    }
    Ok(plain.to_owned())
}
