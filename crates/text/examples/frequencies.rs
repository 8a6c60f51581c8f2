//! Counts how common characters and pairs of characters are, for choosing the words a pattern is
//! looked for by.
//!
//! `cargo run -p jinpai-text --example frequencies < TEXT > crates/text/src/pattern/frequencies.txt`, where
//! TEXT holds messages of our own, a line each.

#![allow(clippy::print_stdout, reason = "what it prints is what it is for")]

use std::{
    collections::BTreeMap,
    io::{self, BufRead},
};

use jinpai_text::Folded;

/// Rarer ones are all the same to us.
const AT_LEAST_PER_100K: usize = 8;

fn main() -> io::Result<()> {
    let mut counts: BTreeMap<Vec<char>, usize> = BTreeMap::new();
    let mut chars = 0;
    for line in io::stdin().lock().lines() {
        let line = line?;
        let folded = Folded::of(&line);
        chars += folded.chars().len();
        for length in [1, 2] {
            for window in folded.chars().windows(length) {
                *counts.entry(window.to_vec()).or_default() += 1;
            }
        }
    }
    for (word, count) in counts {
        let per_100k = count * 100_000 / chars.max(1);
        if per_100k >= AT_LEAST_PER_100K && word.iter().all(|c| jinpai_text::is_word(*c)) {
            println!("{} {per_100k}", word.iter().collect::<String>());
        }
    }
    Ok(())
}
