//! `tidy`: the habits of CONTRIBUTING.md that a program can check.
//!
//! It reads text and knows no grammar, so each check is simple enough to be obeyed and to be argued
//! with: what must be excepted stands in a list here, with its reason.

mod checks;

use std::{fs, path::Path};

use anyhow::{Result, bail};

use crate::{arrows, tree};
use checks::{File, Finding};

pub fn run() -> Result<()> {
    let mut findings = Vec::new();
    let files = tree::files()?;
    for path in &files {
        let Ok(text) = fs::read_to_string(tree::root().join(path)) else {
            // Pictures, fonts and the like have no style.
            continue;
        };
        let file = File {
            path: &slashed(path),
            text: &text,
        };
        checks::all(&file, &mut findings);
    }
    for wrong in arrows::wrong(&tree::metadata()?)? {
        findings.push(Finding {
            place: "Cargo.toml".to_owned(),
            what: wrong,
        });
    }
    if findings.is_empty() {
        println!("    {} files are tidy", files.len());
        return Ok(());
    }
    for finding in &findings {
        println!("    {}: {}", finding.place, finding.what);
    }
    bail!("{} untidy places", findings.len());
}

fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}
