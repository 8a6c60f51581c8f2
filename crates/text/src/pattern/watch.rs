//! The fixed words of some patterns in one automaton, and which pattern to try at each.
//!
//! A word is not enough for a try: most patterns need something else in the text as well. What they need
//! is looked for in the same pass, so that a text is walked through once, whatever it holds.

use std::collections::HashMap;

use super::{Pattern, PatternId, PatternPlace, frequencies::Pairs};
use crate::{PhraseSet, PhraseSetError};

#[derive(Debug)]
pub(super) struct Watch {
    phrases: PhraseSet,
    /// What each phrase is for.
    uses: Vec<Uses>,
    tries: Vec<Try>,
    /// The wants that phrases meet, and those that tries ask for.
    met: Vec<u32>,
    asked: Vec<u32>,
    /// How many wants there are.
    wants: usize,
}

/// What a phrase is for: from where to where of [`Watch::tries`] and of [`Watch::met`].
#[derive(Debug, Clone, Copy)]
struct Uses {
    tries: (u32, u32),
    meets: (u32, u32),
}

/// A pattern to try, and how many characters before the word it may begin, fewest and most.
#[derive(Debug, Clone, Copy)]
struct Try {
    pattern: PatternId,
    fewest: u16,
    most: u16,
    /// What has to be in the text besides: from where to where of [`Watch::asked`].
    asks: (u32, u32),
}

/// What stands behind a word while the tables are made.
#[derive(Clone, Copy)]
enum Use {
    Try(Try),
    Meets(u32),
}

/// A word with its use while the tables are made.
type Found<'p> = (&'p [char], Use);

impl Watch {
    pub fn build(patterns: &[Pattern], wanted: impl Fn(PatternId) -> bool) -> Result<Self, PhraseSetError> {
        let mut gather = Gather::default();
        for (index, pattern) in patterns.iter().enumerate() {
            let id = PatternId(long(index));
            if wanted(id) {
                gather.add(id, pattern);
            }
        }
        let Gather { found, known, asked } = gather;
        // The same packs always make the same tables: words of the same use keep their order.
        let mut order: Vec<(u64, u32)> = found.iter().map(|(word, _)| first_chars(word)).zip(0..).collect();
        let word = |nth: u32| found[nth as usize].0;
        order.sort_unstable_by(|a, b| {
            let by_rest = || word(a.1).cmp(word(b.1)).then(a.1.cmp(&b.1));
            a.0.cmp(&b.0).then_with(by_rest)
        });
        let mut words: Vec<&[char]> = Vec::new();
        let (mut uses, mut tries, mut met) = (Vec::new(), Vec::new(), Vec::new());
        for of_word in order.chunk_by(|a, b| a.0 == b.0 && word(a.1) == word(b.1)) {
            words.push(word(of_word[0].1));
            let from = (long(tries.len()), long(met.len()));
            for (_, nth) in of_word {
                match &found[*nth as usize].1 {
                    Use::Try(to_try) => tries.push(*to_try),
                    Use::Meets(want) => met.push(*want),
                }
            }
            uses.push(Uses {
                tries: (from.0, long(tries.len())),
                meets: (from.1, long(met.len())),
            });
        }
        Ok(Self {
            phrases: PhraseSet::build(&words)?,
            uses,
            tries,
            met,
            asked,
            wants: known.len(),
        })
    }

    /// Every place where a pattern is worth trying.
    pub fn each_place(&self, chars: &[char], mut worth: impl FnMut(PatternPlace)) {
        if self.phrases.is_empty() {
            return;
        }
        let mut met = vec![0_u64; self.wants.div_ceil(64)];
        let mut words: Vec<(u32, u32, u32)> = Vec::with_capacity(16);
        self.phrases.each(chars, |phrase, start, end| {
            let Uses { tries, meets } = self.uses[phrase as usize];
            for want in &self.met[meets.0 as usize..meets.1 as usize] {
                met[(want >> 6) as usize] |= 1 << (want & 63);
            }
            if tries.0 < tries.1 {
                words.push((phrase, long(start), long(end)));
            }
        });
        let is_met = |want: &u32| met[(want >> 6) as usize] >> (want & 63) & 1 == 1;
        for (phrase, start, end) in words {
            let (from, to) = self.uses[phrase as usize].tries;
            for to_try in &self.tries[from as usize..to as usize] {
                let (from, to) = to_try.asks;
                if self.asked[from as usize..to as usize].iter().all(is_met) {
                    worth(PatternPlace {
                        pattern: to_try.pattern,
                        fewest: to_try.fewest,
                        most: to_try.most,
                        anchor: (start as usize, end as usize),
                    });
                }
            }
        }
    }
}

/// What the tables are made from.
#[derive(Default)]
struct Gather<'p> {
    found: Vec<Found<'p>>,
    /// Each want once: many patterns share their brackets.
    known: HashMap<&'p Pairs, u32>,
    asked: Vec<u32>,
}

impl<'p> Gather<'p> {
    fn add(&mut self, id: PatternId, pattern: &'p Pattern) {
        let anchors = &pattern.anchors;
        let asks: Vec<(u32, u32)> = anchors.needs.iter().map(|needs| self.asks(needs)).collect();
        self.found.extend(anchors.each().map(|(word, anchor)| {
            let to_try = Try {
                pattern: id,
                fewest: anchor.lead.0,
                most: anchor.lead.1,
                asks: asks[usize::from(anchor.needs)],
            };
            (word, Use::Try(to_try))
        }));
    }

    fn asks(&mut self, needs: &'p [Pairs]) -> (u32, u32) {
        let from = long(self.asked.len());
        for pairs in needs {
            let next = long(self.known.len());
            let want = *self.known.entry(pairs).or_insert_with(|| {
                let words = pairs.iter().map(|pair| match pair {
                    [single, '\0'] => std::slice::from_ref(single),
                    pair => pair.as_slice(),
                });
                self.found.extend(words.map(|word| (word, Use::Meets(next))));
                next
            });
            self.asked.push(want);
        }
        (from, long(self.asked.len()))
    }
}

/// The first three characters in one number, which sorts as they do, because none of them is `\0`: comparing
/// words is most of the work of sorting them.
fn first_chars(word: &[char]) -> u64 {
    let nth = |nth: usize| word.get(nth).map_or(0, |c| u64::from(*c));
    nth(0) << 42 | nth(1) << 21 | nth(2)
}

/// Packs and messages are bounded far below what does not fit 32 bits.
fn long(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
