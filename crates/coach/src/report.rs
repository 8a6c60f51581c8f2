//! What the coach answers, in the shape of the command line and the API.

use serde::{Deserialize, Serialize};

use crate::{Category, RuleCode, Severity};

/// Everything found in one message.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// In order of place; findings about the whole message come first.
    pub findings: Vec<Finding>,
    /// Sum over the findings; faults count below zero.
    pub points: i64,
}

impl Report {
    /// The gravest severity found.
    #[must_use]
    pub fn severity(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).max()
    }

    /// Whether the message must not be sent.
    #[must_use]
    pub fn blocks(&self) -> bool {
        self.severity() == Some(Severity::Block)
    }
}

/// One thing found. `start..end` counts Unicode scalar values of the original text; both are 0 for a
/// finding about the whole message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    pub rule: RuleCode,
    pub category: Category,
    pub severity: Severity,
    pub start: usize,
    pub end: usize,
    /// The words found, as typed; empty for the whole message.
    #[serde(rename = "match")]
    pub matched: String,
    pub message: String,
    pub why: String,
    pub fixes: Vec<Fix>,
}

/// A wording offered instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fix {
    pub kind: FixKind,
    pub text: String,
    pub safety: Safety,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FixKind {
    /// In place of `start..end`.
    Replace,
    /// In place of the whole draft.
    Rewrite,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Safety {
    /// Says the same; may be taken unread, and the finding is gone after it.
    Safe,
    /// Changes what is said: read it first.
    Review,
    /// Has `{…}` places to fill in.
    Placeholders,
}
