//! A talk as the coach sees it, and what it says inside one and at its end.
//!
//! What is found at a message depends on nothing but the lines before it and what was known when it was
//! written, so a message gets the same findings while it is typed, when it is sent, and in an audit
//! years later: [`Coach::audit`](crate::Coach::audit) is nothing but [`Coach::check_in_talk`] at every
//! message and [`Coach::check_end`] at the end. Nothing here reads a clock; when a talk ends and whether
//! the buyer has paid are told by whoever knows.

mod beside;
mod course;
pub(crate) mod find;
pub(crate) mod judge;
mod reading;
pub(crate) mod rules;
pub mod spec;

use jinpai_model::{At, Facts, Platform, Side};
use serde::{Deserialize, Serialize};

use crate::{Coach, Draft, Finding, Locale, Report};

pub use find::Needs;
pub(crate) use reading::ReadLine;

/// Lines before a message that are looked at; what was said longer ago counts as forgotten. A caller
/// hands in the newest lines of the talk, at least so many where there are so many.
pub const WINDOW: usize = 40;

/// Newest lines looked at when a talk ends.
pub const END_WINDOW: usize = 200;

/// Most messages of the buyer's that make her present turn.
pub const TURN: usize = 6;

/// One bubble of a talk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub from: Side,
    /// Who of the shop wrote it, by any name that stays the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
    pub text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<At>,
    /// How many other buyers waited for this agent then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub others_waiting: Option<u32>,
}

impl Line {
    /// A line of which nothing but the words is known.
    #[must_use]
    pub fn of(from: Side, text: impl Into<String>) -> Self {
        Self {
            from,
            agent: None,
            text: text.into(),
            at: None,
            others_waiting: None,
        }
    }

    /// Whether the shop said it, a person or the program.
    #[must_use]
    pub const fn is_shops(&self) -> bool {
        matches!(self.from, Side::Agent | Side::Bot)
    }
}

/// A talk with what is known about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Talk {
    /// What its source calls it.
    pub id: String,
    pub platform: Platform,
    /// What was known of the goods. Only what held at the time of the talk may stand here.
    pub facts: Option<Facts>,
    pub lines: Vec<Line>,
    /// Whether it is over; a talk that goes on has no findings of the end.
    pub ended: bool,
    /// When it ended; where unknown, nothing is said about silence before the end.
    pub ended_at: Option<At>,
    /// Whether the buyer paid, where that is known.
    pub paid: Option<bool>,
}

/// A finding of a talk, and the line it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TalkFinding {
    /// Index into the talk's lines.
    pub line: usize,
    pub finding: Finding,
}

impl Talk {
    /// A talk that is over, of which nothing but its lines is known.
    #[must_use]
    pub fn of(platform: Platform, lines: Vec<Line>) -> Self {
        Self {
            id: String::new(),
            platform,
            facts: None,
            lines,
            ended: true,
            ended_at: None,
            paid: None,
        }
    }
}

impl Coach {
    /// Everything there is to say about a draft inside its talk: the message rules, with the buyer's turn
    /// taken from the history, and the conversation rules that judge at a message. `draft.buyer` is not
    /// looked at.
    ///
    /// Of the history the last [`WINDOW`] lines count.
    #[must_use]
    pub fn check_in_talk(&self, history: &[Line], draft: &Draft<'_>) -> Report {
        if !judged(draft.from) {
            return Report::default();
        }
        let history = &history[history.len().saturating_sub(WINDOW)..];
        let turn = buyer_turn(history);
        let mut report = self.check(&Draft {
            buyer: turn.as_deref(),
            ..*draft
        });
        if !self.talk.is_empty() {
            let mut lines: Vec<ReadLine<'_>> = history
                .iter()
                .map(|line| ReadLine::of(&self.talk, line))
                .collect();
            lines.push(ReadLine::of_draft(&self.talk, draft));
            judge::add_to(&mut report, &self.talk, &lines, draft.platform, draft.locale);
        }
        report
    }

    /// What there is to say when the talk has ended. Of its lines the last [`END_WINDOW`] count.
    #[must_use]
    pub fn check_end(&self, talk: &Talk, locale: Locale) -> Vec<TalkFinding> {
        if !talk.ended || self.talk.is_empty() {
            return Vec::new();
        }
        let from = talk.lines.len().saturating_sub(END_WINDOW);
        let lines: Vec<ReadLine<'_>> = talk.lines[from..]
            .iter()
            .map(|line| ReadLine::of(&self.talk, line))
            .collect();
        judge::at_end(&self.talk, talk, &lines, from, locale)
    }
}

/// Whose words are judged at all.
pub(crate) const fn judged(from: Side) -> bool {
    !matches!(from, Side::Buyer | Side::System)
}

/// The messages the buyer sent since anybody else spoke, joined by line breaks; none when she has not
/// spoken last.
#[must_use]
pub fn buyer_turn(history: &[Line]) -> Option<String> {
    let recent = &history[history.len().saturating_sub(TURN)..];
    let others = recent.iter().rposition(|line| line.from != Side::Buyer);
    let turn = &recent[others.map_or(0, |at| at + 1)..];
    let texts: Vec<&str> = turn.iter().map(|line| line.text.as_str()).collect();
    (!texts.is_empty()).then(|| texts.join("\n"))
}
