//! How long a model takes to read and to score.
//!
//! `cargo run --release -p jinpai-learn --example scoring_speed -- MODEL FILE`: FILE holds a text a
//! line; each is scored after the one before it. The texts are cut into small parts and the best
//! of many rounds counts for each, so that what else the machine does stays out of it.

#![allow(
    clippy::disallowed_methods,
    reason = "a tool that measures time reads the clock"
)]
#![allow(clippy::print_stdout, reason = "what it prints is what it is for")]

use std::{env, fs, hint::black_box, process::ExitCode, time::Duration};

use jinpai_learn::{Model, Scratch};
use jinpai_text::Folded;

const ROUNDS: usize = 60;
const PART: usize = 50;

fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let [model, texts] = env::args()
        .skip(1)
        .collect::<Vec<_>>()
        .try_into()
        .unwrap_or_default();
    if model.is_empty() {
        eprintln!("scoring_speed MODEL FILE");
        return Ok(ExitCode::from(2));
    }
    let bytes = fs::read(model)?;
    let model = Model::read(&bytes)?;
    let reading = quickest(|| {
        black_box(Model::read(black_box(&bytes)).is_ok());
    });
    println!(
        "{} features, {} bytes, read in {:.2} ms",
        model.features(),
        bytes.len(),
        reading.as_secs_f64() * 1e3
    );
    let texts: Vec<Vec<char>> = fs::read_to_string(texts)?
        .lines()
        .map(|line| Folded::of(line).chars().to_vec())
        .collect();
    let chars: usize = texts.iter().map(Vec::len).sum();
    let alone = score(&model, &texts, false);
    let after = score(&model, &texts, true);
    println!(
        "{} texts of {:.1} characters: {:.1} ns a character alone, {:.1} after a turn of the same length (of both)",
        texts.len(),
        chars as f64 / texts.len().max(1) as f64,
        alone.as_nanos() as f64 / chars.max(1) as f64,
        after.as_nanos() as f64 / (2 * chars).max(1) as f64,
    );
    Ok(ExitCode::SUCCESS)
}

fn score(model: &Model, texts: &[Vec<char>], with_turn: bool) -> Duration {
    let mut scratch = Scratch::default();
    let parts = texts.chunks(PART).map(|part| {
        quickest(|| {
            let mut before = None;
            for text in part {
                let turn = before.filter(|_| with_turn);
                black_box(model.score(text, turn, &[], &mut scratch));
                before = Some(text.as_slice());
            }
        })
    });
    parts.sum()
}

fn quickest(mut work: impl FnMut()) -> Duration {
    let rounds = (0..ROUNDS).map(|_| {
        let begin = std::time::Instant::now();
        work();
        begin.elapsed()
    });
    rounds.min().unwrap_or_default()
}
