//! What was found over many talks, counted by agent, category and rule.

use std::collections::{BTreeMap, BTreeSet};

use jinpai_coach::{Category, Coach, Finding, Locale, Needs, RuleCode, Severity, Talk, TalkAudit, score};
use jinpai_model::Side;
use serde::Serialize;

use crate::agent_of;

/// A talk and what was found in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    pub talk: Talk,
    pub audit: TalkAudit,
}

/// Judges talks one after another; `done` is told the number so far.
#[must_use]
pub fn judge(coach: &Coach, talks: Vec<Talk>, locale: Locale, mut done: impl FnMut(usize)) -> Vec<Judged> {
    let mut judged = Vec::with_capacity(talks.len());
    for talk in talks {
        let audit = coach.audit(&talk, locale);
        judged.push(Judged { talk, audit });
        done(judged.len());
    }
    judged
}

/// Figures over talks. Means are 0 where there is nothing to take them of.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Summary {
    pub talks: usize,
    /// Messages of the shop's that were judged.
    pub messages: usize,
    /// Plus points not counted.
    pub findings: usize,
    /// Findings that praise.
    pub praise: usize,
    /// Talks without a fault of severity warn or above.
    pub clean_talks: usize,
    /// Mean of the talks' scores.
    pub score: f64,
    pub agents: Vec<AgentSummary>,
    /// Faults, the most frequent first; plus points last.
    pub categories: Vec<CategorySummary>,
    /// In the same order.
    pub rules: Vec<RuleSummary>,
    /// Rules that could not judge some of the talks.
    pub skipped: Vec<SkippedSummary>,
}

/// One agent; her score is the mean over the talks she spoke in, of her own findings alone.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AgentSummary {
    /// None for lines that name nobody.
    pub agent: Option<String>,
    pub talks: usize,
    pub messages: usize,
    pub findings: usize,
    pub blocked: usize,
    pub praise: usize,
    pub score: f64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CategorySummary {
    pub category: Category,
    pub findings: usize,
    pub talks: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleSummary {
    pub rule: RuleCode,
    pub category: Category,
    pub severity: Severity,
    pub findings: usize,
    pub talks: usize,
    /// Places of the first findings: index of the talk, index of the line.
    pub examples: Vec<(usize, usize)>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SkippedSummary {
    pub rule: RuleCode,
    pub needs: Needs,
    /// Talks it could not judge.
    pub talks: usize,
}

/// Most examples kept of one rule.
const EXAMPLES: usize = 3;

#[derive(Default)]
struct Tally {
    talks: BTreeSet<usize>,
    findings: usize,
    severity: Option<Severity>,
    examples: Vec<(usize, usize)>,
}

#[derive(Default)]
struct Person {
    talks: usize,
    messages: usize,
    findings: usize,
    blocked: usize,
    praise: usize,
    score_sum: i64,
}

impl Summary {
    #[must_use]
    pub fn of(coach: &Coach, judged: &[Judged]) -> Self {
        let mut summary = Self {
            talks: judged.len(),
            messages: judged.iter().map(|one| one.audit.judged).sum(),
            score: mean(judged.iter().map(|one| one.audit.score).sum(), judged.len()),
            ..Self::default()
        };
        let mut rules: BTreeMap<(Category, RuleCode), Tally> = BTreeMap::new();
        let mut categories: BTreeMap<Category, Tally> = BTreeMap::new();
        let mut skipped: BTreeMap<(RuleCode, Needs), usize> = BTreeMap::new();
        for (index, Judged { audit, .. }) in judged.iter().enumerate() {
            let mut clean = true;
            for (line, finding) in audit.findings() {
                count(
                    rules.entry((finding.category, finding.rule.clone())).or_default(),
                    index,
                    line,
                    finding,
                );
                count(
                    categories.entry(finding.category).or_default(),
                    index,
                    line,
                    finding,
                );
                clean &= finding.severity < Severity::Warn || finding.category == Category::Good;
                match finding.category {
                    Category::Good => summary.praise += 1,
                    _ => summary.findings += 1,
                }
            }
            summary.clean_talks += usize::from(clean);
            for one in &audit.skipped {
                *skipped.entry((one.rule.clone(), one.needs)).or_default() += 1;
            }
        }
        summary.agents = people(coach, judged);
        summary.categories = categories
            .into_iter()
            .map(|(category, tally)| CategorySummary {
                category,
                findings: tally.findings,
                talks: tally.talks.len(),
            })
            .collect();
        summary
            .categories
            .sort_by_key(|one| (one.category == Category::Good, std::cmp::Reverse(one.findings)));
        summary.rules = rules
            .into_iter()
            .map(|((category, rule), tally)| rule_summary(category, rule, tally))
            .collect();
        summary
            .rules
            .sort_by_key(|one| (one.category == Category::Good, std::cmp::Reverse(one.findings)));
        summary.skipped = skipped
            .into_iter()
            .map(|((rule, needs), talks)| SkippedSummary { rule, needs, talks })
            .collect();
        summary
    }
}

fn rule_summary(category: Category, rule: RuleCode, tally: Tally) -> RuleSummary {
    RuleSummary {
        rule,
        category,
        severity: tally.severity.unwrap_or(Severity::Hint),
        findings: tally.findings,
        talks: tally.talks.len(),
        examples: tally.examples,
    }
}

fn count(tally: &mut Tally, talk: usize, line: usize, finding: &Finding) {
    tally.findings += 1;
    tally.severity = tally.severity.max(Some(finding.severity));
    if tally.talks.insert(talk) && tally.examples.len() < EXAMPLES {
        tally.examples.push((talk, line));
    }
}

/// Everybody who wrote, by name.
fn people(coach: &Coach, judged: &[Judged]) -> Vec<AgentSummary> {
    let mut people: BTreeMap<Option<&str>, Person> = BTreeMap::new();
    for Judged { talk, audit } in judged {
        let mut here: BTreeMap<Option<&str>, Vec<&Finding>> = BTreeMap::new();
        for line in talk.lines.iter().filter(|line| line.from == Side::Agent) {
            let name = line.agent.as_deref();
            here.entry(name).or_default();
            people.entry(name).or_default().messages += 1;
        }
        for (line, finding) in audit.findings() {
            // A talk nobody of the shop wrote in has findings of nobody.
            if let Some(hers) = here.get_mut(&agent_of(talk, line)) {
                hers.push(finding);
            }
        }
        for (name, findings) in here {
            let person = people.entry(name).or_default();
            person.talks += 1;
            person.score_sum += score(findings.iter().map(|finding| coach.scored(finding)));
            for finding in findings {
                match finding.category {
                    Category::Good => person.praise += 1,
                    _ => person.findings += 1,
                }
                person.blocked += usize::from(finding.severity == Severity::Block);
            }
        }
    }
    let summary = |(agent, person): (Option<&str>, Person)| AgentSummary {
        agent: agent.map(str::to_owned),
        talks: person.talks,
        messages: person.messages,
        findings: person.findings,
        blocked: person.blocked,
        praise: person.praise,
        score: mean(person.score_sum, person.talks),
    };
    let mut agents: Vec<AgentSummary> = people.into_iter().map(summary).collect();
    agents.sort_by(|a, b| a.score.total_cmp(&b.score).then_with(|| a.agent.cmp(&b.agent)));
    agents
}

/// Rounded to a tenth.
fn mean(sum: i64, count: usize) -> f64 {
    if count == 0 {
        return 0.0;
    }
    // Scores are small and talks at most some millions: both are exact in a double.
    (sum as f64 / count as f64 * 10.0).round() / 10.0
}
