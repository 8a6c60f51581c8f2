//! How often the coach is right, on labelled messages beside the data folder: each half with the
//! difference, printed whole by the example that counts.

use anyhow::{Context, Result, bail};

use super::{Bench, Row};
use crate::{shell::Cmd, tree};

const FILES: [&str; 2] = ["dev_authored.jsonl", "dev_jddc.jsonl"];

pub fn coach(bench: &Bench) -> Result<Vec<Row>> {
    let folder = bench.data.join("../coach");
    let files = FILES.map(|name| folder.join(name));
    if let Some(missing) = files.iter().find(|file| !file.is_file()) {
        bail!(
            "labelled messages are missing: {} (they are looked for in ../coach beside the folder of --data DIR)",
            missing.display()
        );
    }
    let blind = || {
        let example = ["--package", "jinpai-packs", "--example", "coach_accuracy"];
        Cmd::cargo(tree::root())
            .args(["run", "--quiet", "--release"])
            .args(example)
            .args(["--", "blind"])
            .args(&files)
    };
    blind().run()?;
    let json: serde_json::Value = serde_json::from_str(&blind().args(["--json"]).quiet().read()?)
        .context("coach_accuracy printed no JSON")?;
    let mut rows = Vec::new();
    for half in ["worked on", "held back"] {
        for figure in ["precision", "recall", "f1"] {
            let value = json[half]["together"][figure].as_f64().unwrap_or(f64::NAN);
            rows.push(Row::new(format!("{half}: {figure}"), "", vec![value]));
        }
        let count = |name: &str| json[half][name].as_f64().unwrap_or(f64::NAN);
        let alarms = 100.0 * count("false_alarms") / count("clean");
        rows.push(Row::new(
            format!("{half}: false alarms on clean messages"),
            "%",
            vec![alarms],
        ));
    }
    Ok(rows)
}
