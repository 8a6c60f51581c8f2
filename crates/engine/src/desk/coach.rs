//! The coach as a shop uses it: its rules, the bench, what was put aside, and what was found in sent messages.

mod audit;
mod bench;
mod dismissals;
mod findings;
mod own;
mod rules;
mod settings;

use jinpai_model::{At, Zone};

pub use self::{
    audit::{AgentAudit, Audit, AuditQuery, AuditedFinding, CategoryFigures},
    bench::{BenchLine, BenchedLine, BenchedRule, HistoryBench, HistoryHit},
    dismissals::{Dismiss, DismissalList, DismissalQuery, DismissalView},
    findings::{FindingQuery, FindingView, Verdict},
    own::RuleChange,
    rules::{RuleList, RuleText, RuleView},
    settings::SettingChange,
};
use crate::error::{EngineError, Invalid, Result};

/// Shop-local days from the first to the last, both included; an end that is not given is open.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Days {
    pub from: Option<String>,
    pub to: Option<String>,
}

impl Days {
    /// The moment they begin, and the moment after them.
    pub(crate) fn bounds(&self, zone: &Zone) -> Result<(Option<At>, Option<At>)> {
        let from = day("from", self.from.as_deref())?.map(|day| zone.at(day.at(0, 0, 0, 0)));
        let to =
            day("to", self.to.as_deref())?.map(|day| zone.at(day.tomorrow().unwrap_or(day).at(0, 0, 0, 0)));
        Ok((from, to))
    }
}

fn day(field: &'static str, text: Option<&str>) -> Result<Option<jiff::civil::Date>> {
    let expected = "a day such as 2026-11-21";
    let read = text.map(|text| {
        text.parse().map_err(|_| EngineError::Invalid {
            field,
            reason: Invalid::Not { expected },
        })
    });
    read.transpose()
}

/// A trimmed note of up to `max` characters; it may be empty.
fn note(text: &str, max: usize) -> Result<String> {
    let text = text.trim();
    if text.chars().count() > max {
        return Err(EngineError::Invalid {
            field: "note",
            reason: Invalid::TooLong { max },
        });
    }
    Ok(text.to_owned())
}
