//! From labelled replies to a model: features, folds, planes, thresholds.
//!
//! Total and repeatable: the same samples in the same order give the same bytes on every machine.

mod folds;
mod pick;
mod vocabulary;

use std::collections::BTreeMap;

use crate::{
    features::Shape,
    model::{Cuts, DOUBTS, Model, PRECISIONS, Parts},
    svm::{Lesson, Plane, Rows, learn},
};

pub use pick::{Confusion, best_cut, doubt_cut};
use vocabulary::Vocabulary;

/// A labelled reply, folded.
#[derive(Debug, Clone, Default)]
pub struct Sample {
    pub id: String,
    pub reply: Vec<char>,
    pub buyer: Vec<char>,
    /// What the caller knows of it beside the words; the same that it will pass when asking.
    pub cues: Vec<u16>,
    /// The classes that are true of it, one bit each.
    pub labels: u32,
    /// The classes for which `labels` says anything; the others neither learn from it nor count it.
    pub known: u32,
}

/// How a model is made. The default is what `docs/figures.md` was measured with.
#[derive(Debug, Clone)]
pub struct Recipe {
    pub shape: Shape,
    /// A feature must occur in this many samples.
    pub min_samples: u32,
    /// At most so many features are kept, those with the greatest weights.
    pub keep: usize,
    /// What a mistake costs, and how many times more one on the rare side.
    pub cost: f32,
    pub rare: f32,
    pub passes: usize,
    pub folds: usize,
    pub weights: Mix,
}

/// How much the buyer's words and the manners count beside the reply's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mix {
    pub buyer: f32,
    pub manner: f32,
}

impl Default for Recipe {
    fn default() -> Self {
        Self {
            shape: Shape::default(),
            min_samples: 2,
            keep: 16_000,
            cost: 1.0,
            rare: 1.5,
            passes: 20,
            folds: 5,
            weights: Mix {
                buyer: 0.5,
                manner: 0.2,
            },
        }
    }
}

/// A model, and how it did on samples that it had not learned from.
pub struct Trained {
    pub model: Model,
    /// For every class, at each of its thresholds.
    pub confusion: Vec<[Confusion; PRECISIONS.len()]>,
    /// For every sample and class, the score by a model that had not seen the sample.
    pub unseen: Vec<Vec<f32>>,
}

/// Learns one yes or no for every class. `origin` names what it was learned from.
#[must_use]
pub fn train(samples: &[Sample], classes: &[String], recipe: &Recipe, origin: u64) -> Trained {
    let folds = folds::of(samples, recipe.folds);
    let mut unseen = vec![vec![0.0_f32; classes.len()]; samples.len()];
    for fold in 0..recipe.folds {
        let inside: Vec<usize> = (0..samples.len()).filter(|at| folds[*at] != fold).collect();
        let planes = Planes::learn(samples, &inside, classes.len(), recipe);
        for at in (0..samples.len()).filter(|at| folds[*at] == fold) {
            let row = planes.vocabulary.row(&samples[at], recipe);
            for (score, plane) in unseen[at].iter_mut().zip(&planes.planes) {
                *score = plane.score(&row);
            }
        }
    }
    let scored = |class: usize| -> Vec<(f32, bool)> {
        let known = samples
            .iter()
            .zip(&unseen)
            .filter(|(s, _)| s.known >> class & 1 == 1);
        known
            .map(|(sample, scores)| (scores[class], sample.labels >> class & 1 == 1))
            .collect()
    };
    let cuts: Vec<[(f32, Confusion); PRECISIONS.len()]> = (0..classes.len())
        .map(|class| PRECISIONS.map(|precision| best_cut(scored(class), precision)))
        .collect();
    let everything: Vec<usize> = (0..samples.len()).collect();
    let planes = Planes::learn(samples, &everything, classes.len(), recipe);
    let thresholds: Vec<_> = cuts.iter().map(|cuts| cuts.map(|cut| cut.0)).collect();
    let doubts: Vec<_> = (0..classes.len())
        .map(|class| DOUBTS.map(|share| doubt_cut(scored(class), share)))
        .collect();
    let cuts_of = thresholds.into_iter().zip(doubts).collect();
    let model = Model::of(planes.parts(classes, cuts_of, recipe, origin));
    Trained {
        model,
        confusion: cuts.iter().map(|cuts| cuts.map(|cut| cut.1)).collect(),
        unseen,
    }
}

/// Planes over a vocabulary that was cut down to what they use.
struct Planes {
    vocabulary: Vocabulary,
    planes: Vec<Plane>,
}

impl Planes {
    fn learn(samples: &[Sample], inside: &[usize], classes: usize, recipe: &Recipe) -> Self {
        let all = Vocabulary::of(inside.iter().map(|at| &samples[*at]), recipe);
        let planes = Self::over(&all, samples, inside, classes, recipe);
        if all.len() <= recipe.keep {
            return Self {
                vocabulary: all,
                planes,
            };
        }
        let mut by_weight: Vec<(f32, u32)> = all
            .keys()
            .map(|(key, at)| {
                let greatest = planes.iter().map(|p| p.weights[at as usize].abs());
                (greatest.fold(0.0, f32::max), key)
            })
            .collect();
        by_weight.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let vocabulary = all.only(by_weight.iter().take(recipe.keep).map(|(_, key)| *key));
        let planes = Self::over(&vocabulary, samples, inside, classes, recipe);
        Self { vocabulary, planes }
    }

    fn over(
        vocabulary: &Vocabulary,
        samples: &[Sample],
        inside: &[usize],
        classes: usize,
        recipe: &Recipe,
    ) -> Vec<Plane> {
        let mut rows = Rows::default();
        for at in inside {
            rows.push(vocabulary.row(&samples[*at], recipe));
        }
        (0..classes)
            .map(|class| {
                let lessons: Vec<Lesson> = inside
                    .iter()
                    .enumerate()
                    .map(|(row, at)| lesson(row, &samples[*at], class, recipe))
                    .collect();
                learn(&rows, vocabulary.len(), &lessons, recipe.passes)
            })
            .collect()
    }

    fn parts(&self, classes: &[String], cuts: Vec<Cuts>, recipe: &Recipe, origin: u64) -> Parts {
        let rows: BTreeMap<u32, Vec<f32>> = self
            .vocabulary
            .keys()
            .map(|(key, at)| (key, self.planes.iter().map(|p| p.weights[at as usize]).collect()))
            .collect();
        Parts {
            origin,
            shape: recipe.shape,
            mix: recipe.weights,
            classes: classes.to_vec(),
            biases: self.planes.iter().map(|plane| plane.bias).collect(),
            cuts,
            rows,
        }
    }
}

fn lesson(row: usize, sample: &Sample, class: usize, recipe: &Recipe) -> Lesson {
    let yes = sample.labels >> class & 1 == 1;
    let known = sample.known >> class & 1 == 1;
    Lesson {
        row,
        yes,
        cost: match (known, yes) {
            (false, _) => 0.0,
            (true, true) => recipe.cost * recipe.rare,
            (true, false) => recipe.cost,
        },
    }
}
