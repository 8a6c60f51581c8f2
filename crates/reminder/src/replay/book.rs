//! Rows of a book as the replay holds them: orders with what is known of them so far, and buyers.

use std::collections::HashMap;

use jinpai_model::{At, BuyerRef, DAY_MS, OrderId, Reason};

use super::{BookOrder, ReplayOptions};
use crate::{BuyerFacts, Contact, History, OrderFacts, PlanOrder, PlannedStep};

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
    /// Grows with every plan: a due moment of an older plan means nothing.
    pub generation: u32,
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
                buyers.push(new_buyer(
                    name.external.clone(),
                    format!("{}:{}", name.channel, name.external),
                ));
                buyers.len() - 1
            }),
            None => {
                let number = &booked.order.number;
                buyers.push(new_buyer(number.clone(), format!("order:{number}")));
                buyers.len() - 1
            }
        };
        let facts = &mut buyers[buyer].facts;
        facts.opted_out |= booked.opted_out;
        facts.refused_channels.extend(&booked.refused_channels);
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

fn new_buyer(name: String, key: String) -> BuyerState {
    BuyerState {
        name,
        facts: BuyerFacts {
            key,
            opted_out: false,
            blocked: false,
            refused_channels: Vec::new(),
            history: History::default(),
            zone: None,
        },
        orders: Vec::new(),
        contacts: Vec::new(),
        steps: Vec::new(),
        generation: 0,
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
    PlanOrder {
        id: OrderId::from_bits(place as u128),
        total_fen: order.total_fen,
        pieces_of_one_item,
        created_at: order.created_at,
        paid_at: None,
        closed_at: None,
        close_at: order.close_at,
        disputed: false,
        facts: OrderFacts {
            item: order.items.first().map(|item| item.title.clone()),
            more_items: order.items.len().saturating_sub(1),
            cut_off: options.ship_cutoff,
            ..OrderFacts::default()
        },
    }
}
