//! Enters orders in the trial of reminders when they are first planned for, in the transaction of the plan.
//!
//! What is entered never follows from what was sent: an order counts where its buyer was drawn. Orders of a buyer who
//! is in the trial already are all entered, also those that the policy then leaves alone because of what she did
//! since, such as opting out: leaving them out would compare other buyers on one side than on the other.

use std::collections::{BTreeMap, HashMap};

use jinpai_model::{At, BuyerId, Flow, HOUR_MS, MINUTE_MS, OrderId, draw::is_held_out};
use jinpai_reminder::{Plan, PlanOrder};
use jinpai_store::{
    Conn, StoreError,
    trials::{self, Trial},
};

use super::case::{Case, ShopCase};

/// The orders that are in the trial already, by their buyers, each with whom the draw was about. Empty where nothing
/// is compared.
pub(super) type Enrolled = HashMap<BuyerId, HashMap<OrderId, BuyerId>>;

pub(super) async fn enrolled(
    conn: &impl Conn,
    of: &ShopCase,
    buyers: &[BuyerId],
) -> Result<Enrolled, StoreError> {
    if !compares(of) {
        return Ok(HashMap::new());
    }
    trials::of_buyers(conn, of.shop.id, Flow::Payment, buyers).await
}

fn compares(of: &ShopCase) -> bool {
    let policy = &of.payment.policy;
    let drawn = policy.spec().holdout_percent > 0 || !policy.experiments().is_empty();
    drawn && of.shop.settings.reminders_on
}

/// What is to be entered of one buyer.
pub(super) fn drawn(of: &ShopCase, case: &Case, (made, policy_version): (&Plan, i64), now: At) -> Vec<Trial> {
    if !compares(of) {
        return Vec::new();
    }
    let spec = of.payment.policy.spec();
    let key = &case.buyer.key;
    let held_out = is_held_out(of.seed, &of.key, key, spec.holdout_percent);
    let counts_from = |order: &PlanOrder| {
        let first = order
            .created_at
            .plus(i64::from(spec.timing.session_after_min) * MINUTE_MS);
        first.max(now)
    };
    let ends_at = |order: &PlanOrder| {
        let window = i64::from(spec.effect.window_h) * HOUR_MS;
        order.created_at.plus(window).min(order.close_at)
    };
    let fresh = case
        .unpaid
        .iter()
        .filter(|order| !case.drawn.contains_key(&order.id));
    let drawn = fresh.filter(|order| {
        let open = order.closed_at.is_none() && counts_from(order) < ends_at(order);
        open && (made.drawn.contains(&order.id) || case.in_trial)
    });
    drawn
        .map(|order| Trial {
            flow: Flow::Payment,
            order: order.id,
            buyer: case.buyer_id,
            drawn_as: case.head,
            held_out,
            holdout_percent: spec.holdout_percent,
            policy_version,
            arms: if held_out { BTreeMap::new() } else { arms(of, key) },
            total_fen: order.total_fen,
            started_at: order.created_at,
            counts_from_at: counts_from(order),
            window_ends_at: ends_at(order),
        })
        .collect()
}

/// The arm of a buyer in every experiment that has one for her.
fn arms(of: &ShopCase, buyer: &str) -> BTreeMap<String, String> {
    let experiments = of.payment.policy.experiments().iter();
    let drawn = experiments.filter_map(|experiment| {
        let (arm, _) = experiment.arm(of.seed, &of.key, buyer)?;
        Some((experiment.name.clone(), arm.clone()))
    });
    drawn.collect()
}
