//! Reads what is learned from: the corpus, and the examples that stand in the rules.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use jinpai_coach::{Category, Coach};
use jinpai_learn::{Sample, fnv};
use jinpai_text::Folded;
use serde::Deserialize;

use crate::Result;

/// What is no fault of a message is not learned.
const UNLEARNED: [Category; 3] = [Category::Tone, Category::Good, Category::Fact];

pub struct Corpus {
    /// Types questions and answers, as the coach does when it asks the model.
    coach: Coach,
    pub samples: Vec<Sample>,
    pub classes: Vec<String>,
    /// Hash of the bytes of all samples.
    pub origin: u64,
}

#[derive(Deserialize)]
pub struct Row {
    pub id: String,
    #[serde(default)]
    pub buyer: String,
    pub text: String,
    #[serde(default)]
    pub labels: Vec<String>,
}

#[derive(Deserialize)]
struct Rule {
    code: String,
    category: Category,
    #[serde(default)]
    bad: Vec<Example>,
    #[serde(default)]
    good: Vec<Example>,
}

#[derive(Deserialize)]
struct Example {
    #[serde(default)]
    buyer: String,
    text: String,
}

impl Corpus {
    pub fn read(corpus: &Path, rules: &Path, without: &BTreeSet<String>) -> Result<Self> {
        let learned = |category: &&Category| !UNLEARNED.contains(category);
        let classes: Vec<String> = Category::ALL
            .iter()
            .filter(learned)
            .map(|category| category.as_str().to_owned())
            .collect();
        let mut read = Self {
            coach: jinpai_packs::builtin_coach()?,
            samples: Vec::new(),
            classes,
            origin: 0,
        };
        let mut bytes = Vec::new();
        for file in files(corpus, "jsonl")? {
            let stem = file
                .file_stem()
                .and_then(|stem| stem.to_str())
                .unwrap_or_default();
            if without.contains(stem) {
                continue;
            }
            let text = fs::read_to_string(&file)?;
            for (line, at) in text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty()) {
                let row: Row = serde_json::from_str(line)
                    .map_err(|error| format!("{}:{at}: {error}", file.display()))?;
                read.add(row)
                    .map_err(|error| format!("{}:{at}: {error}", file.display()))?;
            }
            bytes.extend(text.bytes());
        }
        if !without.contains("rules") {
            for file in files(rules, "toml")? {
                let text = fs::read_to_string(&file)?;
                // The learnt rules' own examples are chosen by what the model says; it must not learn them.
                let learnt = text.contains("[find.learnt]");
                if let Ok(rule) = toml::from_str::<Rule>(&text)
                    && !learnt
                {
                    read.add_examples(&rule);
                    bytes.extend(text.bytes());
                }
            }
        }
        read.origin = fnv(&bytes);
        Ok(read)
    }

    fn add(&mut self, row: Row) -> std::result::Result<(), String> {
        let mut labels = 0;
        for label in &row.labels {
            match self.classes.iter().position(|class| class == label) {
                Some(class) => labels |= 1 << class,
                None if UNLEARNED.iter().any(|category| category.as_str() == label) => {}
                None => return Err(format!("{label} is no category")),
            }
        }
        let known = (1 << self.classes.len()) - 1;
        let sample = self.sample(row.id, &row.buyer, &row.text, (labels, known));
        self.samples.push(sample);
        Ok(())
    }

    /// An example is labelled for its own rule's category and says nothing of the others.
    fn add_examples(&mut self, rule: &Rule) {
        let Some(class) = self
            .classes
            .iter()
            .position(|class| class == rule.category.as_str())
        else {
            return;
        };
        for (kind, examples, label) in [("bad", &rule.bad, 1), ("good", &rule.good, 0)] {
            for (at, example) in examples.iter().enumerate() {
                let id = format!("{}-{kind}-{at}", rule.code);
                let (labels, known) = (label << class, 1 << class);
                let sample = self.sample(id, &example.buyer, &example.text, (labels, known));
                self.samples.push(sample);
            }
        }
    }

    /// A message with its labels and the classes it is known for.
    pub fn sample(&self, id: String, buyer: &str, text: &str, (labels, known): (u32, u32)) -> Sample {
        let questions = self.coach.questions().filter(|_| !buyer.is_empty());
        let cues = questions.and_then(|questions| questions.cues_of(buyer, text));
        Sample {
            id,
            reply: Folded::of(text).chars().to_vec(),
            buyer: Folded::of(buyer).chars().to_vec(),
            cues: cues.map(|cues| cues.to_vec()).unwrap_or_default(),
            labels,
            known,
        }
    }
}

/// The files below a folder that end so, in the order of their names.
fn files(folder: &Path, ending: &str) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}
