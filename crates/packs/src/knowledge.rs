//! The starter set of what a shop should know beside its goods: terms that law gives every buyer, and rules of the
//! platforms. A shop takes it over and then it is the shop's own.
//!
//! The files stand in `packs/zh-CN/knowledge/`, one for every shop and one a platform, named by its word. An entry is
//! in there only when it holds in general.

use std::{collections::HashSet, ops::RangeInclusive, sync::OnceLock};

use jinpai_model::{KnowledgeKind, Platform};
use serde::Deserialize;

use crate::{embedded, error::PackError, error::PackErrors, source::Source};

/// The file for every shop.
const GENERAL: &str = "general";
const TITLE_CHARS: RangeInclusive<usize> = 2..=30;
const TEXT_CHARS: RangeInclusive<usize> = 10..=300;

/// An entry that comes with the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StarterEntry {
    pub kind: KnowledgeKind,
    /// None: for every shop.
    pub platform: Option<Platform>,
    pub title: String,
    pub text: String,
    pub source: String,
}

/// Every entry, in the order of the files.
#[must_use]
pub fn starter() -> &'static [StarterEntry] {
    static READ: OnceLock<Vec<StarterEntry>> = OnceLock::new();
    // A test reads the embedded files, so a build that could fail here does not pass.
    READ.get_or_init(|| {
        read(embedded::files_of("knowledge")).unwrap_or_else(|errors| unreachable!("{errors}"))
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    entry: Vec<Written>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    kind: KnowledgeKind,
    title: String,
    text: String,
    source: String,
}

/// Reads files of entries and holds them to their form.
///
/// # Errors
/// With everything wrong in them, by file and line.
pub fn read<'f>(files: impl Iterator<Item = (&'f str, &'f [u8])>) -> Result<Vec<StarterEntry>, PackErrors> {
    let (mut entries, mut errors) = (Vec::new(), Vec::new());
    let mut seen = HashSet::new();
    for (name, bytes) in files {
        match read_file(name, bytes) {
            Ok((source, found)) => {
                for (n, entry) in found.iter().enumerate() {
                    let line = source.line_of_header("[[entry]]", n);
                    let again = !seen.insert((entry.platform, entry.title.clone()));
                    let again = again.then(|| format!("title {:?} stands there twice", entry.title));
                    let problems = problems(entry).into_iter().chain(again);
                    errors.extend(problems.map(|problem| source.error(line, problem)));
                }
                entries.extend(found);
            }
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() {
        Ok(entries)
    } else {
        Err(PackErrors(errors))
    }
}

fn read_file(name: &str, bytes: &[u8]) -> Result<(Source, Vec<StarterEntry>), PackError> {
    let source = Source {
        file: name.to_owned(),
        text: String::from_utf8_lossy(bytes).into_owned(),
    };
    if std::str::from_utf8(bytes).is_err() {
        return Err(source.error(1, "is not UTF-8; save the file as UTF-8"));
    }
    let stem = name.rsplit('/').next().unwrap_or(name);
    let platform = match stem.strip_suffix(".toml").unwrap_or(stem) {
        GENERAL => None,
        stem => Some(
            stem.parse::<Platform>()
                .map_err(|error| source.error(1, format!("the file is named by its platform: {error}")))?,
        ),
    };
    let file: File = toml::from_str(&source.text).map_err(|error| source.toml_error(&error))?;
    let entry = |written: Written| StarterEntry {
        kind: written.kind,
        platform,
        title: written.title,
        text: written.text,
        source: written.source,
    };
    let found = file.entry.into_iter().map(entry).collect();
    Ok((source, found))
}

fn problems(entry: &StarterEntry) -> Vec<String> {
    let mut problems = Vec::new();
    for (name, text, bounds) in [
        ("title", &entry.title, TITLE_CHARS),
        ("text", &entry.text, TEXT_CHARS),
    ] {
        let long = text.chars().count();
        if !bounds.contains(&long) || text.trim() != text {
            let (least, most) = bounds.into_inner();
            problems.push(format!("{name} has {long} characters, not {least} to {most}"));
        }
    }
    let rule = entry.kind == KnowledgeKind::Platform;
    if rule != entry.platform.is_some() {
        problems.push("a rule of a platform stands in the platform's file, and nothing else does".to_owned());
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_starter_set_is_in_form() {
        let entries = read(embedded::files_of("knowledge")).unwrap();
        assert!(entries.iter().any(|entry| entry.platform == Some(Platform::Jd)));
        assert!(entries.iter().filter(|entry| entry.platform.is_none()).count() > 10);
    }

    #[test]
    fn what_is_wrong_is_named_by_its_line() {
        let text = "[[entry]]\nkind = \"platform\"\ntitle = \"规则\"\ntext = \"短\"\nsource = \"\"\n";
        let errors = read([("knowledge/general.toml", text.as_bytes())].into_iter()).unwrap_err();
        let told = errors.to_string();
        assert!(
            told.contains("general.toml:1") && told.contains("10 to 300"),
            "{told}"
        );
        assert!(told.contains("platform's file"), "{told}");
    }
}
