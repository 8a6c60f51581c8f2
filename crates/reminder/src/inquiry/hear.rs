//! Listening to a talk: what she asked, whether it was answered, and what she wants no more.
//!
//! What a line means is told by a [`Reading`]; here is only kept what follows from it. A question is
//! answered when a reply answers it. A promise to look it up, or a question back, leaves it open.

use jinpai_model::{At, Side};

use super::{Heard, InquiryPolicy};

/// Most questions kept; of more, the oldest answered ones are forgotten.
const MOST_QUESTIONS: usize = 60;

/// What a question is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    Goods,
    /// An order that she already has.
    AfterSales,
}

/// A question as it was put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asking {
    /// Her words.
    pub text: String,
    pub about: About,
}

/// A question of the talk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    pub asking: Asking,
    pub asked_at: At,
    pub answered_at: Option<At>,
}

/// What lines mean. The coach's table of questions is one; a test may have its own.
pub trait Reading {
    /// What one line of hers asks; nothing for a greeting, a courtesy or a statement.
    fn asks(&self, line: &str) -> Vec<Asking>;

    /// Which of these open questions a line of the shop's answers, by their places.
    fn answers(&self, open: &[&Asking], line: &str) -> Vec<usize>;
}

/// One line of a talk.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    pub at: At,
    pub from: Side,
    pub text: &'a str,
}

/// Follows a talk, line after line.
#[derive(Debug, Clone, Default)]
pub struct Listener {
    heard: Heard,
}

impl Listener {
    /// What a whole talk came to.
    #[must_use]
    pub fn hear_all(lines: &[Said<'_>], reading: &dyn Reading, inquiry: &InquiryPolicy) -> Heard {
        let mut listener = Self::default();
        for line in lines {
            listener.hear(line, reading, inquiry);
        }
        listener.heard
    }

    pub fn hear(&mut self, line: &Said<'_>, reading: &dyn Reading, inquiry: &InquiryPolicy) {
        self.heard.note_line(line.from, line.at);
        match line.from {
            Side::Buyer => self.hear_her(line, reading, inquiry),
            Side::Agent | Side::Bot => self.hear_shop(line, reading),
            Side::System => {}
        }
    }

    #[must_use]
    pub const fn heard(&self) -> &Heard {
        &self.heard
    }

    fn hear_her(&mut self, line: &Said<'_>, reading: &dyn Reading, inquiry: &InquiryPolicy) {
        if inquiry.opts_out(line.text) {
            self.heard.opted_out = true;
            return;
        }
        if inquiry.not_interested(line.text) {
            self.heard.not_interested = true;
            return;
        }
        let asked = reading.asks(line.text);
        self.heard.not_interested &= asked.is_empty();
        self.heard
            .questions
            .extend(asked.into_iter().map(|asking| Question {
                asking,
                asked_at: line.at,
                answered_at: None,
            }));
        while self.heard.questions.len() > MOST_QUESTIONS {
            let answered = self.heard.questions.iter().position(|q| q.answered_at.is_some());
            self.heard.questions.remove(answered.unwrap_or(0));
        }
    }

    fn hear_shop(&mut self, line: &Said<'_>, reading: &dyn Reading) {
        let places: Vec<usize> = (self.heard.questions.iter().enumerate())
            .filter(|(_, question)| question.answered_at.is_none())
            .map(|(place, _)| place)
            .collect();
        if places.is_empty() {
            return;
        }
        let open: Vec<&Asking> = places
            .iter()
            .map(|place| &self.heard.questions[*place].asking)
            .collect();
        for answered in reading.answers(&open, line.text) {
            if let Some(place) = places.get(answered) {
                self.heard.questions[*place].answered_at = Some(line.at);
            }
        }
    }
}
