//! The playbook: cues and words built from a pack, and the decisions over a situation.

use std::collections::HashMap;

use jinpai_model::{Stage, Technique, Trait};
use jinpai_text::SetError;

use crate::{
    Advice, Card, Held, LadderState, MOST_CARDS, Reading, Situation,
    card::Told,
    cue::{Cue, Cues},
    ladder::{self, Said},
    line,
    spec::{PlaybookSpec, StepSpec},
    steps::{self, Call, Draft},
    talk::Talk,
    types,
    view::View,
};

/// Why a pack makes no playbook.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    #[error("no such cue: {0:?}")]
    UnknownCue(String),
    #[error("the cue {0:?} has no patterns")]
    NoCue(&'static str),
    #[error(transparent)]
    Pattern(#[from] SetError),
    #[error("step {0}: {1}")]
    Line(Technique, line::LineError),
    #[error("step {0} stands there twice")]
    Twice(Technique),
    #[error("step {0} has no words")]
    NoWords(Technique),
}

/// Ready to decide with.
#[derive(Debug)]
pub struct Playbook {
    cues: Cues,
    words: HashMap<Technique, Words>,
}

#[derive(Debug)]
struct Words {
    spec: StepSpec,
    lines: Vec<line::Line>,
}

/// Everything the desk says of a talk now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    pub reading: Reading,
    pub ladder: LadderState,
    pub advice: Advice,
}

impl Playbook {
    /// # Errors
    /// When a cue or a step is missing, unknown, or cannot be read.
    pub fn build(spec: &PlaybookSpec) -> Result<Self, BuildError> {
        if let Some(name) = spec
            .cues
            .keys()
            .find(|name| !Cue::ALL.iter().any(|cue| cue.name() == name.as_str()))
        {
            return Err(BuildError::UnknownCue(name.clone()));
        }
        if let Some(cue) = Cue::ALL
            .iter()
            .find(|cue| spec.cues.get(cue.name()).is_none_or(|one| one.any.is_empty()))
        {
            return Err(BuildError::NoCue(cue.name()));
        }
        let mut words = HashMap::new();
        for step in &spec.steps {
            let lines = step
                .lines
                .iter()
                .map(line::Line::parse)
                .collect::<Result<Vec<_>, _>>();
            let lines = lines.map_err(|error| BuildError::Line(step.technique, error))?;
            if words
                .insert(
                    step.technique,
                    Words {
                        spec: step.clone(),
                        lines,
                    },
                )
                .is_some()
            {
                return Err(BuildError::Twice(step.technique));
            }
        }
        match Technique::ALL
            .iter()
            .find(|technique| words.get(*technique).is_none_or(|one| one.lines.is_empty()))
        {
            Some(technique) => Err(BuildError::NoWords(*technique)),
            None => Ok(Self {
                cues: Cues::build(&spec.cues)?,
                words,
            }),
        }
    }

    /// Who she is, how far the bargaining went, and the next steps.
    #[must_use]
    pub fn decide(&self, situation: &Situation<'_>) -> Decision {
        let talk = Talk::hear(&self.cues, situation);
        let reading = types::read(situation, &talk);
        let said = Said {
            presses: talk.presses,
            fresh_presses: talk.fresh_presses,
            stages: talk.stages.clone(),
        };
        let possible = |stage: Stage| steps::possible(situation, stage);
        let ladder = ladder::state(&situation.shop.ladder, &said, possible);
        let advice = self.advise(&View::of(situation, &talk, &reading, &ladder));
        Decision {
            reading,
            ladder,
            advice,
        }
    }

    fn advise(&self, view: &View<'_, '_>) -> Advice {
        let mut advice = Advice::default();
        for (technique, call) in steps::called(view) {
            match call {
                Call::No => {}
                Call::Held(missing) => advice.held.push(Held { technique, missing }),
                Call::Yes(draft) => advice.cards.extend(self.card(technique, *draft, view)),
            }
        }
        advice.cards.truncate(MOST_CARDS);
        advice
    }

    /// The card with its words; none where no wording has all its slots.
    fn card(&self, technique: Technique, draft: Draft, view: &View<'_, '_>) -> Option<Card> {
        let words = self.words.get(&technique)?;
        let hers: Vec<Trait> = view.reading.types.iter().map(|one| one.value).collect();
        let first = view.situation.turns.first().map_or(0, |turn| turn.at.ms());
        let line = line::choose(&words.lines, &draft.slots, &hers, first)?;
        Some(Card {
            technique,
            need: words.spec.need,
            why: Told {
                zh: words.spec.why.zh.clone(),
                en: words.spec.why.en.clone(),
            },
            line,
            facts: draft.facts,
            products: draft.products,
            order: draft.order,
            comparison: draft.comparison,
            concession: draft.concession,
        })
    }
}
