//! The features that training knows, each with a number.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Recipe, Sample};
use crate::{
    features::{Shape, Side, manners, sequences, skips},
    symbols::Symbols,
};

pub(super) struct Vocabulary {
    numbers: HashMap<u32, u32>,
}

/// The features of one sample, each once, by whose words they are.
#[derive(Default)]
struct Found {
    reply: Vec<u32>,
    buyer: Vec<u32>,
    manner: Vec<u32>,
}

impl Found {
    fn of(sample: &Sample, shape: Shape) -> Self {
        let mut found = Self::default();
        let mut reply = Symbols::default();
        reply.set(&sample.reply);
        sequences(&reply.codes, Side::Reply, shape.reply, |key, _, _| {
            found.reply.push(key);
            true
        });
        if shape.skip > 0 {
            skips(&reply.codes, shape.skip, |key, _, _| found.reply.push(key));
        }
        if shape.buyer > 0 && !sample.buyer.is_empty() {
            let mut buyer = Symbols::default();
            buyer.set(&sample.buyer);
            sequences(&buyer.codes, Side::Buyer, shape.buyer, |key, _, _| {
                found.buyer.push(key);
                true
            });
        }
        manners(&reply, &sample.reply, &sample.cues, |key| found.manner.push(key));
        for keys in [&mut found.reply, &mut found.buyer, &mut found.manner] {
            keys.sort_unstable();
            keys.dedup();
        }
        found
    }
}

impl Vocabulary {
    pub fn of<'a>(samples: impl Iterator<Item = &'a Sample>, recipe: &Recipe) -> Self {
        let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
        for sample in samples {
            let found = Found::of(sample, recipe.shape);
            for key in found.reply.iter().chain(&found.buyer).chain(&found.manner) {
                *counts.entry(*key).or_default() += 1;
            }
        }
        let often = counts
            .into_iter()
            .filter(|(_, count)| *count >= recipe.min_samples);
        Self::numbered(often.map(|(key, _)| key))
    }

    /// The same with some of its features.
    pub fn only(&self, keys: impl Iterator<Item = u32>) -> Self {
        let sorted: BTreeSet<u32> = keys.filter(|key| self.numbers.contains_key(key)).collect();
        Self::numbered(sorted.into_iter())
    }

    fn numbered(keys: impl Iterator<Item = u32>) -> Self {
        Self {
            numbers: keys.zip(0..).collect(),
        }
    }

    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    /// Keys and their numbers, in the order of the keys.
    pub fn keys(&self) -> impl Iterator<Item = (u32, u32)> {
        let sorted: BTreeMap<u32, u32> = self.numbers.iter().map(|(key, at)| (*key, *at)).collect();
        sorted.into_iter()
    }

    /// A sample as numbers and values; each side is brought to length one, so that a long message
    /// says as much as a short one.
    pub fn row(&self, sample: &Sample, recipe: &Recipe) -> Vec<(u32, f32)> {
        let found = Found::of(sample, recipe.shape);
        let known = |keys: &[u32]| -> Vec<u32> {
            keys.iter()
                .filter_map(|key| self.numbers.get(key).copied())
                .collect()
        };
        let (reply, buyer, manner) = (known(&found.reply), known(&found.buyer), known(&found.manner));
        let each = |count: usize| 1.0 / (count.max(1) as f32).sqrt();
        let (own, hers) = (each(reply.len()), recipe.weights.buyer * each(buyer.len()));
        let mut row: Vec<(u32, f32)> = reply.into_iter().map(|at| (at, own)).collect();
        row.extend(buyer.into_iter().map(|at| (at, hers)));
        row.extend(manner.into_iter().map(|at| (at, recipe.weights.manner)));
        row
    }

    /// The beginnings of its sequences that are no features themselves: ways that lead to one.
    pub fn ways(&self, samples: &[Sample], shape: Shape) -> BTreeSet<u32> {
        let mut ways = BTreeSet::new();
        let mut symbols = Symbols::default();
        for sample in samples {
            for (text, side, longest) in [
                (&sample.reply, Side::Reply, shape.reply),
                (&sample.buyer, Side::Buyer, shape.buyer),
            ] {
                symbols.set(text);
                let mut behind: Vec<u32> = Vec::new();
                sequences(&symbols.codes, side, longest, |key, from, to| {
                    behind.truncate(to - from - 1);
                    if self.numbers.contains_key(&key) {
                        ways.extend(behind.iter().filter(|way| !self.numbers.contains_key(way)));
                    }
                    behind.push(key);
                    true
                });
            }
        }
        ways
    }
}
