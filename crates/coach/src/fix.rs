//! From a rule's fixes to wordings for this draft.

use jinpai_text::{Folded, PatternMatch};

use crate::{Finding, Fix, FixKind, build::Ids, facts::is_slot, spec::FixSpec};

#[derive(Debug)]
pub(crate) struct FixPlan {
    /// Patterns of which the draft or the buyer's turn has to hold one.
    pub only: Ids,
    pub spec: FixSpec,
}

impl FixPlan {
    pub fn fits(&self, draft: &[PatternMatch], buyer: &[PatternMatch]) -> bool {
        self.only.is_empty() || draft.iter().chain(buyer).any(|m| self.only.has(m.pattern))
    }

    /// The wording where no facts are at hand.
    pub fn word(&self, text: &str, matched: &str) -> Option<Fix> {
        self.word_with(text, matched, |_| None)
    }

    /// The wording; none when its exchange of words finds nothing to exchange, or a fact it tells is
    /// not known.
    pub fn word_with(&self, text: &str, matched: &str, fact: impl Fn(&str) -> Option<String>) -> Option<Fix> {
        let mut wording = self.spec.text.clone();
        if !self.spec.swap.is_empty() {
            wording = wording.replace("{swap}", &exchange(matched, &self.spec.swap)?);
        }
        let wording = tell_facts(&wording, fact)?;
        let wording = wording.replace("{match}", matched).replace("{text}", text.trim());
        Some(Fix {
            kind: self.spec.kind,
            text: wording,
            safety: self.spec.safety,
        })
    }
}

/// The wording with its slots for facts filled; other slots stay for the agent.
fn tell_facts(wording: &str, fact: impl Fn(&str) -> Option<String>) -> Option<String> {
    let mut told = String::with_capacity(wording.len());
    let mut rest = wording;
    while let Some((before, after)) = rest.split_once('{') {
        told.push_str(before);
        match after.split_once('}') {
            Some((name, tail)) if name == "fact" || is_slot(name) => {
                told.push_str(&fact(name)?);
                rest = tail;
            }
            _ => {
                told.push('{');
                rest = after;
            }
        }
    }
    told.push_str(rest);
    Some(told)
}

/// `matched` with the first pair that occurs in it exchanged; spelling folds while looking.
fn exchange(matched: &str, pairs: &[[String; 2]]) -> Option<String> {
    let folded = Folded::of(matched);
    let chars = folded.chars();
    pairs.iter().find_map(|[from, to]| {
        let from = Folded::of(from);
        let from = from.chars();
        let at = chars
            .windows(from.len().max(1))
            .position(|window| window == from)?;
        let (start, end) = folded.original(at, at + from.len());
        Some(splice(matched, start, end, to))
    })
}

/// `text` with the characters `start..end` replaced.
fn splice(text: &str, start: usize, end: usize, with: &str) -> String {
    let before = text.chars().take(start);
    before.chain(with.chars()).chain(text.chars().skip(end)).collect()
}

impl Finding {
    /// The draft after taking one of this finding's fixes.
    #[must_use]
    pub fn apply(&self, fix: &Fix, text: &str) -> String {
        match fix.kind {
            FixKind::Rewrite => fix.text.clone(),
            FixKind::Replace => splice(text, self.start, self.end, &fix.text),
        }
    }
}
