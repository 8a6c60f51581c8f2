//! The buyer asks something definite and the reply does nothing about it.
//!
//! Rules of this kind differ in what was asked, and so in the wording they offer. They keep to short
//! turns and replies: in a long turn the reply may well speak of something else that was said there.

use std::{cell::RefCell, sync::Arc};

use jinpai_learn::Scratch;
use jinpai_text::PatternSet;
use serde::{Deserialize, Serialize};

use super::{Coded, own_set, types_of};
use crate::{
    Category, RuleCode,
    build::BuildError,
    questions::{QuestionTable, Questions, Types},
    reading::Reading,
};

thread_local! {
    /// The model reads with it; it holds nothing between two messages.
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

/// How likely it has to be where something that looks like taking the question up is forgiven.
const SURER: u8 = 40;

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
    /// Only where the model thinks that at least so many of a hundred such replies leave the question
    /// open (2, 5, 10, 20 or 40). With the model as a second witness a rule for any question also judges
    /// the known types. Silent without a model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub likely: Option<u8>,
    /// What does not count as taking the question up, where the model is the surer for it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub forgives: Vec<TakingUp>,
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

/// A way of taking a question up that may be a mere semblance of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TakingUp {
    /// The turn's own words, which may stand in a praise.
    Echo,
    /// A question back, or asking for something: "which colour do you like".
    Asks,
    /// Where the answer stands or what it hangs on: "order first".
    PointsAt,
    /// A no that is about something else.
    Declines,
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
            None if find.likely.is_some() => passes_by(reading, &find.forgives),
            None => manner.only_canned || (asked.types.is_empty() && !answered.takes_up()),
        };
        let says = |set: &PatternSet| !set.all_matches(&reading.folded).is_empty();
        let here = open && self.saying.as_ref().is_none_or(says) && !self.unless.as_ref().is_some_and(says);
        // The model is the dearest witness and is heard last.
        let surer = if answered.takes_up() { SURER } else { 0 };
        let likely = |share: u8| is_likely(reading, share.max(surer));
        (here && find.likely.is_none_or(likely)).then_some((0, 0))
    }

    fn answers(&self) -> bool {
        true
    }
}

/// Whether the reply neither answers a type that was asked nor takes the question up, but in ways that
/// are forgiven.
fn passes_by(reading: &Reading<'_>, forgives: &[TakingUp]) -> bool {
    let (asked, mut answered) = (reading.asked(), *reading.answered());
    for taking in forgives {
        let manner = &mut answered.manner;
        match taking {
            TakingUp::Echo => answered.echoes = false,
            TakingUp::Asks => (manner.asks_for, manner.asks_back) = (false, false),
            TakingUp::PointsAt => manner.points_at = false,
            TakingUp::Declines => manner.declines = false,
        }
    }
    let unanswered = |questions: &Questions| questions.unanswered(asked, &answered) == asked.types;
    !answered.takes_up() && reading.coach.questions.as_ref().is_some_and(unanswered)
}

/// Whether the model thinks that this share of such replies leaves the question open.
fn is_likely(reading: &Reading<'_>, percent: u8) -> bool {
    let coach = reading.coach;
    let Some(model) = coach.model.as_deref() else {
        return false;
    };
    let Some(class) = model.class(Category::Evade.as_str()) else {
        return false;
    };
    let buyer = reading.buyer().map(|turn| turn.folded.chars());
    let cues_by = |questions: &Questions| questions.cues(reading.asked(), reading.answered());
    let cues = coach.questions.as_ref().map(cues_by);
    let cues = cues.as_deref().unwrap_or(&[]);
    let scores = SCRATCH.with_borrow_mut(|scratch| model.score(reading.chars(), buyer, cues, scratch));
    scores.get(class) >= model.doubt_at(class, f32::from(percent) / 100.0)
}
