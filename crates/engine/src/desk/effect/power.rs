//! What a trial of this shop can see and when, told before it starts, from its own orders of the last weeks.

use jinpai_model::{At, DAY_MS, Flow, HOUR_MS, MINUTE_MS};
use jinpai_reminder::Policy;
use jinpai_stats::effect::power::{Baseline, Look, Plan};
use jinpai_store::trials;

use super::PowerView;
use crate::{desk::Desk, error::Result};

/// Weeks that are told of.
const WEEKS: [u32; 5] = [2, 4, 8, 13, 26];
/// Days of orders that it is told from.
const DAYS: i64 = 28;
/// What a policy of one's own starts with, where nobody is held out yet.
const USUAL_PERCENT: u32 = 10;

impl Desk {
    pub(super) async fn power(&self, _flow: Flow, policy: &Policy, now: At) -> Result<PowerView> {
        let spec = policy.spec();
        let window = i64::from(spec.effect.window_h) * HOUR_MS;
        // Orders whose window is over: what is paid later is not in the rate.
        let to = now.plus(-window);
        let span = (to.plus(-DAYS * DAY_MS), to);
        let after = i64::from(spec.timing.session_after_min) * MINUTE_MS;
        let read = self.engine.store.read();
        let (orders, paid) = trials::could_be_reminded(read, self.shop, span, (after, window)).await?;
        let percent = match spec.holdout_percent {
            0 => USUAL_PERCENT,
            percent => percent,
        };
        let rate = (orders > 0).then(|| paid as f64 / orders as f64);
        let weekly = orders as f64 / (DAYS as f64 / 7.0);
        let plan = |rate: f64| Plan::new(Baseline::Rate(rate), f64::from(percent) / 100.0, Look::EveryDay);
        let seen = |weeks: u32| {
            // Whole people; no shop has more than fit.
            let people = (weekly * f64::from(weeks)) as u64;
            plan(rate?).detectable(people).map(|rise| (weeks, rise))
        };
        let needed = rate.and_then(|rate| plan(rate).needed(spec.effect.worth_points / 100.0));
        Ok(PowerView {
            orders,
            rate,
            holdout_percent: percent,
            weeks: WEEKS.into_iter().filter_map(seen).collect(),
            worth_weeks: needed
                .filter(|_| weekly > 0.0)
                .map(|needed| needed as f64 / weekly),
        })
    }
}
