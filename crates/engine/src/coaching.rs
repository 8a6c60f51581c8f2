//! Puts the question to the coach: the draft, what the buyer said, and the facts the shop holds.

pub(crate) mod ending;
pub(crate) mod kept;
pub(crate) mod own;

use std::collections::HashMap;

use jinpai_coach::{Draft, Finding, Line, Locale, Report, Severity, talk::WINDOW};
use jinpai_model::{
    At, BuyerId, Conversation, ConversationState, DismissalId, Facts, Message, Order, PersonId, Product,
    ProductId, Shop, ShopId, Standing, Zone,
};
use jinpai_store::{
    Read, StoreError, Tx, buyers, conversations, dismissals,
    findings::{self, StoredFinding},
    messages::{self, Part},
    products, snapshots,
};
use jinpai_text::Folded;

use self::own::ShopCoach;
use crate::{core::Engine, error::Result, one_person, seal};

/// Lines of the talk that the coach is shown before a reply.
const HISTORY: u64 = WINDOW as u64;

/// What a reply is checked against.
#[derive(Debug, Clone, Default)]
pub(crate) struct Context {
    /// The newest lines of the talk, oldest first.
    pub lines: Vec<Line>,
    pub facts: Option<Facts>,
    /// How many other buyers wait for the agent who writes.
    pub others_waiting: Option<u32>,
    /// By rule and context, what was put aside in this talk, and by whom.
    pub dismissed: HashMap<(String, String), (DismissalId, PersonId)>,
}

/// What the coach says, and what of it was put aside before.
#[derive(Debug, Clone, Default)]
pub struct Judged {
    pub report: Report,
    pub dismissed: Vec<PutAside>,
}

/// What would be found, had it not been put aside in this talk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PutAside {
    pub finding: Finding,
    pub dismissal: DismissalId,
    pub by: PersonId,
}

impl Engine {
    /// Checks a text of the shop. Pure once the context is there; microseconds.
    pub(crate) fn check(
        coach: &ShopCoach,
        shop: &Shop,
        context: &Context,
        text: &str,
        at: At,
        locale: Locale,
    ) -> Judged {
        let draft = Draft {
            facts: context.facts.as_ref(),
            platform: shop.settings.platform,
            at: Some(at),
            others_waiting: context.others_waiting,
            locale,
            ..Draft::of(text)
        };
        let mut report = coach.coach.check_in_talk(&context.lines, &draft);
        coach.hush(&mut report, text);
        let mut dismissed = Vec::new();
        if !context.dismissed.is_empty() {
            for finding in std::mem::take(&mut report.findings) {
                let key = (finding.rule.to_string(), context_key(&finding.matched, text));
                match context.dismissed.get(&key) {
                    Some((dismissal, by)) if finding.severity < Severity::Block => {
                        report.points -= coach.points_of(&finding.rule);
                        let (dismissal, by) = (*dismissal, *by);
                        dismissed.push(PutAside {
                            finding,
                            dismissal,
                            by,
                        });
                    }
                    _ => report.findings.push(finding),
                }
            }
        }
        Judged { report, dismissed }
    }

    /// What stands around a reply in a conversation: the one place that gathers it, for the draft on the socket,
    /// for the check at sending, and for whoever judges the talk later.
    pub(crate) async fn context_of(
        &self,
        shop: &Shop,
        conversation: &Conversation,
        writer: PersonId,
    ) -> Result<Context> {
        let read = self.store.read();
        let (shop_id, buyer) = (shop.id, conversation.buyer);
        // A reply to a talk that is over goes into the buyer's next one, and is judged by that.
        let talk = match conversation.state {
            ConversationState::Open => Some(conversation.id),
            ConversationState::Closed => conversations::open_of_buyer(read, shop_id, buyer)
                .await?
                .map(|open| open.id),
        };
        let (mut lines, mut dismissed) = (Vec::new(), HashMap::new());
        if let Some(talk) = talk {
            let latest = messages::page(read, shop_id, talk, Part::Latest, HISTORY).await?;
            lines = latest.items.iter().map(line).collect();
            dismissed = dismissals::of_conversation(read, shop_id, talk).await?;
        }
        let waiting = conversations::waiting_for(read, shop_id, writer, talk).await?;
        Ok(Context {
            lines,
            others_waiting: Some(u32::try_from(waiting).unwrap_or(u32::MAX)),
            facts: facts_of_buyer(read, shop, buyer, self.now()).await?,
            dismissed,
        })
    }

    pub(crate) async fn facts_of_product(&self, shop: &Shop, product: ProductId) -> Result<Option<Facts>> {
        let product = products::get(self.store.read(), shop.id, product).await?;
        let now = self.now();
        Ok(product.map(|product| product.input.at(now).facts(&zone_of(shop))))
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

/// A message as the coach reads it.
pub(crate) fn line(message: &Message) -> Line {
    Line {
        agent: message.author.map(|author| author.to_string()),
        at: Some(message.at),
        others_waiting: message.others_waiting,
        ..Line::of(message.voice(), message.text.as_str())
    }
}

/// What found words come down to, however they are spelt; of a finding about the whole message, its text.
pub(crate) fn context_key(matched: &str, text: &str) -> String {
    let (mark, words) = if matched.is_empty() {
        ('=', text)
    } else {
        ('~', matched)
    };
    let mut key = String::from(mark);
    key.extend(Folded::of(words).chars());
    seal::digest(key.as_bytes())
}

/// The facts of what the buyer ordered last, when it is a known product.
async fn facts_of_buyer(read: &Read, shop: &Shop, buyer: BuyerId, now: At) -> Result<Option<Facts>> {
    let held = one_person::orders_of(read, shop.id, buyer).await?;
    let Some(newest) = held.first() else {
        return Ok(None);
    };
    let Some(product) = product_of(read, shop.id, newest).await? else {
        return Ok(None);
    };
    let mut facts = goods_for(read, &product, buyer, now).await?.facts(&zone_of(shop));
    facts.ship_cutoff = facts.ship_cutoff.or(shop.settings.ship_cutoff);
    Ok(Some(facts))
}

/// What holds for a product now, for this buyer: her parcel is on the way as long as to where she lives.
pub(crate) async fn goods_for(read: &Read, product: &Product, buyer: BuyerId, now: At) -> Result<Standing> {
    if product.input.knowledge.eta_by_province.is_empty() {
        return Ok(product.input.at(now));
    }
    let buyer = buyers::get(read, product.shop, buyer).await?;
    let region = buyer.and_then(|buyer| buyer.region);
    Ok(product.input.at_in(now, region.as_deref()))
}

/// The product of an order's first item, when it is known.
pub(crate) async fn product_of(read: &Read, shop: ShopId, order: &Order) -> Result<Option<Product>> {
    let Some(item) = order.items.first() else {
        return Ok(None);
    };
    Ok(match &item.sku {
        // Orders name pieces as often as products.
        Some(sku) => products::by_codes(read, shop, &[sku.as_str()]).await?.remove(sku),
        None => products::by_title(read, shop, &[&item.title])
            .await?
            .remove(&item.title),
    })
}

/// Keeps what the coach said about a message that was sent all the same, and ties to it what was put aside.
pub(crate) async fn keep_findings(
    tx: &Tx,
    message: &Message,
    judged: &Judged,
    (coach, facts): (&ShopCoach, Option<&Facts>),
) -> Result<(), StoreError> {
    if let Some(facts) = facts {
        let digest = seal::digest(serde_json::to_string(facts).unwrap_or_default().as_bytes());
        snapshots::put(tx, message.shop, message.id, &digest, facts).await?;
    }
    let shown = judged
        .report
        .findings
        .iter()
        .map(|found| row(coach, found, false));
    let aside = judged
        .dismissed
        .iter()
        .map(|aside| row(coach, &aside.finding, true));
    // More findings than are kept of one message say nothing more about it.
    let mut rows: Vec<_> = shown.chain(aside).take(findings::MAX_PER_MESSAGE).collect();
    rows.sort_by_key(|finding| (finding.start, finding.end));
    findings::put_many(tx, message, &rows).await?;
    for PutAside { finding, .. } in &judged.dismissed {
        let key = context_key(&finding.matched, &message.text);
        let rule = finding.rule.as_str();
        dismissals::tie(tx, message.shop, message.conversation, (rule, &key), message.id).await?;
    }
    Ok(())
}

/// A finding as it is kept: what it is and where, never the words.
fn row(coach: &ShopCoach, finding: &Finding, dismissed: bool) -> StoredFinding {
    StoredFinding {
        rule: finding.rule.to_string(),
        category: finding.category.to_string(),
        severity: finding.severity.to_string(),
        start: i64::try_from(finding.start).unwrap_or(0),
        end: i64::try_from(finding.end).unwrap_or(0),
        points: coach.points_of(&finding.rule),
        dismissed,
    }
}
