//! Jobs into steps, and steps counted.

use std::{collections::BTreeMap, time::Instant};

use jinpai_model::{
    At, BuyerId, Channel, EventKind, Flow, OrderId, Reason, Shop, ShopId, ShopSettings, Step, StepId,
    StepState,
};
use jinpai_store::{BATCH, NewEvent, Store, StoreError, attempts, shops, steps};

use crate::{Arguments, SHOPS, now, shop};

pub async fn create_shops(store: &Store) -> Result<(), StoreError> {
    for n in 0..SHOPS {
        let new = Shop {
            id: shop(n),
            name: "bench".to_owned(),
            settings: ShopSettings::default(),
            created_at: now(),
        };
        store
            .write(new.id, move |tx| {
                Box::pin(async move { shops::create(tx, &new).await })
            })
            .await?;
    }
    Ok(())
}

/// Plans every job, the shops beside one another; the seconds until the last is on disk.
pub async fn schedule(store: &Store, arguments: &Arguments) -> Result<f64, StoreError> {
    let begin = Instant::now();
    let shops: Vec<_> = (0..SHOPS)
        .map(|n| tokio::spawn(schedule_shop(store.clone(), arguments.clone(), n)))
        .collect();
    for done in shops {
        done.await.map_err(|_| StoreError::Closed)??;
    }
    Ok(begin.elapsed().as_secs_f64())
}

async fn schedule_shop(store: Store, arguments: Arguments, n: u128) -> Result<(), StoreError> {
    let of_shop: Vec<u32> = (0..arguments.jobs)
        .filter(|job| u128::from(*job) % SHOPS == n)
        .collect();
    for some in of_shop.chunks(BATCH) {
        let shop = shop(n);
        let planned: Vec<Step> = some.iter().map(|job| step(&arguments, shop, *job)).collect();
        store
            .write(shop, move |tx| {
                Box::pin(async move {
                    steps::insert_many(tx, shop, &planned).await?;
                    for step in &planned {
                        tx.append(event(EventKind::StepPlanned, step, step.planned_at))?;
                    }
                    Ok::<_, StoreError>(())
                })
            })
            .await?;
    }
    Ok(())
}

fn step(arguments: &Arguments, shop: ShopId, job: u32) -> Step {
    let spread = i64::from(job) * arguments.window_ms / i64::from(arguments.jobs.max(1));
    let planned_at = now();
    // The moment in front keeps ids of two runs apart, as in the product.
    let bits = u128::from(std::process::id()) << 32 | u128::from(job);
    Step {
        shop,
        id: StepId::new(planned_at, bits),
        flow: Flow::Payment,
        ladder: format!("{}-{job}", arguments.run),
        n: 1,
        buyer: BuyerId::new(planned_at, bits),
        orders: vec![OrderId::new(planned_at, bits)],
        channel: Channel::Sms,
        angle: None,
        slot: None,
        due_at: At(arguments.first_ms + spread),
        expires_at: At(arguments.first_ms + spread).plus(86_400_000),
        state: StepState::Planned,
        reason: Reason::SlotPeak,
        text: None,
        planned_at,
        decided_at: None,
        lease_until_at: None,
        epoch: 0,
        policy_version: 0,
    }
}

pub fn event(kind: EventKind, step: &Step, at: At) -> NewEvent {
    NewEvent {
        at,
        kind,
        subject: step.id.to_string(),
        payload: serde_json::json!({ "reason": step.reason }),
    }
}

/// Waiting for their time, held by a worker, given up, done.
pub async fn left(store: &Store) -> Result<serde_json::Value, StoreError> {
    let mut of: BTreeMap<StepState, i64> = BTreeMap::new();
    for n in 0..SHOPS {
        let figures = steps::figures(store.read(), shop(n), At(0), At(i64::MAX)).await?;
        for (state, count) in figures.by_state {
            *of.entry(state).or_default() += count;
        }
    }
    let count = |state: StepState| of.get(&state).copied().unwrap_or(0);
    Ok(serde_json::json!({
        "planned": count(StepState::Planned),
        "active": count(StepState::Claimed),
        "failed": count(StepState::Unknown) + count(StepState::Expired) + count(StepState::Skipped),
        "done": count(StepState::Sent),
        "unfinished_attempts": attempts::unfinished(store.read(), At(i64::MAX)).await?.len(),
    }))
}
