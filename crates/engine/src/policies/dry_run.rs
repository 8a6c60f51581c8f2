//! A policy on the shop's own past orders, beside the one in force: what would have been sent, when, and why not.
//!
//! Walked buyer by buyer in bounded parts, so that whoever asks sees progress and may stop; each part is computed on
//! a thread that serves nobody. Nothing is kept and nothing is sent.

mod book;
mod fold;

use std::collections::HashMap;

use jinpai_model::{
    Angle, At, BuyerId, Channel, DAY_MS, Fen, Flow, Order, OrderId, Reason, Role, Shop, Zone,
};
use jinpai_packs::policy::Written;
use jinpai_reminder::{
    Policy,
    replay::{Line, ReplayOptions, Verdict, replay},
};
use jinpai_store::{buyers, orders};

use self::{book::booked, fold::Span};
use super::trial::{Read, passes};
use crate::{
    Locale,
    coaching::{own::ShopCoach, zone_of},
    desk::Desk,
    error::{EngineError, Invalid, Result},
};

/// Most days that are looked back.
const MOST_DAYS: u32 = 92;
/// Most orders of a run.
const MOST_ORDERS: u64 = 50_000;
/// Buyers of one part.
const BUYERS: u64 = 1_000;
/// Orders of one part, older ones that only say what a buyer did before included.
const ORDERS: u64 = 6_000;
/// So far before the span a buyer's earlier orders count.
const HISTORY_MS: i64 = 31 * DAY_MS;
/// Most lines shown of a part.
const SHOWN: usize = 100;

/// What is to be tried.
#[derive(Debug, Clone)]
pub struct DryRun {
    pub toml: String,
    /// Orders placed in so many days before `until`.
    pub days: u32,
    /// Now, when left out.
    pub until: Option<At>,
    /// Where the part before ended.
    pub after: Option<BuyerId>,
    pub show: Option<Show>,
}

/// Which decisions to show one by one.
#[derive(Debug, Clone, Default)]
pub struct Show {
    /// Everything about this order, by both policies; nothing else is run then.
    pub order: Option<OrderId>,
    /// `YYYY-MM-DD` on the shop's clock.
    pub day: Option<String>,
    pub hour: Option<u8>,
    pub decision: Option<Verdict>,
    pub reason: Option<Reason>,
}

/// One of the two policies that are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    Draft,
    InForce,
}

/// How many decisions fell into one hour of one day of the shop's clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DryCell {
    pub day: String,
    pub hour: u8,
    pub channel: Channel,
    pub decision: Verdict,
    pub count: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DryReason {
    pub decision: Verdict,
    pub reason: Reason,
    pub count: i64,
}

/// What one policy does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DrySide {
    pub cells: Vec<DryCell>,
    pub reasons: Vec<DryReason>,
    /// Orders that were reminded at least once.
    pub reminded: i64,
}

/// What the draft does to orders otherwise than the policy in force.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Changes {
    /// Reminded by the draft alone.
    pub added: i64,
    /// Reminded by the policy in force alone.
    pub dropped: i64,
    /// Reminded by both, but first at another time or by another channel.
    pub moved: i64,
    pub same: i64,
}

/// One decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DryLine {
    pub which: Which,
    pub at: At,
    pub order: OrderId,
    pub number: String,
    pub total_fen: Fen,
    pub buyer_name: String,
    /// From 1.
    pub n: u32,
    pub channel: Channel,
    pub angle: Option<Angle>,
    pub decision: Verdict,
    pub reason: Reason,
    /// The reason as one sentence.
    pub why: String,
    pub text: String,
}

/// A part of a run.
#[derive(Debug, Clone, Default)]
pub struct DryRunPart {
    pub from: At,
    pub until: At,
    /// Orders of the whole span.
    pub of_orders: u64,
    /// Orders of this part.
    pub orders: usize,
    pub draft: DrySide,
    /// None while the flow stands still.
    pub in_force: Option<DrySide>,
    pub changes: Changes,
    pub lines: Vec<DryLine>,
    /// Ask again with it; none at the end.
    pub next: Option<BuyerId>,
}

/// Everything that a part is computed from.
struct Part {
    shop: Shop,
    zone: Zone,
    coach: std::sync::Arc<ShopCoach>,
    seed: u64,
    now: At,
    span: Span,
    orders: Vec<Order>,
    opted_out: HashMap<BuyerId, book::BuyerWords>,
    draft: Policy,
    in_force: Option<Policy>,
    show: Option<Show>,
    locale: Locale,
}

impl Desk {
    /// Runs a part of the shop's orders through a policy under edit and through the one in force.
    ///
    /// # Errors
    /// [`EngineError::BadPolicy`] when the text is no policy; [`EngineError::Invalid`] for a span that is too long.
    pub async fn dry_run_policy(&self, flow: Flow, ask: DryRun, locale: Locale) -> Result<DryRunPart> {
        self.require(Role::Lead)?;
        if !super::FLOWS.contains(&flow) {
            return Err(EngineError::NotFound("policy"));
        }
        let span = self.span(&ask)?;
        let read = self.engine.store.read();
        let of_orders = orders::count_of_span(read, self.shop, span.from, span.until).await?;
        if of_orders > MOST_ORDERS {
            return Err(invalid(
                "days",
                "a span of at most 50,000 orders; choose fewer days",
            ));
        }
        let Read::Payment(Written { policy: draft, .. }) = self.read_policy(flow, ask.toml).await? else {
            return Err(EngineError::Invalid {
                field: "flow",
                reason: Invalid::Not {
                    expected: "payment: a dry run is over past orders",
                },
            });
        };
        let held = self.engine.policies_of(self.shop).await?;
        let in_force = &held.payment;
        let (chosen, next) = match ask.show.as_ref().and_then(|show| show.order) {
            Some(order) => {
                let found = orders::get(read, self.shop, order).await?;
                let buyer = found.ok_or(EngineError::NotFound("order"))?.buyer;
                (self.orders_of((buyer, buyer), span).await?, None)
            }
            None => self.next_orders(span, ask.after).await?,
        };
        let of = crate::reminders::case::ShopCase::load(&self.engine, self.shop).await?;
        let part = Part {
            opted_out: self.words_of_buyers(&chosen).await?,
            zone: zone_of(&of.shop),
            coach: of.coach.clone(),
            seed: of.seed,
            now: self.engine.now(),
            shop: of.shop,
            span,
            orders: chosen,
            draft,
            in_force: in_force.version.is_some().then(|| in_force.policy.clone()),
            show: ask.show,
            locale,
        };
        let done = self.engine.aside(move || part.run()).await?;
        Ok(DryRunPart {
            from: span.from,
            until: span.until,
            of_orders,
            next,
            ..done
        })
    }

    fn span(&self, ask: &DryRun) -> Result<Span> {
        if !(1..=MOST_DAYS).contains(&ask.days) {
            return Err(invalid("days", "a number of days from 1 to 92"));
        }
        let until = ask.until.unwrap_or_else(|| self.engine.now());
        let from = until.plus(-i64::from(ask.days) * DAY_MS);
        Ok(Span { from, until })
    }

    /// The orders of the next buyers, and where to go on.
    async fn next_orders(&self, span: Span, after: Option<BuyerId>) -> Result<(Vec<Order>, Option<BuyerId>)> {
        let read = self.engine.store.read();
        let chosen = orders::buyers_of_span(read, self.shop, (span.from, span.until), after, BUYERS).await?;
        let (Some((first, _)), Some((last, _))) = (chosen.first(), chosen.last()) else {
            return Ok((Vec::new(), None));
        };
        let mut rows = self.orders_of((*first, *last), span).await?;
        let full = rows.len() as u64 == ORDERS;
        let mut reached = *last;
        if full && let Some(cut) = rows.last().map(|order| order.buyer) {
            // The last buyer's orders may not all be there; she comes first in the next part.
            if rows.first().is_some_and(|order| order.buyer != cut) {
                rows.retain(|order| order.buyer != cut);
            }
            reached = rows.last().map_or(reached, |order| order.buyer);
        }
        let more = full || chosen.len() as u64 == BUYERS;
        Ok((rows, more.then_some(reached)))
    }

    async fn orders_of(&self, buyers: (BuyerId, BuyerId), span: Span) -> Result<Vec<Order>> {
        let read = self.engine.store.read();
        let known = (span.from.plus(-HISTORY_MS), span.until);
        Ok(orders::of_buyers_in_span(read, self.shop, known, buyers, ORDERS).await?)
    }

    async fn words_of_buyers(&self, chosen: &[Order]) -> Result<HashMap<BuyerId, book::BuyerWords>> {
        let mut ids: Vec<BuyerId> = chosen.iter().map(|order| order.buyer).collect();
        ids.dedup();
        let found = buyers::get_many(self.engine.store.read(), self.shop, &ids).await?;
        Ok(found
            .into_iter()
            .map(|(id, buyer)| (id, book::BuyerWords::of(buyer)))
            .collect())
    }
}

impl Part {
    fn run(self) -> DryRunPart {
        let draft = self.replayed(&self.draft);
        let in_force = self.in_force.as_ref().map(|policy| self.replayed(policy));
        let about = fold::About::of(&self.orders, self.span, &self.zone);
        let mut lines = Vec::new();
        if let Some(show) = &self.show {
            let wanted = fold::Wanted { show, about: &about };
            let sides = [(Which::Draft, Some(&draft)), (Which::InForce, in_force.as_ref())];
            for (which, found) in sides {
                let chosen = found
                    .into_iter()
                    .flatten()
                    .filter(|line| wanted.takes(which, line));
                lines.extend(
                    chosen
                        .take(SHOWN)
                        .filter_map(|line| self.show(which, line, &about)),
                );
            }
        }
        DryRunPart {
            orders: about.in_span(),
            changes: about.changes(&draft, in_force.as_deref().unwrap_or_default()),
            in_force: in_force.map(|lines| about.side(&lines)),
            draft: about.side(&draft),
            lines,
            ..DryRunPart::default()
        }
    }

    fn replayed(&self, policy: &Policy) -> Vec<Line> {
        let text_passes = passes(&self.coach, &self.shop, self.now);
        let book: Vec<_> = self
            .orders
            .iter()
            .map(|order| booked(order, self.opted_out.get(&order.buyer)))
            .collect();
        replay(
            &book,
            &ReplayOptions {
                policy,
                zone: &self.zone,
                shop_name: &self.shop.name,
                ship_cutoff: self.shop.settings.ship_cutoff,
                text_passes: &text_passes,
                seed: self.seed,
            },
        )
    }

    fn show(&self, which: Which, line: &Line, about: &fold::About<'_>) -> Option<DryLine> {
        let order = about.leader(line)?;
        let policy = match which {
            Which::Draft => &self.draft,
            Which::InForce => self.in_force.as_ref()?,
        };
        let words = self.opted_out.get(&order.buyer);
        Some(DryLine {
            which,
            at: line.at,
            order: order.id,
            number: order.number.clone(),
            total_fen: order.total_fen,
            buyer_name: words.map(|words| words.name.clone()).unwrap_or_default(),
            n: line.step,
            channel: line.channel,
            angle: line.angle,
            decision: line.decision,
            reason: line.reason,
            why: book::why_of(line, order, policy, &self.zone, self.locale),
            text: line.text.clone(),
        })
    }
}

const fn invalid(field: &'static str, expected: &'static str) -> EngineError {
    EngineError::Invalid {
        field,
        reason: Invalid::Not { expected },
    }
}
