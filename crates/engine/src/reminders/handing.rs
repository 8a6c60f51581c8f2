//! Hands a step that passed the gate to its channel, and writes down what came of it.
//!
//! The attempt is on disk before the channel is called. What a provider answered is written by whoever
//! holds the step's lease; a worker that lost it still writes what it knows of its own attempt, because
//! that is evidence, and settles a step that was laid down as unknown in the meantime.

use std::{future::Future, sync::Arc, time::Duration};

use futures_util::{FutureExt as _, StreamExt as _, future::BoxFuture, stream::FuturesUnordered};
use jinpai_channels::send::{Class, Outcome, Parcel, Refusal, RefusalKind};
use jinpai_model::{
    Address, AddressKind, At, AttemptId, AttemptState, BuyerId, Channel, ConversationId, MINUTE_MS,
    MessageId, Provider, Reason, ShopId, Step, StepId, StepState,
};
use jinpai_reminder::{TemplateClass, form::email_parts};
use jinpai_store::{
    Lane, Tx,
    attempts::{self, End},
    messages::Sender as Author,
    orders,
    steps::{self, Sent},
};

use crate::{
    boundary::Boundary,
    canary::{Breaks, Canary},
    chat::{self, Draft},
    core::Engine,
    error::{EngineError, Result},
    reminders::{chat_key, deciding::finish, dispatcher::Places, event_of, log_step, planner},
};

/// A parcel that is not on its way so long after its attempt was written is not sent any more: by then
/// another worker may be looking after the step.
const HAND_OVER_WITHIN_MS: i64 = 5_000;
/// Longest wait for a peer; with the wait before it, shorter than a lease.
const LONGEST_MS: u64 = 22_000;
/// When a provider is first asked about an unknown.
const ASK_AFTER_MS: i64 = 2_000;
/// How often a step is handed over at most: a provider that refused twice for the moment is given up.
const MOST_ATTEMPTS: u32 = 3;
/// Messages put into chats in one transaction: a talk waits no longer than for these.
const IN_CHAT_AT_ONCE: usize = 20;
/// When ends that could not be written are tried again; within the lease, like the call before them.
const WRITE_AGAIN_MS: [u64; 3] = [200, 1_000, 3_000];
/// How long a step waits after a refusal that is not for good.
const AGAIN_AFTER_MS: i64 = MINUTE_MS;

/// A step that passed the gate, with its attempt on disk.
pub(crate) struct Ready {
    pub step: Step,
    pub attempt: AttemptId,
    /// How many attempts there were before it, each proven to have failed.
    pub before: u32,
    pub written_at: At,
    pub text: String,
    pub class: TemplateClass,
    pub way: Way,
    pub breaks: Breaks,
}

/// Where a step goes.
pub(crate) enum Way {
    Chat,
    Provider {
        provider: Box<Provider>,
        address: Box<Address>,
        shop_name: String,
    },
}

/// Under which key a step's attempt goes out: its own, with the number of failures before it.
pub(super) fn key_of(step: &Step, before: u32) -> String {
    match before {
        0 => chat_key(step),
        more => format!("{}:{more}", chat_key(step)),
    }
}

/// Hands over what is ready of one shop, all at once, and writes down what came of each as soon as it is known.
pub(super) async fn hand_over_all(
    engine: &Engine,
    shop: ShopId,
    ready: Vec<Ready>,
    places: &mut Places,
) -> Result<()> {
    let (chat, outside): (Vec<Ready>, Vec<Ready>) =
        ready.into_iter().partition(|one| matches!(one.way, Way::Chat));
    let mut calls: FuturesUnordered<_> = outside.into_iter().map(|one| call(engine, one)).collect();
    let mut came: Vec<Called> = Vec::new();
    let mut writing: Option<BoxFuture<'_, (Vec<StepId>, Result<()>)>> = None;
    let mut end = into_chat(engine, shop, chat, places).await;
    loop {
        // Whatever has been answered meanwhile goes into one write.
        while let Some(Some(one)) = calls.next().now_or_never() {
            came.push(one);
        }
        if writing.is_none() {
            if came.is_empty() && calls.is_empty() {
                return end;
            }
            if !came.is_empty() {
                writing = Some(Box::pin(write_ends(engine, shop, std::mem::take(&mut came))));
            }
        }
        tokio::select! {
            biased;
            Some(one) = calls.next() => came.push(one),
            (over, written) = async { match &mut writing {
                Some(writing) => writing.await,
                None => std::future::pending().await,
            } } => {
                writing = None;
                for step in over {
                    places.remove(&step);
                }
                end = end.and(written);
            }
        }
    }
}

/// The chat is a channel of our own: it takes a message under the step's key once, and both the message and the
/// attempt's end are one transaction.
async fn into_chat(engine: &Engine, shop: ShopId, ready: Vec<Ready>, places: &mut Places) -> Result<()> {
    let mut ready = ready.into_iter().peekable();
    let mut end = Ok(());
    while ready.peek().is_some() {
        let some: Vec<Ready> = ready.by_ref().take(IN_CHAT_AT_ONCE).collect();
        let of_some: Vec<(StepId, BuyerId)> = some.iter().map(|one| (one.step.id, one.step.buyer)).collect();
        let engine_in = engine.clone();
        let write = engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                for one in some {
                    say(&engine_in, tx, one).await?;
                }
                Ok::<_, EngineError>(())
            })
        });
        let mut written = write.await;
        if written.is_ok() {
            engine.reached(Boundary::EndWritten).await;
            let buyers = of_some.iter().map(|(_, buyer)| *buyer).collect();
            written = planner::plan_buyers(engine, shop, buyers, None).await;
        }
        for (step, _) in of_some {
            places.remove(&step);
        }
        end = end.and(written);
    }
    end
}

async fn say(engine: &Engine, tx: &Tx, ready: Ready) -> Result<()> {
    let now = engine.now();
    let Ready {
        step,
        attempt,
        text,
        breaks,
        ..
    } = ready;
    let draft = Draft::new(Author::Bot, &chat_key(&step), &text)?;
    let conversation = ConversationId::new(now, engine.random.bits());
    let message = MessageId::new(now, engine.random.bits());
    let held = steps::get(tx, step.shop, step.id).await?;
    let ours = held.is_some_and(|held| held.state == StepState::Claimed && held.epoch == step.epoch);
    let held = orders::get_many(tx, step.shop, &step.orders).await?;
    let paid = held.values().any(|order| order.paid_at.is_some());
    if !ours || paid {
        // The lease was lost, or she paid in between: nothing is handed over, and the attempt says so.
        let end = End::known(AttemptState::Rejected, None, now);
        attempts::finish(tx, step.shop, attempt, &end).await?;
        finish(tx, (&step, breaks), StepState::Cancelled, Reason::Paid, None, now).await?;
        return Ok(());
    }
    let to = (step.shop, step.buyer);
    if breaks.is(Canary::OneMessageAnOrder) {
        for n in 1..step.orders.len() {
            let more = Draft::new(Author::Bot, &format!("{}:{n}", chat_key(&step)), &text)?;
            let ids = (conversation, MessageId::from_bits(message.bits() ^ n as u128));
            chat::say(tx, to, ids, more, now).await?;
        }
    }
    let (_, sent) = chat::say(tx, to, (conversation, message), draft, now).await?;
    let receipt = sent.message.id.to_string();
    let end = End::known(AttemptState::Accepted, Some(receipt), now);
    attempts::finish(tx, step.shop, attempt, &end).await?;
    finish(tx, (&step, breaks), StepState::Sent, step.reason, Some(text), now).await?;
    Ok(())
}

/// A hand-over and what came of it.
struct Called {
    ready: Ready,
    came: Came,
}

async fn call(engine: &Engine, ready: Ready) -> Called {
    let came = match &ready.way {
        Way::Chat => Came::NotTried("the chat is no provider".to_owned()),
        Way::Provider {
            provider,
            address,
            shop_name,
        } => {
            let parcel = parcel_of(engine, &ready, address, shop_name);
            engine.reached(Boundary::BeforeHandOver).await;
            let now = engine.now();
            if now.since(ready.written_at) > HAND_OVER_WITHIN_MS {
                Came::TooLate
            } else {
                match engine.peers.line(provider, &engine.key) {
                    Ok(line) => Came::Answered(within_lease(line.hand_over(&parcel, now)).await),
                    Err(error) => Came::NotTried(error.to_string()),
                }
            }
        }
    };
    engine.reached(Boundary::AfterHandOver).await;
    Called { ready, came }
}

/// Writes down the ends of these, and plans anew for the buyers; tells of which steps. A database that is away for a
/// moment is waited for: what is not written down is unknown to everybody else.
async fn write_ends(engine: &Engine, shop: ShopId, called: Vec<Called>) -> (Vec<StepId>, Result<()>) {
    let over = called.iter().map(|one| one.ready.step.id).collect();
    let buyers = called.iter().map(|one| one.ready.step.buyer).collect();
    let called = Arc::new(called);
    let mut pauses = WRITE_AGAIN_MS.into_iter();
    let written = loop {
        let now = engine.now();
        let called = Arc::clone(&called);
        let write = engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                let (accepted, others): (Vec<&Called>, Vec<&Called>) =
                    called.iter().partition(|one| one.receipt().is_some());
                write_accepted(tx, shop, &accepted, now).await?;
                for one in others {
                    write_end(tx, one, now).await?;
                }
                Ok::<_, EngineError>(())
            })
        });
        match (write.await, pauses.next()) {
            (Err(error), Some(pause)) => {
                tracing::warn!(%shop, %error, "ends of hand-overs could not be written; they are tried again");
                tokio::time::sleep(Duration::from_millis(pause)).await;
            }
            (written, _) => break written,
        }
    };
    if let Err(error) = written {
        return (over, Err(error));
    }
    engine.reached(Boundary::EndWritten).await;
    (over, planner::plan_buyers(engine, shop, buyers, None).await)
}

fn parcel_of(engine: &Engine, ready: &Ready, address: &Address, shop_name: &str) -> Parcel {
    let letter = (ready.step.channel == Channel::Email)
        .then(|| email_parts(&ready.text))
        .flatten();
    let (subject, text) = match letter {
        Some((subject, text)) => (Some(subject.to_owned()), text),
        None => (None, ready.text.as_str()),
    };
    Parcel {
        key: chat_key(&ready.step),
        attempt: ready.before,
        to: address.value.clone(),
        text: text.to_owned(),
        class: match ready.class {
            TemplateClass::Notice => Class::Notice,
            TemplateClass::Promotion => Class::Promotion,
        },
        shop: shop_name.to_owned(),
        subject,
        unsubscribe_url: (address.kind == AddressKind::Email)
            .then(|| engine.unsubscribe_url(address))
            .flatten(),
        template: None,
    }
}

/// A peer that takes longer than a lease leaves the hand-over unknown: by then another worker looks after
/// the step.
pub(crate) async fn within_lease(handing: impl Future<Output = Outcome>) -> Outcome {
    let answer = tokio::time::timeout(Duration::from_millis(LONGEST_MS), handing).await;
    answer.unwrap_or_else(|_| Outcome::Unknown {
        why: "no answer within the lease".to_owned(),
        receipt: None,
    })
}

enum Came {
    Answered(Outcome),
    /// Nothing left us, because this worker stood still for too long.
    TooLate,
    /// Nothing left us and nothing will, and why.
    NotTried(String),
}

impl Called {
    /// That of a provider that took it, where the end goes by the book.
    fn receipt(&self) -> Option<&str> {
        match &self.came {
            Came::Answered(Outcome::Accepted { receipt }) if !self.ready.breaks.is(Canary::LeaseIgnored) => {
                Some(&receipt.0)
            }
            _ => None,
        }
    }
}

/// What nearly all hand-overs come to: the ends of all of them in as many statements as of one.
async fn write_accepted(tx: &Tx, shop: ShopId, accepted: &[&Called], now: At) -> Result<()> {
    if accepted.is_empty() {
        return Ok(());
    }
    let receipts: Vec<(AttemptId, &str)> = (accepted.iter())
        .filter_map(|one| Some((one.ready.attempt, one.receipt()?)))
        .collect();
    attempts::accept(tx, shop, &receipts, now).await?;
    let sent: Vec<Sent<'_>> = (accepted.iter())
        .map(|one| Sent {
            id: one.ready.step.id,
            epoch: one.ready.step.epoch,
            reason: one.ready.step.reason,
            text: &one.ready.text,
        })
        .collect();
    let ended = steps::finish_sent(tx, shop, &sent, now).await?;
    for Sent { id, reason, .. } in sent {
        if ended.contains(&id) || steps::find_out(tx, shop, id, StepState::Sent, reason, now).await? {
            log_step(tx, event_of(StepState::Sent), id, reason, now)?;
        }
    }
    Ok(())
}

async fn write_end(tx: &Tx, called: &Called, now: At) -> Result<()> {
    let ready = &called.ready;
    let (step, attempt, shop) = (&ready.step, ready.attempt, ready.step.shop);
    let held = (step, ready.breaks);
    let text = || Some(ready.text.clone());
    match &called.came {
        Came::Answered(Outcome::Accepted { receipt }) => {
            let end = End::known(AttemptState::Accepted, Some(receipt.0.clone()), now);
            attempts::finish(tx, shop, attempt, &end).await?;
            end_step(tx, held, StepState::Sent, step.reason, text(), now).await
        }
        Came::Answered(Outcome::Unknown { why, receipt }) => {
            let end = End {
                state: AttemptState::Unknown,
                receipt: receipt.clone().map(|receipt| receipt.0),
                why: Some(why.clone()),
                ask_at: Some(now.plus(ASK_AFTER_MS)),
                at: now,
            };
            attempts::finish(tx, shop, attempt, &end).await?;
            finish(tx, held, StepState::Unknown, Reason::Unknown, text(), now).await?;
            Ok(())
        }
        Came::Answered(Outcome::Rejected(refusal)) => {
            refused(tx, ready, refusal.detail.clone(), now).await?;
            match again_at(ready, refusal, now) {
                Some(again_at) => {
                    steps::postpone(tx, shop, step.id, step.epoch, again_at, Reason::Rejected).await?;
                    Ok(())
                }
                None => end_step(tx, held, StepState::Skipped, Reason::Rejected, None, now).await,
            }
        }
        Came::TooLate => too_late(tx, ready, now).await,
        Came::NotTried(why) => {
            refused(tx, ready, why.clone(), now).await?;
            // Whoever holds the step now decides; while it is still ours, it is skipped and says why.
            end_step(tx, held, StepState::Skipped, Reason::Rejected, None, now).await
        }
    }
}

/// When a refused step is tried again; never when it is refused for good, too often, or too late.
fn again_at(ready: &Ready, refusal: &Refusal, now: At) -> Option<At> {
    let again_at = match refusal.kind {
        // Too fast is no refusal of this message: it goes when there is room for it.
        RefusalKind::Throttled => now.plus(refusal.retry_after_ms.unwrap_or(AGAIN_AFTER_MS).max(1)),
        _ if ready.before + 1 >= MOST_ATTEMPTS => return None,
        _ => now.plus(AGAIN_AFTER_MS),
    };
    (!refusal.permanent && again_at < ready.step.expires_at).then_some(again_at)
}

/// This worker stood still, and nothing left it: the step is as due as it was, and looked at afresh.
async fn too_late(tx: &Tx, ready: &Ready, now: At) -> Result<()> {
    let (step, shop) = (&ready.step, ready.step.shop);
    let why = "this worker stood still too long; nothing was handed over".to_owned();
    let first_to_tell = refused(tx, ready, why, now).await?;
    if steps::postpone(tx, shop, step.id, step.epoch, step.due_at, step.reason).await? {
        return Ok(());
    }
    // Laid down as unknown meanwhile: that was this attempt, of which it is known now that it never left.
    let again = first_to_tell && now < step.expires_at;
    if again && steps::find_out(tx, shop, step.id, StepState::Planned, step.reason, now).await? {
        log_step(tx, event_of(StepState::Planned), step.id, step.reason, now)?;
    }
    Ok(())
}

/// True when nobody had found out before what became of this attempt.
async fn refused(tx: &Tx, ready: &Ready, why: String, now: At) -> Result<bool> {
    let end = End {
        why: Some(why),
        ..End::known(AttemptState::Rejected, None, now)
    };
    Ok(attempts::finish(tx, ready.step.shop, ready.attempt, &end).await?)
}

/// Ends the step under this worker's lease or, when it was laid down as unknown meanwhile, by what is
/// known now.
async fn end_step(
    tx: &Tx,
    (step, breaks): (&Step, Breaks),
    state: StepState,
    reason: Reason,
    text: Option<String>,
    now: At,
) -> Result<()> {
    let ours = finish(tx, (step, breaks), state, reason, text, now).await?;
    if !ours && steps::find_out(tx, step.shop, step.id, state, reason, now).await? {
        log_step(tx, event_of(state), step.id, reason, now)?;
    }
    Ok(())
}
