//! Measures how long the playbook takes for one look at a talk: who she is, how far the bargaining went, the next steps.
//!
//! `cargo run --release -p jinpai-playbook --example playbook_speed -- [--json]`
//!
//! The talks are those of `tests/situations`; each is decided so often that the slow ones weigh as much as the quick.
//! Beside them: a talk of two hundred messages, the most that are read, and the building of the playbook at a start.

#![allow(
    clippy::disallowed_methods,
    reason = "a tool that measures time reads the clock"
)]
#![allow(clippy::print_stdout, reason = "what it prints is what it is for")]

#[allow(dead_code, reason = "the tests use more of it")]
#[path = "../tests/playbook/file.rs"]
mod file;

use std::{error::Error, fs, hint::black_box, path::Path, time::Instant};

use file::File;
use jinpai_playbook::{
    MOST_TURNS, Playbook, Situation, Turn,
    spec::{PlaybookSpec, StepSpec},
};

const ROUNDS: usize = 40;

#[derive(serde::Deserialize)]
struct Steps {
    step: Vec<StepSpec>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let pack = here.join("../../packs/zh-CN/playbook");
    let started = Instant::now();
    let steps: Steps = toml::from_str(&fs::read_to_string(pack.join("steps.toml"))?)?;
    let playbook = Playbook::build(&PlaybookSpec {
        cues: toml::from_str(&fs::read_to_string(pack.join("cues.toml"))?)?,
        plain: toml::from_str(&fs::read_to_string(pack.join("plain.toml"))?)?,
        steps: steps.step,
    })?;
    let build_ms = started.elapsed().as_secs_f64() * 1e3;

    let files = files(&here.join("tests/situations"))?;
    let mut us = Vec::with_capacity(files.len() * ROUNDS);
    let mut long = Vec::new();
    for file in &files {
        file.with(|situation| {
            for _ in 0..ROUNDS {
                us.push(timed(&playbook, situation));
            }
            long.push(lengthened(&playbook, situation));
        });
    }
    us.sort_by(f64::total_cmp);
    long.sort_by(f64::total_cmp);
    let (p50, p99, worst) = (at(&us, 50), at(&us, 99), at(&us, 100));
    let (long_p50, long_p99) = (at(&long, 50), at(&long, 99));
    if std::env::args().any(|arg| arg == "--json") {
        println!(
            "{{\"situations\": {}, \"talk\": {{\"p50_us\": {p50:.2}, \"p99_us\": {p99:.2}, \"worst_us\": {worst:.2}}}, \
             \"two_hundred_messages\": {{\"p50_us\": {long_p50:.2}, \"p99_us\": {long_p99:.2}}}, \"build_ms\": {build_ms:.2}}}",
            files.len()
        );
    } else {
        println!(
            "{} situations: p50 {p50:.1} µs, p99 {p99:.1} µs, worst {worst:.1} µs",
            files.len()
        );
        println!("two hundred messages: p50 {long_p50:.1} µs, p99 {long_p99:.1} µs");
        println!("built in {build_ms:.1} ms");
    }
    Ok(())
}

/// Microseconds of one decision.
fn timed(playbook: &Playbook, situation: &Situation<'_>) -> f64 {
    let started = Instant::now();
    black_box(playbook.decide(black_box(situation)));
    started.elapsed().as_secs_f64() * 1e6
}

/// The same talk, said over and over until it is as long as a talk is read.
fn lengthened(playbook: &Playbook, situation: &Situation<'_>) -> f64 {
    let turns: Vec<Turn<'_>> = situation.turns.iter().cycle().take(MOST_TURNS).cloned().collect();
    let long = Situation {
        turns: &turns,
        ..situation.clone()
    };
    timed(playbook, &long)
}

fn at(sorted: &[f64], percent: usize) -> f64 {
    let last = sorted.len().saturating_sub(1);
    sorted.get(last * percent / 100).copied().unwrap_or(f64::NAN)
}

fn files(root: &Path) -> Result<Vec<File>, Box<dyn Error>> {
    let mut paths = Vec::new();
    for group in fs::read_dir(root)? {
        for file in fs::read_dir(group?.path())? {
            paths.push(file?.path());
        }
    }
    paths.sort();
    Ok(paths.iter().map(|path| File::read(path)).collect())
}
