//! What the coach says about a text, in the coach's own JSON, which the command line prints too.

use std::borrow::Cow;

use jinpai_engine::Report;
use serde::Serialize;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, Schema},
};

use super::Id;

/// What the coach says about a span of a message.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub struct Finding(jinpai_engine::Finding);

impl Finding {
    pub fn list(report: &Report) -> Vec<Self> {
        report.findings.iter().cloned().map(Self).collect()
    }
}

impl From<&jinpai_engine::Finding> for Finding {
    fn from(finding: &jinpai_engine::Finding) -> Self {
        Self(finding.clone())
    }
}

impl PartialSchema for Finding {
    fn schema() -> RefOr<Schema> {
        Shape::schema()
    }
}

impl ToSchema for Finding {
    fn name() -> Cow<'static, str> {
        "Finding".into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        Shape::schemas(schemas);
    }
}

/// The coach's answer to a text.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Checked {
    pub findings: Vec<Finding>,
    /// The sum over the message.
    pub points: i64,
}

impl From<&Report> for Checked {
    fn from(report: &Report) -> Self {
        Self {
            findings: Finding::list(report),
            points: report.points,
        }
    }
}

/// What would be found, had it not been put aside in this talk.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PutAside {
    /// The dismissal; undone, the finding comes back.
    pub id: Id,
    /// Who put it aside; she may undo it, and so may a lead.
    pub person: Id,
    pub finding: Finding,
}

impl From<&jinpai_engine::PutAside> for PutAside {
    fn from(aside: &jinpai_engine::PutAside) -> Self {
        Self {
            id: aside.dismissal.into(),
            person: aside.by.into(),
            finding: Finding::from(&aside.finding),
        }
    }
}

/// The form of a finding for the API document; a test holds it against the coach's JSON.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is used")]
struct Shape {
    /// Three letters and three digits.
    rule: String,
    /// Such as `PROMISE`.
    category: String,
    severity: FindingSeverity,
    /// In Unicode scalar values; `start = end = 0` means the whole message.
    start: usize,
    end: usize,
    /// The words found, as typed; empty for the whole message.
    #[schema(rename = "match")]
    matched: String,
    message: String,
    /// One sentence.
    why: String,
    fixes: Vec<Fix>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(dead_code, reason = "only its schema is used")]
pub enum FindingSeverity {
    Hint,
    Warn,
    Error,
    /// Refuses to send.
    Block,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(dead_code, reason = "only its schema is used")]
pub enum FixKind {
    /// Takes the place of `[start, end)`.
    Replace,
    /// Takes the place of the whole draft.
    Rewrite,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(dead_code, reason = "only its schema is used")]
pub enum FixSafety {
    /// Keeps the meaning: may be taken with one key.
    Safe,
    /// Changes the meaning a little: read it before sending.
    Review,
    /// Has blanks that a person must fill.
    Placeholders,
}

/// A wording that is offered.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is used")]
pub struct Fix {
    pub kind: FixKind,
    pub text: String,
    pub safety: FixSafety,
}
