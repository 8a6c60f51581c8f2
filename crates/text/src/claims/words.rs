//! Looking for fixed words in a clause. Words are few and clauses short, so a plain scan does; the
//! automaton of the caller has already said that a clause is worth it.

use std::ops::Range;

/// Whether the word stands at this place.
#[must_use]
pub fn at_word(chars: &[char], at: usize, word: &str) -> bool {
    let Some(rest) = chars.get(at..) else { return false };
    let mut rest = rest.iter();
    word.chars().all(|c| rest.next() == Some(&c))
}

/// Length of the first of the words that stands at this place.
#[must_use]
pub fn at_any(chars: &[char], at: usize, words: &[&str]) -> Option<usize> {
    let word = words.iter().find(|word| at_word(chars, at, word))?;
    Some(word.chars().count())
}

/// A stretch of the text that is read for claims.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    /// The whole text up to the end of the stretch, so that nothing is read beyond it.
    pub chars: &'a [char],
    pub from: usize,
}

impl<'a> Part<'a> {
    #[must_use]
    pub fn new(chars: &'a [char], range: &Range<usize>) -> Self {
        let end = range.end.min(chars.len());
        Self {
            chars: &chars[..end],
            from: range.start.min(end),
        }
    }

    /// The first place of any of the words; of two at one place the one listed first.
    #[must_use]
    pub fn find(&self, words: &[&str]) -> Option<Range<usize>> {
        self.find_from(self.from, words)
    }

    #[must_use]
    pub fn find_from(&self, from: usize, words: &[&str]) -> Option<Range<usize>> {
        (from..self.chars.len()).find_map(|at| {
            let len = at_any(self.chars, at, words)?;
            Some(at..at + len)
        })
    }

    #[must_use]
    pub fn has(&self, words: &[&str]) -> bool {
        self.find(words).is_some()
    }

    /// Whether one of the words stands within `before..at`, `reach` characters at most.
    #[must_use]
    pub fn just_before(&self, at: usize, reach: usize, words: &[&str]) -> bool {
        let from = at.saturating_sub(reach).max(self.from);
        (from..at).any(|place| at_any(self.chars, place, words).is_some_and(|len| place + len <= at))
    }
}
