//! How often the effect page would be wrong, over many made-up experiments: counted by the example
//! `false_wins` of jinpai-stats, which fails when a promise is broken.

use anyhow::{Context as _, Result};

use super::{Bench, Row};
use crate::{shell::Cmd, tree};

/// The figures of a row, as the example names them, and as the table does.
const FIGURES: [(&str, &str); 6] = [
    ("wins_percent", "sides taken, looking every day"),
    ("naive_wins_percent", "the same with the interval for one look"),
    (
        "always_valid_covers_percent",
        "always-valid interval covers at all looks",
    ),
    (
        "fixed_covers_percent",
        "interval for one look covers, where shown",
    ),
    (
        "newcombe_covers_percent",
        "Newcombe's interval covers, where shown",
    ),
    ("early_percent", "told \"too early\" at the end"),
];

/// One pass of 10,000 experiments a shop: the same seed gives the same figures, so more runs tell nothing.
pub fn effect(_: &Bench) -> Result<Vec<Row>> {
    let text = Cmd::cargo(tree::root())
        .args(["run", "--quiet", "--release"])
        .args(["--package", "jinpai-stats", "--example", "false_wins"])
        .args(["--", "--runs", "10000", "--json"])
        .quiet()
        .read()?;
    let json: serde_json::Value = serde_json::from_str(&text).context("false_wins printed no JSON")?;
    let mut rows = Vec::new();
    for shop in json["rows"].as_array().into_iter().flatten() {
        let name = format!(
            "{}, {} buyers",
            shop["shop"].as_str().unwrap_or_default(),
            shop["buyers"]
        );
        for (key, told) in FIGURES {
            if let Some(figure) = shop[key].as_f64() {
                rows.push(Row::new(format!("{name}: {told}"), "%", vec![figure]));
            }
        }
    }
    Ok(rows)
}
