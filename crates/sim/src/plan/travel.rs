//! How news travels: late, twice, out of order, by file; and what breaks on the way.

use jinpai_model::{HOUR_MS, MINUTE_MS};
use rand::{RngExt as _, rngs::StdRng};

use super::{Feed, Happening, News, WorldPlan};

/// What comes later than this is a fault.
const PROMPT_MS: i64 = 3_000;

/// Lost news come when the shop's system repeats what nobody confirmed.
pub(super) fn news(random: &mut StdRng, plan: &mut WorldPlan) {
    let mut delivery = 0;
    for order in 0..plan.orders.len() {
        let about = plan.orders[order].clone();
        if about.created_at < plan.start {
            // Bought long ago: the shop knows of it before anything happens.
            delivery += 1;
            let news = News::Paid;
            plan.happens(
                plan.start,
                Happening::Told {
                    order,
                    news,
                    delivery,
                },
            );
            continue;
        }
        let mut told = vec![(about.created_at, News::Created)];
        if about.later_yuan != about.yuan && about.feed == Feed::Hook {
            let span = about.close_at.since(about.created_at).min(4 * HOUR_MS);
            told.push((
                about.created_at.plus(random.random_range(0..span)),
                News::Repriced,
            ));
        }
        if about.feed == Feed::Hook {
            told.push(match about.paid_at {
                Some(paid_at) => (paid_at, News::Paid),
                None => (about.close_at, News::Closed),
            });
        }
        for (at, news) in told {
            let late = match random.random_range(0..100) {
                0..=79 => random.random_range(50..PROMPT_MS),
                80..=94 => random.random_range(0..10 * MINUTE_MS),
                _ => random.random_range(HOUR_MS..6 * HOUR_MS),
            };
            if late >= HOUR_MS {
                plan.fault("news lost and repeated");
            } else if late > PROMPT_MS {
                plan.fault("news late");
            }
            delivery += 1;
            let told = Happening::Told {
                order,
                news,
                delivery,
            };
            plan.happens(at.plus(late), told.clone());
            if random.random_bool(0.1) {
                plan.fault("news doubled");
                plan.happens(at.plus(late + random.random_range(0..3 * MINUTE_MS)), told);
            }
        }
    }
}

/// Exports are uploaded every few hours, sometimes not for half a day.
pub(super) fn uploads(random: &mut StdRng, plan: &mut WorldPlan) {
    let mut at = plan.start;
    while at < plan.end {
        let forgotten = random.random_bool(0.15);
        let pause = if forgotten {
            8 * HOUR_MS..14 * HOUR_MS
        } else {
            20 * MINUTE_MS..5 * HOUR_MS
        };
        at = at.plus(random.random_range(pause));
        if forgotten {
            plan.fault("upload forgotten");
        }
        plan.happens(at, Happening::Upload);
    }
}

pub(super) fn faults(random: &mut StdRng, plan: &mut WorldPlan) {
    for _ in 0..random.random_range(1..4) {
        let at = plan.start.plus(random.random_range(0..40 * HOUR_MS));
        let until = at.plus(random.random_range(MINUTE_MS..3 * HOUR_MS));
        plan.happens(at, Happening::ProviderDown);
        plan.happens(until, Happening::ProviderUp);
        plan.fault("provider down");
    }
    if random.random_bool(0.3) {
        let at = plan.start.plus(random.random_range(0..40 * HOUR_MS));
        let ms = random.random_range(MINUTE_MS..3 * HOUR_MS);
        plan.happens(at, Happening::Leap { ms });
        plan.fault("clock leapt");
    }
    if random.random_bool(0.15) {
        let at = plan.start.plus(random.random_range(0..30 * HOUR_MS));
        let again = at.plus(random.random_range(MINUTE_MS..2 * HOUR_MS));
        plan.happens(at, Happening::Switch { on: false });
        plan.happens(again, Happening::Switch { on: true });
    }
}
