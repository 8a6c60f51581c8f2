//! The playbook from the bytes of its files: `cues.toml` with what buyers say, `plain.toml` with how it is also typed, every
//! other file with steps and their words. A playbook with a fault is refused whole, and every fault is named by file and line.

use jinpai_playbook::{
    BuildError, Playbook,
    spec::{CueTable, PlainTable, PlaybookSpec, StepSpec},
};
use serde::Deserialize;

use crate::{PackError, PackErrors, embedded, source::Source};

/// The file of the cues.
const CUES: &str = "cues.toml";
/// The file of the plain words; the others hold steps.
const PLAIN: &str = "plain.toml";

/// A playbook that was read, ready to decide with.
#[derive(Debug)]
pub struct Book {
    pub playbook: Playbook,
    /// What it was built from, for those who look at its words.
    pub spec: PlaybookSpec,
}

/// The playbook that comes with the program.
///
/// # Errors
/// Never in a program whose tests ran; they read it.
pub fn builtin() -> Result<Playbook, PackErrors> {
    Ok(builtin_book()?.playbook)
}

/// The built-in playbook with the words it was built from.
///
/// # Errors
/// As for [`builtin`].
pub fn builtin_book() -> Result<Book, PackErrors> {
    embedded::PREPARED.during(|| read(embedded::files_of("playbook")))
}

/// Reads files as one playbook.
///
/// # Errors
/// With everything wrong in them, by file and line.
pub fn read<'f>(files: impl IntoIterator<Item = (&'f str, &'f [u8])>) -> Result<Book, PackErrors> {
    let mut files: Vec<(&str, &[u8])> = files.into_iter().collect();
    files.sort_unstable_by_key(|(name, _)| *name);
    let (mut read, mut errors) = (Files::default(), Vec::new());
    for (name, bytes) in files {
        errors.extend(read.take(name, bytes).err());
    }
    if !errors.is_empty() {
        return Err(PackErrors(errors));
    }
    match Playbook::build(&read.spec) {
        Ok(playbook) => Ok(Book {
            playbook,
            spec: read.spec,
        }),
        Err(found) => Err(PackErrors(found.0.iter().map(|one| read.place(one)).collect())),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StepFile {
    step: Vec<StepSpec>,
}

/// What was read, with the places it came from.
#[derive(Default)]
struct Files {
    spec: PlaybookSpec,
    cues: Option<Source>,
    plain: Option<Source>,
    /// Each with the number of steps that stand in the files before it.
    steps: Vec<(Source, usize)>,
}

impl Files {
    fn take(&mut self, name: &str, bytes: &[u8]) -> Result<(), PackError> {
        let source = Source {
            file: name.to_owned(),
            text: String::from_utf8_lossy(bytes).into_owned(),
        };
        if std::str::from_utf8(bytes).is_err() {
            return Err(source.error(1, "is not UTF-8; save the file as UTF-8"));
        }
        if name.rsplit('/').next() == Some(CUES) {
            let cues: CueTable = toml::from_str(&source.text).map_err(|error| source.toml_error(&error))?;
            self.spec.cues.extend(cues);
            self.cues = Some(source);
            return Ok(());
        }
        if name.rsplit('/').next() == Some(PLAIN) {
            let plain: PlainTable =
                toml::from_str(&source.text).map_err(|error| source.toml_error(&error))?;
            self.spec.plain.extend(plain);
            self.plain = Some(source);
            return Ok(());
        }
        let file: StepFile = toml::from_str(&source.text).map_err(|error| source.toml_error(&error))?;
        self.steps.push((source, self.spec.steps.len()));
        self.spec.steps.extend(file.step);
        Ok(())
    }

    /// A fault with its file and line.
    fn place(&self, error: &BuildError) -> PackError {
        let reason = error.to_string();
        match error {
            BuildError::UnknownCue(name) => self.at_cue(name, "", reason),
            BuildError::NoCue(name) => self.at_cue(name, "", reason),
            BuildError::Pattern { cue, error } => self.at_cue(cue, &error.pattern, reason),
            BuildError::Plain(word) => self.at_plain(word, reason),
            BuildError::Set(_) => self.at_cue("", "", reason),
            BuildError::Line { step, line, .. } => self.at_step(*step, Some(*line), reason),
            BuildError::NoWhy { step, .. } | BuildError::Twice { step, .. } => {
                self.at_step(*step, None, reason)
            }
            BuildError::NoWords(technique) => self.at_missing(technique.as_str(), reason),
        }
    }

    /// At words below the head of a cue, or at the head.
    fn at_cue(&self, name: &str, words: &str, reason: String) -> PackError {
        let Some(source) = &self.cues else {
            return nowhere(CUES, reason);
        };
        let head = source.line_with(&format!("[{name}]"));
        let line = if words.is_empty() {
            head
        } else {
            source.line_after(head, words)
        };
        source.error(line, reason)
    }

    /// At the last place where it stands: the first was good.
    fn at_plain(&self, word: &str, reason: String) -> PackError {
        let Some(source) = &self.plain else {
            return nowhere(PLAIN, reason);
        };
        let written = format!("\"{word}\"");
        let line = source.text.lines().collect::<Vec<_>>();
        let line = line.iter().rposition(|line| line.contains(&written));
        source.error(line.map_or(1, |at| at + 1), reason)
    }

    fn at_step(&self, step: usize, wording: Option<usize>, reason: String) -> PackError {
        let Some((source, before)) = self.steps.iter().rfind(|(_, before)| *before <= step) else {
            return nowhere("steps.toml", reason);
        };
        let mut line = source.line_of_header("[[step]]", step - before);
        for _ in 0..wording.map_or(0, |number| number + 1) {
            line = source.line_after(line + 1, "[[step.line]]");
        }
        source.error(line, reason)
    }

    /// At a step without words, or at the beginning where it is not written at all.
    fn at_missing(&self, technique: &str, reason: String) -> PackError {
        let written = format!("technique = \"{technique}\"");
        let mut sources = self.steps.iter().map(|(source, _)| source);
        match sources.find(|source| source.text.contains(&written)) {
            Some(source) => source.error(source.line_with(&written), reason),
            None => match self.steps.first() {
                Some((source, _)) => source.error(1, reason),
                None => nowhere("steps.toml", reason),
            },
        }
    }
}

/// The file that should hold it is not there.
fn nowhere(file: &str, reason: String) -> PackError {
    PackError {
        file: file.to_owned(),
        line: 1,
        reason,
    }
}

#[cfg(test)]
mod tests {
    use super::{builtin_book, embedded, read};

    /// The built-in files with one of them changed.
    fn refused(file: &str, change: impl Fn(&str) -> String) -> Vec<String> {
        let files: Vec<(&str, Vec<u8>)> = embedded::files_of("playbook")
            .map(|(name, bytes)| {
                let text = String::from_utf8(bytes.to_vec()).expect("UTF-8");
                let text = if name.ends_with(file) { change(&text) } else { text };
                (name, text.into_bytes())
            })
            .collect();
        let errors = read(files.iter().map(|(name, bytes)| (*name, bytes.as_slice()))).map(|_| ());
        errors
            .expect_err("it is refused")
            .0
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    /// The line that holds these words, from 1.
    fn line_of(file: &str, words: &str) -> usize {
        let (_, bytes) = embedded::files_of("playbook")
            .find(|(name, _)| name.ends_with(file))
            .expect("the file");
        let text = std::str::from_utf8(bytes).expect("UTF-8");
        text.lines()
            .position(|line| line.contains(words))
            .expect("the words")
            + 1
    }

    #[test]
    fn the_built_in_playbook_is_in_form() {
        let book = builtin_book().unwrap_or_else(|errors| panic!("{errors}"));
        assert!(book.spec.steps.iter().all(|step| !step.lines.is_empty()));
    }

    #[test]
    fn a_fact_that_a_step_has_not_is_named_by_the_line_of_its_wording() {
        let told = refused("steps.toml", |text| {
            text.replacen("{{ stock }}", "{{ pieces }}", 1)
        });
        let line = line_of("steps.toml", "{{ stock }}") - 1;
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(
            told[0].starts_with(&format!(
                "playbook/steps.toml:{line}: step low-stock: \"pieces\" cannot stand here"
            )),
            "{told:?}"
        );
    }

    #[test]
    fn a_pattern_that_cannot_be_read_is_named_by_its_line() {
        let told = refused("cues.toml", |text| text.replacen("'一窍不通'", "'(一窍不通'", 1));
        let line = line_of("cues.toml", "'一窍不通'");
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(
            told[0].starts_with(&format!("playbook/cues.toml:{line}: cue \"knows-none\"")),
            "{told:?}"
        );
    }

    #[test]
    fn a_word_that_is_typed_for_two_is_named_by_its_line() {
        let told = refused("plain.toml", |text| format!("{text}\n\"特别\" = [\"灰常\"]\n"));
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(
            told[0].contains("\"灰常\" is empty, or is typed for two"),
            "{told:?}"
        );
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let told = refused("cues.toml", |text| {
            text.replacen("[presses]", "[pushes]", 1)
                .replacen("'一窍不通'", "'?'", 1)
        });
        let line = line_of("cues.toml", "[presses]");
        assert!(
            told.contains(&format!("playbook/cues.toml:{line}: no such cue: \"pushes\"")),
            "{told:?}"
        );
        assert!(
            told.iter()
                .any(|one| one.ends_with("the cue \"presses\" has no patterns")),
            "{told:?}"
        );
        assert_eq!(told.len(), 3, "{told:?}");
    }

    #[test]
    fn unknown_fields_and_steps_that_stand_twice_or_nowhere_are_refused() {
        let told = refused("steps.toml", |text| {
            text.replacen("[step.why]", "[step.because]", 1)
        });
        assert!(told[0].contains("unknown field `because`"), "{told:?}");
        let told = refused("steps.toml", |text| text.replacen("\"welcome\"", "\"valued\"", 1));
        assert!(
            told.iter()
                .any(|one| one.ends_with("step valued stands there twice")),
            "{told:?}"
        );
        assert!(
            told.iter().any(|one| one.ends_with("step welcome has no words")),
            "{told:?}"
        );
        let told = refused("steps.toml", |text| text.replacen("en = \"", "en = \"\" # ", 1));
        assert!(
            told[0].contains("step low-stock: the sentence that says why is empty"),
            "{told:?}"
        );
    }
}
