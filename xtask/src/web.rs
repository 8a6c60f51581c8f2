//! The pages: their packages, their build.

use std::{fs, path::Path, time::SystemTime};

use anyhow::{Result, bail};

use crate::{
    shell::{Cmd, which},
    tree,
};

pub fn npm(args: &[&str]) -> Cmd {
    Cmd::new("npm", &tree::web())
        .args(args)
        .env("npm_config_fund", "false")
        .env("npm_config_audit", "false")
}

/// Runs `npm ci` when the installed packages are older than the lock file, or missing.
pub fn install() -> Result<()> {
    if which("npm").is_none() {
        bail!("npm is missing: install Node.js 20.19 or newer (on Debian: apt-get install nodejs npm)");
    }
    let age = |file: &Path| {
        fs::metadata(file)
            .and_then(|m| m.modified())
            .unwrap_or(SystemTime::UNIX_EPOCH)
    };
    let web = tree::web();
    let installed = age(&web.join("node_modules/.package-lock.json"));
    if installed > age(&web.join("package-lock.json")) {
        return Ok(());
    }
    npm(&["ci", "--no-progress"]).run()
}

pub fn build() -> Result<()> {
    npm(&["run", "build"]).run()
}
