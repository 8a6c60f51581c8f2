//! Phrases as a table: what a shop takes along from another client, and what it takes away from here.
//!
//! The columns are ours, in Chinese or English, or those of Qianniu's export (编码, 快捷短语, 分组). Reading says what
//! stands in a row and no more; which phrase it becomes, and whose, is decided where the shop's own are known.

mod row;
mod write;

use crate::{
    OpenError, Progress, Refused, RefusedReason, Source,
    table::{FileForm, Known, Record, Table},
};
use row::Columns;

pub use row::PhraseRow;
pub use write::{PhraseLine, write};

/// Most rows of one file: more than a shop may keep.
pub const MOST_ROWS: u64 = 5_000;
pub const MAX_FOLDER_CHARS: usize = 12;
pub const MAX_TITLE_CHARS: usize = 24;
pub const MAX_CODE_CHARS: usize = 14;

/// Folders that everybody has, as files name them: the word of the program, in Chinese, in English.
pub const STAGES: [(&str, &str, &str); 8] = [
    ("welcome", "欢迎语", "Welcome"),
    ("talk", "对话语", "In the talk"),
    ("bargain", "议价语", "Bargaining"),
    ("payment", "支付用语", "Payment"),
    ("logistics", "物流用语", "Delivery"),
    ("aftersales", "售后语", "After the sale"),
    ("farewell", "欢送语", "Goodbye"),
    ("review", "好评用语", "Reviews"),
];

/// Opens a table of phrases: CSV or XLSX, in any encoding the orders may come in.
///
/// # Errors
/// When the file cannot be read, or has no column for what is said.
pub fn read(source: impl Source + 'static) -> Result<PhraseReader, OpenError> {
    let (table, columns) = Table::open(Box::new(source), |cells| match Columns::find(cells) {
        Ok(columns) => Known::Layout(columns),
        Err((known, missing)) => Known::Not { known, missing },
    })?;
    Ok(PhraseReader {
        table: table.with_limit(MOST_ROWS),
        columns,
        record: Record::default(),
    })
}

/// The rows of a file, one after another.
pub struct PhraseReader {
    table: Table,
    columns: Columns,
    record: Record,
}

impl PhraseReader {
    #[must_use]
    pub fn form(&self) -> FileForm {
        self.table.form()
    }

    #[must_use]
    pub fn progress(&self) -> Progress {
        self.table.progress()
    }
}

impl Iterator for PhraseReader {
    type Item = Result<PhraseRow, Refused>;

    fn next(&mut self) -> Option<Self::Item> {
        let line = match self.table.next(&mut self.record)? {
            Ok(line) => line,
            Err(refused) => return Some(Err(refused)),
        };
        let read: Result<PhraseRow, RefusedReason> = row::phrase(&self.columns, &self.record, line);
        Some(read.map_err(|reason| Refused { line, reason }))
    }
}
