//! The figures of an audit, added up talk by talk.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jinpai_coach::{Category, FULL_SCORE, Scored, Skipped, score};
use jinpai_model::{FindingState, PersonId, Side};

use super::{
    Audit, AuditQuery, AuditedFinding,
    judge::{JudgedTalk, ReadTalk},
};
use crate::coaching::own::ShopCoach;

/// How often something of a category was found, and its points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryFigures {
    pub category: Category,
    pub findings: usize,
    pub points: i64,
}

/// One agent's part; without a person, the robot's.
#[derive(Debug, Clone)]
pub struct AgentAudit {
    pub person: Option<PersonId>,
    pub name: Option<String>,
    pub talks: usize,
    pub messages: usize,
    /// Mean over her talks.
    pub score: f64,
    pub categories: Vec<CategoryFigures>,
}

#[derive(Default)]
struct Sum {
    talks: usize,
    messages: usize,
    scores: i64,
    categories: BTreeMap<Category, (usize, i64)>,
}

impl Sum {
    /// A talk with so many messages and these findings that count.
    fn add(&mut self, messages: usize, found: &[Scored]) {
        self.talks += 1;
        self.messages += messages;
        self.scores += score(found.iter().copied());
        for one in found {
            let held = self.categories.entry(one.category).or_default();
            *held = (held.0 + 1, held.1 + one.points);
        }
    }

    /// 100 where nothing was said.
    fn mean(&self) -> f64 {
        let float = |count: i64| i32::try_from(count).map_or(f64::MAX, f64::from);
        match i64::try_from(self.talks) {
            Ok(talks) if talks > 0 => float(self.scores) / float(talks),
            _ => float(FULL_SCORE),
        }
    }

    fn categories(&self) -> Vec<CategoryFigures> {
        let figures = self
            .categories
            .iter()
            .map(|(category, (findings, points))| CategoryFigures {
                category: *category,
                findings: *findings,
                points: *points,
            });
        figures.collect()
    }
}

/// What has been added up so far.
pub(super) struct Figures {
    agent: Option<PersonId>,
    rule: Option<String>,
    skip: usize,
    limit: usize,
    shop: Sum,
    agents: HashMap<Option<PersonId>, Sum>,
    skipped: BTreeSet<Skipped>,
    found: usize,
    page: Vec<AuditedFinding>,
}

impl Figures {
    pub fn new(query: &AuditQuery) -> Self {
        Self {
            agent: query.agent,
            rule: query.rule.clone(),
            skip: query.skip,
            limit: query.limit,
            shop: Sum::default(),
            agents: HashMap::new(),
            skipped: BTreeSet::new(),
            found: 0,
            page: Vec::new(),
        }
    }

    pub fn add(&mut self, talk: &ReadTalk, judged: JudgedTalk, coach: &ShopCoach) {
        let mut messages: HashMap<Option<PersonId>, usize> = HashMap::new();
        let ours = talk
            .lines
            .iter()
            .filter(|line| matches!(line.voice(), Side::Agent | Side::Bot) && talk.in_range(line));
        for line in ours.filter(|line| self.asked_for(line.author)) {
            *messages.entry(line.author).or_default() += 1;
        }
        if messages.is_empty() {
            return;
        }
        self.skipped.extend(judged.skipped);
        let mut counted: HashMap<Option<PersonId>, Vec<Scored>> = HashMap::new();
        for found in judged.found {
            let Some(line) = talk.lines.get(found.place).filter(|line| talk.in_range(line)) else {
                continue;
            };
            let owner = talk.owner(found.place).and_then(|owner| owner.author);
            let of_rule = |rule: &String| found.finding.rule.as_str() == rule;
            if !self.asked_for(owner) || !self.rule.as_ref().is_none_or(of_rule) {
                continue;
            }
            let kept = talk.kept_of(&found);
            let mut scored = coach.coach.scored(&found.finding);
            if matches!(kept, Some((_, FindingState::Overruled))) {
                scored.points = 0;
            } else {
                counted.entry(owner).or_default().push(scored);
            }
            self.found += 1;
            if self.found > self.skip && self.page.len() < self.limit {
                self.page.push(AuditedFinding {
                    message: line.clone(),
                    author_name: None,
                    points: scored.points,
                    at_end: found.at_end,
                    finding: found.finding,
                    kept,
                });
            }
        }
        let all: Vec<Scored> = counted.values().flatten().copied().collect();
        self.shop.add(messages.values().sum(), &all);
        for (author, count) in messages {
            let found = counted.remove(&author).unwrap_or_default();
            self.agents.entry(author).or_default().add(count, &found);
        }
    }

    fn asked_for(&self, author: Option<PersonId>) -> bool {
        self.agent.is_none() || self.agent == author
    }

    pub fn finish(self, cut: bool) -> Audit {
        let mut agents: Vec<AgentAudit> = self
            .agents
            .iter()
            .map(|(person, sum)| AgentAudit {
                person: *person,
                name: None,
                talks: sum.talks,
                messages: sum.messages,
                score: sum.mean(),
                categories: sum.categories(),
            })
            .collect();
        agents.sort_by(|a, b| a.score.total_cmp(&b.score).then_with(|| a.person.cmp(&b.person)));
        Audit {
            talks: self.shop.talks,
            messages: self.shop.messages,
            score: self.shop.mean(),
            cut,
            categories: self.shop.categories(),
            agents,
            skipped: self.skipped.into_iter().collect(),
            found: self.found,
            page: self.page,
        }
    }
}
