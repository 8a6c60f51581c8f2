//! Why a peer does not have a message: a kind that the engine acts on and a person can read.

use serde::{Deserialize, Serialize};

use crate::Lang;

/// What was wrong, by what is to be done about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RefusalKind {
    /// The number or address does not exist or takes nothing.
    Address,
    /// The words, the signature or the template were refused.
    Content,
    /// Key, password, balance or permission at the provider.
    Account,
    /// Too fast; the same parcel may go later.
    Throttled,
    /// The provider's own limit for this person (so many a day).
    PersonLimit,
    /// The peer could not be reached, or is out of order; nothing left us, or it said so itself.
    Unavailable,
    /// Our settings: an address that the guard refuses, a template that is missing.
    Settings,
    /// The peer was asked afterwards and never had it.
    NeverArrived,
}

impl RefusalKind {
    /// What happened and what to do, for the person at the desk.
    #[must_use]
    pub const fn sentence(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Self::Address, Lang::ZhCn) => "对方号码或邮箱不可用，请核对买家的联系方式",
            (Self::Address, Lang::En) => "The number or address takes no messages; check the buyer's contact",
            (Self::Content, Lang::ZhCn) => "服务商没有通过这条内容，请核对签名、模板和措辞",
            (Self::Content, Lang::En) => {
                "The provider refused the text; check signature, template and wording"
            }
            (Self::Account, Lang::ZhCn) => "服务商账号不可用，请检查密钥、余额和权限",
            (Self::Account, Lang::En) => {
                "The provider's account does not work; check key, balance and permissions"
            }
            (Self::Throttled, Lang::ZhCn) => "发送太快被限流，稍后可以再发",
            (Self::Throttled, Lang::En) => "Too many messages at once; it may go a little later",
            (Self::PersonLimit, Lang::ZhCn) => "服务商对这位买家的发送次数已到上限",
            (Self::PersonLimit, Lang::En) => "The provider's limit of messages to this buyer is reached",
            (Self::Unavailable, Lang::ZhCn) => "暂时连不上服务商，消息没有发出",
            (Self::Unavailable, Lang::En) => "The provider could not be reached; nothing was sent",
            (Self::Settings, Lang::ZhCn) => "发送设置有误，请在设置里检查服务商的地址和模板",
            (Self::Settings, Lang::En) => {
                "The settings are wrong; check the provider's address and templates"
            }
            (Self::NeverArrived, Lang::ZhCn) => "已向服务商查询，这条消息没有送到服务商",
            (Self::NeverArrived, Lang::En) => "The provider was asked and never had the message",
        }
    }
}

/// A message that is certainly not on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub kind: RefusalKind,
    /// The peer's own code and words, cut to 200 characters; never the message.
    pub detail: String,
    /// The same parcel will never be taken here: do not try again, use another channel.
    pub permanent: bool,
    /// Not before so long from now, where the peer or our own rate says so.
    pub retry_after_ms: Option<i64>,
}

impl Refusal {
    pub(super) fn permanent(kind: RefusalKind, detail: impl AsRef<str>) -> Self {
        Self {
            kind,
            detail: short(detail.as_ref()),
            permanent: true,
            retry_after_ms: None,
        }
    }

    pub(super) fn passing(kind: RefusalKind, detail: impl AsRef<str>) -> Self {
        Self {
            permanent: false,
            ..Self::permanent(kind, detail)
        }
    }

    pub(super) fn after(kind: RefusalKind, detail: impl AsRef<str>, retry_after_ms: i64) -> Self {
        Self {
            retry_after_ms: Some(retry_after_ms),
            ..Self::passing(kind, detail)
        }
    }
}

/// A peer's words, without what could break a line, cut.
pub(super) fn short(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(200)
        .collect()
}
