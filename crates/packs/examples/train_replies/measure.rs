//! Counts and times a model, and prints it.

use std::fs;

use jinpai_learn::{Class, Confusion, Model, Sample, Scores, Scratch, Trained, best_cut};
use jinpai_text::Folded;
use serde::Deserialize;

use crate::{
    Result,
    corpus::{Corpus, Row},
};

pub fn cross_validation(trained: &Trained, corpus: &Corpus) {
    println!("\ncross-validated, near-duplicates in one fold");
    println!("  category   samples  recall at precision .97   .95   .90   .80  average precision");
    let mut sorted = Vec::new();
    for ((class, name), found) in trained.model.classes().zip(&trained.confusion) {
        let scored = corpus
            .samples
            .iter()
            .zip(&trained.unseen)
            .filter(|(sample, _)| sample.known >> class.index() & 1 == 1)
            .map(|(sample, scores)| (scores[class.index()], holds(sample, class)))
            .collect::<Vec<_>>();
        let average = average_precision(scored);
        sorted.extend(average);
        println!(
            "  {name:<10} {:>7}                 {:>5.3} {:>5.3} {:>5.3} {:>5.3}  {:>17.3}",
            found[0].hit + found[0].missed,
            found[0].recall(),
            found[1].recall(),
            found[2].recall(),
            found[3].recall(),
            average.unwrap_or_default(),
        );
    }
    println!("  mean average precision {:.3}", mean(&sorted));
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

/// The samples of the corpus that the model would rather have labelled otherwise, with what speaks
/// for each: the first place to look for a wrong label.
pub fn doubts(trained: &Trained, corpus: &Corpus, name: &str) {
    const SHOWN: usize = 25;
    let Some(class) = trained.model.class(name) else {
        return println!("no category {name}");
    };
    let mut scored: Vec<(f32, &Sample)> = trained
        .unseen
        .iter()
        .map(|scores| scores[class.index()])
        .zip(&corpus.samples)
        .filter(|(_, sample)| sample.known >> class.index() & 1 == 1)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    println!("\n{name}: not labelled so, highest scores first");
    for (score, sample) in scored.iter().filter(|(_, s)| !holds(s, class)).take(SHOWN) {
        doubt(*score, sample);
    }
    println!("{name}: labelled so, lowest scores first");
    for (score, sample) in scored.iter().rev().filter(|(_, s)| holds(s, class)).take(SHOWN) {
        doubt(*score, sample);
    }
}

fn doubt(score: f32, sample: &Sample) {
    let text = |chars: &[char]| chars.iter().collect::<String>();
    println!(
        "  {score:>6.2} {}: {} → {}",
        sample.id,
        text(&sample.buyer),
        text(&sample.reply)
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

pub fn labelled(model: &Model, corpus: &Corpus, file: &str, at: f32, show: Option<&str>) -> Result<()> {
    let mut halves: [Vec<(Row, Scores)>; 2] = [Vec::new(), Vec::new()];
    let mut scratch = Scratch::default();
    for line in fs::read_to_string(file)?
        .lines()
        .filter(|line| !line.trim().is_empty())
    {
        let row: Row = serde_json::from_str(line)?;
        let asked = corpus.sample(row.id.clone(), &row.buyer, &row.text, (0, 0));
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
                let passed = scores.get(class) >= model.threshold_at(class, at);
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
pub fn transcript(model: &Model, corpus: &Corpus, file: &str, at: f32) -> Result<()> {
    let mut scratch = Scratch::default();
    let mut counts = vec![0_u32; model.classes().count()];
    let (mut lines, mut alarms) = (0_u32, 0_u32);
    let (mut conversation, mut buyer) = (serde_json::Value::Null, String::new());
    for line in fs::read_to_string(file)?
        .lines()
        .filter(|line| !line.trim().is_empty())
    {
        let said: Said = serde_json::from_str(line)?;
        if said.conversation != conversation {
            conversation = said.conversation;
            buyer.clear();
        }
        if said.from == "buyer" {
            buyer.clone_from(&said.text);
        } else if said.from == "agent" {
            let asked = corpus.sample(String::new(), &buyer, &said.text, (0, 0));
            let scores = model.score(&asked.reply, Some(&asked.buyer), &asked.cues, &mut scratch);
            lines += 1;
            let mut passed = 0;
            let classes = model.classes().map(|(class, _)| class);
            for class in classes.filter(|class| scores.get(*class) >= model.threshold_at(*class, at)) {
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
