//! Offsets between the grades, and how grades compare with those that people gave.

/// The index of the greatest score after its offset; the first of equals.
pub(super) fn greatest(scores: &[f32], offsets: &[f32]) -> usize {
    let mut best = (0, f32::NEG_INFINITY);
    for (at, (score, offset)) in scores.iter().zip(offsets).enumerate() {
        if score + offset > best.1 {
            best = (at, score + offset);
        }
    }
    best.0
}

/// Offsets with which every grade is given about as often as people gave it.
///
/// Searching for those that score best on these turns would follow their accidents: measured, that
/// loses a point and a half on others.
pub(super) fn matching(turns: &[usize], scores: &[Vec<f32>], grades: &[usize], labels: usize) -> Vec<f32> {
    const ROUNDS: usize = 80;
    let one = 1.0 / turns.len().max(1) as f32;
    let mut wanted = vec![0.0; labels];
    for at in turns {
        wanted[grades[*at]] += one;
    }
    let mut offsets = vec![0.0; labels];
    let mut pace = 0.6;
    for _ in 0..ROUNDS {
        let mut given = vec![0.0; labels];
        for at in turns {
            given[greatest(&scores[*at], &offsets)] += one;
        }
        for ((offset, wanted), given) in offsets.iter_mut().zip(&wanted).zip(&given) {
            *offset += pace * (wanted - given).clamp(-0.2, 0.2);
        }
        pace *= 0.95;
    }
    offsets
}

/// How many grades were right, and how evenly.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figures {
    pub turns: usize,
    pub accuracy: f32,
    /// The mean over the labels of the harmonic mean of precision and recall.
    pub macro_f1: f32,
}

impl Figures {
    /// Of pairs of the grade given and the grade that people gave.
    #[must_use]
    pub fn of(pairs: impl Iterator<Item = (usize, usize)>, labels: usize) -> Self {
        let mut right = vec![0_u32; labels];
        let (mut given, mut true_) = (vec![0_u32; labels], vec![0_u32; labels]);
        let mut turns = 0;
        for (ours, theirs) in pairs {
            turns += 1;
            given[ours] += 1;
            true_[theirs] += 1;
            right[ours] += u32::from(ours == theirs);
        }
        let f1 = |at: usize| 2.0 * right[at] as f32 / (given[at] + true_[at]).max(1) as f32;
        Self {
            turns,
            accuracy: right.iter().sum::<u32>() as f32 / turns.max(1) as f32,
            macro_f1: (0..labels).map(f1).sum::<f32>() / labels.max(1) as f32,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rare_grade_is_given_as_often_as_people_give_it() {
        // The second grade never wins by itself, though its turns score higher than the others.
        let scores: Vec<Vec<f32>> = (0..100).map(|n| vec![1.0, n as f32 / 200.0]).collect();
        let grades: Vec<usize> = (0..100).map(|n| usize::from(n >= 80)).collect();
        let turns: Vec<usize> = (0..100).collect();
        let offsets = matching(&turns, &scores, &grades, 2);
        let given = scores
            .iter()
            .map(|s| greatest(s, &offsets))
            .zip(grades.iter().copied());
        let figures = Figures::of(given, 2);
        assert!(figures.accuracy > 0.95 && figures.macro_f1 > 0.9, "{figures:?}");
    }
}
