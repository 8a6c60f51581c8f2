//! Cuts texts into the words of the index, and questions into what these words have to be. Pure.
//!
//! A run of Chinese, Japanese or Korean characters becomes its pairs, and its last character by itself, so that every
//! character begins a word: 有货吗 is 有货, 货吗, 吗. A run of other letters and digits is a word. Everything is folded
//! first: traditional, full width and capitals are found as well as what they fold to.

use std::collections::BTreeSet;

use jinpai_store::search::Term;
use jinpai_text::Folded;

/// Longest run of letters that is kept whole: what is longer is no word anybody looks for.
const MOST_LETTERS: usize = 40;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A character that is a word or half of one.
    Sign,
    Letter,
    Between,
}

fn kind(c: char) -> Kind {
    match c {
        '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' => Kind::Sign,
        // Kana and Hangul.
        '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{ac00}'..='\u{d7a3}' => Kind::Sign,
        // Latin, Greek and Cyrillic; other scripts need marks that the databases cut at.
        c if c.is_alphanumeric() && c < '\u{530}' => Kind::Letter,
        _ => Kind::Between,
    }
}

/// Runs of one kind, without what stands between.
pub(crate) fn runs(text: &str) -> Vec<(Kind, Vec<char>)> {
    let folded = Folded::of(text);
    let mut runs: Vec<(Kind, Vec<char>)> = Vec::new();
    let mut last = Kind::Between;
    for c in folded.chars().iter().copied() {
        let of = kind(c);
        match runs.last_mut().filter(|_| of == last) {
            Some((_, run)) => run.push(c),
            None if of != Kind::Between => runs.push((of, vec![c])),
            None => {}
        }
        last = of;
    }
    runs.retain(|(of, _)| *of != Kind::Between);
    runs
}

/// The words of a message, each once.
pub(super) fn words_of(text: &str) -> Vec<String> {
    let mut words = BTreeSet::new();
    for (of, run) in runs(text) {
        if of == Kind::Letter {
            words.insert(run.iter().take(MOST_LETTERS).collect());
            continue;
        }
        for pair in run.windows(2) {
            words.insert(pair.iter().collect());
        }
        words.extend(run.last().map(char::to_string));
    }
    words.into_iter().collect()
}

/// What a message has to hold for a question. The last run of letters may be the beginning of a word.
pub(super) fn terms_of(asked: &str) -> Vec<Term> {
    let mut terms = Vec::new();
    for (of, run) in runs(asked) {
        match (of, run.as_slice()) {
            (Kind::Sign, [_]) | (Kind::Letter, _) => {
                terms.push(Term::Prefix(run.iter().take(MOST_LETTERS).collect()));
            }
            _ => terms.extend(run.windows(2).map(|pair| Term::Word(pair.iter().collect()))),
        }
    }
    terms.dedup();
    terms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_begins_a_word() {
        assert_eq!(words_of("有货吗"), ["吗", "有货", "货吗"]);
        assert_eq!(words_of("L码 A-12，在"), ["12", "a", "l", "在", "码"]);
        assert_eq!(words_of("？！…"), [""; 0]);
    }

    #[test]
    fn traditional_full_width_and_capitals_are_the_same_words() {
        assert_eq!(words_of("發貨ＡＢ"), words_of("发货ab"));
    }

    #[test]
    fn a_question_asks_for_pairs_and_for_beginnings() {
        let word = |text: &str| Term::Word(text.to_owned());
        let prefix = |text: &str| Term::Prefix(text.to_owned());
        assert_eq!(terms_of("发货"), [word("发货")]);
        assert_eq!(terms_of("什么时候"), [word("什么"), word("么时"), word("时候")]);
        assert_eq!(terms_of("价"), [prefix("价")]);
        assert_eq!(terms_of("sf12 价格"), [prefix("sf12"), word("价格")]);
        assert_eq!(terms_of("  ？ "), []);
    }
}
