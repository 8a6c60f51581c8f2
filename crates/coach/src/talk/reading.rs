//! A line of a talk while rules look at it, and the part of a talk that a message is judged in.

use std::cell::OnceCell;

use jinpai_model::{At, Platform, Side};
use jinpai_text::{Folded, PatternMatch};

use super::{Line, TURN, WINDOW, rules::TalkRules};
use crate::{Draft, build::Ids};

/// A line, read once for all rules and all messages after it.
#[derive(Debug)]
pub(crate) struct ReadLine<'a> {
    pub from: Side,
    pub text: &'a str,
    pub at: Option<At>,
    pub others_waiting: Option<u32>,
    pub folded: Folded,
    pub matches: Vec<PatternMatch>,
    words: OnceCell<Box<[char]>>,
}

impl<'a> ReadLine<'a> {
    pub fn of(rules: &TalkRules, line: &'a Line) -> Self {
        Self::new(rules, line.from, &line.text, line.at, line.others_waiting)
    }

    pub fn of_draft(rules: &TalkRules, draft: &Draft<'a>) -> Self {
        Self::new(rules, draft.from, draft.text, draft.at, draft.others_waiting)
    }

    fn new(
        rules: &TalkRules,
        from: Side,
        text: &'a str,
        at: Option<At>,
        others_waiting: Option<u32>,
    ) -> Self {
        let folded = Folded::of(text);
        Self {
            matches: match from {
                Side::Buyer => rules.patterns.buyer_matches(&folded),
                Side::Agent | Side::Bot => rules.patterns.lead_matches(&folded),
                Side::System => Vec::new(),
            },
            words: OnceCell::new(),
            from,
            text,
            at,
            others_waiting,
            folded,
        }
    }

    pub fn is_shops(&self) -> bool {
        matches!(self.from, Side::Agent | Side::Bot)
    }

    pub fn says(&self, ids: &Ids) -> bool {
        self.place_of(ids).is_some()
    }

    /// Where it first says one of these, in folded characters.
    pub fn place_of(&self, ids: &Ids) -> Option<&PatternMatch> {
        self.matches.iter().find(|m| ids.has(m.pattern))
    }

    /// Its letters, digits and Han characters, folded.
    pub fn words(&self) -> &[char] {
        self.words.get_or_init(|| {
            let words = self.folded.chars().iter().copied();
            words.filter(|c| jinpai_text::is_word(*c)).collect()
        })
    }
}

/// What a message of the shop's is judged in: it and the lines before it, as far as they count.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View<'v, 'a> {
    /// The message judged is the last one.
    lines: &'v [ReadLine<'a>],
    turn_from: usize,
    pub platform: Platform,
}

impl<'v, 'a> View<'v, 'a> {
    /// `lines` ends with the message judged; never empty.
    pub fn of(lines: &'v [ReadLine<'a>], platform: Platform) -> Self {
        let before = lines.len() - 1;
        let earliest = before.saturating_sub(TURN);
        let others = lines[earliest..before]
            .iter()
            .rposition(|line| line.from != Side::Buyer);
        Self {
            turn_from: others.map_or(earliest, |at| earliest + at + 1),
            lines,
            platform,
        }
    }

    pub fn here(&self) -> &'v ReadLine<'a> {
        &self.lines[self.lines.len() - 1]
    }

    /// Everything before the message judged.
    pub fn before(&self) -> &'v [ReadLine<'a>] {
        &self.lines[..self.lines.len() - 1]
    }

    /// The buyer's messages since anybody else spoke.
    pub fn turn(&self) -> &'v [ReadLine<'a>] {
        &self.lines[self.turn_from..self.lines.len() - 1]
    }

    /// Everything before the buyer's turn.
    pub fn earlier(&self) -> &'v [ReadLine<'a>] {
        &self.lines[..self.turn_from]
    }

    /// Whether the talk is known to begin with the first of these lines.
    pub fn begins(&self) -> bool {
        self.before().len() < WINDOW
    }

    pub fn last_of_shop(&self) -> Option<&'v ReadLine<'a>> {
        self.before().iter().rev().find(|line| line.is_shops())
    }

    pub fn turn_says(&self, ids: &Ids) -> bool {
        self.turn().iter().any(|line| line.says(ids))
    }
}
