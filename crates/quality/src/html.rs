//! The report as one page to keep and hand on: figures, charts, and every finding inside its talk.
//!
//! One file with inline style and drawings, no script, nothing fetched; whatever stands in a talk stays
//! text. Talks fold open with the browser's own `details`.

mod figures;
mod page;
mod talks;

use jinpai_coach::{Coach, Locale};

use crate::{Judged, Summary};
use page::Page;

/// Talks written out, the worst first; the others are counted only. More would be a file no browser
/// likes to open.
const TALKS: usize = 500;

/// What stands above the report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReportHead {
    /// Where the talks come from, or which are meant.
    pub about: String,
    /// When it was made, as a person reads it; nothing when empty.
    pub made: String,
}

/// The page. `judged` is what `summary` was made of.
#[must_use]
pub fn report(
    coach: &Coach,
    head: &ReportHead,
    summary: &Summary,
    judged: &[Judged],
    locale: Locale,
) -> String {
    let mut page = Page::new(locale);
    let title = page.pick("会话质检报告", "Quality report");
    page.open(title);
    page.raw("<header>");
    page.element("h1", "", title);
    let about = match head.made.as_str() {
        "" => head.about.clone(),
        made => format!("{} · {made}", head.about),
    };
    page.element("p", "quiet", &about);
    page.raw("</header><main>");
    figures::tiles(&mut page, summary);
    figures::agents(&mut page, summary);
    figures::scores(&mut page, judged);
    figures::categories(&mut page, summary);
    figures::rules(&mut page, coach, summary, judged);
    figures::skipped(&mut page, coach, summary);
    talks::all(&mut page, judged, TALKS);
    page.raw("</main>");
    page.close()
}
