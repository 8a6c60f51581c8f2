//! How findings look: a JSON line for machines, an underline for people.

use std::io::{self, Write};

use jinpai_coach::{Finding, Report};
use serde::Serialize;
use serde_json::Value;

use super::input::Entry;
use crate::width::width;

#[derive(Serialize)]
struct Line<'a> {
    id: &'a Value,
    findings: &'a [Finding],
    points: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
}

/// One line for one line of input, in the same order.
pub fn jsonl(out: &mut impl Write, entry: &Entry, report: &Report) -> io::Result<()> {
    let error = entry.problem.as_deref();
    let line = Line {
        id: &entry.id,
        findings: &report.findings,
        points: report.points,
        error,
    };
    serde_json::to_writer(&mut *out, &line)?;
    writeln!(out)
}

/// The message with its findings under it; nothing for a clean one.
pub fn text(out: &mut impl Write, entry: &Entry, report: &Report, number: usize) -> io::Result<()> {
    if report.findings.is_empty() {
        return Ok(());
    }
    let shown = excerpt(&entry.text);
    writeln!(out, "{number}: {shown}")?;
    for finding in &report.findings {
        let margin = number.to_string().len() + 2;
        if finding.end > 0 && shown == entry.text {
            let before = width(entry.text.chars().take(finding.start));
            let under = width(finding.matched.chars()).max(1);
            writeln!(out, "{}{}", " ".repeat(margin + before), "^".repeat(under))?;
        } else if finding.end > 0 {
            writeln!(out, "{}“{}”", " ".repeat(margin), finding.matched)?;
        }
        let Finding {
            severity,
            category,
            rule,
            message,
            why,
            ..
        } = finding;
        writeln!(
            out,
            "{}{severity} {category} {rule}: {message}",
            " ".repeat(margin)
        )?;
        writeln!(out, "{}{why}", " ".repeat(margin + 2))?;
        for fix in &finding.fixes {
            let wording = finding.apply(fix, &entry.text);
            writeln!(out, "{}→ {}", " ".repeat(margin + 2), excerpt(&wording))?;
        }
    }
    writeln!(out)
}

/// Long messages are shown by their beginning; the findings quote their words instead.
fn excerpt(text: &str) -> String {
    let mut shown: String = text.chars().take(200).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use jinpai_coach::Draft;

    use super::*;

    #[test]
    fn the_underline_stands_under_the_words() {
        let coach = jinpai_packs::builtin_coach().expect("the built-in pack is valid");
        let entry = Entry::read("亲，肯定明天到", 1);
        let report = coach.check(&Draft::of(&entry.text));
        let mut shown = Vec::new();
        text(&mut shown, &entry, &report, 1).expect("memory takes it");
        let shown = String::from_utf8(shown).expect("UTF-8");
        let mut lines = shown.lines();
        assert_eq!(lines.next(), Some("1: 亲，肯定明天到"));
        assert_eq!(lines.next(), Some("       ^^^^^^^^^^"));
    }
}
