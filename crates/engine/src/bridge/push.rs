//! Posts to bridges that can be reached, page by page in the order of the log. What is not taken is tried again,
//! later and later, for a day; then its messages are marked as not delivered and the next page has its turn.

use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

use jinpai_channels::{
    bridge::{OutBody, OutboxPage},
    send::{Secret, post_signed},
};
use jinpai_model::{At, DAY_MS, MINUTE_MS, ShopId};
use jinpai_store::{
    Lane, Tx,
    bridges::{self, Bridge, Push},
    messages,
    secrets::{self, SecretKind},
    undelivered,
};

use tokio::task::JoinSet;

use super::inbox::tell_receipt;
use crate::{
    core::Engine,
    error::{EngineError, Result},
};

/// How often it is looked unasked.
const LOOK: Duration = Duration::from_secs(1);
/// A bridge has so long to answer.
const TIMEOUT: Duration = Duration::from_secs(15);
/// Another process leaves a page alone for so long while one posts it.
const LEASE_MS: i64 = MINUTE_MS;
/// The first wait after a failure; each one doubles it, up to the longest.
const FIRST_WAIT_MS: i64 = 2_000;
const LONGEST_WAIT_MS: i64 = 30 * MINUTE_MS;
/// After so long without success a page is given up.
const GIVEN_UP_MS: i64 = DAY_MS;
/// A place of the log without anything for the bridge is worth a write only now and then.
const UNWRITTEN: i64 = 1_000;

/// Posts until the engine stops. A bridge that is slow to answer holds up nobody else's.
pub(crate) async fn run(engine: Engine) {
    let mut stopping = engine.stopping();
    // How far each shop's log has been looked through; what is written down may lag behind.
    let mut places: HashMap<ShopId, i64> = HashMap::new();
    let mut busy: HashSet<ShopId> = HashSet::new();
    let mut posting: JoinSet<(ShopId, Option<i64>)> = JoinSet::new();
    loop {
        match bridges::pushed(engine.store.read()).await {
            Ok(pushed) => {
                for bridge in pushed.into_iter().filter(|bridge| busy.insert(bridge.shop)) {
                    let (engine, place) = (engine.clone(), places.get(&bridge.shop).copied());
                    posting.spawn(async move { (bridge.shop, look_after(&engine, bridge, place).await) });
                }
            }
            Err(error) => tracing::warn!(%error, "bridges could not be looked after; it is tried again"),
        }
        // Who is done is looked at again with the next ring, not at once: there may be nothing.
        let done = async {
            tokio::select! {
                () = engine.bridge_bell.notified() => {}
                () = tokio::time::sleep(LOOK) => {}
            }
        };
        tokio::select! {
            () = done => {}
            _ = stopping.changed() => return,
        }
        while let Some(done) = posting.try_join_next() {
            // A turn that panicked has said so; its shop is left alone until the next start.
            if let Ok((shop, place)) = done {
                busy.remove(&shop);
                places.extend(place.map(|place| (shop, place)));
            }
        }
    }
}

/// One shop's turn; answers how far its log has been looked through.
async fn look_after(engine: &Engine, bridge: Bridge, place: Option<i64>) -> Option<i64> {
    let shop = bridge.shop;
    match post_next(engine, bridge, place).await {
        Ok(place) => place,
        Err(error) => {
            tracing::warn!(%shop, %error, "a bridge could not be posted to; it is tried again");
            None
        }
    }
}

async fn post_next(engine: &Engine, bridge: Bridge, place: Option<i64>) -> Result<Option<i64>> {
    let shop = bridge.shop;
    let after = place.map_or(bridge.reached_seq, |place| bridge.reached_seq.max(place));
    let page = engine.outbox_after(shop, after).await?;
    if page.items.is_empty() {
        if page.next - bridge.reached_seq >= UNWRITTEN {
            write(engine, shop, move |tx| {
                Box::pin(async move { Ok(bridges::reach(tx, shop, page.next).await?) })
            })
            .await?;
        }
        return Ok(Some(page.next));
    }
    let now = engine.now();
    if bridge.push.due_at.is_some_and(|due| due > now) {
        return Ok(None);
    }
    let secret = secrets::get(engine.store.read(), shop, SecretKind::Channel).await?;
    let (Some(secret), Some(url), Some(guard)) = (secret, bridge.push_url.clone(), engine.peers.guard())
    else {
        return Ok(None);
    };
    if !claim(engine, &bridge, now).await? {
        return Ok(None);
    }
    // Numbers and texts always serialise.
    let body = serde_json::to_vec(&page).unwrap_or_default();
    let key = format!("{shop}-{}", page.next);
    // The bridge's clock is the real one, also under a shifted clock.
    let signed_at = engine.clock.wall();
    let posted = post_signed(&guard, &url, &Secret::new(secret), &key, body, TIMEOUT, signed_at).await;
    let now = engine.now();
    match posted {
        Ok(()) => {
            let reached = page.next;
            write(engine, shop, move |tx| {
                Box::pin(async move {
                    bridges::seen(tx, shop, now, reached).await?;
                    Ok(bridges::set_push(tx, shop, &Push::default()).await?)
                })
            })
            .await?;
            // There may be another page.
            engine.bridge_bell.notify_one();
        }
        Err(why) => failed(engine, bridge, page, why, now).await?,
    }
    Ok(None)
}

/// Takes the page for this process, unless another one has it.
async fn claim(engine: &Engine, bridge: &Bridge, now: At) -> Result<bool> {
    let (shop, held) = (bridge.shop, bridge.clone());
    let write = engine.store.write(Lane::Shop(shop), move |tx| {
        Box::pin(async move {
            let is_now = bridges::get(tx, shop).await?;
            if is_now.is_none_or(|is_now| is_now.push != held.push || is_now.reached_seq != held.reached_seq)
            {
                return Ok(false);
            }
            let push = Push {
                due_at: Some(now.plus(LEASE_MS)),
                ..held.push
            };
            bridges::set_push(tx, shop, &push).await?;
            Ok::<_, EngineError>(true)
        })
    });
    write.await
}

async fn failed(engine: &Engine, bridge: Bridge, page: OutboxPage, why: String, now: At) -> Result<()> {
    let shop = bridge.shop;
    let since = bridge.push.since_at.unwrap_or(now);
    let tries = bridge.push.tries + 1;
    if now.since(since) >= GIVEN_UP_MS {
        tracing::warn!(%shop, tries, "a page for the bridge is given up after a day");
        return write(engine, shop, move |tx| {
            Box::pin(give_up(tx, shop, page, why, now))
        })
        .await;
    }
    let push = Push {
        tries,
        since_at: Some(since),
        due_at: Some(now.plus(wait_ms(tries))),
        why: Some(why),
    };
    write(engine, shop, move |tx| {
        Box::pin(async move { Ok(bridges::set_push(tx, shop, &push).await?) })
    })
    .await
}

/// Its messages did not arrive, and somebody may have them sent again by hand; others are not held up by them.
async fn give_up(tx: &Tx, shop: ShopId, page: OutboxPage, why: String, now: At) -> Result<()> {
    for item in &page.items {
        let OutBody::Message { message: seq, .. } = item.body else {
            continue;
        };
        undelivered::put(tx, shop, seq, &why, now).await?;
        if let Some(message) = messages::by_seqs(tx, shop, &[seq]).await?.remove(&seq) {
            tell_receipt(tx, &message, now, false)?;
        }
    }
    bridges::reach(tx, shop, page.next).await?;
    bridges::set_push(tx, shop, &Push::default()).await?;
    Ok(())
}

/// 2, 4, 8 … seconds, and never more than half an hour.
fn wait_ms(tries: i64) -> i64 {
    let doubled = u32::try_from(tries - 1).map_or(20, |n| n.min(20));
    (FIRST_WAIT_MS << doubled).min(LONGEST_WAIT_MS)
}

async fn write<F>(engine: &Engine, shop: ShopId, work: F) -> Result<()>
where
    F: for<'a> FnOnce(&'a Tx) -> futures_util::future::BoxFuture<'a, Result<()>> + Send + 'static,
{
    engine.store.write(Lane::Shop(shop), work).await
}

#[cfg(test)]
mod tests {
    use jinpai_model::MINUTE_MS;

    use super::wait_ms;

    #[test]
    fn waits_grow_and_stay_bounded() {
        assert_eq!([wait_ms(1), wait_ms(2), wait_ms(3)], [2_000, 4_000, 8_000]);
        assert_eq!(wait_ms(60), 30 * MINUTE_MS);
        assert!((1..100).all(|n| wait_ms(n) <= wait_ms(n + 1)));
    }
}
