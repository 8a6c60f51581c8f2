//! Measures the built-in rules on labelled messages (JSON lines, see the coach's labelling page).
//!
//! `cargo run --release -p jinpai-packs --example accuracy -- FILE... [--show CATEGORY] [--half 0|1]`
//!
//! Messages are split in two halves by a hash of their id. Rules are written with half 0 in view;
//! half 1 is only ever measured. `--show` prints what was missed and what was found in vain.

#![allow(clippy::print_stdout, reason = "what it prints is what it is for")]

use std::{collections::BTreeMap, env, fs, process::ExitCode};

use jinpai_coach::{Category, Coach, Draft};
use jinpai_model::Facts;
use serde::Deserialize;

/// The categories that have rules.
const MEASURED: [Category; 6] = [
    Category::Neg,
    Category::Cold,
    Category::Slang,
    Category::Promise,
    Category::Offsite,
    Category::Push,
];

#[derive(Deserialize)]
struct Row {
    id: String,
    source: String,
    buyer: String,
    text: String,
    facts: Option<Facts>,
    labels: Vec<String>,
}

#[derive(Default, Clone, Copy)]
struct Tally {
    hit: u32,
    vain: u32,
    missed: u32,
}

#[derive(Default)]
struct Score {
    categories: BTreeMap<Category, Tally>,
    messages: u32,
    clean: u32,
    alarms: u32,
}

struct Options {
    files: Vec<String>,
    show: Option<String>,
    half: Option<u64>,
}

fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let options = options(env::args().skip(1));
    if options.files.is_empty() {
        eprintln!("accuracy FILE... [--show CATEGORY] [--half 0|1]");
        return Ok(ExitCode::from(2));
    }
    let coach = jinpai_packs::builtin_coach()?;
    let mut scores: BTreeMap<(String, u64), Score> = BTreeMap::new();
    for file in &options.files {
        for line in fs::read_to_string(file)?
            .lines()
            .filter(|line| !line.trim().is_empty())
        {
            let row: Row = serde_json::from_str(line)?;
            let half = half_of(&row.id);
            if options.half.is_some_and(|wanted| wanted != half) {
                continue;
            }
            let score = scores.entry((row.source.clone(), half)).or_default();
            measure(&coach, &row, score, options.show.as_deref());
        }
    }
    for ((source, half), score) in &scores {
        print(&format!("{source}, half {half}"), score);
    }
    print("all", &sum(scores.values()));
    Ok(ExitCode::SUCCESS)
}

fn options(mut args: impl Iterator<Item = String>) -> Options {
    let mut options = Options {
        files: Vec::new(),
        show: None,
        half: None,
    };
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--show" => options.show = args.next(),
            "--half" => options.half = args.next().and_then(|half| half.parse().ok()),
            _ => options.files.push(arg),
        }
    }
    options
}

/// The lowest bit of the id's FNV-1a hash.
fn half_of(id: &str) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    id.bytes().fold(0xcbf2_9ce4_8422_2325, step) & 1
}

fn measure(coach: &Coach, row: &Row, score: &mut Score, show: Option<&str>) {
    let buyer = Some(row.buyer.as_str()).filter(|turn| !turn.is_empty());
    let report = coach.check(&Draft {
        buyer,
        facts: row.facts.as_ref(),
        ..Draft::of(&row.text)
    });
    score.messages += 1;
    let mut alarm = false;
    for category in MEASURED {
        let labelled = row.labels.iter().any(|label| label == category.as_str());
        let found = report
            .findings
            .iter()
            .find(|finding| finding.category == category);
        let tally = score.categories.entry(category).or_default();
        match (labelled, found) {
            (true, Some(_)) => tally.hit += 1,
            (true, None) => tally.missed += 1,
            (false, Some(_)) => tally.vain += 1,
            (false, None) => continue,
        }
        alarm |= found.is_some() && row.labels.is_empty();
        if labelled != found.is_some()
            && show.is_some_and(|wanted| wanted == "all" || wanted == category.as_str())
        {
            let what = found.map_or("missed".to_owned(), |f| {
                format!("in vain by {} on {:?}", f.rule, f.matched)
            });
            println!(
                "{} {category} {what}: {} → {} {:?}",
                row.id, row.buyer, row.text, row.labels
            );
        }
    }
    if row.labels.is_empty() {
        score.clean += 1;
        score.alarms += u32::from(alarm);
    }
}

fn sum<'a>(scores: impl Iterator<Item = &'a Score>) -> Score {
    scores.fold(Score::default(), |mut all, score| {
        all.messages += score.messages;
        all.clean += score.clean;
        all.alarms += score.alarms;
        for (category, tally) in &score.categories {
            let sum = all.categories.entry(*category).or_default();
            sum.hit += tally.hit;
            sum.vain += tally.vain;
            sum.missed += tally.missed;
        }
        all
    })
}

fn print(title: &str, score: &Score) {
    println!(
        "\n{title}: {} messages, labelled by language models",
        score.messages
    );
    println!("  category   found  vain  missed   precision            recall");
    let mut total = Tally::default();
    for (category, tally) in &score.categories {
        line(category.as_str(), tally);
        total.hit += tally.hit;
        total.vain += tally.vain;
        total.missed += tally.missed;
    }
    line("together", &total);
    println!(
        "  false alarms on clean messages: {}",
        rate(score.alarms, score.clean)
    );
}

fn line(name: &str, t: &Tally) {
    println!(
        "  {name:<10} {:>5} {:>5} {:>7}   {:<20} {}",
        t.hit,
        t.vain,
        t.missed,
        rate(t.hit, t.hit + t.vain),
        rate(t.hit, t.hit + t.missed)
    );
}

/// A share with its 95 % Wilson interval.
fn rate(hits: u32, of: u32) -> String {
    if of == 0 {
        return "-".to_owned();
    }
    let (n, p, z) = (f64::from(of), f64::from(hits) / f64::from(of), 1.96_f64);
    let middle = p + z * z / (2.0 * n);
    let reach = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + z * z / n;
    format!(
        "{p:.3} [{:.2}, {:.2}]",
        ((middle - reach) / scale).max(0.0),
        ((middle + reach) / scale).min(1.0)
    )
}
