//! Hands a step that passed the gate to its channel, and writes down what came of it.
//!
//! The attempt is on disk before the channel is called. What a provider answered is written by whoever
//! holds the step's lease; a worker that lost it still writes what it knows of its own attempt, because
//! that is evidence, and settles a step that was laid down as unknown in the meantime.

use std::{future::Future, time::Duration};

use jinpai_channels::send::{Class, Outcome, Parcel};
use jinpai_model::{
    Address, AddressKind, At, AttemptId, AttemptState, Channel, ConversationId, MINUTE_MS, MessageId,
    Provider, Reason, Step, StepState,
};
use jinpai_reminder::{TemplateClass, form::email_parts};
use jinpai_store::{
    Lane, Tx,
    attempts::{self, End},
    messages::Sender as Author,
    orders, steps,
};

use crate::{
    boundary::Boundary,
    canary::{Breaks, Canary},
    chat::{self, Draft},
    core::Engine,
    error::Result,
    reminders::{chat_key, dispatcher::finish, event_of, log_step},
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

pub(super) async fn hand_over(engine: &Engine, ready: Ready) -> Result<()> {
    match ready.way {
        Way::Chat => into_chat(engine, ready).await,
        Way::Provider { .. } => to_provider(engine, ready).await,
    }
}

/// The chat is a channel of our own: it takes a message under the step's key once, and both the message and the
/// attempt's end are one transaction.
async fn into_chat(engine: &Engine, ready: Ready) -> Result<()> {
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
    let write = engine.store.write(Lane::Shop(step.shop), move |tx| {
        Box::pin(async move {
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
            Ok::<_, crate::error::EngineError>(())
        })
    });
    write.await?;
    engine.reached(Boundary::EndWritten).await;
    Ok(())
}

async fn to_provider(engine: &Engine, ready: Ready) -> Result<()> {
    let Way::Provider {
        provider,
        address,
        shop_name,
    } = &ready.way
    else {
        return Ok(());
    };
    let parcel = parcel_of(engine, &ready, address, shop_name);
    engine.reached(Boundary::BeforeHandOver).await;
    let now = engine.now();
    let came = if now.since(ready.written_at) > HAND_OVER_WITHIN_MS {
        Came::NotTried("this worker stood still too long; nothing was handed over".to_owned())
    } else {
        match engine.peers.line(provider, &engine.key) {
            Ok(line) => Came::Answered(within_lease(line.hand_over(&parcel, now)).await),
            Err(error) => Came::NotTried(error.to_string()),
        }
    };
    engine.reached(Boundary::AfterHandOver).await;
    let now = engine.now();
    let shop = ready.step.shop;
    let write = engine.store.write(Lane::Shop(shop), move |tx| {
        Box::pin(async move { write_end(tx, ready, came, now).await })
    });
    write.await?;
    engine.reached(Boundary::EndWritten).await;
    Ok(())
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
    /// Nothing left us, and why.
    NotTried(String),
}

async fn write_end(tx: &Tx, ready: Ready, came: Came, now: At) -> Result<()> {
    let Ready {
        step,
        attempt,
        before,
        text,
        breaks,
        ..
    } = ready;
    let held = (&step, breaks);
    let shop = step.shop;
    match came {
        Came::Answered(Outcome::Accepted { receipt }) => {
            let end = End::known(AttemptState::Accepted, Some(receipt.0), now);
            attempts::finish(tx, shop, attempt, &end).await?;
            end_step(tx, held, StepState::Sent, step.reason, Some(text), now).await
        }
        Came::Answered(Outcome::Unknown { why, receipt }) => {
            let end = End {
                state: AttemptState::Unknown,
                receipt: receipt.map(|receipt| receipt.0),
                why: Some(why),
                ask_at: Some(now.plus(ASK_AFTER_MS)),
                at: now,
            };
            attempts::finish(tx, shop, attempt, &end).await?;
            finish(tx, held, StepState::Unknown, Reason::Unknown, Some(text), now).await?;
            Ok(())
        }
        Came::Answered(Outcome::Rejected(refusal)) => {
            let permanent = refusal.permanent;
            refused(tx, (&step, attempt), refusal.detail, now).await?;
            let again_at = now.plus(AGAIN_AFTER_MS);
            if permanent || before + 1 >= MOST_ATTEMPTS || again_at >= step.expires_at {
                end_step(tx, held, StepState::Skipped, Reason::Rejected, None, now).await
            } else {
                steps::postpone(tx, shop, step.id, step.epoch, again_at, Reason::Rejected).await?;
                Ok(())
            }
        }
        Came::NotTried(why) => {
            refused(tx, (&step, attempt), why, now).await?;
            // Whoever holds the step now decides; while it is still ours, it is skipped and says why.
            end_step(tx, held, StepState::Skipped, Reason::Rejected, None, now).await
        }
    }
}

async fn refused(tx: &Tx, (step, attempt): (&Step, AttemptId), why: String, now: At) -> Result<()> {
    let end = End {
        why: Some(why),
        ..End::known(AttemptState::Rejected, None, now)
    };
    attempts::finish(tx, step.shop, attempt, &end).await?;
    Ok(())
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
