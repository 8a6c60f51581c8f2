//! What an import did, as the command line and the API print it.

use serde::{Deserialize, Serialize};

use crate::{Lang, Refused};

/// Counts of one import. `read` is the rows that held something, taken or not:
/// `read = new + changed + same + refused_total`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportReport {
    pub read: u64,
    pub new: u64,
    pub changed: u64,
    pub same: u64,
    /// The first 1,000 rows that were not taken.
    pub refused: Vec<RefusedLine>,
    /// All rows that were not taken.
    pub refused_total: u64,
}

/// A row that was not taken, with its reason as a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedLine {
    pub line: u64,
    pub reason: String,
}

impl ImportReport {
    /// Most refused rows that are listed; the rest is only counted.
    pub const LISTED: usize = 1_000;

    /// Counts a row that was not taken, and lists it while there is room.
    pub fn refuse(&mut self, refused: &Refused, lang: Lang) {
        self.read += 1;
        self.refused_total += 1;
        if self.refused.len() < Self::LISTED {
            self.refused.push(RefusedLine {
                line: refused.line,
                reason: refused.reason.sentence(lang),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RefusedReason;

    #[test]
    fn a_file_of_nothing_but_errors_stays_a_short_report() {
        let mut report = ImportReport::default();
        for line in 1..=5_000 {
            report.refuse(
                &Refused {
                    line,
                    reason: RefusedReason::UnclosedQuote,
                },
                Lang::En,
            );
        }
        assert_eq!(
            (report.refused.len(), report.refused_total, report.read),
            (1_000, 5_000, 5_000)
        );
        let json = serde_json::to_value(&report).unwrap();
        assert_eq!(json["refused"][0]["line"], 1);
        assert!(json["refused"][0]["reason"].is_string());
    }
}
