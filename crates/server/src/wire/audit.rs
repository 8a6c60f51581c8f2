//! An audit of the archive in JSON.

use jinpai_model::{FindingState, Side};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Author, Finding, Id, words};

/// How often something of a category was found, and its points.
#[derive(Serialize, ToSchema)]
pub struct CategoryFigures {
    /// Such as `PROMISE`.
    category: &'static str,
    findings: usize,
    points: i64,
}

impl From<&jinpai_engine::CategoryFigures> for CategoryFigures {
    fn from(figures: &jinpai_engine::CategoryFigures) -> Self {
        Self {
            category: figures.category.as_str(),
            findings: figures.findings,
            points: figures.points,
        }
    }
}

/// One agent's part of an audit.
#[derive(Serialize, ToSchema)]
pub struct AgentAudit {
    /// Null for the robot.
    #[schema(required = true)]
    agent: Option<Author>,
    talks: usize,
    messages: usize,
    /// Mean over her talks: 100 and the points of a talk, capped per category, 0 where anything blocks.
    score: f64,
    categories: Vec<CategoryFigures>,
}

/// A rule that could not judge every talk.
#[derive(Serialize, ToSchema)]
pub struct SkippedRule {
    rule: String,
    #[schema(value_type = RuleNeeds)]
    needs: jinpai_engine::Needs,
}

/// What a rule needs to know of a talk.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(dead_code, reason = "only its schema is used")]
pub enum RuleNeeds {
    Times,
    OthersWaiting,
    Outcome,
}

/// A finding of an audit with the message it is about.
#[derive(Serialize, ToSchema)]
pub struct AuditedFinding {
    conversation: Id,
    message: Id,
    seq: i64,
    at: i64,
    #[schema(value_type = words::Side)]
    from: Side,
    #[schema(required = true)]
    author: Option<Author>,
    text: String,
    finding: Finding,
    /// Nothing once it is overruled.
    points: i64,
    /// Said of the talk as a whole, when it had ended.
    at_end: bool,
    /// With `message`, the name by which it is reviewed; null when it was not found at sending.
    #[schema(required = true)]
    n: Option<i64>,
    #[schema(value_type = Option<words::FindingState>, required = true)]
    state: Option<FindingState>,
}

impl From<&jinpai_engine::AuditedFinding> for AuditedFinding {
    fn from(found: &jinpai_engine::AuditedFinding) -> Self {
        let held = &found.message;
        Self {
            conversation: held.conversation.into(),
            message: held.id.into(),
            seq: held.seq,
            at: held.at.ms(),
            from: held.from,
            author: held.author.map(|id| Author {
                id: id.into(),
                name: found.author_name.clone().unwrap_or_default(),
            }),
            text: held.text.clone(),
            finding: Finding::from(&found.finding),
            points: found.points,
            at_end: found.at_end,
            n: found.kept.map(|(n, _)| n),
            state: found.kept.map(|(_, state)| state),
        }
    }
}

/// The archive judged by the shop's coach as it stands now.
#[derive(Serialize, ToSchema)]
pub struct AuditView {
    talks: usize,
    /// The shop's messages that were judged.
    messages: usize,
    /// Mean over the talks.
    score: f64,
    /// The range held more than is read at once: the figures are of its newest part.
    cut: bool,
    categories: Vec<CategoryFigures>,
    /// The lowest score first.
    agents: Vec<AgentAudit>,
    skipped: Vec<SkippedRule>,
    /// All findings, of which `findings` is a page.
    found: usize,
    findings: Vec<AuditedFinding>,
    /// Hand it back as `skip` to get the next page.
    #[schema(required = true)]
    next: Option<usize>,
}

impl AuditView {
    pub fn new(audit: &jinpai_engine::Audit, skip: usize) -> Self {
        let agent = |part: &jinpai_engine::AgentAudit| AgentAudit {
            agent: part.person.map(|id| Author {
                id: id.into(),
                name: part.name.clone().unwrap_or_default(),
            }),
            talks: part.talks,
            messages: part.messages,
            score: part.score,
            categories: part.categories.iter().map(CategoryFigures::from).collect(),
        };
        let seen = skip.saturating_add(audit.page.len());
        Self {
            talks: audit.talks,
            messages: audit.messages,
            score: audit.score,
            cut: audit.cut,
            categories: audit.categories.iter().map(CategoryFigures::from).collect(),
            agents: audit.agents.iter().map(agent).collect(),
            skipped: audit
                .skipped
                .iter()
                .map(|skipped| SkippedRule {
                    rule: skipped.rule.to_string(),
                    needs: skipped.needs,
                })
                .collect(),
            found: audit.found,
            findings: audit.page.iter().map(AuditedFinding::from).collect(),
            next: (seen < audit.found).then_some(seen),
        }
    }
}
