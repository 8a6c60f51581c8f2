//! Reads the table of questions: one TOML file for each type, and one of what they share.

use jinpai_coach::questions::{MOST_TYPES, QuestionTable, QuestionType, SharedWords};
use serde::de::DeserializeOwned;

use crate::{PackError, embedded, read::Checked, source::Source};

/// The folder of a pack that holds the table.
pub(crate) const FOLDER: &str = "questions";
const SHARED: &str = "shared.toml";

/// Whether a file of a pack belongs to the table.
pub(crate) fn is_question_file(file: &str) -> bool {
    file.rsplit('/').nth(1) == Some(FOLDER)
}

/// The files of the built-in table.
pub(crate) fn builtin_sources() -> Vec<Source> {
    let files = embedded::files_of("coach").filter(|(name, _)| is_question_file(name));
    let texts = files.filter_map(|(name, bytes)| Some((name, std::str::from_utf8(bytes).ok()?)));
    let source = |(file, text): (&str, &str)| Source {
        file: file.to_owned(),
        text: text.to_owned(),
    };
    texts.map(source).collect()
}

/// The table of these files, in the order of the types' codes.
pub(crate) fn read(sources: &[Source], words: &mut Checked) -> Result<QuestionTable, Vec<PackError>> {
    let mut errors = Vec::new();
    let mut table = QuestionTable::default();
    for source in sources {
        let read = if source.file.ends_with(SHARED) {
            read_one(source, words, |shared: &mut SharedWords| {
                shared.lists_mut().into()
            })
            .map(|shared| table.shared = shared)
        } else {
            read_one(source, words, |kind: &mut QuestionType| kind.lists_mut().into()).and_then(|kind| {
                let wrong = wrong_type(&kind, &table);
                table.types.push(kind);
                wrong.map_or(Ok(()), |reason| {
                    Err(vec![source.error(source.line_with("code ="), reason)])
                })
            })
        };
        errors.extend(read.err().unwrap_or_default());
    }
    table.types.sort_by(|a, b| a.code.cmp(&b.code));
    if errors.is_empty() { Ok(table) } else { Err(errors) }
}

fn wrong_type(kind: &QuestionType, table: &QuestionTable) -> Option<String> {
    if table.place(&kind.code).is_some() {
        return Some(format!("type {:?} is there twice", kind.code));
    }
    if table.types.len() >= MOST_TYPES {
        return Some(format!("a table has room for {MOST_TYPES} types"));
    }
    (kind.asked.is_empty() && kind.topics.is_empty())
        .then(|| format!("nothing asks for type {:?}", kind.code))
}

/// One file; every pattern of its lists is checked and its names are exchanged for words.
fn read_one<T: DeserializeOwned>(
    source: &Source,
    words: &mut Checked,
    lists: impl Fn(&mut T) -> Vec<&mut Vec<String>>,
) -> Result<T, Vec<PackError>> {
    let mut content: T = toml::from_str(&source.text).map_err(|error| vec![source.toml_error(&error)])?;
    let mut errors = Vec::new();
    for list in lists(&mut content) {
        words.expand(source, list, &mut errors);
    }
    if errors.is_empty() {
        Ok(content)
    } else {
        Err(errors)
    }
}
