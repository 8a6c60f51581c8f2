//! Facts of the shop that make an assurance true.

use jinpai_model::Facts;
use jinpai_text::{Folded, Pattern};

use crate::{
    BuildError, RuleCode,
    build::read_pattern,
    spec::{FactExcuse, FactName},
};

#[derive(Debug)]
pub(crate) struct Excuse {
    fact: FactName,
    claim: Vec<Pattern>,
    given: Vec<Pattern>,
}

impl Excuse {
    pub fn build(code: &RuleCode, spec: &FactExcuse) -> Result<Self, BuildError> {
        let read = |sources: &[String]| {
            let mut patterns = Vec::new();
            for source in sources {
                patterns.extend(read_pattern(code, source)?);
            }
            Ok::<_, BuildError>(patterns)
        };
        Ok(Self {
            fact: spec.fact,
            claim: read(&spec.claim)?,
            given: read(&spec.given)?,
        })
    }

    /// Whether the clause claims no more than the facts give.
    pub fn covers(&self, clause: &str, facts: &Facts) -> bool {
        let any = |patterns: &[Pattern], text: &str| {
            let folded = Folded::of(text);
            patterns.iter().any(|pattern| pattern.find(&folded).is_some())
        };
        let given = match self.fact {
            FactName::Guarantees => facts.guarantees.as_slice(),
            FactName::Gifts => facts.gifts.as_slice(),
            FactName::Material => facts.material.as_slice(),
        };
        !given.is_empty() && any(&self.claim, clause) && given.iter().any(|text| any(&self.given, text))
    }
}
