//! `reminder-scale`: the real engine under many planned steps, on both databases, with a provider that answers at once.

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};

use super::reminder_peers::load;
use crate::{bench::machine, postgres::Postgres, shell::Cmd, tree};

const DATABASES: [&str; 2] = ["sqlite", "postgres"];
/// Planned steps in the table, one size after the other.
const SIZES: [&str; 4] = ["2000", "20000", "200000", "1000000"];
/// Everything but the largest, which takes most of the time.
const SHORT: usize = 3;

pub fn run(args: &[String]) -> Result<()> {
    let (mut sizes, mut only) = (SIZES.as_slice(), None);
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--short" => sizes = &SIZES[..SHORT],
            "--only" => {
                let named = args.next().map(String::as_str);
                only = Some(
                    named
                        .filter(|name| DATABASES.contains(name))
                        .context("--only needs sqlite or postgres")?,
                );
            }
            other => bail!("reminder-scale knows --short and --only sqlite|postgres, not {other:?}"),
        }
    }
    let program = build()?;
    let machine = format!("{}, load before {}", machine::describe(), load());
    println!("\n{machine}\n");
    let mut told = Vec::new();
    for name in DATABASES {
        if only.is_some_and(|only| only != name) {
            continue;
        }
        println!("{name}");
        let row = measure(&program, name, sizes)?;
        println!("{}", table(&row));
        told.push(json!({ "database": name, "told": row }));
        let folder = tree::target()?.join("bench");
        std::fs::create_dir_all(&folder)?;
        let json = json!({ "bench": "reminder-scale", "machine": machine, "databases": told });
        std::fs::write(folder.join("reminder-scale.json"), format!("{json:#}\n"))?;
    }
    Ok(())
}

/// The engine's own, built as it is shipped; `JINPAI_BIN` names one that is built already.
fn build() -> Result<PathBuf> {
    if let Some(named) = std::env::var_os("JINPAI_BIN").filter(|path| !path.is_empty()) {
        return Ok(PathBuf::from(named));
    }
    Cmd::cargo(tree::root())
        .args(["build", "--release", "--package", "jinpai-sim"])
        .args(["--example", "reminder_scale"])
        .run()?;
    Ok(tree::target()?.join("release/examples/reminder_scale"))
}

fn measure(program: &PathBuf, name: &str, sizes: &[&str]) -> Result<Value> {
    let folder = tree::Scratch::new("reminder-scale")?;
    let postgres = match name {
        "postgres" => Some(Postgres::start_durable()?),
        _ => None,
    };
    let url = match &postgres {
        Some(postgres) => postgres.url().to_owned(),
        None => format!("sqlite://{}", folder.path().join("scale.db").display()),
    };
    let told = Cmd::new(program, folder.path())
        .args([url.as_str()])
        .args(sizes)
        .quiet()
        .read()?;
    serde_json::from_str(told.trim()).context("the measurement printed no JSON")
}

fn table(told: &Value) -> String {
    let mut text = format!(
        "{:>14} {:>12} {:>16} {:>16}\n",
        "planned steps", "planned/s", "plan ms a step", "send ms a step"
    );
    let number = |value: &Value| value.as_f64().unwrap_or(f64::NAN);
    for row in told["sizes"].as_array().into_iter().flatten() {
        text.push_str(&format!(
            "{:>14} {:>12.0} {:>16.3} {:>16.3}\n",
            row["planned_steps"],
            number(&row["planned_per_s"]),
            number(&row["plan_sample_ms_a_step"]),
            number(&row["dispatch_ms_a_step"]),
        ));
    }
    for name in ["burst", "spread"] {
        let run = &told["speeds"][name];
        let late = &run["late_ms"];
        text.push_str(&format!(
            "{name}: {} of {} handed over, {:.0}/s; late p50 {} / p95 {} / p99 {} ms\n",
            run["handed"],
            run["steps"],
            number(&run["per_s"]),
            late["p50"],
            late["p95"],
            late["p99"],
        ));
    }
    text
}
