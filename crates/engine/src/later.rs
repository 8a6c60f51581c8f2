//! Sends what agents wrote for a later moment, once each: under the name that the message keeps for good, so a crash
//! between sending and noting it sends nothing twice.

use std::time::Duration;

use jinpai_coach::Locale;
use jinpai_model::{LaterMessage, LaterState, Role, TalkLine};
use jinpai_store::{Lane, conversations, later, messages::Sender};

use crate::{
    assigning,
    core::Engine,
    error::{EngineError, Result},
};

/// How often it is looked what is due.
const LOOK_MS: i64 = 1_000;
const LEAST_LOOK: Duration = Duration::from_millis(50);

/// Sends what is due until the engine stops.
pub(crate) async fn run(engine: Engine) {
    let mut stopping = engine.stopping();
    loop {
        if let Err(error) = send_due(&engine).await {
            tracing::warn!(%error, "replies that are due could not be sent; it is tried again");
        }
        let pause = engine.clock.real(LOOK_MS).max(LEAST_LOOK);
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stopping.changed() => return,
        }
    }
}

async fn send_due(engine: &Engine) -> Result<()> {
    for due in later::due(engine.store.read(), engine.now()).await? {
        match send(engine, &due).await {
            Ok(()) => end(engine, &due, LaterState::Sent).await?,
            // The database is away: it is still due when it is back.
            Err(EngineError::Store(error)) => return Err(error.into()),
            Err(error) => {
                tracing::info!(%error, later = %due.id, "a reply could not be sent at its moment");
                end(engine, &due, LaterState::Refused).await?;
            }
        }
    }
    Ok(())
}

async fn send(engine: &Engine, due: &LaterMessage) -> Result<()> {
    let desk = engine.desk(due.author, due.shop, Role::Agent).await?;
    // Nobody reads what the coach says of it now.
    desk.send(due.conversation, &due.sent_as(), &due.text, Locale::Zh)
        .await?;
    Ok(())
}

async fn end(engine: &Engine, due: &LaterMessage, state: LaterState) -> Result<()> {
    let (engine_in, due) = (engine.clone(), due.clone());
    let write = engine.store.write(Lane::Shop(due.shop), move |tx| {
        Box::pin(async move {
            let ended = later::end(tx, due.shop, due.id, state).await?;
            if !ended || state != LaterState::Refused {
                return Ok(());
            }
            let Some(talk) = conversations::get(tx, due.shop, due.conversation).await? else {
                return Ok(());
            };
            let line = (Sender::Colleague(due.author), TalkLine::NotSent);
            assigning::tell(&engine_in, tx, &talk, line, &due.text, engine_in.now()).await
        })
    });
    write.await
}
