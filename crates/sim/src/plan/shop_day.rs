//! What buyers and agents do: talk, about orders and beside them; opt out; answer tasks.

use jinpai_model::{At, HOUR_MS, MINUTE_MS};
use rand::{RngExt as _, rngs::StdRng};

use super::{Happening, WorldPlan};

/// Buyers who chat do so around their orders, where reminders of the open chat are due, and beside them.
pub(super) fn talk(random: &mut StdRng, plan: &mut WorldPlan) {
    let span = 26 * HOUR_MS;
    for buyer in 0..plan.buyers.len() {
        if random.random_bool(0.15) {
            let at = plan.start.plus(random.random_range(0..span));
            exchange(random, plan, buyer, at);
        }
        if random.random_bool(0.04) {
            let at = plan.start.plus(random.random_range(0..span));
            plan.happens(at, Happening::OptsOut { buyer });
        }
    }
    for order in 0..plan.orders.len() {
        let (buyer, created_at) = (plan.orders[order].buyer, plan.orders[order].created_at);
        if created_at < plan.start {
            continue;
        }
        if random.random_bool(0.2) {
            // She asks on, so that the chat is still open when ten minutes have passed.
            for span in [0..5 * MINUTE_MS, 3 * MINUTE_MS..9 * MINUTE_MS] {
                let at = created_at.plus(random.random_range(span));
                exchange(random, plan, buyer, at);
            }
            if random.random_bool(0.5) {
                let reply = created_at.plus(random.random_range(11 * MINUTE_MS..40 * MINUTE_MS));
                plan.happens(reply, Happening::Writes { buyer });
            }
        }
        if random.random_bool(0.1) {
            // Somebody talks around the next day's moment.
            let at = created_at.plus(24 * HOUR_MS - random.random_range(5 * MINUTE_MS..45 * MINUTE_MS));
            exchange(random, plan, buyer, at);
        }
    }
}

fn exchange(random: &mut StdRng, plan: &mut WorldPlan, buyer: usize, at: At) {
    plan.happens(at, Happening::Writes { buyer });
    if random.random_bool(0.75) {
        let answered = at.plus(random.random_range(5_000..4 * MINUTE_MS));
        plan.happens(answered, Happening::Agent { buyer });
        if random.random_bool(0.1) {
            let closed = answered.plus(random.random_range(MINUTE_MS..20 * MINUTE_MS));
            plan.happens(closed, Happening::Closes { buyer });
        }
    }
}

/// Agents look at their tasks every now and then in the day.
pub(super) fn work(random: &mut StdRng, plan: &mut WorldPlan) {
    let mut at = plan.start;
    while at < plan.end {
        at = at.plus(random.random_range(5 * MINUTE_MS..3 * HOUR_MS));
        plan.happens(at, Happening::Tasks);
    }
}
