//! The buyer asks something definite and the reply does nothing about it.
//!
//! Rules of this kind differ in what was asked, and so in the wording they offer. They keep to short
//! turns and replies: in a long turn the reply may well speak of something else that was said there.

use std::sync::Arc;

use jinpai_text::PatternSet;
use serde::{Deserialize, Serialize};

use super::{Coded, own_set, types_of};
use crate::{
    RuleCode,
    build::BuildError,
    questions::{QuestionTable, Types},
    reading::Reading,
};

/// Which questions, and which replies to them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct QuestionLeftOpen {
    /// Codes of the types of question; none: any definite question, also one of no known type.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<String>,
    /// Only replies that are nothing but greeting, offer to help, thanks or farewell; rules without
    /// this leave those replies to the one that has it.
    pub only_canned: bool,
    /// Only replies that praise goods or shop, or push.
    pub praising: bool,
    /// The reply says one of these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub saying: Vec<String>,
    /// The reply says none of these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unless: Vec<String>,
    /// Longest reply judged, in letters, digits and Han characters.
    pub at_most_chars: usize,
    /// Longest buyer's turn judged.
    pub turn_at_most_chars: usize,
    /// Most the buyer may have said after her question.
    pub after_at_most_chars: usize,
    #[serde(skip)]
    pub table: Option<Arc<QuestionTable>>,
}

#[derive(Debug)]
struct Ready {
    /// None: any.
    types: Option<Types>,
    saying: Option<PatternSet>,
    unless: Option<PatternSet>,
    find: QuestionLeftOpen,
}

impl QuestionLeftOpen {
    pub(super) fn ready(&self, code: &RuleCode) -> Result<Box<dyn Coded>, BuildError> {
        let types = types_of(code, self.table.as_deref(), &self.types)?;
        let set = |sources: &[String]| (!sources.is_empty()).then(|| own_set(code, sources)).transpose();
        Ok(Box::new(Ready {
            types: (!self.types.is_empty()).then_some(types),
            saying: set(&self.saying)?,
            unless: set(&self.unless)?,
            find: self.clone(),
        }))
    }
}

impl Coded for Ready {
    fn find(&self, reading: &Reading<'_>) -> Option<(usize, usize)> {
        let (asked, find) = (reading.asked(), &self.find);
        let mine = self
            .types
            .map_or(asked.is_definite(), |types| types.meets(asked.types));
        let short = asked.words <= find.turn_at_most_chars && asked.words_after <= find.after_at_most_chars;
        if !mine || !short {
            return None;
        }
        let answered = reading.answered();
        let manner = &answered.manner;
        let kind = manner.only_canned == find.only_canned && (manner.praises || !find.praising);
        if !kind || answered.words == 0 || answered.words > find.at_most_chars {
            return None;
        }
        let open = match self.types {
            Some(types) => {
                let questions = reading.coach.questions.as_ref()?;
                questions.left_open(asked, answered) && types.meets(asked.types)
            }
            None => manner.only_canned || (asked.types.is_empty() && !answered.takes_up()),
        };
        let says = |set: &PatternSet| !set.all_matches(&reading.folded).is_empty();
        let here = open && self.saying.as_ref().is_none_or(says) && !self.unless.as_ref().is_some_and(says);
        here.then_some((0, 0))
    }
}
