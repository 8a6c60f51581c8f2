//! The signed order webhook: what a shop's own system tells about its orders, as it happens.
//!
//! The signature covers time and body, so neither can be changed on the way; the time bounds how long a copy
//! is good, and the delivery id makes the same delivery count once.

use std::sync::atomic::{AtomicI64, Ordering};

use jinpai_channels::hook::{self, HookAddress, HookOrder};
use jinpai_model::{At, BuyerId, ConsentSource, MINUTE_MS, Message, OrderSource, ShopId};
use jinpai_store::{
    Lane, Tx,
    deliveries::{self, Delivery},
    orders::Change,
    secrets::{self, SecretKind},
};

use crate::{
    core::Engine,
    desk::addresses::{self, Consent, Told},
    error::{EngineError, Invalid, Result},
    seal,
    views::HookResult,
};

/// A time stamp may be off by so much, either way.
const TOLERANCE_MS: i64 = 5 * MINUTE_MS;
/// Delivery ids are remembered so long; the time stamp refuses what is older.
const REMEMBERED_MS: i64 = 4 * TOLERANCE_MS;
/// How often a process removes what is older.
const SWEEP_MS: i64 = MINUTE_MS;

/// Removes deliveries that need not be remembered any more: now and then, not at each new one.
#[derive(Default)]
pub(crate) struct Sweeper(AtomicI64);

impl Sweeper {
    pub async fn sweep(&self, tx: &Tx, now: At) -> Result<()> {
        let last = At(self.0.load(Ordering::Relaxed));
        // A clock that was put back sweeps too.
        if now.since(last).abs() >= SWEEP_MS {
            self.0.store(now.ms(), Ordering::Relaxed);
            deliveries::purge(tx, now.plus(-REMEMBERED_MS)).await?;
        }
        Ok(())
    }
}

/// The three headers of a delivery.
#[derive(Debug, Clone, Copy)]
pub struct HookHeaders<'a> {
    /// Unix seconds.
    pub timestamp: &'a str,
    /// Unique for each delivery, up to 64 visible ASCII characters.
    pub delivery: &'a str,
    /// `v1=` and the hexadecimal HMAC-SHA256 of `timestamp.body` under the shop's hook secret.
    pub signature: &'a str,
}

impl Engine {
    /// Takes one delivery. The same delivery again answers what it answered first and changes nothing.
    ///
    /// # Errors
    /// [`EngineError::BadSignature`], [`EngineError::StaleTimestamp`], [`EngineError::ReplayedDelivery`], or
    /// [`EngineError::Invalid`] for a body that is no order.
    pub async fn order_hook(
        &self,
        shop: ShopId,
        headers: HookHeaders<'_>,
        body: &[u8],
    ) -> Result<HookResult> {
        let now = self.now();
        self.signed_by(shop, SecretKind::Hook, headers.timestamp, headers.signature, body)
            .await?;
        named(headers.delivery)?;
        let order = hook::read(body).map_err(EngineError::BadHook)?;
        self.take_delivery(shop, headers.delivery, seal::digest(body), order, now)
            .await
    }

    /// Whether a shop's own system signed these bytes, and just now.
    ///
    /// # Errors
    /// [`EngineError::BadSignature`] or [`EngineError::StaleTimestamp`].
    pub(crate) async fn signed_by(
        &self,
        shop: ShopId,
        kind: SecretKind,
        timestamp: &str,
        signature: &str,
        signed: &[u8],
    ) -> Result<()> {
        // An unknown shop answers like a wrong signature: who has no secret learns nothing.
        let secret = secrets::get(self.store.read(), shop, kind)
            .await?
            .ok_or(EngineError::BadSignature)?;
        let expected = seal::sign(&secret, &[timestamp.as_bytes(), b".", signed]);
        let given = signature
            .strip_prefix("v1=")
            .unwrap_or_default()
            .to_ascii_lowercase();
        if !seal::same(&expected, &given) {
            return Err(EngineError::BadSignature);
        }
        let sent: i64 = timestamp.parse().map_err(|_| EngineError::StaleTimestamp)?;
        let sent = At(sent.saturating_mul(1_000));
        // Under a shifted clock the sender still signs with the real time.
        if [self.now(), self.clock.wall()]
            .iter()
            .all(|clock| clock.since(sent).abs() > TOLERANCE_MS)
        {
            return Err(EngineError::StaleTimestamp);
        }
        Ok(())
    }

    async fn take_delivery(
        &self,
        shop: ShopId,
        delivery: &str,
        body_hash: String,
        told: HookOrder,
        now: At,
    ) -> Result<HookResult> {
        let left_out = told.left_out;
        let engine = self.clone();
        let row = Delivery {
            shop,
            delivery: delivery.to_owned(),
            body_hash,
            result: String::new(),
            at: now,
        };
        let write = self.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                engine.deliveries.sweep(tx, now).await?;
                if let Some(first) = deliveries::get(tx, shop, &row.delivery).await? {
                    return if first.body_hash == row.body_hash {
                        remembered(&first.result).map(|first| HookResult { left_out, ..first })
                    } else {
                        Err(EngineError::ReplayedDelivery)
                    };
                }
                let taken = engine
                    .upsert_orders(tx, shop, vec![told.order], OrderSource::Hook)
                    .await?;
                let taken = taken.into_iter().next().ok_or(EngineError::NotFound("order"))?;
                for address in told.addresses {
                    put_address(tx, (shop, taken.order.buyer), address, now).await?;
                }
                let result = HookResult {
                    order: taken.order.id,
                    change: word_of(taken.change),
                    left_out,
                };
                let remembered = format!("{} {}", result.order, result.change);
                deliveries::put(
                    tx,
                    &Delivery {
                        result: remembered,
                        ..row
                    },
                )
                .await?;
                Ok(result)
            })
        });
        write.await
    }
}

/// The name of a delivery must be one.
pub(crate) fn named(delivery: &str) -> Result<()> {
    let visible = delivery.bytes().all(|b| b.is_ascii_graphic());
    if delivery.is_empty() || delivery.len() > Message::MAX_CLIENT_REF || !visible {
        let expected = "1 to 64 visible ASCII characters";
        return Err(EngineError::Invalid {
            field: "jinpai-delivery",
            reason: Invalid::Not { expected },
        });
    }
    Ok(())
}

/// Where she can be reached, as the shop's own system says it; what it says nothing about stays.
async fn put_address(tx: &Tx, to: (ShopId, BuyerId), address: HookAddress, now: At) -> Result<()> {
    let told = Told {
        kind: address.kind,
        value: address.value,
        proxied: address.proxied,
        consent: Consent {
            notice: address.notice,
            promotion: address.promotion,
            source: Some(ConsentSource::Hook),
        },
    };
    addresses::put(tx, to, told, None, now).await
}

const fn word_of(change: Change) -> &'static str {
    match change {
        Change::New => "new",
        Change::Changed => "changed",
        Change::Same => "same",
    }
}

/// Reads back what a delivery was answered.
fn remembered(result: &str) -> Result<HookResult> {
    let (order, change) = result.split_once(' ').unwrap_or_default();
    let order = order.parse().map_err(|_| EngineError::ReplayedDelivery)?;
    let change = ["new", "changed", "same"]
        .into_iter()
        .find(|word| *word == change)
        .unwrap_or("same");
    Ok(HookResult {
        order,
        change,
        left_out: Vec::new(),
    })
}
