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
    len: u16,
    lead: bool,
}

/// Patterns looked for together, each known by the order it was added in.
///
/// Some of them are leads: the others only matter where a lead is found, so on most texts they cost
/// no more than the note that one of their words was there.
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
    pub fn build(patterns: Vec<Pattern>, is_lead: impl Fn(PatternId) -> bool) -> Result<Self, SetError> {
        let mut by_anchor: HashMap<&[char], Vec<Watch>> = HashMap::new();
        for (index, pattern) in patterns.iter().enumerate() {
            let id = PatternId(u32::try_from(index).unwrap_or(u32::MAX));
            let lead = is_lead(id);
            for word in &pattern.anchors.words {
                let len = u16::try_from(word.len()).unwrap_or(u16::MAX);
                by_anchor.entry(word).or_default().push(Watch {
                    pattern: id,
                    len,
                    lead,
                });
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
            watched.sort_by_key(|watch| !watch.lead);
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

    /// Every match, in order of place, one for each pattern and beginning; none at all in a text
    /// without a lead.
    #[must_use]
    pub fn matches(&self, folded: &Folded) -> Vec<PatternMatch> {
        let chars = folded.chars();
        let mut found = Vec::new();
        let mut noted: Vec<(u32, u32)> = Vec::new();
        self.phrases.each(chars, |phrase, end| {
            let watches = self.watches_of(phrase);
            // Leads stand first.
            for watch in watches.iter().take_while(|watch| watch.lead) {
                self.confirm(chars, *watch, end, &mut found);
            }
            if watches.last().is_some_and(|watch| !watch.lead) {
                noted.push((phrase, u32::try_from(end).unwrap_or(u32::MAX)));
            }
        });
        if !found.is_empty() {
            for (phrase, end) in noted {
                for watch in self.watches_of(phrase).iter().filter(|watch| !watch.lead) {
                    self.confirm(chars, *watch, end as usize, &mut found);
                }
            }
            tidy(&mut found);
        }
        found
    }

    /// Every match, with or without a lead.
    #[must_use]
    pub fn all_matches(&self, folded: &Folded) -> Vec<PatternMatch> {
        let chars = folded.chars();
        let mut found = Vec::new();
        self.phrases.each(chars, |phrase, end| {
            for watch in self.watches_of(phrase) {
                self.confirm(chars, *watch, end, &mut found);
            }
        });
        tidy(&mut found);
        found
    }

    fn watches_of(&self, phrase: u32) -> &[Watch] {
        let (from, to) = (self.bounds[phrase as usize], self.bounds[phrase as usize + 1]);
        &self.watches[from as usize..to as usize]
    }

    fn confirm(&self, chars: &[char], watch: Watch, anchor_end: usize, found: &mut Vec<PatternMatch>) {
        let pattern = &self.patterns[watch.pattern.0 as usize];
        let anchor = anchor_end - usize::from(watch.len);
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

fn tidy(found: &mut Vec<PatternMatch>) {
    found.sort_unstable();
    found.dedup();
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
        PatternSet::build(patterns, |id| id.0 == 0).expect("it builds")
    }

    fn matched(set: &PatternSet, text: &str) -> Vec<(u32, String)> {
        let folded = Folded::of(text);
        let found = set.all_matches(&folded);
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
            let none = Vec::new();
            let folded = Folded::of(&text);
            let found = set.all_matches(&folded);
            let led = found.iter().any(|m| m.pattern.0 == 0);
            prop_assert_eq!(&set.matches(&folded), if led { &found } else { &none });
            for (index, source) in sources.iter().enumerate() {
                let single = Pattern::parse(source).expect("good").iter().any(|p| p.find(&folded).is_some());
                prop_assert_eq!(single, found.iter().any(|m| m.pattern.0 as usize == index), "{}", source);
            }
        }
    }
}
