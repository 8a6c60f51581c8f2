//! Trains the coach's model of replies on the corpus and on the rules' own examples.
//!
//! `cargo run --release -p jinpai-packs --example train_replies -- [--out FILE] [--on FILE]...
//! [--doubts CATEGORY] [--show CATEGORY] [--fire FILE] [--at PRECISION] [--without NAME]... [--set NAME=VALUE]...
//! [--corpus DIR]`
//!
//! Prints how each category fares on samples that were held out (cross-validation). `--on` counts it on
//! labelled messages, in halves by the hash of their ids: the second half is counted and never
//! shown. `--fire` counts how often each category speaks up on a transcript's agents. `--without`
//! leaves a file of the corpus out, to see what the others know of it. `--doubts CATEGORY` lists the
//! samples of the corpus whose label the others contradict.

#![allow(clippy::print_stdout, reason = "what it prints is what it is for")]

mod corpus;
mod measure;

use std::{collections::BTreeSet, env, fs, process::ExitCode};

use jinpai_learn::{Model, PRECISIONS, Recipe, train};

use corpus::Corpus;

const CORPUS: &str = "packs/zh-CN/coach/corpus";
const RULES: &str = "packs/zh-CN/coach";

pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

struct Options {
    out: Option<String>,
    on: Vec<String>,
    show: Option<String>,
    doubts: Vec<String>,
    fire: Vec<String>,
    /// At which of the thresholds the labelled files are counted.
    at: f32,
    without: BTreeSet<String>,
    corpus: Option<String>,
    recipe: Recipe,
}

fn main() -> Result<ExitCode> {
    let options = match options(env::args().skip(1)) {
        Ok(options) => options,
        Err(told) => {
            eprintln!("train_replies: {told}");
            return Ok(ExitCode::from(2));
        }
    };
    let corpus = Corpus::read(
        options.corpus.as_deref().unwrap_or(CORPUS).as_ref(),
        RULES.as_ref(),
        &options.without,
    )?;
    println!("{} samples", corpus.samples.len());
    let trained = train(&corpus.samples, &corpus.classes, &options.recipe, corpus.origin);
    let bytes = trained.model.to_bytes();
    println!("{} features, {} bytes", trained.model.features(), bytes.len());
    measure::cross_validation(&trained, &corpus);
    if Model::read(&bytes)? != trained.model {
        return Err("what was written is not what is read".into());
    }
    for category in &options.doubts {
        measure::doubts(&trained, &corpus, category);
    }
    for file in &options.on {
        measure::labelled(&trained.model, &corpus, file, options.at, options.show.as_deref())?;
    }
    for file in &options.fire {
        measure::transcript(&trained.model, &corpus, file, options.at)?;
    }
    if let Some(out) = &options.out {
        fs::write(out, bytes)?;
        println!("wrote {out}");
    }
    Ok(ExitCode::SUCCESS)
}

fn options(mut args: impl Iterator<Item = String>) -> std::result::Result<Options, String> {
    let mut options = Options {
        out: None,
        on: Vec::new(),
        show: None,
        doubts: Vec::new(),
        fire: Vec::new(),
        at: PRECISIONS[0],
        without: BTreeSet::new(),
        corpus: None,
        recipe: Recipe::default(),
    };
    while let Some(arg) = args.next() {
        let value = args.next().ok_or_else(|| format!("{arg} needs a value"))?;
        match arg.as_str() {
            "--out" => options.out = Some(value),
            "--on" => options.on.push(value),
            "--corpus" => options.corpus = Some(value),
            "--at" => options.at = value.parse().map_err(|_| format!("--at {value}: not a figure"))?,
            "--doubts" => options.doubts.push(value),
            "--show" => options.show = Some(value),
            "--fire" => options.fire.push(value),
            "--without" => {
                options.without.insert(value);
            }
            "--set" => set(&mut options.recipe, &value)?,
            _ => return Err(format!("{arg} is unknown")),
        }
    }
    Ok(options)
}

/// Changes one figure of the recipe, for trying out.
fn set(recipe: &mut Recipe, change: &str) -> std::result::Result<(), String> {
    let (name, value) = change.split_once('=').ok_or("--set NAME=VALUE")?;
    let figure: f32 = value.parse().map_err(|_| format!("{value} is not a figure"))?;
    match name {
        "reply" => recipe.shape.reply = figure as u8,
        "buyer" => recipe.shape.buyer = figure as u8,
        "skip" => recipe.shape.skip = figure as u8,
        "min" => recipe.min_samples = figure as u32,
        "keep" => recipe.keep = figure as usize,
        "cost" => recipe.cost = figure,
        "rare" => recipe.rare = figure,
        "passes" => recipe.passes = figure as usize,
        "folds" => recipe.folds = figure as usize,
        "mix-buyer" => recipe.weights.buyer = figure,
        "mix-manner" => recipe.weights.manner = figure,
        _ => return Err(format!("the recipe has no {name}")),
    }
    Ok(())
}
