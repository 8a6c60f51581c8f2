//! What a buyer's behaviour means for reminding her: what agents say of it, else what the desk read last, else what her
//! orders alone tell.

use std::collections::{HashMap, HashSet};

use jinpai_model::{Angle, At, Axis, BuyerId, Channel, Order, Trait, UnpaidSetting};
use jinpai_playbook::{BuyerKnown, OrderKnown, SHOWN_FROM_PCT, ShopKnown, Situation};
use jinpai_reminder::{Manner, Reach};
use jinpai_store::{
    Conn,
    buyer_types::{self, OnAxis},
};

use super::ShopCase;
use crate::error::Result;

/// What is known of the behaviour of some buyers.
#[derive(Default)]
pub(crate) struct Manners {
    /// Of whoever is not in here nothing is read.
    known: HashMap<BuyerId, Trait>,
    /// They want no profile, or the shop reads nobody.
    off: HashSet<BuyerId>,
}

impl Manners {
    pub async fn read(conn: &impl Conn, of: &ShopCase, buyers: &[BuyerId]) -> Result<Self> {
        let shop = of.shop.id;
        if !of.shop.settings.playbook.on {
            return Ok(Self {
                off: buyers.iter().copied().collect(),
                ..Self::default()
            });
        }
        let OnAxis { read, said, off } = buyer_types::on_axis(conn, shop, Axis::Behaviour, buyers).await?;
        let sure = (read.into_iter())
            .filter(|(_, (_, confidence_pct))| *confidence_pct >= i64::from(SHOWN_FROM_PCT))
            .map(|(buyer, (value, _))| (buyer, value));
        // Of two words on one buyer the agent's counts.
        let known = sure.chain(said).collect();
        Ok(Self { known, off })
    }

    /// How she behaves, as far as anything tells. `person`: all buyers that are one with her; `orders`: theirs.
    pub fn of(&self, of: &ShopCase, person: &[BuyerId], orders: &[&Order], now: At) -> Option<Trait> {
        if person.iter().any(|buyer| self.off.contains(buyer)) {
            return None;
        }
        let set = of.shop.settings.playbook.unpaid_buyers;
        let known = person.iter().find_map(|buyer| self.known.get(buyer).copied());
        // Her orders are asked only where their answer would change something.
        known.or_else(|| {
            (set != UnpaidSetting::Remind)
                .then(|| by_orders(of, orders, now))
                .flatten()
        })
    }
}

fn by_orders(of: &ShopCase, orders: &[&Order], now: At) -> Option<Trait> {
    let orders: Vec<OrderKnown<'_>> = orders.iter().map(|order| order_known(order)).collect();
    let decision = of.book.decide(&Situation {
        now,
        zone: &of.zone,
        platform: of.shop.settings.platform,
        buyer: BuyerKnown::default(),
        turns: &[],
        orders: &orders,
        goods: &[],
        shop: &ShopKnown::default(),
        others_waiting: 0,
        left: &[],
    });
    let read = decision.reading.of(Axis::Behaviour)?;
    (read.confidence_pct >= SHOWN_FROM_PCT).then_some(read.value)
}

fn order_known(order: &Order) -> OrderKnown<'_> {
    OrderKnown {
        id: order.id,
        number: &order.number,
        status: order.status,
        created_at: order.created_at,
        paid_at: order.paid_at,
        closed_at: order.closed_at,
        total_fen: order.total_fen.0,
        items: Vec::new(),
    }
}

/// Who buys and is gone is reminded once, in the chat; of who orders and does not pay the shop has its own way.
pub(crate) fn of(behaviour: Option<Trait>, unpaid: UnpaidSetting) -> Manner {
    match behaviour {
        Some(Trait::BuysAndGoes) => Manner {
            at_most: Some(1),
            ..Manner::default()
        },
        Some(Trait::OrdersUnpaid) => Manner {
            let_be: unpaid == UnpaidSetting::LetBe,
            lead_first: unpaid == UnpaidSetting::Report,
            first_angle: (unpaid == UnpaidSetting::Warn).then_some(Angle::Closing),
            ..Manner::default()
        },
        _ => Manner::default(),
    }
}

/// The ways to her that are used.
pub(crate) fn reach(behaviour: Option<Trait>, mut ways: Vec<Reach>) -> Vec<Reach> {
    if behaviour == Some(Trait::BuysAndGoes) {
        ways.retain(|way| way.channel == Channel::Chat);
    }
    ways
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_who_orders_and_does_not_pay_is_treated_by_the_setting() {
        for unpaid in UnpaidSetting::ALL {
            assert_eq!(of(None, *unpaid), Manner::default());
            assert_eq!(of(Some(Trait::Polite), *unpaid), Manner::default());
            assert_eq!(of(Some(Trait::BuysAndGoes), *unpaid).at_most, Some(1));
        }
        let by = |unpaid| of(Some(Trait::OrdersUnpaid), unpaid);
        assert_eq!(by(UnpaidSetting::Remind), Manner::default());
        assert!(by(UnpaidSetting::Report).lead_first);
        assert_eq!(by(UnpaidSetting::Warn).first_angle, Some(Angle::Closing));
        assert!(by(UnpaidSetting::LetBe).let_be);
    }

    #[test]
    fn who_buys_and_is_gone_is_reached_in_the_chat_alone() {
        let ways = vec![Reach::by(Channel::Chat), Reach::by(Channel::Sms)];
        assert_eq!(reach(Some(Trait::BuysAndGoes), ways.clone()).len(), 1);
        assert_eq!(reach(Some(Trait::Sociable), ways).len(), 2);
    }
}
