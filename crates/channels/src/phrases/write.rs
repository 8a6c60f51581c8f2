//! Phrases as a CSV that Excel opens and that [`super::read`] takes back as it was.

use jinpai_model::PhraseScope;

use super::STAGES;
use crate::Lang;

/// A phrase on its way out.
#[derive(Debug, Clone, Copy)]
pub struct PhraseLine<'a> {
    pub folder: &'a str,
    pub code: &'a str,
    pub title: &'a str,
    pub text: &'a str,
    pub scope: PhraseScope,
}

/// UTF-8 with the mark by which Excel knows it.
pub fn write<'a>(lines: impl IntoIterator<Item = PhraseLine<'a>>, lang: Lang) -> String {
    let zh = lang == Lang::ZhCn;
    let mut csv = String::from("\u{feff}");
    csv.push_str(if zh {
        "分类,短码,标题,内容,范围\r\n"
    } else {
        "folder,code,title,text,scope\r\n"
    });
    for line in lines {
        let stage = STAGES.iter().find(|(word, ..)| *word == line.folder);
        let folder = stage.map_or(line.folder, |(_, in_zh, in_en)| if zh { in_zh } else { in_en });
        let scope = match (line.scope, zh) {
            (PhraseScope::Mine, true) => "自己",
            (PhraseScope::Mine, false) => "mine",
            (_, true) => "全店",
            (_, false) => "shop",
        };
        for (n, cell) in [folder, line.code, line.title, line.text, scope]
            .into_iter()
            .enumerate()
        {
            if n > 0 {
                csv.push(',');
            }
            push_cell(&mut csv, cell);
        }
        csv.push_str("\r\n");
    }
    csv
}

/// A cell that a spreadsheet would take for a formula begins with an apostrophe, and so does one that begins with an
/// apostrophe itself: reading takes exactly one away.
fn push_cell(csv: &mut String, cell: &str) {
    let guarded = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\'', '＝', '＋', '－', '＠']);
    let quoted = cell.contains([',', ';', '\t', '"', '\n', '\r']);
    if quoted {
        csv.push('"');
    }
    if guarded {
        csv.push('\'');
    }
    if quoted {
        csv.push_str(&cell.replace('"', "\"\""));
        csv.push('"');
    } else {
        csv.push_str(cell);
    }
}
