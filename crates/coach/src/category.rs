//! What a finding is about and how grave it is.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// The categories of findings: of messages, the two that are never counted as faults, and of conversations.
///
/// Declared from the most to the least specific: where two overlap, the earlier one is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Category {
    /// 引导站外: moves the buyer or the money off the platform.
    Offsite,
    /// 好评利诱: something in return for a review.
    Bribe,
    /// 隐私风险: somebody's private data.
    Priv,
    /// 辱骂嘲讽
    Rude,
    /// 与事实不符
    Fact,
    /// 绝对化用语
    Adlaw,
    /// 空洞催单: presses without a reason.
    Push,
    /// 不耐烦
    Impat,
    /// 反问质问
    Rhet,
    /// 推诿
    Blame,
    /// 过度承诺: assures what the agent does not control.
    Promise,
    /// 答非所问
    Evade,
    /// 口头禅
    Slang,
    /// 冷淡敷衍: the whole reply is a bare word.
    Cold,
    /// 生硬拒绝: a no with nothing beside it.
    Neg,
    /// 失礼
    Polite,
    /// 说得太多
    Verbose,
    /// Manner of speaking; never above hint.
    Tone,
    /// Plus points.
    Good,
    // What is found only in a talk.
    /// 开场: no welcome, or a cold one.
    Open,
    /// 收尾: no farewell, no blessing after a deal.
    Close,
    /// 响应时钟: slower than the platform's clock.
    Clock,
    /// 久等未致歉
    Sorry,
    /// 一去不回: "one moment", and never came back.
    Lost,
    /// 让买家重复
    Repeat,
    /// 问题悬空: a question left open.
    Left,
    /// 闲聊: small talk while others wait.
    Chat,
    /// 复读: the same text again.
    Paste,
    /// 追单失当: chased emptily, again and again, or before the answer.
    Chase,
    /// 错失成交: no attempt to help her decide.
    Noclose,
    /// 投诉欠关怀: a complaint without apology, remedy or follow-up.
    Care,
    /// 让价无序: bargaining out of order.
    Ladder,
    /// 玩笑失当: joking before agreement.
    Humour,
}

impl Category {
    pub const ALL: &'static [Category] = &[
        Self::Offsite,
        Self::Bribe,
        Self::Priv,
        Self::Rude,
        Self::Fact,
        Self::Adlaw,
        Self::Push,
        Self::Impat,
        Self::Rhet,
        Self::Blame,
        Self::Promise,
        Self::Evade,
        Self::Slang,
        Self::Cold,
        Self::Neg,
        Self::Polite,
        Self::Verbose,
        Self::Tone,
        Self::Good,
        Self::Open,
        Self::Close,
        Self::Clock,
        Self::Sorry,
        Self::Lost,
        Self::Repeat,
        Self::Left,
        Self::Chat,
        Self::Paste,
        Self::Chase,
        Self::Noclose,
        Self::Care,
        Self::Ladder,
        Self::Humour,
    ];

    /// Whether only a talk has such findings. They are never counted in the accuracy of messages.
    #[must_use]
    pub const fn is_of_talks(self) -> bool {
        self as u8 > Self::Good as u8
    }

    /// The word in JSON, packs and documents.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Offsite => "OFFSITE",
            Self::Bribe => "BRIBE",
            Self::Priv => "PRIV",
            Self::Rude => "RUDE",
            Self::Fact => "FACT",
            Self::Adlaw => "ADLAW",
            Self::Push => "PUSH",
            Self::Impat => "IMPAT",
            Self::Rhet => "RHET",
            Self::Blame => "BLAME",
            Self::Promise => "PROMISE",
            Self::Evade => "EVADE",
            Self::Slang => "SLANG",
            Self::Cold => "COLD",
            Self::Neg => "NEG",
            Self::Polite => "POLITE",
            Self::Verbose => "VERBOSE",
            Self::Tone => "TONE",
            Self::Good => "GOOD",
            Self::Open => "OPEN",
            Self::Close => "CLOSE",
            Self::Clock => "CLOCK",
            Self::Sorry => "SORRY",
            Self::Lost => "LOST",
            Self::Repeat => "REPEAT",
            Self::Left => "LEFT",
            Self::Chat => "CHAT",
            Self::Paste => "PASTE",
            Self::Chase => "CHASE",
            Self::Noclose => "NOCLOSE",
            Self::Care => "CARE",
            Self::Ladder => "LADDER",
            Self::Humour => "HUMOUR",
        }
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// How grave a finding is. Only `Block` refuses to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    Hint,
    Warn,
    Error,
    Block,
}

impl Severity {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hint => "hint",
            Self::Warn => "warn",
            Self::Error => "error",
            Self::Block => "block",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Severity {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        [Self::Hint, Self::Warn, Self::Error, Self::Block]
            .into_iter()
            .find(|severity| severity.as_str() == word)
            .ok_or_else(|| format!("{word:?} is not a severity (hint, warn, error, block)"))
    }
}
