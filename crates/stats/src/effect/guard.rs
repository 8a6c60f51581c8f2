//! Guard rails: what must not get worse while an experiment runs. Each is tested on one side and at all
//! looks together, so it may be asked after every message, and pauses by itself.
//!
//! A reading that says `pause` is wrong with at most the given error over the whole life of the flow. A
//! reading that does not is no proof that all is well.

use serde::Serialize;

use super::Tuning;
use crate::{
    Moments,
    distribution::{ln_beta, ln_beta_tail},
};

/// Why a flow should pause: what was seen and what was allowed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(tag = "reason", rename_all = "kebab-case")]
pub enum Reason {
    /// More of the reminded did it than the shop allows.
    AboveCeiling { seen: f64, limit: f64 },
    /// So many times as often as in the control; nothing seen there leaves `seen` empty.
    OftenerThanControl { seen: Option<f64>, limit: f64 },
    /// The mean fell by more than allowed below the control's.
    Fell { seen: f64, limit: f64 },
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Reading {
    /// Set when the flow must pause.
    pub pause: Option<Reason>,
    /// How likely it is to see this at any look so far when the limit is kept.
    pub p: f64,
}

/// For what the control cannot do, such as opting out of messages it never got: at most `limit` of all
/// people may. Exact, also for rare events. None when the limit is not within 0 and 1.
#[must_use]
pub fn ceiling(people: u64, events: u64, limit: f64, error: f64) -> Option<Reading> {
    if !(limit > 0.0 && limit < 1.0) || events > people {
        return None;
    }
    let p = mixture_p(events, people, limit);
    let seen = events as f64 / people.max(1) as f64;
    Some(reading(p, error, Reason::AboveCeiling { seen, limit }))
}

/// For events on both sides, such as complaints: the arm may have them at most `limit` times as often as
/// the control. `arm` and `control` are people and events. Exact, also for rare events; none when
/// `control_share`, the part drawn into the control, or the limit cannot be.
///
/// Each event in turn falls in the arm with a chance that the limit bounds, whatever the rates are.
#[must_use]
pub fn oftener(
    arm: (u64, u64),
    control: (u64, u64),
    control_share: f64,
    limit: f64,
    error: f64,
) -> Option<Reading> {
    let proper = control_share > 0.0 && control_share < 1.0 && limit > 0.0 && limit.is_finite();
    if !proper {
        return None;
    }
    let weight = limit * (1.0 - control_share);
    let p = mixture_p(arm.1, arm.1 + control.1, weight / (weight + control_share));
    let rate = |(people, events): (u64, u64)| events as f64 / people.max(1) as f64;
    let seen = (control.1 > 0).then(|| rate(arm) / rate(control));
    Some(reading(p, error, Reason::OftenerThanControl { seen, limit }))
}

/// For scores and amounts: the arm's mean may lie at most `limit` below the control's. None with fewer
/// than two people in an arm. Holds for large samples, as [`super::always_valid`] does.
#[must_use]
pub fn fell(arm: &Moments, control: &Moments, limit: f64, tuning: Tuning, error: f64) -> Option<Reading> {
    if arm.n() < 2 || control.n() < 2 {
        return None;
    }
    let seen = control.mean() - arm.mean();
    let deviation = (arm.mean_variance() + control.mean_variance()).sqrt();
    let people = (arm.n() + control.n()) as f64;
    let deviations = (seen - limit) / deviation;
    let p = if deviation > 0.0 && deviations > 0.0 {
        smallest_error(|error| deviations > tuning.reach_one_sided(people, error))
    } else {
        1.0
    };
    Some(reading(p, error, Reason::Fell { seen, limit }))
}

fn reading(p: f64, error: f64, reason: Reason) -> Reading {
    Reading {
        pause: (p <= error).then_some(reason),
        p,
    }
}

/// The smallest error at which a test that gets easier with it still speaks.
fn smallest_error(speaks: impl Fn(f64) -> bool) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if speaks(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    high
}

/// One over the likelihood of `hits` among `n` under chances above `limit`, weighed by a beta
/// distribution cut off there, against a chance of exactly `limit`.
///
/// For every chance at or below the limit this ratio is a supermartingale, since each single likelihood
/// ratio rises with the hits; Ville's inequality makes one over it a p-value at all looks together (method
/// of mixtures: H. Robbins, Annals of Mathematical Statistics 41, 1970). The weight has its mean at twice
/// the limit, or half-way to 1 for large limits: where a limit is worth guarding.
fn mixture_p(hits: u64, n: u64, limit: f64) -> f64 {
    let mean = limit + (1.0 - limit) * limit.min(0.5);
    let (a, b) = if mean <= 0.5 {
        (1.0, (1.0 - mean) / mean)
    } else {
        (mean / (1.0 - mean), 1.0)
    };
    let (hits, misses) = (hits as f64, (n - hits) as f64);
    let above = |a: f64, b: f64| ln_beta(a, b) + ln_beta_tail(a, b, limit);
    let ln_ratio =
        above(a + hits, b + misses) - above(a, b) - hits * libm::log(limit) - misses * libm::log1p(-limit);
    libm::exp(-ln_ratio).min(1.0)
}
