//! What the first two characters of a match can be: most tries end at one look at these.

use super::{Op, Tape};

/// Steps that working out one head may take; what needs more is let through.
const BUDGET: u32 = 4_000;

/// A set of characters by their last seven bits. It may hold more than was put in, never less.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mask([u64; 2]);

impl Mask {
    pub const NONE: Self = Self([0; 2]);
    /// Every character, and none at all.
    pub const ANY: Self = Self([u64::MAX; 2]);

    pub fn add(&mut self, c: char) {
        let c = u32::from(c);
        self.0[(c >> 6 & 1) as usize] |= 1 << (c & 63);
    }

    pub fn add_ranges(&mut self, ranges: &[(char, char)]) {
        for (from, to) in ranges {
            if u32::from(*to).saturating_sub(u32::from(*from)) >= 128 {
                *self = Self::ANY;
                return;
            }
            (*from..=*to).for_each(|c| self.add(c));
        }
    }

    pub fn has(&self, c: char) -> bool {
        let c = u32::from(c);
        self.0[(c >> 6 & 1) as usize] >> (c & 63) & 1 == 1
    }

    fn is_any(&self) -> bool {
        *self == Self::ANY
    }
}

/// The first and the second character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head([Mask; 2]);

impl Head {
    /// What operation `pc` and those after it can begin with.
    pub fn of(tape: &Tape, pc: usize) -> Self {
        let mut reader = HeadReader {
            tape,
            masks: [Mask::NONE; 2],
            budget: BUDGET,
        };
        reader.look(pc, 0);
        Self(reader.masks)
    }

    /// Whether a match can begin here, as far as two looks tell.
    #[inline]
    pub fn allows(&self, chars: &[char], at: usize) -> bool {
        match chars.get(at..) {
            Some([first, second, ..]) => self.0[0].has(*first) && self.0[1].has(*second),
            Some([first]) => self.0[0].has(*first) && self.0[1].is_any(),
            _ => self.0[0].is_any(),
        }
    }
}

struct HeadReader<'t> {
    tape: &'t Tape,
    masks: [Mask; 2],
    budget: u32,
}

impl HeadReader<'_> {
    /// Adds what can stand at character `nth` and after it when the program goes on at `pc`.
    fn look(&mut self, mut pc: usize, mut nth: usize) {
        while nth < 2 && !self.masks[nth..].iter().all(Mask::is_any) {
            let Some(left) = self.budget.checked_sub(1) else {
                self.masks = [Mask::ANY; 2];
                return;
            };
            self.budget = left;
            let Some(op) = self.tape.ops.get(pc) else {
                self.anything_from(nth);
                return;
            };
            pc += 1;
            match op {
                Op::Char(c) => {
                    self.masks[nth].add(*c);
                    nth += 1;
                }
                Op::Set { ranges, negated } => {
                    match negated {
                        true => self.masks[nth] = Mask::ANY,
                        false => self.masks[nth].add_ranges(ranges),
                    }
                    nth += 1;
                }
                Op::Gap { .. } | Op::End => {
                    self.anything_from(nth);
                    return;
                }
                Op::Words { from, to, .. } => {
                    self.words(pc, nth, (*from, *to));
                    return;
                }
                Op::Either { skip, .. } => {
                    self.look(pc, nth);
                    pc += *skip as usize;
                }
                Op::Jump { skip } => pc += *skip as usize,
                Op::NotBehind(_) | Op::NotAhead(_) | Op::ClauseStart | Op::ClauseEnd => {}
            }
        }
    }

    fn words(&mut self, pc: usize, nth: usize, (from, to): (u32, u32)) {
        // Words that are too short to fill the head go on with what follows, once for each length.
        let mut short = [false; 2];
        for word in &self.tape.words[from as usize..to as usize] {
            let chars = self.tape.chars_of(word);
            for (mask, c) in self.masks[nth..].iter_mut().zip(chars) {
                mask.add(*c);
            }
            if let Some(short) = short.get_mut(chars.len()) {
                *short = true;
            }
        }
        for (len, _) in short.iter().enumerate().filter(|(_, short)| **short) {
            self.look(pc, nth + len);
        }
    }

    fn anything_from(&mut self, nth: usize) {
        self.masks[nth..].fill(Mask::ANY);
    }
}
