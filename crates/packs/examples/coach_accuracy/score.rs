//! Counting: right, in vain, missed, for each category of each message.

use std::collections::{BTreeMap, BTreeSet};

use jinpai_coach::{Category, Coach, Draft, Finding, Severity};
use jinpai_model::{Facts, Platform};
use serde::{Deserialize, Serialize};

/// The categories that labels know.
const MEASURED: [Category; 17] = [
    Category::Neg,
    Category::Cold,
    Category::Slang,
    Category::Promise,
    Category::Adlaw,
    Category::Offsite,
    Category::Bribe,
    Category::Priv,
    Category::Rhet,
    Category::Rude,
    Category::Blame,
    Category::Impat,
    Category::Evade,
    Category::Polite,
    Category::Push,
    Category::Fact,
    Category::Verbose,
];

/// Beside these a finding of POLITE is neither right nor wrong.
const SPECIFIC: [Category; 3] = [Category::Push, Category::Impat, Category::Offsite];

#[derive(Deserialize)]
pub struct Row {
    pub id: String,
    #[serde(default)]
    pub source: String,
    pub buyer: String,
    pub text: String,
    pub facts: Option<Facts>,
    pub labels: BTreeSet<Category>,
}

/// Whether the row belongs to the half that nobody looks at: the lowest bit of its id's FNV-1a hash.
pub fn held_back(row: &Row) -> bool {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    row.id.bytes().fold(0xcbf2_9ce4_8422_2325, step) & 1 == 1
}

#[derive(Default, Clone, Copy, Serialize)]
pub struct Tally {
    hit: u32,
    vain: u32,
    missed: u32,
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.hit += other.hit;
        self.vain += other.vain;
        self.missed += other.missed;
    }

    fn precision(self) -> f64 {
        share(self.hit, self.hit + self.vain)
    }

    fn recall(self) -> f64 {
        share(self.hit, self.hit + self.missed)
    }

    fn f1(self) -> f64 {
        share(2 * self.hit, 2 * self.hit + self.vain + self.missed)
    }
}

fn share(hits: u32, of: u32) -> f64 {
    if of == 0 {
        f64::NAN
    } else {
        f64::from(hits) / f64::from(of)
    }
}

#[derive(Default, Serialize)]
pub struct Score {
    categories: BTreeMap<Category, Tally>,
    /// Findings of severity error and block alone.
    grave: Tally,
    messages: u32,
    clean: u32,
    alarms: u32,
}

impl Score {
    pub fn measure(&mut self, coach: &Coach, row: &Row, show: Option<&str>) {
        let report = coach.check(&Draft {
            buyer: Some(row.buyer.as_str()).filter(|turn| !turn.is_empty()),
            facts: row.facts.as_ref(),
            platform: Platform::Taobao,
            ..Draft::of(&row.text)
        });
        let found: Vec<&Finding> = report
            .findings
            .iter()
            .filter(|finding| finding.severity >= Severity::Warn)
            .collect();
        self.messages += 1;
        if row.labels.is_empty() {
            self.clean += 1;
            self.alarms += u32::from(!found.is_empty());
        }
        for category in MEASURED {
            let labelled = row.labels.contains(&category);
            let finding = found.iter().find(|finding| finding.category == category);
            let neutral = category == Category::Polite && SPECIFIC.iter().any(|c| row.labels.contains(c));
            let tally = match (labelled, finding) {
                (true, Some(_)) => Tally {
                    hit: 1,
                    ..Tally::default()
                },
                (true, None) => Tally {
                    missed: 1,
                    ..Tally::default()
                },
                (false, Some(_)) if !neutral => Tally {
                    vain: 1,
                    ..Tally::default()
                },
                _ => continue,
            };
            self.categories.entry(category).or_default().add(tally);
            if finding.is_some_and(|f| f.severity >= Severity::Error) {
                self.grave.add(tally);
            }
            let wanted = show.is_some_and(|show| show == "all" || show == category.as_str());
            if wanted && tally.hit == 0 {
                let what = finding.map_or("missed".to_owned(), |f| {
                    format!("in vain by {} on {:?}", f.rule, f.matched)
                });
                println!(
                    "{} {category} {what}: {} → {} {:?}",
                    row.id, row.buyer, row.text, row.labels
                );
            }
        }
    }

    pub fn json(&self) -> serde_json::Value {
        let figures = |t: Tally| {
            serde_json::json!({"found": t.hit, "vain": t.vain, "missed": t.missed,
                "precision": t.precision(), "recall": t.recall(), "f1": t.f1()})
        };
        let categories: BTreeMap<_, _> = self
            .categories
            .iter()
            .map(|(category, tally)| (category.as_str(), figures(*tally)))
            .collect();
        serde_json::json!({"messages": self.messages, "categories": categories,
            "together": figures(self.together()), "error_and_block": figures(self.grave),
            "clean": self.clean, "false_alarms": self.alarms})
    }

    fn together(&self) -> Tally {
        self.categories.values().fold(Tally::default(), |mut all, tally| {
            all.add(*tally);
            all
        })
    }

    pub fn print(&self, title: &str) {
        println!(
            "\n{title}: {} messages, labelled by language models",
            self.messages
        );
        println!("  category         found  vain  missed   precision            recall               F1");
        for (category, tally) in &self.categories {
            line(category.as_str(), *tally);
        }
        line("together", self.together());
        line("error and block", self.grave);
        println!(
            "  false alarms on clean messages: {}",
            rate(self.alarms, self.clean)
        );
    }

    /// How much better the half is on which the rules were written.
    pub fn print_difference(seen: &Self, unseen: &Self) {
        let (seen, unseen) = (seen.together(), unseen.together());
        println!(
            "\nworked on less held back: precision {:+.3}, recall {:+.3}, F1 {:+.3}",
            seen.precision() - unseen.precision(),
            seen.recall() - unseen.recall(),
            seen.f1() - unseen.f1()
        );
    }
}

fn line(name: &str, t: Tally) {
    println!(
        "  {name:<16} {:>5} {:>5} {:>7}   {:<20} {:<20} {:.3}",
        t.hit,
        t.vain,
        t.missed,
        rate(t.hit, t.hit + t.vain),
        rate(t.hit, t.hit + t.missed),
        t.f1()
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
