//! What a message says and what was said before it, ready to ask.

use jinpai_model::Side;

use super::{
    reading::View,
    spec::{AnswerFind, EarlierFind},
};
use crate::{
    BuildError, RuleCode,
    build::{Ids, Pool},
};

/// The conditions of an [`AnswerFind`]; empty ones ask nothing.
#[derive(Debug)]
pub(crate) struct Beside {
    first: bool,
    unasked: bool,
    pub reply: Ids,
    lacking: Ids,
    at_most_chars: usize,
    heard: Ids,
    after: Ids,
    earlier: Earlier,
    others_waiting: u32,
}

#[derive(Debug)]
struct Earlier {
    buyer: Ids,
    shop: Ids,
    buyer_lacks: Ids,
    shop_lacks: Ids,
}

impl Beside {
    pub fn build(code: &RuleCode, find: &AnswerFind, pool: &mut Pool) -> Result<Self, BuildError> {
        let none = EarlierFind::default();
        let earlier = find.earlier.as_ref().unwrap_or(&none);
        Ok(Self {
            first: find.first,
            unasked: find.unasked,
            reply: pool.ids(code, &find.reply)?,
            lacking: pool.ids(code, &find.lacking)?,
            at_most_chars: find.at_most_chars.unwrap_or(usize::MAX),
            heard: pool.buyer_ids(code, &find.heard)?,
            after: pool.ids(code, &find.after)?,
            earlier: Earlier {
                buyer: pool.buyer_ids(code, &earlier.buyer)?,
                shop: pool.ids(code, &earlier.shop)?,
                buyer_lacks: pool.buyer_ids(code, &earlier.buyer_lacks)?,
                shop_lacks: pool.ids(code, &earlier.shop_lacks)?,
            },
            others_waiting: find.others_waiting.unwrap_or(0),
        })
    }

    /// Whether it asks who else is waiting.
    pub fn asks_who_waits(&self) -> bool {
        self.others_waiting > 0
    }

    /// Whether everything but the reply's own words holds.
    pub fn holds(&self, view: &View<'_, '_>) -> bool {
        let here = view.here();
        (!self.first || (view.begins() && view.last_of_shop().is_none()))
            && (!self.unasked || (view.turn().is_empty() && !view.before().is_empty()))
            && !here.says(&self.lacking)
            && (self.at_most_chars == usize::MAX || here.words().len() <= self.at_most_chars)
            && (self.others_waiting == 0 || here.others_waiting.unwrap_or(0) >= self.others_waiting)
            && (self.after.is_empty() || view.last_of_shop().is_some_and(|line| line.says(&self.after)))
            && (self.heard.is_empty() || self.was_heard(view))
            && self.earlier.holds(view)
    }

    fn was_heard(&self, view: &View<'_, '_>) -> bool {
        let mut buyers = view.before().iter().filter(|line| line.from == Side::Buyer);
        buyers.any(|line| line.says(&self.heard))
    }
}

impl Earlier {
    fn holds(&self, view: &View<'_, '_>) -> bool {
        let said = |ids: &Ids, shops: bool| {
            let side = |line: &&super::ReadLine<'_>| {
                if shops {
                    line.is_shops()
                } else {
                    line.from == Side::Buyer
                }
            };
            view.earlier().iter().filter(side).any(|line| line.says(ids))
        };
        (self.buyer.is_empty() || said(&self.buyer, false))
            && (self.shop.is_empty() || said(&self.shop, true))
            && (self.buyer_lacks.is_empty() || !said(&self.buyer_lacks, false))
            && (self.shop_lacks.is_empty() || !said(&self.shop_lacks, true))
    }
}
