//! The form of the playbook's pack: cues, and the words of every step. Read by the packs, built by [`crate::Playbook`].

use std::collections::BTreeMap;

use jinpai_model::{Need, Technique, Trait};
use serde::Deserialize;

pub use crate::plain::PlainTable;

/// What buyers say, by the name of the cue.
pub type CueTable = BTreeMap<String, CueSpec>;

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CueSpec {
    /// Patterns, any of which is enough.
    pub any: Vec<String>,
    /// Patterns that take the cue back in the message they stand in.
    #[serde(default)]
    pub not: Vec<String>,
    /// Patterns of the same words in another sense: a finding that shares words with one of them is none.
    #[serde(default)]
    pub but: Vec<String>,
}

/// One step with its words.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepSpec {
    pub technique: Technique,
    /// Which of the eleven needs it serves.
    #[serde(default)]
    pub need: Option<Need>,
    pub why: WhySpec,
    /// Wordings; the first whose slots are all known and whose type is hers is taken.
    #[serde(rename = "line")]
    pub lines: Vec<LineSpec>,
}

/// Why it is proposed, one sentence for the agent.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WhySpec {
    pub zh: String,
    pub en: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineSpec {
    /// With slots such as `{{ stock }}`.
    pub text: String,
    /// For buyers of one of these types alone. Empty: for everybody.
    #[serde(default, rename = "for")]
    pub only: Vec<Trait>,
}

/// Everything a playbook is built from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlaybookSpec {
    pub cues: CueTable,
    /// How the words of the cues are also typed.
    pub plain: PlainTable,
    pub steps: Vec<StepSpec>,
}
