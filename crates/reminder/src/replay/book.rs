//! Rows of a book as the replay holds them: orders with what is known of them so far, and buyers.

use std::collections::HashMap;

use jinpai_model::{At, BuyerRef, DAY_MS, OrderId, OrderItem, OrderKind, Reason};

use super::{BookOrder, ReplayOptions};
use crate::{BuyerFacts, Contact, Goods, OrderFacts, PlanOrder, PlannedStep, Proposal, Reach};

/// An order as it is known at the moment of the replay.
pub(super) struct OrderState {
    pub number: String,
    pub buyer: usize,
    /// What planning sees: paid and closed are filled in when they happen.
    pub seen: PlanOrder,
    /// It reached ten minutes unpaid.
    pub known: bool,
    /// The last reason told for leaving it alone, so that it is told once.
    pub told: Option<Reason>,
}

/// A buyer as she is known at the moment of the replay.
pub(super) struct BuyerState {
    pub name: String,
    pub facts: BuyerFacts,
    pub orders: Vec<usize>,
    pub contacts: Vec<Contact>,
    /// Steps of the newest plan; none in the place of one that was decided.
    pub steps: Vec<Option<PlannedStep>>,
    /// Changes of price that the newest plan proposes.
    pub proposals: Vec<Proposal>,
    /// Grows with every plan: a due moment of an older plan means nothing.
    pub generation: u32,
    /// The book names her, so that her orders are known to be hers.
    named: bool,
    closed_unpaid: Vec<At>,
    paid: Vec<At>,
}

impl BuyerState {
    /// Counts the history of the last days up to `now`.
    pub(super) fn recount(&mut self, now: At, within_days: u32) {
        let since = now.plus(-i64::from(within_days) * DAY_MS);
        let count = |moments: &[At]| {
            let recent = moments.iter().filter(|at| **at > since && **at <= now);
            u32::try_from(recent.count()).unwrap_or(u32::MAX)
        };
        self.facts.history.closed_unpaid = count(&self.closed_unpaid);
        self.facts.history.paid = count(&self.paid);
        let ever = self.paid.iter().filter(|at| **at <= now).count();
        self.facts.history.paid_ever = self.named.then(|| u32::try_from(ever).unwrap_or(u32::MAX));
    }

    /// What a row says about her. A later row is the newer word on a number; agreeing and refusing
    /// hold once they are said.
    fn learn(&mut self, booked: &BookOrder) {
        let facts = &mut self.facts;
        facts.opted_out |= booked.opted_out;
        facts.blocked |= booked.blocked;
        facts.appeal_granted |= booked.appeal_granted;
        facts.refused_channels.extend(&booked.refused_channels);
        facts.prefers = booked.prefers.or(facts.prefers);
        facts.zone = booked.zone.clone().or(facts.zone.take());
        for told in &booked.reach {
            match facts.reach.iter_mut().find(|known| known.channel == told.channel) {
                None => facts.reach.push(*told),
                Some(known) => {
                    *known = Reach {
                        agreed: known.agreed || told.agreed,
                        promotion: known.promotion || told.promotion,
                        ..*told
                    };
                }
            }
        }
    }

    pub(super) fn note_closed_unpaid(&mut self, at: At) {
        self.closed_unpaid.push(at);
    }

    pub(super) fn note_paid(&mut self, at: At, pieces: i64) {
        self.paid.push(at);
        let most = &mut self.facts.history.most_pieces_paid;
        *most = pieces.max(*most);
    }
}

/// Rows sorted by creation, each with its place, and their buyers.
pub(super) fn states(
    book: &[BookOrder],
    options: &ReplayOptions<'_>,
) -> (Vec<usize>, Vec<OrderState>, Vec<BuyerState>) {
    let newest: HashMap<_, usize> = (book.iter().enumerate())
        .map(|(row, booked)| ((booked.order.platform, booked.order.number.as_str()), row))
        .collect();
    let mut rows: Vec<usize> = newest.into_values().collect();
    rows.sort_by(|a, b| {
        let key = |row: usize| (book[row].order.created_at, &book[row].order.number, row);
        key(*a).cmp(&key(*b))
    });
    let mut buyers: Vec<BuyerState> = Vec::new();
    let mut known: HashMap<&BuyerRef, usize> = HashMap::new();
    let mut orders = Vec::with_capacity(rows.len());
    for (place, row) in rows.iter().enumerate() {
        let booked = &book[*row];
        let buyer = match &booked.order.buyer {
            Some(name) => *known.entry(name).or_insert_with(|| {
                let key = format!("{}:{}", name.channel, name.external);
                buyers.push(new_buyer(name.external.clone(), key, true));
                buyers.len() - 1
            }),
            None => {
                let number = &booked.order.number;
                buyers.push(new_buyer(number.clone(), format!("order:{number}"), false));
                buyers.len() - 1
            }
        };
        buyers[buyer].learn(booked);
        buyers[buyer].orders.push(place);
        orders.push(OrderState {
            number: booked.order.number.clone(),
            buyer,
            seen: seen(place, booked, options),
            known: false,
            told: None,
        });
    }
    (rows, orders, buyers)
}

pub(super) fn new_buyer(name: String, key: String, named: bool) -> BuyerState {
    BuyerState {
        name,
        facts: BuyerFacts {
            reach: Vec::new(),
            ..BuyerFacts::new(key)
        },
        orders: Vec::new(),
        contacts: Vec::new(),
        steps: Vec::new(),
        proposals: Vec::new(),
        generation: 0,
        named,
        closed_unpaid: Vec::new(),
        paid: Vec::new(),
    }
}

fn seen(place: usize, booked: &BookOrder, options: &ReplayOptions<'_>) -> PlanOrder {
    let order = &booked.order;
    let pieces = order.items.iter().map(|item| item.quantity).max().unwrap_or(0);
    let pieces_of_one_item = if order.items.len() > 1 {
        pieces
    } else {
        pieces.max(order.quantity)
    };
    let id = OrderId::from_bits(place as u128);
    PlanOrder {
        platform: order.platform,
        postage_fen: order.postage_fen,
        goods: order.items.iter().map(goods).collect(),
        pieces_of_one_item,
        disputed: booked.disputed,
        facts: OrderFacts {
            item: order.items.first().map(|item| item.title.clone()),
            more_items: order.items.len().saturating_sub(1),
            // What is sold ahead or has no parcel leaves with no courier today.
            cut_off: options.ship_cutoff.filter(|_| order.kind == OrderKind::Ordinary),
            ..OrderFacts::default()
        },
        ..PlanOrder::new(id, order.total_fen, order.created_at, order.close_at)
    }
}

fn goods(item: &OrderItem) -> Goods {
    Goods {
        name: item.sku.clone().unwrap_or_else(|| item.title.clone()),
        pieces: item.quantity,
    }
}
