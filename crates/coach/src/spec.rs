//! A rule as data: the schema of one TOML file in a pack.
//!
//! Another way of finding becomes one more variant of [`Find`]; nothing else of the schema depends on
//! how a rule finds.

mod example;

use std::{collections::BTreeMap, fmt, str::FromStr};

use jinpai_model::{Platform, Side};
use serde::{Deserialize, Serialize};

pub use crate::facts::{ClaimName, FactFind, Verdict};
use crate::{
    Category, FixKind, Safety, Severity,
    coded::CodedFind,
    talk::spec::{AnswerFind, CourseFind, GapFind, RepeatFind, TallyFind},
};

pub use example::{Example, ExampleLine};

/// Three letters and three digits, `PRM001`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RuleCode(String);

/// A code that is not three capital letters and three digits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a rule code: three capital letters and three digits, such as PRM001")]
pub struct CodeError(String);

impl RuleCode {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for RuleCode {
    type Err = CodeError;

    fn from_str(code: &str) -> Result<Self, CodeError> {
        let bytes = code.as_bytes();
        let good = bytes.len() == 6
            && bytes[..3].iter().all(u8::is_ascii_uppercase)
            && bytes[3..].iter().all(u8::is_ascii_digit);
        if good {
            Ok(Self(code.to_owned()))
        } else {
            Err(CodeError(code.to_owned()))
        }
    }
}

impl TryFrom<String> for RuleCode {
    type Error = CodeError;

    fn try_from(code: String) -> Result<Self, CodeError> {
        code.parse()
    }
}

impl From<RuleCode> for String {
    fn from(code: RuleCode) -> Self {
        code.0
    }
}

impl fmt::Display for RuleCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RuleSpec {
    pub code: RuleCode,
    #[serde(default)]
    pub status: Status,
    pub category: Category,
    pub severity: Severity,
    /// Other severities on some platforms.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub severity_on: BTreeMap<Platform, Severity>,
    /// What the finding adds to the message's points; below zero for a fault.
    pub points: i64,
    /// Whose messages it judges.
    #[serde(default = "both_voices")]
    pub role: Vec<Side>,
    #[serde(default)]
    pub scope: Scope,
    /// Where it holds; empty: everywhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub platforms: Vec<Platform>,
    /// Where the rule comes from: a page of a platform, a law, a handbook, practice.
    pub source: String,
    pub name: Words,
    /// One short sentence beside the underline.
    pub message: Words,
    /// One sentence: why it costs a buyer.
    pub why: Words,
    pub find: Find,
    /// Words that make the found ones harmless where the two overlap.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub antipatterns: Vec<String>,
    /// What the buyer's turn has to say, or must not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buyer: Option<BuyerSays>,
    /// Facts of the shop that make the words true.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub excused_by: Vec<FactExcuse>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fixes: Vec<FixSpec>,
    /// A shop wrote it: what it says counts whatever the model makes of it.
    #[serde(skip)]
    pub by_shop: bool,
    #[serde(default)]
    pub bad: Vec<Example>,
    #[serde(default)]
    pub good: Vec<Example>,
}

/// Where a rule is in its life.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// On trial: never above hint, and without points.
    Preview,
    #[default]
    Stable,
    /// Kept so that its code is not used again; finds nothing.
    Deprecated,
}

fn both_voices() -> Vec<Side> {
    vec![Side::Agent, Side::Bot]
}

/// A sentence in the product's two languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    pub zh: String,
    pub en: String,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    #[default]
    Message,
    /// Judges inside a talk, or at its end.
    Conversation,
}

/// How a rule finds. Patterns are written in the language of `jinpai_text::Pattern`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Find {
    /// Any of these patterns, anywhere.
    Phrase(PhraseFind),
    /// A regular expression near an anchor phrase.
    Regex(RegexFind),
    /// The reply is nothing but this.
    WholeReply(WholeReplyFind),
    /// Something is said while something else that should stand beside it is missing.
    Absence(AbsenceFind),
    /// The buyer says one thing and the reply answers it with another.
    Pair(PairFind),
    /// Too many of these in one message.
    Count(CountFind),
    /// Claims that the facts of the shop refute, do not back, or bear out.
    Fact(FactFind),
    /// What patterns cannot say; see the table of coded rules.
    Coded(CodedFind),
    /// What the learnt model reads as this category, where no other rule of it speaks.
    Learnt(LearntFind),
    /// In a talk: what the message says, and what was said before it.
    Answer(AnswerFind),
    /// In a talk: too much time went by.
    Gap(GapFind),
    /// In a talk: the same again.
    Repeat(RepeatFind),
    /// In a talk: too many messages that say such a thing.
    Tally(TallyFind),
    /// At the end of a talk: what should have followed did not.
    Course(CourseFind),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhraseFind {
    pub any: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegexFind {
    /// The expression runs only around one of these.
    pub anchors: Vec<String>,
    /// Rust `regex` syntax over folded text; has to overlap or touch the window around the anchor.
    pub pattern: String,
    /// Characters looked at before and after the anchor.
    #[serde(default = "near")]
    pub near: usize,
}

fn near() -> usize {
    16
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WholeReplyFind {
    /// Punctuation is left out before comparing. A smile or any other picture makes a reply warm:
    /// then nothing is found.
    pub any: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct AbsenceFind {
    /// Said.
    pub when: Vec<String>,
    /// Missing in the whole message.
    pub lacking: Vec<String>,
    /// Longer messages (in letters, digits and Han characters) are let through: they say more than
    /// the bare words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most_chars: Option<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PairFind {
    /// Said in the buyer's turn.
    pub buyer: Vec<String>,
    /// Said in the reply; underlined.
    pub reply: Vec<String>,
    /// Missing in the whole reply.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lacking: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most_chars: Option<usize>,
}

/// The category of the rule is the model's class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LearntFind {
    /// Of a hundred findings so many have to be right on the held-out part of the corpus it was trained
    /// on: 80, 90, 95 or 97.
    pub percent_right: u8,
    /// Where the model thinks that less than so many of a hundred such replies are of this category (2, 5, 10,
    /// 20 or 40), a written rule of the category that would warn only hints. Error and block stand,
    /// and so does what a shop has set for the rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doubts_below: Option<u8>,
    /// The reply as a whole is meant; else the words that decided are underlined.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub whole: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CountFind {
    pub any: Vec<String>,
    /// From this many on; the one that makes it so many is underlined.
    pub at_least: usize,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BuyerSays {
    /// One of these has to be there; without a buyer's turn the rule is silent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub has: Vec<String>,
    /// None of these may be there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lacks: Vec<String>,
}

/// The found words are excused when their clause makes the claim and the given fact says so too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactExcuse {
    pub fact: FactName,
    /// Patterns of what the clause claims.
    pub claim: Vec<String>,
    /// Patterns of what the fact has to say.
    pub given: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactName {
    Guarantees,
    Gifts,
    Material,
}

/// A wording to offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FixSpec {
    pub kind: FixKind,
    pub safety: Safety,
    /// `{match}` stands for the words found, `{text}` for the whole draft, `{swap}` for the words
    /// found after `swap`, `{fact}` for what the claim should have said; `{stock}`, `{price}`,
    /// `{promo-ends}`, `{ship-cutoff}`, `{ship-within}`, `{eta}`, `{material}`, `{guarantees}`, `{gifts}` and
    /// `{colours}` are filled from the facts, and the fix is not offered where they are not known. Any
    /// other `{…}` is for the agent to fill in.
    pub text: String,
    /// Pairs of words and what to say instead; the first that occurs is exchanged. A fix whose pairs
    /// do not occur is not offered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub swap: Vec<[String; 2]>,
    /// Offered only when the buyer's turn or the draft holds one of these patterns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only: Vec<String>,
}
