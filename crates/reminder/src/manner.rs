//! How a buyer's manner, and what the shop does about it, bound what she is reminded of.
//!
//! A manner only ever takes away or changes the order of what is said: nothing is sent because of it.

use jinpai_model::{Angle, Fen};

use crate::{BuyerFacts, Policy};

/// What holds for one buyer beside the policy. The default bounds nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Manner {
    /// Most reminders of one order, where the policy would allow more.
    pub at_most: Option<u32>,
    /// Her unpaid orders are left alone.
    pub let_be: bool,
    /// A lead says whether a reminder goes, however fresh the status is.
    pub lead_first: bool,
    /// What her first reminder speaks of, where its facts are known.
    pub first_angle: Option<Angle>,
}

impl BuyerFacts {
    /// Most reminders of an order of hers.
    #[must_use]
    pub fn limit(&self, policy: &Policy, total: Fen) -> u32 {
        let limit = policy.limit(total);
        self.manner.at_most.map_or(limit, |most| limit.min(most))
    }
}
