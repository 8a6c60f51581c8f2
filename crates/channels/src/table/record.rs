//! CSV records with their physical lines.
//!
//! Quotes are read leniently on one line (`"15" wide"` keeps its inner quote) and strictly over
//! several: a quote that stays open past 50 lines or 16 KiB, or continues into a line whose own
//! quotes do not fit, was never meant to be one. Then only its line is lost.

use super::{Progress, decode::Decoded};
use crate::{Refused, RefusedReason};

/// Longest line, in bytes.
const MAX_LINE: usize = 256 * 1024;
/// Longest record that spans lines, in bytes and lines.
const MAX_SPAN: usize = 16 * 1024;
const MAX_SPAN_LINES: u64 = 50;

/// The cells of one row.
#[derive(Debug, Default, Clone)]
pub(crate) struct Record {
    text: String,
    ends: Vec<usize>,
}

impl Record {
    pub(crate) const fn len(&self) -> usize {
        self.ends.len()
    }

    /// A cell as it stands in the file; empty past the last.
    pub(crate) fn get(&self, n: usize) -> &str {
        let Some(&end) = self.ends.get(n) else {
            return "";
        };
        let start = if n == 0 { 0 } else { self.ends[n - 1] };
        &self.text[start..end]
    }

    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }

    pub(super) fn push(&mut self, cell: &str) {
        self.text.push_str(cell);
        self.ends.push(self.text.len());
    }

    pub(super) fn pad(&mut self, width: usize) {
        while self.ends.len() < width {
            self.ends.push(self.text.len());
        }
    }

    fn close_cell(&mut self) {
        self.ends.push(self.text.len());
    }

    pub(super) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// What stands at the beginning of a text.
enum Scan {
    Record {
        bytes: usize,
        lines: u64,
    },
    /// The text ends before the record does.
    More,
    Broken(RefusedReason),
}

pub(super) struct Records {
    text: Decoded,
    delimiter: u8,
    line: u64,
    failed: bool,
}

impl Records {
    pub(super) const fn new(text: Decoded, delimiter: u8) -> Self {
        Self {
            text,
            delimiter,
            line: 1,
            failed: false,
        }
    }

    pub(super) fn encoding(&self) -> &'static str {
        self.text.encoding()
    }

    pub(super) const fn delimiter(&self) -> u8 {
        self.delimiter
    }

    pub(super) fn progress(&self) -> Progress {
        self.text.progress()
    }

    /// The next record that is not blank, and its line.
    pub(super) fn next(&mut self, record: &mut Record) -> Option<Result<u64, Refused>> {
        while !self.failed {
            if self.text.rest().is_empty() {
                if self.text.ended() {
                    return None;
                }
                if let Some(refused) = self.fill() {
                    return Some(Err(refused));
                }
                continue;
            }
            let line = self.line;
            match scan(self.text.rest(), self.delimiter, self.text.ended(), record) {
                Scan::Record { bytes, lines } => {
                    self.text.take(bytes);
                    self.line += lines;
                    if !record.is_blank() {
                        return Some(Ok(line));
                    }
                }
                Scan::More => {
                    if let Some(refused) = self.fill() {
                        return Some(Err(refused));
                    }
                }
                Scan::Broken(reason) => {
                    if let Some(refused) = self.skip_line() {
                        return Some(Err(refused));
                    }
                    return Some(Err(Refused { line, reason }));
                }
            }
        }
        None
    }

    fn fill(&mut self) -> Option<Refused> {
        self.text.fill().err().map(|error| {
            self.failed = true;
            Refused {
                line: self.line,
                reason: RefusedReason::ReadFailed {
                    detail: error.to_string(),
                },
            }
        })
    }

    /// Leaves the present line behind, however long it is.
    fn skip_line(&mut self) -> Option<Refused> {
        loop {
            let rest = self.text.rest();
            if let Some(at) = rest.find(['\n', '\r']) {
                let after = &rest[at..];
                if after == "\r" && !self.text.ended() {
                    // Whether a line feed belongs to it stands in the next piece.
                    self.text.take(at);
                } else {
                    let width = if after.starts_with("\r\n") { 2 } else { 1 };
                    self.text.take(at + width);
                    self.line += 1;
                    return None;
                }
            } else {
                self.text.take(rest.len());
                if self.text.ended() {
                    return None;
                }
            }
            if let Some(refused) = self.fill() {
                return Some(refused);
            }
        }
    }
}

/// The first records of a text that are not blank, without taking them.
pub(super) fn split_sample(mut text: &str, delimiter: u8, most: usize) -> Vec<Record> {
    let mut records = Vec::new();
    while records.len() < most && !text.is_empty() {
        let mut record = Record::default();
        let Scan::Record { bytes, .. } = scan(text, delimiter, true, &mut record) else {
            break;
        };
        text = &text[bytes..];
        if !record.is_blank() {
            records.push(record);
        }
    }
    records
}

/// Splits the first record of `text`; `whole` when no more text follows.
fn scan(text: &str, delimiter: u8, whole: bool, record: &mut Record) -> Scan {
    record.clear();
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut lines = 0;
    loop {
        // `="…"` is Excel's guard for text that looks like a number; its comma is no delimiter either.
        let guard = usize::from(bytes[at..].starts_with(b"=\""));
        if bytes.get(at + guard) == Some(&b'"') {
            record.text.push_str(&text[at..at + guard * 2]);
            match quoted(text, at + guard + 1, delimiter, whole, record) {
                Quoted::Closed { next, lines: more } => {
                    if guard == 1 {
                        record.text.push('"');
                    }
                    at = next;
                    lines += more;
                }
                Quoted::More => return Scan::More,
                Quoted::Unclosed => return Scan::Broken(RefusedReason::UnclosedQuote),
            }
        } else {
            let length = bytes[at..]
                .iter()
                .position(|b| *b == delimiter || *b == b'\n' || *b == b'\r')
                .unwrap_or(bytes.len() - at);
            record.text.push_str(&text[at..at + length]);
            at += length;
        }
        record.close_cell();
        if at > MAX_LINE {
            return Scan::Broken(RefusedReason::LineTooLong);
        }
        match bytes.get(at) {
            None if whole => return Scan::Record { bytes: at, lines },
            None => return Scan::More,
            Some(b) if *b == delimiter => at += 1,
            Some(b'\r') if at + 1 == bytes.len() && !whole => return Scan::More,
            Some(b'\r') if bytes.get(at + 1) == Some(&b'\n') => {
                return Scan::Record {
                    bytes: at + 2,
                    lines: lines + 1,
                };
            }
            Some(_) => {
                return Scan::Record {
                    bytes: at + 1,
                    lines: lines + 1,
                };
            }
        }
    }
}

enum Quoted {
    /// `next` is the delimiter or the end of the line.
    Closed {
        next: usize,
        lines: u64,
    },
    More,
    Unclosed,
}

/// Reads a quoted cell from `start`, just behind its opening quote, into the open cell of `record`.
fn quoted(text: &str, start: usize, delimiter: u8, whole: bool, record: &mut Record) -> Quoted {
    let bytes = text.as_bytes();
    let (mut at, mut lines, mut stray) = (start, 0_u64, false);
    loop {
        let Some(length) = bytes[at..].iter().position(|b| matches!(b, b'"' | b'\n' | b'\r')) else {
            let open = whole || at.max(bytes.len()) > MAX_LINE;
            return if open { Quoted::Unclosed } else { Quoted::More };
        };
        let mark = at + length;
        record.text.push_str(&text[at..mark]);
        at = mark + 1;
        if bytes[mark] != b'"' {
            if at == bytes.len() && !whole {
                return Quoted::More;
            }
            at += usize::from(bytes[mark] == b'\r' && bytes.get(at) == Some(&b'\n'));
            lines += 1;
            record.text.push('\n');
            if stray || lines >= MAX_SPAN_LINES || at > MAX_SPAN {
                return Quoted::Unclosed;
            }
            continue;
        }
        if bytes.get(at) == Some(&b'"') {
            record.text.push('"');
            at += 1;
            continue;
        }
        let spaces = bytes[at..].iter().take_while(|b| **b == b' ').count();
        match bytes.get(at + spaces) {
            None if whole => {
                return Quoted::Closed {
                    next: at + spaces,
                    lines,
                };
            }
            None => return Quoted::More,
            Some(b) if *b == delimiter || matches!(b, b'\n' | b'\r') => {
                return Quoted::Closed {
                    next: at + spaces,
                    lines,
                };
            }
            Some(_) if lines > 0 => return Quoted::Unclosed,
            Some(_) => {
                stray = true;
                record.text.push('"');
            }
        }
    }
}
