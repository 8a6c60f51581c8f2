//! Where things are: the workspace, its build folder, its files.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::shell::Cmd;

/// The workspace's root folder.
pub fn root() -> &'static Path {
    // This crate lies directly below it.
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

pub fn web() -> PathBuf {
    root().join("web")
}

/// What `cargo metadata` knows, without dependencies from elsewhere.
pub fn metadata() -> Result<serde_json::Value> {
    let text = Cmd::cargo(root())
        .args(["metadata", "--format-version", "1", "--no-deps"])
        .quiet()
        .read()?;
    serde_json::from_str(&text).context("cargo metadata printed no JSON")
}

/// Where cargo builds to.
pub fn target() -> Result<PathBuf> {
    let metadata = metadata()?;
    let folder = metadata["target_directory"]
        .as_str()
        .context("cargo metadata names no target folder")?;
    Ok(PathBuf::from(folder))
}

/// Builds the program and the makers of documents with what the tests are built with, so that a run of all stages
/// compiles nothing twice; the folder they are in.
pub fn programs() -> Result<PathBuf> {
    let wanted = [
        "--bin",
        "jinpai",
        "--bin",
        "jinpai-sim",
        "--example",
        "openapi",
        "--example",
        "rule_docs",
    ];
    Cmd::cargo(root())
        .args(["build", "--quiet", "--workspace"])
        .args(wanted)
        .run()?;
    Ok(target()?.join("debug"))
}

/// A fresh folder for this run, removed when it goes out of scope.
pub struct Scratch(PathBuf);

impl Scratch {
    pub fn new(name: &str) -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("jinpai-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
        Ok(Self(folder))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The tree's own files, committed or about to be, relative to the root.
pub fn files() -> Result<Vec<PathBuf>> {
    let list = Cmd::new("git", root())
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .quiet()
        .read()?;
    let mut files: Vec<PathBuf> = list
        .split('\0')
        .filter(|name| !name.is_empty())
        .map(PathBuf::from)
        .filter(|file| root().join(file).is_file())
        .collect();
    files.sort();
    files.dedup();
    Ok(files)
}
