//! A grade for a buyer's turn, from what was said before it: learned from turns that people graded.
//!
//! One plane for each grade over the same features; the greatest wins, after offsets that make each
//! grade be given as often as people gave it. Without those a rare grade would hardly ever be given.

mod features;
mod format;
mod offsets;

use std::collections::{BTreeMap, HashMap};

use crate::{
    hash::fnv,
    svm::{Lesson, Plane, Rows, learn},
};
use features::{Block, blocks};

pub use offsets::Figures;

/// What a buyer said and what she was answered; either may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Turn {
    pub said: Vec<char>,
    pub answer: Vec<char>,
    /// What she wants, as a number, where the data tells it.
    pub act: Option<u32>,
}

/// A talk up to the turn that is graded, the last one. Characters are folded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Talk {
    pub turns: Vec<Turn>,
}

/// A talk and the grade that people gave its last turn.
#[derive(Debug, Clone)]
pub struct Rated {
    pub talk: Talk,
    /// Turns of one conversation have one number: they are never split between learning and trying.
    pub conversation: usize,
    /// Index of its label.
    pub grade: usize,
}

/// How a grader is made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GradeRecipe {
    /// A feature must occur in this many turns.
    pub min_turns: u32,
    pub cost: f32,
    pub passes: usize,
    pub folds: usize,
}

impl Default for GradeRecipe {
    fn default() -> Self {
        Self {
            min_turns: 2,
            cost: 0.1,
            passes: 12,
            folds: 10,
        }
    }
}

/// Gives grades.
#[derive(Debug, Clone, PartialEq)]
pub struct Grader {
    labels: Vec<String>,
    /// Added to the scores: bias and offset of each grade.
    bases: Vec<f32>,
    /// For every feature its weight for each grade.
    weights: HashMap<u32, Vec<f32>>,
}

/// A grader, and how its like did on conversations that they had not learned from.
pub struct TrainedGrader {
    pub grader: Grader,
    /// The grade of every turn by a grader that had not seen its conversation, in the same order.
    pub unseen: Vec<usize>,
}

impl Grader {
    #[must_use]
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// A score for every label. The greatest is the grade.
    #[must_use]
    pub fn scores(&self, talk: &Talk) -> Vec<f32> {
        let mut scores = self.bases.clone();
        for Block { weight, keys } in blocks(talk) {
            let known: Vec<&Vec<f32>> = keys.iter().filter_map(|key| self.weights.get(key)).collect();
            let each = level(weight, known.len());
            for weights in known {
                for (score, weight) in scores.iter_mut().zip(weights) {
                    *score += weight * each;
                }
            }
        }
        scores
    }

    /// The index of the label.
    #[must_use]
    pub fn grade(&self, talk: &Talk) -> usize {
        offsets::greatest(&self.scores(talk), &vec![0.0; self.labels.len()])
    }
}

/// What each of so many features is worth, so that together they have the length of their block.
fn level(weight: f32, count: usize) -> f32 {
    weight / (count.max(1) as f32).sqrt()
}

/// Learns a grader. Repeatable: the same turns in the same order give the same bytes.
#[must_use]
pub fn train_grader(rated: &[Rated], labels: &[String], recipe: &GradeRecipe) -> TrainedGrader {
    let material = Material::of(rated);
    let folds: Vec<usize> = rated
        .iter()
        .map(|turn| {
            let hash = fnv(turn.conversation.to_string().as_bytes());
            usize::try_from((hash >> 16) % recipe.folds.max(2) as u64).unwrap_or(0)
        })
        .collect();
    let grades: Vec<usize> = rated.iter().map(|turn| turn.grade).collect();
    let mut scores = vec![vec![0.0; labels.len()]; rated.len()];
    for fold in 0..recipe.folds.max(2) {
        let inside: Vec<usize> = (0..rated.len()).filter(|at| folds[*at] != fold).collect();
        let learned = material.learn(&inside, &grades, labels.len(), recipe);
        for at in (0..rated.len()).filter(|at| folds[*at] == fold) {
            let row = material.row(at, &learned.known);
            scores[at] = learned.planes.iter().map(|plane| plane.score(&row)).collect();
        }
    }
    let mut unseen = vec![0; rated.len()];
    for fold in 0..recipe.folds.max(2) {
        // The offsets, too, are found without the fold that they are tried on.
        let others: Vec<usize> = (0..rated.len()).filter(|at| folds[*at] != fold).collect();
        let offsets = offsets::matching(&others, &scores, &grades, labels.len());
        for at in (0..rated.len()).filter(|at| folds[*at] == fold) {
            unseen[at] = offsets::greatest(&scores[at], &offsets);
        }
    }
    let everything: Vec<usize> = (0..rated.len()).collect();
    let offsets = offsets::matching(&everything, &scores, &grades, labels.len());
    let learned = material.learn(&everything, &grades, labels.len(), recipe);
    TrainedGrader {
        grader: material.grader(&learned, labels, &offsets),
        unseen,
    }
}

/// The features of all turns, numbered.
struct Material {
    keys: Vec<u32>,
    rows: Vec<Vec<(f32, Vec<u32>)>>,
}

struct Learned {
    planes: Vec<Plane>,
    /// Which features occurred often enough.
    known: Vec<bool>,
}

impl Material {
    fn of(rated: &[Rated]) -> Self {
        let found: Vec<Vec<Block>> = rated.iter().map(|turn| blocks(&turn.talk)).collect();
        let all = found
            .iter()
            .flatten()
            .flat_map(|block| block.keys.iter().copied());
        let mut numbers: BTreeMap<u32, u32> = all.map(|key| (key, 0)).collect();
        for (number, at) in numbers.values_mut().zip(0..) {
            *number = at;
        }
        let numbers: HashMap<u32, u32> = numbers.into_iter().collect();
        let rows = found
            .into_iter()
            .map(|turn| {
                let numbered = turn.into_iter().map(|block| {
                    let keys = block.keys.iter().map(|key| numbers[key]).collect();
                    (block.weight, keys)
                });
                numbered.collect()
            })
            .collect();
        let mut keys = vec![0; numbers.len()];
        for (key, number) in numbers {
            keys[number as usize] = key;
        }
        Self { keys, rows }
    }

    fn row(&self, at: usize, known: &[bool]) -> Vec<(u32, f32)> {
        let mut row = Vec::new();
        for (weight, numbers) in &self.rows[at] {
            let first = row.len();
            row.extend(numbers.iter().filter(|n| known[**n as usize]).map(|n| (*n, 0.0)));
            let each = level(*weight, row.len() - first);
            for entry in &mut row[first..] {
                entry.1 = each;
            }
        }
        row
    }

    fn learn(&self, inside: &[usize], grades: &[usize], labels: usize, recipe: &GradeRecipe) -> Learned {
        let mut counts = vec![0_u32; self.keys.len()];
        for at in inside {
            for number in self.rows[*at].iter().flat_map(|block| &block.1) {
                counts[*number as usize] += 1;
            }
        }
        let known: Vec<bool> = counts.iter().map(|count| *count >= recipe.min_turns).collect();
        let mut rows = Rows::default();
        for at in inside {
            rows.push(self.row(*at, &known));
        }
        let planes = (0..labels).map(|label| {
            let lessons: Vec<Lesson> = inside
                .iter()
                .enumerate()
                .map(|(row, at)| Lesson {
                    row,
                    yes: grades[*at] == label,
                    cost: recipe.cost,
                })
                .collect();
            learn(&rows, self.keys.len(), &lessons, recipe.passes)
        });
        Learned {
            planes: planes.collect(),
            known,
        }
    }

    fn grader(&self, learned: &Learned, labels: &[String], offsets: &[f32]) -> Grader {
        let bases = learned
            .planes
            .iter()
            .zip(offsets)
            .map(|(plane, offset)| plane.bias + offset);
        let weights = self.keys.iter().enumerate().filter(|(at, _)| learned.known[*at]);
        Grader {
            labels: labels.to_vec(),
            bases: bases.collect(),
            weights: weights
                .map(|(at, key)| (*key, learned.planes.iter().map(|p| p.weights[at]).collect()))
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn talk(words: &[(&str, &str)]) -> Talk {
        let turns = words.iter().map(|(said, answer)| Turn {
            said: said.chars().collect(),
            answer: answer.chars().collect(),
            act: None,
        });
        Talk {
            turns: turns.collect(),
        }
    }

    fn trained() -> TrainedGrader {
        let mut rated = Vec::new();
        for conversation in 0..30 {
            let answer = ["好的", "稍等", "您好"][conversation % 3];
            for (grade, said) in ["怎么还没到,气死了", "什么时候发货", "好的谢谢你"]
                .iter()
                .enumerate()
            {
                rated.push(Rated {
                    talk: talk(&[("在吗", answer), (said, "")]),
                    conversation,
                    grade,
                });
            }
        }
        let labels = ["0", "1", "2"].map(str::to_owned);
        train_grader(&rated, &labels, &GradeRecipe::default())
    }

    #[test]
    fn turns_get_the_grade_of_their_like() {
        let trained = trained();
        assert_eq!(trained.unseen[..3], [0, 1, 2]);
        assert_eq!(trained.grader.grade(&talk(&[("哦", ""), ("谢谢", "")])), 2);
        assert_eq!(trained.grader.grade(&talk(&[("气死我了", "")])), 0);
        // An empty talk has some grade, too.
        assert!(trained.grader.grade(&Talk::default()) < 3);
    }

    #[test]
    fn a_grader_survives_its_bytes_and_damage_is_found() {
        let grader = trained().grader;
        let bytes = grader.to_bytes();
        assert_eq!(bytes, trained().grader.to_bytes());
        assert_eq!(Grader::read(&bytes), Ok(grader));
        for at in 0..bytes.len() {
            assert!(Grader::read(&bytes[..at]).is_err());
            let mut wrong = bytes.clone();
            wrong[at] ^= 0x10;
            assert!(Grader::read(&wrong).is_err(), "byte {at}");
        }
    }
}
