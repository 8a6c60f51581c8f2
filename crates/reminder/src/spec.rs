//! A reminder policy as a person writes it: the TOML file, field by field, with its defaults.
//!
//! Nothing here decides anything. [`crate::Policy`] is built from a [`PolicySpec`] and refuses one
//! that contradicts itself.

mod channels;

pub mod effect;

pub mod inquiry;

use std::{collections::BTreeMap, fmt};

use jinpai_model::{Angle, Channel, ClockTime, Tier};
use serde::{Deserialize, Serialize};

pub use channels::{ByClass, Channels, CloseAfter, Forms, Kindness, Letter, Script};

/// The only form of file this build reads.
pub const VERSION: u32 = 1;

/// A policy for payment reminders. Every table may be left out: the defaults are the product's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicySpec {
    /// Form of the file, 1.
    pub version: u32,
    /// Shown beside every decision; grows a revision when an owner edits it.
    pub name: String,
    /// Language of the texts and of the day words in them: `zh-CN` or `en`.
    #[serde(default = "zh_cn")]
    pub locale: String,
    #[serde(default)]
    pub tiers: Tiers,
    #[serde(default)]
    pub hours: Hours,
    #[serde(default)]
    pub timing: Timing,
    #[serde(default)]
    pub budget: Budget,
    #[serde(default)]
    pub malicious: Malicious,
    /// Share of buyers left un-reminded so that the effect can be measured, 0 to 50.
    #[serde(default = "ten")]
    pub holdout_percent: u32,
    /// Days of the buyer's calendar on which nobody is reminded, `2027-02-06`.
    #[serde(default)]
    pub holidays: Vec<jiff::civil::Date>,
    /// The platform itself reminds an unpaid order after so many minutes; then we do not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform_reminds_at_min: Option<u32>,
    #[serde(default)]
    pub close_after: CloseAfter,
    #[serde(default)]
    pub channels: Channels,
    #[serde(default)]
    pub forms: Forms,
    #[serde(default)]
    pub kindness: Kindness,
    #[serde(default)]
    pub effect: effect::Effect,
    #[serde(default)]
    pub guard: effect::Guard,
    /// Variants tried against each other: at most one on each of angle, slot and channel.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub experiments: Vec<effect::ExperimentSpec>,
    #[serde(default)]
    pub angles: AnglesBySlot,
    /// Courteous openings of a question, for `{{ padding }}` in a text.
    #[serde(default = "paddings")]
    pub paddings: Vec<String>,
    /// Texts of each angle in the chat, richest first: the first whose facts are all known is taken.
    #[serde(default)]
    pub texts: BTreeMap<Angle, Vec<String>>,
    #[serde(default)]
    pub sms: ByClass<String>,
    #[serde(default)]
    pub email: ByClass<Letter>,
    #[serde(default)]
    pub phone: BTreeMap<Angle, Vec<Script>>,
}

fn zh_cn() -> String {
    "zh-CN".to_owned()
}

const fn ten() -> u32 {
    10
}

fn paddings() -> Vec<String> {
    ["您是否介意我问一下", "方便的话想请教您一句", "冒昧问您一句"]
        .map(str::to_owned)
        .to_vec()
}

impl Default for PolicySpec {
    fn default() -> Self {
        Self {
            version: VERSION,
            name: "default".to_owned(),
            locale: zh_cn(),
            tiers: Tiers::default(),
            hours: Hours::default(),
            timing: Timing::default(),
            budget: Budget::default(),
            malicious: Malicious::default(),
            holdout_percent: ten(),
            holidays: Vec::new(),
            platform_reminds_at_min: None,
            close_after: CloseAfter::default(),
            channels: Channels::default(),
            forms: Forms::default(),
            kindness: Kindness::default(),
            effect: effect::Effect::default(),
            guard: effect::Guard::default(),
            experiments: Vec::new(),
            angles: AnglesBySlot::default(),
            paddings: paddings(),
            texts: BTreeMap::new(),
            sms: ByClass::default(),
            email: ByClass::default(),
            phone: BTreeMap::new(),
        }
    }
}

/// How dear an order is, and how many reminders it may get in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Tiers {
    /// Below this an order is low, in fen.
    pub low_below_fen: i64,
    /// Below this an order is middle, in fen; from it on, high.
    pub middle_below_fen: i64,
    pub low_steps: u32,
    pub middle_steps: u32,
    pub high_steps: u32,
}

impl Default for Tiers {
    fn default() -> Self {
        Self {
            low_below_fen: 5_000,
            middle_below_fen: 50_000,
            low_steps: 1,
            middle_steps: 2,
            high_steps: 3,
        }
    }
}

impl Tiers {
    #[must_use]
    pub const fn of(&self, total_fen: i64) -> Tier {
        if total_fen < self.low_below_fen {
            Tier::Low
        } else if total_fen < self.middle_below_fen {
            Tier::Middle
        } else {
            Tier::High
        }
    }

    #[must_use]
    pub const fn steps(&self, tier: Tier) -> u32 {
        match tier {
            Tier::Low => self.low_steps,
            Tier::Middle => self.middle_steps,
            Tier::High => self.high_steps,
        }
    }
}

/// When each channel may speak, and the hours in which buyers are most likely to be there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Hours {
    pub chat: Vec<Window>,
    pub sms: Vec<Window>,
    pub phone: Vec<Window>,
    pub email: Vec<Window>,
    pub peaks: Vec<Window>,
}

impl Default for Hours {
    fn default() -> Self {
        let hm = |h1, m1, h2, m2| Window {
            start: minute(h1, m1),
            end: minute(h2, m2),
        };
        Self {
            chat: vec![hm(8, 0, 22, 30)],
            sms: vec![hm(8, 0, 21, 0)],
            phone: vec![hm(9, 0, 12, 0), hm(14, 0, 20, 0)],
            email: vec![hm(8, 0, 22, 30)],
            peaks: vec![hm(10, 0, 11, 0), hm(21, 0, 22, 0)],
        }
    }
}

impl Hours {
    #[must_use]
    pub fn of(&self, channel: Channel) -> &[Window] {
        match channel {
            Channel::Chat => &self.chat,
            Channel::Sms => &self.sms,
            Channel::Phone => &self.phone,
            Channel::Email => &self.email,
        }
    }
}

/// A stretch of the day, start included, end not, written `08:00-22:30`. Never across midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Window {
    pub start: ClockTime,
    pub end: ClockTime,
}

impl Window {
    #[must_use]
    pub fn holds(&self, time: ClockTime) -> bool {
        self.start <= time && time < self.end
    }
}

impl TryFrom<String> for Window {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let wrong = || format!("{text:?} is not a stretch of the day such as 08:00-22:30");
        let (start, end) = text.split_once('-').ok_or_else(wrong)?;
        let start: ClockTime = start.parse().map_err(|_| wrong())?;
        let end: ClockTime = end.parse().map_err(|_| wrong())?;
        if start < end {
            Ok(Self { start, end })
        } else {
            Err(format!(
                "{text:?} ends before it starts; write two stretches to cross midnight"
            ))
        }
    }
}

impl From<Window> for String {
    fn from(window: Window) -> Self {
        window.to_string()
    }
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.start, self.end)
    }
}

fn minute(hour: u16, minute: u16) -> ClockTime {
    ClockTime::new(hour, minute).unwrap_or_else(|_| unreachable!("the defaults above are times of day"))
}

/// Distances in time, all in minutes but the last two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Timing {
    /// Outside an open chat nothing comes sooner after the order: reminding after half an hour was
    /// seen to lower purchases.
    pub first_after_min: u32,
    /// In an open chat nothing comes sooner after the order: nearly all who pay have paid by then.
    pub session_after_min: u32,
    /// A chat silent for so long counts as closed.
    pub session_timeout_min: u32,
    /// Somebody wrote within this time: they are talking.
    pub talk_quiet_min: u32,
    /// The last reminder keeps this distance from the closing of the order.
    pub before_close_min: u32,
    /// One hour before the courier leaves.
    pub before_cut_off_min: u32,
    /// Largest shift of a ladder, either way.
    pub jitter_min: u32,
    /// Later than this, a step is not sent any more.
    pub max_late_min: u32,
    /// How old the paid status may be at a send.
    pub fresh_status_min: u32,
    /// No reminder after so many days, whatever `close_at` says.
    pub max_days: u32,
    /// The day of the week a long ladder prefers where it has a choice.
    pub prefer_weekday: Weekday,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            first_after_min: 90,
            session_after_min: 10,
            session_timeout_min: 10,
            talk_quiet_min: 3,
            before_close_min: 30,
            before_cut_off_min: 60,
            jitter_min: 10,
            max_late_min: 60,
            fresh_status_min: 10,
            max_days: 5,
            prefer_weekday: Weekday::Tuesday,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl From<Weekday> for jiff::civil::Weekday {
    fn from(day: Weekday) -> Self {
        match day {
            Weekday::Monday => Self::Monday,
            Weekday::Tuesday => Self::Tuesday,
            Weekday::Wednesday => Self::Wednesday,
            Weekday::Thursday => Self::Thursday,
            Weekday::Friday => Self::Friday,
            Weekday::Saturday => Self::Saturday,
            Weekday::Sunday => Self::Sunday,
        }
    }
}

/// Contacts over all channels, flows and senders outside an open chat: at most one a shop-local day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Budget {
    /// Hours between two contacts of one buyer.
    pub min_gap_h: u32,
}

impl Default for Budget {
    fn default() -> Self {
        Self { min_gap_h: 20 }
    }
}

/// When an order is taken for one that nobody means to pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Malicious {
    /// So many orders closed unpaid within the window, and none paid in it.
    pub closed_unpaid: u32,
    pub within_days: u32,
    /// More pieces of one item than this, unless she bought such a number before.
    pub max_pieces: i64,
    /// What the first sign weighs.
    pub closed_unpaid_points: u32,
    /// What the second sign weighs.
    pub max_pieces_points: u32,
    /// From so many points on an order is left alone.
    pub exclude_at_points: u32,
}

impl Default for Malicious {
    fn default() -> Self {
        Self {
            closed_unpaid: 3,
            within_days: 30,
            max_pieces: 50,
            closed_unpaid_points: 100,
            max_pieces_points: 100,
            exclude_at_points: 100,
        }
    }
}

/// Which angles a slot may take, best first. An angle is never used twice for the same order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct AnglesBySlot {
    pub session: Vec<Angle>,
    pub cut_off: Vec<Angle>,
    pub next_day: Vec<Angle>,
    pub peak: Vec<Angle>,
    pub last_minute: Vec<Angle>,
}

impl Default for AnglesBySlot {
    fn default() -> Self {
        use Angle::{Closing, Concern, Dispatch, Gift, PaymentTrouble, Price, Product};
        Self {
            session: vec![PaymentTrouble, Concern],
            cut_off: vec![Dispatch, PaymentTrouble, Product, Concern, Closing],
            next_day: vec![Product, PaymentTrouble, Concern, Gift, Price, Closing],
            peak: vec![Closing, Product, PaymentTrouble, Concern, Gift, Price],
            last_minute: vec![Closing, PaymentTrouble, Concern],
        }
    }
}
