//! The first sheet of an XLSX workbook as rows of text.
//!
//! A workbook is a zip of XML, so a small upload can unfold to anything. It is unfolded once against
//! a limit before the parser sees it, and its rows are kept packed: one text, four bytes a cell.

use std::io::{self, Read};

use calamine::{DataRef, Reader, Xlsx};

use super::{Progress, record::Record};
use crate::{MAX_CELL_CHARS, MAX_ROWS, OpenError, Source};

/// How far an archive may unfold.
struct Limits {
    /// Bytes of all parts together.
    unfolded: u64,
    /// Bytes of the text table, which the parser holds in memory.
    strings: u64,
    parts: usize,
}

const LIMITS: Limits = Limits {
    unfolded: 256 * 1024 * 1024,
    strings: 96 * 1024 * 1024,
    parts: 2_000,
};
/// Columns past this one are not read.
const MAX_COLUMNS: u32 = 256;
/// Most cells that hold something, and most text in them.
const MAX_CELLS: usize = 16_000_000;
const MAX_TEXT: usize = 256 * 1024 * 1024;

#[derive(Default)]
pub(super) struct Sheet {
    text: String,
    /// End of each cell in `text`.
    ends: Vec<u32>,
    /// Row of the sheet, from 1, and the end of its cells in `ends`.
    rows: Vec<(u32, u32)>,
    next: usize,
}

fn broken(error: impl std::fmt::Display) -> OpenError {
    OpenError::Workbook(error.to_string())
}

impl Sheet {
    pub(super) fn read(mut source: Box<dyn Source>) -> Result<Self, OpenError> {
        check_size(&mut source, &LIMITS)?;
        source.rewind()?;
        let mut book = Xlsx::new(source).map_err(broken)?;
        let names = book.sheet_names();
        let mut sheet = Self::default();
        for name in names {
            sheet = Self::default();
            sheet.load(&mut book, &name)?;
            if !sheet.rows.is_empty() {
                break;
            }
        }
        Ok(sheet)
    }

    fn load(&mut self, book: &mut Xlsx<Box<dyn Source>>, name: &str) -> Result<(), OpenError> {
        let mut cells = book.worksheet_cells_reader(name).map_err(broken)?;
        let mut row = None;
        let mut column = 0;
        while let Some(cell) = cells.next_cell().map_err(broken)? {
            let (at_row, at_column) = cell.get_position();
            if at_column >= MAX_COLUMNS || matches!(cell.get_value(), DataRef::Empty) {
                continue;
            }
            if row != Some(at_row) {
                if row.is_some_and(|before| at_row < before) {
                    return Err(OpenError::Workbook("the rows are out of order".to_owned()));
                }
                self.close_row(row);
                row = Some(at_row);
                column = 0;
            }
            if at_column < column {
                return Err(OpenError::Workbook("the cells are out of order".to_owned()));
            }
            for _ in column..at_column {
                self.close_cell()?;
            }
            column = at_column + 1;
            write_value(&mut self.text, cell.get_value());
            self.close_cell()?;
            // One row past the limit is kept, so that the reader can say so.
            if self.rows.len() as u64 > MAX_ROWS + 10 {
                break;
            }
        }
        self.close_row(row);
        Ok(())
    }

    fn close_cell(&mut self) -> Result<(), OpenError> {
        if self.ends.len() >= MAX_CELLS || self.text.len() > MAX_TEXT {
            return Err(OpenError::TooLarge(
                "more than 16 million cells or 256 MiB of text",
            ));
        }
        self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        Ok(())
    }

    fn close_row(&mut self, row: Option<u32>) {
        if let Some(row) = row {
            let end = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
            self.rows.push((row.saturating_add(1), end));
        }
    }

    /// The next row that is not blank, and its number.
    pub(super) fn next(&mut self, record: &mut Record) -> Option<u64> {
        loop {
            let &(row, end) = self.rows.get(self.next)?;
            let first = match self.next {
                0 => 0,
                n => self.rows[n - 1].1,
            };
            self.next += 1;
            record.clear();
            for cell in first..end {
                record.push(self.cell(cell as usize));
            }
            if !record.is_blank() {
                return Some(u64::from(row));
            }
        }
    }

    fn cell(&self, n: usize) -> &str {
        let start = if n == 0 { 0 } else { self.ends[n - 1] as usize };
        &self.text[start..self.ends[n] as usize]
    }

    pub(super) const fn progress(&self) -> Progress {
        Progress {
            done: self.next as u64,
            total: self.rows.len() as u64,
        }
    }
}

/// Unfolds every part and counts: what a part says of its own size is not to be believed.
fn check_size(source: &mut (impl io::Read + io::Seek), limits: &Limits) -> Result<(), OpenError> {
    let mut archive = zip::ZipArchive::new(source).map_err(broken)?;
    if archive.len() > limits.parts {
        return Err(OpenError::TooLarge("more than 2,000 parts"));
    }
    let mut left = limits.unfolded;
    for n in 0..archive.len() {
        let part = archive.by_index(n).map_err(broken)?;
        let name = part.name().map_err(broken)?.to_ascii_lowercase();
        let strings = name.ends_with("sharedstrings.xml");
        let limit = if strings { left.min(limits.strings) } else { left };
        let read = io::copy(&mut part.take(limit + 1), &mut io::sink()).map_err(broken)?;
        if read > limit {
            return Err(OpenError::TooLarge(
                "more than 256 MiB unfolded, or 96 MiB of texts",
            ));
        }
        left -= read;
    }
    Ok(())
}

/// Writes a cell as the text a CSV export would have.
fn write_value(text: &mut String, value: &DataRef<'_>) {
    use std::fmt::Write as _;
    match value {
        DataRef::Int(n) => {
            let _ = write!(text, "{n}");
        }
        DataRef::Float(n) => write_float(text, *n),
        DataRef::String(s) | DataRef::DateTimeIso(s) | DataRef::DurationIso(s) => push_cut(text, s),
        DataRef::SharedString(s) => push_cut(text, s),
        DataRef::Bool(b) => text.push_str(if *b { "true" } else { "false" }),
        DataRef::DateTime(moment) => {
            let serial = moment.as_f64();
            if moment.is_datetime() && (1.0..2_958_466.0).contains(&serial) {
                let (year, month, day, hour, minute, second, milli) = moment.to_ymd_hms_milli();
                let _ = write!(
                    text,
                    "{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}.{milli:03}"
                );
            } else if (0.0..1.0).contains(&serial) {
                let (_, _, _, hour, minute, _, _) = moment.to_ymd_hms_milli();
                let _ = write!(text, "{hour:02}:{minute:02}");
            } else {
                write_float(text, serial);
            }
        }
        DataRef::Error(_) => text.push_str("#ERROR"),
        DataRef::Empty => {}
    }
}

/// A float holds 15 digits for sure: a longer whole number is written as what is left of it.
fn write_float(text: &mut String, n: f64) {
    use std::fmt::Write as _;
    let _ = if n.abs() >= 1e15 {
        write!(text, "{n:.5E}")
    } else {
        write!(text, "{n}")
    };
}

/// One character more than a cell may have is kept, so that the reader can refuse it by name.
fn push_cut(text: &mut String, cell: &str) {
    let end = cell
        .char_indices()
        .nth(MAX_CELL_CHARS + 1)
        .map_or(cell.len(), |(at, _)| at);
    text.push_str(&cell[..end]);
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use super::*;

    #[test]
    fn an_archive_that_unfolds_without_end_is_refused() {
        let limits = Limits {
            unfolded: 100_000,
            strings: 10_000,
            parts: 3,
        };
        let archive = |parts: &[(&str, usize)]| {
            let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
            for (name, size) in parts {
                zip.start_file(*name, zip::write::SimpleFileOptions::default())
                    .unwrap();
                zip.write_all(&vec![b' '; *size]).unwrap();
            }
            zip.finish().unwrap()
        };
        let mut fits = archive(&[("a", 60_000), ("xl/sharedStrings.xml", 10_000), ("b", 30_000)]);
        check_size(&mut fits, &limits).unwrap();
        for parts in [
            &[("a", 100_001)][..],
            &[("a", 60_000), ("b", 40_001)],
            &[("xl/SharedStrings.xml", 10_001)],
            &[("a", 1), ("b", 1), ("c", 1), ("d", 1)],
        ] {
            let error = check_size(&mut archive(parts), &limits).unwrap_err();
            assert_eq!(error.code(), "too-large", "{parts:?}");
        }
    }
}
