//! What a turn in its talk is known by: blocks of features, each with the weight of its kind.

use super::{Talk, Turn};
use crate::{
    hash::{GRADE, step},
    symbols::{BREAK, Symbols},
};

/// Features of one kind; together they have the length `weight`, however many they are.
pub(super) struct Block {
    pub weight: f32,
    /// Each once, ascending.
    pub keys: Vec<u32>,
}

/// So many turns are looked back upon.
const WINDOW: usize = 16;
/// Weights of what was said one, two, three turns before, and of its answers.
const SAID_BEFORE: [f32; 3] = [0.2, 0.1, 0.1];
const ANSWERED_BEFORE: [f32; 3] = [0.3, 0.2, 0.1];

/// The blocks of the last turn.
pub(super) fn blocks(talk: &Talk) -> Vec<Block> {
    let window = &talk.turns[talk.turns.len().saturating_sub(WINDOW)..];
    let spoken: Vec<Spoken> = window.iter().map(Spoken::of).collect();
    let Some((now, before)) = spoken.split_last() else {
        return Vec::new();
    };
    let mut blocks = Vec::new();
    let mut add = |weight: f32, mut keys: Vec<u32>| {
        keys.sort_unstable();
        keys.dedup();
        blocks.push(Block { weight, keys });
    };
    let mut keys = Vec::new();
    grams(1, &now.said, &mut keys);
    if now.said.len() < 14 {
        keys.push(whole(2, &now.said));
    }
    add(1.0, keys);
    if now.answer.len() > EMPTY {
        let mut keys = Vec::new();
        grams(3, &now.answer, &mut keys);
        add(ANSWERED_BEFORE[0], keys);
    }
    for (back, turn) in (0..SAID_BEFORE.len()).zip(before.iter().rev()) {
        let (mut said, mut answer) = (Vec::new(), Vec::new());
        grams(10 + back as u32, &turn.said, &mut said);
        grams(20 + back as u32, &turn.answer, &mut answer);
        answer.push(whole(30 + back as u32, &turn.answer));
        add(SAID_BEFORE[back], said);
        add(ANSWERED_BEFORE[back], answer);
    }
    let mut said = Vec::new();
    for turn in before {
        grams(40, &turn.said, &mut said);
    }
    add(0.5, said);
    add(0.15, course(now, before));
    add(0.4, acts(window));
    blocks
}

/// A turn as symbols.
struct Spoken {
    said: Vec<u32>,
    answer: Vec<u32>,
}

/// Nothing said makes so many symbols.
const EMPTY: usize = 1;

impl Spoken {
    fn of(turn: &Turn) -> Self {
        let mut symbols = Symbols::default();
        let mut codes = |text: &[char]| {
            symbols.set(text);
            symbols.codes.clone()
        };
        Self {
            said: codes(&turn.said),
            answer: codes(&turn.answer),
        }
    }
}

fn key(kind: u32, what: u32) -> u32 {
    step(step(GRADE, kind), what)
}

fn whole(kind: u32, codes: &[u32]) -> u32 {
    codes.iter().fold(step(GRADE, kind), |key, code| step(key, *code))
}

/// Symbols and pairs of symbols. Longer ones only learn by heart what the few rated turns said.
fn grams(kind: u32, codes: &[u32], keys: &mut Vec<u32>) {
    let root = step(GRADE, kind);
    let alone = codes.iter().filter(|code| **code != BREAK);
    keys.extend(alone.map(|code| step(root, *code)));
    keys.extend(codes.windows(2).map(|pair| step(step(root, pair[0]), pair[1])));
}

/// How the talk has run: lengths, silence, repetition.
fn course(now: &Spoken, before: &[Spoken]) -> Vec<u32> {
    let mut keys = vec![
        key(100, length(&now.said)),
        key(101, u32::try_from(before.len()).unwrap_or(u32::MAX)),
    ];
    let unanswered = |turn: &&Spoken| turn.answer.len() <= EMPTY;
    for (back, turn) in (1..=4).zip(before.iter().rev()) {
        keys.push(key(110 + back, length(&turn.answer)));
        keys.push(key(120 + back, length(&turn.said)));
        keys.push(key(150 + back, common(&now.said, &turn.said)));
        keys.push(key(160 + back, common(&now.said, &turn.answer)));
    }
    if let Some(last) = before.last() {
        keys.push(key(130, length(&last.answer) * 10 + length(&now.said)));
    }
    let lately = before.iter().rev().take(5).filter(unanswered).count();
    let in_a_row = before.iter().rev().take_while(unanswered).count().min(6);
    keys.push(key(140, lately as u32));
    keys.push(key(141, in_a_row as u32));
    keys
}

fn length(codes: &[u32]) -> u32 {
    match codes.len() {
        0..=1 => 0,
        2 => 1,
        3..=4 => 2,
        5..=7 => 3,
        8..=12 => 4,
        13..=20 => 5,
        21..=35 => 6,
        36..=60 => 7,
        _ => 8,
    }
}

/// How many quarters of the symbols stood there before.
fn common(now: &[u32], then: &[u32]) -> u32 {
    let again = now.iter().filter(|code| **code > BREAK && then.contains(code));
    (again.count() * 4 / now.len().max(1)) as u32
}

fn acts(window: &[Turn]) -> Vec<u32> {
    let mut latest = window.iter().rev().map(|turn| turn.act);
    let (Some(Some(now)), before) = (latest.next(), latest.next().flatten()) else {
        return Vec::new();
    };
    let mut keys = vec![key(200, now)];
    if let Some(before) = before {
        keys.push(key(201, before));
        keys.push(step(key(202, now), before));
        keys.push(key(203, u32::from(now == before)));
    }
    keys
}
