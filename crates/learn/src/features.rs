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
    /// Pairs of symbols with up to this many others between them.
    pub skip: u8,
}

impl Default for Shape {
    fn default() -> Self {
        Self {
            reply: 4,
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

/// Says whether longer sequences that begin like this one are of interest.
pub(crate) type Longer = bool;

/// Calls `seen(key, from, to)` for every sequence of symbols, shorter ones first from each place, as
/// long as it asks for longer ones.
#[inline]
pub(crate) fn sequences(
    codes: &[u32],
    side: Side,
    longest: u8,
    mut seen: impl FnMut(u32, usize, usize) -> Longer,
) {
    let root = match side {
        Side::Reply => REPLY,
        Side::Buyer => BUYER,
    };
    for from in 0..codes.len() {
        let mut key = root;
        for (to, code) in (from + 1..).zip(codes[from..].iter().take(usize::from(longest))) {
            key = step(key, *code);
            if !seen(key, from, to) {
                break;
            }
        }
    }
}

/// Pairs with a gap, within a clause.
#[inline]
pub(crate) fn skips(codes: &[u32], widest: u8, mut seen: impl FnMut(u32, usize, usize)) {
    for (from, first) in codes.iter().enumerate() {
        if *first == BREAK {
            continue;
        }
        for (gap, second) in codes[from + 1..].iter().take(usize::from(widest) + 1).enumerate() {
            if *second == BREAK {
                break;
            }
            if gap > 0 {
                seen(step(step(SKIP, *first), *second), from, from + gap + 2);
            }
        }
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
    let has = |c: char| text.contains(&c);
    seen(step(SHAPE, 16 + u32::from(has('您')) * 2 + u32::from(has('你'))));
    let asks = text.iter().rev().find(|c| !c.is_whitespace()) == Some(&'?');
    seen(step(SHAPE, 32 + u32::from(asks)));
    for cue in cues {
        seen(step(CUE, u32::from(*cue)));
    }
}
