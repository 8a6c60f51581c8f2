//! Any bytes as a file of a pack, and built-in files with anything written into them: reading never
//! panics, an error names a line of its file, and what is accepted can be built and checked with.

#![no_main]

use std::sync::LazyLock;

use arbitrary::{Result, Unstructured};
use jinpai_coach::Draft;
use jinpai_fuzz::text;
use libfuzzer_sys::fuzz_target;

/// The built-in words with every list cut to its first line: reading all of them takes longer than
/// everything else together.
static WORDS: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let all = include_str!("../../packs/zh-CN/coach/words.toml");
    let mut words = String::new();
    let mut in_list = false;
    for line in all.lines().filter(|line| !line.starts_with('#')) {
        let item = line.starts_with(' ');
        if !(item && in_list) {
            words.push_str(line);
            words.push('\n');
        }
        in_list = item;
    }
    words.into_bytes()
});

const QUESTIONS: &[&[u8]] = &[
    include_bytes!("../../packs/zh-CN/coach/questions/arrival.toml"),
    include_bytes!("../../packs/zh-CN/coach/questions/colour.toml"),
];

/// The built-in rules as they stand in their files; few, so that the fuzzer gets through all of them.
static RULES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let pack = jinpai_packs::builtin_pack().expect("the built-in pack is valid");
    let mut shortest: Vec<(String, usize, Vec<u8>)> = Vec::new();
    for rule in pack.rules() {
        let text = pack.text_of(&rule.code).unwrap_or_default();
        // One of every way to find and of every category.
        let find = text
            .lines()
            .find(|line| line.starts_with("[find"))
            .unwrap_or_default();
        let kind = format!("{:?} {find}", rule.category);
        match shortest.iter_mut().find(|(known, _, _)| *known == kind) {
            Some(known) if text.len() < known.1 => *known = (kind, text.len(), text.into()),
            Some(_) => {}
            None => shortest.push((kind, text.len(), text.into())),
        }
    }
    shortest.into_iter().map(|(_, _, text)| text).collect()
});

/// What makes a difference in TOML, in patterns and in regular expressions.
const SYNTAX: &[&str] = &[
    "\n",
    "\"",
    "'''",
    "[",
    "]",
    "[[bad]]\n",
    "[find.regex]\n",
    "{",
    "}",
    "=",
    "#",
    "@",
    "|",
    "(",
    ")",
    "?",
    "*",
    "+",
    ".{0,9}",
    "…",
    "^",
    "$",
    "\\",
    "\\u0000",
    "\\p{Han}",
    "<",
    ">",
    "-1",
    "9223372036854775807",
    "-9223372036854775808",
    "1e400",
    "nan",
    "\u{feff}",
    "\r",
    "code = \"ABC123\"\n",
    "category = ",
    "points = ",
    "role = []\n",
    "any = []\n",
];

/// A file with some of it cut out and something else put there.
fn written_over(u: &mut Unstructured<'_>, file: &[u8]) -> Result<Vec<u8>> {
    let mut file = file.to_vec();
    for _ in 0..u.int_in_range(1..=6)? {
        let at = usize::from(u.arbitrary::<u16>()?) % (file.len() + 1);
        let gone = usize::from(u.arbitrary::<u8>()?) % 24;
        let put = match u.int_in_range(0..=5_u8)? {
            0 => Vec::new(),
            1 => u.arbitrary::<&[u8]>()?.to_vec(),
            2 => text(u)?.into_bytes(),
            3 => {
                let from = usize::from(u.arbitrary::<u16>()?) % (file.len() + 1);
                let length = usize::from(u.arbitrary::<u8>()?);
                file[from..file.len().min(from + length)].to_vec()
            }
            _ => u.choose(SYNTAX)?.as_bytes().to_vec(),
        };
        let end = file.len().min(at + gone);
        file.splice(at..end, put);
    }
    Ok(file)
}

fn file(u: &mut Unstructured<'_>) -> Result<(String, Vec<u8>)> {
    let name = |name: &str| name.to_owned();
    Ok(match u.int_in_range(0..=9_u8)? {
        0 => (name("any/ANY001.toml"), u.arbitrary::<&[u8]>()?.to_vec()),
        1 => (name("words.toml"), written_over(u, &WORDS)?),
        2 => (name("questions/any.toml"), {
            let file = u.choose(QUESTIONS)?;
            written_over(u, file)?
        }),
        _ => {
            let rule = u.choose(&RULES)?;
            (name("rule/ANY001.toml"), written_over(u, rule)?)
        }
    })
}

fn holds(files: Vec<(String, Vec<u8>)>) {
    // Two files may bear one name here; the longer one is the measure then.
    let lines = |name: &str| {
        let named = files.iter().filter(|(file, _)| file == name);
        let counts = named.map(|(_, bytes)| bytes.iter().filter(|byte| **byte == b'\n').count() + 1);
        counts.max().unwrap_or(1)
    };
    let errors = match jinpai_packs::read_dir(files.clone()) {
        Ok(pack) => match pack.coach() {
            Ok(coach) => {
                let _ = coach.check(&Draft::of("亲，这个肯定明天能到，加微信聊，不能退。"));
                return;
            }
            Err(errors) => errors,
        },
        Err(errors) => errors,
    };
    assert!(!errors.0.is_empty(), "a refusal without a reason");
    for error in &errors.0 {
        assert!(
            error.line >= 1 && error.line <= lines(&error.file),
            "{error:?} names no line"
        );
        assert!(!error.reason.trim().is_empty(), "{error:?} gives no reason");
    }
}

/// Up to three files. Those without words and questions of their own are read with the built-in ones, which
/// takes its time, so most bring short ones.
fn files(u: &mut Unstructured<'_>) -> Result<Vec<(String, Vec<u8>)>> {
    let whole = u.ratio(1, 32)?;
    let mut files = vec![file(u)?];
    while !u.is_empty() && files.len() < 3 {
        files.push(file(u)?);
    }
    for (name, short) in [
        ("words.toml", WORDS.as_slice()),
        ("questions/any.toml", QUESTIONS[1]),
    ] {
        if !whole && files.iter().all(|(known, _)| known != name) {
            files.push((name.to_owned(), short.to_vec()));
        }
    }
    Ok(files)
}

fuzz_target!(|bytes: &[u8]| {
    if let Ok(files) = files(&mut Unstructured::new(bytes)) {
        holds(files);
    }
});
