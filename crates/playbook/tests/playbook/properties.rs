//! What holds of every situation, over ten thousand of them made from seeds.

use std::collections::BTreeMap;

use jinpai_model::{Technique, Trait};
use jinpai_playbook::{Concession, Decision};

use crate::{made, playbook, truth::lies, words};

const SITUATIONS: u64 = 11_200;
/// Share of the situations that call for a step and have its facts in which it is there.
const AT_LEAST_PCT: usize = 85;
/// Differences that are printed.
const SHOWN: usize = 20;

#[derive(Default)]
struct Count {
    called: usize,
    shown: usize,
    without: usize,
    wrongly: usize,
    /// In words kept back: called, shown.
    back: (usize, usize),
    examples: Vec<String>,
}

fn shows(decision: &Decision, technique: Technique) -> bool {
    decision
        .advice
        .cards
        .iter()
        .any(|card| card.technique == technique)
}

#[test]
fn ten_thousand_situations_are_answered_with_true_facts_or_not_at_all() {
    let playbook = playbook();
    let mut counts: BTreeMap<&str, Count> = BTreeMap::new();
    let mut untrue = Vec::new();
    for seed in 0..SITUATIONS {
        let made = made::situation(seed);
        let decision = made.with(&[], |situation| playbook.decide(situation));
        untrue.extend(
            lies(&made, &decision)
                .into_iter()
                .map(|lie| format!("seed {seed}: {lie}")),
        );
        let count = counts.entry(made.calls.as_str()).or_default();
        let shown = shows(&decision, made.calls);
        if made.with_facts && made.kept_back {
            count.back = (count.back.0 + 1, count.back.1 + usize::from(shown));
        } else if made.with_facts {
            count.called += 1;
            count.shown += usize::from(shown);
            if !shown {
                let cards: Vec<&str> = decision
                    .advice
                    .cards
                    .iter()
                    .map(|card| card.technique.as_str())
                    .collect();
                let said = made.open().join(" / ");
                count.examples.push(format!(
                    "seed {seed}: {said:?} gets {cards:?}, held {:?}",
                    decision.advice.held
                ));
            }
        } else {
            count.without += 1;
            count.wrongly += usize::from(shown);
        }
    }
    println!(
        "{:<26}{:>8}{:>8}{:>7}{:>10}{:>9}{:>22}",
        "step", "called", "shown", "share", "no facts", "shown", "in words kept back"
    );
    let mut short = Vec::new();
    for (technique, count) in &counts {
        let share = count.shown * 100 / count.called.max(1);
        println!(
            "{technique:<26}{:>8}{:>8}{share:>5} %{:>10}{:>9}{:>14} of {:>4}",
            count.called, count.shown, count.without, count.wrongly, count.back.1, count.back.0
        );
        if share < AT_LEAST_PCT || count.wrongly > 0 {
            short.push(format!(
                "{technique}\n    {}",
                count.examples[..count.examples.len().min(8)].join("\n    ")
            ));
        }
    }
    let back = counts
        .values()
        .fold((0, 0), |sum, one| (sum.0 + one.back.0, sum.1 + one.back.1));
    println!("in words kept back: {} of {}", back.1, back.0);
    let first = &untrue[..untrue.len().min(SHOWN)];
    assert!(untrue.is_empty(), "{} untrue\n{}", untrue.len(), first.join("\n"));
    assert!(
        short.is_empty(),
        "too seldom, or without facts:\n{}",
        short.join("\n")
    );
}

/// What bargaining answers: where it stands, and what is given.
fn given(decision: &Decision) -> (jinpai_playbook::LadderState, Vec<Concession>) {
    let given = decision.advice.cards.iter().filter_map(|card| card.concession);
    (decision.ladder.clone(), given.collect())
}

#[test]
fn who_she_is_never_changes_what_she_pays() {
    let playbook = playbook();
    let mut tried = 0;
    for seed in (0..SITUATIONS).filter(|seed| words::stage(made::situation(*seed).calls).is_some()) {
        let made = made::situation(seed);
        let plain = made.with(&[], |situation| given(&playbook.decide(situation)));
        for value in Trait::ALL.iter().skip(seed as usize % 3).step_by(3) {
            let other = made.with(&[*value], |situation| given(&playbook.decide(situation)));
            assert_eq!(plain, other, "seed {seed}: {value} pays otherwise");
            tried += 1;
        }
    }
    assert!(tried > 5_000, "{tried}");
}

#[test]
fn the_same_situation_is_answered_the_same() {
    let (one, other) = (playbook(), playbook());
    for seed in 0..600 {
        let made = made::situation(seed);
        let answer = made.with(&[], |situation| one.decide(situation));
        assert_eq!(
            answer,
            made.with(&[], |situation| other.decide(situation)),
            "seed {seed}"
        );
    }
}
