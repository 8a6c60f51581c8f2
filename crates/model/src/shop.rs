//! Shops, the people who serve them, and the platforms they sell on.

use serde::{Deserialize, Serialize};

use crate::{At, ClockTime, Group, LadderSpec, PersonId, ShopId, Trade, UnpaidSetting, words::words};

words! {
    /// What a member may do in one shop. Ordered: an owner may do all that a lead may, a lead all that an agent may.
    Role {
        /// 客服: talks with buyers, confirms tasks.
        Agent = "agent",
        /// 客服主管: rules, products, imports, reminders.
        Lead = "lead",
        /// 店主: members, secrets, the shop itself.
        Owner = "owner",
    }
}

words! {
    /// Where a shop sells. Decides which coach rules and which order export apply.
    Platform {
        General = "general",
        Taobao = "taobao",
        Jd = "jd",
        Pdd = "pdd",
        Douyin = "douyin",
        Kuaishou = "kuaishou",
        Xiaohongshu = "xiaohongshu",
        OwnSite = "own-site",
    }
}

/// A shop, the tenant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shop {
    pub id: ShopId,
    pub name: String,
    pub settings: ShopSettings,
    pub created_at: At,
}

/// What an owner may set; stored as one JSON text, so a new setting needs no migration.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ShopSettings {
    pub platform: Platform,
    /// IANA name; every human rule of the shop reads this clock.
    pub zone: String,
    /// Origins that may show the widget (`https://shop.example`); empty: none.
    pub widget_origins: Vec<String>,
    /// First line the buyer sees in the widget.
    pub welcome: String,
    /// Quick question buttons under the welcome line.
    pub quick_questions: Vec<String>,
    /// Seconds a buyer may wait before the desk's counter is over (amber at half, red at four fifths).
    pub answer_within_s: i64,
    /// Time of the day until which a paid order leaves the same day; none: no promise is made.
    pub ship_cutoff: Option<ClockTime>,
    /// Whether reminders run at all.
    pub reminders_on: bool,
    /// Trades whose starter phrases are shown beside the general ones.
    pub trades: Vec<Trade>,
    /// Minutes for which a talk waits for its group alone.
    pub group_wait_min: u32,
    pub playbook: PlaybookSettings,
}

/// What the desk proposes to agents, and how far a shop lets them go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PlaybookSettings {
    /// Off: nobody's manner is read, and nothing is proposed.
    pub on: bool,
    pub unpaid_buyers: UnpaidSetting,
    pub ladder: LadderSpec,
}

impl Default for PlaybookSettings {
    fn default() -> Self {
        Self {
            on: true,
            unpaid_buyers: UnpaidSetting::Remind,
            ladder: LadderSpec::default(),
        }
    }
}

impl Default for ShopSettings {
    fn default() -> Self {
        Self {
            platform: Platform::General,
            zone: "Asia/Shanghai".to_owned(),
            widget_origins: Vec::new(),
            welcome: "您好呀😊 欢迎光临，想看点什么，或者直接问我都可以哦".to_owned(),
            quick_questions: ["什么时候发货", "尺码怎么选", "退换政策"]
                .map(str::to_owned)
                .to_vec(),
            answer_within_s: 180,
            ship_cutoff: None,
            reminders_on: true,
            trades: Vec::new(),
            group_wait_min: Group::WAIT_MIN,
            playbook: PlaybookSettings::default(),
        }
    }
}

/// Somebody who signs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub id: PersonId,
    /// Unique, lower case.
    pub login: String,
    pub name: String,
    /// argon2id, in PHC form.
    pub password_hash: String,
    /// Set for the one-time password of a new account: nothing else works until it is changed.
    pub must_change_password: bool,
    /// `zh-CN` or `en`.
    pub locale: String,
    /// Personal desk settings such as the send key; a JSON object.
    pub settings: serde_json::Value,
    pub created_at: At,
}

/// A person's place in one shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    pub shop: ShopId,
    pub person: PersonId,
    pub role: Role,
}
