//! One message against all rules.

use std::{cell::RefCell, cmp::Reverse};

use jinpai_learn::Scratch;
use jinpai_model::{At, Facts, Platform, Side};
use serde::{Deserialize, Serialize};

use crate::{
    Category, Coach, Finding, Fix, Report, RuleCode, Safety, Severity,
    build::Rule,
    facts::{self, Judged},
    finder::{self, Finder},
    fix::FixPlan,
    questions::Cues,
    reading::Reading,
};

/// A message about to be sent and what is known beside it.
#[derive(Debug, Clone, Copy)]
pub struct Draft<'a> {
    pub text: &'a str,
    /// The buyer's turn before it.
    pub buyer: Option<&'a str>,
    pub facts: Option<&'a Facts>,
    pub platform: Platform,
    /// Who writes. Buyers and system lines are never judged.
    pub from: Side,
    /// When it is written; for rules about time.
    pub at: Option<At>,
    /// How many other buyers wait for the writer; for rules about small talk.
    pub others_waiting: Option<u32>,
    pub locale: Locale,
}

impl<'a> Draft<'a> {
    /// An agent's message with nothing known beside it.
    #[must_use]
    pub fn of(text: &'a str) -> Self {
        Self {
            text,
            buyer: None,
            facts: None,
            platform: Platform::General,
            from: Side::Agent,
            at: None,
            others_waiting: None,
            locale: Locale::Zh,
        }
    }
}

/// The language findings speak.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Locale {
    #[default]
    Zh,
    En,
}

impl Locale {
    /// `zh-CN`, `zh_TW.UTF-8` and the like are Chinese; everything else is English.
    #[must_use]
    pub fn from_tag(tag: &str) -> Self {
        if tag.trim_start().to_ascii_lowercase().starts_with("zh") {
            Self::Zh
        } else {
            Self::En
        }
    }
}

thread_local! {
    /// Memory that one scoring leaves to the next; it holds nothing anybody reads.
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

/// A rule's hit, before hits are weighed against each other. In folded characters; empty for the
/// whole message.
#[derive(Debug, Clone, Copy)]
struct Hit<'c> {
    rule: &'c Rule,
    severity: Severity,
    start: usize,
    end: usize,
}

impl Coach {
    /// Everything there is to say about a draft.
    #[must_use]
    pub fn check(&self, draft: &Draft<'_>) -> Report {
        let Some(reading) = self.read(draft) else {
            return Report::default();
        };
        let mut hits = reading.hits();
        weigh(&mut hits);
        let mut findings: Vec<Finding> = hits.iter().map(|hit| reading.finding(hit)).collect();
        self.prove_safe(draft, &mut findings);
        findings.sort_by_key(|finding| (finding.start, finding.end));
        Report {
            findings,
            points: hits.iter().map(|hit| hit.rule.spec.points).sum(),
        }
    }

    /// A fix stays safe only where taking it removes its finding and adds none.
    fn prove_safe(&self, draft: &Draft<'_>, findings: &mut [Finding]) {
        let codes: Vec<RuleCode> = findings.iter().map(|finding| finding.rule.clone()).collect();
        for (at, finding) in findings.iter_mut().enumerate() {
            let mut others = codes.clone();
            others.remove(at);
            let unsafe_now = |fix: &Fix| {
                fix.safety == Safety::Safe
                    && !self.finds_only(&others, &finding.apply(fix, draft.text), draft)
            };
            let doubtful: Vec<bool> = finding.fixes.iter().map(unsafe_now).collect();
            for (fix, _) in finding
                .fixes
                .iter_mut()
                .zip(doubtful)
                .filter(|(_, doubtful)| *doubtful)
            {
                fix.safety = Safety::Review;
            }
        }
    }

    /// Whether nothing is found in the text but what is expected, each at most once.
    fn finds_only(&self, expected: &[RuleCode], text: &str, draft: &Draft<'_>) -> bool {
        let draft = Draft { text, ..*draft };
        let Some(reading) = self.read(&draft) else {
            return true;
        };
        let mut hits = reading.hits();
        weigh(&mut hits);
        let mut left = expected.to_vec();
        let faults = hits.iter().filter(|hit| hit.rule.spec.category != Category::Good);
        faults.into_iter().all(|hit| {
            let known = left.iter().position(|code| *code == hit.rule.spec.code);
            known.map(|known| left.swap_remove(known)).is_some()
        })
    }

    /// Codes of the rules that hold, before overlapping ones are merged. For trying out rules.
    #[must_use]
    pub fn holding(&self, draft: &Draft<'_>) -> Vec<RuleCode> {
        let Some(reading) = self.read(draft) else {
            return Vec::new();
        };
        let mut codes: Vec<RuleCode> = reading
            .hits()
            .iter()
            .map(|hit| hit.rule.spec.code.clone())
            .collect();
        codes.sort();
        codes.dedup();
        codes
    }

    /// None when nobody's words are to be judged.
    fn read<'c>(&'c self, draft: &'c Draft<'c>) -> Option<Reading<'c>> {
        let judged = !matches!(draft.from, Side::Buyer | Side::System);
        judged.then(|| Reading::of(self, draft))
    }
}

impl<'c> Reading<'c> {
    fn hits(&self) -> Vec<Hit<'c>> {
        let mut hits = Vec::new();
        for found in &self.matches {
            for index in &self.coach.triggers[found.pattern.0 as usize] {
                let rule = &self.coach.rules[*index as usize];
                if self.concerns(rule)
                    && let Some((start, end)) = self.found_by(rule, found)
                    && self.stands(rule, start, end)
                {
                    hits.push(self.hit(rule, start, end));
                }
            }
        }
        self.whole_replies(&mut hits);
        self.coded(&mut hits);
        self.learnt(&mut hits);
        hits
    }

    /// What the model reads into the reply, where no written rule of the category speaks; and what it
    /// does not believe of those that do.
    fn learnt(&self, hits: &mut Vec<Hit<'c>>) {
        let coach = self.coach;
        let Some(model) = coach.model.as_deref().filter(|_| !coach.learnt.is_empty()) else {
            return;
        };
        SCRATCH.with_borrow_mut(|scratch| {
            let buyer = self.buyer().map(|turn| turn.folded.chars());
            let cues = self.cues();
            let scores = model.score(self.chars(), buyer, cues.as_deref().unwrap_or(&[]), scratch);
            if !hits.is_empty() {
                for learnt in coach.learnt.iter().filter(|l| scores.get(l.class) < l.doubt) {
                    doubt(coach.rules[learnt.index as usize].spec.category, hits);
                }
            }
            let written = hits.len();
            for learnt in &coach.learnt {
                let score = scores.get(learnt.class);
                if score < learnt.threshold {
                    continue;
                }
                let rule = &coach.rules[learnt.index as usize];
                let elsewhere = |hit: &Hit<'_>| {
                    let category = hit.rule.spec.category;
                    hit.severity >= Severity::Warn && category != rule.spec.category
                };
                // Beside a fault that a written rule names, it is often the same fault in other words.
                if score < model.threshold(learnt.class) && hits[..written].iter().any(elsewhere) {
                    continue;
                }
                let severity = rule.severity(self.draft.platform);
                let spoken =
                    |hit: &Hit<'_>| hit.rule.spec.category == rule.spec.category && hit.severity >= severity;
                if hits.iter().any(spoken) {
                    continue;
                }
                let (start, end) = if learnt.whole {
                    (0, 0)
                } else {
                    let reasons = model.why(learnt.class, self.chars(), scratch);
                    reasons
                        .first()
                        .map_or((0, 0), |reason| (reason.start, reason.end))
                };
                if self.stands(rule, start, end) {
                    hits.push(self.hit(rule, start, end));
                }
            }
        });
    }

    fn hit(&self, rule: &'c Rule, start: usize, end: usize) -> Hit<'c> {
        Hit {
            rule,
            severity: rule.severity(self.draft.platform),
            start,
            end,
        }
    }

    fn coded(&self, hits: &mut Vec<Hit<'c>>) {
        let turn = self.draft.buyer.unwrap_or_default();
        let rules = match turn.trim().is_empty() {
            true => &self.coach.coded_alone,
            false => &self.coach.coded,
        };
        for index in rules {
            let rule = &self.coach.rules[*index as usize];
            if let Finder::Coded(coded) = &rule.finder
                && let Some((start, end)) = coded.find(self)
                && self.stands(rule, start, end)
            {
                hits.push(self.hit(rule, start, end));
            }
        }
    }

    /// What question and answer say to the model; as in `Questions::cues_of`, by which it was trained.
    fn cues(&self) -> Option<Cues> {
        let questions = self.coach.questions.as_ref()?;
        self.asked()
            .is_definite()
            .then(|| questions.cues(self.asked(), self.answered()))
    }

    fn whole_replies(&self, hits: &mut Vec<Hit<'c>>) {
        let coach = self.coach;
        // Marks between the words are few; a long text is no bare word whatever it holds.
        if coach.whole.is_empty() || self.chars().len() > 3 * coach.whole_reach {
            return;
        }
        let Some(words) = finder::bare_words(self.chars(), coach.whole_reach) else {
            return;
        };
        for index in &coach.whole {
            let rule = &coach.rules[*index as usize];
            if let Finder::Whole(patterns) = &rule.finder
                && patterns.iter().any(|pattern| pattern.is_whole(&words))
                && self.stands(rule, 0, 0)
            {
                hits.push(self.hit(rule, 0, 0));
            }
        }
    }

    /// The words of a fact for a fix; `fact` is what the claim found should have said.
    fn slot(&self, slot: &str, hit: &Hit<'_>) -> Option<String> {
        if slot == "fact" {
            let here = |j: &&Judged| (j.claim.start, j.claim.end) == (hit.start, hit.end);
            return self.judged().iter().filter(here).find_map(|j| j.truth.clone());
        }
        facts::slot(slot, self.draft.facts?)
    }

    fn finding(&self, hit: &Hit<'_>) -> Finding {
        let (start, end) = self.folded.original(hit.start, hit.end);
        let matched: String = self.draft.text.chars().skip(start).take(end - start).collect();
        let fits =
            |plan: &&FixPlan| plan.only.is_empty() || self.says(&plan.only) || self.buyer_says(&plan.only);
        let fixes = hit.rule.fixes.iter().filter(fits);
        let fixes = fixes
            .filter_map(|plan| plan.word_with(self.draft.text, &matched, |slot| self.slot(slot, hit)))
            .collect();
        let rule = hit.rule;
        rule.finding(hit.severity, self.draft.locale, start..end, matched, fixes)
    }
}

/// Lowers the warnings of a category to hints, but not where a shop chose them.
fn doubt(category: Category, hits: &mut [Hit<'_>]) {
    for hit in hits {
        let lowered = hit.rule.spec.category == category && hit.severity == Severity::Warn;
        if lowered && !hit.rule.chosen {
            hit.severity = Severity::Hint;
        }
    }
}

/// Keeps one of the hits that overlap: in one category the gravest, then the longest; across
/// categories the more specific one swallows a less specific one inside its words.
fn weigh(hits: &mut Vec<Hit<'_>>) {
    hits.sort_by_key(|hit| {
        let longest = Reverse(hit.end - hit.start);
        (
            hit.rule.spec.category,
            Reverse(hit.severity),
            longest,
            hit.start,
            hit.rule.spec.points,
        )
    });
    let mut kept: Vec<Hit<'_>> = Vec::with_capacity(hits.len());
    for hit in hits.drain(..) {
        let category = hit.rule.spec.category;
        let beaten = kept.iter().any(|other| {
            if other.rule.spec.category == category {
                overlap(other, &hit)
            } else {
                // What is doubted hides nothing graver.
                let shown = other.severity.min(Severity::Warn) >= hit.severity.min(Severity::Warn);
                shown && hit.end > hit.start && other.start <= hit.start && hit.end <= other.end
            }
        });
        if !beaten {
            kept.push(hit);
        }
    }
    // Whoever snubs the buyer does speak to her question: one remark on such a reply is enough.
    if kept.iter().any(takes_up) {
        kept.retain(|hit| hit.rule.spec.category != Category::Evade);
    }
    *hits = kept;
}

/// Whether the hit is about how the question was answered, so that it was not passed over.
fn takes_up(hit: &Hit<'_>) -> bool {
    let beside = [
        Category::Evade,
        Category::Push,
        Category::Verbose,
        Category::Tone,
        Category::Good,
    ];
    hit.severity >= Severity::Warn && !beside.contains(&hit.rule.spec.category)
}

/// Two findings about the whole message overlap; one of them and a span do not.
fn overlap(a: &Hit<'_>, b: &Hit<'_>) -> bool {
    (a.end == 0 && b.end == 0) || (a.start < b.end && b.start < a.end)
}
