//! Differences for one look, planned beforehand.

use super::{Effect, Interval, Method};
use crate::{
    Moments,
    distribution::{normal_quantile, student_quantile, student_two_sided},
};

/// The plain difference in means with unpooled variance; none with fewer than two people in an arm.
///
/// B. L. Welch, "The generalization of Student's problem when several different population variances
/// are involved", Biometrika 34 (1947); degrees of freedom after Satterthwaite (1946). Nothing is
/// trimmed, capped or adjusted.
#[must_use]
pub fn welch(arm: &Moments, control: &Moments, error: f64) -> Option<Effect> {
    if arm.n() < 2 || control.n() < 2 {
        return None;
    }
    let lift = arm.mean() - control.mean();
    let (own, other) = (arm.mean_variance(), control.mean_variance());
    let variance = own + other;
    if variance <= 0.0 {
        // Everybody in an arm did the same: what was seen is all that can be said.
        return Some(Effect {
            lift,
            interval: Interval::around(lift, 0.0),
            variance,
            p: if lift == 0.0 { 1.0 } else { 0.0 },
            method: Method::Welch,
        });
    }
    let freedom =
        variance * variance / (own * own / (arm.n() - 1) as f64 + other * other / (control.n() - 1) as f64);
    let deviation = variance.sqrt();
    let half = student_quantile(1.0 - error / 2.0, freedom) * deviation;
    Some(Effect {
        lift,
        interval: Interval::around(lift, half),
        variance,
        p: student_two_sided(lift / deviation, freedom),
        method: Method::Welch,
    })
}

/// Where a rate of `hits` among `n` lies; none for nobody.
///
/// E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927).
#[must_use]
pub fn wilson(hits: u64, n: u64, error: f64) -> Option<Interval> {
    if n == 0 {
        return None;
    }
    let z = normal_quantile(1.0 - error / 2.0);
    let (n, rate) = (n as f64, hits.min(n) as f64 / n as f64);
    let widened = n + z * z;
    let middle = (n * rate + z * z / 2.0) / widened;
    let half = z * (n * rate * (1.0 - rate) + z * z / 4.0).sqrt() / widened;
    let interval = Interval::around(middle, half);
    Some(Interval {
        low: interval.low.max(0.0),
        high: interval.high.min(1.0),
    })
}

/// The difference of two rates, which stays within −1 and 1 and does not shrink to nothing when nobody
/// did it; none when an arm is empty or holds other values than 0 and 1.
///
/// R. G. Newcombe, "Interval estimation for the difference between independent proportions",
/// Statistics in Medicine 17 (1998), method 10.
#[must_use]
pub fn newcombe(arm: &Moments, control: &Moments, error: f64) -> Option<Effect> {
    if !arm.is_rate() || !control.is_rate() {
        return None;
    }
    let interval = bounds(arm, control, error)?;
    Some(Effect {
        lift: arm.mean() - control.mean(),
        interval,
        variance: arm.mean_variance() + control.mean_variance(),
        p: turning_point(arm, control),
        method: Method::Newcombe,
    })
}

fn bounds(arm: &Moments, control: &Moments, error: f64) -> Option<Interval> {
    let own = wilson(arm.nonzero(), arm.n(), error)?;
    let other = wilson(control.nonzero(), control.n(), error)?;
    let (p, q) = (arm.mean(), control.mean());
    let lift = p - q;
    Some(Interval {
        low: lift - hypotenuse(p - own.low, other.high - q),
        high: lift + hypotenuse(own.high - p, q - other.low),
    })
}

/// The error at which the interval just touches nought: its p-value.
fn turning_point(arm: &Moments, control: &Moments) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        match bounds(arm, control, middle) {
            Some(interval) if interval.contains(0.0) => low = middle,
            _ => high = middle,
        }
    }
    high
}

/// The root of the sum of two squares by IEEE operations alone: `f64::hypot` is the platform's.
fn hypotenuse(a: f64, b: f64) -> f64 {
    (a * a + b * b).sqrt()
}
