//! Whether the arms have the sizes they were drawn for. If not, something lost people on the way, and
//! no figure below it may be believed.

use serde::Serialize;

use crate::distribution::{binomial_two_sided, chi_square_upper};

/// Below this chance the draw is called broken. Small, because it is looked at every day.
const BROKEN: f64 = 0.001;
/// Expected people an arm from which chi-square is close enough (Cochran's rule).
const ENOUGH: f64 = 5.0;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RatioVerdict {
    /// As drawn, for all that can be seen.
    Fine,
    /// Not by chance: look for what loses or doubles people before reading any effect.
    Mismatch,
    /// Nobody yet.
    Empty,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct SampleRatio {
    /// How likely sizes at least this far off are when all is well, at this one look.
    pub p: f64,
    /// The same, right at all looks together: what the verdict goes by.
    pub always_p: f64,
    pub verdict: RatioVerdict,
}

/// Compares people an arm with the shares they were drawn by (any positive unit); none when the two
/// lists do not belong together.
///
/// `p` is Pearson's chi-square; with fewer than five people expected in an arm the exact binomial test,
/// over each arm against the rest with Bonferroni's factor when there are more than two. `always_p`
/// is one over the likelihood ratio of a Dirichlet mixture against the drawn shares: M. Lindon and
/// A. Malek, "Anytime-valid inference for multinomial count data", NeurIPS 2022.
#[must_use]
pub fn sample_ratio(people: &[u64], shares: &[f64]) -> Option<SampleRatio> {
    let whole: f64 = shares.iter().sum();
    let proper = people.len() == shares.len()
        && people.len() >= 2
        && shares.iter().all(|share| *share > 0.0 && share.is_finite());
    if !proper {
        return None;
    }
    let total: u64 = people.iter().sum();
    if total == 0 {
        return Some(SampleRatio {
            p: 1.0,
            always_p: 1.0,
            verdict: RatioVerdict::Empty,
        });
    }
    let arms: Vec<(f64, u64)> = shares
        .iter()
        .map(|share| share / whole)
        .zip(people.iter().copied())
        .collect();
    let always_p = mixture_p(&arms, total);
    Some(SampleRatio {
        p: one_look(&arms, total),
        always_p,
        verdict: if always_p < BROKEN {
            RatioVerdict::Mismatch
        } else {
            RatioVerdict::Fine
        },
    })
}

fn one_look(arms: &[(f64, u64)], total: u64) -> f64 {
    let total_f = total as f64;
    if arms.iter().all(|(share, _)| share * total_f >= ENOUGH) {
        let distance: f64 = arms
            .iter()
            .map(|(share, people)| {
                let expected = share * total_f;
                let off = *people as f64 - expected;
                off * off / expected
            })
            .sum();
        return chi_square_upper(distance, (arms.len() - 1) as f64);
    }
    let asked = if arms.len() == 2 { &arms[..1] } else { arms };
    let least = asked
        .iter()
        .map(|(share, people)| binomial_two_sided(*people, total, *share))
        .fold(1.0, f64::min);
    (least * asked.len() as f64).min(1.0)
}

/// The mean over mixtures of several widths, so that a gross error shows among few people and a slight
/// one among many; a mean of such ratios is again one.
fn mixture_p(arms: &[(f64, u64)], total: u64) -> f64 {
    let weights = [arms.len() as f64, 100.0, 10_000.0];
    let logs = weights.map(|weight| ln_ratio(arms, total, weight));
    let largest = logs.into_iter().fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = logs.iter().map(|log| libm::exp(log - largest)).sum();
    libm::exp(-largest - libm::log(sum / weights.len() as f64)).min(1.0)
}

/// The logarithm of the ratio for a mixture that weighs as much as so many people.
fn ln_ratio(arms: &[(f64, u64)], total: u64, weight: f64) -> f64 {
    let start = libm::lgamma(weight) - libm::lgamma(weight + total as f64);
    arms.iter().fold(start, |ln_ratio, (share, people)| {
        let (prior, people) = (weight * share, *people as f64);
        ln_ratio + libm::lgamma(prior + people) - libm::lgamma(prior) - people * libm::log(*share)
    })
}
