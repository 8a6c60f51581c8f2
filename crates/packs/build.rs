//! Lists the built-in packs for `src/embedded.rs`, so that they are part of the program, and prepares
//! the rules of the coach: what a start needs of them is written down as JSON, without examples and with
//! words for names, and the words of their patterns and of the playbook's are chosen. At every start this
//! would take longer than all the rest.

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
    collections::{BTreeMap, BTreeSet},
    env, fs, io,
    path::{Path, PathBuf},
};

use error::PackError;
use lexicon::Lexicon;
use serde_json::{Map, Value, json};
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
    let coach = coach_files(&root.join("coach"), &files)?;
    // Cues that cannot be read are named by the tests, with their line.
    let cues = fs::read_to_string(root.join("playbook/cues.toml"))?;
    let cues: Value = toml::from_str(&cues).unwrap_or_default();
    let mut patterns = BTreeSet::new();
    gather(&cues, &mut patterns);
    coach.values().for_each(|content| gather(content, &mut patterns));
    let prepared = jinpai_text::Prepared::make(patterns);
    fs::write(Path::new(&out).join("prepared.bin"), prepared)?;
    fs::write(Path::new(&out).join("coach.json"), digest(&coach).to_string())
}

/// The coach's files by name, without their examples, names exchanged for words.
fn coach_files(coach: &Path, files: &[PathBuf]) -> io::Result<BTreeMap<String, Value>> {
    let words = coach.join("words.toml");
    let lexicon = Lexicon::read(&Source {
        file: words.display().to_string(),
        text: fs::read_to_string(&words)?,
    });
    let lexicon = lexicon.map_err(io::Error::other)?;
    let mut found = BTreeMap::new();
    for file in files.iter().filter(|file| **file != words) {
        let Ok(name) = file.strip_prefix(coach) else {
            continue;
        };
        // A file that cannot be read is named by the tests, with its line.
        if let Ok(mut content) = toml::from_str::<Map<String, Value>>(&fs::read_to_string(file)?) {
            content.retain(|key, _| !matches!(key.as_str(), "bad" | "good"));
            let mut content = Value::Object(content);
            exchange(&mut content, &lexicon);
            found.insert(name.to_string_lossy().replace('\\', "/"), content);
        }
    }
    Ok(found)
}

/// Puts words for names in every text of a list: everything that may be a pattern is one.
fn exchange(value: &mut Value, lexicon: &Lexicon) {
    match value {
        Value::Array(values) => {
            let mut all = Vec::with_capacity(values.len());
            for mut value in std::mem::take(values) {
                exchange(&mut value, lexicon);
                let words = value.as_str().map(|text| lexicon.expand(&[text.to_owned()]));
                match words {
                    Some(Ok(words)) => all.extend(words.into_iter().map(Value::String)),
                    _ => all.push(value),
                }
            }
            *values = all;
        }
        Value::Object(values) => values.values_mut().for_each(|value| exchange(value, lexicon)),
        _ => {}
    }
}

/// Every text in a list.
fn gather<'v>(value: &'v Value, into: &mut BTreeSet<&'v str>) {
    match value {
        Value::Array(values) => {
            into.extend(values.iter().filter_map(Value::as_str));
            values.iter().for_each(|value| gather(value, into));
        }
        Value::Object(values) => values.values().for_each(|value| gather(value, into)),
        _ => {}
    }
}

/// Rules and questions, as `src/digest.rs` reads them.
fn digest(coach: &BTreeMap<String, Value>) -> Value {
    let of_questions = |name: &str| name.starts_with("questions/");
    let rules = coach.iter().filter(|(name, _)| !of_questions(name));
    let (shared, types): (Vec<_>, Vec<_>) = coach
        .iter()
        .filter(|(name, _)| of_questions(name))
        .partition(|(name, _)| name.ends_with("/shared.toml"));
    let mut types: Vec<&Value> = types.into_iter().map(|(_, content)| content).collect();
    types.sort_by_key(|content| content["code"].as_str());
    json!({
        "rules": rules.map(|(_, content)| content).collect::<Vec<_>>(),
        "questions": { "shared": shared.first().map(|(_, content)| content), "types": types },
    })
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
