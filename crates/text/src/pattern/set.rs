//! All patterns of a coach in one automaton.

use super::{Pattern, PatternError, watch::Watch};
use crate::{Folded, PhraseSetError};

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

/// A place where a pattern may hold: one of its words stands there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PatternPlace {
    pub pattern: PatternId,
    /// How many characters before the word the pattern may begin, fewest and most.
    pub(super) fewest: u16,
    pub(super) most: u16,
    pub(super) anchor: (usize, usize),
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SetError {
    #[error(transparent)]
    Pattern(#[from] PatternError),
    #[error(transparent)]
    Phrases(#[from] PhraseSetError),
}

/// What a pattern is looked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Role {
    /// It sets something off: the others only matter where a lead is found.
    pub lead: bool,
    /// It is asked about in what the buyer said.
    pub buyer: bool,
}

/// Patterns looked for together, each known by the order it was added in.
///
/// Some of them are leads: the others only matter where a lead is found, so they are looked for only
/// when somebody asks, and on most texts cost nothing at all.
#[derive(Debug)]
pub struct PatternSet {
    patterns: Vec<Pattern>,
    leads: Watch,
    paired: Watch,
    beside: Watch,
    buyer: Watch,
}

impl PatternSet {
    /// # Errors
    /// When the anchors do not fit one table.
    pub fn build(patterns: Vec<Pattern>, role: impl Fn(PatternId) -> Role) -> Result<Self, SetError> {
        Self::build_paired(patterns, role, |_| false)
    }

    /// Builds with leads that matter only beside certain words of the buyer's; `role` names them no leads.
    ///
    /// # Errors
    /// As for [`PatternSet::build`].
    pub fn build_paired(
        patterns: Vec<Pattern>,
        role: impl Fn(PatternId) -> Role,
        paired: impl Fn(PatternId) -> bool,
    ) -> Result<Self, SetError> {
        Ok(Self {
            leads: Watch::build(&patterns, |id| role(id).lead)?,
            paired: Watch::build(&patterns, paired)?,
            beside: Watch::build(&patterns, |id| !role(id).lead)?,
            buyer: Watch::build(&patterns, |id| role(id).buyer)?,
            patterns,
        })
    }

    /// Every match of the leads, in order of place, one for each pattern and beginning.
    #[must_use]
    pub fn lead_matches(&self, folded: &Folded) -> Vec<PatternMatch> {
        self.watched(&self.leads, folded)
    }

    /// Every match of the leads that need certain words of the buyer's.
    #[must_use]
    pub fn paired_matches(&self, folded: &Folded) -> Vec<PatternMatch> {
        self.watched(&self.paired, folded)
    }

    /// Where one of the patterns that are no leads by themselves may hold; each is tried only when
    /// somebody asks, with [`PatternSet::match_at`].
    #[must_use]
    pub fn beside_places(&self, folded: &Folded) -> Vec<PatternPlace> {
        let mut places = Vec::new();
        self.beside.each_place(folded.chars(), |place| places.push(place));
        places
    }

    /// The match at a place of this set in the same text.
    #[must_use]
    pub fn match_at(&self, folded: &Folded, place: PatternPlace) -> Option<PatternMatch> {
        self.confirm(folded.chars(), place)
    }

    /// Every match, with or without a lead.
    #[must_use]
    pub fn all_matches(&self, folded: &Folded) -> Vec<PatternMatch> {
        let mut found = Vec::new();
        self.look(&self.leads, folded.chars(), &mut found);
        self.look(&self.beside, folded.chars(), &mut found);
        tidy(&mut found);
        found
    }

    /// Every match of the patterns that are asked about in the buyer's words.
    #[must_use]
    pub fn buyer_matches(&self, folded: &Folded) -> Vec<PatternMatch> {
        self.watched(&self.buyer, folded)
    }

    fn watched(&self, watch: &Watch, folded: &Folded) -> Vec<PatternMatch> {
        let mut found = Vec::new();
        self.look(watch, folded.chars(), &mut found);
        tidy(&mut found);
        found
    }

    fn look(&self, watch: &Watch, chars: &[char], found: &mut Vec<PatternMatch>) {
        watch.each_place(chars, |place| found.extend(self.confirm(chars, place)));
    }

    fn confirm(&self, chars: &[char], place: PatternPlace) -> Option<PatternMatch> {
        let pattern = &self.patterns[place.pattern.0 as usize];
        let keep = |(start, end)| PatternMatch {
            start,
            end,
            pattern: place.pattern,
        };
        if pattern.anchors.exact {
            return Some(keep(place.anchor));
        }
        let anchor = place.anchor.0;
        let latest = anchor.checked_sub(usize::from(place.fewest))?;
        // From near to far: the shortest words that hold are the ones to show.
        let mut starts = (anchor.saturating_sub(usize::from(place.most))..=latest).rev();
        let found = starts.find_map(|start| Some((start, pattern.try_at(chars, start)?)));
        found.map(keep)
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
        let role = |id: PatternId| Role {
            lead: id.0 == 0,
            buyer: id.0 == 1,
        };
        PatternSet::build(patterns, role).expect("it builds")
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
            let sources = [
                "(肯定|一定)…{0,4}到",
                "(?<!不)能到",
                "到货?",
                "<不[定能]>",
                "(一定|肯定|到货|能|货|不定|不能|不到|到能|)(肯|货…{0,2}到|[能到])",
                "能~{1,3}(到|肯|(?<!,)定)(货|)",
            ];
            let set = set(&sources);
            let folded = Folded::of(&text);
            let found = set.all_matches(&folded);
            let mut parts = set.lead_matches(&folded);
            let places = set.beside_places(&folded);
            parts.extend(places.iter().filter_map(|place| set.match_at(&folded, *place)));
            tidy(&mut parts);
            prop_assert_eq!(&parts, &found);
            for (index, source) in sources.iter().enumerate() {
                let single = Pattern::parse(source).expect("good").iter().any(|p| p.find(&folded).is_some());
                prop_assert_eq!(single, found.iter().any(|m| m.pattern.0 as usize == index), "{}", source);
            }
        }
    }
}
