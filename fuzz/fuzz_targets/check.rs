//! Any message, the buyer's turn before it and what is known: the check never panics, findings lie in
//! the text as it was typed, and a safe fix removes its finding and adds none.

#![no_main]

use std::collections::BTreeMap;

use arbitrary::{Result, Unstructured};
use jinpai_coach::{Category, Draft, Finding, Locale, RuleCode, Safety};
use jinpai_fuzz::{COACH, facts, moment, stands_in, text};
use jinpai_model::{Facts, Platform, Side};
use libfuzzer_sys::fuzz_target;

struct Said {
    text: String,
    buyer: Option<String>,
    facts: Option<Facts>,
}

fn said(u: &mut Unstructured<'_>) -> Result<Said> {
    Ok(Said {
        text: text(u)?,
        buyer: u.arbitrary::<bool>()?.then(|| text(u)).transpose()?,
        facts: u.arbitrary::<bool>()?.then(|| facts(u)).transpose()?,
    })
}

fn draft<'a>(u: &mut Unstructured<'_>, said: &'a Said) -> Result<Draft<'a>> {
    Ok(Draft {
        buyer: said.buyer.as_deref(),
        facts: said.facts.as_ref(),
        platform: *u.choose(Platform::ALL)?,
        from: *u.choose(&[Side::Agent, Side::Agent, Side::Bot])?,
        at: u.arbitrary::<bool>()?.then(|| moment(u)).transpose()?,
        others_waiting: u.arbitrary()?,
        locale: *u.choose(&[Locale::Zh, Locale::En])?,
        ..Draft::of(&said.text)
    })
}

/// How often each rule finds a fault.
fn faults(findings: &[Finding]) -> BTreeMap<&RuleCode, usize> {
    let mut faults = BTreeMap::new();
    for finding in findings.iter().filter(|f| f.category != Category::Good) {
        *faults.entry(&finding.rule).or_default() += 1;
    }
    faults
}

fn holds(draft: &Draft<'_>) {
    let report = COACH.check(draft);
    assert!(
        report.findings.is_sorted_by_key(|f| (f.start, f.end)),
        "findings of {:?} stand out of order",
        draft.text
    );
    for finding in &report.findings {
        stands_in(finding, draft.text);
        for fix in &finding.fixes {
            let fixed = finding.apply(fix, draft.text);
            if fix.safety != Safety::Safe {
                continue;
            }
            let after = COACH.check(&Draft {
                text: &fixed,
                ..*draft
            });
            let mut allowed = faults(&report.findings);
            if let Some(count) = allowed.get_mut(&finding.rule) {
                *count -= 1;
            }
            for (rule, count) in faults(&after.findings) {
                let before = allowed.get(rule).copied().unwrap_or_default();
                assert!(
                    count <= before,
                    "{} fixed: {:?} -> {fixed:?} has {rule} {count} times, {before} are left",
                    finding.rule,
                    draft.text
                );
            }
        }
    }
}

fuzz_target!(|bytes: &[u8]| {
    let mut u = Unstructured::new(bytes);
    if let Ok(said) = said(&mut u)
        && let Ok(draft) = draft(&mut u, &said)
    {
        holds(&draft);
    }
});
