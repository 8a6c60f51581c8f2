//! A whole talk judged: every finding with its message, and points (SPEC C6).
//!
//! An audit knows nothing that a live check did not: it is [`Coach::check_in_talk`] at every message of
//! the shop's and [`Coach::check_end`] at the end, with lines read once instead of once a message.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    Category, Coach, Draft, Finding, Locale, RuleCode, Severity, Talk, TalkFinding,
    talk::{self, Line, Needs, ReadLine, WINDOW, find::TalkFinder, judge},
};

/// What a message or a talk begins with.
pub const FULL_SCORE: i64 = 100;

/// Most points that one category takes away, or adds, in one message and in one talk. A habit counts
/// once: an agent is not judged by how long the talk was.
pub const CATEGORY_CAP: i64 = 20;

/// What was found in one talk.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TalkAudit {
    /// The shop's messages that were judged.
    pub judged: usize,
    /// Those with findings, in order.
    pub messages: Vec<MessageAudit>,
    /// What is said of the talk as a whole.
    pub end: Vec<TalkFinding>,
    /// Rules that could not judge this talk, and what they miss.
    pub skipped: Vec<Skipped>,
    pub score: i64,
}

/// What was found at one message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageAudit {
    /// Index into the talk's lines.
    pub line: usize,
    pub findings: Vec<Finding>,
    pub score: i64,
}

/// A rule that needs what the talk does not tell.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Skipped {
    pub rule: RuleCode,
    pub needs: Needs,
}

/// What counts of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scored {
    pub category: Category,
    pub severity: Severity,
    pub points: i64,
}

/// 100 and the points found, those of one category no more than [`CATEGORY_CAP`] either way; never
/// below 0, and 0 where anything blocks. Plus points can lift a score above 100.
#[must_use]
pub fn score(found: impl IntoIterator<Item = Scored>) -> i64 {
    let mut by_category: BTreeMap<Category, i64> = BTreeMap::new();
    for one in found {
        if one.severity == Severity::Block {
            return 0;
        }
        let sum = by_category.entry(one.category).or_default();
        *sum = sum.saturating_add(one.points);
    }
    let capped = by_category
        .values()
        .map(|sum| (*sum).clamp(-CATEGORY_CAP, CATEGORY_CAP));
    (FULL_SCORE + capped.sum::<i64>()).max(0)
}

impl TalkAudit {
    /// Every finding with the line it is about, in order of judging.
    pub fn findings(&self) -> impl Iterator<Item = (usize, &Finding)> {
        let at_messages = self.messages.iter().flat_map(|message| {
            message
                .findings
                .iter()
                .map(move |finding| (message.line, finding))
        });
        at_messages.chain(self.end.iter().map(|found| (found.line, &found.finding)))
    }
}

impl Coach {
    /// Judges a talk as it would have been judged live.
    #[must_use]
    pub fn audit(&self, talk: &Talk, locale: Locale) -> TalkAudit {
        let lines: Vec<ReadLine<'_>> = match self.talk.is_empty() {
            true => Vec::new(),
            false => talk
                .lines
                .iter()
                .map(|line| ReadLine::of(&self.talk, line))
                .collect(),
        };
        let mut audit = TalkAudit {
            skipped: self.skipped(talk),
            ..TalkAudit::default()
        };
        for (at, line) in talk
            .lines
            .iter()
            .enumerate()
            .filter(|(_, line)| talk::judged(line.from))
        {
            audit.judged += 1;
            let from = at.saturating_sub(WINDOW);
            let turn = talk::buyer_turn(&talk.lines[from..at]);
            let draft = draft(talk, line, locale);
            let mut report = self.check(&Draft {
                buyer: turn.as_deref(),
                ..draft
            });
            if !lines.is_empty() {
                judge::add_to(&mut report, &self.talk, &lines[from..=at], talk.platform, locale);
            }
            if !report.findings.is_empty() {
                audit.messages.push(MessageAudit {
                    line: at,
                    score: self.score_of(&report.findings),
                    findings: report.findings,
                });
            }
        }
        if talk.ended && !lines.is_empty() {
            let from = lines.len().saturating_sub(talk::END_WINDOW);
            audit.end = judge::at_end(&self.talk, talk, &lines[from..], from, locale);
        }
        audit.score = score(audit.findings().map(|(_, finding)| self.scored(finding)));
        audit
    }

    /// The score of these findings together.
    #[must_use]
    pub fn score_of<'f>(&self, findings: impl IntoIterator<Item = &'f Finding>) -> i64 {
        score(findings.into_iter().map(|finding| self.scored(finding)))
    }

    /// What counts of a finding of this coach.
    #[must_use]
    pub fn scored(&self, finding: &Finding) -> Scored {
        Scored {
            category: finding.category,
            severity: finding.severity,
            points: self.points_of(&finding.rule),
        }
    }

    /// Rules that this talk does not tell enough for.
    fn skipped(&self, talk: &Talk) -> Vec<Skipped> {
        let known = |needs: Needs, at_end: bool| match needs {
            Needs::Times => {
                talk.lines.iter().any(|line| line.at.is_some()) && (!at_end || talk.ended_at.is_some())
            }
            Needs::OthersWaiting => talk.lines.iter().any(|line| line.others_waiting.is_some()),
            Needs::Outcome => talk.paid.is_some(),
        };
        let mut skipped: Vec<Skipped> = self
            .talk
            .needing()
            .filter(|(rule, _)| rule.holds_on(talk.platform))
            .filter(|(rule, needs)| {
                let at_end = matches!(&rule.finder, crate::finder::Finder::Talk(TalkFinder::Course(_)));
                (talk.ended || !at_end) && !known(*needs, at_end)
            })
            .map(|(rule, needs)| Skipped {
                rule: rule.spec.code.clone(),
                needs,
            })
            .collect();
        skipped.sort();
        skipped
    }
}

/// A line of the talk as it stood in the composer.
fn draft<'a>(talk: &'a Talk, line: &'a Line, locale: Locale) -> Draft<'a> {
    Draft {
        facts: talk.facts.as_ref(),
        platform: talk.platform,
        from: line.from,
        at: line.at,
        others_waiting: line.others_waiting,
        locale,
        ..Draft::of(&line.text)
    }
}
