//! Orders of one buyer that go together: who leads, what bounds them, what they are called.

use jinpai_model::{At, Channel, ClockTime, MINUTE_MS, Zone};

use super::{PlanInput, PlanOrder, moments::moments_of};
use crate::{
    channel::{ChosenBy, Ways, barrier, ways},
    draw,
    experiment::{first_channel, first_slot},
    slot::Quest,
};

/// Orders that go together.
pub(super) struct Group<'a> {
    pub leader: &'a PlanOrder,
    /// The others, oldest first.
    pub merged: Vec<&'a PlanOrder>,
}

impl<'a> Group<'a> {
    pub(super) fn of(orders: &[&'a PlanOrder]) -> Self {
        let leader = orders
            .iter()
            .copied()
            .min_by_key(|order| (-order.total_fen.0, order.close_at, order.id))
            .unwrap_or_else(|| unreachable!("a group is never empty: plan() and largest_group() see to it"));
        let merged = orders
            .iter()
            .copied()
            .filter(|order| order.id != leader.id)
            .collect();
        Self { leader, merged }
    }

    /// The channels to try outside an open chat, by the leading order's price.
    pub(super) fn ways(&self, input: &PlanInput<'_>) -> Ways {
        let (tier, platform) = (input.policy.tier(self.leader.total_fen), self.leader.platform);
        let mut ways = ways(input.buyer, tier, platform, input.policy);
        let wanted = first_channel(input)
            .filter(|channel| barrier(input.buyer, *channel, platform, input.policy).is_none());
        // What she asked for herself is not tried with.
        if let Some(first) = wanted.filter(|_| ways.chosen_by != ChosenBy::Preference) {
            ways.open.retain(|channel| *channel != first);
            ways.open.insert(0, first);
        }
        ways
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &'a PlanOrder> + '_ {
        std::iter::once(self.leader).chain(self.merged.iter().copied())
    }

    pub(super) fn quest<'q>(&self, channel: Channel, input: &'q PlanInput<'_>) -> Quest<'q> {
        let timing = &input.policy.spec().timing;
        let zone = input.buyer.zone.as_ref().unwrap_or(input.zone);
        let bound_of = |order: &PlanOrder| {
            let before_close = order
                .close_at
                .plus(-i64::from(timing.before_close_min) * MINUTE_MS);
            before_close.min(days_after(order.created_at, timing.max_days, zone))
        };
        let key = self.leader.id.to_string();
        Quest {
            policy: input.policy,
            first_slot: first_slot(input),
            channel,
            zone,
            now: input.now,
            leader_created_at: self.leader.created_at,
            newest_created_at: self.all().map(|o| o.created_at).max().unwrap_or_default(),
            bound: self.all().map(bound_of).min().unwrap_or_default(),
            cut_off_at: self.cut_off_at(input.zone),
            jitter_ms: draw::jitter_ms(
                input.seed,
                &[input.shop, &input.buyer.key, &key],
                timing.jitter_min,
            ),
        }
    }

    /// When the courier leaves on the orders' own day; none unless it is known for every order and
    /// all were made on that day.
    pub(super) fn cut_off_at(&self, shop_zone: &Zone) -> Option<At> {
        let day = self.leader.created_at.in_zone(shop_zone).date();
        let mut first: Option<ClockTime> = None;
        for order in self.all() {
            let cut_off = order.facts.cut_off?;
            if order.created_at.in_zone(shop_zone).date() != day {
                return None;
            }
            first = Some(first.map_or(cut_off, |earlier| earlier.min(cut_off)));
        }
        first.map(|cut_off| cut_off.on(day, shop_zone))
    }

    /// The leader and the orders that ride with it. An order that joins or leaves makes another
    /// ladder.
    pub(super) fn name(&self) -> String {
        let mut members: Vec<String> = self.all().map(|order| order.id.to_string()).collect();
        members.sort_unstable();
        let parts: Vec<&str> = members.iter().map(String::as_str).collect();
        format!("payment-{}-{:016x}", self.leader.id, draw::bits(0, &parts))
    }
}

/// The same time of day, so many days on.
fn days_after(at: At, days: u32, zone: &Zone) -> At {
    let wall = at.in_zone(zone).datetime();
    wall.checked_add(jiff::Span::new().days(i64::from(days)))
        .map_or(at, |later| zone.at(later))
}

/// How many of the orders, oldest first, one moment serves without coming too soon for the newest; at
/// least one.
pub(super) fn largest_group(orders: &[&PlanOrder], input: &PlanInput<'_>) -> usize {
    (2..=orders.len())
        .rev()
        .find(|count| {
            let group = Group::of(&orders[..*count]);
            moments_of(&group, input).is_ok()
        })
        .unwrap_or(1)
}
