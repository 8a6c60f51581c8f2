//! One row as what somebody says with a few keys.

use jinpai_model::PhraseScope;

use super::{MAX_CODE_CHARS, MAX_FOLDER_CHARS, MAX_TITLE_CHARS, STAGES};
use crate::{
    RefusedReason,
    cells::{Cell, clean, narrow},
    refused::shown,
    table::Record,
};

/// A row that may become a phrase. What the file does not say is left open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhraseRow {
    /// Where it stands in the file.
    pub line: u64,
    /// A stage of the talk by the program's word, or a folder of the shop's own.
    pub folder: Option<String>,
    pub code: Option<String>,
    pub title: Option<String>,
    pub text: String,
    /// Never the program's own.
    pub scope: Option<PhraseScope>,
}

#[derive(Debug, Clone, Copy)]
enum Field {
    Folder,
    Code,
    Title,
    Text,
    Scope,
}

/// Ours first, then what other clients call it.
const HEADERS: [(Field, &[&str]); 5] = [
    (
        Field::Folder,
        &[
            "分类",
            "分组",
            "所属分组",
            "短语分组",
            "分组名称",
            "folder",
            "group",
            "category",
        ],
    ),
    (
        Field::Code,
        &["短码", "编码", "快捷编码", "短语编码", "code", "shortcut"],
    ),
    (Field::Title, &["标题", "短语标题", "title"]),
    (
        Field::Text,
        &[
            "内容",
            "快捷短语",
            "短语",
            "短语内容",
            "text",
            "content",
            "phrase",
        ],
    ),
    (Field::Scope, &["范围", "谁能用", "scope"]),
];

/// Where the columns of one file are.
pub(super) struct Columns {
    names: Vec<String>,
    places: [Option<usize>; HEADERS.len()],
}

impl Columns {
    /// The columns, or how many are known and which are missing.
    pub(super) fn find(cells: &[String]) -> Result<Self, (usize, Vec<String>)> {
        let headers: Vec<String> = cells
            .iter()
            .map(|c| narrow(clean(c)).to_lowercase().replace(' ', ""))
            .collect();
        let mut places = [None; HEADERS.len()];
        for (field, names) in HEADERS {
            places[field as usize] = headers.iter().position(|h| names.contains(&h.as_str()));
        }
        let known = places.iter().flatten().count();
        // One word alone may stand in any table; with a second one it is a table of phrases.
        if places[Field::Text as usize].is_some() && known > 1 {
            let names = cells.to_vec();
            return Ok(Self { names, places });
        }
        let wanted = [(Field::Text, "内容"), (Field::Code, "短码")];
        let missing = wanted
            .into_iter()
            .filter(|(field, _)| places[*field as usize].is_none())
            .map(|(_, name)| name.to_owned())
            .collect();
        Err((known, missing))
    }

    fn cell<'a>(&'a self, field: Field, record: &'a Record) -> Cell<'a> {
        match self.places[field as usize] {
            Some(place) => Cell::new(&self.names[place], record.get(place)),
            None => Cell { column: "", text: "" },
        }
    }
}

pub(super) fn phrase(columns: &Columns, record: &Record, line: u64) -> Result<PhraseRow, RefusedReason> {
    let cell = |field| columns.cell(field, record);
    let text = words(cell(Field::Text), usize::MAX)?.ok_or_else(|| RefusedReason::Missing {
        column: cell(Field::Text).column.to_owned(),
    })?;
    Ok(PhraseRow {
        line,
        folder: folder(cell(Field::Folder))?,
        code: code(cell(Field::Code))?,
        title: words(cell(Field::Title), MAX_TITLE_CHARS)?.map(|title| title.replace('\n', " ")),
        text,
        scope: scope(cell(Field::Scope))?,
    })
}

/// Words with their line breaks, without any other sign that nobody sees.
fn words(cell: Cell<'_>, limit: usize) -> Result<Option<String>, RefusedReason> {
    let Some(text) = cell.words()? else {
        return Ok(None);
    };
    let column = || cell.column.to_owned();
    if text.contains('\u{fffd}') {
        return Err(RefusedReason::Undecodable { column: column() });
    }
    let chars = text.chars().count();
    if chars > limit {
        return Err(RefusedReason::LongerThan {
            column: column(),
            chars,
            limit,
        });
    }
    let seen = |c: &char| !c.is_control() || *c == '\n' || *c == '\t';
    let text: String = text.replace("\r\n", "\n").chars().filter(seen).collect();
    Ok(Some(text.trim().to_owned()).filter(|text| !text.is_empty()))
}

/// The stages of a talk go by the program's word, whatever language the file has.
fn folder(cell: Cell<'_>) -> Result<Option<String>, RefusedReason> {
    let known = STAGES.iter().find(|(word, zh, en)| {
        let name = cell.text;
        name == *zh || name.eq_ignore_ascii_case(word) || name.eq_ignore_ascii_case(en)
    });
    match known {
        Some((word, ..)) => Ok(Some((*word).to_owned())),
        None => words(cell, MAX_FOLDER_CHARS),
    }
}

fn code(cell: Cell<'_>) -> Result<Option<String>, RefusedReason> {
    let Some(text) = cell.words()? else {
        return Ok(None);
    };
    // Other clients write the stroke before it, and capitals.
    let narrow = narrow(&text).to_ascii_lowercase();
    let code = narrow.trim_start_matches('/');
    let fits = (1..=MAX_CODE_CHARS).contains(&code.len())
        && code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    if fits {
        return Ok(Some(code.to_owned()));
    }
    Err(RefusedReason::NotACode {
        column: cell.column.to_owned(),
        value: shown(&text),
    })
}

fn scope(cell: Cell<'_>) -> Result<Option<PhraseScope>, RefusedReason> {
    if cell.is_empty() {
        return Ok(None);
    }
    match narrow(cell.text).to_lowercase().as_str() {
        "全店" | "全店都能用" | "团队" | "shop" | "team" => Ok(Some(PhraseScope::Shop)),
        "自己" | "只给自己用" | "个人" | "mine" | "personal" => Ok(Some(PhraseScope::Mine)),
        _ => Err(RefusedReason::UnknownScope {
            column: cell.column.to_owned(),
            value: shown(cell.text),
        }),
    }
}
