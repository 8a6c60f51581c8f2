//! `bench`: what the product costs and carries, on this machine, as one table and as JSON.
//!
//! Each figure is the median of several runs of the release build; the JSON in `target/bench/` keeps
//! every run. Data that may not live in the tree is read from `--data`, `JINPAI_DATA`, or
//! `../shared/data` beside the tree; a bench that lacks its data says so and fails.

mod accuracy;
mod desk;
pub mod desk_faults;
mod effect;
mod machine;
mod measure;
mod node;
mod peers;
mod reminder_faults;
mod reminder_peers;
mod reminder_scale;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::{shell::Cmd, tree};

/// What the benches share.
pub struct Bench {
    /// The release program.
    pub program: PathBuf,
    pub data: PathBuf,
    pub runs: usize,
    /// Products of the catalogue that is imported and searched.
    pub entries: usize,
}

/// One line of the table.
pub struct Row {
    pub metric: String,
    pub unit: &'static str,
    pub runs: Vec<f64>,
}

impl Row {
    pub fn new(metric: impl Into<String>, unit: &'static str, runs: Vec<f64>) -> Self {
        Self {
            metric: metric.into(),
            unit,
            runs,
        }
    }

    /// The middle run; the mean of the two in the middle when there is no one.
    fn median(&self) -> f64 {
        let mut runs = self.runs.clone();
        runs.sort_by(f64::total_cmp);
        match runs.len() {
            0 => f64::NAN,
            n if n % 2 == 1 => runs[n / 2],
            n => f64::midpoint(runs[n / 2 - 1], runs[n / 2]),
        }
    }
}

const ACCURACY: &str = "coach-accuracy";
const EFFECT: &str = "effect";
const GOODS: &str = "goods";
const PLAYBOOK: &str = "playbook";

type Measure = fn(&Bench) -> Result<Vec<Row>>;

const ALL: &[(&str, Measure)] = &[
    ("coach", measure::coach),
    (ACCURACY, accuracy::coach),
    (EFFECT, effect::effect),
    (GOODS, measure::goods),
    (PLAYBOOK, measure::playbook),
    ("import", measure::import),
    ("planning", measure::planning),
    ("messages", measure::messages),
    ("idle", measure::idle),
];

/// These have tables and options of their own, and take many minutes, so they are run by their names alone.
const REMINDER_PEERS: &str = "reminder-peers";
const REMINDER_FAULTS: &str = "reminder-faults";
const REMINDER_SCALE: &str = "reminder-scale";
const DESK_FAULTS: &str = "desk-faults";
const DESK: &str = "desk";

pub fn run(args: &[String]) -> Result<()> {
    match args.split_first().map(|(name, rest)| (name.as_str(), rest)) {
        Some((REMINDER_PEERS, rest)) => return reminder_peers::run(rest),
        Some((REMINDER_FAULTS, rest)) => return reminder_faults::run(rest),
        Some((REMINDER_SCALE, rest)) => return reminder_scale::run(rest),
        Some((DESK, rest)) => return desk::run(rest),
        Some((DESK_FAULTS, rest)) => return desk_faults::run(rest),
        _ => {}
    }
    let (mut names, mut data, mut runs, mut entries) = (Vec::new(), None, 5, 100_000);
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--data" => data = Some(PathBuf::from(args.next().context("--data needs a folder")?)),
            "--runs" => {
                runs = args
                    .next()
                    .and_then(|n| n.parse().ok())
                    .filter(|n| *n > 0)
                    .context("--runs needs a number")?
            }
            "--entries" => {
                entries = args
                    .next()
                    .and_then(|n| n.parse().ok())
                    .context("--entries needs a number")?
            }
            name if ALL.iter().any(|(known, _)| *known == name) => names.push(name),
            other => {
                let known: Vec<&str> = ALL.iter().map(|(name, _)| *name).collect();
                bail!(
                    "no bench {other:?}; there are {}, and each by itself {DESK}, {DESK_FAULTS}, {REMINDER_FAULTS}, {REMINDER_PEERS} and {REMINDER_SCALE}",
                    known.join(", ")
                );
            }
        }
    }
    // Counting right and wrong needs no program, nor does a crate of ours by itself; building it takes minutes.
    let needs_none = |name: &&str| [ACCURACY, EFFECT, GOODS, PLAYBOOK].contains(name);
    let program = if !names.is_empty() && names.iter().all(needs_none) {
        PathBuf::new()
    } else {
        build()?
    };
    let bench = Bench {
        program,
        data: data_folder(data),
        runs,
        entries,
    };
    let machine = machine::describe();
    println!("\n{machine}\n");
    let mut missing = Vec::new();
    for (name, measure) in ALL.iter().filter(|(n, _)| names.is_empty() || names.contains(n)) {
        println!("{name}");
        match measure(&bench) {
            Ok(rows) => {
                for row in &rows {
                    println!("  {:<46} {:>14} {}", row.metric, figure(row.median()), row.unit);
                }
                keep(name, &machine, &rows)?;
            }
            Err(error) => {
                println!("  not measured: {error:#}");
                missing.push(*name);
            }
        }
    }
    if !missing.is_empty() {
        bail!("not measured: {}", missing.join(", "));
    }
    Ok(())
}

fn build() -> Result<PathBuf> {
    crate::web::install()?;
    crate::web::build()?;
    Cmd::cargo(tree::root())
        .args(["build", "--release", "--package", "jinpai-cli"])
        .run()?;
    Ok(tree::target()?.join("release").join("jinpai"))
}

fn data_folder(named: Option<PathBuf>) -> PathBuf {
    named
        .or_else(|| std::env::var_os("JINPAI_DATA").map(PathBuf::from))
        .unwrap_or_else(|| tree::root().join("../shared/data"))
}

/// A file of the data folder, or the sentence that says what is missing.
pub fn data_file(bench: &Bench, name: &str) -> Result<PathBuf> {
    let file = bench.data.join(name);
    if !file.is_file() {
        bail!(
            "the data is missing: {} (name its folder with --data DIR or JINPAI_DATA)",
            file.display()
        );
    }
    Ok(file)
}

/// Three significant places at least, thousands parted.
fn figure(value: f64) -> String {
    if value < 100.0 {
        return format!("{value:.2}");
    }
    let digits = format!("{value:.0}");
    let mut parted = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n) % 3 == 0 {
            parted.push(',');
        }
        parted.push(digit);
    }
    parted
}

fn keep(name: &str, machine: &str, rows: &[Row]) -> Result<()> {
    let folder = tree::target()?.join("bench");
    std::fs::create_dir_all(&folder)?;
    let rows: Vec<serde_json::Value> = rows
        .iter()
        .map(|row| {
            serde_json::json!({
                "metric": row.metric, "unit": row.unit, "median": row.median(), "runs": row.runs,
            })
        })
        .collect();
    let json = serde_json::json!({"bench": name, "machine": machine, "rows": rows});
    let file: &Path = &folder.join(format!("{name}.json"));
    std::fs::write(file, format!("{json:#}\n")).with_context(|| format!("cannot write {}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_run() {
        assert!((Row::new("x", "s", vec![9.0, 1.0, 2.0]).median() - 2.0).abs() < 1e-9);
        assert!((Row::new("x", "s", vec![4.0, 1.0, 2.0, 9.0]).median() - 3.0).abs() < 1e-9);
    }

    #[test]
    fn figures_are_parted_in_thousands() {
        assert_eq!(figure(1_234_567.8), "1,234,568");
        assert_eq!(figure(999.0), "999");
        assert_eq!(figure(1.5), "1.50");
    }
}
