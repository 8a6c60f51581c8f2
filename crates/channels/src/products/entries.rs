//! Cells that hold several things: pairs, questions with answers, days by province, a size table.

use std::collections::BTreeMap;

use jinpai_model::{
    Attribute, CommonQuestion, MAX_ATTRIBUTES, MAX_LINES, MAX_MEASURES, MAX_QUESTIONS, MAX_SIZES, SizeRow,
    SizeTable, Trade, province,
};

use super::MAX_GOODS_CELL_CHARS;
use crate::{
    RefusedReason,
    cells::{Cell, narrow},
    refused::shown,
};

/// A year.
const MAX_DAYS: i64 = 365;
/// Beyond any measure of a body or a table, in its smallest unit.
const MAX_MEASURE: i64 = 100_000;

/// What stands between entries.
const BETWEEN: [char; 4] = ['；', ';', '|', '\n'];

fn wrong(cell: Cell<'_>, value: &str, form: &'static str) -> RefusedReason {
    RefusedReason::NotInForm {
        column: cell.column.to_owned(),
        value: shown(value),
        form,
    }
}

/// Words of one cell, long ones too.
pub(super) fn words(cell: Cell<'_>) -> Result<Option<String>, RefusedReason> {
    cell.words_up_to(MAX_GOODS_CELL_CHARS)
}

fn parts(cell: Cell<'_>, marks: &[char], most: usize) -> Result<Vec<String>, RefusedReason> {
    if cell.is_empty() {
        return Ok(Vec::new());
    }
    let text = words(cell)?.unwrap_or_default();
    let parts: Vec<String> = text
        .split(|c| marks.contains(&c))
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect();
    if parts.len() > most {
        return Err(RefusedReason::MoreItemsThan {
            column: cell.column.to_owned(),
            limit: most,
        });
    }
    Ok(parts)
}

/// Short entries, parted by `、` too.
pub(super) fn list(cell: Cell<'_>, most: usize) -> Result<Vec<String>, RefusedReason> {
    parts(cell, &['；', ';', '、', '|', '\n'], most)
}

/// Sentences: a `、` may stand in one.
pub(super) fn lines(cell: Cell<'_>) -> Result<Vec<String>, RefusedReason> {
    parts(cell, &BETWEEN, MAX_LINES)
}

/// `面料:纯棉；厚薄:常规`.
pub(super) fn attributes(cell: Cell<'_>) -> Result<Vec<Attribute>, RefusedReason> {
    let pair = |part: &String| {
        let (name, value) = part
            .split_once(['：', ':'])
            .map(|(name, value)| (name.trim(), value.trim()))
            .filter(|(name, value)| !name.is_empty() && !value.is_empty())
            .ok_or_else(|| wrong(cell, part, "面料:纯棉；厚薄:常规"))?;
        Ok(Attribute {
            name: name.to_owned(),
            value: value.to_owned(),
        })
    };
    parts(cell, &BETWEEN, MAX_ATTRIBUTES)?.iter().map(pair).collect()
}

/// The options of one piece: `颜色:米白；尺码:L`; values alone are called as the column is.
pub(super) fn options(cell: Cell<'_>) -> Result<Vec<Attribute>, RefusedReason> {
    let mut found = Vec::new();
    for part in parts(cell, &['；', ';', '|', '\n', ',', '，'], 8)? {
        let (name, value) = match part.split_once(['：', ':']) {
            Some((name, value)) => (name.trim().to_owned(), value.trim().to_owned()),
            None => (cell.column.to_owned(), part),
        };
        found.push(Attribute { name, value });
    }
    Ok(found)
}

/// `会起球吗=会有少量毛球；扎吗=不扎`.
pub(super) fn questions(cell: Cell<'_>) -> Result<Vec<CommonQuestion>, RefusedReason> {
    let pair = |part: &String| {
        let (ask, answer) = part
            .split_once(['=', '＝'])
            .map(|(ask, answer)| (ask.trim(), answer.trim()))
            .filter(|(ask, answer)| !ask.is_empty() && !answer.is_empty())
            .ok_or_else(|| wrong(cell, part, "会起球吗=正常穿会有少量毛球"))?;
        Ok(CommonQuestion {
            ask: ask.to_owned(),
            answer: answer.to_owned(),
        })
    };
    parts(cell, &BETWEEN, MAX_QUESTIONS)?.iter().map(pair).collect()
}

/// `广东:1-2；新疆:5-8`.
pub(super) fn province_eta(cell: Cell<'_>) -> Result<BTreeMap<String, [i64; 2]>, RefusedReason> {
    let pair = |part: &String| {
        let read = part.split_once(['：', ':']).and_then(|(named, days)| {
            // In the short form, by which a buyer's address is looked up.
            Some((province(named)?.to_owned(), span(days, MAX_DAYS)?))
        });
        read.ok_or_else(|| wrong(cell, part, "广东:1-2；新疆:5-8"))
    };
    parts(cell, &BETWEEN, 40)?.iter().map(pair).collect()
}

/// `尺码,身高cm,体重kg；M,155-165,45-55`: the head first, a size a part.
pub(super) fn size_table(cell: Cell<'_>) -> Result<Option<SizeTable>, RefusedReason> {
    const FORM: &str = "尺码,身高cm,体重kg；M,155-165,45-55";
    let rows = parts(cell, &BETWEEN, MAX_SIZES + 1)?;
    let Some((head, rows)) = rows.split_first() else {
        return Ok(None);
    };
    let cut = |row: &str| -> Vec<String> {
        let cells = row.split([',', '，', '\t']);
        cells.map(|cell| cell.trim().to_owned()).collect()
    };
    let measures: Vec<String> = cut(head).into_iter().skip(1).collect();
    if measures.is_empty() || measures.len() > MAX_MEASURES || rows.is_empty() {
        return Err(wrong(cell, head, FORM));
    }
    let row = |text: &String| {
        let cells = cut(text);
        let spans: Option<Vec<Option<[i64; 2]>>> = cells[1..]
            .iter()
            .map(|cell| match cell.as_str() {
                "" | "-" | "/" => Some(None),
                cell => span(cell, MAX_MEASURE).map(Some),
            })
            .collect();
        let spans = spans.filter(|spans| spans.len() == measures.len() && !cells[0].is_empty());
        Ok(SizeRow {
            size: cells[0].clone(),
            spans: spans.ok_or_else(|| wrong(cell, text, FORM))?,
        })
    };
    let rows = rows.iter().map(row).collect::<Result<_, RefusedReason>>()?;
    Ok(Some(SizeTable { measures, rows }))
}

/// `2-4`, `2~4天`, `2至4`, or `3` for both.
pub(super) fn span(text: &str, most: i64) -> Option<[i64; 2]> {
    let text = narrow(text);
    let bare = text.trim().trim_end_matches(['天', '日']).trim();
    let (from, to) = bare
        .split_once(['-', '~', '至', '到', '—', '–'])
        .unwrap_or((bare, bare));
    let number = |s: &str| s.trim().parse::<i64>().ok().filter(|n| (0..=most).contains(n));
    let (from, to) = (number(from)?, number(to)?);
    (from <= to).then_some([from, to])
}

/// Addresses of a page or a picture.
pub(super) fn links(cell: Cell<'_>, most: usize) -> Result<Vec<String>, RefusedReason> {
    let found = parts(cell, &['；', ';', '|', '\n', ' ', ','], most)?;
    match found.iter().find(|link| !link.starts_with("https://")) {
        Some(other) => Err(wrong(cell, other, "https://…")),
        None => Ok(found),
    }
}

pub(super) fn trade(cell: Cell<'_>) -> Result<Option<Trade>, RefusedReason> {
    if cell.is_empty() {
        return Ok(None);
    }
    let trade = match narrow(cell.text).to_lowercase().as_str() {
        "服饰" | "服装" | "鞋服" | "clothing" => Trade::Clothing,
        "食品" | "生鲜" | "food" => Trade::Food,
        "数码" | "家电" | "数码家电" | "digital" => Trade::Digital,
        "家具" | "家居" | "furniture" => Trade::Furniture,
        _ => return Err(wrong(cell, cell.text, "服饰、食品、数码、家具")),
    };
    Ok(Some(trade))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(text: &str) -> Cell<'_> {
        Cell::new("列", text)
    }

    #[test]
    fn a_size_table_is_read_with_what_a_measure_leaves_open() {
        let table = size_table(cell("尺码,身高cm,胸围cm；S,150-158,-；M，159-165，88"))
            .unwrap()
            .unwrap();
        assert_eq!(table.measures, ["身高cm", "胸围cm"]);
        assert_eq!(table.rows[0].spans, [Some([150, 158]), None]);
        assert_eq!(table.rows[1].spans, [Some([159, 165]), Some([88, 88])]);
        for wrong in ["尺码", "尺码,身高", "尺码,身高；M", "尺码,身高；M,高"] {
            assert_eq!(
                size_table(cell(wrong)).unwrap_err().code(),
                "not-in-form",
                "{wrong}"
            );
        }
    }

    #[test]
    fn pairs_are_read_whatever_width_their_colon_has() {
        let found = attributes(cell("面料：纯棉;厚薄:常规")).unwrap();
        assert_eq!(
            (found[0].value.as_str(), found[1].name.as_str()),
            ("纯棉", "厚薄")
        );
        let found = questions(cell("会起球吗=会一点；扎吗=不扎")).unwrap();
        assert_eq!(found[1].answer, "不扎");
        assert_eq!(province_eta(cell("广东:1-2")).unwrap()["广东"], [1, 2]);
        assert_eq!(options(cell("米白，L")).unwrap()[1].name, "列");
        assert!(questions(cell("没有答案")).is_err());
    }
}
