//! Reads the log ahead, and finds whose case it has changed.

use std::collections::BTreeSet;

use jinpai_model::{BuyerId, ConversationId, Event, EventKind as Kind, OrderId, ShopId};
use jinpai_store::{conversations, events, orders, steps};

use crate::{core::Engine, error::Result, reminders::rails};

/// Events read at a time.
const BATCH: u64 = 500;
/// Buyers whose case has changed, from when on they are planned before more of the log is read.
const MOST: usize = 2_000;

/// What a stretch of the log calls for. A plan is made from the rows as they are, so a buyer who is in it often, or in
/// it beside a change that is about everybody, is planned once.
pub(super) struct Ahead {
    pub last: i64,
    pub buyers: BTreeSet<BuyerId>,
    /// A setting has changed for all of them.
    pub everybody: bool,
    /// The talks that somebody has closed: what comes after the open chat is laid out then.
    pub closed: Vec<ConversationId>,
}

impl Ahead {
    pub fn changes_something(&self) -> bool {
        self.everybody || !self.buyers.is_empty() || !self.closed.is_empty()
    }

    /// Reads the log from `after` up to its head or, when it calls for many plans, less far.
    pub async fn read(engine: &Engine, shop: ShopId, after: i64, head: i64) -> Result<Self> {
        let mut ahead = Self {
            last: after,
            buyers: BTreeSet::new(),
            everybody: false,
            closed: Vec::new(),
        };
        let kinds: Vec<Kind> = Kind::ALL
            .iter()
            .copied()
            .filter(|kind| bearing(*kind).is_some())
            .collect();
        while ahead.last < head && (ahead.everybody || ahead.buyers.len() < MOST) {
            let read = engine.store.read();
            let batch = events::of_kinds(read, shop, (ahead.last, head), &kinds, BATCH).await?;
            rails::watch(engine, shop, &batch).await?;
            touched(engine, shop, &batch, &mut ahead).await?;
            ahead.last = match batch.last() {
                Some(last) if batch.len() as u64 == BATCH => last.seq,
                _ => head,
            };
        }
        Ok(ahead)
    }
}

/// What an event has to do with plans.
enum Bearing {
    OfOrder,
    OfTalk,
    ClosesTalk,
    OfBuyer,
    /// On each of these buyers.
    OfBuyers,
    OnEverybody,
    /// And what is planned from here on goes by the policy that it put in force.
    ByPolicy,
    /// A limit may be broken; her steps were taken back as it was written.
    OnRails,
}

/// None: it is passed over, as most of the log is, which tells of the plans themselves.
const fn bearing(kind: Kind) -> Option<Bearing> {
    Some(match kind {
        Kind::OrderCreated | Kind::OrderPaid | Kind::OrderClosed | Kind::OrderChanged => Bearing::OfOrder,
        Kind::MessageSent => Bearing::OfTalk,
        Kind::ConversationClosed => Bearing::ClosesTalk,
        Kind::BuyerChanged | Kind::BuyersMerged => Bearing::OfBuyer,
        // Those who are one person no more are planned for each by herself.
        Kind::BuyersSplit => Bearing::OfBuyers,
        Kind::ShopChanged => Bearing::OnEverybody,
        Kind::PolicyChanged => Bearing::ByPolicy,
        Kind::BuyerOptedOut => Bearing::OnRails,
        _ => return None,
    })
}

/// Adds the buyers whose case a batch of events may have changed.
async fn touched(engine: &Engine, shop: ShopId, batch: &[Event], ahead: &mut Ahead) -> Result<()> {
    let read = engine.store.read();
    let buyers = &mut ahead.buyers;
    let mut ordered: Vec<OrderId> = Vec::new();
    let mut talks: Vec<ConversationId> = Vec::new();
    for event in batch {
        match bearing(event.kind) {
            Some(Bearing::OfOrder) => ordered.extend(event.subject.parse::<OrderId>()),
            Some(Bearing::OfTalk) => {
                let talk = event
                    .payload
                    .get("conversation")
                    .and_then(serde_json::Value::as_str);
                talks.extend(talk.and_then(|id| id.parse::<ConversationId>().ok()));
            }
            Some(Bearing::ClosesTalk) => {
                let closed = event.subject.parse::<ConversationId>();
                talks.extend(closed.clone());
                ahead.closed.extend(closed);
            }
            Some(Bearing::OfBuyer) => buyers.extend(event.subject.parse::<BuyerId>()),
            Some(Bearing::OfBuyers) => {
                let named = event.payload.get("buyers").and_then(serde_json::Value::as_array);
                let named = named.into_iter().flatten().filter_map(serde_json::Value::as_str);
                buyers.extend(named.filter_map(|id| id.parse::<BuyerId>().ok()));
            }
            Some(Bearing::OnEverybody) => ahead.everybody = true,
            Some(Bearing::ByPolicy) => {
                engine.renew_policies(shop).await?;
                ahead.everybody = true;
            }
            Some(Bearing::OnRails) | None => {}
        }
    }
    let changed = orders::buyers_of(read, shop, &ordered).await?;
    let (paid, waiting): (Vec<_>, Vec<_>) = changed.into_iter().partition(|(_, paid)| *paid);
    buyers.extend(waiting.into_iter().map(|(buyer, _)| buyer));
    let mut talking: Vec<BuyerId> = paid.into_iter().map(|(buyer, _)| buyer).collect();
    talks.sort_unstable();
    talks.dedup();
    let talks = conversations::get_many(read, shop, &talks).await?;
    talking.extend(talks.into_values().map(|talk| talk.buyer));
    talking.sort_unstable();
    talking.dedup();
    // Who talks or has paid is planned anew where something waits: another order of hers, or a step.
    buyers.extend(steps::with_open(read, shop, &talking).await?);
    buyers.extend(orders::with_unpaid(read, shop, &talking, engine.now()).await?);
    Ok(())
}
