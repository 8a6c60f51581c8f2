//! `desk`: the workbench with 2,000 open talks and 100,000 messages, in a real Chromium on the real program.
//!
//! The run itself is `web/e2e/bench/desk.ts`. The program embeds the pages, so what is measured is built with them.

use anyhow::{Context as _, Result, bail};

use super::node;
use crate::browser;

pub fn run(args: &[String]) -> Result<()> {
    let handed_on = options(args)?;
    let program = node::program(super::build)?;
    let chromium = browser::find_or_install()?;
    node::bench("desk", &program)?
        .args(&handed_on)
        .env("CHROMIUM", chromium)
        .env("JINPAI_DATABASE_URL", "")
        .run()
        .context("not measured")
}

fn options(args: &[String]) -> Result<Vec<String>> {
    let mut handed_on = Vec::new();
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--messages" | "--conversations" | "--seed" => {
                let number = args.next().filter(|n| n.parse::<u32>().is_ok_and(|n| n > 0));
                let number = number.with_context(|| format!("{arg} needs a number"))?;
                handed_on.extend([arg.clone(), number.clone()]);
            }
            other => bail!("desk knows --messages N, --conversations N and --seed N, not {other:?}"),
        }
    }
    Ok(handed_on)
}
