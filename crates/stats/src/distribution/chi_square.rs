//! The chi-square distribution.

use super::solve::root;

const ROUNDS: u32 = 20_000;

/// The share of the chi-square distribution with `freedom` degrees above `x`.
#[must_use]
pub fn chi_square_upper(x: f64, freedom: f64) -> f64 {
    if x.is_nan() || freedom.is_nan() || freedom <= 0.0 {
        return f64::NAN;
    }
    if x <= 0.0 {
        return 1.0;
    }
    gamma_upper(freedom / 2.0, x / 2.0)
}

/// Where the chi-square distribution with `freedom` degrees has the share `p` below.
#[must_use]
pub fn chi_square_quantile(p: f64, freedom: f64) -> f64 {
    if !(0.0..1.0).contains(&p) || freedom.is_nan() || freedom <= 0.0 {
        return f64::NAN;
    }
    let above = 1.0 - p;
    let mut high = freedom.max(1.0);
    while high < 1e300 && chi_square_upper(high, freedom) > above {
        high *= 2.0;
    }
    root(0.0, high, |x| above - chi_square_upper(x, freedom))
}

/// The upper regularised incomplete gamma function: its series (DLMF 8.11.4) below the turning point,
/// its continued fraction (DLMF 8.9.2) by the modified Lentz method above.
fn gamma_upper(a: f64, x: f64) -> f64 {
    let front = libm::exp(a * libm::log(x) - x - libm::lgamma(a));
    if x < a + 1.0 {
        let (mut term, mut sum) = (1.0 / a, 1.0 / a);
        for round in 1..ROUNDS {
            term *= x / (a + f64::from(round));
            sum += term;
            if term < sum * 1e-17 {
                break;
            }
        }
        return 1.0 - front * sum;
    }
    let mut b = x + 1.0 - a;
    let mut c = 1e300;
    let mut d = 1.0 / b;
    let mut fraction = d;
    for round in 1..ROUNDS {
        let n = f64::from(round);
        let term = -n * (n - a);
        b += 2.0;
        let lift = |v: f64| if v.abs() < 1e-300 { 1e-300 } else { v };
        d = 1.0 / lift(term * d + b);
        c = lift(b + term / c);
        let change = c * d;
        fraction *= change;
        if (change - 1.0).abs() < 1e-16 {
            break;
        }
    }
    front * fraction
}
