//! What is said of a talk as a whole: judged and kept when somebody closes it, or when nobody has said anything
//! for a day. A talk that goes on after that loses what was said of its end and nobody has decided about.
//!
//! Judged inside the write that ends the talk, over the very lines it ends with.

use std::{sync::Arc, time::Duration};

use jinpai_coach::{
    Locale, Report, Talk, TalkFinding,
    talk::{END_WINDOW, Line},
};
use jinpai_model::{At, Conversation, ConversationState, DAY_MS, EventKind, MINUTE_MS, Message, Shop, Side};
use jinpai_store::{
    Lane, NewEvent, StoreError, Tx, conversations, findings,
    messages::{self, Part},
    shops,
};
use serde_json::json;

use super::{line, own::ShopCoach, row};
use crate::{
    core::Engine,
    error::{EngineError, Result},
    one_person,
};

/// A talk in which nobody has said anything for so long is held to be over.
const SILENT_MS: i64 = DAY_MS;
/// How often such talks are looked for, on the engine's clock, and at most on the real one.
const LOOK_MS: i64 = MINUTE_MS;
const LEAST_LOOK: Duration = Duration::from_secs(1);
/// Talks ended at a time.
const BATCH: u64 = 50;

/// Ends silent talks until the engine stops.
pub(crate) async fn run(engine: Engine) {
    let mut stopping = engine.stopping();
    loop {
        if let Err(error) = end_silent(&engine).await {
            tracing::warn!(%error, "silent talks could not be ended; it is tried again");
        }
        let pause = engine.clock.real(LOOK_MS).max(LEAST_LOOK);
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stopping.changed() => return,
        }
    }
}

async fn end_silent(engine: &Engine) -> Result<()> {
    for shop in shops::list(engine.store.read()).await? {
        let shop = Arc::new(shop);
        while !*engine.stopping().borrow() {
            let before = engine.now().plus(-SILENT_MS);
            let talks = conversations::silent_since(engine.store.read(), shop.id, before, BATCH).await?;
            if talks.is_empty() {
                break;
            }
            let coach = engine.coach_of(shop.id).await?;
            for talk in talks {
                end_one(engine, shop.clone(), coach.clone(), talk).await?;
            }
        }
    }
    Ok(())
}

async fn end_one(engine: &Engine, shop: Arc<Shop>, coach: Arc<ShopCoach>, talk: Conversation) -> Result<()> {
    let now = engine.now();
    let write = engine.store.write(Lane::Shop(shop.id), move |tx| {
        Box::pin(async move {
            // Somebody may have spoken meanwhile, or another process may have been faster.
            let held = conversations::get(tx, shop.id, talk.id).await?;
            let Some(held) = held.filter(|held| held.last_seq == talk.last_seq && held.ended_at.is_none())
            else {
                return Ok(());
            };
            // When a talk was closed is not known of those that an older version closed.
            let closed = held.state == ConversationState::Closed;
            let at = held.last_at.plus(if closed { 0 } else { SILENT_MS });
            let found = end(tx, (&shop, &coach), &held, at).await?;
            tx.append(NewEvent {
                at: now,
                kind: EventKind::ConversationEnded,
                subject: held.id.to_string(),
                payload: json!({ "findings": found }),
            })?;
            Ok::<_, EngineError>(())
        })
    });
    write.await
}

/// Writes down that a talk ended and what is said of it; tells how much that is.
pub(crate) async fn end(
    tx: &Tx,
    (shop, coach): (&Shop, &ShopCoach),
    conversation: &Conversation,
    at: At,
) -> Result<usize, StoreError> {
    let bought = one_person::orders_of(tx, shop.id, conversation.buyer).await?;
    let since = |paid: At| paid >= conversation.opened_at;
    let paid = (!bought.is_empty()).then(|| bought.iter().any(|order| order.paid_at.is_some_and(since)));
    if !conversations::end(tx, shop.id, conversation.id, at, paid).await? {
        return Ok(0);
    }
    let lines = newest(tx, conversation).await?;
    let talk = Talk {
        ended: true,
        ended_at: Some(at),
        paid,
        ..Talk::of(shop.settings.platform, lines.iter().map(line).collect())
    };
    let mut found = coach.coach.check_end(&talk, Locale::Zh);
    hush(coach, &talk.lines, &mut found);
    let mut kept = 0;
    for said in &found {
        // Where nobody of the shop has said a word, there is nobody whose talk it was.
        let (Some(message), Some(owner)) = (lines.get(said.line), owner(&lines, said.line)) else {
            continue;
        };
        findings::put_at_end(tx, message, owner.author, &row(coach, &said.finding, false)).await?;
        kept += 1;
    }
    Ok(kept)
}

/// Leaves out what the words of its line excuse in this shop.
pub(crate) fn hush(coach: &ShopCoach, lines: &[Line], found: &mut Vec<TalkFinding>) {
    found.retain(|said| {
        let mut report = Report {
            findings: vec![said.finding.clone()],
            points: 0,
        };
        let text = lines.get(said.line).map_or("", |line| line.text.as_str());
        coach.hush(&mut report, text);
        !report.findings.is_empty()
    });
}

/// The talk goes on: what was said of its end is taken back.
pub(crate) async fn go_on(tx: &Tx, conversation: &Conversation) -> Result<(), StoreError> {
    conversations::go_on(tx, conversation.shop, conversation.id).await?;
    findings::withdraw_ends(tx, conversation.shop, conversation.id).await
}

/// Whose a finding at a line is: the line's writer, else whoever of the shop wrote next to it.
pub(crate) fn owner(lines: &[Message], place: usize) -> Option<&Message> {
    let ours = |message: &&Message| message.from != Side::Buyer && message.from != Side::System;
    let (before, after) = lines.split_at((place + 1).min(lines.len()));
    before.iter().rev().find(ours).or_else(|| after.iter().find(ours))
}

/// As many of the newest lines as count at the end, oldest first.
async fn newest(tx: &Tx, conversation: &Conversation) -> Result<Vec<Message>, StoreError> {
    const { assert!(END_WINDOW as u64 <= jinpai_store::PAGE) };
    let (shop, id) = (conversation.shop, conversation.id);
    let page = messages::page(tx, shop, id, Part::Latest, END_WINDOW as u64).await?;
    Ok(page.items)
}
