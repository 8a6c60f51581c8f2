//! What a plan is made from.

use jinpai_model::{Angle, At, Fen, OrderId, Platform, Zone};

use super::Goods;
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
    pub platform: Platform,
    pub total_fen: Fen,
    /// Part of the total that is postage.
    pub postage_fen: Fen,
    /// A new price that an agent has confirmed on the platform.
    pub agreed_fen: Option<Fen>,
    /// What was ordered, as far as it is known; tells an order placed twice.
    pub goods: Vec<Goods>,
    /// Most pieces of any one item.
    pub pieces_of_one_item: i64,
    pub created_at: At,
    pub paid_at: Option<At>,
    pub closed_at: Option<At>,
    pub close_at: At,
    /// She contests something about it.
    pub disputed: bool,
    /// She told an agent that she does not want it any more.
    pub not_wanted: bool,
    pub facts: OrderFacts,
}

impl PlanOrder {
    /// An order of one piece of something, on no known platform, still to be paid.
    #[must_use]
    pub fn new(id: OrderId, total_fen: Fen, created_at: At, close_at: At) -> Self {
        Self {
            id,
            platform: Platform::General,
            total_fen,
            postage_fen: Fen::ZERO,
            agreed_fen: None,
            goods: Vec::new(),
            pieces_of_one_item: 1,
            created_at,
            paid_at: None,
            closed_at: None,
            close_at,
            disputed: false,
            not_wanted: false,
            facts: OrderFacts::default(),
        }
    }
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
    /// Over all her conversations: a reply in another than the newest is a reply.
    pub anywhere: LastLines,
}

/// The newest lines of a person's conversations, whoever of her identities holds them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LastLines {
    pub last_buyer_at: Option<At>,
    pub last_agent_at: Option<At>,
}

impl LastLines {
    /// When the newest of them was written, whoever wrote it.
    #[must_use]
    pub fn last_at(&self) -> Option<At> {
        self.last_buyer_at.max(self.last_agent_at)
    }

    /// With those of another conversation.
    #[must_use]
    pub fn and(self, buyer_at: Option<At>, agent_at: Option<At>) -> Self {
        Self {
            last_buyer_at: self.last_buyer_at.max(buyer_at),
            last_agent_at: self.last_agent_at.max(agent_at),
        }
    }
}

impl Talk {
    /// When the newest line of a person was written in it.
    #[must_use]
    pub fn last_at(&self) -> Option<At> {
        self.last_buyer_at.max(self.last_agent_at)
    }

    /// When she last wrote, anywhere.
    #[must_use]
    pub fn she_wrote_at(&self) -> Option<At> {
        self.last_buyer_at.max(self.anywhere.last_buyer_at)
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
            self.last_at().max(self.anywhere.last_at())?,
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
    /// Its words where they are known: the same are never sent to her again.
    pub text: Option<String>,
}

impl Contact {
    /// A contact outside an open chat of which no more is known.
    #[must_use]
    pub const fn new(at: At, by: ContactBy) -> Self {
        Self {
            at,
            by,
            in_session: false,
            orders: Vec::new(),
            angle: None,
            text: None,
        }
    }
}
