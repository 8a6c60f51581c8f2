//! What providers tell by themselves: how far a message came, that a buyer wants no more, that a hand-over
//! left unknown was answered after all. The provider hears that it is safe with us after the commit.

use std::time::Duration;

use jinpai_channels::send::{Delivery, DeliveryReport, Event, Fate, ProviderSpec, Receipt, Reply};
use jinpai_model::{AddressKind, AttemptState, BuyerId, Delivered, EventKind, ProviderId, Reason, ShopId};
use jinpai_store::{Lane, NewEvent, Tx, addresses, attempts, buyers, providers, steps};
use serde_json::json;

use crate::{
    core::Engine,
    error::{EngineError, Result},
    reminders::{finding_out, peers::Told, stop_buyer},
};

/// How often the lines of all providers are looked at.
const LOOK: Duration = Duration::from_secs(10);

/// Keeps the lines of providers that are on open and stores what is told, until the engine stops.
///
/// A line that waited for its first message would miss what buyers answer to the last one.
pub(crate) async fn run(engine: Engine) {
    let mut stopping = engine.stopping();
    let mut look = tokio::time::interval(LOOK);
    loop {
        let told = tokio::select! {
            told = engine.peers.next() => told,
            _ = look.tick() => {
                keep_lines(&engine).await;
                continue;
            }
            _ = stopping.changed() => return,
        };
        let Some(told) = told else { return };
        hear(&engine, told).await;
    }
}

async fn keep_lines(engine: &Engine) {
    let on = match providers::all_on(engine.store.read()).await {
        Ok(on) => on,
        Err(error) => {
            tracing::warn!(%error, "the providers could not be listed; they are looked at again");
            return;
        }
    };
    for provider in on {
        if let Err(error) = engine.peers.line(&provider, &engine.key) {
            tracing::debug!(provider = %provider.id, %error, "there is no line to a provider");
        }
    }
}

/// Stores what waits to be stored; how much that was.
pub(crate) async fn hear_waiting(engine: &Engine) -> usize {
    let mut count = 0;
    while let Some(told) = engine.peers.waiting().await {
        hear(engine, told).await;
        count += 1;
    }
    count
}

/// Stores one thing told. What cannot be stored is not confirmed, so that its provider tells it again.
pub(crate) async fn hear(engine: &Engine, told: Told) {
    let Told {
        shop,
        provider,
        inbound,
    } = told;
    match store(engine, shop, provider, inbound.event.clone()).await {
        Ok(()) => inbound.taken(),
        Err(error) => tracing::warn!(%shop, %provider, %error, "what a provider told could not be stored"),
    }
}

/// Stores an event of a provider: from its line, or from its signed callback.
pub(crate) async fn store(engine: &Engine, shop: ShopId, provider: ProviderId, event: Event) -> Result<()> {
    match event {
        Event::Delivery(report) => report_of(engine, shop, provider, report).await,
        Event::Reply(reply) => replied(engine, shop, reply).await,
        Event::Unsubscribed(to) => ended(engine, shop, kind_of(&to.0), &to.0).await,
        Event::Settled { key, fate } => {
            let read = engine.store.read();
            let Some(attempt) = attempts::by_key(read, shop, &key).await? else {
                return Ok(());
            };
            if attempt.state != AttemptState::Unknown {
                return Ok(());
            }
            match steps::get(read, shop, attempt.step).await? {
                Some(step) => finding_out::settle(engine, attempt, step, fate).await,
                None => Ok(()),
            }
        }
    }
}

async fn report_of(
    engine: &Engine,
    shop: ShopId,
    provider: ProviderId,
    report: DeliveryReport,
) -> Result<()> {
    let read = engine.store.read();
    let by_key = match &report.key {
        Some(key) => attempts::by_key(read, shop, key).await?,
        None => None,
    };
    let attempt = match (by_key, &report.id) {
        (Some(attempt), _) => Some(attempt),
        (None, Some(id)) => attempts::by_receipt(read, shop, provider, id).await?,
        (None, None) => None,
    };
    // A report about a message of somebody else on the same line, or one that came before our answer was
    // written: its provider tells it again, or an unknown is asked about.
    let Some(attempt) = attempt else {
        return Ok(());
    };
    let (id, step) = (attempt.id, attempt.step);
    if attempt.state == AttemptState::Unknown && proves_all(engine, shop, provider).await? {
        let fate = Fate::Accepted {
            receipt: report.id.map(Receipt),
            delivery: report.delivery.clone(),
        };
        if let Some(step) = steps::get(read, shop, step).await? {
            finding_out::settle(engine, attempt, step, fate).await?;
        }
    }
    let how = match report.delivery {
        Delivery::OnItsWay => Delivered::OnItsWay,
        Delivery::Delivered => Delivered::Delivered,
        Delivery::Failed { .. } => Delivered::Failed,
    };
    let now = engine.now();
    let write = engine.store.write(Lane::Shop(shop), move |tx| {
        Box::pin(async move {
            if attempts::delivered(tx, shop, id, how).await? {
                tx.append(NewEvent {
                    at: now,
                    kind: EventKind::StepDelivered,
                    subject: step.to_string(),
                    payload: json!({ "delivery": how }),
                })?;
            }
            Ok::<_, EngineError>(())
        })
    });
    write.await
}

/// Whether a report of this provider is about the whole message: over SMPP it is about one part.
async fn proves_all(engine: &Engine, shop: ShopId, provider: ProviderId) -> Result<bool> {
    let held = providers::get(engine.store.read(), shop, provider).await?;
    let settings = held.and_then(|held| engine.key.open(&held.settings));
    let spec = settings.and_then(|text| serde_json::from_str::<ProviderSpec>(&text).ok());
    Ok(spec.is_some_and(|spec| !matches!(spec, ProviderSpec::Smpp(_))))
}

/// She wrote back. "R" ends every reminder to everybody behind the number; other words are between her and
/// whoever reads the provider's inbox.
async fn replied(engine: &Engine, shop: ShopId, reply: Reply) -> Result<()> {
    if reply.opt_out {
        return ended(engine, shop, kind_of(&reply.from), &reply.from).await;
    }
    Ok(())
}

fn kind_of(address: &str) -> AddressKind {
    if address.contains('@') {
        AddressKind::Email
    } else {
        AddressKind::Mobile
    }
}

/// No more to this address, nor to the buyers behind it by any other way: opting out beats everything.
pub(crate) async fn ended(engine: &Engine, shop: ShopId, kind: AddressKind, value: &str) -> Result<()> {
    let now = engine.now();
    let value = value.to_owned();
    let write = engine.store.write(Lane::Shop(shop), move |tx| {
        Box::pin(async move {
            let behind = addresses::behind(tx, shop, kind, &value).await?;
            addresses::end(tx, shop, kind, &value, now).await?;
            for address in behind {
                opt_out(tx, shop, address.buyer, now).await?;
            }
            Ok(())
        })
    });
    write.await
}

pub(crate) async fn opt_out(tx: &Tx, shop: ShopId, buyer: BuyerId, now: jinpai_model::At) -> Result<()> {
    let held = buyers::get(tx, shop, buyer).await?;
    // Of others that are one with her it holds as well: whoever asks, asks for all of them.
    if held.is_none_or(|held| held.opted_out_at.is_some()) {
        return Ok(());
    }
    let change = buyers::BuyerChange {
        opted_out_at: Some(Some(now)),
        ..buyers::BuyerChange::default()
    };
    buyers::update(tx, shop, buyer, change).await?;
    stop_buyer(tx, shop, buyer, Reason::OptedOut, now).await?;
    tx.append(NewEvent {
        at: now,
        kind: EventKind::BuyerOptedOut,
        subject: buyer.to_string(),
        payload: json!({}),
    })?;
    Ok(())
}
