//! Student's t.

use super::{
    beta::{ln_beta, ln_head},
    normal_quantile,
    solve::root,
};

/// From here on the expansion around the normal quantile is exact to a double's last digits.
const LARGE: f64 = 20_000.0;

/// The share of Student's t with `freedom` degrees farther from nought than `t`, both sides together.
#[must_use]
pub fn student_two_sided(t: f64, freedom: f64) -> f64 {
    if t.is_nan() || freedom.is_nan() || freedom <= 0.0 {
        return f64::NAN;
    }
    let square = t * t;
    if square == 0.0 {
        return 1.0;
    }
    if !square.is_finite() {
        return 0.0;
    }
    // The share is that of the beta distribution with (freedom / 2, 1 / 2) below x (DLMF 8.17.22 and
    // Abramowitz and Stegun 26.7.1); x and 1 - x are both formed without a difference.
    let (x, y) = (freedom / (freedom + square), square / (freedom + square));
    let (a, b) = (freedom / 2.0, 0.5);
    if x < (a + 1.0) / (a + b + 2.0) {
        libm::exp(ln_head(a, b, x, y)).min(1.0)
    } else {
        (1.0 - libm::exp(ln_head(b, a, y, x))).max(0.0)
    }
}

/// Where Student's t with `freedom` degrees has the share `p` below, for `p` strictly within 0 and 1.
///
/// For many degrees the Cornish-Fisher expansion (Abramowitz and Stegun 26.7.5), whose first term left
/// out is below 1e-16 there; else the distribution function is turned around.
#[must_use]
pub fn student_quantile(p: f64, freedom: f64) -> f64 {
    if !(p > 0.0 && p < 1.0) || freedom.is_nan() || freedom <= 0.0 {
        return f64::NAN;
    }
    let z = normal_quantile(p);
    if freedom.is_infinite() || z == 0.0 {
        return z;
    }
    let near = expansion(z, freedom);
    if freedom >= LARGE && z.abs() < 10.0 {
        return near;
    }
    let outside = 2.0 * p.min(1.0 - p);
    by_slope(near.abs(), outside, freedom)
        .unwrap_or_else(|| by_halving(z.abs(), outside, freedom))
        .copysign(z)
}

/// The Cornish-Fisher expansion around the normal quantile `z`.
fn expansion(z: f64, freedom: f64) -> f64 {
    let square = z * z;
    let first = z * (square + 1.0) / 4.0;
    let second = z * ((5.0 * square + 16.0) * square + 3.0) / 96.0;
    let third = z * (((3.0 * square + 19.0) * square + 17.0) * square - 15.0) / 384.0;
    z + (first + (second + third / freedom) / freedom) / freedom
}

/// Newton's steps from a good start; none when they do not settle, as with very few degrees.
fn by_slope(mut t: f64, outside: f64, freedom: f64) -> Option<f64> {
    let front = -ln_beta(freedom / 2.0, 0.5) - 0.5 * libm::log(freedom);
    for _ in 0..12 {
        let density = libm::exp(front - f64::midpoint(freedom, 1.0) * libm::log1p(t * t / freedom));
        let step = (student_two_sided(t, freedom) - outside) / (2.0 * density);
        t += step;
        if !(t > 0.0 && t.is_finite()) {
            return None;
        }
        if step.abs() <= 1e-13 * t {
            return Some(t);
        }
    }
    None
}

fn by_halving(z: f64, outside: f64, freedom: f64) -> f64 {
    let mut high = z.max(1.0);
    while high < 1e300 && student_two_sided(high, freedom) > outside {
        high *= 2.0;
    }
    root(0.0, high, |t| outside - student_two_sided(t, freedom))
}
