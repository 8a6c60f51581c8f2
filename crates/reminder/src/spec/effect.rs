//! How the effect of reminders is measured, what must not get worse, and which variants are tried
//! against each other, as a person writes it.

use jinpai_model::{Angle, Channel, Slot};
use serde::{Deserialize, Serialize};

/// What counts as an effect.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Effect {
    /// An order counts as paid when it is paid within so many hours after it was made; the same for all,
    /// reminded or not.
    pub window_h: u32,
    /// The smallest rise that would matter, in points of a hundred.
    pub worth_points: f64,
    /// What one message costs the shop, in fen.
    pub sms_fen: f64,
    pub email_fen: f64,
    pub phone_fen: f64,
}

impl Default for Effect {
    fn default() -> Self {
        Self {
            window_h: 120,
            worth_points: 1.0,
            sms_fen: 0.0,
            email_fen: 0.0,
            phone_fen: 0.0,
        }
    }
}

impl Effect {
    #[must_use]
    pub const fn cost_fen(&self, channel: Channel) -> f64 {
        match channel {
            Channel::Chat => 0.0,
            Channel::Sms => self.sms_fen,
            Channel::Email => self.email_fen,
            Channel::Phone => self.phone_fen,
        }
    }
}

/// What must not get worse. A broken limit lets the flow stand still until a person starts it again.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Guard {
    /// At most so many of a hundred reminded buyers may opt out.
    pub opt_out_percent: f64,
    /// Nothing is concluded from fewer reminded buyers.
    pub least_buyers: u32,
}

impl Default for Guard {
    fn default() -> Self {
        Self {
            opt_out_percent: 2.0,
            least_buyers: 50,
        }
    }
}

/// What the arms of an experiment differ in. Never the price that a buyer pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trait {
    /// What the reminder speaks about.
    Angle,
    /// Which moment is sought first.
    Slot,
    /// Which way is tried first.
    Channel,
}

impl Trait {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Angle => "angle",
            Self::Slot => "slot",
            Self::Channel => "channel",
        }
    }
}

/// Variants that buyers are drawn into, to be compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExperimentSpec {
    /// Key of the draw: another name draws anew.
    pub name: String,
    pub on: Trait,
    /// The others are compared with the first.
    pub arms: Vec<ArmSpec>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArmSpec {
    /// An angle, slot or channel, or `usual`: as the policy goes without the experiment.
    pub value: String,
    /// Its part of the buyers who are not held out, in hundredths.
    pub percent: u32,
}

/// Of an arm that changes nothing.
pub const USUAL: &str = "usual";

/// What an arm puts first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Favoured {
    Angle(Angle),
    Slot(Slot),
    Channel(Channel),
}
