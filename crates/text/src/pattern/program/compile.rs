//! From a pattern's tree to its program.

use super::{Beside, Head, Mask, Op, Tape, Word};
use crate::pattern::syntax::{Look, Node};

/// Most words that one option of a bracket is spelt out into.
const MOST_SPELT: usize = 40;

/// The program of these nodes.
pub(super) fn compile(nodes: &[Node]) -> Tape {
    let mut maker = Maker::default();
    maker.sequence(nodes);
    let mut tape = Tape {
        ops: maker.ops.into(),
        words: maker.words.into(),
        chars: maker.chars.into(),
        heads: Box::default(),
    };
    let mut heads = vec![Head::of(&tape, 0)];
    for pc in 0..tape.ops.len() {
        let begins = match &tape.ops[pc] {
            Op::Words { .. } => pc,
            Op::Gap { .. } | Op::Either { .. } => pc + 1,
            _ => continue,
        };
        let found = Head::of(&tape, begins);
        let known = heads.iter().position(|head| *head == found);
        let place = known.unwrap_or_else(|| {
            heads.push(found);
            heads.len() - 1
        });
        if let Op::Words { head, .. } | Op::Gap { head, .. } | Op::Either { head, .. } = &mut tape.ops[pc] {
            *head = count(place);
        }
    }
    tape.heads = heads.into();
    tape
}

/// A pattern is bounded when it is read; what does not fit 32 bits could not have been.
fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[derive(Default)]
struct Maker {
    ops: Vec<Op>,
    words: Vec<Word>,
    chars: Vec<char>,
}

impl Maker {
    fn sequence(&mut self, nodes: &[Node]) {
        for node in nodes {
            let op = match node {
                Node::Char(c) => Op::Char(*c),
                Node::Set { ranges, negated } => Op::Set {
                    ranges: ranges.as_slice().into(),
                    negated: *negated,
                },
                Node::Gap { min, max, across } => Op::Gap {
                    min: count(*min),
                    max: count(*max),
                    across: *across,
                    head: 0,
                },
                Node::Alt(options) => {
                    self.options(options);
                    continue;
                }
                Node::Optional { part, most } => {
                    self.optional(part, *most);
                    continue;
                }
                Node::NotBehind(look) => Op::NotBehind(Box::new(Beside::of(look, |word| word.last()))),
                Node::NotAhead(look) => Op::NotAhead(Box::new(Beside::of(look, |word| word.first()))),
                Node::ClauseStart => Op::ClauseStart,
                Node::ClauseEnd => Op::ClauseEnd,
                Node::End => Op::End,
            };
            self.ops.push(op);
        }
    }

    /// Neighbouring options that are plain words become one operation; the order of options stays.
    fn options(&mut self, options: &[Vec<Node>]) {
        let options: Vec<Vec<Node>> = options.iter().flat_map(|option| spelt_out(option)).collect();
        let groups: Vec<&[Vec<Node>]> = options
            .chunk_by(|a, b| plain_word(a).is_some() && plain_word(b).is_some())
            .collect();
        let mut jumps = Vec::new();
        for (index, group) in groups.iter().enumerate() {
            let last = index + 1 == groups.len();
            let split = self.ops.len();
            if !last {
                self.ops.push(Op::Either { skip: 0, head: 0 });
            }
            match group {
                [option] if plain_word(option).is_none() => self.sequence(option),
                words => self.words(words.iter().filter_map(|option| plain_word(option)).collect()),
            }
            if !last {
                jumps.push(self.ops.len());
                self.ops.push(Op::Jump { skip: 0 });
                self.land(split);
            }
        }
        for jump in jumps {
            self.land(jump);
        }
    }

    fn optional(&mut self, part: &[Node], most: usize) {
        let mut splits = Vec::new();
        for _ in 0..most {
            splits.push(self.ops.len());
            self.ops.push(Op::Either { skip: 0, head: 0 });
            self.sequence(part);
        }
        for split in splits {
            self.land(split);
        }
    }

    /// Makes an earlier operation lead to here.
    fn land(&mut self, from: usize) {
        let here = count(self.ops.len() - from - 1);
        if let Op::Either { skip, .. } | Op::Jump { skip } = &mut self.ops[from] {
            *skip = here;
        }
    }

    /// Of words that differ in their first character only one can stand at a place, so they may be
    /// put in order of it; an empty word fits everywhere and keeps its neighbours where they are.
    fn words(&mut self, mut words: Vec<Vec<char>>) {
        let first_empty = words.iter().position(Vec::is_empty);
        let sorted = first_empty.is_none_or(|at| at + 1 == words.len());
        let filled = first_empty.unwrap_or(words.len());
        if sorted {
            words[..filled].sort_by_key(|word| word.first().copied());
        }
        let from = count(self.words.len());
        for word in words {
            self.words.push(Word {
                first: word.first().copied().unwrap_or('\0'),
                from: count(self.chars.len()),
                len: count(word.len()),
            });
            self.chars.extend(word);
        }
        self.ops.push(Op::Words {
            from,
            to: count(self.words.len()),
            sorted,
            head: 0,
        });
    }
}

impl Beside {
    fn of(look: &Look, nearest: impl Fn(&[char]) -> Option<&char>) -> Self {
        let mut mask = Mask::NONE;
        for c in look.words.iter().filter_map(|word| nearest(word)) {
            mask.add(*c);
        }
        mask.add_ranges(&look.ranges);
        Self {
            mask,
            look: look.clone(),
        }
    }
}

/// The option as plain words, in the order in which they would be tried, where it is a few of them
/// (`图片?` is 图片 or 图); else the option itself.
fn spelt_out(option: &[Node]) -> Vec<Vec<Node>> {
    let mut words: Vec<Vec<Node>> = vec![Vec::new()];
    for node in option {
        let tails: Vec<Vec<Node>> = match node {
            Node::Char(_) => vec![vec![node.clone()]],
            Node::Optional { part, most: 1 } => {
                let mut tails = spelt_out(part);
                tails.push(Vec::new());
                tails
            }
            Node::Alt(options) => options.iter().flat_map(|option| spelt_out(option)).collect(),
            Node::Set {
                ranges,
                negated: false,
            } if ranges.iter().all(|(from, to)| from == to) => {
                ranges.iter().map(|(c, _)| vec![Node::Char(*c)]).collect()
            }
            _ => return vec![option.to_vec()],
        };
        let plain = tails.iter().all(|tail| plain_word(tail).is_some());
        if !plain || words.len() * tails.len() > MOST_SPELT {
            return vec![option.to_vec()];
        }
        words = words
            .iter()
            .flat_map(|word| tails.iter().map(|tail| [word.as_slice(), tail].concat()))
            .collect();
    }
    words
}

/// The word an option is, when it is nothing else.
fn plain_word(option: &[Node]) -> Option<Vec<char>> {
    option
        .iter()
        .map(|node| if let Node::Char(c) = node { Some(*c) } else { None })
        .collect()
}
