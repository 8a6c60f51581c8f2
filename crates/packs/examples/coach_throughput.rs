//! Measures how fast the built-in rules check messages, on one thread.
//!
//! `cargo run --release -p jinpai-packs --example coach_throughput -- FILE [--json]`
//!
//! FILE holds agents' messages: plain lines, or JSON lines with `text` (and `from`, of which only
//! `agent` counts). They are repeated to two megabytes or more; every check builds its findings and
//! fixes. Folding, matching, findings and freeing them are all inside the measured time. Beside it: the
//! same with a buyer's turn, a bare scan for the words the patterns are looked for by, and reading the
//! rules as a folder and running their examples.

#![allow(
    clippy::disallowed_methods,
    reason = "a tool that measures time reads the clock"
)]
#![allow(clippy::print_stdout, reason = "what it prints is what it is for")]

use std::{collections::BTreeSet, env, fs, hint::black_box, process::ExitCode, time::Instant};

use daachorse::CharwiseDoubleArrayAhoCorasick;
use jinpai_coach::Draft;
use jinpai_model::Platform;
use jinpai_text::{Folded, Pattern, PhraseSet};
use serde::Deserialize;

const AT_LEAST_BYTES: usize = 2 << 20;
const ROUNDS: usize = 5;
/// A buyer's turn for the messages, so that the rules that answer one are asked as well.
const TURN: &str = "这个什么时候能发货，质量怎么样，有没有优惠";

#[derive(Deserialize)]
struct Line {
    text: String,
    #[serde(default)]
    from: Option<String>,
}

fn draft(text: &str) -> Draft<'_> {
    Draft {
        platform: Platform::Taobao,
        ..Draft::of(text)
    }
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
    let repeats = AT_LEAST_BYTES.div_ceil(bytes);
    let (mb_s, findings) = speed(&messages, repeats, |text| {
        coach.check(&draft(text)).findings.len()
    });
    let (beside_mb_s, _) = speed(&messages, repeats, |text| {
        let asked = Draft {
            buyer: Some(TURN),
            ..draft(text)
        };
        coach.check(&asked).findings.len()
    });
    let (limit_mb_s, pairs_mb_s) = bare_scan(&messages, repeats)?;
    let folder_ms = folder_and_examples()?;

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
        println!(
            "{}",
            serde_json::json!({
                "messages": count, "bytes": bytes, "findings": findings, "mb_per_s": mb_s,
                "with_a_buyers_turn_mb_per_s": beside_mb_s, "daachorse_scan_of_anchors_mb_per_s": limit_mb_s,
                "pair_scan_of_anchors_mb_per_s": pairs_mb_s,
                "p50_us": p50, "p99_us": p99, "load_ms": load_ms, "folder_and_examples_ms": folder_ms,
            })
        );
    } else {
        println!("{count} messages, {bytes} bytes, {findings} findings");
        println!(
            "{mb_s:.1} MB/s on one thread; a message p50 {p50:.2} µs, p99 {p99:.2} µs; load {load_ms:.1} ms"
        );
        println!(
            "{beside_mb_s:.1} MB/s with a buyer's turn; a bare scan of the anchors {limit_mb_s:.1} MB/s \
             by daachorse, {pairs_mb_s:.1} by pairs; \
             {folder_ms:.0} ms to read the rules as a folder and run their examples"
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// Megabytes a second in the best of some rounds, and what `check` found in all messages once.
fn speed(messages: &[String], repeats: usize, mut check: impl FnMut(&str) -> usize) -> (f64, usize) {
    let bytes: usize = messages.iter().map(String::len).sum();
    let (mut best, mut found) = (f64::INFINITY, 0);
    for _ in 0..ROUNDS {
        found = 0;
        let start = Instant::now();
        for text in (0..repeats).flat_map(|_| messages) {
            found += black_box(check(text));
        }
        best = best.min(start.elapsed().as_secs_f64());
    }
    ((bytes * repeats) as f64 / 1e6 / best, found / repeats)
}

/// The limit: only finding the fixed words of the rules' patterns, by a general automaton in the text as
/// it is, and by pairs in folded text.
fn bare_scan(messages: &[String], repeats: usize) -> Result<(f64, f64), Box<dyn std::error::Error>> {
    let mut words = BTreeSet::new();
    for rule in jinpai_packs::builtin()? {
        let json = serde_json::to_value(&rule)?;
        let mut texts = Vec::new();
        lists(&json["find"], &mut texts);
        for text in texts {
            let patterns = Pattern::parse(text).unwrap_or_default();
            words.extend(patterns.iter().flat_map(Pattern::anchor_words));
        }
    }
    let folded: Vec<Folded> = messages.iter().map(|text| Folded::of(text)).collect();
    let phrases: Vec<Vec<char>> = words.iter().map(|word: &String| word.chars().collect()).collect();
    let start = Instant::now();
    let pairs = PhraseSet::build(&phrases)?;
    let pairs_ms = start.elapsed().as_secs_f64() * 1e3;
    let mut next = 0;
    let (by_pairs, _) = speed(messages, repeats, |_| {
        let mut count = 0;
        pairs.each(folded[next % folded.len()].chars(), |_, _, _| count += 1);
        next += 1;
        count
    });
    let start = Instant::now();
    let automaton: CharwiseDoubleArrayAhoCorasick<u32> =
        CharwiseDoubleArrayAhoCorasick::new(&words).map_err(|error| error.to_string())?;
    let automaton_ms = start.elapsed().as_secs_f64() * 1e3;
    eprintln!(
        "{} words laid out: by daachorse {automaton_ms:.1} ms, by pairs {pairs_ms:.1} ms",
        words.len()
    );
    let (mb_s, _) = speed(messages, repeats, |text| {
        automaton.find_overlapping_iter(text).count()
    });
    Ok((mb_s, by_pairs))
}

/// Every text in a list.
fn lists<'v>(value: &'v serde_json::Value, into: &mut Vec<&'v str>) {
    match value {
        serde_json::Value::Array(values) => {
            into.extend(values.iter().filter_map(serde_json::Value::as_str));
            values.iter().for_each(|value| lists(value, into));
        }
        serde_json::Value::Object(values) => values.values().for_each(|value| lists(value, into)),
        _ => {}
    }
}

/// Milliseconds to read all rules as a shop's folder is read, and to run their examples.
fn folder_and_examples() -> Result<f64, Box<dyn std::error::Error>> {
    let start = Instant::now();
    let report = jinpai_packs::test(&jinpai_packs::builtin_pack()?)?;
    black_box(report);
    Ok(start.elapsed().as_secs_f64() * 1e3)
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
