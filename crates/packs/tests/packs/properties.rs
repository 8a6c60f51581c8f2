//! What holds for any text at all.

use jinpai_coach::{Category, Coach, Draft, Finding, FixKind, RuleSpec, Safety, Severity, spec::Example};
use jinpai_model::Platform;
use proptest::prelude::*;
use std::sync::LazyLock;

static COACH: LazyLock<Coach> =
    LazyLock::new(|| jinpai_packs::builtin_coach().expect("the built-in pack is valid"));

/// Pieces that make findings likely.
fn talk() -> impl Strategy<Value = String> {
    let pieces = [
        "肯定",
        "明天",
        "到",
        "不能",
        "没有",
        "退",
        "加",
        "微信",
        "ｖｘ",
        "，",
        "。",
        " ",
        "亲",
        "😊",
        "晕",
        "呵呵",
        "赶紧",
        "付款",
        "保證",
        "絕不會",
        "掉色",
        "嗯",
        "\u{200b}",
        "不好意思",
        "1380",
        "http://a.cn",
        "改不了",
        "的",
    ];
    prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..12).prop_map(|pieces| pieces.concat())
}

fn holds_for(text: &str, buyer: &str) -> Result<(), TestCaseError> {
    for platform in [Platform::General, Platform::Taobao, Platform::OwnSite] {
        let draft = Draft {
            platform,
            buyer: Some(buyer),
            ..Draft::of(text)
        };
        let report = COACH.check(&draft);
        let length = text.chars().count();
        let mut last = 0;
        for finding in &report.findings {
            prop_assert!(finding.start <= finding.end && finding.end <= length);
            prop_assert!(last <= finding.start, "findings stand in order");
            last = finding.start;
            let words: String = text
                .chars()
                .skip(finding.start)
                .take(finding.end - finding.start)
                .collect();
            prop_assert_eq!(&words, &finding.matched);
            for fix in finding.fixes.iter().filter(|fix| fix.safety == Safety::Safe) {
                let fixed = finding.apply(fix, text);
                let after = COACH.check(&Draft {
                    text: &fixed,
                    ..draft
                });
                let again =
                    |f: &&jinpai_coach::Finding| f.rule == finding.rule && f.matched == finding.matched;
                let before = report.findings.iter().filter(again).count();
                prop_assert!(
                    after.findings.iter().filter(again).count() < before,
                    "{} → {}",
                    text,
                    fixed
                );
            }
        }
        prop_assert_eq!(
            report,
            COACH.check(&draft),
            "the same question has the same answer"
        );
    }
    Ok(())
}

proptest! {
    #[test]
    fn any_text_has_an_answer_inside_it(text in any::<String>(), buyer in any::<String>()) {
        holds_for(&text, &buyer)?;
    }

    #[test]
    fn talk_has_findings_in_place_and_safe_fixes_remove_them(text in talk(), buyer in talk()) {
        holds_for(&text, &buyer)?;
    }
}

#[test]
fn a_very_long_message_is_checked_as_well() {
    let text = "这个肯定明天能到您放心，加微信聊，不能退。".repeat(2_000);
    let report = COACH.check(&Draft::of(&text));
    assert!(report.findings.len() >= 2_000);
}

#[test]
fn no_wording_we_offer_is_itself_found() {
    let rules = jinpai_packs::builtin().expect("the built-in pack is valid");
    let examples = rules
        .iter()
        .flat_map(|rule| rule.bad.iter().map(move |example| (rule, example)));
    let found: Vec<String> = examples
        .flat_map(|(rule, example)| offered_and_found(rule, example))
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// The wordings offered for an example in which something is found again.
fn offered_and_found(rule: &RuleSpec, example: &Example) -> Vec<String> {
    let draft = Draft {
        platform: example.platform.unwrap_or(Platform::Taobao),
        buyer: example.buyer.as_deref(),
        facts: example.facts.as_ref(),
        ..Draft::of(&example.text)
    };
    let report = COACH.check(&draft);
    let own = report.findings.iter().filter(|finding| finding.rule == rule.code);
    let fixes = own.flat_map(|finding| &finding.fixes);
    let whole = fixes.filter(|fix| fix.kind == FixKind::Rewrite && !fix.text.contains(&example.text));
    let mut found = Vec::new();
    for fix in whole {
        let after = COACH.check(&Draft {
            text: &fix.text,
            ..draft
        });
        // Whether a question is answered shows only when the places are filled in, and a wording about
        // another matter does not answer it.
        let unfilled = fix.safety == Safety::Placeholders || rule.category != Category::Evade;
        let open = |finding: &Finding| unfilled && finding.category == Category::Evade;
        let faults = after
            .findings
            .iter()
            .filter(|finding| finding.severity >= Severity::Warn && !open(finding));
        for fault in faults {
            found.push(format!(
                "{}: {} → {} {:?}",
                rule.code, fix.text, fault.rule, fault.matched
            ));
        }
    }
    found.sort();
    found.dedup();
    found
}
