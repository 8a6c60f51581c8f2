//! Measures the coach on labelled messages, and shows a rule's author where it errs.
//!
//! ```text
//! coach_accuracy test  [--packs DIR]                             every rule's own examples
//! coach_accuracy score [--packs DIR] FILE… [--show CATEGORY]     labelled messages (JSON lines)
//! coach_accuracy blind [--packs DIR] FILE… [--json]              the same by half, counts only
//! coach_accuracy fire  [--packs DIR] FILE  [--rule CODE] [--max N]  what is found in real sessions
//! ```
//!
//! `--model FILE` takes another model for the learnt rules. Labelled messages are split in two halves by a hash of their id. Rules are written with half 0 in
//! view; half 1 is only ever counted, so `--show` prints nothing of it. A finding counts from severity
//! warn on, once for each category of a message, checked as on Taobao.

#![allow(clippy::print_stdout, reason = "what it prints is what it is for")]

mod score;

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use jinpai_coach::{Coach, Draft, Severity};
use jinpai_learn::Model;
use jinpai_model::{Platform, Side};
use jinpai_packs::Pack;
use serde::Deserialize;

use score::{Row, Score};

type Failure = Box<dyn std::error::Error>;

#[derive(Default)]
struct Options {
    files: Vec<String>,
    packs: Option<PathBuf>,
    model: Option<PathBuf>,
    show: Option<String>,
    rule: Option<String>,
    most: Option<usize>,
    json: bool,
}

fn main() -> Result<ExitCode, Failure> {
    let mut args = env::args().skip(1);
    let what = args.next().unwrap_or_default();
    let options = options(args)?;
    let pack = match &options.packs {
        Some(folder) => read(folder)?,
        None => jinpai_packs::builtin_pack()?,
    };
    let mut coach = pack.coach()?;
    if let Some(model) = &options.model {
        coach = coach.with_model(Arc::new(Model::read(&fs::read(model)?)?));
    }
    match what.as_str() {
        "test" => return test(&pack),
        "score" => score(&coach, &options)?,
        "blind" => blind(&coach, &options)?,
        "fire" => fire(&coach, &options)?,
        _ => return Err("coach_accuracy test|score|blind|fire [--packs DIR] FILE…".into()),
    }
    Ok(ExitCode::SUCCESS)
}

fn options(mut args: impl Iterator<Item = String>) -> Result<Options, Failure> {
    let mut options = Options::default();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--packs" => options.packs = args.next().map(PathBuf::from),
            "--model" => options.model = args.next().map(PathBuf::from),
            "--show" => options.show = args.next(),
            "--rule" => options.rule = args.next(),
            "--max" => options.most = args.next().and_then(|most| most.parse().ok()),
            "--json" => options.json = true,
            _ if arg.starts_with("--") => return Err(format!("unknown option {arg}").into()),
            _ => options.files.push(arg),
        }
    }
    Ok(options)
}

fn read(folder: &Path) -> Result<Pack, Failure> {
    let mut entries = Vec::new();
    walk(folder, folder, &mut entries)?;
    Ok(jinpai_packs::read_dir(entries)?)
}

fn walk(root: &Path, folder: &Path, entries: &mut Vec<(String, Vec<u8>)>) -> Result<(), Failure> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(root, &path, entries)?;
        } else {
            let name = path.strip_prefix(root)?.to_string_lossy().into_owned();
            entries.push((name, fs::read(&path)?));
        }
    }
    Ok(())
}

fn test(pack: &Pack) -> Result<ExitCode, Failure> {
    let report = jinpai_packs::test(pack)?;
    for failure in &report.failures {
        println!("{failure}");
    }
    println!("{} rules, {} failures", report.rules.len(), report.failures.len());
    Ok(ExitCode::from(u8::from(!report.failures.is_empty())))
}

fn rows(files: &[String]) -> Result<Vec<Row>, Failure> {
    let mut rows = Vec::new();
    for file in files {
        let text = fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
        for (line, json) in text
            .lines()
            .enumerate()
            .filter(|(_, line)| !line.trim().is_empty())
        {
            let row = serde_json::from_str(json).map_err(|error| format!("{file}:{}: {error}", line + 1))?;
            rows.push(row);
        }
    }
    Ok(rows)
}

fn score(coach: &Coach, options: &Options) -> Result<(), Failure> {
    let mut score = Score::default();
    for row in rows(&options.files)? {
        let show = options.show.as_deref().filter(|_| !score::held_back(&row));
        score.measure(coach, &row, show);
    }
    score.print("all given");
    Ok(())
}

/// Counts by half, with the difference; prints no message.
fn blind(coach: &Coach, options: &Options) -> Result<(), Failure> {
    let mut scores: BTreeMap<String, Score> = BTreeMap::new();
    for row in rows(&options.files)? {
        let half = if score::held_back(&row) {
            "held back"
        } else {
            "worked on"
        };
        let of_source = format!("{half}, {}", row.source);
        for name in [half, of_source.as_str()] {
            scores
                .entry(name.to_owned())
                .or_default()
                .measure(coach, &row, None);
        }
    }
    if options.json {
        let all: BTreeMap<_, _> = scores.iter().map(|(name, score)| (name, score.json())).collect();
        println!("{}", serde_json::to_string_pretty(&all)?);
        return Ok(());
    }
    for (name, score) in &scores {
        score.print(name);
    }
    if let (Some(seen), Some(unseen)) = (scores.get("worked on"), scores.get("held back")) {
        Score::print_difference(seen, unseen);
    }
    Ok(())
}

#[derive(Deserialize)]
struct Line {
    conversation: String,
    from: Side,
    text: String,
}

/// What is found in the agents' lines of real sessions, for reading through.
fn fire(coach: &Coach, options: &Options) -> Result<(), Failure> {
    let file = options.files.first().ok_or("name a file of sessions")?;
    let most = options.most.unwrap_or(20);
    let mut by_rule: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let (mut judged, mut alarms) = (0_u32, 0_u32);
    let (mut talk, mut buyer) = (String::new(), String::new());
    for json in fs::read_to_string(file)?.lines() {
        let line: Line = serde_json::from_str(json)?;
        if line.conversation != talk {
            talk.clone_from(&line.conversation);
            buyer.clear();
        }
        if line.from == Side::Buyer {
            buyer.clone_from(&line.text);
            continue;
        }
        judged += 1;
        let report = coach.check(&Draft {
            buyer: Some(buyer.as_str()).filter(|turn| !turn.is_empty()),
            platform: Platform::Taobao,
            ..Draft::of(&line.text)
        });
        let warned = report.findings.iter().filter(|f| f.severity >= Severity::Warn);
        alarms += u32::from(warned.count() > 0);
        for finding in report.findings {
            let hits = by_rule.entry(finding.rule.to_string()).or_default();
            hits.push(format!("{:?}: {buyer} → {}", finding.matched, line.text));
        }
    }
    for (rule, hits) in &by_rule {
        println!("{rule} {}", hits.len());
        if options.rule.as_ref().is_none_or(|wanted| wanted == rule) {
            hits.iter().take(most).for_each(|hit| println!("    {hit}"));
        }
    }
    println!("{judged} lines, {alarms} with a finding of warn or above");
    Ok(())
}
