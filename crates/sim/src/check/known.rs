//! What the shop was told when, and who said what when, as the outside remembers it.

use std::collections::BTreeMap;

use jinpai_model::{At, StepId};

use super::Broken;
use crate::plan::{Feed, News, WorldPlan};

/// When the outside was heard: an order's payment or closing counts from then on.
#[derive(Debug)]
pub struct Known {
    pub orders: Vec<OrderKnown>,
    pub opted_out: Vec<Option<At>>,
    /// Her messages, by buyer.
    pub wrote: Vec<Vec<At>>,
    /// Messages of agents to her.
    pub answered: Vec<Vec<At>>,
    /// When an agent wrote to her outside a session: a contact like any other.
    pub contacted: Vec<Vec<At>>,
    /// When a person said of a step that its orders were still unpaid.
    pub confirmed: BTreeMap<StepId, Vec<At>>,
    /// Steps that a person passed on herself.
    pub passed_on: Vec<StepId>,
    /// What was seen to be broken while the world went on.
    pub seen_broken: Vec<Broken>,
}

#[derive(Debug, Clone, Default)]
pub struct OrderKnown {
    pub paid_at: Option<At>,
    pub closed_at: Option<At>,
    /// When the shop was told of it as unpaid, and how.
    pub unpaid: Vec<(At, Feed)>,
}

impl Known {
    pub fn new(plan: &WorldPlan) -> Self {
        let buyers = plan.buyers.len();
        Self {
            orders: vec![OrderKnown::default(); plan.orders.len()],
            opted_out: vec![None; buyers],
            wrote: vec![Vec::new(); buyers],
            answered: vec![Vec::new(); buyers],
            contacted: vec![Vec::new(); buyers],
            confirmed: BTreeMap::new(),
            passed_on: Vec::new(),
            seen_broken: Vec::new(),
        }
    }

    pub fn told(&mut self, order: usize, (news, by): (News, Feed), now: At) {
        let known = &mut self.orders[order];
        match news {
            News::Created | News::Repriced => known.unpaid.push((now, by)),
            News::Paid => _ = known.paid_at.get_or_insert(now),
            News::Closed => _ = known.closed_at.get_or_insert(now),
        }
    }

    pub fn opted_out(&mut self, buyer: usize, now: At) {
        self.opted_out[buyer].get_or_insert(now);
    }
}
