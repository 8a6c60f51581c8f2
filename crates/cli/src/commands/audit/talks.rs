//! Files of messages, put together to talks.

use std::{
    collections::HashMap,
    fs::File,
    io::{self, Cursor, Read as _},
    path::{Path, PathBuf},
};

use jinpai_channels::talks::{self, TalkLine, TalkReadOptions, TalkReader};
use jinpai_coach::{Line, Locale, Talk};
use jinpai_model::{Platform, Zone};

use crate::exit::Failure;

/// Refused lines that are told one by one; the rest is counted.
const TOLD: usize = 200;

/// What the files held.
#[derive(Default)]
pub struct Read {
    /// In the order in which they begin in the files. A talk of a file has ended.
    pub talks: Vec<Talk>,
    /// The first refused lines, as `file:line: reason`.
    pub refused: Vec<String>,
    pub refused_total: usize,
}

/// Reads all files; a conversation of one file is another than of the next, whatever its name.
pub fn read(files: &[PathBuf], platform: Platform, zone: &Zone, locale: Locale) -> Result<Read, Failure> {
    let lang = match locale {
        Locale::Zh => jinpai_channels::Lang::ZhCn,
        Locale::En => jinpai_channels::Lang::En,
    };
    let mut read = Read::default();
    for file in files {
        let mut reader = match open(file, zone)? {
            Ok(reader) => reader,
            // A file with nothing in it holds no talk, and nothing wrong.
            Err(jinpai_channels::OpenError::Empty) => continue,
            // A folder, a disk that fails: nothing that is wrong in the file.
            Err(jinpai_channels::OpenError::Io(error)) => return Err(unreadable(file, &error)),
            Err(error) => {
                return Err(Failure::usage(format!(
                    "{}: {}",
                    file.display(),
                    error.sentence(lang)
                )));
            }
        };
        let mut places: HashMap<String, usize> = HashMap::new();
        for row in reader.by_ref() {
            match row {
                Ok(line) => add(&mut read.talks, &mut places, line, platform),
                Err(refused) => {
                    read.refused_total += 1;
                    if read.refused.len() < TOLD {
                        let reason = refused.reason.sentence(lang);
                        read.refused
                            .push(format!("{}:{}: {reason}", file.display(), refused.line));
                    }
                }
            }
        }
        if let Some(encoding) = reader.encoding() {
            crate::input::tell_encoding(&file.display().to_string(), encoding);
        }
    }
    Ok(read)
}

fn open(file: &Path, zone: &Zone) -> Result<Result<TalkReader, jinpai_channels::OpenError>, Failure> {
    let options = TalkReadOptions { zone: zone.clone() };
    if file == Path::new("-") {
        let mut bytes = Vec::new();
        let read = io::stdin().lock().read_to_end(&mut bytes);
        read.map_err(|error| Failure::environment(format!("standard input: {error}")))?;
        return Ok(talks::read(Cursor::new(bytes), options));
    }
    let source = File::open(file).map_err(|error| unreadable(file, &error))?;
    Ok(talks::read(source, options))
}

fn unreadable(file: &Path, error: &io::Error) -> Failure {
    Failure::environment(format!(
        "{} cannot be read: {error}; check the path and its permissions",
        file.display()
    ))
}

fn add(talks: &mut Vec<Talk>, places: &mut HashMap<String, usize>, line: TalkLine, platform: Platform) {
    let place = *places.entry(line.conversation.clone()).or_insert_with(|| {
        talks.push(Talk {
            id: line.conversation.clone(),
            ..Talk::of(platform, Vec::new())
        });
        talks.len() - 1
    });
    talks[place].lines.push(Line {
        agent: line.agent,
        at: line.at,
        ..Line::of(line.from, line.text)
    });
}
