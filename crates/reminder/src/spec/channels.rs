//! Channels by buyer, and the texts of those beside the chat, as a person writes them.

use std::collections::BTreeMap;

use jinpai_model::{Angle, Channel, Platform};
use serde::{Deserialize, Serialize};

/// Which channels are tried for whom outside an open chat, best first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Channels {
    /// A buyer who never paid here, with an order of the high tier.
    pub first_time_dear: Vec<Channel>,
    /// A buyer who has paid here before.
    pub returning: Vec<Channel>,
    /// Everybody else in a shop with its own site.
    pub own_site: Vec<Channel>,
    /// Everybody else.
    pub usual: Vec<Channel>,
    /// Not used for a buyer who has not agreed to it.
    pub agree_first: Vec<Channel>,
    /// Platforms that permit our messages and calls to their virtual or encrypted numbers.
    pub virtual_numbers_permitted: Vec<Platform>,
}

impl Default for Channels {
    fn default() -> Self {
        use Channel::{Chat, Email, Phone, Sms};
        Self {
            first_time_dear: vec![Phone, Chat, Sms, Email],
            returning: vec![Sms, Chat, Email],
            own_site: vec![Email, Chat, Sms],
            usual: vec![Chat, Sms, Email],
            agree_first: vec![Sms, Phone, Email],
            virtual_numbers_permitted: Vec::new(),
        }
    }
}

/// Texts of a channel that asks for templates: plain notices, and promotion for those who agreed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ByClass<T> {
    #[serde(default = "BTreeMap::new")]
    pub notice: BTreeMap<Angle, Vec<T>>,
    #[serde(default = "BTreeMap::new")]
    pub promotion: BTreeMap<Angle, Vec<T>>,
}

impl<T> Default for ByClass<T> {
    fn default() -> Self {
        Self {
            notice: BTreeMap::new(),
            promotion: BTreeMap::new(),
        }
    }
}

/// An e-mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Letter {
    pub subject: String,
    pub text: String,
}

/// A call, in the four steps that an agent follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Script {
    pub listen: String,
    pub understand: String,
    pub suggest: String,
    pub remind: String,
}

/// What a text must look like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Forms {
    /// Most parts of one SMS; each is paid for.
    pub sms_parts: u32,
    /// Most characters of a message in the chat.
    pub chat_chars: u32,
    /// Most characters of an e-mail's subject.
    pub subject_chars: u32,
    /// How a promotion by SMS must end, so that she can refuse the next.
    pub sms_opt_out: String,
    /// Words that make a notice a promotion; compared in lower case.
    pub promotion_words: Vec<String>,
}

impl Default for Forms {
    fn default() -> Self {
        let words = [
            "优惠",
            "折扣",
            "打折",
            "特价",
            "活动价",
            "促销",
            "大促",
            "秒杀",
            "满减",
            "立减",
            "直降",
            "返现",
            "红包",
            "礼券",
            "抵用券",
            "赠品",
            "赠送",
            "免费送",
            "福利",
            "限时",
            "抢购",
            "爆款",
            "上新",
            "新品",
            "会员日",
            "discount",
            "coupon",
            "% off",
            "promo",
            "flash sale",
            "free gift",
        ];
        Self {
            sms_parts: 2,
            chat_chars: 300,
            subject_chars: 50,
            sms_opt_out: "拒收请回复R".to_owned(),
            promotion_words: words.map(str::to_owned).to_vec(),
        }
    }
}

/// When a platform closes an unpaid order whose own time is not known, in minutes after its creation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CloseAfter {
    pub ordinary_min: u32,
    pub presale_min: u32,
    pub virtual_min: u32,
}

impl Default for CloseAfter {
    fn default() -> Self {
        Self {
            ordinary_min: 24 * 60,
            presale_min: 72 * 60,
            virtual_min: 24 * 60,
        }
    }
}

/// What small kindnesses (gifts, coupons) may cost the shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Kindness {
    /// Most that one reminder may offer, in fen.
    pub each_fen: i64,
    /// Most that all reminders of a month may offer, in fen; 0: none is offered.
    pub month_fen: i64,
}

impl Default for Kindness {
    fn default() -> Self {
        Self {
            each_fen: 1_000,
            month_fen: 100_000,
        }
    }
}
