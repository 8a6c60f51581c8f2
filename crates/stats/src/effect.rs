//! What a change did, told honestly: the difference between those who got it and those held out.
//!
//! Intention to treat: everybody counts in the arm she was drawn into, whatever reached her. The order
//! of use is [`power`] before the start, [`sample_ratio`] before believing anything, [`welch`] at the
//! one planned look or [`always_valid`] on every day, [`judge`] for the word on the page, [`holm`] when
//! several arms or outcomes are read together, [`guard`] for what must not get worse.
//!
//! It never reads the share of payers without the control's beside it: an [`Effect`] is a difference.

mod cuped;
mod difference;
pub mod guard;
mod holm;
pub mod power;
mod ratio;
mod sequence;
mod verdict;

use serde::{Deserialize, Serialize};

pub use cuped::{Adjusted, cuped};
pub use difference::{newcombe, welch, wilson};
pub use holm::holm;
pub use ratio::{RatioVerdict, SampleRatio, sample_ratio};
pub use sequence::{Tuning, always_valid};
pub use verdict::{Better, Early, LEAST_BUYERS, LEAST_EVENTS, MOST_SKEW, Question, Verdict, judge};

/// The chance of a false win that everything here grants by default.
pub const ERROR: f64 = 0.05;

/// From where to where.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    pub low: f64,
    pub high: f64,
}

impl Interval {
    #[must_use]
    pub fn contains(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }

    fn around(middle: f64, half: f64) -> Self {
        Self {
            low: middle - half,
            high: middle + half,
        }
    }
}

/// How an interval was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Difference in means, unpooled variance, Student's t with Satterthwaite's degrees: for one look.
    Welch,
    /// Difference of two rates from their Wilson intervals: for one look at few events.
    Newcombe,
    /// Holds at all looks together.
    AlwaysValid,
}

impl Method {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Welch => "welch",
            Self::Newcombe => "newcombe",
            Self::AlwaysValid => "always-valid",
        }
    }
}

/// A difference between an arm and the control, in the outcome's own unit a person.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Effect {
    /// The arm's mean less the control's.
    pub lift: f64,
    pub interval: Interval,
    /// The variance of `lift`.
    pub variance: f64,
    /// How likely a difference at least this far from nought is when there is none; for
    /// [`Method::AlwaysValid`], at any look so far.
    pub p: f64,
    pub method: Method,
}

impl Effect {
    /// What the difference came to over so many people: extra payers, extra yuan.
    #[must_use]
    pub fn over(&self, people: u64) -> Extra {
        let people = people as f64;
        Extra {
            amount: self.lift * people,
            low: self.interval.low * people,
            high: self.interval.high * people,
        }
    }
}

/// What a change brought in all, beyond what would have come anyhow.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Extra {
    pub amount: f64,
    pub low: f64,
    pub high: f64,
}
