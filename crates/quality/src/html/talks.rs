//! Every talk with findings, folded: its messages, the words marked, what was said of them.

use std::cmp::Reverse;

use jinpai_coach::{Category, Finding};
use jinpai_model::{Side, Zone};

use super::{
    figures::{excerpt, tag_class},
    page::Page,
};
use crate::{Judged, category_name, severity_name};

/// The worst first, at most so many.
pub(super) fn all(page: &mut Page, judged: &[Judged], most: usize) {
    let mut order: Vec<usize> = (0..judged.len())
        .filter(|index| judged[*index].audit.findings().next().is_some())
        .collect();
    order.sort_by_key(|index| {
        let audit = &judged[*index].audit;
        (audit.score, Reverse(audit.findings().count()), *index)
    });
    let title = page.pick("逐段会话", "Talk by talk");
    page.element("h2", "", title);
    let (shown, all) = (order.len().min(most), order.len());
    let told = match page.locale {
        jinpai_coach::Locale::Zh => {
            format!("有提示的会话 {all} 段，分数低的在前，列出 {shown} 段。点开看消息。")
        }
        jinpai_coach::Locale::En => {
            format!(
                "{all} talks with findings, the lowest score first; {shown} are listed. Open one to read it."
            )
        }
    };
    page.element("p", "quiet small", &told);
    for index in order.into_iter().take(most) {
        talk(page, index, &judged[index]);
    }
}

fn talk(page: &mut Page, index: usize, Judged { talk, audit }: &Judged) {
    page.raw(&format!("<details id=\"t{index}\"><summary>"));
    page.element("b", "n", &audit.score.to_string());
    page.raw("<span class=\"grow\">");
    let first = talk.lines.iter().find(|line| line.from == Side::Buyer);
    page.text(&excerpt(first.map_or("", |line| line.text.as_str())));
    page.raw("</span>");
    page.element("span", "quiet small", &talk.id);
    let mut categories: Vec<Category> = audit.findings().map(|(_, finding)| finding.category).collect();
    categories.sort();
    categories.dedup();
    let names: Vec<&str> = categories
        .iter()
        .map(|c| category_name(*c, page.locale))
        .collect();
    page.element("span", "small", &names.join(" · "));
    page.raw("</summary><ol class=\"said\">");
    for (at, line) in talk.lines.iter().enumerate() {
        let found: Vec<&Finding> = audit
            .findings()
            .filter(|(place, _)| *place == at)
            .map(|(_, finding)| finding)
            .collect();
        let class = if line.is_shops() { "shop" } else { "buyer" };
        page.raw(&format!(
            "<li id=\"t{index}-{at}\" class=\"{class}\"><div class=\"who\">"
        ));
        page.text(&who(page, line));
        page.raw("</div><div class=\"bubble\">");
        marked(page, &line.text, &found);
        page.raw("</div>");
        for finding in found {
            told(page, finding);
        }
        page.raw("</li>");
    }
    page.raw("</ol></details>");
}

fn who(page: &Page, line: &jinpai_coach::Line) -> String {
    let side = match line.from {
        Side::Buyer => page.pick("买家", "buyer"),
        Side::Agent => page.pick("客服", "agent"),
        Side::Bot => page.pick("自动回复", "automatic"),
        Side::System => page.pick("系统", "system"),
    };
    let agent = line
        .agent
        .as_deref()
        .map(|name| format!(" {name}"))
        .unwrap_or_default();
    let zone = Zone::shanghai();
    let at = line
        .at
        .map(|at| format!(" {}", at.in_zone(&zone).strftime("%m-%d %H:%M:%S")));
    format!("{side}{agent}{}", at.unwrap_or_default())
}

/// The text with the words found marked; where findings overlap, by the gravest.
fn marked(page: &mut Page, text: &str, found: &[&Finding]) {
    let chars: Vec<char> = text.chars().collect();
    let class_at = |at: usize| {
        let here = found
            .iter()
            .filter(|finding| finding.start <= at && at < finding.end);
        here.max_by_key(|finding| finding.severity)
            .map(|finding| match finding.category {
                Category::Good => "good",
                _ => finding.severity.as_str(),
            })
    };
    let mut at = 0;
    while at < chars.len() {
        let class = class_at(at);
        let run = chars[at..]
            .iter()
            .enumerate()
            .take_while(|(more, _)| class_at(at + more) == class);
        let run: String = run.map(|(_, c)| *c).collect();
        at += run.chars().count();
        match class {
            Some(class) => page.element("mark", class, &run),
            None => page.text(&run),
        }
    }
}

fn told(page: &mut Page, finding: &Finding) {
    let class = tag_class(finding.category, finding.severity.as_str());
    page.raw(&format!(
        "<div class=\"finding {}\">",
        class.trim_start_matches("tag ")
    ));
    let severity = match finding.category {
        Category::Good => page.pick("加分", "plus"),
        _ => severity_name(finding.severity, page.locale),
    };
    page.element("span", &class, severity);
    page.raw(" ");
    page.element("b", "", category_name(finding.category, page.locale));
    page.raw(" ");
    page.text(&finding.message);
    page.raw(" ");
    page.element("span", "quiet small", finding.rule.as_str());
    page.element("p", "quiet", &finding.why);
    for fix in &finding.fixes {
        page.raw("<p>→ ");
        page.text(&fix.text);
        page.raw("</p>");
    }
    page.raw("</div>");
}
