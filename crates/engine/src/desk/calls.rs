//! Phone calls as agents note them down in a talk's timeline. The buyer never sees it.

use jinpai_model::{
    At, CallEnd, CallWay, Channel, ConversationId, ConversationState, MessageId, Snooze, TalkLine,
};
use jinpai_store::{Lane, contacts, conversations, messages::Sender};

use super::snoozing::ahead;
use crate::{
    chat::{self, Draft},
    desk::Desk,
    error::{EngineError, Invalid, Result},
    views::MessageView,
};

/// A call as its agent tells it.
#[derive(Debug, Clone)]
pub struct CallNote {
    pub way: CallWay,
    pub end: CallEnd,
    /// When she wants to be called; told exactly where that is how it ended.
    pub back_at: Option<At>,
    /// What was said; may be empty.
    pub text: String,
}

impl Desk {
    /// Notes a call down. The same client reference again is the same note. Who is to be called back comes back to the
    /// top of the list at that moment; and whom we have spoken to was contacted, as far as her reminders are concerned.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] for a bad value.
    pub async fn note_call(
        &self,
        id: ConversationId,
        client_ref: &str,
        call: CallNote,
    ) -> Result<MessageView> {
        self.conversation_row(id).await?;
        let now = self.engine.now();
        match (call.end, call.back_at) {
            (CallEnd::CallBack, Some(at)) => ahead("back_at", at, now)?,
            (CallEnd::CallBack, None) | (_, Some(_)) => return Err(wrong_moment()),
            (_, None) => {}
        }
        let mut draft = Draft::wordless(Sender::Colleague(self.person), client_ref, &call.text)?;
        let CallNote {
            way, end, back_at, ..
        } = call;
        draft.line = Some(TalkLine::Called { way, end, back_at });
        let line = MessageId::new(now, self.engine.random.bits());
        let desk = self.clone();
        let write = self.engine.store.write(Lane::Shop(self.shop), move |tx| {
            Box::pin(async move {
                let talk = conversations::get(tx, desk.shop, id).await?;
                let talk = talk.ok_or(EngineError::NotFound("conversation"))?;
                let written = chat::write(tx, &talk, line, draft, now).await?;
                if !written.new {
                    return Ok(written.message);
                }
                if way == CallWay::Outbound && matches!(end, CallEnd::Reached | CallEnd::CallBack) {
                    let contact = contacts::Contact {
                        shop: talk.shop,
                        buyer: talk.buyer,
                        at: now,
                        channel: Channel::Phone,
                        source: "agent".to_owned(),
                    };
                    contacts::record(tx, &contact).await?;
                }
                if let Some(until) = back_at
                    && talk.state == ConversationState::Open
                {
                    let remark = written.message.text.replace('\n', " ");
                    let remark: String = remark.chars().take(Snooze::MAX_CHARS).collect();
                    desk.put_off(tx, &talk, (until, remark.trim()), now).await?;
                }
                Ok::<_, EngineError>(written.message)
            })
        });
        let shown = self.engine.show_messages(vec![write.await?]).await?;
        shown.into_iter().next().ok_or(EngineError::NotFound("message"))
    }
}

fn wrong_moment() -> EngineError {
    EngineError::Invalid {
        field: "back_at",
        reason: Invalid::Told {
            zh: "约了再打，就写上几点打；没有约，就不用写时间",
            en: "belongs to a call that she asked for again, and to no other",
        },
    }
}
