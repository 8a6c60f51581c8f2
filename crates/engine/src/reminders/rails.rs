//! Guard rails: what must not get worse while reminders run. A broken one lets the flow stand still by itself.
//!
//! Only an opt-out can break the limit on opt-outs, so the figures are taken when one happens and at no other time.
//! The limit is judged by an interval that holds at all looks together, not by the bare rate: one of three is no
//! reason to stop.

use jinpai_model::{At, Event, EventKind, Flow, ShopId};
use jinpai_stats::effect::{ERROR, guard};
use jinpai_store::{
    Lane, NewEvent,
    pauses::{self, Pause},
    policies, trials,
};
use serde_json::json;

use crate::{
    core::Engine,
    error::{EngineError, Result},
};

/// The name of the limit on opt-outs.
pub(crate) const OPT_OUT: &str = "opt-out";

/// How a limit stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Rail {
    pub people: i64,
    pub events: i64,
    /// A part of 1.
    pub limit: f64,
    pub least: i64,
    /// How likely it is to see so much at any look so far when the limit is kept.
    pub p: f64,
    /// Counted since: when the flow last started.
    pub since: At,
}

impl Rail {
    pub fn is_broken(&self) -> bool {
        self.people >= self.least && self.p <= ERROR
    }
}

/// Looks at the limits when something has happened that can break one.
pub(super) async fn watch(engine: &Engine, shop: ShopId, batch: &[Event]) -> Result<()> {
    if !batch.iter().any(|event| event.kind == EventKind::BuyerOptedOut) {
        return Ok(());
    }
    let flow = Flow::Payment;
    // Another process may have stopped it in the meantime.
    let held = engine.renew_policies(shop).await?;
    let Some(version) = held.payment.version else {
        return Ok(());
    };
    let rail = opt_outs(engine, shop, flow).await?;
    if rail.is_broken() {
        stop(engine, shop, (flow, version, held.revision), &rail).await?;
    }
    Ok(())
}

/// How the limit on opt-outs stands since the flow last started.
pub(crate) async fn opt_outs(engine: &Engine, shop: ShopId, flow: Flow) -> Result<Rail> {
    let read = engine.store.read();
    let rows = policies::in_force(read, shop).await?;
    let since = rows
        .iter()
        .find(|row| row.flow == flow)
        .map_or(At(0), |row| row.changed_at);
    let (people, events) = trials::reminded_and_opted_out(read, shop, flow, since).await?;
    let held = engine.policies_of(shop).await?;
    let limits = held.payment.policy.spec().guard;
    let limit = limits.opt_out_percent / 100.0;
    let counted = |n: i64| u64::try_from(n).unwrap_or(0);
    let reading = guard::ceiling(counted(people), counted(events), limit, ERROR);
    Ok(Rail {
        people,
        events,
        limit,
        least: i64::from(limits.least_buyers),
        p: reading.map_or(1.0, |reading| reading.p),
        since,
    })
}

async fn stop(
    engine: &Engine,
    shop: ShopId,
    (flow, version, seen): (Flow, i64, i64),
    rail: &Rail,
) -> Result<()> {
    let (now, people, events) = (engine.now(), rail.people, rail.events);
    // Millionths: a limit is a percentage with a few digits.
    let limit_ppm = (rail.limit * 1_000_000.0).round() as i64;
    let write = engine.store.write(Lane::Shop(shop), move |tx| {
        Box::pin(async move {
            let held = policies::in_force(tx, shop).await?;
            if held.iter().map(|row| row.revision).max().unwrap_or(0) != seen {
                // Somebody decided in the meantime; what she decided is looked at after the next opt-out.
                return Ok(false);
            }
            let revision = policies::put_in_force(tx, shop, flow, None, (None, now)).await?;
            let pause = Pause {
                flow,
                revision,
                version,
                at: now,
                rail: OPT_OUT.to_owned(),
                people,
                events,
                limit_ppm,
                ended: None,
            };
            pauses::record(tx, shop, &pause).await?;
            tx.append(NewEvent {
                at: now,
                kind: EventKind::PolicyChanged,
                subject: flow.as_str().to_owned(),
                payload: json!({ "version": null, "rail": OPT_OUT, "people": people, "events": events }),
            })?;
            Ok::<_, EngineError>(true)
        })
    });
    if write.await? {
        tracing::warn!(%shop, %flow, people, events, "too many buyers opted out; the flow stands still");
        engine.renew_policies(shop).await?;
    }
    Ok(())
}
