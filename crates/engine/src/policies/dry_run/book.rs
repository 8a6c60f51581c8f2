//! The shop's stored orders as rows of a book that the replay reads, and the sentences of its decisions.

use jinpai_model::{Buyer, BuyerRef, ClockTime, IdentityChannel, Order, OrderInput, Zone};
use jinpai_reminder::{
    Locale as WhyLocale, Policy, WhyContext,
    replay::{BookOrder, Line},
    why,
};

use crate::Locale;

/// What a buyer has said about being contacted, as of today.
pub(super) struct BuyerWords {
    pub name: String,
    opted_out: bool,
    blocked: bool,
}

impl BuyerWords {
    pub fn of(buyer: Buyer) -> Self {
        Self {
            opted_out: buyer.opted_out_at.is_some(),
            blocked: buyer.blocked_at.is_some(),
            name: buyer.name,
        }
    }
}

/// A stored order as the book has it. The replay knows it unpaid until it was paid.
pub(super) fn booked(order: &Order, words: Option<&BuyerWords>) -> BookOrder {
    BookOrder {
        opted_out: words.is_some_and(|words| words.opted_out),
        blocked: words.is_some_and(|words| words.blocked),
        ..BookOrder::new(input(order))
    }
}

fn input(order: &Order) -> OrderInput {
    OrderInput {
        platform: order.platform,
        number: order.number.clone(),
        buyer: Some(BuyerRef {
            channel: IdentityChannel::Site,
            external: order.buyer.to_string(),
        }),
        buyer_name: None,
        region: None,
        receiver: None,
        status: order.status,
        kind: order.kind,
        total_fen: order.total_fen,
        postage_fen: order.postage_fen,
        refund_fen: order.refund_fen,
        items: order.items.clone(),
        quantity: order.quantity,
        created_at: order.created_at,
        paid_at: order.paid_at,
        closed_at: order.closed_at,
        close_at: order.close_at,
    }
}

/// Why it was decided so, in one sentence.
pub(super) fn why_of(line: &Line, order: &Order, policy: &Policy, zone: &Zone, locale: Locale) -> String {
    let context = WhyContext {
        closes: Some(ClockTime::of(order.close_at, zone).to_string()),
        leader: line.leader.clone(),
        within_days: Some(policy.spec().malicious.within_days),
        pieces: Some(
            order
                .items
                .iter()
                .map(|item| item.quantity)
                .max()
                .unwrap_or(order.quantity),
        ),
        ..WhyContext::default()
    };
    let locale = match locale {
        Locale::Zh => WhyLocale::ZhCn,
        Locale::En => WhyLocale::En,
    };
    why(line.reason, &context, locale)
}
