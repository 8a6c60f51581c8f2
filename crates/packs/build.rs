//! Lists the built-in packs for `src/embedded.rs`, so that they are part of the program, and prepares
//! the patterns of the coach: choosing their words at every start would take longer than all the rest.

// Names in patterns have to be exchanged for words exactly as the program does it.
#[allow(dead_code, reason = "the program uses more of it")]
#[path = "src/error.rs"]
mod error;
#[allow(dead_code, reason = "the program uses more of it")]
#[path = "src/lexicon.rs"]
mod lexicon;
#[allow(dead_code, reason = "the program uses more of it")]
#[path = "src/source.rs"]
mod source;

use std::{
    collections::BTreeSet,
    env, fs, io,
    path::{Path, PathBuf},
};

use error::PackError;
use lexicon::Lexicon;
use source::Source;

fn main() -> io::Result<()> {
    // Read when it runs, not when it is compiled: a checkout may have moved in between.
    let here = env::var_os("CARGO_MANIFEST_DIR").ok_or_else(|| io::Error::other("run by cargo only"))?;
    let root = Path::new(&here).join("../../packs/zh-CN").canonicalize()?;
    println!("cargo:rerun-if-changed={}", root.display());
    let mut files = Vec::new();
    walk(&root, &mut files)?;
    files.sort();
    let mut list = String::from("&[\n");
    for file in &files {
        let name = file.strip_prefix(&root).map_err(io::Error::other)?;
        let name = name.to_string_lossy().replace('\\', "/");
        list.push_str(&format!(
            "    ({name:?}, include_bytes!({:?})),\n",
            file.display().to_string()
        ));
    }
    list.push_str("]\n");
    let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo gives no OUT_DIR"))?;
    fs::write(Path::new(&out).join("embedded.rs"), list)?;
    let prepared =
        jinpai_text::Prepared::make(patterns(&root.join("coach"), &files)?.iter().map(String::as_str));
    fs::write(Path::new(&out).join("prepared.bin"), prepared)
}

/// Everything in the coach's rules that may be a pattern: each text in a list, names exchanged for words.
fn patterns(coach: &Path, files: &[PathBuf]) -> io::Result<BTreeSet<String>> {
    let words = coach.join("words.toml");
    let lexicon = Lexicon::read(&Source {
        file: words.display().to_string(),
        text: fs::read_to_string(&words)?,
    });
    let lexicon = lexicon.map_err(io::Error::other)?;
    let mut found = BTreeSet::new();
    for file in files
        .iter()
        .filter(|file| file.starts_with(coach) && **file != words)
    {
        // A file that cannot be read is named by the tests, with its line.
        if let Ok(content) = toml::from_str::<toml::Table>(&fs::read_to_string(file)?) {
            for value in content
                .iter()
                .filter(|(key, _)| !matches!(key.as_str(), "bad" | "good"))
            {
                gather(value.1, &lexicon, &mut found);
            }
        }
    }
    Ok(found)
}

fn gather(value: &toml::Value, lexicon: &Lexicon, into: &mut BTreeSet<String>) {
    match value {
        toml::Value::Array(values) => {
            let texts = values.iter().filter_map(|value| Some(value.as_str()?.to_owned()));
            into.extend(texts.flat_map(|text| lexicon.expand(&[text]).unwrap_or_default()));
            values.iter().for_each(|value| gather(value, lexicon, into));
        }
        toml::Value::Table(values) => values.values().for_each(|value| gather(value, lexicon, into)),
        _ => {}
    }
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            println!("cargo:rerun-if-changed={}", path.display());
            walk(&path, files)?;
        } else if path.extension().is_some_and(|ending| ending == "toml") {
            println!("cargo:rerun-if-changed={}", path.display());
            files.push(path);
        }
    }
    Ok(())
}
