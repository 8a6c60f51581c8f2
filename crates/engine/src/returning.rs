//! Brings talks that were put off back to the list at their moment, each once: whether one still is put off is asked
//! inside the write that ends it.

use std::time::Duration;

use jinpai_model::{At, Conversation, EventKind, Message, MessageId, Side, TalkLine};
use jinpai_store::{Lane, NewEvent, StoreError, Tx, conversations, messages::Sender};
use serde_json::json;

use crate::{
    chat::{self, Draft},
    core::Engine,
    error::Result,
};

/// How often it is looked whose moment has come.
const LOOK_MS: i64 = 1_000;
const LEAST_LOOK: Duration = Duration::from_millis(50);

/// Brings back what is due until the engine stops.
pub(crate) async fn run(engine: Engine) {
    let mut stopping = engine.stopping();
    loop {
        if let Err(error) = bring_back_due(&engine).await {
            tracing::warn!(%error, "talks that are due could not be brought back; it is tried again");
        }
        let pause = engine.clock.real(LOOK_MS).max(LEAST_LOOK);
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stopping.changed() => return,
        }
    }
}

async fn bring_back_due(engine: &Engine) -> Result<()> {
    let now = engine.now();
    for talk in conversations::due_back(engine.store.read(), now).await? {
        let Some(until) = talk.snooze.as_ref().map(|snooze| snooze.until) else {
            continue;
        };
        let line = MessageId::new(now, engine.random.bits());
        let write = engine.store.write(Lane::Shop(talk.shop), move |tx| {
            Box::pin(async move { bring_back(tx, &talk, until, (line, now)).await })
        });
        write.await?;
    }
    Ok(())
}

/// In its moment: on top of the list until somebody takes it up.
async fn bring_back(tx: &Tx, talk: &Conversation, until: At, (line, now): (MessageId, At)) -> Result<()> {
    if !conversations::come_back(tx, talk.shop, talk.id, (until, now)).await? {
        return Ok(());
    }
    returned(tx, talk, "due", now)?;
    tell(tx, talk, (line, false), now).await?;
    Ok(())
}

/// What a message does to a talk that is put off, or back from it: the buyer's brings it back at once, and whoever
/// answers in it has taken it up.
pub(crate) async fn on_message(
    tx: &Tx,
    talk: &Conversation,
    said: &Message,
    now: At,
) -> Result<(), StoreError> {
    let early = match (said.from, talk.asleep()) {
        (Side::Buyer, Some(_)) => true,
        (Side::Buyer | Side::Agent, None) if talk.snooze.is_some() => false,
        _ => return Ok(()),
    };
    conversations::clear_snooze(tx, talk.shop, talk.id).await?;
    if early {
        returned(tx, talk, "buyer", now)?;
        // A neighbour of the message that brought it back: nobody else can have made it.
        let line = MessageId::from_bits(said.id.bits() ^ 1);
        tell(tx, talk, (line, true), now).await?;
    }
    Ok(())
}

pub(crate) fn returned(tx: &Tx, talk: &Conversation, why: &'static str, now: At) -> Result<(), StoreError> {
    tx.append(NewEvent {
        at: now,
        kind: EventKind::ConversationReturned,
        subject: talk.id.to_string(),
        payload: json!({ "why": why }),
    })?;
    Ok(())
}

async fn tell(
    tx: &Tx,
    talk: &Conversation,
    (id, early): (MessageId, bool),
    now: At,
) -> Result<(), StoreError> {
    let remark = talk.snooze.as_ref().map_or("", |snooze| snooze.remark.as_str());
    let line = TalkLine::CameBack { early };
    // The remark was held to its length when it was written, which is all that can be refused of it.
    let Ok(draft) = Draft::about(Sender::System, id.to_string(), line, remark) else {
        return Ok(());
    };
    // Behind a box: the writing of a message asks here what it does to its talk.
    Box::pin(chat::write(tx, talk, id, draft, now)).await?;
    Ok(())
}
