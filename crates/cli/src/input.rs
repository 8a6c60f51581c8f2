//! Text files as people have them: a file or standard input, in UTF-8, GBK or UTF-16.

use std::{
    fs,
    io::{self, Read as _},
    path::Path,
};

use jinpai_channels::PlainText;
use jinpai_coach::Locale;

use crate::{
    commands::{coach::user_locale, import::locale},
    exit::Failure,
};

/// The whole of a file, or of standard input for `-`. What was not UTF-8 is said on standard error; what is no
/// text in any of these encodings is refused.
pub fn text(file: &str) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let read = if file == "-" {
        io::stdin().lock().read_to_end(&mut bytes).map(|_| ())
    } else {
        fs::read(file).map(|read| bytes = read)
    };
    read.map_err(|error| unreadable(file, &error))?;
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

/// Why nothing came of a file, and what to give instead.
pub fn unreadable(file: &str, error: &io::Error) -> Failure {
    let missing = error.kind() == io::ErrorKind::NotFound;
    Failure::environment(match (locale(), missing) {
        (Locale::Zh, true) => format!("{file}：没有这个文件；请检查路径，或用 - 从标准输入读取"),
        (Locale::Zh, false) => {
            format!("{file}：读不了（{error}）；请换一个能读的文件，或用 - 从标准输入读取")
        }
        (Locale::En, true) => format!("{file}: no such file; check the path, or give - for standard input"),
        (Locale::En, false) => {
            format!("{file}: {error}; give a file that can be read, or - for standard input")
        }
    })
}

/// Of a file in which there is nothing.
pub fn empty(file: &str) -> Failure {
    Failure::usage(match locale() {
        Locale::Zh => format!("{file}：文件是空的；请重新导出一份再试"),
        Locale::En => format!("{file}: the file is empty; export it again and give that one"),
    })
}

/// Refuses to write over what is read: the answer in its place would be all that is left of the input.
pub fn keep_apart(out: &Path, read: &[impl AsRef<Path>]) -> Result<(), Failure> {
    let Ok(target) = fs::canonicalize(out) else {
        // It does not exist yet, and so is none of them.
        return Ok(());
    };
    let same = |file: &Path| fs::canonicalize(file).is_ok_and(|file| file == target);
    if !read.iter().any(|file| same(file.as_ref())) {
        return Ok(());
    }
    let name = out.display();
    Err(Failure::usage(match user_locale() {
        Locale::Zh => format!("{name} 是要读取的文件，写进去就没有了；--out 请换一个文件"),
        Locale::En => format!("{name} is read here, and writing would replace it; give another --out"),
    }))
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
