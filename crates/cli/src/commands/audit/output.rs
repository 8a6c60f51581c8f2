//! The report as a summary for a terminal, and as JSON.

use std::fmt::Write as _;

use jinpai_coach::{Coach, Locale, TalkAudit};
use jinpai_quality::{Judged, Summary, category_name, needs_name};
use serde::Serialize;

use super::told;

/// Rules listed.
const RULES: usize = 15;
/// Agents listed, the lowest score first.
const AGENTS: usize = 20;

pub fn text(coach: &Coach, summary: &Summary, locale: Locale) -> String {
    let mut out = String::new();
    let name = |code: &jinpai_coach::RuleCode| {
        let spec = coach.rules().find(|spec| spec.code == *code);
        spec.map_or("", |spec| match locale {
            Locale::Zh => spec.name.zh.as_str(),
            Locale::En => spec.name.en.as_str(),
        })
    };
    let Summary {
        talks,
        messages,
        findings,
        praise,
        score,
        clean_talks,
        ..
    } = summary;
    // Writing to a string cannot fail.
    let _ = match locale {
        Locale::Zh => writeln!(
            out,
            "会话 {talks}，客服消息 {messages}，问题 {findings}，加分 {praise}，平均分 {score:.1}，无警告会话 {clean_talks}"
        ),
        Locale::En => writeln!(
            out,
            "{talks} talks, {messages} messages, {findings} findings, {praise} plus points, \
             mean score {score:.1}, {clean_talks} talks without a warning"
        ),
    };
    let _ = writeln!(out, "\n{}", told(locale, "各类", "By category"));
    for one in &summary.categories {
        let category = category_name(one.category, locale);
        let _ = writeln!(out, "{:>6}  {:<8} {category}", one.findings, one.category);
    }
    let _ = writeln!(out, "\n{}", told(locale, "最常见的规则", "Rules found most"));
    for one in summary.rules.iter().take(RULES) {
        let _ = writeln!(
            out,
            "{:>6}  {}  {:<5} {}",
            one.findings,
            one.rule,
            one.severity,
            name(&one.rule)
        );
    }
    let _ = writeln!(out, "\n{}", told(locale, "客服", "Agents"));
    for agent in summary.agents.iter().take(AGENTS) {
        let who = agent
            .agent
            .as_deref()
            .unwrap_or(told(locale, "（未署名）", "(no name)"));
        let _ = writeln!(
            out,
            "{:>6.1}  {who}  {} {}, {} {}",
            agent.score,
            agent.talks,
            told(locale, "会话", "talks"),
            agent.findings,
            told(locale, "问题", "findings"),
        );
    }
    if !summary.skipped.is_empty() {
        let _ = writeln!(
            out,
            "\n{}",
            told(locale, "没有判的规则", "Rules that could not judge")
        );
        for one in &summary.skipped {
            let why = needs_name(one.needs, locale);
            let _ = writeln!(out, "{:>6}  {}  {} ({why})", one.talks, one.rule, name(&one.rule));
        }
    }
    out
}

#[derive(Serialize)]
struct Report<'a> {
    summary: &'a Summary,
    talks: Vec<TalkReport<'a>>,
}

#[derive(Serialize)]
struct TalkReport<'a> {
    conversation: &'a str,
    #[serde(flatten)]
    audit: &'a TalkAudit,
}

impl<'a> TalkReport<'a> {
    fn of(one: &'a Judged) -> Self {
        Self {
            conversation: &one.talk.id,
            audit: &one.audit,
        }
    }
}

/// One object: the summary, and every talk with its findings.
pub fn json(summary: &Summary, judged: &[Judged]) -> serde_json::Result<String> {
    let report = Report {
        summary,
        talks: judged.iter().map(TalkReport::of).collect(),
    };
    Ok(serde_json::to_string_pretty(&report)? + "\n")
}
