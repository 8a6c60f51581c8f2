//! What the program has written down, read from its database while it runs or lies dead.

use std::path::Path;

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::{
    shell::{Background, Cmd},
    tree::Scratch,
};

/// Reads the database by the tool made for it.
pub struct Books<'a> {
    reader: &'a Path,
    database: &'a str,
}

pub struct Ledger {
    pub steps: Vec<Step>,
    pub attempts: Vec<Attempt>,
    /// Every time that a step was laid down as unknown.
    pub unknown: Vec<String>,
}

pub struct Step {
    pub order: Option<usize>,
    pub state: String,
    pub reason: String,
}

pub struct Attempt {
    pub step: String,
    pub key: String,
    pub state: String,
    pub started_ms: i64,
    pub finished_ms: Option<i64>,
}

impl<'a> Books<'a> {
    pub const fn new(reader: &'a Path, database: &'a str) -> Self {
        Self { reader, database }
    }

    fn verb(&self, verb: &str) -> Cmd {
        Cmd::new(self.reader, Path::new("/"))
            .args([verb, "--database", self.database])
            .quiet()
    }

    pub fn read(&self) -> Result<Ledger> {
        let told: Value = serde_json::from_str(&self.verb("read").read()?)?;
        let rows = |name: &str| told[name].as_array().cloned().unwrap_or_default();
        Ok(Ledger {
            steps: rows("steps").iter().map(Step::of).collect::<Result<_>>()?,
            attempts: rows("attempts").iter().map(Attempt::of).collect::<Result<_>>()?,
            unknown: rows("unknown")
                .iter()
                .map(|row| word(row, "step"))
                .collect::<Result<_>>()?,
        })
    }

    /// Holds the database's write lock for so long, from outside.
    pub fn hold(&self, ms: i64, logs: &Scratch) -> Result<Background> {
        self.verb("hold")
            .args(["--ms", &ms.to_string()])
            .start(&logs.path().join("hold"))
    }
}

impl Ledger {
    /// Steps whose hand-over is on its way: the attempt is on disk, its end is not.
    pub fn in_flight(&self) -> Vec<String> {
        let sending = self.attempts.iter().filter(|attempt| attempt.state == "sending");
        sending.map(|attempt| attempt.step.clone()).collect()
    }

    /// Hand-overs of which nobody knows the end.
    pub fn unknown_now(&self) -> usize {
        let attempts = self.attempts.iter().filter(|attempt| attempt.state == "unknown");
        let steps = self.steps.iter().filter(|step| step.state == "unknown");
        attempts.count().max(steps.count())
    }

    /// What is not over.
    pub fn open_now(&self) -> usize {
        let open = |step: &&Step| ["planned", "claimed", "waiting"].contains(&step.state.as_str());
        self.steps.iter().filter(open).count() + self.in_flight().len()
    }
}

impl Step {
    fn of(row: &Value) -> Result<Self> {
        let order = row["orders"][0].as_str().and_then(super::orders::place_of);
        Ok(Self {
            order,
            state: word(row, "state")?,
            reason: word(row, "reason")?,
        })
    }
}

impl Attempt {
    fn of(row: &Value) -> Result<Self> {
        Ok(Self {
            step: word(row, "step")?,
            key: word(row, "key")?,
            state: word(row, "state")?,
            started_ms: row["started_ms"]
                .as_i64()
                .context("an attempt without its begin")?,
            finished_ms: row["finished_ms"].as_i64(),
        })
    }
}

fn word(row: &Value, field: &str) -> Result<String> {
    let word = row[field].as_str().map(str::to_owned);
    word.with_context(|| format!("the ledger has a row without {field}"))
}
