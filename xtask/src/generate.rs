//! `gen`: files that are made from others and committed, so that a change shows in review.
//!
//! The OpenAPI document comes from the routes, the TypeScript types from the document, the rule pages
//! from the packs. `--check` makes them all, compares, and puts the old ones back.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use crate::{
    shell::Cmd,
    tree,
    web::{self, npm},
};

const OPENAPI: &str = "openapi/openapi.json";
const TYPES: &str = "web/packages/api/src/schema.d.ts";
const RULES: &str = "docs/rules";

pub fn run(args: &[String]) -> Result<()> {
    let check = match args {
        [] => false,
        [flag] if flag == "--check" => true,
        _ => bail!("gen takes --check or nothing"),
    };
    let before = snapshot()?;
    let made = make();
    let after = snapshot()?;
    if check || made.is_err() {
        restore(&before, &after)?;
    }
    made?;
    let names = before.keys().chain(after.keys());
    let mut differ: Vec<String> = names
        .filter(|name| before.get(*name) != after.get(*name))
        .map(|name| name.display().to_string())
        .collect();
    differ.sort();
    differ.dedup();
    match (check, differ.is_empty()) {
        (_, true) => println!("    {} generated files are up to date", after.len()),
        (false, false) => println!("    wrote {}", differ.join(", ")),
        (true, false) => bail!(
            "generated files are stale, run `cargo xtask gen`: {}",
            differ.join(", ")
        ),
    }
    Ok(())
}

fn make() -> Result<()> {
    let examples = tree::programs()?.join("examples");
    let example = |name: &str| Cmd::new(examples.join(name), tree::root());
    let document = example("openapi").read()?;
    // Kept in the order it was written in; only read to be sure that it is JSON.
    serde_json::from_str::<serde_json::Value>(&document).context("the openapi example printed no JSON")?;
    write(&tree::root().join(OPENAPI), &format!("{}\n", document.trim_end()))?;

    web::install()?;
    npm(&["run", "gen", "--workspaces", "--if-present"]).run()?;

    let rules = tree::root().join(RULES);
    // A page of a rule that is gone must go too.
    for page in list(&rules) {
        fs::remove_file(page)?;
    }
    fs::create_dir_all(&rules)?;
    example("rule_docs").args([RULES]).run()
}

fn write(file: &Path, text: &str) -> Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(file, text).with_context(|| format!("cannot write {}", file.display()))
}

fn list(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|e| e.path()).filter(|p| p.is_file()).collect()
}

/// What the generated files hold at this moment.
fn snapshot() -> Result<BTreeMap<PathBuf, Vec<u8>>> {
    let root = tree::root();
    let mut files = vec![root.join(OPENAPI), root.join(TYPES)];
    files.extend(list(&root.join(RULES)));
    let mut snapshot = BTreeMap::new();
    for file in files.into_iter().filter(|f| f.is_file()) {
        let name = file.strip_prefix(root).unwrap_or(&file).to_owned();
        snapshot.insert(name, fs::read(&file)?);
    }
    Ok(snapshot)
}

fn restore(before: &BTreeMap<PathBuf, Vec<u8>>, after: &BTreeMap<PathBuf, Vec<u8>>) -> Result<()> {
    for name in after.keys().filter(|name| !before.contains_key(*name)) {
        fs::remove_file(tree::root().join(name))?;
    }
    for (name, bytes) in before {
        if after.get(name) != Some(bytes) {
            fs::write(tree::root().join(name), bytes)?;
        }
    }
    Ok(())
}
