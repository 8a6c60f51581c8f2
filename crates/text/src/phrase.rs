//! Many phrases found in one pass over the text.

use daachorse::CharwiseDoubleArrayAhoCorasick;

/// Why a set could not be built.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PhraseSetError {
    #[error("a phrase is empty")]
    Empty,
    #[error("the phrases do not fit one automaton: {0}")]
    Automaton(String),
}

/// A set of folded phrases, each known by its index. Phrases have to be distinct.
pub struct PhraseSet {
    /// None for an empty set, which the automaton's builder refuses.
    automaton: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
}

impl std::fmt::Debug for PhraseSet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let states = self
            .automaton
            .as_ref()
            .map_or(0, CharwiseDoubleArrayAhoCorasick::num_states);
        f.debug_struct("PhraseSet").field("states", &states).finish()
    }
}

impl PhraseSet {
    /// # Errors
    /// When a phrase is empty or there twice, or all of them are too large for one automaton.
    pub fn build<P: AsRef<str>>(phrases: &[P]) -> Result<Self, PhraseSetError> {
        if phrases.iter().any(|phrase| phrase.as_ref().is_empty()) {
            return Err(PhraseSetError::Empty);
        }
        if phrases.is_empty() {
            return Ok(Self { automaton: None });
        }
        CharwiseDoubleArrayAhoCorasick::new(phrases)
            .map(|automaton| Self {
                automaton: Some(automaton),
            })
            .map_err(|error| PhraseSetError::Automaton(error.to_string()))
    }

    /// Calls `found` with the index of each phrase and the place just after it, overlapping ones too.
    pub fn each(&self, chars: &[char], mut found: impl FnMut(u32, usize)) {
        let Some(automaton) = &self.automaton else { return };
        let mut stepper = automaton.find_overlapping_stepper();
        for (at, c) in chars.iter().enumerate() {
            stepper.consume(*c);
            for hit in stepper.matches() {
                found(hit.value(), at + 1);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlapping_phrases_are_all_found() {
        let set = PhraseSet::build(&["微信", "加微信", "信"]).expect("three phrases");
        let chars: Vec<char> = "请加微信".chars().collect();
        let mut found = Vec::new();
        set.each(&chars, |phrase, end| found.push((phrase, end)));
        found.sort_unstable();
        assert_eq!(found, [(0, 4), (1, 4), (2, 4)]);
    }

    #[test]
    fn an_empty_set_finds_nothing_and_an_empty_phrase_is_refused() {
        let none: [&str; 0] = [];
        PhraseSet::build(&none)
            .expect("empty is fine")
            .each(&['好'], |_, _| panic!("nothing to find"));
        assert_eq!(
            PhraseSet::build(&[""]).expect_err("empty phrase"),
            PhraseSetError::Empty
        );
    }
}
