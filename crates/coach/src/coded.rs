//! Rules that data cannot say, one file each, in one table.
//!
//! A coded rule is asked for by name in a rule's `[find.coded]`, with its own parameters; everything
//! else of the rule (severity, words, excuses, examples) is data as for any other. To add one: a file
//! in `coded/`, a variant of [`CodedFind`], a line in [`CodedFind::ready`].

use std::sync::Arc;

use jinpai_text::{PatternSet, Role};
use serde::{Deserialize, Serialize};

use crate::{
    RuleCode,
    build::{BuildError, Pool, read_pattern},
    questions::{QuestionTable, Types},
    reading::Reading,
};

mod private_number;
mod question_left_open;
mod too_much_said;

pub use private_number::{NumberKind, PrivateNumber};
pub use question_left_open::QuestionLeftOpen;
pub use too_much_said::TooMuchSaid;

/// The coded rules by name, with their parameters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "rule", rename_all = "kebab-case", deny_unknown_fields)]
pub enum CodedFind {
    /// A phone, identity card or bank card number written out in full.
    PrivateNumber(PrivateNumber),
    /// A definite question that the reply does nothing about.
    QuestionLeftOpen(QuestionLeftOpen),
    /// A reply far beyond what was asked.
    TooMuchSaid(TooMuchSaid),
}

/// A coded rule, ready to judge.
pub(crate) trait Coded: std::fmt::Debug + Send + Sync {
    /// The found span in folded characters; `(0, 0)` for the whole message.
    fn find(&self, reading: &Reading<'_>) -> Option<(usize, usize)>;

    /// Whether it judges only what answers a buyer's turn.
    fn answers(&self) -> bool;
}

impl CodedFind {
    /// Readies the rule; the patterns it asks about go into the pool.
    pub(crate) fn ready(&self, code: &RuleCode, _pool: &mut Pool) -> Result<Box<dyn Coded>, BuildError> {
        Ok(match self {
            Self::PrivateNumber(find) => Box::new(find.clone()),
            Self::QuestionLeftOpen(find) => find.ready(code)?,
            Self::TooMuchSaid(find) => find.ready(code)?,
        })
    }

    /// Every list of patterns, for a reader that checks them and puts words for names.
    pub fn pattern_lists(&mut self) -> Vec<&mut Vec<String>> {
        match self {
            Self::PrivateNumber(_) => Vec::new(),
            Self::QuestionLeftOpen(find) => vec![&mut find.saying, &mut find.unless],
            Self::TooMuchSaid(find) => vec![&mut find.saying, &mut find.unless],
        }
    }

    /// Whether the rule needs the table of questions.
    #[must_use]
    pub fn reads_questions(&self) -> bool {
        matches!(self, Self::QuestionLeftOpen(_) | Self::TooMuchSaid(_))
    }

    /// Hands the table of questions to a rule that reads by it.
    pub fn give_questions(&mut self, table: &Arc<QuestionTable>) {
        match self {
            Self::PrivateNumber(_) => {}
            Self::QuestionLeftOpen(find) => find.table = Some(Arc::clone(table)),
            Self::TooMuchSaid(find) => find.table = Some(Arc::clone(table)),
        }
    }

    pub(crate) fn questions(&self) -> Option<&Arc<QuestionTable>> {
        match self {
            Self::PrivateNumber(_) => None,
            Self::QuestionLeftOpen(find) => find.table.as_ref(),
            Self::TooMuchSaid(find) => find.table.as_ref(),
        }
    }
}

/// The types of these codes in a rule's table.
fn types_of(code: &RuleCode, table: Option<&QuestionTable>, codes: &[String]) -> Result<Types, BuildError> {
    let wrong = |reason: String| BuildError::Questions {
        code: code.clone(),
        reason,
    };
    let table = table.ok_or_else(|| wrong("there is no table of questions to read by".to_owned()))?;
    codes.iter().try_fold(Types::NONE, |types, name| {
        let place = table
            .place(name)
            .ok_or_else(|| wrong(format!("no type of question is called {name:?}")))?;
        Ok(types | Types::one(place))
    })
}

/// Every pattern of a set of one purpose is looked for by itself.
const LEAD: Role = Role {
    lead: true,
    buyer: false,
};

/// Patterns that a coded rule tries by itself, on the few messages that come so far.
fn own_set(code: &RuleCode, sources: &[String]) -> Result<PatternSet, BuildError> {
    let mut patterns = Vec::new();
    for source in sources {
        patterns.extend(read_pattern(code, source)?);
    }
    Ok(PatternSet::build(patterns, |_| LEAD)?)
}
