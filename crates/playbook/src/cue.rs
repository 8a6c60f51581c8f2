//! The cues: what may be heard in one message. Their patterns are pack data; what each is for stands here.

use std::collections::BTreeMap;

use jinpai_text::{Folded, Pattern, PatternSet, Role};

use crate::{
    BuildError,
    plain::{Plain, PlainTable},
    spec::CueSpec,
};

/// Declares the cues with the names they have in packs.
macro_rules! cues {
    ($($variant:ident = $name:literal),+ $(,)?) => {
        /// Something a message shows.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub(crate) enum Cue { $($variant),+ }

        impl Cue {
            pub(crate) const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name in packs.
            pub(crate) const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }
        }
    };
}

cues! {
    KnowsNone = "knows-none",
    KnowsHalf = "knows-half",
    KnowsExpert = "knows-expert",
    PriceGenerous = "price-generous",
    Presses = "presses",
    PressesOn = "presses-on",
    Insists = "insists",
    Content = "content-with-price",
    KnowsQuality = "knows-quality",
    Doubts = "doubts",
    Perfection = "perfection",
    SmallTalk = "small-talk",
    Bought = "bought",
    Brief = "brief",
    Courteous = "courteous",
    Friendly = "friendly",
    Decided = "decided",
    Analytic = "analytic",
    SelfCentred = "self-centred",
    AsksStock = "asks-stock",
    AsksPriceEnd = "asks-price-end",
    AsksDispatch = "asks-dispatch",
    AsksArrival = "asks-arrival",
    AsksWhich = "asks-which",
    AsksSize = "asks-size",
    AsksRecommend = "asks-recommend",
    AsksCompare = "asks-compare",
    AsksGift = "asks-gift",
    AsksFlaw = "asks-flaw",
    AsksTruth = "asks-truth",
    Wavers = "wavers",
    ThinksOver = "thinks-over",
    HowTo = "how-to",
    Greets = "greets",
    ComesBack = "comes-back",
    SorryTrouble = "sorry-trouble",
    Complains = "complains",
    TooDearGoes = "too-dear-goes",
    Stop = "stop",
    Waits = "waits",
    NeedsTime = "needs-time",
    Chose = "chose",
    LongAsk = "long-ask",
    BigOrder = "big-order",
    SaysHappened = "says-happened",
}

/// Where a cue was heard in a message, in characters as they were typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub cue: Cue,
    pub from: usize,
    pub to: usize,
}

/// All cues, ready to listen with.
#[derive(Debug)]
pub(crate) struct Cues {
    plain: Plain,
    set: PatternSet,
    /// By pattern: the cue, and what finding it does to it.
    means: Vec<(Cue, Sense)>,
}

/// What it means that a pattern was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sense {
    Shows,
    /// Nothing in this message shows the cue.
    TakesBack,
    /// These very words do not.
    Else,
}

/// Every pattern is looked for by itself.
const LEAD: Role = Role {
    lead: true,
    buyer: false,
};

impl Cues {
    pub(crate) fn build(
        spec: &BTreeMap<String, CueSpec>,
        plain: &PlainTable,
    ) -> Result<Self, Vec<BuildError>> {
        let (mut patterns, mut means, mut errors) = (Vec::new(), Vec::new(), Vec::new());
        for cue in Cue::ALL {
            let Some(of) = spec.get(cue.name()) else { continue };
            let senses = [
                (&of.any, Sense::Shows),
                (&of.not, Sense::TakesBack),
                (&of.but, Sense::Else),
            ];
            let sources = senses
                .iter()
                .flat_map(|(sources, sense)| sources.iter().map(|source| (source, *sense)));
            for (source, sense) in sources {
                match Pattern::parse(source) {
                    Ok(parsed) => {
                        means.extend(parsed.iter().map(|_| (*cue, sense)));
                        patterns.extend(parsed);
                    }
                    Err(error) => errors.push(BuildError::Pattern {
                        cue: cue.name(),
                        error,
                    }),
                }
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let set = PatternSet::build(patterns, |_| LEAD).map_err(|error| vec![BuildError::Set(error)])?;
        Ok(Self {
            plain: Plain::new(plain),
            set,
            means,
        })
    }

    /// What one message shows, in its order.
    pub(crate) fn hear(&self, text: &str) -> Vec<Place> {
        let plain = self.plain.say(text);
        let folded = Folded::of(plain.as_ref().map_or(text, |said| &said.text));
        let matches = self.set.all_matches(&folded);
        let mut void = [false; Cue::ALL.len()];
        let mut other: Vec<(Cue, usize, usize)> = Vec::new();
        for found in &matches {
            let (cue, sense) = self.means[found.pattern.0 as usize];
            void[cue as usize] |= sense == Sense::TakesBack;
            if sense == Sense::Else {
                other.push((cue, found.start, found.end));
            }
        }
        let mut places: Vec<Place> = Vec::new();
        for found in matches {
            let (cue, sense) = self.means[found.pattern.0 as usize];
            let in_another_sense = other
                .iter()
                .any(|(of, from, to)| *of == cue && found.start < *to && *from < found.end);
            if sense != Sense::Shows || void[cue as usize] || in_another_sense {
                continue;
            }
            let (from, to) = folded.original(found.start, found.end);
            let (from, to) = plain.as_ref().map_or((from, to), |said| said.typed(from, to));
            // Two patterns of a cue on the same words are one finding.
            match places
                .iter_mut()
                .find(|one| one.cue == cue && from < one.to && one.from < to)
            {
                Some(held) => (held.from, held.to) = (held.from.min(from), held.to.max(to)),
                None => places.push(Place { cue, from, to }),
            }
        }
        places
    }
}
