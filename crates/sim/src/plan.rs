//! What is going to happen in a world, drawn before it begins: who orders what, pays when, says what, and
//! how the news of it travels. Knows nothing of the engine.

mod shop_day;
mod travel;

use jinpai_model::{At, DAY_MS, HOUR_MS, MINUTE_MS};
use rand::{RngExt as _, SeedableRng, rngs::StdRng};

use crate::provider::Manners;

/// Something that comes from outside.
#[derive(Debug, Clone)]
pub enum Happening {
    /// The shop's system tells of an order. The same delivery may come twice.
    Told {
        order: usize,
        news: News,
        delivery: u32,
    },
    /// Somebody uploads an export of all orders that no feed tells of.
    Upload,
    /// She writes in the chat.
    Writes {
        buyer: usize,
    },
    /// An agent writes to her, if her talk is open.
    Agent {
        buyer: usize,
    },
    /// An agent closes her talk.
    Closes {
        buyer: usize,
    },
    OptsOut {
        buyer: usize,
    },
    /// An agent answers the open tasks, by what is true at that moment.
    Tasks,
    /// The owner switches reminders off, or on again.
    Switch {
        on: bool,
    },
    ProviderDown,
    ProviderUp,
    /// The machine was suspended: the clock leaps.
    Leap {
        ms: i64,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    Created,
    /// Made cheaper by an agent; told as it stands.
    Repriced,
    Paid,
    Closed,
}

/// How the shop hears of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feed {
    /// Its system tells of every change.
    Hook,
    /// Its system tells of it once, and from then on there are only files that somebody uploads.
    File,
}

#[derive(Debug, Clone)]
pub struct SimOrder {
    pub number: String,
    pub buyer: usize,
    pub feed: Feed,
    pub platform: &'static str,
    pub title: &'static str,
    pub created_at: At,
    pub close_at: At,
    pub paid_at: Option<At>,
    pub yuan: i64,
    /// Once an agent has made it cheaper.
    pub later_yuan: i64,
    pub quantity: i64,
}

#[derive(Debug, Clone)]
pub struct SimBuyer {
    pub name: String,
    /// She agreed to notices by SMS at this number.
    pub mobile: Option<String>,
    /// She agreed to notices at this address.
    pub email: Option<String>,
    /// The number is one that the platform put before hers.
    pub proxied: bool,
}

#[derive(Debug)]
pub struct WorldPlan {
    pub start: At,
    pub end: At,
    pub nodes: usize,
    /// What comes from outside is noticed by a process after so long at most: what comes close together is worked
    /// through together.
    pub pace_ms: u32,
    pub manners: Manners,
    pub buyers: Vec<SimBuyer>,
    pub orders: Vec<SimOrder>,
    /// In order of time.
    pub happenings: Vec<(At, Happening)>,
    /// Faults that come from outside, by kind; blows of the dice come on top.
    pub faults: std::collections::BTreeMap<&'static str, u64>,
}

impl WorldPlan {
    pub(self) fn fault(&mut self, kind: &'static str) {
        *self.faults.entry(kind).or_default() += 1;
    }

    pub(self) fn happens(&mut self, at: At, what: Happening) {
        self.happenings.push((at, what));
    }
}

/// Words that the coach lets into no message; the goods of some orders are called so.
pub const FORBIDDEN: &str = "全网最低价";

/// Draws a world.
pub fn draw(seed: u64, orders: usize, first_day: At) -> WorldPlan {
    let mut random = StdRng::seed_from_u64(seed);
    let start = first_day.plus(random.random_range(0..7) * DAY_MS + random.random_range(6..20) * HOUR_MS);
    let buyers = draw_buyers(&mut random, orders);
    let mut orders = draw_orders(&mut random, orders, buyers.len(), start);
    orders.extend(draw_history(&mut random, buyers.len(), start));
    let mut plan = WorldPlan {
        start,
        end: start.plus(4 * DAY_MS),
        nodes: random.random_range(2..=3),
        pace_ms: [0, 2_000, 20_000, 60_000][random.random_range(0..4)],
        manners: draw_manners(&mut random),
        buyers,
        orders,
        happenings: Vec::new(),
        faults: std::collections::BTreeMap::new(),
    };
    travel::news(&mut random, &mut plan);
    travel::uploads(&mut random, &mut plan);
    shop_day::talk(&mut random, &mut plan);
    shop_day::work(&mut random, &mut plan);
    travel::faults(&mut random, &mut plan);
    plan.happenings.sort_by_key(|(at, _)| *at);
    plan
}

fn draw_buyers(random: &mut StdRng, orders: usize) -> Vec<SimBuyer> {
    let count = (orders * 2 / 3).max(1);
    let mut buyer = |n: usize| SimBuyer {
        name: format!("buyer-{n}"),
        mobile: random.random_bool(0.6).then(|| format!("138{n:08}")),
        email: random.random_bool(0.3).then(|| format!("buyer-{n}@mail.example")),
        proxied: random.random_bool(0.1),
    };
    (0..count).map(&mut buyer).collect()
}

fn draw_orders(random: &mut StdRng, count: usize, buyers: usize, start: At) -> Vec<SimOrder> {
    let hours = 0..26 * 3_600;
    let rushes: Vec<At> = (0..random.random_range(1..4))
        .map(|_| start.plus(random.random_range(hours.clone()) * 1_000))
        .collect();
    let mut drawn = Vec::with_capacity(count);
    for n in 0..count {
        // Half of them in a rush, as while a live stream shows the goods: much falls due together then.
        let created_at = if random.random_bool(0.5) {
            rushes[n % rushes.len()].plus(random.random_range(0..8 * MINUTE_MS))
        } else {
            start.plus(random.random_range(hours.clone()) * 1_000)
        };
        drawn.push(draw_order(random, n, buyers, created_at));
    }
    drawn
}

/// Orders of buyers who have bought here before: they are written to by SMS first.
fn draw_history(random: &mut StdRng, buyers: usize, start: At) -> Vec<SimOrder> {
    let returning = (0..buyers).filter(|_| random.random_bool(0.35));
    let old = |buyer: usize| {
        let created_at = start.plus(-20 * DAY_MS);
        SimOrder {
            number: format!("H{buyer:05}"),
            buyer,
            feed: Feed::Hook,
            platform: "taobao",
            title: "羊毛混纺大衣",
            created_at,
            close_at: created_at.plus(DAY_MS),
            paid_at: Some(created_at.plus(MINUTE_MS)),
            yuan: 128,
            later_yuan: 128,
            quantity: 1,
        }
    };
    returning.map(old).collect()
}

fn draw_order(random: &mut StdRng, n: usize, buyers: usize, created_at: At) -> SimOrder {
    let paid_after = match random.random_range(0..100) {
        0..=34 => Some(random.random_range(0..10 * MINUTE_MS)),
        35..=54 => Some(random.random_range(0..24 * HOUR_MS)),
        // Close to the moments at which reminders are due.
        55..=69 => Some(24 * HOUR_MS - 40 * MINUTE_MS + random.random_range(0..40 * MINUTE_MS)),
        _ => None,
    };
    let feed = if random.random_bool(0.12) {
        Feed::File
    } else {
        Feed::Hook
    };
    let open_ms = match random.random_range(0..20) {
        _ if feed == Feed::File => DAY_MS,
        0 | 1 => HOUR_MS,
        2 | 3 => 5 * HOUR_MS,
        // Sold ahead: a long ladder.
        4 => 2 * DAY_MS,
        _ => DAY_MS,
    };
    let yuan = [9, 39, 128, 399, 899, 2_600][random.random_range(0..6)];
    SimOrder {
        number: format!("N{n:05}"),
        buyer: random.random_range(0..buyers),
        feed,
        platform: if feed == Feed::Hook && random.random_bool(0.4) {
            "own-site"
        } else {
            "taobao"
        },
        title: if random.random_bool(0.06) {
            "全网最低价羊毛大衣"
        } else {
            "羊毛混纺大衣"
        },
        created_at,
        close_at: created_at.plus(open_ms),
        paid_at: paid_after
            .filter(|after| *after < open_ms)
            .map(|after| created_at.plus(after)),
        yuan,
        later_yuan: if random.random_bool(0.05) { yuan - 1 } else { yuan },
        quantity: if random.random_bool(0.02) {
            80
        } else {
            random.random_range(1..4)
        },
    }
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
