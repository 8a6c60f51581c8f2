//! The beta distribution, which carries Student's t and the binomial.

/// Most rounds of a continued fraction; it converges in about the square root of the parameters.
const ROUNDS: u32 = 20_000;
/// Below this a term counts as zero in Lentz's method.
const TINY: f64 = 1e-300;

/// The logarithm of the beta function, for positive parameters.
///
/// For one large and one small parameter the gammas nearly cancel; there the difference comes from
/// Stirling's series (DLMF 5.11.1), so that ten digits stand also at a million rows.
#[must_use]
pub fn ln_beta(a: f64, b: f64) -> f64 {
    let (small, large) = if a <= b { (a, b) } else { (b, a) };
    if large < 30.0 {
        return libm::lgamma(small) + libm::lgamma(large) - libm::lgamma(small + large);
    }
    let sum = small + large;
    // lnΓ(large) − lnΓ(large + small), with the leading terms joined before they can cancel.
    let difference =
        -small * libm::log(sum) - (large - 0.5) * libm::log1p(small / large) + small + stirling_rest(large)
            - stirling_rest(sum);
    libm::lgamma(small) + difference
}

/// What Stirling's formula for lnΓ lacks, for x of at least 30.
fn stirling_rest(x: f64) -> f64 {
    let r = 1.0 / (x * x);
    (1.0 / 12.0 - r * (1.0 / 360.0 - r * (1.0 / 1260.0 - r * (1.0 / 1680.0 - r / 1188.0)))) / x
}

/// The share of the beta distribution below `x`.
#[must_use]
pub fn beta_cdf(a: f64, b: f64, x: f64) -> f64 {
    if x.is_nan() || a.is_nan() || b.is_nan() || a <= 0.0 || b <= 0.0 {
        return f64::NAN;
    }
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    if x < (a + 1.0) / (a + b + 2.0) {
        libm::exp(ln_head(a, b, x, 1.0 - x))
    } else {
        1.0 - libm::exp(ln_head(b, a, 1.0 - x, x))
    }
}

/// The logarithm of the share of the beta distribution above `x`, which stays exact when the share is
/// too small for a number.
#[must_use]
pub fn ln_beta_tail(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return f64::NEG_INFINITY;
    }
    if x < (a + 1.0) / (a + b + 2.0) {
        libm::log1p(-libm::exp(ln_head(a, b, x, 1.0 - x)).min(1.0))
    } else {
        ln_head(b, a, 1.0 - x, x)
    }
}

/// The logarithm of the regularised incomplete beta function where its continued fraction converges
/// fast: DLMF 8.17.22, evaluated by the modified Lentz method (Thompson and Barnett, 1986). `y` is
/// `1 - x`, handed in so that a small one keeps its digits.
pub(super) fn ln_head(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let front = a * libm::log(x) + b * libm::log(y) - ln_beta(a, b) - libm::log(a);
    let lift = |v: f64| if v.abs() < TINY { TINY } else { v };
    let mut c = 1.0;
    let mut d = 1.0 / lift(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    for round in 1..ROUNDS {
        let m = f64::from(round);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut change = 1.0;
        for term in [even, odd] {
            d = 1.0 / lift(1.0 + term * d);
            c = lift(1.0 + term / c);
            change = c * d;
            fraction *= change;
        }
        if (change - 1.0).abs() < 1e-16 {
            break;
        }
    }
    front + libm::log(fraction)
}
