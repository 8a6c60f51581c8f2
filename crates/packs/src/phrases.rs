//! The starter library of phrases: what an agent can say with a few keys before a shop has written any.
//!
//! The form of the files is told in `packs/zh-CN/phrases/README.md`. Facts in the braces of a text are filled
//! by whoever shows it; nothing here knows a shop.

use std::{
    collections::{HashMap, HashSet},
    ops::RangeInclusive,
    sync::OnceLock,
};

use jinpai_model::Trade;
use serde::Deserialize;

use crate::{embedded, error::PackError, error::PackErrors, source::Source};

/// The stages of a talk, in their order; a shop may have folders of its own beside them.
pub const STAGES: [&str; 8] = [
    "welcome",
    "talk",
    "bargain",
    "payment",
    "logistics",
    "aftersales",
    "farewell",
    "review",
];

/// Facts that a text may hold.
pub const SLOTS: [&str; 21] = [
    "shop",
    "agent",
    "item",
    "price",
    "stock",
    "colours",
    "material",
    "guarantee",
    "gift",
    "coupon",
    "promo_ends",
    "cut_off",
    "ship_within",
    "eta",
    "total",
    "orders",
    "sum",
    "same",
    "new_sum",
    "saved",
    "close",
];

/// Longest code.
pub const MAX_CODE_CHARS: usize = 14;

const TITLE_CHARS: RangeInclusive<usize> = 1..=12;
const TEXT_CHARS: RangeInclusive<usize> = 12..=62;
const ASKS: RangeInclusive<usize> = 2..=5;
/// The file for every shop; the others go by their trade.
const GENERAL: &str = "general";

/// A phrase that comes with the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Starter {
    /// None: for every shop.
    pub trade: Option<Trade>,
    pub code: String,
    /// One of [`STAGES`].
    pub stage: String,
    pub title: String,
    pub text: String,
    /// How buyers put what it answers.
    pub asks: Vec<String>,
}

/// Every phrase of the library, in the order of its files.
#[must_use]
pub fn starters() -> &'static [Starter] {
    static READ: OnceLock<Vec<Starter>> = OnceLock::new();
    // A test reads the embedded files, so a build that could fail here does not pass.
    READ.get_or_init(|| builtin().unwrap_or_else(|errors| unreachable!("{errors}")))
}

/// Reads the library and holds it to its form.
///
/// # Errors
/// With everything wrong in it, by file and line.
pub fn builtin() -> Result<Vec<Starter>, PackErrors> {
    read(embedded::files_of("phrases"))
}

/// Reads files of phrases as one library.
///
/// # Errors
/// With everything wrong in them, by file and line.
pub fn read<'f>(files: impl Iterator<Item = (&'f str, &'f [u8])>) -> Result<Vec<Starter>, PackErrors> {
    let (mut starters, mut errors) = (Vec::new(), Vec::new());
    let mut seen = Seen::default();
    for (name, bytes) in files {
        match read_file(name, bytes) {
            Ok((source, found)) => {
                for (n, starter) in found.iter().enumerate() {
                    let line = source.line_of_header("[[phrase]]", n);
                    let mut problems = problems(starter);
                    problems.extend(seen.again(starter));
                    errors.extend(problems.into_iter().map(|problem| source.error(line, problem)));
                }
                starters.extend(found);
            }
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() {
        Ok(starters)
    } else {
        Err(PackErrors(errors))
    }
}

/// The names of the facts that a text holds; one whose braces are not closed has no name.
pub fn slots(text: &str) -> impl Iterator<Item = &str> {
    text.split("{{")
        .skip(1)
        .map(|rest| rest.split_once("}}").map_or("", |(name, _)| name.trim()))
}

/// Whether this can be typed after a stroke to get a phrase.
#[must_use]
pub fn fits_code(code: &str) -> bool {
    let typed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    (1..=MAX_CODE_CHARS).contains(&code.len()) && code.chars().all(typed)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    phrase: Vec<Written>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    code: String,
    stage: String,
    title: String,
    text: String,
    asks: Vec<String>,
}

fn read_file(name: &str, bytes: &[u8]) -> Result<(Source, Vec<Starter>), PackError> {
    let source = Source {
        file: name.to_owned(),
        text: String::from_utf8_lossy(bytes).into_owned(),
    };
    if std::str::from_utf8(bytes).is_err() {
        return Err(source.error(1, "is not UTF-8; save the file as UTF-8"));
    }
    let stem = name.rsplit('/').next().unwrap_or(name);
    let stem = stem.strip_suffix(".toml").unwrap_or(stem);
    let trade = match stem {
        GENERAL => None,
        stem => Some(
            stem.parse::<Trade>()
                .map_err(|error| source.error(1, format!("the file is named by its trade: {error}")))?,
        ),
    };
    let file: File = toml::from_str(&source.text).map_err(|error| source.toml_error(&error))?;
    let starter = |written: Written| Starter {
        trade,
        code: written.code,
        stage: written.stage,
        title: written.title,
        text: written.text,
        asks: written.asks,
    };
    let found = file.phrase.into_iter().map(starter).collect();
    Ok((source, found))
}

/// What is wrong with a phrase by itself.
fn problems(starter: &Starter) -> Vec<String> {
    let mut problems = Vec::new();
    if !fits_code(&starter.code) {
        problems.push(format!(
            "code {:?} is not 1 to {MAX_CODE_CHARS} lower-case letters and digits",
            starter.code
        ));
    }
    if !STAGES.contains(&starter.stage.as_str()) {
        problems.push(format!(
            "stage {:?} is none of {}",
            starter.stage,
            STAGES.join(", ")
        ));
    }
    for (name, text, bounds) in [
        ("title", &starter.title, TITLE_CHARS),
        ("text", &starter.text, TEXT_CHARS),
    ] {
        let long = text.chars().count();
        if !bounds.contains(&long) || text.trim() != text {
            let (least, most) = bounds.into_inner();
            problems.push(format!("{name} has {long} characters, not {least} to {most}"));
        }
    }
    if !ASKS.contains(&starter.asks.len()) || starter.asks.iter().any(|ask| ask.trim().is_empty()) {
        problems.push("asks takes two to five wordings".to_owned());
    }
    for slot in slots(&starter.text).filter(|slot| !SLOTS.contains(slot)) {
        problems.push(format!("text holds the unknown fact {slot:?}"));
    }
    problems
}

/// What the phrases before have taken.
#[derive(Default)]
struct Seen {
    by: HashMap<&'static str, HashSet<String>>,
}

impl Seen {
    /// What of this phrase an earlier one has already.
    fn again(&mut self, starter: &Starter) -> Vec<String> {
        let own = [("code", &starter.code), ("title", &starter.title)];
        let asks = starter.asks.iter().map(|ask| ("asks", ask));
        own.into_iter()
            .chain(asks)
            .filter(|(field, value)| !self.by.entry(field).or_default().insert((*value).clone()))
            .map(|(field, value)| format!("{field} {value:?} is another phrase's already"))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{fits_code, read, slots};

    fn refused(text: &str) -> String {
        read([("phrases/food.toml", text.as_bytes())].into_iter())
            .unwrap_err()
            .to_string()
    }

    const GOOD: &str = "[[phrase]]\ncode = \"spa\"\nstage = \"talk\"\ntitle = \"能放多久\"\n\
        text = \"常温下能放九个月，开封以后请尽快吃完。\"\nasks = [\"能放多久\", \"保质期多长\"]\n";

    #[test]
    fn what_is_wrong_is_named_by_file_and_line() {
        assert!(read([("phrases/food.toml", GOOD.as_bytes())].into_iter()).is_ok());
        let twice = format!("# 食品\n{GOOD}\n{GOOD}");
        assert!(refused(&twice).starts_with("phrases/food.toml:9: code \"spa\" is another phrase's already"));
        let unknown = GOOD.replace("asks =", "ask =");
        assert!(refused(&unknown).starts_with("phrases/food.toml:6: unknown field `ask`"));
        let stage = GOOD.replace("\"talk\"", "\"chat\"");
        assert!(refused(&stage).starts_with("phrases/food.toml:1: stage \"chat\" is none of welcome, talk"));
        let slot = GOOD.replace("九个月", "{{ months }}");
        assert_eq!(
            refused(&slot),
            "phrases/food.toml:1: text holds the unknown fact \"months\""
        );
        let open = GOOD.replace("九个月", "{{ price");
        assert!(refused(&open).contains("unknown fact \"\""));
        let elsewhere = read([("phrases/toys.toml", GOOD.as_bytes())].into_iter()).unwrap_err();
        assert!(elsewhere.to_string().contains("named by its trade"));
    }

    #[test]
    fn facts_and_codes_are_read_as_they_are_written() {
        let found: Vec<&str> = slots("「{{ item }}」{{price}} 元").collect();
        assert_eq!(found, ["item", "price"]);
        for (code, fits) in [
            ("fahuo", true),
            ("7tian", true),
            ("", false),
            ("Fa", false),
            ("发", false),
        ] {
            assert_eq!(fits_code(code), fits, "{code}");
        }
        assert!(!fits_code("abcdefghijklmno"));
    }
}
