//! Dialect, slips of the pen and words of the net, said in the plain words that the cues are written in. What she typed is
//! never changed: each place in the plain text leads back to it.

use std::collections::{BTreeMap, HashMap};

/// The plain word, and how it is also typed.
pub type PlainTable = BTreeMap<String, Vec<String>>;

/// A word as it is typed, and its plain word.
#[derive(Debug)]
struct Word {
    typed: Vec<char>,
    plain: Vec<char>,
}

/// Words by the first character that is typed, the longest first.
#[derive(Debug, Default)]
pub(crate) struct Plain {
    words: HashMap<char, Vec<Word>>,
}

/// One message in plain words.
#[derive(Debug)]
pub(crate) struct Said {
    pub text: String,
    /// For every character of the text the span of what was typed.
    typed: Vec<(usize, usize)>,
}

impl Said {
    /// The span that was typed for a span of the plain text.
    pub fn typed(&self, from: usize, to: usize) -> (usize, usize) {
        let of = |place: usize| self.typed.get(place).copied().unwrap_or_default();
        (of(from).0, of(to.saturating_sub(1)).1)
    }
}

impl Plain {
    pub fn new(table: &PlainTable) -> Self {
        let mut words: HashMap<char, Vec<Word>> = HashMap::new();
        for (plain, typed) in table {
            for word in typed {
                let typed: Vec<char> = word.chars().collect();
                if let Some(first) = typed.first().copied() {
                    let plain = plain.chars().collect();
                    words.entry(first).or_default().push(Word { typed, plain });
                }
            }
        }
        for of in words.values_mut() {
            of.sort_by_key(|word| std::cmp::Reverse(word.typed.len()));
        }
        Self { words }
    }

    /// The message in plain words; none where it is plain already.
    pub fn say(&self, text: &str) -> Option<Said> {
        if !text.chars().any(|c| self.words.contains_key(&c)) {
            return None;
        }
        let chars: Vec<char> = text.chars().collect();
        let mut said = Said {
            text: String::with_capacity(text.len()),
            typed: Vec::with_capacity(chars.len()),
        };
        let (mut at, mut changed) = (0, false);
        while at < chars.len() {
            let stands = |word: &&Word| {
                chars[at..].starts_with(&word.typed) && !inside_latin(&chars, at, word.typed.len())
            };
            let Some(word) = self.words.get(&chars[at]).and_then(|of| of.iter().find(stands)) else {
                said.text.push(chars[at]);
                said.typed.push((at, at + 1));
                at += 1;
                continue;
            };
            changed = true;
            let end = at + word.typed.len();
            said.text.extend(&word.plain);
            said.typed
                .extend(std::iter::repeat_n((at, end), word.plain.len()));
            at = end;
        }
        changed.then_some(said)
    }
}

/// Whether a Latin word only stands inside a longer one.
fn inside_latin(chars: &[char], at: usize, len: usize) -> bool {
    let joined = |one: Option<&char>, other: char| {
        other.is_ascii_alphanumeric() && one.is_some_and(char::is_ascii_alphanumeric)
    };
    joined(at.checked_sub(1).and_then(|before| chars.get(before)), chars[at])
        || joined(chars.get(at + len), chars[at + len - 1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_found_again_from_the_plain_words() {
        let table = PlainTable::from([
            ("什么".to_owned(), vec!["啥子".to_owned()]),
            ("便宜点".to_owned(), vec!["平啲".to_owned()]),
            ("谢谢".to_owned(), vec!["thx".to_owned()]),
        ]);
        let plain = Plain::new(&table);
        let said = plain.say("啥子价 平啲嘛").expect("two words are not plain");
        assert_eq!(said.text, "什么价 便宜点嘛");
        assert_eq!(said.typed(0, 2), (0, 2));
        assert_eq!(said.typed(4, 7), (4, 6));
        assert!(plain.say("什么价").is_none());
        assert!(plain.say("thxgiving").is_none());
    }
}
