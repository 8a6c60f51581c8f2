//! Reads turns and replies against the table.

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
};

use jinpai_text::{
    Folded, Pattern, PatternMatch, PatternSet, Role, SetError, clause_around, clauses, is_word,
};

use super::{Answered, Asked, MOST_TYPES, Manner, QuestionTable, Types};

/// What a pattern of a set means: for which types, and in which part.
#[derive(Debug, Clone, Copy, Default)]
struct Meaning {
    /// Asked by itself, or answered.
    main: Types,
    /// Topics, or asked back.
    beside: Types,
    /// Not asked.
    void: Types,
    parts: u16,
}

/// Every pattern of a side is looked for by itself.
const LEAD: Role = Role {
    lead: true,
    buyer: false,
};

const QUESTIONING: u16 = 1;
const NOT_QUESTIONING: u16 = 1 << 1;
const CANNED: u16 = 1 << 2;
const PROMISES: u16 = 1 << 3;
const ASKS_FOR: u16 = 1 << 4;
const DECLINES: u16 = 1 << 5;
const YES: u16 = 1 << 6;
const POINTS_AT: u16 = 1 << 7;
const EXPLAINS: u16 = 1 << 8;
const ASKS_BACK: u16 = 1 << 9;
const NOT_BACK: u16 = 1 << 10;
const PRAISE: u16 = 1 << 11;

/// Patterns of one side, each text once.
#[derive(Default)]
struct Gather<'t> {
    meanings: HashMap<&'t str, Meaning>,
    order: Vec<&'t str>,
}

impl<'t> Gather<'t> {
    fn add(&mut self, sources: &'t [String], mean: impl Fn(&mut Meaning)) {
        for source in sources {
            let meaning = self.meanings.entry(source).or_insert_with(|| {
                self.order.push(source);
                Meaning::default()
            });
            mean(meaning);
        }
    }

    fn build(self) -> Result<Side, SetError> {
        let (mut patterns, mut meanings, mut sources) = (Vec::new(), Vec::new(), Vec::new());
        for source in self.order {
            let meaning = self.meanings[source];
            for pattern in Pattern::parse(source)? {
                patterns.push(pattern);
                meanings.push(meaning);
                sources.push(source.to_owned());
            }
        }
        let set = PatternSet::build(patterns, |_| LEAD)?;
        Ok(Side {
            set,
            meanings,
            sources,
        })
    }
}

#[derive(Debug)]
struct Side {
    set: PatternSet,
    /// By pattern.
    meanings: Vec<Meaning>,
    sources: Vec<String>,
}

impl Side {
    /// The patterns found, each with the words it was found in.
    fn found(&self, text: &str) -> Vec<(&str, String)> {
        let folded = Folded::of(text);
        let words = |m: &PatternMatch| folded.chars()[m.start..m.end].iter().collect();
        let of = |m: PatternMatch| (self.sources[m.pattern.0 as usize].as_str(), words(&m));
        self.set.all_matches(&folded).into_iter().map(of).collect()
    }

    fn read(&self, folded: &Folded) -> Vec<(PatternMatch, Meaning)> {
        let matches = self.set.all_matches(folded);
        let mean = |m: PatternMatch| (m, self.meanings[m.pattern.0 as usize]);
        matches.into_iter().map(mean).collect()
    }
}

/// The table, ready to read with.
#[derive(Debug)]
pub struct Questions {
    asks: Side,
    answers: Side,
    any_answer: Types,
    /// Pairs of characters that say nothing about what is talked of.
    common: HashSet<[char; 2]>,
    pub(super) codes: Vec<String>,
}

impl Questions {
    /// # Errors
    /// When a pattern cannot be read. More than [`MOST_TYPES`] types are refused where tables are read.
    pub fn build(table: &QuestionTable) -> Result<Self, SetError> {
        let (mut asks, mut answers) = (Gather::default(), Gather::default());
        let mut any_answer = Types::NONE;
        for (place, kind) in table.types.iter().take(MOST_TYPES).enumerate() {
            let one = Types::one(place);
            asks.add(&kind.asked, |m| m.main |= one);
            asks.add(&kind.topics, |m| m.beside |= one);
            asks.add(&kind.not_asked, |m| m.void |= one);
            answers.add(&kind.answered, |m| m.main |= one);
            answers.add(&kind.topics, |m| m.main |= one);
            answers.add(&kind.back, |m| m.beside |= one);
            if kind.any_answer {
                any_answer |= one;
            }
        }
        let shared = &table.shared;
        asks.add(&shared.questioning, |m| m.parts |= QUESTIONING);
        asks.add(&shared.not_questioning, |m| m.parts |= NOT_QUESTIONING);
        for (sources, part) in [
            (&shared.canned, CANNED),
            (&shared.promises, PROMISES),
            (&shared.asks_for, ASKS_FOR),
            (&shared.declines, DECLINES),
            (&shared.yes, YES),
            (&shared.points_at, POINTS_AT),
            (&shared.explains, EXPLAINS),
            (&shared.asks_back, ASKS_BACK),
            (&shared.not_back, NOT_BACK),
            (&shared.praise, PRAISE),
        ] {
            answers.add(sources, |m| m.parts |= part);
        }
        Ok(Self {
            asks: asks.build()?,
            answers: answers.build()?,
            any_answer,
            common: shared
                .common
                .iter()
                .flat_map(|words| pairs(Folded::of(words).chars()).collect::<Vec<_>>())
                .collect(),
            codes: table.types.iter().map(|kind| kind.code.clone()).collect(),
        })
    }

    /// The codes of these types.
    pub fn codes_of(&self, types: Types) -> impl Iterator<Item = &str> {
        types
            .places()
            .filter_map(|place| self.codes.get(place))
            .map(String::as_str)
    }

    /// What a buyer's turn asks.
    #[must_use]
    pub fn asked(&self, turn: &str) -> Asked {
        self.asked_folded(&Folded::of(turn))
    }

    pub(crate) fn asked_folded(&self, folded: &Folded) -> Asked {
        let chars = folded.chars();
        let found = self.asks.read(folded);
        let mut asked = Asked::default();
        let mut last = 0;
        for (at, meaning) in &found {
            let mut types = meaning.main;
            let asking = !meaning.beside.is_empty() || meaning.parts & QUESTIONING != 0;
            if asking && asks_around(chars, &found, at) {
                types |= meaning.beside;
                asked.other |= meaning.parts & QUESTIONING != 0 && says_enough(chars, at);
                last = last.max(at.end);
            }
            let void = found.iter().filter(|(m, _)| overlap(m, at)).map(|(_, m)| m.void);
            let types = types - void.fold(Types::NONE, |a, b| a | b);
            if !types.is_empty() {
                asked.types |= types;
                last = last.max(at.end);
            }
        }
        asked.other &= asked.types.is_empty();
        if asked.is_definite() {
            asked.words = words(chars);
            asked.words_after = words(&chars[last.min(chars.len())..]);
        }
        asked
    }

    /// What a reply answers, and how it takes up the rest.
    #[must_use]
    pub fn answered(&self, reply: &str) -> Answered {
        self.answered_folded(&Folded::of(reply))
    }

    /// The same for a reply to this turn, which may answer in the turn's own words.
    #[must_use]
    pub fn answered_to(&self, turn: &str, reply: &str) -> Answered {
        self.answered_to_folded(&Folded::of(turn), &Folded::of(reply))
    }

    pub(crate) fn answered_to_folded(&self, turn: &Folded, folded: &Folded) -> Answered {
        let mut said: Vec<[char; 2]> = pairs(folded.chars()).collect();
        said.sort_unstable();
        let shared = |pair: [char; 2]| said.binary_search(&pair).is_ok() && !self.common.contains(&pair);
        Answered {
            echoes: pairs(turn.chars()).any(shared),
            ..self.answered_folded(folded)
        }
    }

    pub(crate) fn answered_folded(&self, folded: &Folded) -> Answered {
        let chars = folded.chars();
        let found = self.answers.read(folded);
        let mut answered = Answered {
            words: words(chars),
            ..Answered::default()
        };
        let mut parts = 0;
        for (at, meaning) in &found {
            answered.types |= meaning.main;
            answered.back |= meaning.beside;
            parts |= meaning.parts & !ASKS_BACK;
            let spoilt = |(m, other): &(PatternMatch, Meaning)| {
                other.parts & (NOT_BACK | CANNED) != 0 && overlap(m, at)
            };
            if meaning.parts & ASKS_BACK != 0 && !found.iter().any(spoilt) {
                parts |= ASKS_BACK;
            }
        }
        let (only_canned, marked) = part_by_part(chars, &found);
        answered.manner = Manner {
            yes: parts & YES != 0,
            declines: parts & DECLINES != 0,
            promises_to_check: parts & PROMISES != 0,
            asks_for: parts & ASKS_FOR != 0,
            asks_back: marked || parts & ASKS_BACK != 0,
            points_at: parts & POINTS_AT != 0,
            explains: parts & EXPLAINS != 0,
            praises: parts & PRAISE != 0,
            only_canned,
        };
        answered
    }

    /// The patterns that were found in a buyer's turn, and in which words: for whoever writes the table.
    #[must_use]
    pub fn found_in_turn(&self, turn: &str) -> Vec<(&str, String)> {
        self.asks.found(turn)
    }

    /// The patterns that were found in a reply, and in which words.
    #[must_use]
    pub fn found_in_reply(&self, reply: &str) -> Vec<(&str, String)> {
        self.answers.found(reply)
    }

    /// The types that were asked and stand open after the reply. One that takes the question up in
    /// another way than answering it leaves nothing open.
    #[must_use]
    pub fn open(&self, asked: &Asked, answered: &Answered) -> Types {
        if answered.manner.only_canned {
            return asked.types;
        }
        if answered.takes_up() {
            return Types::NONE;
        }
        self.unanswered(asked, answered)
    }

    /// The types that were asked and whose kind of answer is not in the reply, whatever else it does.
    #[must_use]
    pub fn unanswered(&self, asked: &Asked, answered: &Answered) -> Types {
        asked.types - answered.types - answered.back - self.any_answer
    }

    /// Whether this reply leaves what the turn asks wholly open.
    #[must_use]
    pub fn open_question(&self, turn: &str, reply: &str) -> bool {
        let asked = self.asked(turn);
        asked.is_definite() && self.left_open(&asked, &self.answered_to(turn, reply))
    }

    /// Whether a definite question is left wholly open: a part of what was asked is enough for an answer.
    #[must_use]
    pub fn left_open(&self, asked: &Asked, answered: &Answered) -> bool {
        if answered.manner.only_canned {
            return asked.is_definite();
        }
        !asked.types.is_empty() && self.open(asked, answered) == asked.types
    }
}

/// Whether the clause around a place asks: by a word, or by the mark at its end.
fn asks_around(chars: &[char], found: &[(PatternMatch, Meaning)], at: &PatternMatch) -> bool {
    let clause = clause_around(chars, at.start, at.end);
    let within = |m: &PatternMatch| m.start < clause.end && clause.start < m.end;
    let has = |part: u16| {
        found
            .iter()
            .any(|(m, meaning)| meaning.parts & part != 0 && within(m))
    };
    (has(QUESTIONING) || chars.get(clause.end) == Some(&'?')) && !has(NOT_QUESTIONING)
}

/// Whether the clause is long enough to ask something definite by itself.
fn says_enough(chars: &[char], at: &PatternMatch) -> bool {
    words(&chars[clause_around(chars, at.start, at.end)]) >= 4
}

/// Whether all parts are canned, and whether one that is not ends in a question mark. People join
/// canned lines with spaces, so that each space parts here.
fn part_by_part(chars: &[char], found: &[(PatternMatch, Meaning)]) -> (bool, bool) {
    let (mut any, mut all_canned, mut asks) = (false, true, false);
    for part in clauses(chars).flat_map(|clause| at_spaces(chars, clause)) {
        let inside = &chars[part.clone()];
        let here = |m: &PatternMatch| m.start < part.end && part.start < m.end;
        let has = |wanted: u16| {
            found
                .iter()
                .any(|(m, meaning)| meaning.parts & wanted != 0 && here(m))
        };
        let bare = words(inside) <= 3 && !has(YES | DECLINES) && !inside.iter().any(char::is_ascii_digit);
        // "有什么可以帮您查的" promises nothing: what stands inside a canned line belongs to it.
        let own = |(m, meaning): &(PatternMatch, Meaning)| {
            let inside_canned =
                |(other, of): &(PatternMatch, Meaning)| of.parts & CANNED != 0 && overlap(other, m);
            meaning.parts & (DECLINES | PROMISES | EXPLAINS) != 0
                && here(m)
                && !found.iter().any(inside_canned)
        };
        let canned = has(CANNED) && !found.iter().any(own);
        any |= canned;
        all_canned &= canned || bare;
        asks |= chars.get(part.end) == Some(&'?') && !canned && !has(NOT_BACK) && !bare;
    }
    (any && all_canned, asks)
}

/// A clause parted at its spaces.
fn at_spaces(chars: &[char], clause: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut from = clause.start;
    let ends = (clause.start..=clause.end).filter(move |at| *at == clause.end || chars[*at] == ' ');
    ends.filter_map(move |end| {
        let part = from..end;
        from = end + 1;
        (!part.is_empty()).then_some(part)
    })
}

/// Neighbouring characters of words.
fn pairs(chars: &[char]) -> impl Iterator<Item = [char; 2]> + '_ {
    let both = |pair: &&[char]| pair.iter().all(|c| is_word(*c));
    chars.windows(2).filter(both).map(|pair| [pair[0], pair[1]])
}

fn overlap(a: &PatternMatch, b: &PatternMatch) -> bool {
    a.start < b.end && b.start < a.end
}

fn words(chars: &[char]) -> usize {
    chars.iter().filter(|c| is_word(**c)).count()
}
