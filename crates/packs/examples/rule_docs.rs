//! Writes the page of every built-in rule, and the page that leads to them, into a folder.
//!
//! `cargo run -p jinpai-packs --example rule_docs -- docs/rules`

#![allow(clippy::print_stdout, reason = "what it prints is what it is for")]

use std::{env, fs, path::Path, process::ExitCode};

fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let Some(folder) = env::args().nth(1) else {
        eprintln!("rule_docs FOLDER");
        return Ok(ExitCode::from(2));
    };
    let folder = Path::new(&folder);
    fs::create_dir_all(folder)?;
    let rules = jinpai_packs::builtin()?;
    for rule in &rules {
        fs::write(
            folder.join(format!("{}.md", rule.code)),
            jinpai_packs::rule_page(rule),
        )?;
    }
    fs::write(folder.join("README.md"), jinpai_packs::rule_index(&rules))?;
    println!("{} pages in {}", rules.len() + 1, folder.display());
    Ok(ExitCode::SUCCESS)
}
