//! A file as rows of cells, whatever its form: CSV in some encoding, or the first sheet of an XLSX.
//!
//! The form is found from the first bytes, the delimiter and the header line by asking the reader of
//! a noun which line it knows. Own splitting of CSV records, because a general CSV reader lets one
//! unclosed quote swallow the rest of the file; here it costs the one line it stands on, and every
//! record knows its physical line.

mod decode;
mod record;
mod sheet;

use std::io::SeekFrom;

pub(crate) use record::Record;

use crate::{MAX_ROWS, OpenError, Refused, RefusedReason, Source, cells};
pub(crate) use decode::Decoded;
use record::{Records, split_sample};
use sheet::Sheet;

/// How many lines may stand above the header.
const HEADER_WITHIN: usize = 10;

/// What the file turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileForm {
    Csv {
        /// As the encoding standard names it: `UTF-8`, `gb18030`, `UTF-16LE`.
        encoding: &'static str,
        delimiter: char,
    },
    Xlsx,
}

/// How far reading has come: bytes of a CSV file, rows of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub done: u64,
    pub total: u64,
}

/// What a reader of a noun says of a line that may be its header.
pub(crate) enum Known<L> {
    /// It is; where the columns are.
    Layout(L),
    /// It is not: how many columns it knows, and which are missing.
    Not { known: usize, missing: Vec<String> },
    /// It is a file that must be refused as a whole.
    Refuse(OpenError),
}

enum Rows {
    Text(Box<Records>),
    Sheet(Sheet),
}

pub(crate) struct Table {
    rows: Rows,
    width: usize,
    taken: u64,
    limit: u64,
    over: bool,
}

/// The likeliest header among those that were not one, for the error message.
struct Best {
    known: usize,
    found: Vec<String>,
    missing: Vec<String>,
}

impl Best {
    fn keep(best: &mut Option<Self>, cells: &[String], known: usize, missing: Vec<String>) {
        let found: Vec<String> = cells
            .iter()
            .filter(|c| !c.is_empty())
            .take(80)
            .map(|c| crate::refused::shown(c))
            .collect();
        let better = best
            .as_ref()
            // One word that happens to stand in a row does not make it the header; the first line is likelier.
            .is_none_or(|b| known > b.known.max(1) || (known >= b.known && found.len() > b.found.len()));
        if better {
            *best = Some(Self {
                known,
                found,
                missing,
            });
        }
    }

    fn error(best: Option<Self>) -> OpenError {
        best.map_or(OpenError::Empty, |b| OpenError::UnknownColumns {
            found: b.found,
            missing: b.missing,
        })
    }
}

impl Table {
    /// Opens a file and finds its header: `know` is asked of each of the first lines.
    pub(crate) fn open<L>(
        mut source: Box<dyn Source>,
        know: impl Fn(&[String]) -> Known<L>,
    ) -> Result<(Self, L), OpenError> {
        let total = source.seek(SeekFrom::End(0))?;
        source.rewind()?;
        let mut magic = [0_u8; 8];
        let filled = read_up_to(&mut *source, &mut magic)?;
        source.rewind()?;
        match &magic[..filled] {
            [] => Err(OpenError::Empty),
            [b'P', b'K', 3, 4, ..] => Self::open_sheet(source, know),
            [0xD0, 0xCF, 0x11, 0xE0, ..] => Err(OpenError::OldExcel),
            _ => Self::open_text(source, total, know),
        }
    }

    fn open_sheet<L>(
        source: Box<dyn Source>,
        know: impl Fn(&[String]) -> Known<L>,
    ) -> Result<(Self, L), OpenError> {
        let mut sheet = Sheet::read(source)?;
        let mut record = Record::default();
        let mut best = None;
        for _ in 0..HEADER_WITHIN {
            if sheet.next(&mut record).is_none() {
                break;
            }
            let cells = header_cells(&record);
            match know(&cells) {
                Known::Layout(layout) => {
                    let table = Self::new(Rows::Sheet(sheet), &cells);
                    return Ok((table, layout));
                }
                Known::Refuse(error) => return Err(error),
                Known::Not { known, missing } => Best::keep(&mut best, &cells, known, missing),
            }
        }
        Err(Best::error(best))
    }

    fn open_text<L>(
        source: Box<dyn Source>,
        total: u64,
        know: impl Fn(&[String]) -> Known<L>,
    ) -> Result<(Self, L), OpenError> {
        let mut text = Decoded::new(source, total);
        text.fill()?;
        let mut best = None;
        for delimiter in [b',', b'\t', b';'] {
            for (index, record) in split_sample(text.rest(), delimiter, HEADER_WITHIN)
                .iter()
                .enumerate()
            {
                let cells = header_cells(record);
                match know(&cells) {
                    Known::Layout(layout) => {
                        let mut records = Records::new(text, delimiter);
                        let mut skipped = Record::default();
                        for _ in 0..=index {
                            // The sample has shown these lines already.
                            let _ = records.next(&mut skipped);
                        }
                        return Ok((Self::new(Rows::Text(Box::new(records)), &cells), layout));
                    }
                    Known::Refuse(error) => return Err(error),
                    Known::Not { known, missing } => Best::keep(&mut best, &cells, known, missing),
                }
            }
        }
        Err(Best::error(best))
    }

    fn new(rows: Rows, header: &[String]) -> Self {
        // Commas behind the last header are no columns.
        let last = header.iter().rposition(|cell| !cell.is_empty());
        Self {
            rows,
            width: last.map_or(0, |last| last + 1),
            taken: 0,
            limit: MAX_ROWS,
            over: false,
        }
    }

    /// The same with another limit of rows, for readers that keep none of them.
    pub(crate) const fn with_limit(mut self, limit: u64) -> Self {
        self.limit = limit;
        self
    }

    /// Reads the next row that holds something into `record` and gives its line; none at the end.
    pub(crate) fn next(&mut self, record: &mut Record) -> Option<Result<u64, Refused>> {
        if self.over {
            return None;
        }
        let row = match &mut self.rows {
            Rows::Text(records) => records.next(record)?,
            Rows::Sheet(sheet) => Ok(sheet.next(record)?),
        };
        self.taken += 1;
        if self.taken > self.limit {
            self.over = true;
            let line = row.unwrap_or_else(|refused| refused.line);
            let reason = RefusedReason::TooManyRows { limit: self.limit };
            return Some(Err(Refused { line, reason }));
        }
        Some(row.and_then(|line| self.fit(record, line)))
    }

    /// A row with other cells than the header has lost or gained a comma somewhere: whatever it seems
    /// to say, such as "no payment time", may be another column's silence.
    fn fit(&self, record: &mut Record, line: u64) -> Result<u64, Refused> {
        if record.len() < self.width {
            if matches!(self.rows, Rows::Sheet(_)) {
                // A sheet does not store its empty cells.
                record.pad(self.width);
                return Ok(line);
            }
            let reason = RefusedReason::TooFewCells {
                found: record.len(),
                expected: self.width,
            };
            return Err(Refused { line, reason });
        }
        let surplus = (self.width..record.len()).any(|n| !cells::clean(record.get(n)).is_empty());
        if surplus {
            let reason = RefusedReason::TooManyCells {
                found: record.len(),
                expected: self.width,
            };
            return Err(Refused { line, reason });
        }
        Ok(line)
    }

    pub(crate) fn form(&self) -> FileForm {
        match &self.rows {
            Rows::Text(records) => FileForm::Csv {
                encoding: records.encoding(),
                delimiter: char::from(records.delimiter()),
            },
            Rows::Sheet(_) => FileForm::Xlsx,
        }
    }

    pub(crate) fn progress(&self) -> Progress {
        match &self.rows {
            Rows::Text(records) => records.progress(),
            Rows::Sheet(sheet) => sheet.progress(),
        }
    }
}

fn header_cells(record: &Record) -> Vec<String> {
    (0..record.len())
        .map(|n| cells::clean(record.get(n)).to_owned())
        .collect()
}

/// Fills as much of `buffer` as the source has.
fn read_up_to(source: &mut dyn Source, buffer: &mut [u8]) -> std::io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match source.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(n) => filled += n,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}
