//! `fuzz`: the targets of `fuzz/` for some minutes each. They need a nightly compiler and cargo-fuzz, which
//! is installed when it is missing.

use anyhow::{Context, Result, bail};

use crate::{
    shell::{Cmd, which},
    tree,
};

const TARGETS: [&str; 4] = ["check", "audit", "packs", "claims"];

pub fn run(args: &[String]) -> Result<()> {
    let (mut targets, mut minutes) = (Vec::new(), 5_u32);
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--minutes" => {
                let value = args.next().context("--minutes needs a number")?;
                minutes = value
                    .parse()
                    .with_context(|| format!("--minutes needs a number, not {value:?}"))?;
            }
            name if TARGETS.contains(&name) => targets.push(name),
            other => bail!("fuzz knows --minutes N and {}, not {other:?}", TARGETS.join(", ")),
        }
    }
    if targets.is_empty() {
        targets.extend(TARGETS);
    }
    let nightly = |args: &[&str]| {
        let first = ["run", "nightly", "cargo"];
        Cmd::new("rustup", &tree::root().join("fuzz")).args(first.iter().chain(args))
    };
    nightly(&["--version"])
        .quiet()
        .read()
        .context("fuzzing needs a nightly compiler: rustup toolchain install nightly")?;
    if which("cargo-fuzz").is_none() {
        nightly(&["install", "cargo-fuzz", "--locked"])
            .run()
            .context("cannot install cargo-fuzz: cargo install cargo-fuzz")?;
    }
    for target in targets {
        let time = format!("-max_total_time={}", u64::from(minutes) * 60);
        nightly(&[
            "fuzz",
            "run",
            target,
            "--",
            &time,
            "-timeout=60",
            "-len_control=0",
            "-max_len=4096",
        ])
        .run()
        .with_context(|| format!("{target} failed; fuzz/artifacts/{target} holds the input"))?;
    }
    Ok(())
}
