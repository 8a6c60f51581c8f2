//! The inquiry journey: a talk falls quiet with everything answered, and a word is laid before the agent or sent.
//!
//! What to do is decided by `jinpai_reminder::inquiry`, from a [`case::InquiryCase`] read inside the transaction that
//! writes the decision down. Steps of both flows stand in one table, are claimed by one dispatcher and share one
//! budget; this module only knows what is different about an inquiry.

mod case;
pub(crate) mod decide;
mod draft;
pub(crate) mod plan;

use std::time::Duration;

use jinpai_model::{At, ConversationId, DAY_MS, HOUR_MS, ShopId, Step};
use jinpai_store::{Lane, conversations, shops};

use crate::{
    core::Engine,
    error::{EngineError, Result},
    reminders::case::ShopCase,
};

/// How often quiet talks are looked for, on the engine's clock, and at most on the real one.
const LOOK_MS: i64 = 2_000;
const LEAST_LOOK: Duration = Duration::from_millis(250);
/// Talks looked at in one go.
const BATCH: u64 = 50;
/// How far back the first look of a process reaches; what fell quiet before that is left alone.
const FIRST_MS: i64 = DAY_MS;
/// How far back the others reach: a talk is looked at as soon as it is quiet, and again when this failed.
const LATER_MS: i64 = HOUR_MS;

/// The conversation that a step of an inquiry belongs to.
pub(crate) fn talk_of(step: &Step) -> Option<ConversationId> {
    step.ladder.strip_prefix("inquiry-")?.parse().ok()
}

/// Looks for quiet talks until the engine stops.
pub(crate) async fn run(engine: Engine) {
    let mut stopping = engine.stopping();
    let mut reach_ms = FIRST_MS;
    loop {
        match look(&engine, reach_ms).await {
            Ok(()) => reach_ms = LATER_MS,
            Err(error) => tracing::warn!(%error, "quiet talks could not be looked at; it is tried again"),
        }
        let pause = engine.clock.real(LOOK_MS).max(LEAST_LOOK);
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stopping.changed() => return,
        }
    }
}

/// Looks once at every talk that has fallen quiet in the last `reach_ms` and was not looked at since its last line.
pub(crate) async fn look(engine: &Engine, reach_ms: i64) -> Result<()> {
    for shop in shops::list(engine.store.read()).await? {
        if let Err(error) = look_in_shop(engine, shop.id, reach_ms).await {
            tracing::warn!(shop = %shop.id, %error, "quiet talks could not be looked at; it is tried again");
        }
    }
    Ok(())
}

async fn look_in_shop(engine: &Engine, shop: ShopId, reach_ms: i64) -> Result<()> {
    let held = engine.policies_of(shop).await?;
    let now = engine.now();
    let quiet_since = At(2 * now.ms() - held.inquiry.policy.silent_after(now).ms());
    loop {
        let span = (now.plus(-reach_ms), quiet_since);
        let quiet = conversations::quiet_between(engine.store.read(), shop, span, BATCH).await?;
        let more = quiet.len() as u64 == BATCH;
        for talk in quiet {
            look_at(engine, shop, talk.id).await?;
        }
        if !more {
            return Ok(());
        }
    }
}

/// Lays out the reminders of one talk as it stands now.
pub(crate) async fn look_at(engine: &Engine, shop: ShopId, talk: ConversationId) -> Result<()> {
    let of = ShopCase::load(engine, shop).await?;
    let engine_in = engine.clone();
    let write = engine.store.write(Lane::Shop(shop), move |tx| {
        Box::pin(async move {
            let Some(held) = conversations::get(tx, shop, talk).await? else {
                return Ok(());
            };
            let seq = held.last_seq;
            plan::plan_talk(&engine_in, tx, &of, held).await?;
            conversations::inquired(tx, shop, talk, seq).await?;
            Ok::<_, EngineError>(())
        })
    });
    write.await?;
    engine.wake_dispatcher();
    Ok(())
}
