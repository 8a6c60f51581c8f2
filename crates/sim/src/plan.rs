//! What is going to happen in a world, drawn before it begins: who orders what, pays when, says what, and
//! how the news of it travels.

use jinpai_model::{At, DAY_MS, HOUR_MS, MINUTE_MS};
use rand::{RngExt as _, SeedableRng, rngs::StdRng};

use crate::provider::Manners;

/// Something that comes from outside.
#[derive(Debug, Clone)]
pub enum Happening {
    /// The shop's system tells of an order. The same delivery may come twice.
    Told { order: usize, news: News, delivery: u32 },
    /// She writes in the chat.
    Writes { buyer: usize },
    /// An agent writes to her.
    Agent { buyer: usize },
    OptsOut { buyer: usize },
    ProviderDown,
    ProviderUp,
    /// The machine was suspended: the clock leaps.
    Leap { ms: i64 },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    Created,
    Paid,
    Closed,
}

#[derive(Debug, Clone)]
pub struct SimOrder {
    pub number: String,
    pub buyer: usize,
    pub created_at: At,
    pub close_at: At,
    pub paid_at: Option<At>,
    pub yuan: i64,
    pub quantity: i64,
}

#[derive(Debug, Clone)]
pub struct SimBuyer {
    pub name: String,
    /// She agreed to notices by SMS at this number.
    pub mobile: Option<String>,
}

#[derive(Debug)]
pub struct WorldPlan {
    pub start: At,
    pub end: At,
    pub nodes: usize,
    pub manners: Manners,
    pub buyers: Vec<SimBuyer>,
    pub orders: Vec<SimOrder>,
    /// In order of time.
    pub happenings: Vec<(At, Happening)>,
    /// Faults that come from outside; blows of the dice come on top.
    pub faults: usize,
}

/// Draws a world.
pub fn draw(seed: u64, orders: usize, first_day: At) -> WorldPlan {
    let mut random = StdRng::seed_from_u64(seed);
    let start = first_day.plus(random.random_range(0..7) * DAY_MS + random.random_range(6..20) * HOUR_MS);
    let buyers = draw_buyers(&mut random, orders);
    let orders = draw_orders(&mut random, orders, buyers.len(), start);
    let mut plan = WorldPlan {
        start,
        end: start.plus(3 * DAY_MS),
        nodes: random.random_range(2..=3),
        manners: draw_manners(&mut random),
        buyers,
        orders,
        happenings: Vec::new(),
        faults: 0,
    };
    news(&mut random, &mut plan);
    talk(&mut random, &mut plan);
    faults(&mut random, &mut plan);
    plan.happenings.sort_by_key(|(at, _)| *at);
    plan
}

fn draw_buyers(random: &mut StdRng, orders: usize) -> Vec<SimBuyer> {
    let count = (orders * 2 / 3).max(1);
    let buyer = |n: usize, agrees: bool| SimBuyer {
        name: format!("buyer-{n}"),
        mobile: agrees.then(|| format!("138{n:08}")),
    };
    (0..count).map(|n| buyer(n, random.random_bool(0.6))).collect()
}

fn draw_orders(random: &mut StdRng, count: usize, buyers: usize, start: At) -> Vec<SimOrder> {
    let mut orders = Vec::with_capacity(count);
    for n in 0..count {
        let created_at = start.plus(random.random_range(0..26 * HOUR_MS));
        let paid_after = match random.random_range(0..100) {
            0..=44 => Some(random.random_range(0..10 * MINUTE_MS)),
            45..=64 => Some(random.random_range(0..24 * HOUR_MS)),
            // Close to the moments at which reminders are due.
            65..=79 => Some(24 * HOUR_MS - 40 * MINUTE_MS + random.random_range(0..40 * MINUTE_MS)),
            _ => None,
        };
        let open_ms = match random.random_range(0..10) {
            0 => HOUR_MS,
            1 => 5 * HOUR_MS,
            _ => DAY_MS,
        };
        orders.push(SimOrder {
            number: format!("N{n:05}"),
            buyer: random.random_range(0..buyers),
            created_at,
            close_at: created_at.plus(open_ms),
            paid_at: paid_after.filter(|after| *after < open_ms).map(|after| created_at.plus(after)),
            yuan: [9, 39, 128, 399, 899, 2_600][random.random_range(0..6)],
            quantity: if random.random_bool(0.02) { 80 } else { random.random_range(1..4) },
        });
    }
    orders
}

fn draw_manners(random: &mut StdRng) -> Manners {
    Manners {
        silent_taken: random.random_range(0..120),
        silent_lost: random.random_range(0..120),
        refuses_now: random.random_range(0..80),
        refuses_for_good: random.random_range(0..40),
        does_not_know: random.random_range(0..500),
        cannot_tell: random.random_bool(0.1),
    }
}

/// How the news of orders travels: late, twice, out of order; lost ones come with the nightly repeat.
fn news(random: &mut StdRng, plan: &mut WorldPlan) {
    let mut delivery = 0;
    for (order, about) in plan.orders.iter().enumerate() {
        let mut told = vec![(about.created_at, News::Created)];
        if let Some(paid_at) = about.paid_at {
            told.push((paid_at, News::Paid));
        } else {
            told.push((about.close_at, News::Closed));
        }
        for (at, news) in told {
            let late = match random.random_range(0..100) {
                0..=79 => random.random_range(50..3_000),
                80..=94 => random.random_range(0..10 * MINUTE_MS),
                // Lost; the shop's system repeats what nobody confirmed.
                _ => random.random_range(HOUR_MS..6 * HOUR_MS),
            };
            if late > 3_000 {
                plan.faults += 1;
            }
            delivery += 1;
            plan.happenings
                .push((at.plus(late), Happening::Told { order, news, delivery }));
            if random.random_bool(0.1) {
                plan.faults += 1;
                let again = at.plus(late + random.random_range(0..3 * MINUTE_MS));
                plan.happenings
                    .push((again, Happening::Told { order, news, delivery }));
            }
        }
    }
}

fn talk(random: &mut StdRng, plan: &mut WorldPlan) {
    let span = 26 * HOUR_MS;
    for buyer in 0..plan.buyers.len() {
        if random.random_bool(0.15) {
            let at = plan.start.plus(random.random_range(0..span));
            plan.happenings.push((at, Happening::Writes { buyer }));
            if random.random_bool(0.7) {
                let answered = at.plus(random.random_range(5 * 1_000..4 * MINUTE_MS));
                plan.happenings.push((answered, Happening::Agent { buyer }));
            }
        }
        if random.random_bool(0.03) {
            let at = plan.start.plus(random.random_range(0..span));
            plan.happenings.push((at, Happening::OptsOut { buyer }));
        }
    }
}

fn faults(random: &mut StdRng, plan: &mut WorldPlan) {
    for _ in 0..random.random_range(1..4) {
        let at = plan.start.plus(random.random_range(0..40 * HOUR_MS));
        let until = at.plus(random.random_range(MINUTE_MS..3 * HOUR_MS));
        plan.happenings.push((at, Happening::ProviderDown));
        plan.happenings.push((until, Happening::ProviderUp));
        plan.faults += 1;
    }
    if random.random_bool(0.3) {
        let at = plan.start.plus(random.random_range(0..40 * HOUR_MS));
        let ms = random.random_range(MINUTE_MS..3 * HOUR_MS);
        plan.happenings.push((at, Happening::Leap { ms }));
        plan.faults += 1;
    }
}
