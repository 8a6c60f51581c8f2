//! Benches that need the pages' own code: TypeScript below `web/e2e/bench`, run by Node against the real program.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use super::{machine, reminder_peers::load};
use crate::{
    shell::{Cmd, which},
    tree, web,
};

/// The program to measure: the one that `JINPAI_BIN` names, or the release build of this tree.
pub fn program(build: impl FnOnce() -> Result<PathBuf>) -> Result<PathBuf> {
    match std::env::var_os("JINPAI_BIN").filter(|path| !path.is_empty()) {
        Some(named) => std::path::absolute(PathBuf::from(named)).context("JINPAI_BIN names no file"),
        None => build(),
    }
}

/// One bench, to run with further arguments and variables; it prints its table and writes the JSON by itself.
pub fn bench(name: &str, program: &Path) -> Result<Cmd> {
    if which("node").is_none() {
        bail!("node is missing: install Node.js 20.19 or newer (on Debian: apt-get install nodejs npm)");
    }
    web::install()?;
    let machine = format!("{}, load before {}", machine::describe(), load());
    println!("\n{machine}\n");
    let out = tree::target()?.join("bench").join(format!("{name}.json"));
    let command = Cmd::new("node", &tree::web().join("e2e"))
        .args([
            "--experimental-websocket",
            "bench/run.mjs",
            name,
            "--machine",
            &machine,
            "--out",
        ])
        .args([out])
        .env("JINPAI_BIN", program)
        .env("RUST_LOG", "warn")
        .quiet();
    Ok(command)
}
