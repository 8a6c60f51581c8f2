//! How conversation rules find, as data.
//!
//! All kinds but [`CourseFind`] judge at a message of the shop's and know only what was said up to it;
//! a course is judged when the talk ends. What the buyer's turn has to say stands in the rule's
//! `[buyer]`, as it does for message rules.

use std::collections::BTreeMap;

use jinpai_model::{ClockTime, Platform};
use serde::{Deserialize, Serialize};

/// What the message says, and what was said before it. Every list that is given has to hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct AnswerFind {
    /// It is the shop's first message of the talk.
    pub first: bool,
    /// The buyer has said nothing since the shop's last message.
    pub unasked: bool,
    /// The message says one of these; underlined.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reply: Vec<String>,
    /// The message says none of these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lacking: Vec<String>,
    /// Longer messages (in letters, digits and Han characters) are let through.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_most_chars: Option<usize>,
    /// The buyer has said one of these at any time before.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub heard: Vec<String>,
    /// The shop's message just before says one of these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<String>,
    /// Said, or not said, earlier in the talk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub earlier: Option<EarlierFind>,
    /// At least so many other buyers wait for this agent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub others_waiting: Option<u32>,
}

/// Who said what before the buyer's present turn.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct EarlierFind {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub buyer: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub shop: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub buyer_lacks: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub shop_lacks: Vec<String>,
}

/// Too much time went by before this message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct GapFind {
    pub since: Since,
    /// Longer than this, in seconds.
    pub over_s: u32,
    /// Other limits on some platforms.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub over_s_on: BTreeMap<Platform, u32>,
    /// What the buyer says that starts no clock (thanks, an "ok").
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ignoring: Vec<String>,
    /// The clock runs only when it was started between these times of day, China standard time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<[ClockTime; 2]>,
    #[serde(default)]
    pub beside: AnswerFind,
}

/// What starts the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Since {
    /// The buyer's first message that a person of the shop has not answered.
    Buyer,
    /// The shop's own last message.
    Shop,
    /// The last message of anybody.
    Anyone,
}

/// The same again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RepeatFind {
    /// Whose words come again: the shop's own, or the buyer's in the turn before this message.
    pub who: Voice,
    /// From this many times on, this one counted.
    pub times: usize,
    /// Shorter ones may come again, in letters, digits and Han characters.
    pub at_least_chars: usize,
    /// The other side spoke in between.
    #[serde(default)]
    pub answered: bool,
    #[serde(default)]
    pub beside: AnswerFind,
}

/// Too many messages that say such a thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct TallyFind {
    /// The shop's messages are counted with the one judged, the buyer's up to her last turn.
    pub who: Voice,
    pub any: Vec<String>,
    pub at_least: usize,
    /// Only those since the other side last spoke.
    #[serde(default)]
    pub in_a_row: bool,
    #[serde(default)]
    pub beside: AnswerFind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Voice {
    Buyer,
    Shop,
}

/// How a talk went once it has ended: something was said, and what should have followed did not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CourseFind {
    pub who: Voice,
    /// The first message of `who` that says one of these; without patterns, the last one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub when: Vec<String>,
    /// It is the last message of `who`, in letters, digits and Han characters no longer than this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_at_most_chars: Option<usize>,
    /// Whether the shop wrote anything after it; either way when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered: Option<bool>,
    /// The last word of the talk was this side's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_word: Option<Voice>,
    /// Said by the shop from there on; every list once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub then: Vec<Vec<String>>,
    /// Not said by the shop from there on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lacking: Vec<String>,
    /// For `lacking`: the shop's last so many messages instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_the_last: Option<usize>,
    /// The talk has at least so many messages of the buyer's.
    #[serde(default)]
    pub at_least_turns: usize,
    /// Nobody has spoken for longer than this when the talk ends, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub silent_over_s: Option<u32>,
    /// The buyer has paid, or has not; not asked when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid: Option<bool>,
}

impl AnswerFind {
    /// Its lists of patterns.
    pub fn patterns(&mut self) -> Vec<&mut Vec<String>> {
        let mut lists = vec![
            &mut self.reply,
            &mut self.lacking,
            &mut self.heard,
            &mut self.after,
        ];
        if let Some(earlier) = &mut self.earlier {
            lists.extend([
                &mut earlier.buyer,
                &mut earlier.shop,
                &mut earlier.buyer_lacks,
                &mut earlier.shop_lacks,
            ]);
        }
        lists
    }
}

impl GapFind {
    /// Its lists of patterns.
    pub fn patterns(&mut self) -> Vec<&mut Vec<String>> {
        let mut lists = self.beside.patterns();
        lists.push(&mut self.ignoring);
        lists
    }
}

impl TallyFind {
    /// Its lists of patterns.
    pub fn patterns(&mut self) -> Vec<&mut Vec<String>> {
        let mut lists = self.beside.patterns();
        lists.push(&mut self.any);
        lists
    }
}

impl CourseFind {
    /// Its lists of patterns.
    pub fn patterns(&mut self) -> Vec<&mut Vec<String>> {
        let mut lists = vec![&mut self.when, &mut self.lacking];
        lists.extend(&mut self.then);
        lists
    }
}
