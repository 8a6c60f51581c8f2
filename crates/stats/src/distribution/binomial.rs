//! The exact binomial test.

/// The two-sided p-value of `hits` among `n` when each hits with the chance `p`: all outcomes that are
/// no likelier than the one seen, added up. Meant for small `n`; the work grows with `n`.
#[must_use]
pub fn binomial_two_sided(hits: u64, n: u64, p: f64) -> f64 {
    if !(p > 0.0 && p < 1.0) || hits > n {
        return f64::NAN;
    }
    let total = n as f64;
    let (ln_p, ln_q) = (libm::log(p), libm::log1p(-p));
    let ln_likelihood = |k: f64| {
        libm::lgamma(total + 1.0) - libm::lgamma(k + 1.0) - libm::lgamma(total - k + 1.0)
            + k * ln_p
            + (total - k) * ln_q
    };
    // As likely, but for rounding: the mirror outcome of a fair coin must be counted.
    let seen = ln_likelihood(hits as f64) + 1e-7;
    let sum: f64 = (0..=n)
        .map(|k| ln_likelihood(k as f64))
        .filter(|likelihood| *likelihood <= seen)
        .map(libm::exp)
        .sum();
    sum.min(1.0)
}
