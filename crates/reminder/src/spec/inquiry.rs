//! The inquiry policy as a person writes it: how a buyer who asked and did not order is helped to
//! decide.
//!
//! Hours, holidays, budget, holdout and the limits of lateness are the shop's and stand in its
//! payment policy: a buyer has one budget, whatever she is written to about.

use std::collections::BTreeMap;

use jinpai_model::{Angle, Channel, Platform, Tier};
use serde::{Deserialize, Serialize};

/// The only form of file this build reads.
pub const VERSION: u32 = 1;

/// After so many days an inquiry is left alone, whatever the policy says.
pub const LAST_DAY: u32 = 5;

/// A policy for inquiry reminders. Every table may be left out: the defaults are the product's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InquirySpec {
    /// Form of the file, 1.
    pub version: u32,
    pub name: String,
    #[serde(default = "zh_cn")]
    pub locale: String,
    /// Whether a reminder is laid before the agent, who sends it with one key, or sent by itself.
    #[serde(default)]
    pub send: Sending,
    #[serde(default)]
    pub ladder: Ladder,
    #[serde(default)]
    pub session: Session,
    /// Channels outside the open chat, best first.
    #[serde(default = "channels")]
    pub channels: Vec<Channel>,
    #[serde(default)]
    pub angles: InquiryAngles,
    /// Courteous openings of a question, for `{{ padding }}` in a text.
    #[serde(default)]
    pub paddings: Vec<String>,
    #[serde(default)]
    pub texts: InquiryTexts,
    #[serde(default)]
    pub words: Words,
    /// Types of question (by the codes of the coach's table) that are about an order she already has.
    #[serde(default)]
    pub after_sales: Vec<String>,
}

/// What becomes of a reminder whose moment has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sending {
    /// A draft before the agent, sent with one key.
    #[default]
    Draft,
    Automatic,
}

/// How dear the goods are, and for how many days after the talk they may be spoken of again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Ladder {
    /// Below this the goods are low, in fen; so are goods of unknown price.
    pub low_below_fen: i64,
    /// Below this they are middle, in fen; from it on, high.
    pub middle_below_fen: i64,
    /// Days after the talk, at most one reminder each; 0: only in the open chat.
    pub low_days: u32,
    pub middle_days: u32,
    pub high_days: u32,
}

impl Default for Ladder {
    fn default() -> Self {
        Self {
            low_below_fen: 5_000,
            middle_below_fen: 50_000,
            low_days: 0,
            middle_days: 1,
            high_days: LAST_DAY,
        }
    }
}

impl Ladder {
    #[must_use]
    pub const fn days(&self, tier: Tier) -> u32 {
        match tier {
            Tier::Low => self.low_days,
            Tier::Middle => self.middle_days,
            Tier::High => self.high_days,
        }
    }
}

/// The open chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Session {
    /// She is silent for so long before anything is said.
    pub silence_min: u32,
    /// A chat silent for so long is closed by the platform.
    pub closes_after_min: u32,
    /// The same for platforms that differ.
    pub platforms: BTreeMap<Platform, u32>,
}

impl Default for Session {
    fn default() -> Self {
        Self {
            silence_min: 3,
            closes_after_min: 10,
            platforms: BTreeMap::new(),
        }
    }
}

/// Which angles are taken, in the order in which they are tried. None is used twice for one inquiry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct InquiryAngles {
    pub session: Vec<Angle>,
    pub later: Vec<Angle>,
}

impl Default for InquiryAngles {
    fn default() -> Self {
        use Angle::{AfterSales, Concern, Dispatch, Gift, Price, Product};
        Self {
            session: vec![Concern, Product, AfterSales],
            later: vec![Product, AfterSales, Gift, Dispatch, Price, Concern],
        }
    }
}

/// Texts of each angle, richest first: the first whose facts are all known is taken.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct InquiryTexts {
    /// In the open chat.
    pub session: BTreeMap<Angle, Vec<String>>,
    /// In the chat on a later day.
    pub later: BTreeMap<Angle, Vec<String>>,
    pub sms: BTreeMap<Angle, Vec<String>>,
}

/// Whole messages of hers that mean one thing, however they are punctuated.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Words {
    /// She wants to hear nothing more.
    pub opt_out: Vec<String>,
    /// She does not want the goods.
    pub not_interested: Vec<String>,
}

fn zh_cn() -> String {
    "zh-CN".to_owned()
}

fn channels() -> Vec<Channel> {
    vec![Channel::Chat, Channel::Sms]
}

impl Default for InquirySpec {
    fn default() -> Self {
        Self {
            version: VERSION,
            name: "default".to_owned(),
            locale: zh_cn(),
            send: Sending::default(),
            ladder: Ladder::default(),
            session: Session::default(),
            channels: channels(),
            angles: InquiryAngles::default(),
            paddings: Vec::new(),
            texts: InquiryTexts::default(),
            words: Words::default(),
            after_sales: Vec::new(),
        }
    }
}
