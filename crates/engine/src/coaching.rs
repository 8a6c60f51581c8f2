//! Puts the question to the coach: the draft, what the buyer said, and the facts the shop holds.

use std::sync::Arc;

use jinpai_coach::{Coach, Draft, Finding, Locale, Report, Severity, spec::RuleSpec};
use jinpai_model::{At, BuyerId, Conversation, Facts, Message, ProductId, Shop, Side, Zone};
use jinpai_store::{
    Read, StoreError, Tx,
    findings::{self, StoredFinding},
    messages::{self, Part},
    orders, products,
};

use crate::{
    core::Engine,
    error::{EngineError, Result},
};

/// Longest buyer turn the coach is shown, in messages.
const TURN_MESSAGES: u64 = 6;

/// The built-in rules, compiled.
pub(crate) fn built_in() -> Result<(Coach, Arc<[RuleSpec]>)> {
    let broken = |e: jinpai_packs::PackErrors| EngineError::BadFile(e.to_string());
    let pack = jinpai_packs::builtin_pack().map_err(broken)?;
    Ok((pack.coach().map_err(broken)?, pack.rules().into()))
}

/// What a reply is checked against.
#[derive(Debug, Clone, Default)]
pub(crate) struct Context {
    /// The buyer's last turn; none when she has not spoken last.
    pub buyer_text: Option<String>,
    pub facts: Option<Facts>,
}

impl Engine {
    /// Checks a text of the shop. Pure once the context is there; microseconds.
    pub(crate) fn check(&self, shop: &Shop, context: &Context, text: &str, at: At, locale: Locale) -> Report {
        self.coach.check(&Draft {
            buyer: context.buyer_text.as_deref(),
            facts: context.facts.as_ref(),
            platform: shop.settings.platform,
            at: Some(at),
            locale,
            ..Draft::of(text)
        })
    }

    /// What the shop holds about the matter of a conversation.
    pub(crate) async fn context_of(&self, shop: &Shop, conversation: &Conversation) -> Result<Context> {
        let read = self.store.read();
        let buyer_text = buyer_turn(read, conversation).await?;
        let facts = facts_of_buyer(read, shop, conversation.buyer).await?;
        Ok(Context { buyer_text, facts })
    }

    pub(crate) async fn facts_of_product(&self, shop: &Shop, product: ProductId) -> Result<Option<Facts>> {
        let product = products::get(self.store.read(), shop.id, product).await?;
        Ok(product.map(|product| product.input.facts(&zone_of(shop))))
    }
}

/// Whether a report finds anything that deserves a warning.
pub(crate) fn warns(report: &Report) -> bool {
    report
        .findings
        .iter()
        .any(|finding| finding.severity >= Severity::Warn)
}

/// The shop's zone; a name that the settings page would not have taken reads as Shanghai.
pub(crate) fn zone_of(shop: &Shop) -> Zone {
    shop.settings.zone.parse().unwrap_or_else(|_| Zone::shanghai())
}

/// The messages the buyer sent since anybody else spoke, joined by line breaks.
async fn buyer_turn(read: &Read, conversation: &Conversation) -> Result<Option<String>> {
    let page = messages::page(
        read,
        conversation.shop,
        conversation.id,
        Part::Latest,
        TURN_MESSAGES,
    )
    .await?;
    let turn: Vec<&Message> = page
        .items
        .iter()
        .rev()
        .take_while(|m| m.from == Side::Buyer)
        .collect();
    if turn.is_empty() {
        return Ok(None);
    }
    Ok(Some(
        turn.iter()
            .rev()
            .map(|m| m.text.as_str())
            .collect::<Vec<_>>()
            .join("\n"),
    ))
}

/// The facts of what the buyer ordered last, when it is a known product.
async fn facts_of_buyer(read: &Read, shop: &Shop, buyer: BuyerId) -> Result<Option<Facts>> {
    let held = orders::of_buyer(read, shop.id, buyer).await?;
    let Some(item) = held.first().and_then(|order| order.items.first()) else {
        return Ok(None);
    };
    let product = match &item.sku {
        Some(sku) => products::by_sku(read, shop.id, sku).await?,
        None => products::by_title(read, shop.id, &[&item.title])
            .await?
            .remove(&item.title),
    };
    let zone = zone_of(shop);
    Ok(product.map(|product| {
        let mut facts = product.input.facts(&zone);
        facts.ship_cutoff = facts.ship_cutoff.or(shop.settings.ship_cutoff);
        facts
    }))
}

/// Keeps what the coach said about a message that was sent all the same.
pub(crate) async fn keep_findings(tx: &Tx, message: &Message, found: &[Finding]) -> Result<(), StoreError> {
    let row = |finding: &Finding| StoredFinding {
        rule: finding.rule.to_string(),
        category: finding.category.to_string(),
        severity: finding.severity.to_string(),
        start: i64::try_from(finding.start).unwrap_or(0),
        end: i64::try_from(finding.end).unwrap_or(0),
    };
    // More findings than are kept of one message say nothing more about it.
    let rows: Vec<_> = found.iter().take(100).map(row).collect();
    findings::put_many(tx, message.shop, message.id, &rows).await
}
