//! All patterns of a coach in one automaton.

use std::collections::HashMap;

use super::{Pattern, PatternError};
use crate::{Folded, PhraseSet, PhraseSetError};

/// Which pattern of its set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PatternId(pub u32);

/// One place where a pattern holds, in folded characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PatternMatch {
    pub start: usize,
    pub end: usize,
    pub pattern: PatternId,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SetError {
    #[error(transparent)]
    Pattern(#[from] PatternError),
    #[error(transparent)]
    Phrases(#[from] PhraseSetError),
}

/// What to do when an anchor is found.
#[derive(Debug, Clone, Copy)]
struct Watch {
    pattern: PatternId,
    /// Characters of the anchor.
    len: u32,
}

/// Patterns looked for together, each known by the order it was added in.
#[derive(Debug)]
pub struct PatternSet {
    patterns: Vec<Pattern>,
    phrases: PhraseSet,
    /// The watches of phrase n are `watches[bounds[n]..bounds[n + 1]]`.
    watches: Vec<Watch>,
    bounds: Vec<u32>,
}

impl PatternSet {
    /// # Errors
    /// When the anchors do not fit one automaton.
    pub fn build(patterns: Vec<Pattern>) -> Result<Self, SetError> {
        let mut by_anchor: HashMap<&[char], Vec<Watch>> = HashMap::new();
        for (index, pattern) in patterns.iter().enumerate() {
            let id = PatternId(u32::try_from(index).unwrap_or(u32::MAX));
            for word in &pattern.anchors.words {
                let len = u32::try_from(word.len()).unwrap_or(u32::MAX);
                by_anchor
                    .entry(word)
                    .or_default()
                    .push(Watch { pattern: id, len });
            }
        }
        // Sorted, so that the same packs always make the same automaton.
        let mut anchors: Vec<(&[char], Vec<Watch>)> = by_anchor.into_iter().collect();
        anchors.sort_unstable_by(|a, b| a.0.cmp(b.0));
        let words: Vec<String> = anchors.iter().map(|(word, _)| word.iter().collect()).collect();
        let phrases = PhraseSet::build(&words)?;
        let mut watches = Vec::new();
        let mut bounds = vec![0];
        for (_, mut watched) in anchors {
            watches.append(&mut watched);
            bounds.push(u32::try_from(watches.len()).unwrap_or(u32::MAX));
        }
        Ok(Self {
            patterns,
            phrases,
            watches,
            bounds,
        })
    }

    /// Puts every match into `found`, in order of place; one for each pattern and beginning.
    pub fn matches(&self, folded: &Folded, found: &mut Vec<PatternMatch>) {
        found.clear();
        let chars = folded.chars();
        self.phrases.each(chars, |phrase, end| {
            let (from, to) = (self.bounds[phrase as usize], self.bounds[phrase as usize + 1]);
            for watch in &self.watches[from as usize..to as usize] {
                self.confirm(chars, *watch, end, found);
            }
        });
        if found.len() > 1 {
            found.sort_unstable();
            found.dedup();
        }
    }

    fn confirm(&self, chars: &[char], watch: Watch, anchor_end: usize, found: &mut Vec<PatternMatch>) {
        let pattern = &self.patterns[watch.pattern.0 as usize];
        let anchor = anchor_end - watch.len as usize;
        if pattern.anchors.exact {
            found.push(PatternMatch {
                start: anchor,
                end: anchor_end,
                pattern: watch.pattern,
            });
            return;
        }
        let (fewest, most) = pattern.anchors.lead;
        let Some(latest) = anchor.checked_sub(fewest) else {
            return;
        };
        // From near to far: the shortest words that hold are the ones to show.
        for start in (anchor.saturating_sub(most)..=latest).rev() {
            if let Some(end) = pattern.try_at(chars, start) {
                found.push(PatternMatch {
                    start,
                    end,
                    pattern: watch.pattern,
                });
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn set(patterns: &[&str]) -> PatternSet {
        let patterns = patterns
            .iter()
            .flat_map(|p| Pattern::parse(p).expect("a good pattern"))
            .collect();
        PatternSet::build(patterns).expect("it builds")
    }

    fn matched(set: &PatternSet, text: &str) -> Vec<(u32, String)> {
        let folded = Folded::of(text);
        let mut found = Vec::new();
        set.matches(&folded, &mut found);
        let words = |m: &PatternMatch| folded.chars()[m.start..m.end].iter().collect();
        found.iter().map(|m| (m.pattern.0, words(m))).collect()
    }

    #[test]
    fn patterns_that_share_anchors_are_told_apart() {
        let set = set(&["(肯定|一定)能?到", "一定", "…{0,3}到货"]);
        assert_eq!(
            matched(&set, "明天一定能到"),
            [(1, "一定".to_owned()), (0, "一定能到".to_owned())]
        );
        assert_eq!(matched(&set, "到货"), [(2, "到货".to_owned())]);
    }

    proptest! {
        #[test]
        fn the_set_finds_what_single_patterns_find(text in "[肯一定能到货,不]{0,16}") {
            let sources = ["(肯定|一定)…{0,4}到", "(?<!不)能到", "到货?", "<不[定能]>"];
            let set = set(&sources);
            let folded = Folded::of(&text);
            let mut found = Vec::new();
            set.matches(&folded, &mut found);
            for (index, source) in sources.iter().enumerate() {
                let single = Pattern::parse(source).expect("good").iter().any(|p| p.find(&folded).is_some());
                prop_assert_eq!(single, found.iter().any(|m| m.pattern.0 as usize == index), "{}", source);
            }
        }
    }
}
