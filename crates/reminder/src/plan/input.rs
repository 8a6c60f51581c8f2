//! What a plan is made from.

use jinpai_model::{Angle, At, Fen, OrderId, Zone};

use crate::{BuyerFacts, OrderFacts, Policy, exclude::minutes_after};

/// Everything that a plan is made from.
#[derive(Debug, Clone)]
pub struct PlanInput<'a> {
    /// Names the shop in every draw; must never change. Its id.
    pub shop: &'a str,
    /// Its name as buyers know it.
    pub shop_name: &'a str,
    pub buyer: &'a BuyerFacts,
    /// Her orders that are not known to be paid or closed; others are answered with that reason.
    pub orders: &'a [PlanOrder],
    /// Her conversation, when she has one.
    pub talk: Option<&'a Talk>,
    /// Every contact of the last days, whoever made it: ours, an agent's, the platform's.
    pub contacts: &'a [Contact],
    /// The shop's zone.
    pub zone: &'a Zone,
    pub policy: &'a Policy,
    pub now: At,
    /// Key of the draws; one per shop, never changed.
    pub seed: u64,
}

/// An order as far as planning needs it.
#[derive(Debug, Clone)]
pub struct PlanOrder {
    pub id: OrderId,
    pub total_fen: Fen,
    /// Most pieces of any one item.
    pub pieces_of_one_item: i64,
    pub created_at: At,
    pub paid_at: Option<At>,
    pub closed_at: Option<At>,
    pub close_at: At,
    /// She contests something about it.
    pub disputed: bool,
    pub facts: OrderFacts,
}

/// Her conversation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Talk {
    /// Nobody has closed it.
    pub open: bool,
    pub last_buyer_at: Option<At>,
    pub last_agent_at: Option<At>,
    /// She waits for an answer.
    pub waiting: bool,
}

impl Talk {
    /// When the newest line of a person was written.
    #[must_use]
    pub fn last_at(&self) -> Option<At> {
        self.last_buyer_at.max(self.last_agent_at)
    }

    /// When the chat counts as closed if nobody writes any more; none when it is closed already.
    #[must_use]
    pub fn closes_at(&self, policy: &Policy) -> Option<At> {
        let last_at = self.last_at().filter(|_| self.open)?;
        Some(minutes_after(last_at, policy.spec().timing.session_timeout_min))
    }

    /// Until when somebody counts as talking.
    #[must_use]
    pub fn quiet_at(&self, policy: &Policy) -> Option<At> {
        Some(minutes_after(
            self.last_at()?,
            policy.spec().timing.talk_quiet_min,
        ))
    }
}

/// Who made a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContactBy {
    Us,
    Agent,
    Platform,
}

/// A contact that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    pub at: At,
    pub by: ContactBy,
    /// Made in an open chat: it counts for the order's limit but not for the day's budget.
    pub in_session: bool,
    /// The orders it spoke of; empty: not known.
    pub orders: Vec<OrderId>,
    pub angle: Option<Angle>,
}
