//! Runs a pack's examples: what a rule calls bad has to be found, what it calls good let through.

use jinpai_coach::{
    Coach, Draft, Finding, Locale, RuleSpec, Safety,
    spec::{Example, Scope},
};
use jinpai_model::Platform;

use crate::{Pack, PackError, PackErrors, source::Source};

/// How one rule did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleTest {
    pub code: String,
    pub file: String,
    pub bad: usize,
    pub good: usize,
    /// Examples that came out false.
    pub failed: usize,
}

/// How a pack did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TestReport {
    pub rules: Vec<RuleTest>,
    pub failures: Vec<PackError>,
}

/// Runs every example of every rule, in the company of all rules.
///
/// # Errors
/// When the rules cannot be built together.
pub fn test(pack: &Pack) -> Result<TestReport, PackErrors> {
    let coach = pack.coach()?;
    let mut report = TestReport::default();
    for (source, rule) in &pack.rules {
        let before = report.failures.len();
        for (index, example) in rule.bad.iter().enumerate() {
            let line = source.line_of_header("[[bad]]", index);
            let reasons = match rule.scope {
                Scope::Message => bad_failures(&coach, rule, example),
                Scope::Conversation => bad_talk(&coach, rule, example),
            };
            report
                .failures
                .extend(reasons.into_iter().map(|reason| source.error(line, reason)));
        }
        for (index, example) in rule.good.iter().enumerate() {
            report
                .failures
                .extend(good_failure(&coach, source, rule, index, example));
        }
        report.rules.push(RuleTest {
            code: rule.code.to_string(),
            file: source.file.clone(),
            bad: rule.bad.len(),
            good: rule.good.len(),
            failed: report.failures.len() - before,
        });
    }
    Ok(report)
}

fn home(rule: &RuleSpec) -> Platform {
    rule.platforms.first().copied().unwrap_or(Platform::General)
}

/// What is found of the rule's category in a small talk, at any message and at the end. Of one
/// category a moment shows the gravest only, so another rule of it may stand in for this one.
fn in_talk(coach: &Coach, rule: &RuleSpec, example: &Example) -> Vec<Finding> {
    let audit = coach.audit(&example.as_talk(home(rule)), Locale::Zh);
    let of_category = audit
        .findings()
        .filter(|(_, finding)| finding.category == rule.category);
    of_category.map(|(_, finding)| finding.clone()).collect()
}

fn bad_talk(coach: &Coach, rule: &RuleSpec, example: &Example) -> Vec<String> {
    let found = in_talk(coach, rule, example);
    let Some(own) = found.iter().find(|finding| finding.rule == rule.code) else {
        return vec![format!(
            "{} does not find its bad example {:?}",
            rule.code,
            shown(example)
        )];
    };
    let wrong = example.matched.as_ref().filter(|wanted| **wanted != own.matched);
    let told = wrong.map(|wanted| format!("{} underlines {:?}, not {wanted:?}", rule.code, own.matched));
    told.into_iter().collect()
}

/// The example in one line, for an error.
fn shown(example: &Example) -> String {
    let said: Vec<&str> = example.lines().map(|(_, text)| text).collect();
    said.join(" → ")
}

fn draft<'a>(rule: &RuleSpec, example: &'a Example) -> Draft<'a> {
    Draft {
        buyer: example.buyer.as_deref(),
        facts: example.facts.as_ref(),
        platform: example.platform.unwrap_or(home(rule)),
        ..Draft::of(&example.text)
    }
}

fn bad_failures(coach: &Coach, rule: &RuleSpec, example: &Example) -> Vec<String> {
    let draft = draft(rule, example);
    let text = &example.text;
    if !coach.holding(&draft).contains(&rule.code) {
        return vec![format!("{} does not find its bad example {text:?}", rule.code)];
    }
    let mut reasons = Vec::new();
    let report = coach.check(&draft);
    let own = report.findings.iter().find(|finding| finding.rule == rule.code);
    if let (Some(wanted), Some(finding)) = (&example.matched, own)
        && finding.matched != *wanted
    {
        reasons.push(format!(
            "{text:?}: {} underlines {:?}, not {wanted:?}",
            rule.code, finding.matched
        ));
    }
    if let Some(finding) = own {
        for fix in finding.fixes.iter().filter(|fix| fix.safety == Safety::Safe) {
            let fixed = finding.apply(fix, text);
            let after = coach.check(&Draft {
                text: &fixed,
                ..draft
            });
            if after
                .findings
                .iter()
                .any(|left| left.category == finding.category)
            {
                reasons.push(format!("{text:?}: still found after the safe fix {fixed:?}"));
            }
        }
    }
    reasons
}

fn good_failure(
    coach: &Coach,
    source: &Source,
    rule: &RuleSpec,
    index: usize,
    example: &Example,
) -> Option<PackError> {
    let findings = match rule.scope {
        Scope::Message => coach.check(&draft(rule, example)).findings,
        Scope::Conversation => in_talk(coach, rule, example),
    };
    let finding = findings
        .iter()
        .find(|finding| finding.category == rule.category)?;
    let reason = format!(
        "{:?} is called good, but {} finds {:?} in it",
        shown(example),
        finding.rule,
        finding.matched
    );
    Some(source.error(source.line_of_header("[[good]]", index), reason))
}
