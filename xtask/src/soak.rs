//! `soak`: the same tests for longer. Properties get many more cases, crash tests many more rounds.

mod advice;
mod hours;
pub mod sim;

use anyhow::{Context, Result, bail};

use crate::{postgres::Postgres, shell::Cmd, tree};

pub fn run(args: &[String]) -> Result<()> {
    match args.split_first() {
        Some((name, rest)) if name == "advice" => return advice::run(rest),
        Some((name, rest)) if name == "hours" => return hours::run(rest),
        Some((name, rest)) if name == "sim" => return sim::run(rest),
        Some((name, rest)) if name == "canaries" => return sim::canaries(rest),
        _ => {}
    }
    let (mut cases, mut rounds) = (20_000_u32, 500_u32);
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        let mut number = || -> Result<u32> {
            let value = args.next().with_context(|| format!("{arg} needs a number"))?;
            value
                .parse()
                .with_context(|| format!("{arg} needs a number, not {value:?}"))
        };
        match arg.as_str() {
            "--cases" => cases = number()?,
            "--rounds" => rounds = number()?,
            other => {
                bail!("soak knows advice, hours, sim, canaries, --cases N and --rounds N, not {other:?}")
            }
        }
    }
    let postgres = Postgres::start()?;
    println!("    {cases} cases a property, {rounds} kills a crash test");
    Cmd::cargo(tree::root())
        .args(["nextest", "run", "--workspace", "--profile", "soak"])
        .env("PROPTEST_CASES", cases.to_string())
        .env("JINPAI_TEST_KILL_ROUNDS", rounds.to_string())
        .env("JINPAI_TEST_POSTGRES_URL", postgres.url())
        .env("JINPAI_TEST_REQUIRE_ALL", "1")
        .run()
}
