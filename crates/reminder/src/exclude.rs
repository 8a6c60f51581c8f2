//! Who is left alone, and why: refusals that hold before any moment is looked for.

use jinpai_model::{At, Channel, MINUTE_MS, Reason, Zone};

use crate::{
    Manner, Policy, Reach,
    channel::ways,
    draw,
    malicious::suspicion,
    plan::{ContactBy, PlanInput, PlanOrder},
};

/// A buyer as far as reminding needs her.
#[derive(Debug, Clone)]
pub struct BuyerFacts {
    /// Names her in every draw; must never change. The shop's id of her.
    pub key: String,
    pub opted_out: bool,
    pub blocked: bool,
    /// A person has looked at what speaks against her orders and found her sincere.
    pub appeal_granted: bool,
    /// The ways to her that are known. A channel that is not among them is not used.
    pub reach: Vec<Reach>,
    /// Channels she does not want to be contacted by.
    pub refused_channels: Vec<Channel>,
    /// The channel she asked for.
    pub prefers: Option<Channel>,
    pub history: History,
    /// Her own zone where it is known: quiet hours are hers. The shop's otherwise.
    pub zone: Option<Zone>,
    pub manner: Manner,
}

impl BuyerFacts {
    /// A buyer of whom nothing is known but that the chat reaches her.
    #[must_use]
    pub fn new(key: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            opted_out: false,
            blocked: false,
            appeal_granted: false,
            reach: vec![Reach::by(Channel::Chat)],
            refused_channels: Vec::new(),
            prefers: None,
            history: History::default(),
            zone: None,
            manner: Manner::default(),
        }
    }
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
    /// Orders she paid at any time: none of them makes her a first-time buyer. None: not known, as
    /// where an order names no buyer.
    pub paid_ever: Option<u32>,
}

/// The reason that holds for the buyer whatever she ordered. Opting out comes first: it is hers.
pub(crate) const fn buyer_reason(buyer: &BuyerFacts) -> Option<Reason> {
    if buyer.opted_out {
        Some(Reason::OptedOut)
    } else if buyer.blocked {
        Some(Reason::Blocked)
    } else {
        None
    }
}

/// The reason that holds for one order of a buyer who may be reminded.
pub(crate) fn order_reason(order: &PlanOrder, input: &PlanInput<'_>) -> Option<Reason> {
    if order.paid_at.is_some() {
        Some(Reason::Paid)
    } else if order.closed_at.is_some() || input.now >= order.close_at {
        Some(Reason::Closed)
    } else if order.disputed {
        Some(Reason::Disputed)
    } else if order.not_wanted {
        Some(Reason::NotInterested)
    } else if suspicion(input.buyer, order.pieces_of_one_item, input.policy).excludes() {
        Some(Reason::Malicious)
    } else if input.buyer.manner.let_be {
        Some(Reason::LetBe)
    } else if platform_reminded(order, input) {
        Some(Reason::PlatformReminded)
    } else if unreachable(order, input) {
        Some(Reason::Unreachable)
    } else {
        None
    }
}

fn unreachable(order: &PlanOrder, input: &PlanInput<'_>) -> bool {
    let tier = input.policy.tier(order.total_fen);
    ways(input.buyer, tier, order.platform, input.policy)
        .open
        .is_empty()
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
