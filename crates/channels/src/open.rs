//! Why a file cannot be read at all.

use std::io::{self, Read, Seek};

use jinpai_model::Platform;

use crate::Lang;

/// Bytes that can be read twice: an open file, or an upload in memory.
pub trait Source: Read + Seek + Send {}

impl<T: Read + Seek + Send> Source for T {}

/// The file as a whole is not what the importer reads.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("the file cannot be read: {0}")]
    Io(#[from] io::Error),
    #[error("the file is empty")]
    Empty,
    /// No line among the first ten is the header of a known export.
    #[error("not a known export{}; columns found: {}", lacking(.missing), list(.found))]
    UnknownColumns {
        /// Header cells of the likeliest line.
        found: Vec<String>,
        /// What a known export would have had.
        missing: Vec<String>,
    },
    #[error("this is the goods list (宝贝报表) without times; export the order list (订单报表) instead")]
    GoodsList,
    #[error("this is an export of {found}, not of {asked}")]
    OtherPlatform { found: Platform, asked: Platform },
    #[error("an old .xls file, or one with a password, is not read; save it as .xlsx or CSV without one")]
    OldExcel,
    #[error("the workbook cannot be read: {0}")]
    Workbook(String),
    #[error("the workbook is too large: {0}")]
    TooLarge(&'static str),
    #[error("two columns are called {column}; rename one")]
    SameColumn { column: String },
    #[error("the column map is wrong: {0}")]
    ColumnMap(String),
}

fn list(columns: &[String]) -> String {
    if columns.is_empty() {
        "none".to_owned()
    } else {
        columns.join(", ")
    }
}

/// Of a file that is like no export nothing can be said to be missing.
fn lacking(columns: &[String]) -> String {
    if columns.is_empty() {
        String::new()
    } else {
        format!(": no column {}", columns.join(", "))
    }
}

impl OpenError {
    /// The reason as one kebab-case word.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Io(_) => "unreadable",
            Self::Empty => "empty-file",
            Self::UnknownColumns { .. } => "unknown-columns",
            Self::GoodsList => "goods-list",
            Self::OtherPlatform { .. } => "other-platform",
            Self::OldExcel => "old-excel",
            Self::Workbook(_) => "broken-workbook",
            Self::TooLarge(_) => "too-large",
            Self::SameColumn { .. } => "same-column",
            Self::ColumnMap(_) => "column-map",
        }
    }

    #[must_use]
    pub fn sentence(&self, lang: Lang) -> String {
        if lang == Lang::En {
            return self.to_string();
        }
        match self {
            Self::Io(error) => format!("文件读不了：{error}"),
            Self::Empty => "文件是空的".to_owned(),
            Self::UnknownColumns { found, missing } => {
                let found = if found.is_empty() {
                    "没有".to_owned()
                } else {
                    found.join("、")
                };
                format!(
                    "不认识这种文件：缺少列 {}；文件里的列：{found}",
                    missing.join("、")
                )
            }
            Self::GoodsList => "这是宝贝报表，没有时间；请导出订单报表".to_owned(),
            Self::OtherPlatform { found, asked } => format!("这是 {found} 的导出文件，不是 {asked} 的"),
            Self::OldExcel => "不读旧的 .xls 文件或带密码的文件，请另存为不带密码的 .xlsx 或 CSV".to_owned(),
            Self::Workbook(detail) => format!("表格文件读不了：{detail}"),
            Self::TooLarge(detail) => format!("表格文件太大：{detail}"),
            Self::SameColumn { column } => format!("有两列都叫“{column}”，请改掉一个"),
            Self::ColumnMap(detail) => format!("列对应表有误：{detail}"),
        }
    }
}
