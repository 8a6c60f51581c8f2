//! A pattern as a small program, and the machine that tries it at one place.

mod compile;
mod head;

use std::sync::{Arc, OnceLock};

use head::{Head, Mask};

use super::{
    Prepared,
    anchor::{self, Anchors},
    syntax::{self, Look, Node, PatternError},
};
use crate::{Folded, clause};

/// Steps one try may take. Real patterns need some dozens.
const BUDGET: u32 = 4_000;
/// So many words are gone through one by one.
const FEW: usize = 8;

/// One operation. `head` is the place of a [`Head`] in its tape.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Op {
    Char(char),
    Set {
        ranges: Box<[(char, char)]>,
        negated: bool,
    },
    /// Shortest first, so that a match is the shortest words that make it true.
    Gap {
        min: u32,
        max: u32,
        across: bool,
        head: u32,
    },
    /// One of these words, the first that lets the rest hold. Most brackets are this.
    Words {
        from: u32,
        to: u32,
        /// In order of their first characters; only the last may be empty.
        sorted: bool,
        head: u32,
    },
    /// Tries the next operation first, then the one `skip` further on.
    Either {
        skip: u32,
        head: u32,
    },
    Jump {
        skip: u32,
    },
    NotBehind(Box<Beside>),
    NotAhead(Box<Beside>),
    ClauseStart,
    ClauseEnd,
    End,
}

/// A word of a tape's words: where its characters stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Word {
    first: char,
    from: u32,
    len: u32,
}

/// A look-around, and the characters that the nearest one has to be for it to matter.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Beside {
    mask: Mask,
    look: Look,
}

/// A program with everything it refers to, side by side.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Tape {
    ops: Box<[Op]>,
    words: Box<[Word]>,
    chars: Box<[char]>,
    /// The first is that of the whole program.
    heads: Box<[Head]>,
}

/// One pattern, ready to try.
///
/// Its program is made when it is first tried: of the thousands of a pack most never are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    source: Arc<str>,
    part: Part,
    tape: OnceLock<Tape>,
    pub(super) anchors: Anchors,
}

/// Which part of its source a pattern is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    All,
    /// One option of the bracket that the source is.
    Option(usize),
    /// All of it, and the text has to end there.
    Whole,
}

impl Pattern {
    /// Reads a pattern that is looked for anywhere in a text. One that is nothing but a bracket of
    /// alternatives without common words comes out as a pattern for each alternative.
    ///
    /// # Errors
    /// When the pattern cannot be read or holds no fixed word to look for.
    pub fn parse(pattern: &str) -> Result<Vec<Self>, PatternError> {
        let source = Arc::from(pattern);
        if let Some(prepared) = Prepared::anchors_of(pattern) {
            let alone = prepared.len() == 1;
            let each = prepared.into_iter().enumerate();
            return Ok(each
                .map(|(nth, anchors)| {
                    let part = if alone { Part::All } else { Part::Option(nth) };
                    Self::of(&source, part, anchors)
                })
                .collect());
        }
        let nodes = syntax::parse(pattern)?;
        if let Some(anchors) = anchor::choose(&nodes) {
            return Ok(vec![Self::of(&source, Part::All, anchors)]);
        }
        let no_word = || PatternError {
            pattern: pattern.to_owned(),
            at: 1,
            reason: "it holds no fixed word to look for",
        };
        let [Node::Alt(options)] = nodes.as_slice() else {
            return Err(no_word());
        };
        let alone = options.len() == 1;
        let each = options.iter().enumerate().map(|(nth, option)| {
            let anchors = anchor::choose(option)?;
            let part = if alone { Part::All } else { Part::Option(nth) };
            Some(Self::of(&source, part, anchors))
        });
        each.collect::<Option<Vec<_>>>().ok_or_else(no_word)
    }

    /// Reads a pattern that has to be the whole text; it needs no fixed words.
    ///
    /// # Errors
    /// When the pattern cannot be read.
    pub fn parse_whole(pattern: &str) -> Result<Self, PatternError> {
        syntax::parse(pattern)?;
        Ok(Self::of(&Arc::from(pattern), Part::Whole, Anchors::default()))
    }

    fn of(source: &Arc<str>, part: Part, anchors: Anchors) -> Self {
        Self {
            source: Arc::clone(source),
            part,
            tape: OnceLock::new(),
            anchors,
        }
    }

    fn tape(&self) -> &Tape {
        self.tape.get_or_init(|| {
            // It was read before, so it can be read again.
            let mut nodes = syntax::parse(&self.source).unwrap_or_default();
            match (self.part, nodes.as_mut_slice()) {
                (Part::Option(nth), [Node::Alt(options)]) => nodes = options.swap_remove(nth),
                (Part::Whole, _) => nodes.push(Node::End),
                _ => {}
            }
            compile::compile(&nodes)
        })
    }

    /// The fixed words it is looked for by.
    pub fn anchor_words(&self) -> impl Iterator<Item = String> {
        self.anchors.each().map(|(word, _)| word.iter().collect())
    }

    /// Whether the whole of `chars` (folded) is this pattern. Only for patterns of `parse_whole`.
    #[must_use]
    pub fn is_whole(&self, chars: &[char]) -> bool {
        self.try_at(chars, 0) == Some(chars.len())
    }

    /// First match in folded text. For single patterns; a [`super::PatternSet`] tries many at once.
    #[must_use]
    pub fn find(&self, folded: &Folded) -> Option<(usize, usize)> {
        let chars = folded.chars();
        (0..chars.len()).find_map(|start| self.try_at(chars, start).map(|end| (start, end)))
    }

    /// Where a match that begins at `start` ends.
    #[inline]
    pub(super) fn try_at(&self, chars: &[char], start: usize) -> Option<usize> {
        let tape = self.tape();
        if !tape.heads[0].allows(chars, start) {
            return None;
        }
        let mut budget = BUDGET;
        tape.run(chars, 0, start, &mut budget).filter(|end| *end > start)
    }
}

impl Tape {
    fn chars_of(&self, word: &Word) -> &[char] {
        &self.chars[word.from as usize..][..word.len as usize]
    }

    fn run(&self, chars: &[char], mut pc: usize, mut at: usize, budget: &mut u32) -> Option<usize> {
        loop {
            *budget = budget.checked_sub(1)?;
            let Some(op) = self.ops.get(pc) else {
                return Some(at);
            };
            pc += 1;
            match op {
                Op::Char(c) => {
                    if chars.get(at) != Some(c) {
                        return None;
                    }
                    at += 1;
                }
                Op::Set { ranges, negated } => {
                    let c = *chars.get(at)?;
                    let inside = ranges.iter().any(|(from, to)| (*from..=*to).contains(&c));
                    if inside == *negated {
                        return None;
                    }
                    at += 1;
                }
                Op::Gap {
                    min,
                    max,
                    across,
                    head,
                } => {
                    let head = &self.heads[*head as usize];
                    let reach = (*min as usize, *max as usize, *across);
                    return self.run_gap(chars, (pc, head), at, reach, budget);
                }
                Op::Words {
                    from,
                    to,
                    sorted,
                    head,
                } => {
                    if !self.heads[*head as usize].allows(chars, at) {
                        return None;
                    }
                    let words = &self.words[*from as usize..*to as usize];
                    return self.run_words(chars, pc, at, (words, *sorted), budget);
                }
                Op::Either { skip, head } => {
                    if self.heads[*head as usize].allows(chars, at)
                        && let Some(end) = self.run(chars, pc, at, budget)
                    {
                        return Some(end);
                    }
                    pc += *skip as usize;
                }
                Op::Jump { skip } => pc += *skip as usize,
                Op::NotBehind(beside) => {
                    if beside.stands_behind(&chars[..at.min(chars.len())]) {
                        return None;
                    }
                }
                Op::NotAhead(beside) => {
                    if beside.stands_ahead(&chars[at.min(chars.len())..]) {
                        return None;
                    }
                }
                Op::ClauseStart => {
                    if at
                        .checked_sub(1)
                        .is_some_and(|before| clause::is_word(chars[before]))
                    {
                        return None;
                    }
                }
                Op::ClauseEnd => {
                    if chars.get(at).is_some_and(|c| clause::is_word(*c)) {
                        return None;
                    }
                }
                Op::End => {
                    if at != chars.len() {
                        return None;
                    }
                }
            }
        }
    }

    fn run_words(
        &self,
        chars: &[char],
        pc: usize,
        at: usize,
        (words, sorted): (&[Word], bool),
        budget: &mut u32,
    ) -> Option<usize> {
        let rest = chars.get(at..)?;
        let here = rest.first().copied();
        let (filled, empty) = match words {
            [.., last] if last.len == 0 => words.split_at(words.len() - 1),
            _ => (words, &[][..]),
        };
        let likely = match here {
            Some(here) if sorted && filled.len() > FEW => {
                let from = filled.partition_point(|word| word.first < here);
                let same = filled[from..].iter().take_while(|word| word.first == here);
                &filled[from..from + same.count()]
            }
            _ => filled,
        };
        for word in likely.iter().chain(empty) {
            let begins = word.len == 0 || here == Some(word.first);
            // Words are short: comparing them here is quicker than calling for it.
            if begins
                && rest.len() >= word.len as usize
                && self.chars_of(word).iter().zip(rest).all(|(a, b)| a == b)
                && let Some(end) = self.run(chars, pc, at + word.len as usize, budget)
            {
                return Some(end);
            }
        }
        None
    }

    fn run_gap(
        &self,
        chars: &[char],
        (pc, head): (usize, &Head),
        at: usize,
        (min, max, across): (usize, usize, bool),
        budget: &mut u32,
    ) -> Option<usize> {
        let last = chars.len().min(at + max);
        for place in at..=last {
            if place >= at + min
                && head.allows(chars, place)
                && let Some(end) = self.run(chars, pc, place, budget)
            {
                return Some(end);
            }
            if !across && clause::breaks_at(chars, place) {
                return None;
            }
        }
        None
    }
}

impl Beside {
    fn stands_behind(&self, before: &[char]) -> bool {
        before.last().is_some_and(|c| self.mask.has(*c))
            && (self.look.words.iter().any(|word| before.ends_with(word)) || self.is_in_ranges(before.last()))
    }

    fn stands_ahead(&self, after: &[char]) -> bool {
        after.first().is_some_and(|c| self.mask.has(*c))
            && (self.look.words.iter().any(|word| after.starts_with(word))
                || self.is_in_ranges(after.first()))
    }

    fn is_in_ranges(&self, nearest: Option<&char>) -> bool {
        let ranges = &self.look.ranges;
        nearest.is_some_and(|c| ranges.iter().any(|(from, to)| (*from..=*to).contains(c)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(pattern: &str, text: &str) -> Option<String> {
        let folded = Folded::of(text);
        let (start, end) = Pattern::parse(pattern)
            .expect("a good pattern")
            .iter()
            .find_map(|pattern| pattern.find(&folded))?;
        Some(folded.chars()[start..end].iter().collect())
    }

    #[test]
    fn each_piece_of_the_language_means_what_it_says() {
        for (pattern, text, wanted) in [
            ("(肯定|一定)…{0,4}到", "明天肯定能到哦", Some("肯定能到")),
            ("(肯定|一定)…{0,4}到", "肯定,不会迟到", None),
            ("肯定~{0,4}到", "肯定,能到", Some("肯定,能到")),
            ("(?<!不能|没法)保证", "这个不能保证", None),
            ("(?<!不能|没法)保证", "我保证", Some("保证")),
            ("肯定(?!吗)", "肯定吗", None),
            ("(?<![a-z0-9])vx(?![a-z]|号)", "加vx", Some("vx")),
            ("(?<![a-z0-9])vx(?![a-z]|号)", "avx vx号", None),
            ("<晕[啊死]?>", "晕,怎么又来", Some("晕")),
            ("<晕[啊死]?>", "头晕", None),
            ("<晕[啊死]?>", "晕车药", None),
            ("#{1,2}天内?到", "三天内到", Some("三天内到")),
            ("哈{3,8}", "哈哈", None),
            ("还没?付", "订单还付", Some("还付")),
            ("[加+]v[xX]?", "＋ＶＸ", Some("+vx")),
            ("1\\+1", "1+1", Some("1+1")),
            ("(快…{0,3}付|马上)", "快点付", Some("快点付")),
        ] {
            assert_eq!(found(pattern, text).as_deref(), wanted, "{pattern} in {text}");
        }
    }

    #[test]
    fn a_bad_pattern_says_where() {
        for pattern in [
            "",
            "(肯定",
            "肯定)",
            "?肯定",
            "肯定{9,1}",
            "[肯",
            "(?=a)",
            "…{0,4}",
            "[^不]",
            "a{0,999}",
        ] {
            assert!(Pattern::parse(pattern).is_err(), "{pattern}");
        }
        assert_eq!(Pattern::parse("肯定{9,1}").expect_err("falling").at, 8);
    }

    proptest! {
        #[test]
        fn no_pattern_and_no_text_can_break_it(pattern in any::<String>(), text in any::<String>()) {
            for pattern in Pattern::parse(&pattern).into_iter().flatten() {
                let folded = Folded::of(&text);
                if let Some((start, end)) = pattern.find(&folded) {
                    prop_assert!(start < end && end <= folded.chars().len());
                }
            }
        }

        #[test]
        fn patterns_of_its_own_marks_neither(pattern in "[ab(|)?!<>…~{}0-9,#+\\[\\]^]{1,16}", text in "[ab,0]{0,24}") {
            for pattern in Pattern::parse(&pattern).into_iter().flatten() {
                let _ = pattern.find(&Folded::of(&text));
            }
        }
    }
}
