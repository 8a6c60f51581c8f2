//! By which channel a buyer is reminded outside an open chat, and what bars the others.
//!
//! The policy lists the channels for each kind of buyer, best first; her wish stands before the list,
//! and what she refused, never agreed to, or what the platform forbids is taken out of it. What is
//! left is the order in which channels are tried, so the second is the fallback of the first. Nothing
//! here looks at a clock: each channel's hours are the planner's matter.

use jinpai_model::{Channel, Platform, Tier};

use crate::{BuyerFacts, Locale, Policy};

/// A way to reach a buyer, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    pub channel: Channel,
    /// She agreed to notices about her orders by this channel.
    pub agreed: bool,
    /// She agreed to promotion by this channel.
    pub promotion: bool,
    /// The number is a virtual or encrypted one of the platform.
    pub virtual_number: bool,
    /// The channel failed for her lately: the next one in line is taken.
    pub failed: bool,
}

impl Reach {
    /// The channel exists and nothing was agreed on it.
    #[must_use]
    pub const fn by(channel: Channel) -> Self {
        Self {
            channel,
            agreed: false,
            promotion: false,
            virtual_number: false,
            failed: false,
        }
    }

    /// She agreed to notices by it.
    #[must_use]
    pub const fn agreed(channel: Channel) -> Self {
        Self {
            agreed: true,
            ..Self::by(channel)
        }
    }
}

/// Which rule listed the channels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChosenBy {
    /// She asked for it.
    Preference,
    /// Her first order, and a dear one: worth a call.
    FirstTimeDear,
    /// She has paid here before: a short notice is enough.
    Returning,
    /// A shop with its own site writes e-mail.
    OwnSite,
    Usual,
}

/// Why a channel is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Barrier {
    /// She does not want it.
    Refused,
    /// No number, address or open account is known.
    NoAddress,
    /// She was never asked, and the policy asks first.
    NotAgreed,
    /// A virtual or encrypted number, and the platform does not permit our use of it.
    PlatformNumber,
    /// It failed for her lately.
    Failed,
    /// The policy has no text for it.
    NoTexts,
}

impl Barrier {
    /// The barrier in one clause, for the pages.
    #[must_use]
    pub const fn sentence(self, locale: Locale) -> &'static str {
        match (self, locale) {
            (Self::Refused, Locale::ZhCn) => "买家不愿意用这个渠道",
            (Self::NoAddress, Locale::ZhCn) => "没有买家在这个渠道的联系方式",
            (Self::NotAgreed, Locale::ZhCn) => "买家没有同意过用这个渠道联系",
            (Self::PlatformNumber, Locale::ZhCn) => "平台的虚拟或加密号码，平台不允许我们使用",
            (Self::Failed, Locale::ZhCn) => "最近用这个渠道没有联系上",
            (Self::NoTexts, Locale::ZhCn) => "策略里没有这个渠道的话术",
            (Self::Refused, Locale::En) => "the buyer does not want it",
            (Self::NoAddress, Locale::En) => "no address is known",
            (Self::NotAgreed, Locale::En) => "the buyer never agreed to it",
            (Self::PlatformNumber, Locale::En) => "a virtual number that the platform keeps to itself",
            (Self::Failed, Locale::En) => "it failed lately",
            (Self::NoTexts, Locale::En) => "the policy has no text for it",
        }
    }
}

/// The channels to try, best first, and what bars the others of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ways {
    pub chosen_by: ChosenBy,
    pub open: Vec<Channel>,
    pub barred: Vec<(Channel, Barrier)>,
}

/// The channels for one buyer and an order of this price and platform.
#[must_use]
pub fn ways(buyer: &BuyerFacts, tier: Tier, platform: Platform, policy: &Policy) -> Ways {
    let lists = &policy.spec().channels;
    let (mut chosen_by, list) = match buyer.history.paid_ever {
        Some(0) if tier == Tier::High => (ChosenBy::FirstTimeDear, &lists.first_time_dear),
        Some(paid) if paid > 0 => (ChosenBy::Returning, &lists.returning),
        _ if platform == Platform::OwnSite => (ChosenBy::OwnSite, &lists.own_site),
        _ => (ChosenBy::Usual, &lists.usual),
    };
    let mut ways = Ways {
        chosen_by,
        open: Vec::with_capacity(list.len()),
        barred: Vec::new(),
    };
    let wished = buyer.prefers.into_iter();
    for channel in wished.chain(list.iter().copied().filter(|c| Some(*c) != buyer.prefers)) {
        match barrier(buyer, channel, platform, policy) {
            None => ways.open.push(channel),
            Some(barrier) => ways.barred.push((channel, barrier)),
        }
    }
    if buyer.prefers.is_some() && ways.open.first() == buyer.prefers.as_ref() {
        chosen_by = ChosenBy::Preference;
    }
    ways.chosen_by = chosen_by;
    ways
}

/// What bars a channel for a buyer; none when it may be used.
#[must_use]
pub fn barrier(buyer: &BuyerFacts, channel: Channel, platform: Platform, policy: &Policy) -> Option<Barrier> {
    let lists = &policy.spec().channels;
    if buyer.refused_channels.contains(&channel) {
        return Some(Barrier::Refused);
    }
    let Some(reach) = reach_of(buyer, channel) else {
        return Some(Barrier::NoAddress);
    };
    let dialled = matches!(channel, Channel::Sms | Channel::Phone);
    if dialled && reach.virtual_number && !lists.virtual_numbers_permitted.contains(&platform) {
        Some(Barrier::PlatformNumber)
    } else if lists.agree_first.contains(&channel) && !reach.agreed {
        Some(Barrier::NotAgreed)
    } else if reach.failed {
        Some(Barrier::Failed)
    } else if !policy.texts().speaks(channel) {
        Some(Barrier::NoTexts)
    } else {
        None
    }
}

/// Whether she agreed to promotion by this channel.
pub(crate) fn promotion_agreed(buyer: &BuyerFacts, channel: Channel) -> bool {
    reach_of(buyer, channel).is_some_and(|reach| reach.promotion)
}

fn reach_of(buyer: &BuyerFacts, channel: Channel) -> Option<&Reach> {
    buyer.reach.iter().find(|reach| reach.channel == channel)
}
