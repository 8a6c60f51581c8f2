//! Whether an order looks like one that nobody means to pay: signs, points, and the words for both.
//!
//! Every sign is a fact a person can check, and what was granted on appeal clears them all. The
//! judgement excludes from reminding and does nothing else to a buyer.

use crate::{BuyerFacts, Locale, Policy};

/// Something that speaks against an order, with the figures it stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// So many orders closed unpaid within the days, and none was paid in them.
    ClosedUnpaid { closed: u32, within_days: u32 },
    /// So many pieces of one item; the most she ever paid for is `bought`.
    Bulk { pieces: i64, bought: i64 },
}

/// What speaks against an order, weighed by the policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suspicion {
    /// Each sign with its points.
    pub signs: Vec<(Sign, u32)>,
    /// From so many points on the order is left alone.
    pub exclude_at: u32,
    /// A person has looked and found her sincere.
    pub appeal_granted: bool,
}

impl Suspicion {
    #[must_use]
    pub fn points(&self) -> u32 {
        self.signs
            .iter()
            .fold(0, |sum: u32, (_, points)| sum.saturating_add(*points))
    }

    #[must_use]
    pub fn excludes(&self) -> bool {
        !self.appeal_granted && !self.signs.is_empty() && self.points() >= self.exclude_at
    }
}

impl Sign {
    /// The sign in one sentence without a full stop.
    #[must_use]
    pub fn sentence(self, locale: Locale) -> String {
        match (self, locale) {
            (Self::ClosedUnpaid { closed, within_days }, Locale::ZhCn) => {
                format!("{within_days} 天内 {closed} 单都未付关闭，且没付过款")
            }
            (Self::Bulk { pieces, bought: 0 }, Locale::ZhCn) => {
                format!("同一件商品拍了 {pieces} 件，以前没有付款买过")
            }
            (Self::Bulk { pieces, bought }, Locale::ZhCn) => {
                format!("同一件商品拍了 {pieces} 件，以前最多买过 {bought} 件")
            }
            (Self::ClosedUnpaid { closed, within_days }, Locale::En) => {
                format!("{closed} orders closed unpaid within {within_days} days, and none paid")
            }
            (Self::Bulk { pieces, bought }, Locale::En) => {
                format!("{pieces} pieces of one item; the most she paid for before is {bought}")
            }
        }
    }
}

/// Weighs an order of a buyer.
#[must_use]
pub fn suspicion(buyer: &BuyerFacts, pieces_of_one_item: i64, policy: &Policy) -> Suspicion {
    let rule = &policy.spec().malicious;
    let history = &buyer.history;
    let mut signs = Vec::new();
    if history.closed_unpaid >= rule.closed_unpaid && history.paid == 0 {
        let sign = Sign::ClosedUnpaid {
            closed: history.closed_unpaid,
            within_days: rule.within_days,
        };
        signs.push((sign, rule.closed_unpaid_points));
    }
    if pieces_of_one_item > rule.max_pieces && history.most_pieces_paid <= rule.max_pieces {
        let sign = Sign::Bulk {
            pieces: pieces_of_one_item,
            bought: history.most_pieces_paid,
        };
        signs.push((sign, rule.max_pieces_points));
    }
    Suspicion {
        signs,
        exclude_at: rule.exclude_at_points,
        appeal_granted: buyer.appeal_granted,
    }
}
