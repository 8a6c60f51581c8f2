//! Shows what a buyer's turn asks and what a reply answers by the table of questions, and what reading costs.
//!
//! ```text
//! questions DIR TURN [REPLY]     types, manner, cues, and the patterns that were found
//! questions DIR --cost FILE      labelled messages (JSON lines): time for each turn and reply
//! ```

#![allow(clippy::print_stdout, reason = "what it prints is what it is for")]

use std::{env, fs, path::Path, time::Instant};

use jinpai_coach::questions::{Asked, Questions, Types};
use serde::Deserialize;

type Failure = Box<dyn std::error::Error>;

#[derive(Deserialize)]
struct Row {
    #[serde(default)]
    buyer: String,
    text: String,
}

fn main() -> Result<(), Failure> {
    let mut args = env::args().skip(1);
    let folder = args
        .next()
        .ok_or("questions DIR TURN [REPLY] | questions DIR --cost FILE")?;
    let mut entries = Vec::new();
    walk(Path::new(&folder), Path::new(&folder), &mut entries)?;
    let coach = jinpai_packs::read_dir(entries)?.coach()?;
    let questions = coach.questions().ok_or("no rule reads the table of questions")?;
    let args: Vec<String> = args.collect();
    match args.as_slice() {
        [flag, file] if flag == "--cost" => cost(questions, file),
        [turn] => {
            show(questions, turn, "");
            Ok(())
        }
        [turn, reply] => {
            show(questions, turn, reply);
            Ok(())
        }
        _ => Err("questions DIR TURN [REPLY] | questions DIR --cost FILE".into()),
    }
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

fn show(questions: &Questions, turn: &str, reply: &str) {
    let list = |types: Types| questions.codes_of(types).collect::<Vec<_>>().join(" ");
    let (asked, answered) = (questions.asked(turn), questions.answered(reply));
    println!(
        "asks     {} (other: {}, {} words after)",
        list(asked.types),
        asked.other,
        asked.words_after
    );
    println!("answers  {}", list(answered.types));
    println!("back     {}", list(answered.back));
    println!("{:?}", answered.manner);
    println!("left open: {}", questions.left_open(&asked, &answered));
    let cues = questions.cues(&asked, &answered);
    let names: Vec<_> = cues.iter().filter_map(|cue| questions.cue_name(*cue)).collect();
    println!("cues     {}", names.join(" "));
    for (pattern, words) in questions.found_in_turn(turn) {
        println!("  turn   {words}  by {pattern}");
    }
    for (pattern, words) in questions.found_in_reply(reply) {
        println!("  reply  {words}  by {pattern}");
    }
}

#[allow(
    clippy::disallowed_methods,
    reason = "it measures time, which is what the clock is for"
)]
fn cost(questions: &Questions, file: &str) -> Result<(), Failure> {
    let text = fs::read_to_string(file)?;
    let rows: Vec<Row> = text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let rounds = 50;
    let begun = Instant::now();
    let mut asked: Vec<Asked> = Vec::new();
    for _ in 0..rounds {
        asked = rows.iter().map(|row| questions.asked(&row.buyer)).collect();
    }
    let turns = begun.elapsed();
    let begun = Instant::now();
    let mut open = 0;
    for _ in 0..rounds {
        let left = rows.iter().zip(&asked);
        open = left
            .filter(|(row, asked)| questions.left_open(asked, &questions.answered(&row.text)))
            .count();
    }
    let replies = begun.elapsed();
    let each = |all: std::time::Duration| all.as_secs_f64() * 1e6 / (f64::from(rounds) * rows.len() as f64);
    println!("{} rows, {open} left open", rows.len());
    println!("{:.2} µs a turn, {:.2} µs a reply", each(turns), each(replies));
    Ok(())
}
