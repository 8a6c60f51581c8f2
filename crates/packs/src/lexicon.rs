//! Words that many rules share: `@softener` in a pattern stands for the list of that name.
//!
//! A list entry that is nothing but `@name` becomes the entries of that list, so that rules which
//! share a list share its automaton entries as well; inside a pattern it becomes a bracket.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::{PackError, source::Source};

/// Lists may name other lists, this deep.
const DEEPEST: usize = 8;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Lexicon {
    words: BTreeMap<String, Vec<String>>,
}

impl Lexicon {
    pub fn read(source: &Source) -> Result<Self, PackError> {
        toml::from_str(&source.text).map_err(|error| source.toml_error(&error))
    }

    /// The patterns with every name replaced; the name that is not known otherwise.
    pub fn expand(&self, patterns: &[String]) -> Result<Vec<String>, String> {
        let mut expanded = Vec::with_capacity(patterns.len());
        for pattern in patterns {
            self.expand_into(pattern, &mut expanded)?;
        }
        Ok(expanded)
    }

    /// Adds the pattern with every name replaced.
    pub fn expand_into(&self, pattern: &str, into: &mut Vec<String>) -> Result<(), String> {
        self.expand_entry(pattern, into, DEEPEST)
    }

    fn expand_entry(&self, entry: &str, into: &mut Vec<String>, deep: usize) -> Result<(), String> {
        match entry.strip_prefix('@') {
            Some(name) if name.chars().all(is_name) => {
                let deep = deep
                    .checked_sub(1)
                    .ok_or_else(|| format!("@{name} holds itself"))?;
                for word in self.list(name)? {
                    self.expand_entry(word, into, deep)?;
                }
            }
            _ => into.push(self.expand_inside(entry, deep)?),
        }
        Ok(())
    }

    fn expand_inside(&self, pattern: &str, deep: usize) -> Result<String, String> {
        if !pattern.contains('@') {
            return Ok(pattern.to_owned());
        }
        let mut out = String::with_capacity(pattern.len());
        let mut rest = pattern;
        while let Some(at) = rest.find('@') {
            out.push_str(&rest[..at]);
            let after = &rest[at + 1..];
            // `\\@` is the character itself, which the pattern language reads.
            if rest[..at].ends_with('\\') {
                out.push('@');
                rest = after;
                continue;
            }
            let len = after.find(|c| !is_name(c)).unwrap_or(after.len());
            let (name, tail) = after.split_at(len);
            let deep = deep
                .checked_sub(1)
                .ok_or_else(|| format!("@{name} holds itself"))?;
            let words = self.list(name)?.iter().map(|word| self.expand_inside(word, deep));
            let words = words.collect::<Result<Vec<_>, _>>()?;
            // Longest first: the first option that fits is taken.
            let mut words = words;
            words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
            out.push('(');
            out.push_str(&words.join("|"));
            out.push(')');
            rest = tail;
        }
        out.push_str(rest);
        Ok(out)
    }

    fn list(&self, name: &str) -> Result<&[String], String> {
        let list = self.words.get(name);
        list.map(Vec::as_slice)
            .ok_or_else(|| format!("@{name} is not a list of words.toml"))
    }
}

fn is_name(c: char) -> bool {
    c.is_ascii_lowercase() || c == '-'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lexicon(text: &str) -> Lexicon {
        let source = Source {
            file: "words.toml".to_owned(),
            text: text.to_owned(),
        };
        Lexicon::read(&source).expect("a good list")
    }

    #[test]
    fn names_become_entries_or_brackets() {
        let lexicon = lexicon("[words]\nsure = ['一定', '肯定会']\nall = ['@sure', '绝对']");
        let expanded = lexicon.expand(&["@all".to_owned(), "明天@sure到".to_owned()]);
        assert_eq!(
            expanded.expect("known names"),
            ["一定", "肯定会", "绝对", "明天(肯定会|一定)到"]
        );
    }

    #[test]
    fn an_unknown_name_and_a_circle_are_told() {
        let lexicon = lexicon("[words]\na = ['@b']\nb = ['@a']");
        assert!(
            lexicon
                .expand(&["@c".to_owned()])
                .expect_err("unknown")
                .contains("@c")
        );
        assert!(
            lexicon
                .expand(&["@a".to_owned()])
                .expect_err("circle")
                .contains("holds itself")
        );
    }
}
