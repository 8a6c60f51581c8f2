//! An agent sends the draft that lies before her. The gate is asked once more: what was right three minutes ago may
//! not be now.

use jinpai_model::{Channel, ConversationId, EventKind, MessageId, Reason, Side, StepState, Task, TaskState};
use jinpai_reminder::{Decision, inquiry::Handing};
use jinpai_store::{Lane, messages::Sender, steps, tasks};

use super::decide::{Looked, look};
use crate::{
    chat::{self, Draft, Mark},
    desk::Desk,
    error::{EngineError, Result},
    reminders::{case::ShopCase, chat_key, deciding::log_task, log_step},
};

impl Desk {
    /// Sends a draft as the agent's own message, or, outside the chat, hands it to its channel.
    ///
    /// # Errors
    /// [`EngineError::AlreadyDone`] when it was answered; [`EngineError::NoLongerFits`] when it may not go out any more.
    pub(crate) async fn send_draft(&self, task: Task) -> Result<Task> {
        let of = ShopCase::load(&self.engine, self.shop).await?;
        let (shop, person, now) = (self.shop, self.person, self.engine.now());
        let ids = (
            ConversationId::new(now, self.engine.random.bits()),
            MessageId::new(now, self.engine.random.bits()),
        );
        let write = self.engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                let step = steps::get(tx, shop, task.step).await?;
                let step = step.filter(|step| step.state == StepState::Waiting);
                let step = step.ok_or(EngineError::AlreadyDone("answered"))?;
                let confirmed = (Handing::Message, Some(now));
                let looked = look(tx, &of, &step, confirmed, now).await?;
                let Some(Looked {
                    decision: Decision::Send { .. },
                    wording: Some(wording),
                    talk,
                    ..
                }) = looked
                else {
                    let reason = looked.map_or(Reason::Unreachable, |looked| looked.decision.reason());
                    return Ok(Err(reason));
                };
                if !tasks::finish(tx, shop, task.id, "sent", person, now).await? {
                    return Err(EngineError::AlreadyDone("answered"));
                }
                let done = Task {
                    state: TaskState::Done,
                    outcome: Some("sent".to_owned()),
                    done_by: Some(person),
                    done_at: Some(now),
                    ..task
                };
                log_task(tx, EventKind::TaskDone, &done, now)?;
                if step.channel != Channel::Chat {
                    steps::resume(tx, shop, step.id, now, Reason::Confirmed).await?;
                    return Ok(Ok(done));
                }
                let draft = Draft::new(Sender::Agent(person), &chat_key(&step), &wording.text)?;
                let (open, sent) = chat::say(tx, (shop, talk.buyer), ids, draft, now).await?;
                if sent.new {
                    chat::mark(tx, &open, Side::Agent, Mark::Read, open.last_seq, now).await?;
                }
                steps::reword(tx, shop, step.id, &wording.text).await?;
                if steps::settle(tx, shop, step.id, StepState::Sent, step.reason, now).await? {
                    log_step(tx, EventKind::StepSent, step.id, step.reason, now)?;
                }
                Ok(Ok(done))
            })
        });
        match write.await? {
            Ok(done) => {
                self.engine.wake_dispatcher();
                Ok(done)
            }
            Err(reason) => Err(EngineError::NoLongerFits {
                flow: jinpai_model::Flow::Inquiry,
                reason,
            }),
        }
    }
}
