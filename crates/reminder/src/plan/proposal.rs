//! What an agent could change about a buyer's orders before they are reminded: 改价.
//!
//! A proposal and nothing more: only a person changes a price or closes an order on the platform. One
//! that was not confirmed by the moment of sending changes nothing, and the reminder names the old
//! price.

use jinpai_model::{At, Fen, OrderId};

use super::PlanOrder;

/// Goods of one kind in an order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Goods {
    /// Code or title; the same for the same goods.
    pub name: String,
    pub pieces: i64,
}

/// A change of price to propose to an agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Names the ladder that waits for it.
    pub ladder: String,
    /// Orders to be kept, oldest first.
    pub keep: Vec<OrderId>,
    /// What each order kept would ask for.
    pub prices: Vec<(OrderId, Fen)>,
    /// Orders of the very same goods as one of those kept: closed if she meant to buy once.
    pub duplicates: Vec<OrderId>,
    /// Postage that is asked for more than once over the orders kept.
    pub postage_off_fen: Fen,
    /// What all orders ask for now.
    pub sum_fen: Fen,
    /// What those kept would ask for, without the double postage.
    pub new_sum_fen: Fen,
    /// Confirmed later than this, the reminder has gone out with the old price.
    pub confirm_before_at: At,
}

/// What could be changed about orders that go together; none when there is nothing to change, or an
/// agent has confirmed a price already.
pub(super) fn proposal(orders: &[&PlanOrder], ladder: &str, confirm_before_at: At) -> Option<Proposal> {
    if orders.len() < 2 || orders.iter().any(|order| order.agreed_fen.is_some()) {
        return None;
    }
    let mut newest_first: Vec<&PlanOrder> = orders.to_vec();
    newest_first.sort_by_key(|order| std::cmp::Reverse((order.created_at, order.id)));
    let (mut keep, mut duplicates): (Vec<&PlanOrder>, Vec<&PlanOrder>) = (Vec::new(), Vec::new());
    for order in newest_first {
        // The newest is what she wants now, and stays open longest.
        let again = keep.iter().any(|kept| same_goods(kept, order));
        if again { &mut duplicates } else { &mut keep }.push(order);
    }
    keep.reverse();
    duplicates.reverse();
    let postages = || keep.iter().map(|order| order.postage_fen.0.max(0));
    let postage_off = postages().fold(0, i64::saturating_add) - postages().max().unwrap_or(0);
    if duplicates.is_empty() && postage_off == 0 {
        return None;
    }
    let sum = |orders: &[&PlanOrder]| {
        let all = orders.iter().map(|order| order.total_fen.0);
        all.fold(0, i64::saturating_add)
    };
    let ids = |orders: &[&PlanOrder]| orders.iter().map(|order| order.id).collect();
    Some(Proposal {
        prices: prices(&keep),
        ladder: ladder.to_owned(),
        postage_off_fen: Fen(postage_off),
        sum_fen: Fen(sum(&keep).saturating_add(sum(&duplicates))),
        new_sum_fen: Fen(sum(&keep).saturating_sub(postage_off)),
        keep: ids(&keep),
        duplicates: ids(&duplicates),
        confirm_before_at,
    })
}

/// What the orders kept would ask for: the dearest postage stays where it is, the others fall away.
fn prices(keep: &[&PlanOrder]) -> Vec<(OrderId, Fen)> {
    let dearest = (0..keep.len()).max_by_key(|n| (keep[*n].postage_fen, std::cmp::Reverse(*n)));
    let price = |(n, order): (usize, &&PlanOrder)| {
        let off = if Some(n) == dearest {
            0
        } else {
            order.postage_fen.0.max(0)
        };
        (order.id, Fen(order.total_fen.0.saturating_sub(off)))
    };
    keep.iter().enumerate().map(price).collect()
}

/// The same goods in the same numbers, on the same platform.
pub(super) fn same_goods(a: &PlanOrder, b: &PlanOrder) -> bool {
    let sorted = |order: &PlanOrder| {
        let mut goods = order.goods.clone();
        goods.sort();
        goods
    };
    !a.goods.is_empty()
        && a.platform == b.platform
        && a.goods.len() == b.goods.len()
        && sorted(a) == sorted(b)
}
