//! The table of questions as data: the schema of a pack's `questions` folder.

use serde::{Deserialize, Serialize};

use crate::spec::Words;

/// All types and what they share.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionTable {
    pub shared: SharedWords,
    /// In the order of their codes, so that a place means the same in every run.
    pub types: Vec<QuestionType>,
}

impl QuestionTable {
    /// The place of a type.
    #[must_use]
    pub fn place(&self, code: &str) -> Option<usize> {
        self.types.iter().position(|kind| kind.code == code)
    }
}

/// One type of question. Patterns are written in the language of `jinpai_text::Pattern`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct QuestionType {
    pub code: String,
    pub name: Words,
    /// Words that are the question by themselves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asked: Vec<String>,
    /// Words that make the question in a clause that asks; in a reply they answer it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
    /// Where one of these overlaps, the type is not asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_asked: Vec<String>,
    /// What an answer holds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answered: Vec<String>,
    /// Whatever is said answers it: a matter of taste, or of names.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub any_answer: bool,
    /// What may be asked back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub back: Vec<String>,
}

/// What all types have in common.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SharedWords {
    /// A clause with one of these asks.
    pub questioning: Vec<String>,
    /// Where one of these overlaps, the clause does not ask after all.
    pub not_questioning: Vec<String>,
    pub canned: Vec<String>,
    pub promises: Vec<String>,
    pub asks_for: Vec<String>,
    pub declines: Vec<String>,
    pub yes: Vec<String>,
    pub points_at: Vec<String>,
    pub explains: Vec<String>,
    pub asks_back: Vec<String>,
    /// Where one of these overlaps, nothing is asked back.
    pub not_back: Vec<String>,
    pub praise: Vec<String>,
    /// Words that turn and reply may share without speaking of the same thing; no patterns.
    #[serde(default)]
    pub common: Vec<String>,
}

impl QuestionType {
    /// Every list of patterns.
    pub fn lists_mut(&mut self) -> [&mut Vec<String>; 5] {
        let Self {
            asked,
            topics,
            not_asked,
            answered,
            back,
            ..
        } = self;
        [asked, topics, not_asked, answered, back]
    }
}

impl SharedWords {
    /// Every list of patterns.
    pub fn lists_mut(&mut self) -> [&mut Vec<String>; 12] {
        let Self {
            questioning,
            not_questioning,
            canned,
            promises,
            asks_for,
            declines,
            yes,
            points_at,
            explains,
            asks_back,
            not_back,
            praise,
            common: _,
        } = self;
        [
            questioning,
            not_questioning,
            canned,
            promises,
            asks_for,
            declines,
            yes,
            points_at,
            explains,
            asks_back,
            not_back,
            praise,
        ]
    }
}
