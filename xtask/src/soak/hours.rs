//! `soak hours`: the next allowed moment of many random policies against a walk through every minute
//! of a year.

use anyhow::{Context, Result, bail};

use crate::{shell::Cmd, tree};

pub fn run(args: &[String]) -> Result<()> {
    let policies: u64 = match args {
        [] => 100_000,
        [option, count] if option == "--policies" => count
            .parse()
            .with_context(|| format!("--policies needs a number, not {count:?}"))?,
        other => bail!("soak hours knows --policies N, not {:?}", other.join(" ")),
    };
    println!("    {policies} policies, each against every minute of a year");
    Cmd::cargo(tree::root())
        .args([
            "test",
            "--release",
            "-p",
            "jinpai-reminder",
            "--test",
            "hours_year",
        ])
        .env("JINPAI_TEST_HOUR_POLICIES", policies.to_string())
        .run()
}
