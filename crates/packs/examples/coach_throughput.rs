//! Measures how fast the built-in rules check messages, on one thread.
//!
//! `cargo run --release -p jinpai-packs --example coach_throughput -- FILE [--json]`
//!
//! FILE holds agents' messages: plain lines, or JSON lines with `text` (and `from`, of which only
//! `agent` counts). They are repeated to two megabytes or more; every check builds its findings and
//! fixes. Folding, matching, findings and freeing them are all inside the measured time.

#![allow(
    clippy::disallowed_methods,
    reason = "a tool that measures time reads the clock"
)]
#![allow(clippy::print_stdout, reason = "what it prints is what it is for")]

use std::{env, fs, hint::black_box, process::ExitCode, time::Instant};

use jinpai_coach::Draft;
use jinpai_model::Platform;
use serde::Deserialize;

const AT_LEAST_BYTES: usize = 2 << 20;
const ROUNDS: usize = 3;

#[derive(Deserialize)]
struct Line {
    text: String,
    #[serde(default)]
    from: Option<String>,
}

fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let (flags, files): (Vec<String>, Vec<String>) =
        env::args().skip(1).partition(|arg| arg.starts_with("--"));
    let [file] = files.as_slice() else {
        eprintln!("coach_throughput FILE [--json]");
        return Ok(ExitCode::from(2));
    };
    let messages = messages(&fs::read_to_string(file)?);
    let bytes: usize = messages.iter().map(String::len).sum();
    if bytes == 0 {
        eprintln!("{file}: no message in it");
        return Ok(ExitCode::from(2));
    }
    let before = Instant::now();
    let coach = jinpai_packs::builtin_coach()?;
    let load_ms = before.elapsed().as_secs_f64() * 1e3;
    let draft = |text| Draft {
        platform: Platform::Taobao,
        ..Draft::of(text)
    };

    let repeats = AT_LEAST_BYTES.div_ceil(bytes);
    let mut best = f64::INFINITY;
    let mut findings = 0;
    for _ in 0..ROUNDS {
        findings = 0;
        let start = Instant::now();
        for text in (0..repeats).flat_map(|_| &messages) {
            findings += black_box(coach.check(&draft(text))).findings.len();
        }
        best = best.min(start.elapsed().as_secs_f64());
    }
    let mb_s = (bytes * repeats) as f64 / 1e6 / best;

    let mut us: Vec<f64> = Vec::with_capacity(messages.len());
    for text in &messages {
        let start = Instant::now();
        black_box(coach.check(&draft(text)));
        us.push(start.elapsed().as_secs_f64() * 1e6);
    }
    us.sort_by(f64::total_cmp);
    let at = |share: f64| us[((us.len() - 1) as f64 * share) as usize];
    let (p50, p99) = (at(0.5), at(0.99));
    let count = messages.len();
    if flags.iter().any(|flag| flag == "--json") {
        let found = findings / repeats;
        println!(
            "{}",
            serde_json::json!({
                "messages": count, "bytes": bytes, "mb_per_s": mb_s, "p50_us": p50, "p99_us": p99,
                "load_ms": load_ms, "findings": found,
            })
        );
    } else {
        println!("{count} messages, {bytes} bytes, {} findings", findings / repeats);
        println!(
            "{mb_s:.1} MB/s on one thread; a message p50 {p50:.2} µs, p99 {p99:.2} µs; load {load_ms:.1} ms"
        );
    }
    Ok(ExitCode::SUCCESS)
}

fn messages(text: &str) -> Vec<String> {
    let of_agent = |line: &str| -> Option<String> {
        if !line.starts_with('{') {
            return Some(line.to_owned());
        }
        let line: Line = serde_json::from_str(line).ok()?;
        line.from.is_none_or(|from| from == "agent").then_some(line.text)
    };
    text.lines()
        .filter_map(of_agent)
        .filter(|text| !text.is_empty())
        .collect()
}
