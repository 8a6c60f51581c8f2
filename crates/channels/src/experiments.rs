//! Experiment files: a row a person, with the arm she was drawn into and what she did.
//!
//! The columns are named by whoever asks. A cell that is empty or no number is told for itself, since
//! the other outcomes of its row may be fine; an empty cell is never a nought.

use crate::{
    FileForm, OpenError, Progress, Refused, RefusedReason, Source,
    cells::{Cell, clean, narrow},
    table::{Known, Record, Table},
};

/// Most rows of an experiment file. They are counted, not kept, so only patience is the limit.
pub const MAX_EXPERIMENT_ROWS: u64 = 200_000_000;
/// Largest number, so that its square is one too.
const MAX_NUMBER: f64 = 1e100;
/// Longest name of an arm, in characters.
const MAX_ARM: usize = 100;

/// Which columns to read. Names are compared exactly, then without blanks, width and case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExperimentColumns {
    pub group: String,
    /// Columns of numbers, in the order in which rows give them.
    pub numbers: Vec<String>,
}

/// Opens an experiment file: CSV or XLSX, in any encoding the orders may come in.
///
/// # Errors
/// When the file cannot be read, lacks one of the columns, or has one of them twice.
pub fn read(
    source: impl Source + 'static,
    columns: &ExperimentColumns,
) -> Result<ExperimentReader, OpenError> {
    let (table, places) = Table::open(Box::new(source), |cells| find(columns, cells))?;
    Ok(ExperimentReader {
        table: table.with_limit(MAX_EXPERIMENT_ROWS),
        places,
        columns: columns.clone(),
        record: Record::default(),
    })
}

/// The places of the columns: the group's, then the numbers'.
fn find(columns: &ExperimentColumns, cells: &[String]) -> Known<Vec<usize>> {
    let folded: Vec<String> = cells.iter().map(|cell| fold(cell)).collect();
    let (mut places, mut missing) = (Vec::new(), Vec::new());
    for name in std::iter::once(&columns.group).chain(&columns.numbers) {
        let exact = || (0..cells.len()).filter(|n| cells[*n] == clean(name));
        let loose = || (0..cells.len()).filter(|n| folded[*n] == fold(name));
        let found: Vec<usize> = if exact().next().is_some() {
            exact().collect()
        } else {
            loose().collect()
        };
        match found.as_slice() {
            [] => missing.push(name.clone()),
            [place] => places.push(*place),
            _ => {
                let column = name.clone();
                return Known::Refuse(OpenError::SameColumn { column });
            }
        }
    }
    if missing.is_empty() {
        return Known::Layout(places);
    }
    let known = places.len();
    Known::Not { known, missing }
}

fn fold(header: &str) -> String {
    narrow(clean(header))
        .chars()
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect()
}

/// The rows of a file, one after another, each lent until the next.
pub struct ExperimentReader {
    table: Table,
    places: Vec<usize>,
    columns: ExperimentColumns,
    record: Record,
}

impl ExperimentReader {
    #[must_use]
    pub fn form(&self) -> FileForm {
        self.table.form()
    }

    #[must_use]
    pub fn progress(&self) -> Progress {
        self.table.progress()
    }

    /// The next row; none at the end.
    pub fn next_row(&mut self) -> Option<Result<ExperimentRow<'_>, Refused>> {
        match self.table.next(&mut self.record)? {
            Ok(line) => Some(Ok(ExperimentRow { line, reader: self })),
            Err(refused) => Some(Err(refused)),
        }
    }
}

/// One person.
pub struct ExperimentRow<'a> {
    /// Physical line of the file on which the row begins.
    pub line: u64,
    reader: &'a ExperimentReader,
}

impl ExperimentRow<'_> {
    /// The arm she was drawn into.
    ///
    /// # Errors
    /// When the cell is empty, damaged or longer than a name can be.
    pub fn arm(&self) -> Result<&str, RefusedReason> {
        let column = &self.reader.columns.group;
        let text = clean(self.reader.record.get(self.reader.places[0]));
        if text.is_empty() {
            return Err(RefusedReason::Missing {
                column: column.clone(),
            });
        }
        let chars = text.chars().count();
        if chars > MAX_ARM {
            let column = column.clone();
            return Err(RefusedReason::TooLong { column, chars });
        }
        if text.contains('\u{fffd}') {
            return Err(RefusedReason::Undecodable {
                column: column.clone(),
            });
        }
        Ok(text)
    }

    /// The n-th of the columns of numbers; yes and no are 1 and 0.
    ///
    /// # Errors
    /// When the cell is empty or no finite number.
    pub fn number(&self, n: usize) -> Result<f64, RefusedReason> {
        let raw = self.reader.record.get(self.reader.places[n + 1]);
        let cell = Cell::new(&self.reader.columns.numbers[n], raw);
        let column = || cell.column.to_owned();
        if cell.is_empty()
            || ["NA", "N/A", "nan"]
                .iter()
                .any(|none| none.eq_ignore_ascii_case(cell.text))
        {
            return Err(RefusedReason::Missing { column: column() });
        }
        number(cell.text).ok_or_else(|| RefusedReason::NotANumber {
            column: column(),
            value: crate::refused::shown(cell.text),
        })
    }
}

fn number(text: &str) -> Option<f64> {
    if let Ok(number) = text.parse::<f64>() {
        return (number.abs() <= MAX_NUMBER).then_some(number);
    }
    let text = narrow(text).to_lowercase();
    match text.as_str() {
        "true" | "yes" | "y" | "是" => return Some(1.0),
        "false" | "no" | "n" | "否" => return Some(0.0),
        _ => {}
    }
    let bare = text.trim_start_matches(['¥', '$']).trim_end_matches('元').trim();
    let number: f64 = ungrouped(bare)?.parse().ok()?;
    (number.abs() <= MAX_NUMBER).then_some(number)
}

/// `1,299.00` without its commas; none when they part anything but thousands, such as `1,5`.
fn ungrouped(text: &str) -> Option<String> {
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    let mut groups = whole.trim_start_matches(['-', '+']).split(',');
    let first = groups.next()?;
    let proper = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3);
    (proper || !whole.contains(',')).then(|| text.replace(',', ""))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn columns(numbers: &[&str]) -> ExperimentColumns {
        ExperimentColumns {
            group: "segment".to_owned(),
            numbers: numbers.iter().map(ToString::to_string).collect(),
        }
    }

    /// Each row as its line, its arm and its numbers, errors by their code.
    fn rows(bytes: &[u8], numbers: &[&str]) -> Vec<String> {
        let mut reader = read(Cursor::new(bytes.to_vec()), &columns(numbers)).unwrap();
        let mut told = Vec::new();
        while let Some(row) = reader.next_row() {
            told.push(match row {
                Ok(row) => {
                    let arm = row
                        .arm()
                        .map_or_else(|reason| reason.code().to_owned(), str::to_owned);
                    let numbers: Vec<String> = (0..numbers.len())
                        .map(|n| {
                            row.number(n)
                                .map_or_else(|reason| reason.code().to_owned(), |x| x.to_string())
                        })
                        .collect();
                    format!("{} {arm} {}", row.line, numbers.join(" "))
                }
                Err(refused) => format!("{} {}", refused.line, refused.reason.code()),
            });
        }
        told
    }

    #[test]
    fn cells_are_told_for_themselves() {
        let file = b"Visit, segment ,spend\n1,A,12.5\n,B,\"1,299.00\"\nyes,A,lots\n0,,NaN\n1,A\n1,B,1e400\nno,B,\"1,5\"\n";
        assert_eq!(
            rows(file, &["visit", "spend"]),
            [
                "2 A 1 12.5",
                "3 B missing 1299",
                "4 A 1 not-a-number",
                "5 missing 0 missing",
                "6 too-few-cells",
                "7 B 1 not-a-number",
                "8 B 0 not-a-number",
            ]
        );
    }

    #[test]
    fn chinese_exports_in_gbk_are_read() {
        let (bytes, _, _) =
            encoding_rs::GBK.encode("segment\t是否付款\t金额\n催付\t是\t￥１２.５\n对照\t否\t0元\n");
        assert_eq!(
            rows(&bytes, &["是否付款", "金额"]),
            ["2 催付 1 12.5", "3 对照 0 0"]
        );
    }

    #[test]
    fn a_column_that_is_missing_or_double_is_named() {
        let open = |file: &str, numbers: &[&str]| {
            read(Cursor::new(file.as_bytes().to_vec()), &columns(numbers))
                .err()
                .map(|error| error.to_string())
        };
        let told = open("segment,visit\nA,1\n", &["visit", "spend"]).unwrap();
        assert!(
            told.contains("no column spend") && told.contains("segment, visit"),
            "{told}"
        );
        let told = open("segment,visit,visit\nA,1,2\n", &["visit"]).unwrap();
        assert!(told.contains("two columns") && told.contains("visit"), "{told}");
        assert_eq!(
            open("segment,Visit,visit\nA,1,2\n", &["visit"]),
            None,
            "the exact name wins"
        );
        assert_eq!(open("", &["visit"]).unwrap(), "the file is empty");
    }
}
