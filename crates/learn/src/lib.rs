//! A linear classifier of short Chinese texts: many yes-or-no questions about one reply, answered in
//! one pass, with the words that decided.
//!
//! Pure and total: no I/O, no clock, no randomness; training gives the same bytes on every machine.
//! It knows nothing of what its classes mean, and decides nothing: callers ask, and judge.
//!
//! ```
//! use jinpai_learn::{Model, Recipe, Sample, Scratch, train};
//!
//! let sample = |id: &str, text: &str, labels| Sample {
//!     id: id.into(),
//!     reply: jinpai_text::Folded::of(text).chars().to_vec(),
//!     labels,
//!     known: 1,
//!     ..Sample::default()
//! };
//! let samples: Vec<Sample> = (0..20)
//!     .flat_map(|n| [sample(&format!("a{n}"), "不行", 1), sample(&format!("b{n}"), "好的亲", 0)])
//!     .collect();
//! let trained = train(&samples, &["NEG".into()], &Recipe::default(), 0);
//! let model = Model::read(&trained.model.to_bytes()).unwrap();
//!
//! let reply = jinpai_text::Folded::of("不行");
//! let mut scratch = Scratch::default(); // keep it: it saves the next call its memory
//! let scores = model.score(reply.chars(), None, &[], &mut scratch);
//! for class in model.passing(&scores) {
//!     for reason in model.why(class, reply.chars(), &mut scratch) {
//!         // reason.start..reason.end are characters of the folded reply
//!         assert!(reason.end <= 2);
//!     }
//! }
//! ```

mod bytes;
mod features;
mod grades;
mod hash;
mod model;
mod svm;
mod symbols;
mod train;

pub use bytes::ModelError;
pub use features::Shape;
pub use grades::{Figures, GradeRecipe, Grader, Rated, Talk, TrainedGrader, Turn, train_grader};
pub use hash::fnv;
pub use model::{Class, DOUBTS, MOST_CLASSES, Model, PRECISIONS, Reason, Scores, Scratch};
pub use svm::{Lesson, Plane, Rows, learn};
pub use train::{Confusion, Mix, Recipe, Sample, Trained, best_cut, doubt_cut, train};
