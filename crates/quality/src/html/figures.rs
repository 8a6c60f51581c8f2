//! The report's figures and charts.

use jinpai_coach::{Category, Coach, RuleCode};

use super::page::Page;
use crate::{Judged, Summary, category_name, needs_name, severity_name};

/// Rules listed; those below them are found in the talks.
const RULES: usize = 20;
/// Scores from, to and the words for them in both languages.
const BANDS: [(i64, i64, &str, &str); 6] = [
    (0, 0, "0（拦截）", "0 (blocked)"),
    (1, 59, "1–59", "1–59"),
    (60, 79, "60–79", "60–79"),
    (80, 89, "80–89", "80–89"),
    (90, 99, "90–99", "90–99"),
    (100, i64::MAX, "100 及以上", "100 and more"),
];

pub(super) fn tiles(page: &mut Page, summary: &Summary) {
    let share = match summary.talks {
        0 => 0,
        talks => summary.clean_talks * 100 / talks,
    };
    let tiles = [
        (format!("{:.1}", summary.score), page.pick("平均分", "mean score")),
        (summary.talks.to_string(), page.pick("会话", "talks")),
        (
            summary.messages.to_string(),
            page.pick("客服消息", "messages of agents"),
        ),
        (summary.findings.to_string(), page.pick("问题", "findings")),
        (summary.praise.to_string(), page.pick("加分", "plus points")),
        (
            format!("{share}%"),
            page.pick("无警告会话", "talks without a warning"),
        ),
    ];
    page.raw("<ul class=\"tiles\">");
    for (figure, name) in tiles {
        page.raw("<li>");
        page.element("b", "", &figure);
        page.element("span", "quiet small", name);
        page.raw("</li>");
    }
    page.raw("</ul>");
    let how = page.pick(
        "每段会话从 100 分起，同一类问题最多扣（或加）20 分，有拦截记 0 分。",
        "A talk begins with 100; one category takes away (or adds) at most 20, anything blocked makes it 0.",
    );
    page.element("p", "quiet small", how);
}

pub(super) fn agents(page: &mut Page, summary: &Summary) {
    let title = page.pick("客服", "Agents");
    page.element("h2", "", title);
    page.raw("<div class=\"card wide\"><table><tr>");
    let heads = [
        (page.pick("客服", "agent"), ""),
        (page.pick("均分", "score"), "n"),
        (page.pick("会话", "talks"), "n"),
        (page.pick("消息", "messages"), "n hide"),
        (page.pick("问题", "findings"), "n"),
        (page.pick("拦截", "blocked"), "n"),
        (page.pick("加分", "plus"), "n"),
    ];
    for (name, class) in heads {
        page.element("th", class, name);
    }
    page.raw("</tr>");
    for agent in &summary.agents {
        page.raw("<tr>");
        let name = agent
            .agent
            .as_deref()
            .unwrap_or(page.pick("（未署名）", "(no name)"));
        page.element("td", "", name);
        page.element("td", "n", &format!("{:.1}", agent.score));
        page.element("td", "n", &agent.talks.to_string());
        page.element("td", "n hide", &agent.messages.to_string());
        page.element("td", "n", &agent.findings.to_string());
        page.element("td", "n", &agent.blocked.to_string());
        page.element("td", "n", &agent.praise.to_string());
        page.raw("</tr>");
    }
    page.raw("</table></div>");
}

pub(super) fn scores(page: &mut Page, judged: &[Judged]) {
    let count = |from: i64, to: i64| {
        let scores = judged.iter().map(|one| one.audit.score);
        scores.filter(|score| (from..=to).contains(score)).count()
    };
    let counts: Vec<usize> = BANDS.iter().map(|(from, to, ..)| count(*from, *to)).collect();
    let title = page.pick("会话得分", "Scores of talks");
    page.element("h2", "", title);
    page.raw("<div class=\"card bars\">");
    for ((from, _, zh, en), count) in BANDS.iter().zip(&counts) {
        let colour = match from {
            0 => "#7f1d1d",
            1..=79 => "#b45309",
            80..=99 => "#c98a1a",
            _ => "#15803d",
        };
        let name = page.pick(zh, en);
        row(page, name, *count, counts.iter().copied().max(), colour);
    }
    page.raw("</div>");
}

pub(super) fn categories(page: &mut Page, summary: &Summary) {
    if summary.categories.is_empty() {
        return;
    }
    let title = page.pick("各类问题", "Findings by category");
    page.element("h2", "", title);
    page.raw("<div class=\"card bars\">");
    let most = summary.categories.iter().map(|one| one.findings).max();
    for one in &summary.categories {
        let colour = if one.category == Category::Good {
            "#15803d"
        } else {
            "#c98a1a"
        };
        let name = category_name(one.category, page.locale);
        row(page, name, one.findings, most, colour);
    }
    page.raw("</div>");
}

fn row(page: &mut Page, name: &str, count: usize, most: Option<usize>, colour: &str) {
    page.element("span", "", name);
    // Counts of findings are small: both are exact in a double.
    let share = count as f64 / most.unwrap_or(1).max(1) as f64;
    page.bar(share, colour, &format!("{name} {count}"));
    page.element("span", "n", &count.to_string());
}

pub(super) fn rules(page: &mut Page, coach: &Coach, summary: &Summary, judged: &[Judged]) {
    if summary.rules.is_empty() {
        return;
    }
    let title = page.pick("最常见的规则", "Rules found most");
    page.element("h2", "", title);
    page.raw("<div class=\"card wide\"><table><tr>");
    for (name, class) in [
        (page.pick("规则", "rule"), ""),
        (page.pick("例子", "for example"), ""),
        (page.pick("次数", "findings"), "n"),
        (page.pick("会话", "talks"), "n hide"),
    ] {
        page.element("th", class, name);
    }
    page.raw("</tr>");
    for rule in summary.rules.iter().take(RULES) {
        page.raw("<tr><td>");
        let class = tag_class(rule.category, rule.severity.as_str());
        page.element("span", &class, severity_name(rule.severity, page.locale));
        page.raw(" ");
        page.text(&rule_name(coach, &rule.rule, page));
        page.raw(" <span class=\"quiet small\">");
        page.text(rule.rule.as_str());
        page.raw("</span></td><td>");
        for (talk, line) in rule.examples.iter().take(1) {
            page.raw(&format!("<a href=\"#t{talk}-{line}\">"));
            page.text(&excerpt(&judged[*talk].talk.lines[*line].text));
            page.raw("</a>");
        }
        page.raw("</td>");
        page.element("td", "n", &rule.findings.to_string());
        page.element("td", "n hide", &rule.talks.to_string());
        page.raw("</tr>");
    }
    page.raw("</table></div>");
}

pub(super) fn skipped(page: &mut Page, coach: &Coach, summary: &Summary) {
    if summary.skipped.is_empty() {
        return;
    }
    let title = page.pick("没有判的规则", "Rules that could not judge");
    page.element("h2", "", title);
    page.raw("<div class=\"card\">");
    let mut needs: Vec<_> = summary.skipped.iter().map(|one| one.needs).collect();
    needs.sort();
    needs.dedup();
    for needs in needs {
        page.raw("<p>");
        page.element("b", "", needs_name(needs, page.locale));
        page.raw(page.pick("：", ": "));
        let of_it = summary.skipped.iter().filter(|one| one.needs == needs);
        let named: Vec<String> = of_it
            .map(|one| {
                format!(
                    "{} {} ({})",
                    one.rule,
                    rule_name(coach, &one.rule, page),
                    one.talks
                )
            })
            .collect();
        page.text(&named.join(page.pick("、", ", ")));
        page.raw("</p>");
    }
    let what = page.pick(
        "括号里是没有判的会话数。",
        "In brackets: talks not judged by the rule.",
    );
    page.element("p", "quiet small", what);
    page.raw("</div>");
}

/// The class of a severity's tag; praise is green whatever its severity.
pub(super) fn tag_class(category: Category, severity: &str) -> String {
    match category {
        Category::Good => "tag good".to_owned(),
        _ => format!("tag {severity}"),
    }
}

fn rule_name(coach: &Coach, code: &RuleCode, page: &Page) -> String {
    let spec = coach.rules().find(|spec| spec.code == *code);
    spec.map(|spec| page.pick(&spec.name.zh, &spec.name.en).to_owned())
        .unwrap_or_default()
}

/// The beginning of a message.
pub(super) fn excerpt(text: &str) -> String {
    let mut short: String = text.chars().take(60).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
