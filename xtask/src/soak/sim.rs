//! `soak sim` and `soak canaries`: seeded worlds that drive the real engine through crashes and lies, and the
//! same worlds with engines that break one promise each, which has to be noticed.

use anyhow::{Context, Result, bail};

use crate::{shell::Cmd, tree};

/// Worlds of a full run.
const WORLDS: u64 = 10_000;
/// From so many worlds on, processes have to have died at every boundary this often.
const ENOUGH: u64 = 2_000;
const DEATHS: &str = "100";

pub fn run(args: &[String]) -> Result<()> {
    let seeds = match args {
        [] => format!("0..{WORLDS}"),
        [option, seeds] if option == "--seeds" => seeds.clone(),
        other => bail!("soak sim knows --seeds FROM..TO, not {:?}", other.join(" ")),
    };
    worlds(&seeds, count(&seeds)? >= ENOUGH)
}

/// Lives these worlds through, on all cores, and fails when a promise is broken.
fn worlds(seeds: &str, everywhere: bool) -> Result<()> {
    let run = cargo(&["--", "--seeds", seeds]);
    if everywhere {
        run.args(["--deaths", DEATHS]).run()
    } else {
        run.run()
    }
}

pub fn canaries(args: &[String]) -> Result<()> {
    let seeds = match args {
        [] => "1..1001",
        [option, seeds] if option == "--seeds" => seeds,
        other => bail!("soak canaries knows --seeds FROM..TO, not {:?}", other.join(" ")),
    };
    count(seeds)?;
    cargo(&["--features", "canary", "--", "--canary", "all", "--seeds", seeds]).run()
}

fn cargo(more: &[&str]) -> Cmd {
    Cmd::cargo(tree::root())
        .args(["run", "--quiet", "--profile", "soak", "--package", "jinpai-sim"])
        .args(more)
}

fn count(seeds: &str) -> Result<u64> {
    let (from, to) = seeds
        .split_once("..")
        .with_context(|| format!("--seeds needs FROM..TO, not {seeds:?}"))?;
    let number = |text: &str| -> Result<u64> {
        text.parse()
            .with_context(|| format!("--seeds needs numbers, not {text:?}"))
    };
    Ok(number(to)?.saturating_sub(number(from)?))
}
