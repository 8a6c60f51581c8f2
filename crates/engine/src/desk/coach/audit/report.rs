//! The audit as a page to keep and hand on.

use std::collections::{BTreeMap, HashMap, HashSet};

use jinpai_coach::{Locale, MessageAudit, TalkAudit, TalkFinding, score};
use jinpai_model::{FindingState, PersonId, Role, Side};
use jinpai_quality::{Judged, ReportHead, Summary};

use super::{
    AuditQuery,
    judge::{JudgedTalk, ReadTalk},
};
use crate::{
    coaching::{own::ShopCoach, zone_of},
    desk::Desk,
    error::Result,
    show::names_of,
};

/// Most lines of talks that one page is made of.
const MOST_READ: usize = 50_000;

/// What the page is made of, as it is gathered.
struct Gathered {
    agent: Option<PersonId>,
    rule: Option<String>,
    judged: Vec<Judged>,
}

impl Desk {
    /// The audit as one page of HTML that needs nothing else. What a lead has overruled is not in it.
    ///
    /// # Errors
    /// As [`Desk::audit`].
    pub async fn audit_report(&self, query: AuditQuery, locale: Locale) -> Result<String> {
        self.require(Role::Lead)?;
        let gathered = Gathered {
            agent: query.agent,
            rule: query.rule.clone(),
            judged: Vec::new(),
        };
        let (gathered, _) = self
            .walk(&query, MOST_READ, locale, gathered, Gathered::add)
            .await?;
        let mut judged = gathered.judged;
        let written = judged.iter().flat_map(|one| &one.talk.lines);
        let people: HashSet<PersonId> = written
            .filter_map(|line| line.agent.as_ref()?.parse().ok())
            .collect();
        let names = names_of(self.engine.store.read(), people).await?;
        let names: HashMap<String, String> = names
            .into_iter()
            .map(|(id, name)| (id.to_string(), name))
            .collect();
        let lines = judged.iter_mut().flat_map(|one| &mut one.talk.lines);
        for agent in lines.filter_map(|line| line.agent.as_mut()) {
            if let Some(name) = names.get(agent) {
                agent.clone_from(name);
            }
        }
        let shop = self.shop().await?;
        let coach = self.engine.coach_of(self.shop).await?;
        let days = [query.days.from, query.days.to].map(|day| day.unwrap_or_default());
        let head = ReportHead {
            about: format!("{} {}", shop.name, days.join(" – ").trim_matches([' ', '–']))
                .trim()
                .to_owned(),
            made: self
                .engine
                .now()
                .in_zone(&zone_of(&shop))
                .strftime("%Y-%m-%d %H:%M")
                .to_string(),
        };
        let page = move || {
            let summary = Summary::of(&coach.coach, &judged);
            jinpai_quality::report(&coach.coach, &head, &summary, &judged, locale)
        };
        self.engine.aside(page).await
    }
}

impl Gathered {
    fn add(&mut self, read: &ReadTalk, judged: JudgedTalk, coach: &ShopCoach) {
        let asked_for = |author: Option<PersonId>| self.agent.is_none() || self.agent == author;
        let ours = read
            .lines
            .iter()
            .filter(|line| matches!(line.voice(), Side::Agent | Side::Bot) && read.in_range(line));
        let messages = ours.filter(|line| asked_for(line.author)).count();
        if messages == 0 {
            return;
        }
        let mut at_messages: BTreeMap<usize, Vec<_>> = BTreeMap::new();
        let mut end = Vec::new();
        for found in judged.found {
            let overruled = matches!(read.kept_of(&found), Some((_, FindingState::Overruled)));
            let in_range = read
                .lines
                .get(found.place)
                .is_some_and(|line| read.in_range(line));
            let owner = read.owner(found.place).and_then(|owner| owner.author);
            let of_rule = |rule: &String| found.finding.rule.as_str() == rule;
            if overruled || !in_range || !asked_for(owner) || !self.rule.as_ref().is_none_or(of_rule) {
                continue;
            }
            if found.at_end {
                let (line, finding) = (found.place, found.finding);
                end.push(TalkFinding { line, finding });
            } else {
                at_messages.entry(found.place).or_default().push(found.finding);
            }
        }
        let mut audit = TalkAudit {
            judged: messages,
            messages: at_messages
                .into_iter()
                .map(|(line, findings)| MessageAudit {
                    line,
                    score: coach.coach.score_of(&findings),
                    findings,
                })
                .collect(),
            end,
            skipped: judged.skipped,
            ..TalkAudit::default()
        };
        audit.score = score(audit.findings().map(|(_, finding)| coach.coach.scored(finding)));
        let mut talk = judged.talk;
        talk.id = read.conversation.id.to_string();
        self.judged.push(Judged { talk, audit });
    }
}
