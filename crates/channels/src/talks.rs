//! Talks from files: one message a line, as JSON lines or as a table.
//!
//! A message is `{conversation, from, text, at?, agent?}`; a table has these as columns, by their English
//! or Chinese names. Lines of one talk need not stand together; their order in the file is their order
//! in the talk.

mod json;
mod row;

use std::io::{Read as _, SeekFrom};

use jinpai_model::{At, Message, Side, Zone};

use crate::{
    OpenError, Progress, Refused, RefusedReason, Source,
    refused::shown,
    table::{Known, Record, Table},
};
use json::JsonLines;
use row::Columns;

/// One message of some talk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TalkLine {
    pub conversation: String,
    pub from: Side,
    pub text: String,
    pub at: Option<At>,
    pub agent: Option<String>,
}

#[derive(Debug, Clone)]
pub struct TalkReadOptions {
    /// Times without an offset are the wall clock here.
    pub zone: Zone,
}

/// Opens a file of talks: JSON lines, CSV or XLSX, in UTF-8, GBK or UTF-16; which it is, its first bytes
/// tell.
///
/// # Errors
/// When the file cannot be read, is empty, or is a table without the columns.
pub fn read(mut source: impl Source + 'static, options: TalkReadOptions) -> Result<TalkReader, OpenError> {
    source.seek(SeekFrom::Start(0))?;
    let mut first = Vec::new();
    source.by_ref().take(4096).read_to_end(&mut first)?;
    source.seek(SeekFrom::Start(0))?;
    let lines = if json::begins(&first) {
        let mut bytes = Vec::new();
        source.read_to_end(&mut bytes)?;
        Lines::Json(JsonLines::of(&bytes))
    } else {
        let (table, columns) = Table::open(Box::new(source), |cells| match Columns::find(cells) {
            Ok(columns) => Known::Layout(columns),
            Err((known, missing)) => Known::Not { known, missing },
        })?;
        Lines::Table(Box::new((table, columns, Record::default())))
    };
    Ok(TalkReader { lines, options })
}

/// The messages of a file, one after another.
pub struct TalkReader {
    lines: Lines,
    options: TalkReadOptions,
}

enum Lines {
    Json(JsonLines),
    Table(Box<(Table, Columns, Record)>),
}

impl TalkReader {
    #[must_use]
    pub fn progress(&self) -> Progress {
        match &self.lines {
            Lines::Json(lines) => lines.progress(),
            Lines::Table(table) => table.0.progress(),
        }
    }
}

impl Iterator for TalkReader {
    type Item = Result<TalkLine, Refused>;

    fn next(&mut self) -> Option<Self::Item> {
        let (line, read) = match &mut self.lines {
            Lines::Json(lines) => lines.next(&self.options.zone)?,
            Lines::Table(table) => {
                let (table, columns, record) = &mut **table;
                match table.next(record)? {
                    Ok(line) => (line, row::message(columns, record, &self.options.zone)),
                    Err(refused) => return Some(Err(refused)),
                }
            }
        };
        Some(read.and_then(checked).map_err(|reason| Refused { line, reason }))
    }
}

fn checked(line: TalkLine) -> Result<TalkLine, RefusedReason> {
    let chars = line.text.chars().count();
    if chars > Message::MAX_CHARS {
        let limit = Message::MAX_CHARS;
        return Err(RefusedReason::MessageTooLong { chars, limit });
    }
    Ok(line)
}

/// Who speaks, in the words of exports.
fn side(column: &str, word: &str) -> Result<Side, RefusedReason> {
    match word.trim().to_lowercase().as_str() {
        "buyer" | "买家" | "客户" | "顾客" | "用户" | "访客" => Ok(Side::Buyer),
        "agent" | "客服" | "卖家" | "商家" | "坐席" => Ok(Side::Agent),
        "bot" | "机器人" | "自动回复" => Ok(Side::Bot),
        "system" | "系统" | "系统消息" => Ok(Side::System),
        _ => Err(RefusedReason::UnknownSide {
            column: column.to_owned(),
            value: shown(word),
        }),
    }
}
