//! Folds for cross-validation: by a hash of the id, near-duplicates together.

use std::collections::BTreeMap;

use super::Sample;
use crate::hash::fnv;

/// A run of so many characters in common makes two samples worth comparing.
const RUN: usize = 7;
/// What is said by more samples than this is a set phrase and makes nobody a duplicate.
const SET_PHRASE: usize = 40;

/// The fold of every sample.
pub(super) fn of(samples: &[Sample], folds: usize) -> Vec<usize> {
    let mut leaders: Vec<usize> = (0..samples.len()).collect();
    for (a, b) in likely(samples) {
        if alike(&samples[a].reply, &samples[b].reply) {
            let (a, b) = (leader(&mut leaders, a), leader(&mut leaders, b));
            leaders[a.max(b)] = a.min(b);
        }
    }
    (0..samples.len())
        .map(|at| {
            let first = leader(&mut leaders, at);
            let hash = fnv(samples[first].id.as_bytes());
            usize::try_from((hash >> 16) % folds.max(1) as u64).unwrap_or(0)
        })
        .collect()
}

fn leader(leaders: &mut [usize], at: usize) -> usize {
    let mut at = at;
    while leaders[at] != at {
        leaders[at] = leaders[leaders[at]];
        at = leaders[at];
    }
    at
}

/// Pairs that share a run of characters, or the whole of a short text.
fn likely(samples: &[Sample]) -> Vec<(usize, usize)> {
    let mut by_run: BTreeMap<&[char], Vec<usize>> = BTreeMap::new();
    for (at, sample) in samples.iter().enumerate() {
        let runs = sample.reply.windows(RUN.min(sample.reply.len()).max(1));
        for run in runs {
            let holders = by_run.entry(run).or_default();
            if holders.last() != Some(&at) {
                holders.push(at);
            }
        }
    }
    let mut pairs: Vec<(usize, usize)> = by_run
        .into_values()
        .filter(|holders| holders.len() <= SET_PHRASE)
        .flat_map(|holders| {
            let first = holders[0];
            holders.into_iter().skip(1).map(move |other| (first, other))
        })
        .collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// Whether half of their pairs of characters are the same.
fn alike(a: &[char], b: &[char]) -> bool {
    let pairs = |text: &[char]| {
        let mut pairs: Vec<(char, char)> = text.windows(2).map(|w| (w[0], w[1])).collect();
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    };
    let (pairs_a, pairs_b) = (pairs(a), pairs(b));
    let common = pairs_a
        .iter()
        .filter(|pair| pairs_b.binary_search(pair).is_ok())
        .count();
    a == b || 2 * common > pairs_a.len().min(pairs_b.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearly_the_same_words_stay_together() {
        let sample = |id: &str, text: &str| Sample {
            id: id.to_owned(),
            reply: text.chars().collect(),
            ..Sample::default()
        };
        for round in 0..30 {
            let samples = [
                sample(&format!("a{round}"), "亲这款真的没有办法再便宜了哦"),
                sample(&format!("b{round}"), "这款真的没有办法再便宜了"),
                sample(&format!("c{round}"), "好"),
                sample(&format!("d{round}"), "好"),
            ];
            let folds = of(&samples, 7);
            assert_eq!(folds[0], folds[1]);
            assert_eq!(folds[2], folds[3]);
        }
    }
}
