//! Counting: a pass over the file that keeps sums, never rows.

use std::{collections::HashMap, path::Path};

use indicatif::{ProgressBar, ProgressStyle};
use jinpai_channels::{
    FileForm, Refused, RefusedReason,
    experiments::{ExperimentReader, ExperimentRow},
};
use jinpai_stats::PairMoments;

use super::told;
use crate::{exit::Failure, input::tell_encoding};

/// More values than this are no arms: somebody named the wrong column.
const MOST_ARMS: usize = 50;
/// Most problems that are listed; the rest is only counted.
const LISTED: usize = 100;
const ROWS_A_STROKE: u64 = 10_000;

/// Everybody of one arm.
pub(super) struct Arm {
    pub name: String,
    /// Rows, whether or not their outcomes could be read.
    pub people: u64,
    /// By outcome; the covariate is nought where there is none.
    pub outcomes: Vec<PairMoments>,
}

pub(super) struct Counted {
    /// By name.
    pub arms: Vec<Arm>,
    pub rows: u64,
    pub problems: Vec<Refused>,
    pub problems_total: u64,
}

/// Why counting was given up.
pub(super) enum Stopped {
    TooManyArms,
    /// Half a file gives figures of half an experiment.
    Cut(Refused),
}

impl Stopped {
    pub(super) fn of(self, file: &Path, group: &str) -> Failure {
        let file = file.display();
        match self {
            Self::TooManyArms => Failure::usage(told(
                format!("“{group}”里超过 {MOST_ARMS} 种值，不像分组；请检查 --group"),
                format!(
                    "{group} has more than {MOST_ARMS} different values, which are no arms; check --group"
                ),
            )),
            Self::Cut(refused) => {
                let (line, reason) = (refused.line, &refused.reason);
                let what = told(
                    format!(
                        "{file}：第 {line} 行：{}；只读了一部分，不出结果",
                        reason.sentence(jinpai_channels::Lang::ZhCn)
                    ),
                    format!("{file}: line {line}: {reason}; part of a file gives no figures"),
                );
                match reason {
                    RefusedReason::ReadFailed { .. } => Failure::environment(what),
                    _ => Failure::usage(what),
                }
            }
        }
    }
}

impl Counted {
    pub(super) fn arm(&self, name: &str) -> Option<&Arm> {
        self.arms.iter().find(|arm| arm.name == name.trim())
    }

    fn problem(&mut self, line: u64, reason: RefusedReason) {
        self.problems_total += 1;
        if self.problems.len() < LISTED {
            self.problems.push(Refused { line, reason });
        }
    }
}

pub(super) fn count(
    mut reader: ExperimentReader,
    outcomes: usize,
    covariate: bool,
    file: &Path,
) -> Result<Counted, Stopped> {
    if let FileForm::Csv { encoding, .. } = reader.form() {
        tell_encoding(&file.display().to_string(), encoding);
    }
    let bar = progress_bar(reader.progress().total);
    let mut counted = Counted {
        arms: Vec::new(),
        rows: 0,
        problems: Vec::new(),
        problems_total: 0,
    };
    let mut places: HashMap<String, usize> = HashMap::new();
    loop {
        if counted.rows.is_multiple_of(ROWS_A_STROKE) {
            bar.set_position(reader.progress().done);
        }
        let Some(row) = reader.next_row() else { break };
        counted.rows += 1;
        match row {
            Ok(row) => take(&mut counted, &mut places, &row, outcomes, covariate)?,
            Err(refused) => match refused.reason {
                RefusedReason::TooManyRows { .. } | RefusedReason::ReadFailed { .. } => {
                    return Err(Stopped::Cut(refused));
                }
                reason => counted.problem(refused.line, reason),
            },
        }
    }
    bar.finish_and_clear();
    counted.arms.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(counted)
}

fn take(
    counted: &mut Counted,
    places: &mut HashMap<String, usize>,
    row: &ExperimentRow<'_>,
    outcomes: usize,
    covariate: bool,
) -> Result<(), Stopped> {
    let name = match row.arm() {
        Ok(name) => name,
        Err(reason) => {
            counted.problem(row.line, reason);
            return Ok(());
        }
    };
    let place = match places.get(name) {
        Some(place) => *place,
        None if counted.arms.len() == MOST_ARMS => return Err(Stopped::TooManyArms),
        None => {
            places.insert(name.to_owned(), counted.arms.len());
            counted.arms.push(Arm {
                name: name.to_owned(),
                people: 0,
                outcomes: vec![PairMoments::default(); outcomes],
            });
            counted.arms.len() - 1
        }
    };
    counted.arms[place].people += 1;
    let before = if covariate { row.number(outcomes) } else { Ok(0.0) };
    let before = match before {
        Ok(before) => before,
        Err(reason) => {
            counted.problem(row.line, reason);
            return Ok(());
        }
    };
    for n in 0..outcomes {
        match row.number(n) {
            Ok(outcome) => counted.arms[place].outcomes[n].push(outcome, before),
            Err(reason) => counted.problem(row.line, reason),
        }
    }
    Ok(())
}

/// Drawn on a terminal only; a pipe sees nothing.
fn progress_bar(total: u64) -> ProgressBar {
    let bar = ProgressBar::new(total);
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {percent}%") {
        bar.set_style(style);
    }
    bar
}
