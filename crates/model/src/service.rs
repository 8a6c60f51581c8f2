//! What a shop says by itself to buyers whom nobody answers, and the line at the head of its chat.

use serde::{Deserialize, Serialize};

use crate::{At, words::words};

words! {
    /// Why the shop answers by itself.
    AutoKind {
        /// It is out of hours.
        Closed = "closed",
        /// It is open, but nobody is at the desk.
        Nobody = "nobody",
        /// Somebody is there, and the clock is about to run out.
        Busy = "busy",
    }
}

words! {
    /// What of a shop's service is set, and kept, for itself.
    ServicePart {
        Hours = "hours",
        Replies = "replies",
        Notice = "notice",
    }
}

impl AutoKind {
    /// The message's own name under which it is sent; no other message has one that begins so.
    #[must_use]
    pub fn client_ref(self, message: crate::MessageId) -> String {
        format!("auto:{self}:{message}")
    }

    /// What kind of auto-reply a message of that name is.
    #[must_use]
    pub fn of_client_ref(name: &str) -> Option<Self> {
        let (kind, _) = name.strip_prefix("auto:")?.split_once(':')?;
        kind.parse().ok()
    }

    /// The facts that its text may name.
    #[must_use]
    pub const fn slots(self) -> &'static [&'static str] {
        match self {
            Self::Closed => &["back_at", "shop"],
            Self::Nobody | Self::Busy => &["agent", "shop"],
        }
    }
}

/// One line that the shop says by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AutoReply {
    pub on: bool,
    /// With facts in braces, such as `{back_at}`.
    pub text: String,
}

impl AutoReply {
    pub const MAX_CHARS: usize = 300;

    /// The names in braces; none where a brace stands alone.
    #[must_use]
    pub fn slots(&self) -> Option<Vec<&str>> {
        let mut slots = Vec::new();
        let mut rest = self.text.as_str();
        while let Some(at) = rest.find(['{', '}']) {
            let (name, after) = rest[at..].strip_prefix('{')?.split_once('}')?;
            if name.contains('{') {
                return None;
            }
            slots.push(name);
            rest = after;
        }
        Some(slots)
    }

    /// The text with its facts.
    #[must_use]
    pub fn filled(&self, fact: impl Fn(&str) -> String) -> String {
        let mut text = self.text.clone();
        for slot in self.slots().unwrap_or_default() {
            text = text.replace(&format!("{{{slot}}}"), &fact(slot));
        }
        text
    }
}

/// All of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AutoReplies {
    pub closed: AutoReply,
    pub nobody: AutoReply,
    pub busy: AutoReply,
    /// The busy line goes out so long before the clock runs out.
    pub busy_lead_s: i64,
}

impl AutoReplies {
    /// What may be set as the lead.
    pub const LEAD_S: std::ops::RangeInclusive<i64> = 5..=600;

    #[must_use]
    pub const fn of(&self, kind: AutoKind) -> &AutoReply {
        match kind {
            AutoKind::Closed => &self.closed,
            AutoKind::Nobody => &self.nobody,
            AutoKind::Busy => &self.busy,
        }
    }
}

impl Default for AutoReplies {
    /// What a shop begins with. The first speaks only where hours are set; the others are for it to switch on.
    fn default() -> Self {
        let reply = |on, text: &str| AutoReply {
            on,
            text: text.to_owned(),
        };
        Self {
            closed: reply(
                true,
                "您好呀😊 我们现在下班休息啦，{back_at} 上班。有什么想问的您先留言，一上班就来回复您哦",
            ),
            nobody: reply(
                false,
                "不好意思，客服这会儿都不在座位上。您可以先留言，再留个手机号或邮箱，回来后就联系您哦",
            ),
            busy: reply(
                false,
                "不好意思让您久等啦，{agent}正在回复前面的买家，您的消息已经看到了，请您稍等一下哦",
            ),
            busy_lead_s: 30,
        }
    }
}

/// A line of the shop at the head of its chat, for a while.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ShopNotice {
    /// Empty: there is none.
    pub text: String,
    pub from: Option<At>,
    /// Not shown any more from then on.
    pub until: Option<At>,
}

impl ShopNotice {
    pub const MAX_CHARS: usize = 120;

    /// Whether it is shown at a moment.
    #[must_use]
    pub fn holds(&self, now: At) -> bool {
        !self.text.is_empty()
            && self.from.is_none_or(|from| from <= now)
            && self.until.is_none_or(|until| now < until)
    }
}

#[cfg(test)]
mod tests {
    use super::{AutoKind, AutoReplies, AutoReply};

    #[test]
    fn the_texts_a_shop_begins_with_name_only_facts_that_they_have() {
        let replies = AutoReplies::default();
        for kind in AutoKind::ALL {
            let slots = replies.of(*kind).slots().unwrap();
            assert!(slots.iter().all(|slot| kind.slots().contains(slot)), "{kind}");
        }
    }

    #[test]
    fn a_lone_brace_is_no_fact() {
        let slots = |text: &str| {
            AutoReply {
                on: true,
                text: text.to_owned(),
            }
            .slots()
            .map(|slots| slots.join(","))
        };
        assert_eq!(slots("{a}和{b}").as_deref(), Some("a,b"));
        for text in ["{", "}", "{a", "a}", "{{a}}", "{a{b}"] {
            assert_eq!(slots(text), None, "{text}");
        }
    }

    #[test]
    fn a_buyers_name_for_a_message_says_what_it_is_only_in_form() {
        let id = crate::MessageId::new(crate::At(0), 1);
        for kind in AutoKind::ALL {
            assert_eq!(AutoKind::of_client_ref(&kind.client_ref(id)), Some(*kind));
        }
        assert_eq!(AutoKind::of_client_ref("auto:sleepy:1"), None);
        assert_eq!(AutoKind::of_client_ref("later:1"), None);
    }
}
