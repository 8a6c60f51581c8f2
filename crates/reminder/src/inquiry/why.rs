//! Each reason in one sentence, where an inquiry says it otherwise than an order.

use jinpai_model::Reason;

use crate::{Locale, WhyContext};

/// Why, in one sentence without a full stop.
#[must_use]
pub fn why(reason: Reason, context: &WhyContext, locale: Locale) -> String {
    let own = match locale {
        Locale::ZhCn => zh(reason),
        Locale::En => en(reason),
    };
    own.map_or_else(|| crate::why(reason, context, locale), str::to_owned)
}

const fn zh(reason: Reason) -> Option<&'static str> {
    Some(match reason {
        Reason::SlotSession => "买家的问题都答完了，3 分钟没说话，趁会话没结束帮她定一定",
        Reason::SlotNextDay => "还是她来咨询的那个钟点，多半也有空",
        Reason::SlotPeak => "她咨询的钟点不宜打扰，改在当天的高峰时段",
        Reason::Confirmed => "客服已确认买家还没下单",
        Reason::NoSlot => "会话在沉默 3 分钟之前就结束了，没有合适的时间",
        Reason::TooLate => "会话已经结束，或错过了时间，过时的话不再发",
        Reason::StaleStatus => "订单信息不是最新的，等客服确认还没下单再发",
        Reason::Cap => "次数已到上限，或刚联系过买家（一天最多一次、相隔至少 20 小时）",
        Reason::AgentTalking => "双方还在聊，先不插话",
        Reason::Unreachable => "买家同意联系的渠道现在都联系不上",
        _ => return None,
    })
}

const fn en(reason: Reason) -> Option<&'static str> {
    Some(match reason {
        Reason::SlotSession => {
            "Every question is answered and she has been silent for three minutes; the chat is still open"
        }
        Reason::SlotNextDay => "The hour at which she asked, when she is likely to be free",
        Reason::SlotPeak => "The hour at which she asked is quiet, so a busy hour of the same day",
        Reason::Confirmed => "An agent confirmed that she has not ordered",
        Reason::NoSlot => "The chat closes before she has been silent for three minutes",
        Reason::TooLate => "The chat is closed, or the moment has passed; a late word is not sent",
        Reason::StaleStatus => "Her orders are not known freshly: an agent must confirm first",
        Reason::Cap => {
            "The inquiry has had its reminders, or she was contacted within 20 hours or the same day"
        }
        Reason::AgentTalking => "The talk is still going on",
        Reason::Unreachable => "No channel that she agreed to reaches her now",
        _ => return None,
    })
}
