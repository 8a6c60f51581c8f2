//! Whose finding it is, and which findings to show.

use jinpai_coach::{RuleCode, Talk};
use jinpai_model::Side;

use crate::Judged;

/// Which findings are asked for; nothing given: all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    pub rule: Option<RuleCode>,
    pub agent: Option<String>,
}

/// Whose the finding at this line is: the writer's, else the last agent's who wrote before it, else the
/// first one's after it.
#[must_use]
pub fn agent_of(talk: &Talk, line: usize) -> Option<&str> {
    let (before, after) = talk.lines.split_at(line.saturating_add(1).min(talk.lines.len()));
    let of_agents = |line: &jinpai_coach::Line| line.from == Side::Agent;
    let near = before.iter().rfind(|line| of_agents(line));
    near.or_else(|| after.iter().find(|line| of_agents(line)))?
        .agent
        .as_deref()
}

impl Selection {
    /// Leaves the talks the agent spoke in, and the findings asked for. Scores stay those of the whole
    /// talk.
    pub fn apply(&self, judged: &mut Vec<Judged>) {
        if let Some(agent) = &self.agent {
            judged.retain(|one| {
                let mut lines = one.talk.lines.iter();
                lines.any(|line| line.agent.as_deref() == Some(agent))
            });
        }
        for Judged { talk, audit } in judged.iter_mut() {
            let hers = |line: usize| {
                self.agent
                    .as_deref()
                    .is_none_or(|agent| agent_of(talk, line) == Some(agent))
            };
            let wanted = |code: &RuleCode| self.rule.as_ref().is_none_or(|rule| rule == code);
            audit
                .end
                .retain(|found| hers(found.line) && wanted(&found.finding.rule));
            for message in &mut audit.messages {
                message.findings.retain(|finding| wanted(&finding.rule));
            }
            audit
                .messages
                .retain(|message| hers(message.line) && !message.findings.is_empty());
        }
    }
}
