//! A reply far beyond what was asked: too long, about too many things, or full of doubts nobody had.
//!
//! What a question needs may be long: steps, tables, comparisons and the handling of a complaint are
//! named by the rules as types that excuse the length.

use std::sync::Arc;

use jinpai_text::{PatternMatch, PatternSet};
use serde::{Deserialize, Serialize};

use super::{Coded, own_set, types_of};
use crate::{RuleCode, build::BuildError, questions::QuestionTable, questions::Types, reading::Reading};

/// What makes it too much. All of these have to hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct TooMuchSaid {
    /// Shortest reply judged, in letters, digits and Han characters.
    pub at_least_chars: usize,
    /// Said in the reply, in so many places that do not overlap.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub saying: Vec<String>,
    pub times: usize,
    /// The reply says none of these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unless: Vec<String>,
    /// Types of question that need a long answer.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unless_asked: Vec<String>,
    /// The buyer asks something definite (true) or nothing at all (false); either, when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked: Option<bool>,
    /// Most the buyer said, in letters, digits and Han characters: who tells much may hear much.
    pub turn_at_most_chars: usize,
    #[serde(skip)]
    pub table: Option<Arc<QuestionTable>>,
}

#[derive(Debug)]
struct Ready {
    saying: Option<PatternSet>,
    unless: Option<PatternSet>,
    unless_asked: Types,
    find: TooMuchSaid,
}

impl TooMuchSaid {
    pub(super) fn ready(&self, code: &RuleCode) -> Result<Box<dyn Coded>, BuildError> {
        let set = |sources: &[String]| (!sources.is_empty()).then(|| own_set(code, sources)).transpose();
        Ok(Box::new(Ready {
            saying: set(&self.saying)?,
            unless: set(&self.unless)?,
            unless_asked: types_of(code, self.table.as_deref(), &self.unless_asked)?,
            find: self.clone(),
        }))
    }
}

impl Coded for Ready {
    fn find(&self, reading: &Reading<'_>) -> Option<(usize, usize)> {
        let find = &self.find;
        // Counting words is dearer than counting characters, and most messages are short.
        if reading.chars().len() < find.at_least_chars || reading.word_chars() < find.at_least_chars {
            return None;
        }
        let turn = reading.draft.buyer.unwrap_or_default();
        if turn.trim().is_empty() || turn.chars().count() > find.turn_at_most_chars {
            return None;
        }
        let asked = reading.asked();
        if find.asked.is_some_and(|wanted| wanted != asked.is_definite())
            || self.unless_asked.meets(asked.types)
        {
            return None;
        }
        let said = self
            .saying
            .as_ref()
            .map(|set| apart(&set.all_matches(&reading.folded)));
        let excused = |set: &PatternSet| !set.all_matches(&reading.folded).is_empty();
        let here = said.is_none_or(|times| times >= find.times) && !self.unless.as_ref().is_some_and(excused);
        here.then_some((0, 0))
    }

    fn answers(&self) -> bool {
        true
    }
}

/// How many matches there are that do not overlap.
fn apart(matches: &[PatternMatch]) -> usize {
    let (mut count, mut until) = (0, 0);
    for m in matches {
        if m.start >= until {
            count += 1;
            until = m.end;
        }
    }
    count
}
