//! A Chromium for the browser journeys.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::{
    shell::{Cmd, install, may_install, which},
    tree,
    web::npm,
};

/// Finds one; installs it from the system's packages, else from npm.
pub fn find_or_install() -> Result<PathBuf> {
    if let Some(named) = std::env::var_os("CHROMIUM") {
        return Ok(PathBuf::from(named));
    }
    if let Some(program) = find() {
        fonts();
        return Ok(program);
    }
    if may_install()
        && install(&["chromium", "fonts-noto-cjk"]).is_ok()
        && let Some(program) = find()
    {
        return Ok(program);
    }
    from_npm().context(
        "Chromium is missing: install it (Debian: apt-get install chromium fonts-noto-cjk) or set CHROMIUM to its path",
    )
}

fn find() -> Option<PathBuf> {
    [
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
    ]
    .iter()
    .find_map(|name| which(name))
    .or_else(|| {
        let mac = PathBuf::from("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");
        mac.is_file().then_some(mac)
    })
}

/// Pictures of Chinese pages need a Chinese font; journeys do not, so this only tries.
fn fonts() {
    let known = Cmd::new("fc-list", Path::new("/"))
        .args([":lang=zh"])
        .quiet()
        .read()
        .is_ok_and(|list| !list.trim().is_empty());
    if !known && may_install() && install(&["fonts-noto-cjk"]).is_err() {
        println!("    no Chinese font: screenshots will show boxes (fonts-noto-cjk)");
    }
}

/// The npm package that carries a Chromium of its own.
fn from_npm() -> Result<PathBuf> {
    const PACKAGE: &str = "@sparticuz/chromium";
    if !tree::web().join("node_modules").join(PACKAGE).is_dir() {
        npm(&["install", "--no-save", "--no-package-lock", PACKAGE]).run()?;
    }
    let path = Cmd::new("node", &tree::web())
        .args(["--input-type=module", "-e"])
        .args([format!(
            "const m = await import('{PACKAGE}'); console.log(await m.default.executablePath())"
        )])
        .quiet()
        .read()?;
    Ok(PathBuf::from(path.trim()))
}
