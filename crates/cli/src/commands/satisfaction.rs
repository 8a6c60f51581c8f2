//! `jinpai satisfaction`: learn from rated turns how content a buyer is, and tell it for others.
//!
//! Reads files and prints. The model belongs to the shop whose turns it was made from; none is shipped.

mod input;
mod list;

use std::{fs, path::PathBuf, process::ExitCode};

use clap::{Args, Subcommand};
use jinpai_learn::{Figures, GradeRecipe, Grader, Rated, TrainedGrader, train_grader};

use self::input::{Entry, Input};
use crate::exit::{Failure, PROBLEMS, say};

/// What rates a whole talk rather than a turn, in the files of the research on this.
const WHOLE_TALK: &str = "OVERALL";
/// With fewer turns than this nothing worth having is learned.
const LEAST_TURNS: usize = 50;
const MOST_LABELS: usize = 8;

#[derive(Debug, Args)]
pub struct SatisfactionArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Learn from rated turns, and tell how well it went on conversations held out.
    Train {
        /// JSON lines {"id", "turns": [{"from": "buyer|agent", "text"}], "label"}, or tab-separated windows.
        #[arg(required = true)]
        files: Vec<String>,
        /// Where the model goes.
        #[arg(long)]
        out: PathBuf,
    },
    /// Print {"id", "label", "scores"} for each line; the label is that of the buyer's last turn.
    Predict {
        #[arg(long)]
        model: PathBuf,
        /// As for `train`, with or without labels; `-` or nothing: standard input.
        #[arg(default_value = "-")]
        file: String,
    },
}

pub fn run(args: SatisfactionArgs) -> Result<ExitCode, Failure> {
    match args.what {
        What::Train { files, out } => train(&files, &out),
        What::Predict { model, file } => predict(&model, &file),
    }
}

fn train(files: &[String], out: &PathBuf) -> Result<ExitCode, Failure> {
    crate::input::keep_apart(out, files)?;
    let mut input = Input::default();
    for file in files {
        input.read(file)?;
    }
    let unlabelled = input.entries.iter().filter(|entry| entry.label.is_none()).count();
    if unlabelled > 0 {
        eprintln!("{unlabelled} turns without a label were left out");
    }
    input.entries.retain(|entry| entry.label.is_some());
    let labels = labels(&input.entries)?;
    let rated: Vec<Rated> = input
        .entries
        .iter()
        .filter_map(|entry| {
            let label = entry.label.as_ref()?.to_string();
            Some(Rated {
                talk: entry.talk.clone(),
                conversation: entry.conversation,
                grade: labels.iter().position(|known| *known == label)?,
            })
        })
        .collect();
    let trained = train_grader(&rated, &labels, &GradeRecipe::default());
    fs::write(out, trained.grader.to_bytes()).map_err(|error| {
        Failure::environment(format!(
            "{} cannot be written: {error}; give another --out",
            out.display()
        ))
    })?;
    told(&trained, &rated, &input, &labels)?;
    say(format_args!("wrote {}", out.display()))?;
    Ok(input.code())
}

/// The labels in the order of their text, so that 0, 1, 2 stand as one expects.
fn labels(entries: &[Entry]) -> Result<Vec<String>, Failure> {
    let mut labels: Vec<String> = entries
        .iter()
        .filter_map(|entry| entry.label.as_ref().map(ToString::to_string))
        .collect();
    labels.sort();
    labels.dedup();
    if entries.len() < LEAST_TURNS {
        return Err(Failure::usage(format!(
            "{} rated turns; rate at least {LEAST_TURNS}, better a thousand",
            entries.len()
        )));
    }
    if labels.len() < 2 || labels.len() > MOST_LABELS {
        return Err(Failure::usage(format!(
            "{} different labels; there must be 2 to {MOST_LABELS}, such as 0 unhappy, 1 neither, 2 content",
            labels.len()
        )));
    }
    Ok(labels)
}

fn told(trained: &TrainedGrader, rated: &[Rated], input: &Input, labels: &[String]) -> Result<(), Failure> {
    let conversations = rated.last().map_or(0, |last| last.conversation + 1);
    say(format_args!(
        "{} rated turns of {conversations} conversations, labels {}",
        rated.len(),
        labels.join(", ")
    ))?;
    say("on conversations it had not learned from (10 folds by conversation):")?;
    let pairs = || {
        trained
            .unseen
            .iter()
            .zip(rated)
            .map(|(ours, turn)| (*ours, turn.grade))
    };
    figures("all turns", &Figures::of(pairs(), labels.len()))?;
    let turns = pairs()
        .zip(&input.entries)
        .filter(|(_, entry)| !entry.whole)
        .map(|(pair, _)| pair);
    if input.entries.iter().any(|entry| entry.whole) {
        figures("without OVERALL", &Figures::of(turns, labels.len()))?;
    }
    Ok(())
}

fn figures(of: &str, figures: &Figures) -> Result<(), Failure> {
    say(format_args!(
        "  {of:<16} {:>6} turns  accuracy {:.4}  macro-F1 {:.4}",
        figures.turns, figures.accuracy, figures.macro_f1
    ))
}

fn predict(model: &PathBuf, file: &str) -> Result<ExitCode, Failure> {
    let bytes = fs::read(model).map_err(|error| {
        Failure::environment(format!(
            "{}: {error}; make one with jinpai satisfaction train",
            model.display()
        ))
    })?;
    let grader = Grader::read(&bytes).map_err(|error| {
        Failure::usage(format!(
            "{}: {error}; make it again with jinpai satisfaction train",
            model.display()
        ))
    })?;
    let mut input = Input::default();
    input.read(file)?;
    for entry in &input.entries {
        let scores = grader.scores(&entry.talk);
        let label = grader.labels().get(grader.grade(&entry.talk));
        let by_label: serde_json::Map<String, serde_json::Value> = grader
            .labels()
            .iter()
            .zip(scores)
            .map(|(label, score)| (named(label), round(score).into()))
            .collect();
        say(serde_json::json!({
            "id": entry.id,
            "label": label.map(|label| value(label)),
            "scores": by_label,
        }))?;
    }
    Ok(input.code())
}

/// A label as it stood in the rated turns: a number or a word.
fn value(label: &str) -> serde_json::Value {
    serde_json::from_str(label).unwrap_or_else(|_| label.into())
}

fn named(label: &str) -> String {
    match value(label) {
        serde_json::Value::String(word) => word,
        other => other.to_string(),
    }
}

/// Four places are more than the score is worth.
fn round(score: f32) -> f64 {
    (f64::from(score) * 1e4).round() / 1e4
}

impl Input {
    fn code(&self) -> ExitCode {
        if self.problems > 0 {
            ExitCode::from(PROBLEMS)
        } else {
            ExitCode::SUCCESS
        }
    }
}
