//! Each reason in one sentence, for the pages: what a shop owner reads when she asks "why?".

use jinpai_model::Reason;

/// Language of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Locale {
    ZhCn,
    En,
}

impl Locale {
    /// `en` and its kin are English; everything else reads Chinese, the product's first language.
    #[must_use]
    pub fn of(tag: &str) -> Self {
        if tag.trim().to_ascii_lowercase().starts_with("en") {
            Self::En
        } else {
            Self::ZhCn
        }
    }
}

/// The figures of the case, as far as they are known; a sentence does without those that are not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WhyContext {
    /// Orders that closed unpaid within the window.
    pub closed_unpaid: Option<u32>,
    /// Days of that window.
    pub within_days: Option<u32>,
    /// Most pieces of one item in the order.
    pub pieces: Option<i64>,
    /// Local time at which the order closes, `21:04`.
    pub closes: Option<String>,
    /// Local time at which the courier leaves, `16:00`.
    pub cut_off: Option<String>,
    /// Local time of the last contact.
    pub last_contact: Option<String>,
    /// Number of the order that carries the reminder of a merged one.
    pub leader: Option<String>,
}

/// Why, in one sentence without a full stop.
#[must_use]
pub fn why(reason: Reason, context: &WhyContext, locale: Locale) -> String {
    match locale {
        Locale::ZhCn => zh(reason, context),
        Locale::En => en(reason, context),
    }
}

fn zh(reason: Reason, context: &WhyContext) -> String {
    let told = |value: &Option<String>, with: &dyn Fn(&str) -> String, without: &str| {
        value.as_deref().map_or_else(|| without.to_owned(), with)
    };
    match reason {
        Reason::SlotSession => "买家正在聊天，下单 10 分钟还没付款，趁会话没结束问一句".to_owned(),
        Reason::SlotCutOff => told(
            &context.cut_off,
            &|at| format!("今天 {at} 截单，提前一小时提醒，赶得上当天发货"),
            "当天截单前一小时，赶得上当天发货",
        ),
        Reason::SlotNextDay => "第二天同一时间，买家多半也有空".to_owned(),
        Reason::SlotPeak => told(
            &context.closes,
            &|at| format!("高峰时段，在订单 {at} 关闭之前"),
            "高峰时段，在订单关闭之前",
        ),
        Reason::SlotLastMinute => told(
            &context.closes,
            &|at| format!("订单 {at} 关闭，这是关闭前最后一个合适的时间"),
            "订单关闭前最后一个合适的时间",
        ),
        Reason::Confirmed => "客服已确认买家还没付款".to_owned(),
        Reason::Paid => "买家已付款，不用提醒".to_owned(),
        Reason::Closed => "订单已关闭".to_owned(),
        Reason::HeldOut => "对照组：随机留出的买家，不提醒，用来衡量提醒的效果".to_owned(),
        Reason::QuietHours => "现在是免打扰时段，之后也没有合适的时间".to_owned(),
        Reason::Cap => told(
            &context.last_contact,
            &|at| format!("{at} 已经联系过，一天最多一次、相隔至少 20 小时"),
            "提醒次数已到上限，或刚联系过买家（一天最多一次、相隔至少 20 小时）",
        ),
        Reason::Malicious => malicious_zh(context),
        Reason::OptedOut => "买家说过不要再提醒".to_owned(),
        Reason::Blocked => "买家已被店铺拉黑".to_owned(),
        Reason::Disputed => "订单有争议，先处理争议".to_owned(),
        Reason::Merged => told(
            &context.leader,
            &|leader| format!("同一位买家的几笔订单合并提醒，由订单 {leader} 一起说"),
            "同一位买家的几笔订单合并成一次提醒",
        ),
        Reason::PlatformReminded => "平台自己会提醒这笔订单，不重复打扰".to_owned(),
        Reason::NoSlot => told(
            &context.closes,
            &|at| format!("订单 {at} 关闭，之前没有合适的提醒时间"),
            "订单关闭之前没有合适的提醒时间",
        ),
        Reason::TooLate => "错过了提醒时间，过时的提醒不再发".to_owned(),
        Reason::StaleStatus => "付款状态不是最新的，等客服确认还没付款再发".to_owned(),
        Reason::StaleFacts => "提醒里要说的信息已经变了，不发过时的话".to_owned(),
        Reason::AgentTalking => "客服正在和买家聊，先不插话".to_owned(),
        Reason::BuyerReplied => "买家已回复，由客服接着聊".to_owned(),
        Reason::TextRefused => "话术没通过检查，没有发".to_owned(),
        Reason::NoText => "没有合适的话术：所需的商品信息不全，或角度都用过了".to_owned(),
        Reason::Unreachable => "没有能联系到买家的渠道".to_owned(),
        Reason::RemindersOff => "店铺的提醒功能已关闭".to_owned(),
        Reason::Declined => "客服决定不发".to_owned(),
        Reason::NotReached => "打过电话，买家没有接".to_owned(),
        Reason::Replaced => "情况有变，已换成新的提醒计划".to_owned(),
        Reason::Rejected => "渠道拒收了这条消息".to_owned(),
        Reason::Unknown => "不确定是否送达，不会重发，请人工核实".to_owned(),
        Reason::Ordered => "买家已下单，不用再催单".to_owned(),
        Reason::QuestionOpen => "买家还有问题没答上，先回答问题".to_owned(),
        Reason::NothingAsked => "买家还没有咨询商品".to_owned(),
        Reason::AfterSales => "买家问的是已有订单的事，不催单".to_owned(),
        Reason::NotInterested => "买家说了不买，不再打扰".to_owned(),
        Reason::NoConsent => "买家没有同意会话以外的联系".to_owned(),
        Reason::NotPressed => "她是买完就走的买家，不催单".to_owned(),
        Reason::LetBe => "她常拍下不付，店铺设置为不催这类买家".to_owned(),
        Reason::LeadFirst => "她常拍下不付，店铺设置为先由主管看过再发".to_owned(),
    }
}

fn malicious_zh(context: &WhyContext) -> String {
    match (context.closed_unpaid, context.pieces) {
        (Some(closed), _) if closed > 0 => {
            let days = context.within_days.unwrap_or(30);
            format!("{days} 天内 {closed} 单都未付关闭，且没付过款")
        }
        (_, Some(pieces)) => format!("同一件商品拍了 {pieces} 件，以前没买过这么多，像是误拍或恶意拍单"),
        _ => "像是恶意拍单：多次拍下不付，或数量异常".to_owned(),
    }
}

fn en(reason: Reason, context: &WhyContext) -> String {
    let told = |value: &Option<String>, with: &dyn Fn(&str) -> String, without: &str| {
        value.as_deref().map_or_else(|| without.to_owned(), with)
    };
    match reason {
        Reason::SlotSession => "The chat is open and the order is still unpaid after ten minutes".to_owned(),
        Reason::SlotCutOff => told(
            &context.cut_off,
            &|at| format!("An hour before the courier leaves at {at}, in time for dispatch today"),
            "An hour before the courier leaves, in time for dispatch today",
        ),
        Reason::SlotNextDay => "The next day at the same hour, when she is likely to be free".to_owned(),
        Reason::SlotPeak => told(
            &context.closes,
            &|at| format!("A busy hour before the order closes at {at}"),
            "A busy hour before the order closes",
        ),
        Reason::SlotLastMinute => told(
            &context.closes,
            &|at| format!("The last suitable moment before the order closes at {at}"),
            "The last suitable moment before the order closes",
        ),
        Reason::Confirmed => "An agent confirmed that the order is still unpaid".to_owned(),
        Reason::Paid => "The buyer has paid".to_owned(),
        Reason::Closed => "The order is closed".to_owned(),
        Reason::HeldOut => {
            "Holdout: chosen at random to get no reminder, so that the effect can be measured".to_owned()
        }
        Reason::QuietHours => "Quiet hours, and no suitable moment after them".to_owned(),
        Reason::Cap => told(
            &context.last_contact,
            &|at| format!("Contacted at {at}; at most one contact a day, 20 hours apart"),
            "The order has had its reminders, or the buyer was contacted within 20 hours or the same day",
        ),
        Reason::Malicious => malicious_en(context),
        Reason::OptedOut => "The buyer asked not to be reminded".to_owned(),
        Reason::Blocked => "The shop has blocked this buyer".to_owned(),
        Reason::Disputed => "The order is in dispute, which comes first".to_owned(),
        Reason::Merged => told(
            &context.leader,
            &|leader| format!("Merged into one reminder with order {leader} of the same buyer"),
            "Merged into one reminder with another order of the same buyer",
        ),
        Reason::PlatformReminded => "The platform itself reminds this order".to_owned(),
        Reason::NoSlot => told(
            &context.closes,
            &|at| format!("No suitable moment before the order closes at {at}"),
            "No suitable moment before the order closes",
        ),
        Reason::TooLate => "Its moment has passed, and a late reminder is not sent".to_owned(),
        Reason::StaleStatus => "The payment status is not fresh: an agent must confirm first".to_owned(),
        Reason::StaleFacts => "A fact named in the reminder has changed".to_owned(),
        Reason::AgentTalking => "Somebody is talking with the buyer right now".to_owned(),
        Reason::BuyerReplied => "The buyer replied, and an agent takes it from here".to_owned(),
        Reason::TextRefused => "The wording did not pass the check".to_owned(),
        Reason::NoText => "No wording fits: facts are missing, or every angle has been used".to_owned(),
        Reason::Unreachable => "No channel reaches this buyer".to_owned(),
        Reason::RemindersOff => "Reminders are switched off for this shop".to_owned(),
        Reason::NotReached => "An agent called and nobody answered".to_owned(),
        Reason::Declined => "An agent decided not to send it".to_owned(),
        Reason::Replaced => "The plan changed, and another step took its place".to_owned(),
        Reason::Rejected => "The channel refused the message".to_owned(),
        Reason::Unknown => "Delivery could not be confirmed; it is never sent again unproved".to_owned(),
        Reason::Ordered => "She has ordered".to_owned(),
        Reason::QuestionOpen => "A question of hers is still open, and its answer comes first".to_owned(),
        Reason::NothingAsked => "She has not asked about any goods".to_owned(),
        Reason::AfterSales => "She asks about an order that she already has".to_owned(),
        Reason::NotInterested => "She said that she does not want it".to_owned(),
        Reason::NoConsent => "She has not agreed to be contacted outside the chat".to_owned(),
        Reason::NotPressed => "She buys and is gone, and is not pressed for an order".to_owned(),
        Reason::LetBe => "She often orders without paying, and the shop lets such buyers be".to_owned(),
        Reason::LeadFirst => {
            "She often orders without paying, and the shop has a lead look before anything is sent".to_owned()
        }
    }
}

fn malicious_en(context: &WhyContext) -> String {
    match (context.closed_unpaid, context.pieces) {
        (Some(closed), _) if closed > 0 => {
            let days = context.within_days.unwrap_or(30);
            format!("{closed} orders closed unpaid within {days} days, and none paid")
        }
        (_, Some(pieces)) => format!("{pieces} pieces of one item, and she never bought so many before"),
        _ => "Looks like an order nobody means to pay: often unpaid, or an unusual quantity".to_owned(),
    }
}
