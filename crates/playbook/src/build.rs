//! From a pack to a playbook: everything wrong with it is told at once, each fault with its place.

use std::collections::{BTreeMap, HashMap, HashSet};

use jinpai_model::Technique;
use jinpai_text::{PatternError, SetError};

use crate::{
    Playbook,
    cue::{Cue, Cues},
    line::{self, Line},
    plain::PlainTable,
    spec::{CueSpec, PlaybookSpec, StepSpec},
};

/// One thing wrong with a pack. Steps and their wordings are counted from 0 in the order of the pack.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BuildError {
    #[error("no such cue: {0:?}")]
    UnknownCue(String),
    #[error("the cue {0:?} has no patterns")]
    NoCue(&'static str),
    #[error("cue {cue:?}, {error}")]
    Pattern { cue: &'static str, error: PatternError },
    #[error("{0:?} is empty, or is typed for two plain words")]
    Plain(String),
    #[error("the patterns of the cues do not go together: {0}")]
    Set(SetError),
    #[error("step {technique}: {error}")]
    Line {
        technique: Technique,
        step: usize,
        line: usize,
        error: line::LineError,
    },
    #[error("step {technique}: the sentence that says why is empty in one of the languages")]
    NoWhy { technique: Technique, step: usize },
    #[error("step {technique} stands there twice")]
    Twice { technique: Technique, step: usize },
    #[error("step {0} has no words")]
    NoWords(Technique),
}

/// Everything wrong with a pack; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuildErrors(pub Vec<BuildError>);

impl std::fmt::Display for BuildErrors {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (place, error) in self.0.iter().enumerate() {
            let parting = if place > 0 { "\n" } else { "" };
            write!(f, "{parting}{error}")?;
        }
        Ok(())
    }
}

impl std::error::Error for BuildErrors {}

/// A step ready to be said.
#[derive(Debug)]
pub(crate) struct Words {
    pub spec: StepSpec,
    pub lines: Vec<Line>,
}

impl Playbook {
    /// # Errors
    /// With everything that is missing, unknown, or cannot be read.
    pub fn build(spec: &PlaybookSpec) -> Result<Self, BuildErrors> {
        let mut errors = names(&spec.cues);
        errors.extend(plain_twice(&spec.plain));
        let cues = Cues::build(&spec.cues, &spec.plain)
            .map_err(|found| errors.extend(found))
            .ok();
        let words = words(&spec.steps, &mut errors);
        match cues {
            Some(cues) if errors.is_empty() => Ok(Self { cues, words }),
            _ => Err(BuildErrors(errors)),
        }
    }
}

/// Cues nobody knows, and cues nobody has written.
fn names(cues: &BTreeMap<String, CueSpec>) -> Vec<BuildError> {
    let known = |name: &str| Cue::ALL.iter().any(|cue| cue.name() == name);
    let unknown = cues
        .keys()
        .filter(|name| !known(name))
        .map(|name| BuildError::UnknownCue(name.clone()));
    let missing = Cue::ALL
        .iter()
        .filter(|cue| cues.get(cue.name()).is_none_or(|one| one.any.is_empty()))
        .map(|cue| BuildError::NoCue(cue.name()));
    unknown.chain(missing).collect()
}

/// Typed words of which nobody can say what they mean.
fn plain_twice(table: &PlainTable) -> Vec<BuildError> {
    let mut seen = HashSet::new();
    let typed = table.values().flatten();
    typed
        .filter(|word| word.is_empty() || !seen.insert(word.as_str()))
        .map(|word| BuildError::Plain(word.clone()))
        .collect()
}

fn words(steps: &[StepSpec], errors: &mut Vec<BuildError>) -> HashMap<Technique, Words> {
    let mut words = HashMap::new();
    for (place, step) in steps.iter().enumerate() {
        let technique = step.technique;
        if step.why.zh.trim().is_empty() || step.why.en.trim().is_empty() {
            errors.push(BuildError::NoWhy {
                technique,
                step: place,
            });
        }
        let mut lines = Vec::with_capacity(step.lines.len());
        for (number, line) in step.lines.iter().enumerate() {
            match Line::parse(technique, line) {
                Ok(line) => lines.push(line),
                Err(error) => errors.push(BuildError::Line {
                    technique,
                    step: place,
                    line: number,
                    error,
                }),
            }
        }
        let of = Words {
            spec: step.clone(),
            lines,
        };
        if words.insert(technique, of).is_some() {
            errors.push(BuildError::Twice {
                technique,
                step: place,
            });
        }
    }
    let written = |technique: &&Technique| {
        words
            .get(*technique)
            .is_some_and(|one| !one.spec.lines.is_empty())
    };
    let silent = Technique::ALL.iter().filter(|technique| !written(technique));
    errors.extend(silent.map(|technique| BuildError::NoWords(*technique)));
    words
}
