//! `desk-faults`: a talk of 30 buyers and 5 people of two teams, while the real program is killed again and again.
//!
//! The run itself is `web/e2e/bench/desk-faults.ts`, because its people use the pages' own lines and outboxes. Here is
//! what stands around it: the program, the database, and the end.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use super::node;
use crate::{postgres::Postgres, shell::Cmd, tree};

#[derive(Default)]
struct Options {
    postgres: bool,
    /// Handed on as they are: length, kills, seed.
    handed_on: Vec<String>,
}

/// Shows in less than a minute that all of it works.
const QUICK: [&str; 4] = ["--minutes", "0.5", "--kills", "2"];

pub fn run(args: &[String]) -> Result<()> {
    let options = options(args)?;
    let program = node::program(build)?;
    let postgres = options.postgres.then(Postgres::start_durable).transpose()?;
    // One that the surroundings name is somebody else's.
    let url = postgres.as_ref().map_or("", Postgres::url);
    strike(&program, url, &options.handed_on)
}

/// The short form on SQLite, for every push.
pub fn quick(program: &Path) -> Result<()> {
    strike(program, "", &QUICK.map(str::to_owned))
}

fn strike(program: &Path, database: &str, options: &[String]) -> Result<()> {
    node::bench("desk-faults", program)?
        .args(options)
        .env("JINPAI_DATABASE_URL", database)
        .run()
        .context("promises were broken, or the run broke off")
}

fn options(args: &[String]) -> Result<Options> {
    let mut options = Options::default();
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--postgres" => options.postgres = true,
            "--quick" => options.handed_on.extend(QUICK.map(str::to_owned)),
            "--minutes" | "--kills" | "--seed" => {
                let number = args.next().filter(|n| n.parse::<f64>().is_ok_and(|n| n > 0.0));
                let number = number.with_context(|| format!("{arg} needs a number"))?;
                options.handed_on.extend([arg.clone(), number.clone()]);
            }
            other => bail!(
                "desk-faults knows --postgres, --quick, --minutes N, --kills N and --seed N, not {other:?}"
            ),
        }
    }
    Ok(options)
}

/// The program as it is shipped but for its pages, which nobody looks at here.
fn build() -> Result<PathBuf> {
    Cmd::cargo(tree::root())
        .args(["build", "--release", "--package", "jinpai-cli"])
        .run()?;
    Ok(tree::target()?.join("release").join("jinpai"))
}
