//! The features that training knows, each with a number.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Recipe, Sample};
use crate::{
    features::{Shape, Side, manners, sequences},
    symbols::Symbols,
};

pub(super) struct Vocabulary {
    numbers: HashMap<u32, u32>,
}

/// The features of one sample by whose words they are, as often as they occur.
#[derive(Default)]
struct Found {
    reply: Vec<u32>,
    buyer: Vec<u32>,
    manner: Vec<u32>,
}

impl Found {
    fn of(sample: &Sample, shape: Shape) -> Self {
        let mut found = Self::default();
        let (mut reply, mut keys) = (Symbols::default(), Vec::new());
        reply.set(&sample.reply);
        sequences(&reply.codes, Side::Reply, shape, &mut keys, |key, _, _| {
            found.reply.push(key)
        });
        if shape.buyer > 0 && !sample.buyer.is_empty() {
            let mut buyer = Symbols::default();
            buyer.set(&sample.buyer);
            sequences(&buyer.codes, Side::Buyer, shape, &mut keys, |key, _, _| {
                found.buyer.push(key)
            });
        }
        manners(&reply, &sample.reply, &sample.cues, |key| found.manner.push(key));
        for keys in [&mut found.reply, &mut found.buyer, &mut found.manner] {
            keys.sort_unstable();
        }
        found
    }
}

impl Vocabulary {
    pub fn of<'a>(samples: impl Iterator<Item = &'a Sample>, recipe: &Recipe) -> Self {
        let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
        for sample in samples {
            let found = Found::of(sample, recipe.shape);
            for keys in [&found.reply, &found.buyer, &found.manner] {
                for same in keys.chunk_by(|a, b| a == b) {
                    *counts.entry(same[0]).or_default() += 1;
                }
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
        let mut row = Vec::with_capacity(found.reply.len() + found.buyer.len() + found.manner.len());
        let mut add = |keys: &[u32], weight: f32, level: bool| {
            let known = || keys.iter().filter_map(|key| self.numbers.get(key).copied());
            let each = if level {
                weight / (known().count().max(1) as f32).sqrt()
            } else {
                weight
            };
            let first = row.len();
            for at in known() {
                match row[first..].last_mut() {
                    Some((last, value)) if *last == at => *value += each,
                    _ => row.push((at, each)),
                }
            }
        };
        add(&found.reply, 1.0, true);
        add(&found.buyer, recipe.weights.buyer, true);
        add(&found.manner, recipe.weights.manner, false);
        row
    }
}
