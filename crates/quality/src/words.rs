//! Names of what is found, in the product's two languages.

use jinpai_coach::{Category, Locale, Needs, Severity};

/// The category as a lead calls it.
#[must_use]
pub const fn category_name(category: Category, locale: Locale) -> &'static str {
    let (zh, en) = match category {
        Category::Offsite => ("引导站外", "off the platform"),
        Category::Bribe => ("好评利诱", "paid review"),
        Category::Priv => ("隐私风险", "privacy"),
        Category::Rude => ("辱骂嘲讽", "rude"),
        Category::Fact => ("与事实不符", "contradicts the facts"),
        Category::Adlaw => ("绝对化用语", "superlatives"),
        Category::Push => ("空洞催单", "empty push"),
        Category::Impat => ("不耐烦", "impatience"),
        Category::Rhet => ("反问质问", "accusing question"),
        Category::Blame => ("推诿", "passing the buck"),
        Category::Promise => ("过度承诺", "over-promise"),
        Category::Evade => ("答非所问", "question not answered"),
        Category::Slang => ("口头禅", "slang"),
        Category::Cold => ("冷淡敷衍", "curt reply"),
        Category::Neg => ("生硬拒绝", "bare refusal"),
        Category::Polite => ("失礼", "lack of courtesy"),
        Category::Verbose => ("说得太多", "says too much"),
        Category::Tone => ("语气", "tone"),
        Category::Good => ("加分", "plus points"),
        Category::Open => ("开场", "opening"),
        Category::Close => ("收尾", "closing"),
        Category::Clock => ("响应超时", "response clock"),
        Category::Sorry => ("久等未致歉", "wait without apology"),
        Category::Lost => ("一去不回", "never came back"),
        Category::Repeat => ("让买家重复", "made to repeat"),
        Category::Left => ("问题悬空", "question left open"),
        Category::Chat => ("闲聊", "small talk"),
        Category::Paste => ("复读", "same text again"),
        Category::Chase => ("追单失当", "chasing"),
        Category::Noclose => ("错失成交", "no attempt to close"),
        Category::Care => ("投诉欠关怀", "complaint without care"),
        Category::Ladder => ("让价无序", "bargaining out of order"),
        Category::Humour => ("玩笑失当", "joking too early"),
    };
    match locale {
        Locale::Zh => zh,
        Locale::En => en,
    }
}

#[must_use]
pub const fn severity_name(severity: Severity, locale: Locale) -> &'static str {
    match (severity, locale) {
        // The words of the pages: a lead reads both.
        (Severity::Hint, Locale::Zh) => "建议",
        (Severity::Warn, Locale::Zh) => "注意",
        (Severity::Error, Locale::Zh) => "错误",
        (Severity::Block, Locale::Zh) => "禁止发送",
        (_, Locale::En) => severity.as_str(),
    }
}

/// What talks must tell for a rule to judge them.
#[must_use]
pub const fn needs_name(needs: Needs, locale: Locale) -> &'static str {
    match (needs, locale) {
        (Needs::Times, Locale::Zh) => "没有时间",
        (Needs::OthersWaiting, Locale::Zh) => "不知道同时有几位买家在等",
        (Needs::Outcome, Locale::Zh) => "不知道是否付款",
        (Needs::Times, Locale::En) => "no times",
        (Needs::OthersWaiting, Locale::En) => "unknown who else was waiting",
        (Needs::Outcome, Locale::En) => "unknown whether she paid",
    }
}
