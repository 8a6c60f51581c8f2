//! Rules that data cannot say, one file each, in one table.
//!
//! A coded rule is asked for by name in a rule's `[find.coded]`, with its own parameters; everything
//! else of the rule (severity, words, excuses, examples) is data as for any other. To add one: a file
//! in `coded/`, a variant of [`CodedFind`], a line in [`CodedFind::ready`].

use serde::{Deserialize, Serialize};

use crate::{
    RuleCode,
    build::{BuildError, Pool},
    reading::Reading,
};

mod private_number;

pub use private_number::{NumberKind, PrivateNumber};

/// The coded rules by name, with their parameters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "rule", rename_all = "kebab-case", deny_unknown_fields)]
pub enum CodedFind {
    /// A phone, identity card or bank card number written out in full.
    PrivateNumber(PrivateNumber),
}

/// A coded rule, ready to judge.
pub(crate) trait Coded: std::fmt::Debug + Send + Sync {
    /// The found span in folded characters; `(0, 0)` for the whole message.
    fn find(&self, reading: &Reading<'_>) -> Option<(usize, usize)>;
}

impl CodedFind {
    /// Readies the rule; the patterns it asks about go into the pool.
    pub(crate) fn ready(&self, _code: &RuleCode, _pool: &mut Pool) -> Result<Box<dyn Coded>, BuildError> {
        Ok(match self {
            Self::PrivateNumber(find) => Box::new(find.clone()),
        })
    }
}
