//! Which features a reply has. Training and scoring both come here, so that they cannot differ.

use crate::{
    hash::{BUYER, CUE, REPLY, SHAPE, SKIP, WHOLE, part_of, step, step_by},
    symbols::{BREAK, Symbols},
};

/// How long the sequences of symbols are, and which other features there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// Longest sequence of the reply, 1 to 6.
    pub reply: u8,
    /// Longest sequence of the buyer's turn; 0: her turn is not looked at.
    pub buyer: u8,
    /// Pairs of symbols of the reply with up to this many others between them, at least one.
    pub skip: u8,
}

impl Default for Shape {
    fn default() -> Self {
        Self {
            reply: 3,
            buyer: 2,
            skip: 0,
        }
    }
}

/// Replies of at most this many symbols are also known as a whole.
const WHOLE_LEN: usize = 8;

/// Whose words a feature is about. Each side is weighed by itself, so that a long question does not
/// drown a short answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Reply,
    Buyer,
}

impl Side {
    /// What its hashes begin with, its longest sequence, its widest gap.
    fn reach(self, shape: Shape) -> (u32, u8, u8) {
        match self {
            Self::Reply => (REPLY, shape.reply, shape.skip),
            Self::Buyer => (BUYER, shape.buyer, 0),
        }
    }
}

/// Calls `seen(key, from, to)` for every sequence of symbols and every pair with a gap: all of one
/// symbol, then all of two, so that each loop is straight. `keys` is memory to work in.
#[inline(always)]
pub(crate) fn sequences(
    codes: &[u32],
    side: Side,
    shape: Shape,
    keys: &mut Vec<u32>,
    mut seen: impl FnMut(u32, usize, usize),
) {
    let (root, longest, skip) = side.reach(shape);
    keys.clear();
    keys.resize(codes.len(), root);
    for length in 1..=usize::from(longest) {
        let ends = codes.iter().skip(length - 1);
        for ((from, key), code) in keys.iter_mut().enumerate().zip(ends) {
            *key = step(*key, *code);
            seen(*key, from, from + length);
        }
    }
    for length in 3..3 + usize::from(skip) {
        let ends = codes.iter().skip(length - 1);
        for ((from, first), last) in codes.iter().enumerate().zip(ends) {
            seen(step(step(SKIP, *first), *last), from, from + length);
        }
    }
}

/// Memory for [`keys_by_length`].
#[derive(Debug, Clone, Default)]
pub(crate) struct KeyMemory {
    parts: Vec<u32>,
    keys: Vec<u32>,
}

/// The keys that [`sequences`] tells, for those who do not ask where: `seen` is given all of one length
/// at once. A third of the work, because several are made with one instruction.
#[inline]
pub(crate) fn keys_by_length(
    codes: &[u32],
    side: Side,
    shape: Shape,
    memory: &mut KeyMemory,
    mut seen: impl FnMut(&[u32]),
) {
    let (root, longest, skip) = side.reach(shape);
    let KeyMemory { parts, keys } = memory;
    parts.clear();
    parts.extend(codes.iter().map(|code| part_of(*code)));
    keys.clear();
    keys.resize(codes.len(), root);
    for length in 1..=usize::from(longest) {
        let ends = parts.get(length - 1..).unwrap_or_default();
        for (key, part) in keys.iter_mut().zip(ends) {
            *key = step_by(*key, *part);
        }
        seen(&keys[..ends.len()]);
    }
    for length in 3..3 + usize::from(skip) {
        let ends = parts.get(length - 1..).unwrap_or_default();
        for ((key, first), last) in keys.iter_mut().zip(&*parts).zip(ends) {
            *key = step_by(step_by(SKIP, *first), *last);
        }
        seen(&keys[..ends.len()]);
    }
}

/// What is true of the reply as a whole, and what the caller knows of it.
pub(crate) fn manners(reply: &Symbols, text: &[char], cues: &[u16], mut seen: impl FnMut(u32)) {
    if reply.codes.len() <= WHOLE_LEN + 2 {
        seen(reply.codes.iter().fold(WHOLE, |key, code| step(key, *code)));
    }
    let length = match text.len() {
        0..=3 => 0,
        4..=7 => 1,
        8..=14 => 2,
        15..=25 => 3,
        26..=45 => 4,
        46..=80 => 5,
        81..=140 => 6,
        _ => 7,
    };
    seen(step(SHAPE, length));
    // Counted to the end, so that several are compared at once.
    let has = |c: char| u32::from(reply.codes.iter().filter(|code| **code == c as u32).count() > 0);
    seen(step(SHAPE, 16 + has('您') * 2 + has('你')));
    let asks = reply.codes.iter().rev().find(|code| **code != BREAK) == Some(&('?' as u32));
    seen(step(SHAPE, 32 + u32::from(asks)));
    for cue in cues {
        seen(step(CUE, u32::from(*cue)));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn keys_by_length_are_those_of_the_sequences(
            codes in prop::collection::vec(0_u32..0x11_0000, 0..12),
            reply in 1_u8..5,
            skip in 0_u8..4,
        ) {
            let shape = Shape { reply, buyer: 2, skip };
            for side in [Side::Reply, Side::Buyer] {
                let (mut told, mut at_once) = (Vec::new(), Vec::new());
                sequences(&codes, side, shape, &mut Vec::new(), |key, _, _| told.push(key));
                let memory = &mut KeyMemory::default();
                keys_by_length(&codes, side, shape, memory, |keys| at_once.extend_from_slice(keys));
                prop_assert_eq!(told, at_once);
            }
        }
    }
}
