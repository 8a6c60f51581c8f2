//! Counts and times a model, and prints it.

use std::fs;

use jinpai_learn::{Class, Confusion, Model, Sample, Scratch, Trained, best_cut};
use jinpai_text::Folded;
use serde::Deserialize;

use crate::{
    Result,
    corpus::{Corpus, Row, sample},
};

pub fn cross_validation(trained: &Trained, corpus: &Corpus) {
    println!("\ncross-validated, near-duplicates in one fold");
    println!("  category   samples  precision  recall  threshold  recall at .90");
    let mut sorted = Vec::new();
    for ((class, name), found) in trained.model.classes().zip(&trained.confusion) {
        let scored = corpus
            .samples
            .iter()
            .zip(&trained.unseen)
            .filter(|(sample, _)| sample.known >> class.index() & 1 == 1)
            .map(|(sample, scores)| (scores[class.index()], holds(sample, class)))
            .collect::<Vec<_>>();
        sorted.extend(average_precision(scored.clone()));
        let (_, looser) = best_cut(scored, 0.9);
        println!(
            "  {name:<10} {:>7}  {:>9.3}  {:>6.3}  {:>9.2}  {:>13.3}",
            found.hit + found.missed,
            found.precision(),
            found.recall(),
            trained.model.threshold(class),
            looser.recall(),
        );
    }
    let together = trained
        .confusion
        .iter()
        .fold(Confusion::default(), |sum, one| Confusion {
            hit: sum.hit + one.hit,
            vain: sum.vain + one.vain,
            missed: sum.missed + one.missed,
        });
    println!(
        "  together            {:>9.3}  {:>6.3}  mean average precision {:.3}",
        together.precision(),
        together.recall(),
        mean(&sorted)
    );
    let clean: Vec<&Vec<f32>> = corpus
        .samples
        .iter()
        .zip(&trained.unseen)
        .filter(|(sample, _)| sample.labels == 0 && sample.known.count_ones() > 1)
        .map(|(_, scores)| scores)
        .collect();
    let alarms = clean.iter().filter(|scores| {
        let mut classes = trained.model.classes();
        classes.any(|(class, _)| scores[class.index()] >= trained.model.threshold(class))
    });
    println!(
        "  clean samples with a finding: {} of {}",
        alarms.count(),
        clean.len()
    );
}

/// The mean of the precision at each yes, from the highest score down: how well they are sorted,
/// whatever the threshold.
fn average_precision(mut scored: Vec<(f32, bool)>) -> Option<f64> {
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut hits, mut sum) = (0.0, 0.0);
    for (at, _) in scored.iter().enumerate().filter(|(_, one)| one.1) {
        hits += 1.0;
        sum += hits / (at + 1) as f64;
    }
    (hits > 0.0).then(|| sum / hits)
}

fn mean(figures: &[f64]) -> f64 {
    figures.iter().sum::<f64>() / figures.len().max(1) as f64
}

fn holds(sample: &Sample, class: Class) -> bool {
    sample.labels >> class.index() & 1 == 1
}

/// The lowest bit of the id's FNV-1a hash, as `accuracy` splits.
fn half_of(id: &str) -> usize {
    usize::from(jinpai_learn::fnv(id.as_bytes()) & 1 == 1)
}

pub fn labelled(model: &Model, file: &str, show: Option<&str>) -> Result<()> {
    let mut halves: [Vec<(Row, jinpai_learn::Scores)>; 2] = [Vec::new(), Vec::new()];
    let mut scratch = Scratch::default();
    for line in fs::read_to_string(file)?
        .lines()
        .filter(|line| !line.trim().is_empty())
    {
        let row: Row = serde_json::from_str(line)?;
        let asked = sample(row.id.clone(), &row.buyer, &row.text, 0, 0);
        let scores = model.score(&asked.reply, Some(&asked.buyer), &asked.cues, &mut scratch);
        halves[half_of(&row.id)].push((row, scores));
    }
    for (half, rows) in halves.iter().enumerate() {
        println!("\n{file}, half {half}: {} messages", rows.len());
        println!("  category   of  found  vain  precision  recall  recall at best .90 cut");
        let mut all = Confusion::default();
        let mut sorted = Vec::new();
        for (class, name) in model.classes() {
            let is = |row: &Row| row.labels.iter().any(|label| label == name);
            let mut found = Confusion::default();
            for (row, scores) in rows {
                let passed = scores.get(class) >= model.threshold(class);
                found.hit += u32::from(passed && is(row));
                found.vain += u32::from(passed && !is(row));
                found.missed += u32::from(!passed && is(row));
                if half == 0 && passed != is(row) && show.is_some_and(|wanted| wanted == name) {
                    tell(model, class, row, scores.get(class), &mut scratch);
                }
            }
            let scored: Vec<_> = rows
                .iter()
                .map(|(row, scores)| (scores.get(class), is(row)))
                .collect();
            sorted.extend(average_precision(scored.clone()));
            let (_, best) = best_cut(scored, 0.9);
            println!(
                "  {name:<9} {:>3} {:>6} {:>5}  {:>9.3}  {:>6.3}  {:>6.3}",
                found.hit + found.missed,
                found.hit,
                found.vain,
                found.precision(),
                found.recall(),
                best.recall(),
            );
            all.hit += found.hit;
            all.vain += found.vain;
            all.missed += found.missed;
        }
        println!(
            "  together: precision {:.3}, recall {:.3}, mean average precision {:.3}",
            all.precision(),
            all.recall(),
            mean(&sorted)
        );
        let clean: Vec<_> = rows.iter().filter(|(row, _)| row.labels.is_empty()).collect();
        let alarms = clean
            .iter()
            .filter(|(_, s)| model.passing(s).next().is_some())
            .count();
        println!("  clean messages with a finding: {alarms} of {}", clean.len());
    }
    Ok(())
}

fn tell(model: &Model, class: Class, row: &Row, score: f32, scratch: &mut Scratch) {
    let folded = Folded::of(&row.text);
    let words: Vec<String> = model
        .why(class, folded.chars(), scratch)
        .iter()
        .map(|reason| folded.chars()[reason.start..reason.end].iter().collect())
        .collect();
    println!(
        "    {score:.2} {}: {} → {} {:?} because {words:?}",
        row.id, row.buyer, row.text, row.labels
    );
}

#[derive(Deserialize)]
struct Said {
    conversation: serde_json::Value,
    from: String,
    text: String,
}

/// How often each category speaks up on real agents' lines.
pub fn transcript(model: &Model, file: &str) -> Result<()> {
    let mut scratch = Scratch::default();
    let mut counts = vec![0_u32; model.classes().count()];
    let (mut lines, mut alarms) = (0_u32, 0_u32);
    let (mut conversation, mut buyer) = (serde_json::Value::Null, Vec::new());
    for line in fs::read_to_string(file)?
        .lines()
        .filter(|line| !line.trim().is_empty())
    {
        let said: Said = serde_json::from_str(line)?;
        if said.conversation != conversation {
            conversation = said.conversation;
            buyer.clear();
        }
        let folded = Folded::of(&said.text);
        if said.from == "buyer" {
            buyer = folded.chars().to_vec();
        } else if said.from == "agent" {
            let scores = model.score(folded.chars(), Some(&buyer), &[], &mut scratch);
            lines += 1;
            let mut passed = 0;
            for class in model.passing(&scores) {
                counts[class.index()] += 1;
                passed += 1;
            }
            alarms += u32::from(passed > 0);
        }
    }
    println!("\n{file}: {lines} lines of agents, {alarms} with a finding");
    for ((_, name), count) in model.classes().zip(counts) {
        println!(
            "  {name:<10} {count:>5}  {:.2} %",
            f64::from(count) * 100.0 / f64::from(lines.max(1))
        );
    }
    Ok(())
}
