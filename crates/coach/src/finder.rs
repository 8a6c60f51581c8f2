//! How each kind of rule turns a candidate into a found span.

use jinpai_text::{Pattern, PatternMatch};
use regex::Regex;

use crate::{
    build::Ids, coded::Coded, facts::FactFinder, reading::Reading, spec::LearntFind, talk::find::TalkFinder,
};

#[derive(Debug)]
pub(crate) enum Finder {
    Phrase,
    Absence(Absence),
    Regex(NearRegex),
    Whole(Vec<Pattern>),
    Pair(Pair),
    Count(Count),
    Fact(FactFinder),
    Coded(Box<dyn Coded>),
    Learnt(LearntFind),
    /// Of conversation rules, which are kept apart.
    Talk(TalkFinder),
}

#[derive(Debug)]
pub(crate) struct Absence {
    pub lacking: Ids,
    pub at_most_chars: usize,
}

#[derive(Debug)]
pub(crate) struct Pair {
    pub buyer: Ids,
    pub beside: Absence,
}

#[derive(Debug)]
pub(crate) struct Count {
    pub any: Ids,
    pub at_least: usize,
}

impl Count {
    /// Whether this match is the one that makes it too many.
    pub fn is_full_at(&self, matches: &[PatternMatch], found: &PatternMatch) -> bool {
        let counted = matches.iter().filter(|m| self.any.has(m.pattern));
        // Two patterns at one place are one thing said.
        let mut places: Vec<usize> = counted.map(|m| m.start).collect();
        places.sort_unstable();
        places.dedup();
        places.get(self.at_least.saturating_sub(1)) == Some(&found.start)
    }
}

#[derive(Debug)]
pub(crate) struct NearRegex {
    pub regex: Regex,
    /// Characters before and after the anchor.
    pub near: usize,
}

impl Absence {
    /// Whether nothing of what should stand beside it is there.
    pub fn holds(&self, reading: &Reading<'_>) -> bool {
        (self.at_most_chars == usize::MAX || reading.word_chars() <= self.at_most_chars)
            && !reading.says(&self.lacking)
    }
}

impl NearRegex {
    /// The expression's match in the window around the anchor, in folded characters.
    pub fn find(&self, chars: &[char], anchor: &PatternMatch) -> Option<(usize, usize)> {
        let from = anchor.start.saturating_sub(self.near);
        let to = (anchor.end + self.near).min(chars.len());
        let window: String = chars[from..to].iter().collect();
        let found = self.regex.find(&window).filter(|found| !found.is_empty())?;
        let start = from + window[..found.start()].chars().count();
        Some((start, start + found.as_str().chars().count()))
    }
}

/// The words of a reply without marks; none when it is longer than `most` or holds a picture.
pub(crate) fn bare_words(chars: &[char], most: usize) -> Option<Vec<char>> {
    let mut words = Vec::with_capacity(most);
    for c in chars {
        if jinpai_text::is_word(*c) {
            if words.len() == most {
                return None;
            }
            words.push(*c);
        } else if is_picture(*c) {
            return None;
        }
    }
    (!words.is_empty()).then_some(words)
}

/// Emoji, hearts, arrows and the like.
fn is_picture(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
}
