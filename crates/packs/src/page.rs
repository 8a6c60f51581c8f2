//! The page of a rule in the documents.

use std::fmt::Write as _;

use jinpai_coach::{
    RuleSpec,
    spec::{Example, Find},
};
use jinpai_model::Side;

/// The rule as Markdown.
#[must_use]
pub fn rule_page(rule: &RuleSpec) -> String {
    let mut page = format!("# {} {} · {}\n\n", rule.code, rule.name.zh, rule.name.en);
    let _ = writeln!(page, "| | |\n|---|---|");
    let _ = writeln!(page, "| Category | {} |", rule.category);
    let mut severity = rule.severity.to_string();
    for (platform, other) in &rule.severity_on {
        let _ = write!(severity, ", {other} on {platform}");
    }
    let _ = writeln!(page, "| Severity | {severity} |");
    let _ = writeln!(page, "| Points | {} |", rule.points);
    let _ = writeln!(page, "| Finds by | {} |", kind(&rule.find));
    let _ = writeln!(page, "| Source | {} |", rule.source);
    let _ = writeln!(page, "\n{}\n\n{}", rule.message.zh, rule.message.en);
    let _ = writeln!(page, "\n## Why\n\n{}\n\n{}", rule.why.zh, rule.why.en);
    if !rule.fixes.is_empty() {
        page.push_str("\n## Offered instead\n\n");
        for fix in &rule.fixes {
            let _ = writeln!(page, "- {}", fix.text.replace('\n', " "));
        }
    }
    page.push_str("\n## Found\n\n");
    list(&mut page, &rule.bad);
    page.push_str("\n## Let through\n\n");
    list(&mut page, &rule.good);
    page
}

/// The page that leads to the others.
#[must_use]
pub fn rule_index(rules: &[RuleSpec]) -> String {
    let mut page =
        String::from("# Coach rules\n\n| code | category | severity | finds |\n|---|---|---|---|\n");
    for rule in rules {
        let code = &rule.code;
        let _ = writeln!(
            page,
            "| [{code}]({code}.md) | {} | {} | {} · {} |",
            rule.category, rule.severity, rule.name.zh, rule.name.en
        );
    }
    page
}

fn kind(find: &Find) -> &'static str {
    match find {
        Find::Phrase(_) => "phrases",
        Find::Regex(_) => "a regular expression near a phrase",
        Find::WholeReply(_) => "the whole reply",
        Find::Absence(_) => "phrases with something missing beside them",
        Find::Pair(_) => "a reply to what the buyer said",
        Find::Fact(_) => "claims held against the shop's facts",
        Find::Count(_) => "too many of the same in one message",
        Find::Answer(_) => "what a message says, and what was said before it in the talk",
        Find::Gap(_) => "too much time between messages",
        Find::Repeat(_) => "the same said again in the talk",
        Find::Tally(_) => "too many such messages in the talk",
        Find::Course(_) => "what is missing when the talk has ended",
        Find::Learnt(_) => "the model learnt from the corpus, where no other rule of the category speaks",
        Find::Coded(_) => "code, for what patterns cannot say",
    }
}

fn list(page: &mut String, examples: &[Example]) {
    for example in examples {
        let said: Vec<String> = example
            .lines()
            .map(|(from, text)| match from {
                Side::Buyer => text.replace('\n', " "),
                _ => format!("**{}**", text.replace('\n', " ")),
            })
            .collect();
        let _ = writeln!(page, "- {}", said.join(" → "));
    }
}
