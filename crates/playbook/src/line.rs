//! The words of a step: text with slots, filled from facts alone. A slot nobody has filled is never a blank: the wording is
//! passed over.

use jinpai_model::{Technique, Trait};

use crate::{slots::slots_of, spec::LineSpec};

/// A wording, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    parts: Vec<Part>,
    only: Vec<Trait>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Slot(String),
}

/// Why a wording cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    #[error("a slot is not closed in {0:?}")]
    Open(String),
    #[error("a slot has no name in {0:?}")]
    Nameless(String),
    #[error("the wording is empty")]
    Empty,
    #[error("{slot:?} cannot stand here; there are {}", .known.join(", "))]
    Unknown {
        slot: String,
        known: &'static [&'static str],
    },
}

impl Line {
    pub fn parse(technique: Technique, spec: &LineSpec) -> Result<Self, LineError> {
        let mut parts = Vec::new();
        let mut rest = spec.text.trim();
        if rest.is_empty() {
            return Err(LineError::Empty);
        }
        while let Some((before, after)) = rest.split_once("{{") {
            let (name, behind) = after
                .split_once("}}")
                .ok_or_else(|| LineError::Open(spec.text.clone()))?;
            let name = name.trim();
            if name.is_empty() {
                return Err(LineError::Nameless(spec.text.clone()));
            }
            let known = slots_of(technique);
            if !known.contains(&name) {
                return Err(LineError::Unknown {
                    slot: name.to_owned(),
                    known,
                });
            }
            parts.push(Part::Text(before.to_owned()));
            parts.push(Part::Slot(name.to_owned()));
            rest = behind;
        }
        parts.push(Part::Text(rest.to_owned()));
        Ok(Self {
            parts,
            only: spec.only.clone(),
        })
    }

    fn fill(&self, slots: &[(&'static str, String)]) -> Option<String> {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::Text(words) => text.push_str(words),
                Part::Slot(name) => text.push_str(&slots.iter().find(|(known, _)| known == name)?.1),
            }
        }
        Some(text)
    }

    fn slots(&self) -> usize {
        self.parts
            .iter()
            .filter(|part| matches!(part, Part::Slot(_)))
            .count()
    }
}

/// A wording for her: one written for her type before one for everybody, one that says more of the facts before one that
/// says less; of several that are as good always the same within a talk.
pub(crate) fn choose(
    lines: &[Line],
    slots: &[(&'static str, String)],
    hers: &[Trait],
    talk: i64,
) -> Option<String> {
    let fits = |line: &&Line| line.only.is_empty() || line.only.iter().any(|value| hers.contains(value));
    let filled: Vec<(bool, usize, String)> = lines
        .iter()
        .filter(fits)
        .filter_map(|line| Some((!line.only.is_empty(), line.slots(), line.fill(slots)?)))
        .collect();
    let best = filled.iter().map(|(own, count, _)| (*own, *count)).max()?;
    let good: Vec<&String> = filled
        .iter()
        .filter(|(own, count, _)| (*own, *count) == best)
        .map(|(_, _, text)| text)
        .collect();
    let place = usize::try_from(talk.unsigned_abs() / 1_000).unwrap_or(0) % good.len();
    good.get(place).map(|text| (*text).clone())
}
