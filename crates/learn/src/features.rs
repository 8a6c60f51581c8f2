//! Which features a reply has. Training and scoring both come here, so that they cannot differ.

use crate::{
    hash::{BUYER, CUE, REPLY, SHAPE, SKIP, WHOLE, step},
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
    let (root, longest, skip) = match side {
        Side::Reply => (REPLY, shape.reply, shape.skip),
        Side::Buyer => (BUYER, shape.buyer, 0),
    };
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

/// How many sequences there are at most.
pub(crate) fn most(codes: &[u32], shape: Shape) -> usize {
    codes.len() * (usize::from(shape.reply.max(shape.buyer)) + usize::from(shape.skip))
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
    let has = |c: char| u32::from(reply.codes.contains(&(c as u32)));
    seen(step(SHAPE, 16 + has('您') * 2 + has('你')));
    let asks = reply.codes.iter().rev().find(|code| **code != BREAK) == Some(&('?' as u32));
    seen(step(SHAPE, 32 + u32::from(asks)));
    for cue in cues {
        seen(step(CUE, u32::from(*cue)));
    }
}
