//! Text files as people have them: a file or standard input, in UTF-8, GBK or UTF-16.

use std::{
    fs,
    io::{self, Read as _},
};

use jinpai_channels::PlainText;
use jinpai_coach::Locale;

use crate::{commands::coach::user_locale, exit::Failure};

/// The whole of a file, or of standard input for `-`. What was not UTF-8 is said on standard error; what is no
/// text in any of these encodings is refused.
pub fn text(file: &str) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let read = if file == "-" {
        io::stdin().lock().read_to_end(&mut bytes).map(|_| ())
    } else {
        fs::read(file).map(|read| bytes = read)
    };
    read.map_err(|error| {
        Failure::environment(format!(
            "{file}: {error}; give a file that can be read, or - for standard input"
        ))
    })?;
    let PlainText {
        text,
        encoding,
        broken_line,
    } = PlainText::of(bytes);
    if let Some(line) = broken_line {
        return Err(Failure::usage(format!(
            "{file}:{line}: not text in UTF-8, GBK or UTF-16; save it as UTF-8 and try again"
        )));
    }
    tell_encoding(file, encoding);
    Ok(text)
}

/// Says as what a file was read, unless it was UTF-8.
pub fn tell_encoding(file: &str, encoding: &str) {
    let known = match encoding {
        "UTF-8" => return,
        "gb18030" => "GBK",
        other => other,
    };
    match user_locale() {
        Locale::Zh => eprintln!("{file}：不是 UTF-8，已按 {known} 读取"),
        Locale::En => eprintln!("{file}: not UTF-8, read as {known}"),
    }
}
