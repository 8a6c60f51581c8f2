//! How a talk went, judged when it has ended.

use jinpai_model::Side;

use super::{
    ReadLine, Talk,
    find::Needs,
    spec::{CourseFind, Voice},
};
use crate::{
    BuildError, RuleCode,
    build::{Ids, Pool, Rule},
};

/// The conditions of a [`CourseFind`]; empty ones ask nothing.
#[derive(Debug)]
pub(crate) struct Course {
    find: CourseFind,
    when: Ids,
    lacking: Ids,
    then: Vec<Ids>,
}

impl Course {
    pub fn build(code: &RuleCode, find: &CourseFind, pool: &mut Pool) -> Result<Self, BuildError> {
        let mut then = Vec::with_capacity(find.then.len());
        for said in &find.then {
            then.push(pool.ids(code, said)?);
        }
        Ok(Self {
            when: match find.who {
                Voice::Shop => pool.ids(code, &find.when)?,
                Voice::Buyer => pool.buyer_ids(code, &find.when)?,
            },
            lacking: pool.ids(code, &find.lacking)?,
            then,
            find: find.clone(),
        })
    }

    pub fn needs(&self) -> Vec<Needs> {
        let times = self.find.silent_over_s.map(|_| Needs::Times);
        let outcome = self.find.paid.map(|_| Needs::Outcome);
        times.into_iter().chain(outcome).collect()
    }

    /// The line found and the span in it, in folded characters.
    pub fn find(&self, rule: &Rule, talk: &Talk, lines: &[ReadLine<'_>]) -> Option<(usize, usize, usize)> {
        let find = &self.find;
        if !self.known(talk, lines) || !buyer_agrees(rule, lines, find.at_least_turns) {
            return None;
        }
        let (at, start, end) = self.begin(rule, lines)?;
        let rest = match find.who {
            Voice::Shop => &lines[at..],
            Voice::Buyer => &lines[at + 1..],
        };
        let after = &lines[at + 1..];
        let answered = after.iter().any(ReadLine::is_shops);
        if find.answered.is_some_and(|wanted| wanted != answered) {
            return None;
        }
        let said = |ids: &Ids| rest.iter().any(|line| line.is_shops() && line.says(ids));
        let lacks = match find.in_the_last {
            None => !said(&self.lacking),
            Some(most) => {
                let last = lines.iter().rev().filter(|line| line.is_shops()).take(most);
                !last.into_iter().any(|line| line.says(&self.lacking))
            }
        };
        (lacks && self.then.iter().all(said)).then_some((at, start, end))
    }

    /// Whether silence, outcome and last word are as asked.
    fn known(&self, talk: &Talk, lines: &[ReadLine<'_>]) -> bool {
        let find = &self.find;
        let Some(last) = lines.iter().rfind(|line| line.from != Side::System) else {
            return false;
        };
        let silent = find
            .silent_over_s
            .is_none_or(|limit| match (last.at, talk.ended_at) {
                (Some(from), Some(to)) => to.since(from) > i64::from(limit) * 1000,
                _ => false,
            });
        let word = find
            .last_word
            .is_none_or(|who| (who == Voice::Shop) == last.is_shops());
        silent && word && find.paid.is_none_or(|wanted| talk.paid == Some(wanted))
    }

    /// The message the course begins with.
    fn begin(&self, rule: &Rule, lines: &[ReadLine<'_>]) -> Option<(usize, usize, usize)> {
        let ours = |line: &ReadLine<'_>| match self.find.who {
            Voice::Shop => rule.spec.role.contains(&line.from),
            Voice::Buyer => line.from == Side::Buyer,
        };
        let place = |line: &ReadLine<'_>| {
            if self.when.is_empty() {
                return Some((0, 0));
            }
            let mut found = line.matches.iter().filter(|m| self.when.has(m.pattern));
            let found = found.find(|m| !quieted(rule, line, m.start, m.end))?;
            Some((found.start, found.end))
        };
        if self.when.is_empty() || self.find.last_at_most_chars.is_some() {
            let at = lines.iter().rposition(ours)?;
            let (start, end) = place(&lines[at])?;
            let most = self.find.last_at_most_chars.unwrap_or(usize::MAX);
            return (lines[at].words().len() <= most).then_some((at, start, end));
        }
        let mut all = lines.iter().enumerate().filter(|(_, line)| ours(line));
        all.find_map(|(at, line)| place(line).map(|(start, end)| (at, start, end)))
    }
}

/// Whether words that make the found ones harmless overlap them; for a whole line, whether it says any.
pub(super) fn quieted(rule: &Rule, line: &ReadLine<'_>, start: usize, end: usize) -> bool {
    let whole = start == end;
    !rule.antipatterns.is_empty()
        && line
            .matches
            .iter()
            .any(|m| rule.antipatterns.has(m.pattern) && (whole || (m.start < end && start < m.end)))
}

fn buyer_agrees(rule: &Rule, lines: &[ReadLine<'_>], at_least: usize) -> bool {
    let buyers = || lines.iter().filter(|line| line.from == Side::Buyer);
    let says = |ids: &Ids| buyers().any(|line| line.says(ids));
    (rule.buyer_has.is_empty() || says(&rule.buyer_has))
        && (rule.buyer_lacks.is_empty() || !says(&rule.buyer_lacks))
        && buyers().count() >= at_least
}
