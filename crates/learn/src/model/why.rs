//! The words that decided: where in the reply the weights of a class gather.

use super::{Class, Model, Scratch};
use crate::{
    features::{Side, sequences},
    symbols::BREAK,
};

/// A stretch of the reply that speaks for a class.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reason {
    /// Characters of the folded reply that was given.
    pub start: usize,
    pub end: usize,
    /// Its part of the score.
    pub weight: f32,
}

/// So many stretches are named at most.
const MOST: usize = 3;
/// A further stretch must weigh this part of the first.
const WORTH: f32 = 0.4;

impl Model {
    /// The stretches of the reply that speak most for `class`, the weightiest first; none when the
    /// reply's words do not speak for it. Allocates: ask when the class has passed.
    #[must_use]
    pub fn why(&self, class: Class, reply: &[char], scratch: &mut Scratch) -> Vec<Reason> {
        let Some(spec) = self.classes.get(class.index()) else {
            return Vec::new();
        };
        let own = &mut scratch.reply;
        own.set_with_places(reply);
        let mut parts = vec![0.0_f32; own.codes.len()];
        let mut count = 0_u32;
        sequences(
            &own.codes,
            Side::Reply,
            self.shape,
            &mut Vec::new(),
            |key, from, to| {
                let Some(row) = self.table.get(key) else { return };
                count += 1;
                let share = f32::from(self.rows[row][class.index()]) / (to - from) as f32;
                for part in &mut parts[from..to] {
                    *part += share;
                }
            },
        );
        let each = spec.scale / (count.max(1) as f32).sqrt();
        let mut reasons: Vec<Reason> = Vec::new();
        while reasons.len() < MOST {
            let Some((from, to)) = heaviest(&parts) else { break };
            let weight = parts[from..to].iter().sum::<f32>() * each;
            parts[from..to].fill(f32::NEG_INFINITY);
            if reasons.first().is_some_and(|first| weight < first.weight * WORTH) {
                break;
            }
            let inner = trimmed(&own.codes, from, to);
            let (start, end) = (own.places[inner.0] as usize, own.places[inner.1] as usize);
            if start < end {
                reasons.push(Reason { start, end, weight });
            }
        }
        reasons
    }
}

/// The stretch with the greatest sum, where each symbol must bring a third of what the best brings:
/// else one strong word would drag its whole sentence along.
fn heaviest(parts: &[f32]) -> Option<(usize, usize)> {
    let peak = parts.iter().copied().fold(0.0, f32::max);
    if peak <= 0.0 {
        return None;
    }
    let (mut best, mut best_sum) = (0..0, 0.0);
    let (mut from, mut sum) = (0, 0.0);
    for (at, part) in parts.iter().enumerate() {
        if sum <= 0.0 {
            (from, sum) = (at, 0.0);
        }
        sum += part - peak / 3.0;
        if sum > best_sum {
            (best, best_sum) = (from..at + 1, sum);
        }
    }
    Some((best.start, best.end))
}

/// Without the boundaries at its ends.
fn trimmed(codes: &[u32], from: usize, to: usize) -> (usize, usize) {
    let is_break = |at: &usize| codes[*at] == BREAK;
    let start = from + (from..to).take_while(is_break).count();
    let end = to - (start..to).rev().take_while(is_break).count();
    (start, end)
}
