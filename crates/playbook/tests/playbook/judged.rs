//! What a decision lacks of what was expected, as sentences.

use jinpai_playbook::{Card, Decision, Evidence};

use crate::file::File;

/// Every difference; none: it holds.
pub fn differences(file: &File, decision: &Decision) -> Vec<String> {
    let mut wrong = Vec::new();
    types(file, decision, &mut wrong);
    cards(file, decision, &mut wrong);
    if let Some(ladder) = &file.expect.ladder {
        if ladder.reached != decision.ladder.reached {
            wrong.push(format!(
                "the bargaining reached {:?}, not {:?}",
                decision.ladder.reached, ladder.reached
            ));
        }
        if ladder.next.is_some() && ladder.next != decision.ladder.next {
            wrong.push(format!(
                "next is {:?}, not {:?}",
                decision.ladder.next, ladder.next
            ));
        }
    }
    wrong
}

fn types(file: &File, decision: &Decision, wrong: &mut Vec<String>) {
    for expected in &file.expect.types {
        let Some(read) = decision.reading.of(expected.axis) else {
            wrong.push(format!(
                "nothing is read of {}, wanted {}",
                expected.axis, expected.value
            ));
            continue;
        };
        if read.value != expected.value {
            wrong.push(format!(
                "{} is read as {}, wanted {}",
                expected.axis, read.value, expected.value
            ));
        }
        if f64::from(read.confidence_pct) < expected.at_least * 100.0 - 0.5 {
            wrong.push(format!(
                "{} is held at {} %, wanted {} %",
                expected.value,
                read.confidence_pct,
                expected.at_least * 100.0
            ));
        }
        for quote in expected
            .evidence
            .iter()
            .filter(|_| !read.corrected && read.value == expected.value)
        {
            let held = read.evidence.iter().any(|one| match one {
                Evidence::Words { quote: said, .. } => {
                    said.contains(quote.as_str()) || quote.contains(said.as_str())
                }
                Evidence::Order { number, .. } => *quote == format!("order {number}"),
            });
            if !held {
                wrong.push(format!(
                    "{quote:?} is no evidence of {}: {:?}",
                    expected.value, read.evidence
                ));
            }
        }
    }
    for axis in &file.expect.not_types {
        if let Some(read) = decision.reading.of(*axis) {
            wrong.push(format!(
                "{axis} is read as {} from {:?}, nothing was wanted",
                read.value, read.evidence
            ));
        }
    }
}

fn cards(file: &File, decision: &Decision, wrong: &mut Vec<String>) {
    let cards = &decision.advice.cards;
    let shown: Vec<&str> = cards.iter().map(|card| card.technique.as_str()).collect();
    let of = |name: &str| -> Option<&Card> { cards.iter().find(|card| card.technique.as_str() == name) };
    for technique in &file.expect.cards {
        if of(technique.as_str()).is_none() {
            wrong.push(format!(
                "no card {technique}; there are {shown:?}, held {:?}",
                decision.advice.held
            ));
        }
    }
    if let Some(first) = file.expect.first
        && cards.first().map(|card| card.technique) != Some(first)
    {
        wrong.push(format!("{first} is not the first of {shown:?}"));
    }
    for technique in &file.expect.never {
        if of(technique.as_str()).is_some() {
            wrong.push(format!("{technique} must not be there"));
        }
    }
    let each = |lists: &std::collections::BTreeMap<String, Vec<String>>,
                check: &mut dyn FnMut(&Card, &str)| {
        for (name, words) in lists {
            for word in words {
                if let Some(card) = of(name) {
                    check(card, word);
                }
            }
        }
    };
    each(&file.expect.says, &mut |card, word| {
        if !card.line.contains(word) {
            wrong.push(format!("{} does not say {word:?}: {}", card.technique, card.line));
        }
    });
    each(&file.expect.says_not, &mut |card, word| {
        if card.line.contains(word) {
            wrong.push(format!("{} says {word:?}: {}", card.technique, card.line));
        }
    });
    each(&file.expect.facts, &mut |card, name| {
        if !card.facts.iter().any(|fact| fact.name == name) {
            wrong.push(format!("{} does not list the fact {name}", card.technique));
        }
    });
    for need in &file.expect.needs {
        if !cards
            .iter()
            .any(|card| card.need.is_some_and(|one| one.as_str() == need))
        {
            wrong.push(format!("no card serves {need}; there are {shown:?}"));
        }
    }
}
