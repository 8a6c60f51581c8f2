//! A learned model at work: scores of every class for one reply, and the words that decided.
//!
//! Scoring allocates nothing once its [`Scratch`] has grown, and looks at each place of the text no
//! longer than some feature begins there.

mod format;
mod table;
mod why;

use std::collections::BTreeMap;

use crate::{
    features::{Shape, Side, manners, most, sequences},
    symbols::Symbols,
    train::Mix,
};
use table::Table;

pub use why::Reason;

/// So many classes fit a row of weights.
pub const MOST_CLASSES: usize = 16;

/// The shares of right answers for which a model knows thresholds, measured on samples that it had
/// not learned from. A corpus of look-alikes is harder than life: in life the shares are higher.
pub const PRECISIONS: [f32; 4] = [0.97, 0.95, 0.9, 0.8];

/// The shares of yes for which a model knows below which score they are rarer: where it doubts.
pub const DOUBTS: [f32; 5] = [0.02, 0.05, 0.1, 0.2, 0.4];

/// A class's thresholds, one for each of [`PRECISIONS`], and its doubts, one for each of [`DOUBTS`].
pub(crate) type Cuts = ([f32; PRECISIONS.len()], [f32; DOUBTS.len()]);

type Row = [i8; MOST_CLASSES];

/// Sums of 16 bits hold this many weights of 8 bits.
const FLUSH: u32 = 256;

/// A learned model. See the crate's page for an example.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    origin: u64,
    shape: Shape,
    mix: Mix,
    classes: Vec<ClassSpec>,
    /// The keys of the features in ascending order, and where to find them.
    keys: Vec<u32>,
    table: Table,
    rows: Vec<Row>,
}

#[derive(Debug, Clone, PartialEq)]
struct ClassSpec {
    name: String,
    bias: f32,
    /// One for each of [`PRECISIONS`].
    thresholds: [f32; PRECISIONS.len()],
    /// One for each of [`DOUBTS`].
    doubts: [f32; DOUBTS.len()],
    /// What one step of a weight is worth.
    scale: f32,
}

/// A class by its place in [`Model::classes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Class(u8);

impl Class {
    #[must_use]
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// What training hands over.
#[derive(Debug, Clone)]
pub(crate) struct Parts {
    pub origin: u64,
    pub shape: Shape,
    pub mix: Mix,
    pub classes: Vec<String>,
    pub biases: Vec<f32>,
    pub cuts: Vec<Cuts>,
    pub rows: BTreeMap<u32, Vec<f32>>,
}

/// Memory that one call leaves to the next.
#[derive(Debug, Clone, Default)]
pub struct Scratch {
    reply: Symbols,
    buyer: Symbols,
    keys: Keys,
}

#[derive(Debug, Clone, Default)]
struct Keys {
    growing: Vec<u32>,
    /// Those that are likely to be features.
    likely: Vec<u32>,
}

/// A score for every class. Above the class's threshold it stands for yes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scores([f32; MOST_CLASSES]);

impl Scores {
    #[must_use]
    pub fn get(&self, class: Class) -> f32 {
        self.0[class.index()]
    }
}

/// Weights summed for one side.
struct Sum {
    total: [i32; MOST_CLASSES],
    small: [i16; MOST_CLASSES],
    count: u32,
}

impl Sum {
    const ZERO: Self = Self {
        total: [0; MOST_CLASSES],
        small: [0; MOST_CLASSES],
        count: 0,
    };

    #[inline]
    fn add(&mut self, row: &Row) {
        // All at once, so that it becomes a few instructions on whole rows.
        self.small = std::array::from_fn(|class| self.small[class] + i16::from(row[class]));
        self.count += 1;
        if self.count.is_multiple_of(FLUSH) {
            self.flush();
        }
    }

    fn flush(&mut self) {
        for (total, small) in self.total.iter_mut().zip(&mut self.small) {
            *total += i32::from(*small);
            *small = 0;
        }
    }

    /// What each of its features is worth, so that all together have length one.
    fn each(&self) -> f32 {
        1.0 / (self.count.max(1) as f32).sqrt()
    }
}

impl Model {
    pub(crate) fn of(parts: Parts) -> Self {
        let scales: Vec<f32> = (0..parts.classes.len())
            .map(|class| {
                let greatest = parts.rows.values().map(|row| row[class].abs());
                greatest.fold(f32::MIN_POSITIVE, f32::max) / 127.0
            })
            .collect();
        let mut rows = Vec::with_capacity(parts.rows.len());
        for weights in parts.rows.values() {
            let mut row = [0; MOST_CLASSES];
            for ((slot, weight), scale) in row.iter_mut().zip(weights).zip(&scales) {
                *slot = step_of(weight / scale);
            }
            rows.push(row);
        }
        let keys: Vec<u32> = parts.rows.keys().copied().collect();
        let specs = parts.classes.into_iter().zip(parts.biases).zip(parts.cuts);
        let classes = specs
            .zip(scales)
            .map(|(((name, bias), (thresholds, doubts)), scale)| ClassSpec {
                name,
                bias,
                thresholds,
                doubts,
                scale,
            });
        Self {
            origin: parts.origin,
            shape: parts.shape,
            mix: parts.mix,
            classes: classes.take(MOST_CLASSES).collect(),
            table: Table::of(&keys),
            keys,
            rows,
        }
    }

    /// The hash of what it was learned from.
    #[must_use]
    pub fn origin(&self) -> u64 {
        self.origin
    }

    /// Every class with its name.
    pub fn classes(&self) -> impl Iterator<Item = (Class, &str)> {
        (0..)
            .map(Class)
            .zip(self.classes.iter().map(|class| class.name.as_str()))
    }

    #[must_use]
    pub fn class(&self, name: &str) -> Option<Class> {
        self.classes()
            .find(|(_, known)| *known == name)
            .map(|(class, _)| class)
    }

    /// From this score on, yes: the strictest threshold.
    #[must_use]
    pub fn threshold(&self, class: Class) -> f32 {
        self.threshold_at(class, 1.0)
    }

    /// The threshold for the least of [`PRECISIONS`] that is not below `precision`; the strictest
    /// where all are below it.
    #[must_use]
    pub fn threshold_at(&self, class: Class, precision: f32) -> f32 {
        let enough = PRECISIONS.iter().rposition(|known| *known >= precision);
        let spec = self.classes.get(class.index());
        spec.map_or(f32::INFINITY, |spec| spec.thresholds[enough.unwrap_or(0)])
    }

    /// Below this score less than `share` of the replies are of the class: the greatest of
    /// [`DOUBTS`] that is not above `share`. Below every score where there is none.
    #[must_use]
    pub fn doubt_at(&self, class: Class, share: f32) -> f32 {
        let spec = self.classes.get(class.index());
        let known = DOUBTS.iter().rposition(|known| *known <= share);
        spec.zip(known)
            .map_or(f32::MIN, |(spec, known)| spec.doubts[known])
    }

    /// The classes whose threshold is reached.
    pub fn passing<'a>(&'a self, scores: &'a Scores) -> impl Iterator<Item = Class> + 'a {
        self.classes()
            .map(|(class, _)| class)
            .filter(|class| scores.get(*class) >= self.threshold(*class))
    }

    /// How many features it knows.
    #[must_use]
    pub fn features(&self) -> usize {
        self.rows.len()
    }

    /// Scores a folded reply after the buyer's folded turn. `cues` are what the caller knows beside
    /// the words, as it did when the model was trained.
    #[must_use]
    pub fn score(
        &self,
        reply: &[char],
        buyer: Option<&[char]>,
        cues: &[u16],
        scratch: &mut Scratch,
    ) -> Scores {
        let Scratch {
            reply: own,
            buyer: hers,
            keys,
        } = scratch;
        own.set(reply);
        let said = self.sum(&own.codes, Side::Reply, keys);
        let mut asked = Sum::ZERO;
        if let Some(turn) = buyer.filter(|turn| self.shape.buyer > 0 && !turn.is_empty()) {
            hers.set(turn);
            asked = self.sum(&hers.codes, Side::Buyer, keys);
        }
        let mut done = Sum::ZERO;
        manners(own, reply, cues, |key| {
            if let Some(row) = self.table.get(key) {
                done.add(&self.rows[row]);
            }
        });
        self.together(said, asked, done)
    }

    /// Two loops, because which keys are features cannot be foreseen: the first gathers the likely
    /// ones without a branch, the second is nearly always right.
    fn sum(&self, codes: &[u32], side: Side, keys: &mut Keys) -> Sum {
        let Keys { growing, likely } = keys;
        let most = most(codes, self.shape);
        if likely.len() <= most {
            likely.resize(most + 1, 0);
        }
        let mut count = 0;
        sequences(codes, side, self.shape, growing, |key, _, _| {
            likely[count] = key;
            count += self.table.likely(key);
        });
        let mut sum = Sum::ZERO;
        for key in &likely[..count] {
            if let Some(row) = self.table.get(*key) {
                sum.add(&self.rows[row]);
            }
        }
        sum
    }

    fn together(&self, mut said: Sum, mut asked: Sum, mut done: Sum) -> Scores {
        for sum in [&mut said, &mut asked, &mut done] {
            sum.flush();
        }
        let (own, hers) = (said.each(), asked.each() * self.mix.buyer);
        let mut scores = [f32::NEG_INFINITY; MOST_CLASSES];
        for (at, spec) in self.classes.iter().enumerate() {
            let words = said.total[at] as f32 * own + asked.total[at] as f32 * hers;
            let manner = done.total[at] as f32 * self.mix.manner;
            scores[at] = (words + manner) * spec.scale + spec.bias;
        }
        Scores(scores)
    }
}

/// The nearest step; one step from nothing is as good as nothing and makes the file smaller.
fn step_of(steps: f32) -> i8 {
    let near = steps.round().clamp(-127.0, 127.0) as i8;
    if near.unsigned_abs() < 2 { 0 } else { near }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::train::{Recipe, Sample, train};

    fn chars(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    /// Refusals and assurances about many things.
    fn trained() -> Model {
        let things = [
            "包邮",
            "换货",
            "改地址",
            "开专票",
            "退差价",
            "发顺丰",
            "送礼物",
            "试用",
            "退货",
            "预订",
        ];
        let mut samples = Vec::new();
        for (at, thing) in things.iter().enumerate() {
            for (kind, text, labels) in [
                ("no", format!("{thing}不行的,概不接受"), 1),
                ("sure", format!("{thing},肯定百分百没问题"), 2),
                ("fine", format!("亲,{thing}可以的,我帮您看下"), 0),
            ] {
                samples.push(Sample {
                    id: format!("{kind}{at}"),
                    reply: chars(&text),
                    buyer: chars(&format!("能{thing}吗")),
                    labels,
                    known: 3,
                    ..Sample::default()
                });
            }
        }
        let classes = ["NEG".to_owned(), "PROMISE".to_owned()];
        train(&samples, &classes, &Recipe::default(), 7).model
    }

    #[test]
    fn the_words_that_decided_are_named() {
        let model = trained();
        let mut scratch = Scratch::default();
        let reply = chars("您好亲,这个赠品不行的,概不接受");
        let scores = model.score(&reply, Some(&chars("能送吗")), &[], &mut scratch);
        let (no, sure) = (model.class("NEG").unwrap(), model.class("PROMISE").unwrap());
        assert!(scores.get(no) > scores.get(sure));
        let reasons = model.why(no, &reply, &mut scratch);
        let words: String = reply[reasons[0].start..reasons[0].end].iter().collect();
        assert!(words.contains("不行") || words.contains("概不"), "{words}");
        assert!(model.threshold_at(no, 0.9) <= model.threshold(no));
        assert!(model.doubt_at(no, 0.02) <= model.doubt_at(no, 0.4));
        assert_eq!(model.doubt_at(no, 0.01), f32::MIN);
        assert_eq!(model.origin(), 7);
    }

    #[test]
    fn a_call_leaves_nothing_behind_but_memory() {
        let model = trained();
        let mut used = Scratch::default();
        let reply = chars("换货不行");
        let long = chars(&"肯定百分百没问题,".repeat(90));
        let _ = model.score(&long, Some(&long), &[3], &mut used);
        let again = model.score(&reply, None, &[], &mut used);
        assert_eq!(again, model.score(&reply, None, &[], &mut Scratch::default()));
    }

    #[test]
    fn a_model_survives_its_bytes_and_damage_is_found() {
        let model = trained();
        let bytes = model.to_bytes();
        assert_eq!(bytes, trained().to_bytes());
        assert_eq!(Model::read(&bytes), Ok(model));
        for at in 0..bytes.len() {
            assert!(Model::read(&bytes[..at]).is_err());
            let mut wrong = bytes.clone();
            wrong[at] ^= 4;
            assert!(Model::read(&wrong).is_err(), "byte {at}");
        }
    }

    proptest! {
        #[test]
        fn any_text_has_scores_and_reasons_inside_it(reply in any::<String>(), buyer in any::<String>()) {
            thread_local!(static MODEL: Model = trained());
            MODEL.with(|model| {
                let (reply, mut scratch) = (chars(&reply), Scratch::default());
                let scores = model.score(&reply, Some(&chars(&buyer)), &[1, 2], &mut scratch);
                for (class, _) in model.classes() {
                    assert!(scores.get(class).is_finite());
                    for reason in model.why(class, &reply, &mut scratch) {
                        assert!(reason.start < reason.end && reason.end <= reply.len());
                    }
                }
            });
        }

        #[test]
        fn sealed_nonsense_is_refused_or_read_but_never_panics(body in proptest::collection::vec(any::<u8>(), 0..300)) {
            let mut bytes = b"jlm 002\n".to_vec();
            bytes.extend([0; 8]);
            bytes.extend([3, 2, 0]);
            bytes.extend(body);
            let _ = Model::read(&crate::bytes::sealed(bytes));
        }
    }
}
