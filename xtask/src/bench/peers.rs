//! What others offer for Chinese text, on the same lines: `autocorrect` and `textlint` with `prh`.
//!
//! They are npm packages in a folder of their own, which nothing of the product uses.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use super::Row;
use crate::{
    shell::{Cmd, which},
    tree,
};

fn folder() -> PathBuf {
    tree::root().join("xtask/src/bench/peers")
}

/// Their speed over a file of lines; what could not be measured is told in place of its row.
pub fn rows(lines: &Path, runs: usize) -> Result<Vec<Row>> {
    install()?;
    let mut rows: Vec<Row> = Vec::new();
    for _ in 0..runs {
        let text = Cmd::new("node", &folder())
            .args(["bench.mjs"])
            .args([lines])
            .quiet()
            .read()?;
        let json: serde_json::Value =
            serde_json::from_str(&text).context("the bench of the peers printed no JSON")?;
        for (name, value) in json.as_object().into_iter().flatten() {
            let (Some(name), Some(value)) = (name.strip_suffix("_mb_per_s"), value.as_f64()) else {
                continue;
            };
            let metric = format!("peer: {}", name.replace('_', " "));
            match rows.iter_mut().find(|row| row.metric == metric) {
                Some(row) => row.runs.push(value),
                None => rows.push(Row::new(metric, "MB/s", vec![value])),
            }
        }
        for wrong in json["wrong"].as_array().into_iter().flatten() {
            println!("  not measured: {}", wrong.as_str().unwrap_or_default());
        }
    }
    Ok(rows)
}

fn install() -> Result<()> {
    if which("npm").is_none() {
        bail!("npm is missing, so there is nothing to compare with");
    }
    if folder().join("node_modules/.package-lock.json").is_file() {
        return Ok(());
    }
    Cmd::new("npm", &folder()).args(["ci", "--no-progress"]).run()
}
