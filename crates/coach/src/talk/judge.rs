//! The conversation rules at one message, and at the end.

use std::cmp::Reverse;

use jinpai_model::Platform;
use jinpai_text::PatternMatch;

use super::{ReadLine, Talk, TalkFinding, course::quieted, reading::View, rules::TalkRules};
use crate::{Finding, Locale, Report, build::Rule, finder::Finder, fix::FixPlan, talk::find::TalkFinder};

/// What one rule found: the line and the span in it, in folded characters.
struct Hit<'c> {
    rule: &'c Rule,
    line: usize,
    start: usize,
    end: usize,
}

/// Adds what is found at the last of `lines` to what its own words gave.
pub(crate) fn add_to(
    report: &mut Report,
    rules: &TalkRules,
    lines: &[ReadLine<'_>],
    platform: Platform,
    locale: Locale,
) {
    let view = View::of(lines, platform);
    let here = view.here();
    let mut hits = Vec::new();
    for rule in &rules.rules {
        if let Finder::Talk(finder) = &rule.finder
            && may_judge(rule, &view)
            && let Some((start, end)) = finder.find(&view)
            && !quieted(rule, view.here(), start, end)
        {
            let line = lines.len() - 1;
            hits.push(Hit {
                rule,
                line,
                start,
                end,
            });
        }
    }
    if hits.is_empty() {
        return;
    }
    one_of_a_kind(&mut hits, platform);
    let turn: Vec<PatternMatch> = view
        .turn()
        .iter()
        .flat_map(|line| &line.matches)
        .copied()
        .collect();
    for hit in &hits {
        report.points += hit.rule.spec.points;
        report
            .findings
            .push(hit.finding(here, here.text, &turn, platform, locale));
    }
    report
        .findings
        .sort_by_key(|finding| (finding.start, finding.end));
}

/// What is found when the talk has ended; `lines` are its lines from `from` on.
pub(crate) fn at_end(
    rules: &TalkRules,
    talk: &Talk,
    lines: &[ReadLine<'_>],
    from: usize,
    locale: Locale,
) -> Vec<TalkFinding> {
    let mut hits = Vec::new();
    for rule in rules.rules.iter().filter(|rule| rule.holds_on(talk.platform)) {
        if let Finder::Talk(TalkFinder::Course(course)) = &rule.finder
            && let Some((line, start, end)) = course.find(rule, talk, lines)
            && !quieted(rule, &lines[line], start, end)
        {
            hits.push(Hit {
                rule,
                line,
                start,
                end,
            });
        }
    }
    one_of_a_kind(&mut hits, talk.platform);
    let found = |hit: &Hit<'_>| TalkFinding {
        line: from + hit.line,
        finding: hit.finding(&lines[hit.line], "", &[], talk.platform, locale),
    };
    hits.iter().map(found).collect()
}

/// Whether the rule judges such a message after such a turn of the buyer's: asked first, for it rules
/// out most.
fn may_judge(rule: &Rule, view: &View<'_, '_>) -> bool {
    rule.holds_on(view.platform)
        && rule.spec.role.contains(&view.here().from)
        && (rule.buyer_has.is_empty() || view.turn_says(&rule.buyer_has))
        && (rule.buyer_lacks.is_empty() || !view.turn_says(&rule.buyer_lacks))
}

/// Of one category the gravest stays: a late answer is late once.
fn one_of_a_kind(hits: &mut Vec<Hit<'_>>, platform: Platform) {
    hits.sort_by_key(|hit| {
        let spec = &hit.rule.spec;
        (spec.category, Reverse(hit.rule.severity(platform)), spec.points)
    });
    hits.dedup_by_key(|hit| hit.rule.spec.category);
}

impl Hit<'_> {
    /// `text` is what a wording may take up; empty when the talk is over.
    fn finding(
        &self,
        line: &ReadLine<'_>,
        text: &str,
        turn: &[PatternMatch],
        platform: Platform,
        locale: Locale,
    ) -> Finding {
        let (start, end) = line.folded.original(self.start, self.end);
        let matched: String = line.text.chars().skip(start).take(end - start).collect();
        let fits = |plan: &&FixPlan| plan.only.is_empty() || plan.fits(&line.matches, turn);
        let fixes = self.rule.fixes.iter().filter(fits);
        let fixes = fixes.filter_map(|plan| plan.word(text, &matched)).collect();
        let severity = self.rule.severity(platform);
        self.rule.finding(severity, locale, start..end, matched, fixes)
    }
}
