//! A pattern as a small program, and the machine that tries it at one place.

use super::{
    anchor::{self, Anchors},
    syntax::{self, Look, Node, PatternError},
};
use crate::{Folded, clause};

/// Steps one try may take. Real patterns need some dozens.
const BUDGET: u32 = 4_000;

#[derive(Debug, Clone, PartialEq, Eq)]
enum Op {
    Char(char),
    Set {
        ranges: Box<[(char, char)]>,
        negated: bool,
    },
    /// Shortest first, so that a match is the shortest words that make it true.
    Gap {
        min: usize,
        max: usize,
        across: bool,
    },
    /// One of these words, the first that lets the rest hold. Most brackets are this.
    Words {
        mask: Mask,
        words: Box<[Box<[char]>]>,
    },
    /// Tries the next operation first, then the one `skip` further on.
    Either {
        skip: usize,
    },
    Jump {
        skip: usize,
    },
    NotBehind(Look),
    NotAhead(Look),
    ClauseStart,
    ClauseEnd,
    End,
}

/// Which characters can stand first, by their last six bits: most tries end here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Mask(u64);

impl Mask {
    const ANY: Self = Self(u64::MAX);

    fn of(firsts: impl Iterator<Item = Option<char>>) -> Self {
        firsts.fold(Self(0), |mask, first| match first {
            Some(c) => Self(mask.0 | Self::bit(c)),
            None => Self::ANY,
        })
    }

    fn bit(c: char) -> u64 {
        1 << (u32::from(c) & 63)
    }

    /// No character at all is allowed only where nothing need stand.
    fn allows(self, c: Option<&char>) -> bool {
        self == Self::ANY || c.is_some_and(|c| self.0 & Self::bit(*c) != 0)
    }
}

/// One pattern, ready to try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    ops: Vec<Op>,
    first: Mask,
    pub(super) anchors: Anchors,
}

impl Pattern {
    /// Reads a pattern that is looked for anywhere in a text. One that is nothing but a bracket of
    /// alternatives without common words comes out as a pattern for each alternative.
    ///
    /// # Errors
    /// When the pattern cannot be read or holds no fixed word to look for.
    pub fn parse(pattern: &str) -> Result<Vec<Self>, PatternError> {
        let nodes = syntax::parse(pattern)?;
        if let Some(anchors) = anchor::choose(&nodes) {
            return Ok(vec![Self::of(&nodes, anchors)]);
        }
        let no_word = || PatternError {
            pattern: pattern.to_owned(),
            at: 1,
            reason: "it holds no fixed word to look for",
        };
        let [Node::Alt(options)] = nodes.as_slice() else {
            return Err(no_word());
        };
        let each = options
            .iter()
            .map(|option| Some(Self::of(option, anchor::choose(option)?)));
        each.collect::<Option<Vec<_>>>().ok_or_else(no_word)
    }

    /// Reads a pattern that has to be the whole text; it needs no fixed words.
    ///
    /// # Errors
    /// When the pattern cannot be read.
    pub fn parse_whole(pattern: &str) -> Result<Self, PatternError> {
        let mut nodes = syntax::parse(pattern)?;
        nodes.push(Node::End);
        Ok(Self::of(&nodes, Anchors::default()))
    }

    fn of(nodes: &[Node], anchors: Anchors) -> Self {
        let mut ops = Vec::new();
        compile(nodes, &mut ops);
        let first = match ops.first() {
            Some(Op::Char(c)) => Mask::of(std::iter::once(Some(*c))),
            Some(Op::Words { mask, .. }) => *mask,
            _ => Mask::ANY,
        };
        Self { ops, first, anchors }
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
    pub(super) fn try_at(&self, chars: &[char], start: usize) -> Option<usize> {
        if !self.first.allows(chars.get(start)) {
            return None;
        }
        let mut budget = BUDGET;
        self.run(chars, 0, start, &mut budget).filter(|end| *end > start)
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
                Op::Gap { min, max, across } => {
                    return self.run_gap(chars, pc, at, (*min, *max, *across), budget);
                }
                Op::Words { mask, words } => {
                    if !mask.allows(chars.get(at)) {
                        return None;
                    }
                    return self.run_words(chars, pc, at, words, budget);
                }
                Op::Either { skip } => {
                    if let Some(end) = self.run(chars, pc, at, budget) {
                        return Some(end);
                    }
                    pc += skip;
                }
                Op::Jump { skip } => pc += skip,
                Op::NotBehind(look) => {
                    let before = &chars[..at.min(chars.len())];
                    if look.words.iter().any(|word| before.ends_with(word)) || inside(look, before.last()) {
                        return None;
                    }
                }
                Op::NotAhead(look) => {
                    let after = &chars[at.min(chars.len())..];
                    if look.words.iter().any(|word| after.starts_with(word)) || inside(look, after.first()) {
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
        words: &[Box<[char]>],
        budget: &mut u32,
    ) -> Option<usize> {
        let rest = &chars[at.min(chars.len())..];
        let here = rest.first();
        words.iter().find_map(|word| {
            let begins = word.first().is_none_or(|first| Some(first) == here);
            if begins && rest.starts_with(word) {
                self.run(chars, pc, at + word.len(), budget)
            } else {
                None
            }
        })
    }

    fn run_gap(
        &self,
        chars: &[char],
        pc: usize,
        at: usize,
        (min, max, across): (usize, usize, bool),
        budget: &mut u32,
    ) -> Option<usize> {
        let next = self.ops.get(pc);
        for width in 0..=max {
            if width >= min
                && may_begin(next, chars.get(at + width))
                && let Some(end) = self.run(chars, pc, at + width, budget)
            {
                return Some(end);
            }
            if at + width >= chars.len() || (!across && clause::breaks_at(chars, at + width)) {
                return None;
            }
        }
        None
    }
}

/// Whether the operation can hold before this character, as far as one look tells.
fn may_begin(op: Option<&Op>, c: Option<&char>) -> bool {
    match op {
        Some(Op::Char(wanted)) => c == Some(wanted),
        Some(Op::Words { mask, .. }) => mask.allows(c),
        _ => true,
    }
}

fn inside(look: &Look, beside: Option<&char>) -> bool {
    beside.is_some_and(|c| look.ranges.iter().any(|(from, to)| (*from..=*to).contains(c)))
}

fn compile(nodes: &[Node], ops: &mut Vec<Op>) {
    for node in nodes {
        match node {
            Node::Char(c) => ops.push(Op::Char(*c)),
            Node::Set { ranges, negated } => {
                ops.push(Op::Set {
                    ranges: ranges.clone().into_boxed_slice(),
                    negated: *negated,
                });
            }
            Node::Gap { min, max, across } => {
                ops.push(Op::Gap {
                    min: *min,
                    max: *max,
                    across: *across,
                });
            }
            Node::Alt(options) => compile_options(options, ops),
            Node::Optional { part, most } => compile_optional(part, *most, ops),
            Node::NotBehind(look) => ops.push(Op::NotBehind(look.clone())),
            Node::NotAhead(look) => ops.push(Op::NotAhead(look.clone())),
            Node::ClauseStart => ops.push(Op::ClauseStart),
            Node::ClauseEnd => ops.push(Op::ClauseEnd),
            Node::End => ops.push(Op::End),
        }
    }
}

/// The word an option is, when it is nothing else.
fn plain_word(option: &[Node]) -> Option<Box<[char]>> {
    option
        .iter()
        .map(|node| if let Node::Char(c) = node { Some(*c) } else { None })
        .collect()
}

/// Neighbouring options that are plain words become one operation; the order of options stays.
fn compile_options(options: &[Vec<Node>], ops: &mut Vec<Op>) {
    let groups: Vec<&[Vec<Node>]> = options
        .chunk_by(|a, b| plain_word(a).is_some() && plain_word(b).is_some())
        .collect();
    let mut jumps = Vec::new();
    for (index, group) in groups.iter().enumerate() {
        let last = index + 1 == groups.len();
        let split = ops.len();
        if !last {
            ops.push(Op::Either { skip: 0 });
        }
        match group {
            [option] if plain_word(option).is_none() => compile(option, ops),
            words => {
                let words: Box<[_]> = words.iter().filter_map(|option| plain_word(option)).collect();
                let mask = Mask::of(words.iter().map(|word| word.first().copied()));
                ops.push(Op::Words { mask, words });
            }
        }
        if !last {
            jumps.push(ops.len());
            ops.push(Op::Jump { skip: 0 });
            let skip = ops.len() - split - 1;
            ops[split] = Op::Either { skip };
        }
    }
    for jump in jumps {
        let skip = ops.len() - jump - 1;
        ops[jump] = Op::Jump { skip };
    }
}

fn compile_optional(part: &[Node], most: usize, ops: &mut Vec<Op>) {
    let mut splits = Vec::new();
    for _ in 0..most {
        splits.push(ops.len());
        ops.push(Op::Either { skip: 0 });
        compile(part, ops);
    }
    for split in splits {
        let skip = ops.len() - split - 1;
        ops[split] = Op::Either { skip };
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
