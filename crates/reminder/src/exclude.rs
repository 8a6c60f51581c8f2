//! Who is left alone, and why: refusals that hold before any moment is looked for.

use jinpai_model::{At, Channel, MINUTE_MS, Reason, Zone};

use crate::{
    Policy, draw,
    plan::{ContactBy, PlanInput, PlanOrder},
};

/// A buyer as far as reminding needs her.
#[derive(Debug, Clone)]
pub struct BuyerFacts {
    /// Names her in every draw; must never change. The shop's id of her.
    pub key: String,
    pub opted_out: bool,
    pub blocked: bool,
    /// Channels she does not want to be contacted by.
    pub refused_channels: Vec<Channel>,
    pub history: History,
    /// Her own zone where it is known: quiet hours are hers. The shop's otherwise.
    pub zone: Option<Zone>,
}

/// What she did with earlier orders, counted over the window of the policy (30 days) up to now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct History {
    /// Orders that closed without ever being paid.
    pub closed_unpaid: u32,
    /// Orders paid.
    pub paid: u32,
    /// Most pieces of one item in an order she paid, at any time.
    pub most_pieces_paid: i64,
}

/// The reason that holds for the buyer whatever she ordered. Opting out comes first: it is hers.
pub(crate) fn buyer_reason(buyer: &BuyerFacts, policy: &Policy) -> Option<Reason> {
    let malicious = &policy.spec().malicious;
    if buyer.opted_out {
        Some(Reason::OptedOut)
    } else if buyer.blocked {
        Some(Reason::Blocked)
    } else if buyer.history.closed_unpaid >= malicious.closed_unpaid && buyer.history.paid == 0 {
        Some(Reason::Malicious)
    } else if channel_of(buyer).is_none() {
        Some(Reason::Unreachable)
    } else {
        None
    }
}

/// Where her reminders go. The chat is the one channel there is; when others come, the rule by buyer
/// and price belongs here and nowhere else.
pub(crate) fn channel_of(buyer: &BuyerFacts) -> Option<Channel> {
    [Channel::Chat]
        .into_iter()
        .find(|channel| !buyer.refused_channels.contains(channel))
}

/// The reason that holds for one order of a buyer who may be reminded.
pub(crate) fn order_reason(order: &PlanOrder, input: &PlanInput<'_>) -> Option<Reason> {
    if order.paid_at.is_some() {
        Some(Reason::Paid)
    } else if order.closed_at.is_some() || input.now >= order.close_at {
        Some(Reason::Closed)
    } else if order.disputed {
        Some(Reason::Disputed)
    } else if is_bulk(order, input) {
        Some(Reason::Malicious)
    } else if platform_reminded(order, input) {
        Some(Reason::PlatformReminded)
    } else {
        None
    }
}

/// More pieces of one item than anybody buys who never bought such a number before.
fn is_bulk(order: &PlanOrder, input: &PlanInput<'_>) -> bool {
    let most = input.policy.spec().malicious.max_pieces;
    order.pieces_of_one_item > most && input.buyer.history.most_pieces_paid <= most
}

/// The platform spoke to her about this order, or its rule says that it does before it closes.
fn platform_reminded(order: &PlanOrder, input: &PlanInput<'_>) -> bool {
    let imported = input.contacts.iter().any(|contact| {
        contact.by == ContactBy::Platform
            && contact.at >= order.created_at
            && (contact.orders.is_empty() || contact.orders.contains(&order.id))
    });
    let by_rule = input
        .policy
        .spec()
        .platform_reminds_at_min
        .is_some_and(|minutes| order.created_at.plus(i64::from(minutes) * MINUTE_MS) < order.close_at);
    imported || by_rule
}

/// Whether the draw leaves this buyer un-reminded, so that the effect can be measured.
pub(crate) fn held_out(input: &PlanInput<'_>) -> bool {
    is_held_out(input.policy, input.seed, input.shop, &input.buyer.key)
}

pub(crate) fn is_held_out(policy: &Policy, seed: u64, shop: &str, buyer: &str) -> bool {
    draw::is_held_out(seed, shop, buyer, policy.spec().holdout_percent)
}

/// A moment so many minutes after another.
pub(crate) fn minutes_after(at: At, minutes: u32) -> At {
    at.plus(i64::from(minutes) * MINUTE_MS)
}
