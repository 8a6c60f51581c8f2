//! When a promotion is said to end.

use super::{Time, When};
use crate::claims::{
    when::Day,
    words::{Part, at_any},
};

/// A promotion's end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadline {
    pub ending: Ending,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Ends on this day or at this moment.
    On(When),
    /// Is over when this day begins (明天恢复原价).
    Before(Day),
    /// Ends so many hours from now.
    In { low_h: i64, high_h: i64 },
    /// 马上结束
    Soon,
    /// 长期有效
    Never,
}

const ENDS: &[&str] = &[
    "截止", "结束", "到期", "失效", "过期", "为止", "收官", "截至", "没了", "收尾",
];
#[rustfmt::skip] // A list of words reads as a paragraph.
const CHANGES: &[&str] = &[
    "恢复原价", "恢复", "涨价", "要涨", "就涨", "会涨", "涨回", "调价", "没有这个价", "没这个价",
    "没有优惠", "没优惠", "没有活动", "没活动", "不是这个价", "就贵", "取消优惠", "回原价", "原价了",
    "变回原价", "调回", "没这价", "没有这价", "按原价", "改回", "没这个优惠", "没有这个优惠",
    "享受不到",
];
#[rustfmt::skip] // A list of words reads as a paragraph.
const UNTIL: &[&str] = &[
    "截止到", "截止时间是", "截止时间", "截止日期是", "截止", "截至", "结束时间是", "结束时间",
    "有效期到", "有效期至", "有效到", "有效至", "活动到", "优惠到", "价格到", "特价到", "折扣到",
    "价到", "券到", "折到", "持续到", "延续到", "延长到", "一直到", "做到", "搞到", "打折到", "满减到",
    "送到",
];
#[rustfmt::skip] // A list of words reads as a paragraph.
const PROMOTION: &[&str] = &[
    "优惠", "活动", "价", "券", "折", "秒杀", "促销", "满减", "大促", "直播间", "福利", "立减", "截止",
    "双11", "双十一", "双12", "聚划算", "预售", "补贴", "赠品", "满赠", "套装", "划算", "便宜",
];
#[rustfmt::skip] // A list of words reads as a paragraph.
const ELSE: &[&str] = &[
    "发货", "今天发", "当天发", "退", "售后", "申请", "报名", "到货", "下班", "保修", "质保", "揽收",
    "截单", "保质", "有效期至", "审核", "积分", "快递", "开奖", "发出", "生产日期", "赏味", "订单会",
    "自动关闭", "换货",
];
#[rustfmt::skip] // A list of words reads as a paragraph.
const TODAY_ONLY: &[&str] = &[
    "仅限今天", "只限今天", "仅限今日", "仅限今晚", "只限今晚", "限今天", "限今日", "今天限定",
    "今日限定", "今日专享", "今天专享", "只有今天", "就今天有", "仅今天", "仅今日", "今天才有",
    "过了今天", "过了今晚", "过了今日", "错过今天", "错过今晚", "今天过后", "今晚过后", "过今天",
    "过完今天", "就今天一天", "就这一天", "只今天",
];
#[rustfmt::skip] // A list of words reads as a paragraph.
const SOON: &[&str] = &[
    "马上结束", "马上就结束", "快结束", "即将结束", "要结束了", "就要结束", "快要结束", "快截止",
    "马上截止", "即将截止", "即将恢复", "马上恢复", "马上就恢复", "马上涨价", "马上要涨", "马上就涨",
    "快涨价", "要涨价了", "即将涨价", "随时恢复", "随时涨价", "随时结束", "活动尾声", "进入倒计时",
    "活动倒计时", "最后时刻", "快到期", "马上到期", "马上就没了优惠", "就快结束", "快没优惠",
    "马上调价", "马上没有优惠", "随时会涨", "随时调价", "快恢复原价", "要恢复原价", "收尾了",
];
#[rustfmt::skip] // A list of words reads as a paragraph.
const NEVER: &[&str] = &[
    "长期有效", "一直有效", "一直都是这个价", "一直是这个价", "一直这个价", "都是这个价", "天天都是",
    "没有截止", "不会结束", "长期活动", "长期都有", "一直都有优惠", "一直有优惠", "一直都有活动",
    "不限时", "没有时间限制", "不会涨价", "不涨价", "什么时候买都", "哪天买都", "常年",
];

pub(super) fn read(
    part: Part<'_>,
    earlier: Option<Part<'_>>,
    times: &[Time],
) -> Option<(usize, usize, Ending)> {
    let promoted = part.has(PROMOTION) || earlier.is_some_and(|part| part.has(PROMOTION));
    if part.has(ELSE) {
        return None;
    }
    for time in times {
        if let Some(found) = timed(part, *time, promoted) {
            return Some(found);
        }
    }
    last_days(part, times, promoted)
        .or_else(|| phrase(part, TODAY_ONLY, TODAY))
        .or_else(|| phrase(part, SOON, Ending::Soon))
        .or_else(|| phrase(part, NEVER, Ending::Never).filter(|_| promoted))
}

const TODAY: Ending = Ending::On(When::Moment {
    day: Some(Day::InDays(0)),
    clock: None,
});

fn phrase(part: Part<'_>, words: &[&str], ending: Ending) -> Option<(usize, usize, Ending)> {
    let found = part.find(words)?;
    let denied = part.just_before(found.start, 2, &["不", "没", "还没"]);
    (!denied).then_some((found.start, found.end, ending))
}

/// A time with an ending after it, or with 优惠到 before it.
fn timed(part: Part<'_>, time: Time, promoted: bool) -> Option<(usize, usize, Ending)> {
    if matches!(time.day(), Some(Day::InDays(..0))) {
        return None;
    }
    let ending = match time.when {
        When::Hours { low_h, high_h } => Ending::In { low_h, high_h },
        When::Moment { .. } => Ending::On(time.when),
    };
    // A length alone is long: 30天内 before 结束 is a rule of returns, not a deadline.
    let within = at_any(part.chars, time.end, &["内", "以内", "之内"]).is_some();
    for (words, change) in [(CHANGES, true), (ENDS, false)] {
        let Some(found) = part
            .find_from(time.end, words)
            .filter(|found| found.start - time.end <= 9)
        else {
            continue;
        };
        let denied = part.just_before(found.start, 3, &["不", "没", "未", "已", "才能", "前天"]);
        if denied || within || !(promoted || change) {
            return None;
        }
        let before = time
            .day()
            .filter(|_| change && time.clock().is_none_or(|clock| clock.part_only));
        let ending = match before {
            Some(day) if day != Day::InDays(0) => Ending::Before(day),
            _ => ending,
        };
        return Some((time.start, found.end, ending));
    }
    let led = UNTIL.iter().any(|word| {
        let len = word.chars().count();
        let from = time.start.saturating_sub(len + 2).max(part.from);
        (from..time.start).any(|at| at + len <= time.start && at_any(part.chars, at, &[word]).is_some())
    });
    let moment = matches!(time.when, When::Moment { .. });
    (led && promoted && moment && !part.has(&["送到您", "送到家"])).then_some((time.start, time.end, ending))
}

/// `最后一天`, `最后3小时`, `还剩两天`.
fn last_days(part: Part<'_>, times: &[Time], promoted: bool) -> Option<(usize, usize, Ending)> {
    if let Some(found) = part.find(&["最后一天", "最后1天", "最后一晚", "最后半天", "最后一波"])
    {
        let before = times
            .iter()
            .rfind(|time| time.end <= found.start && time.day().is_some());
        let day = before.and_then(Time::day).unwrap_or(Day::InDays(0));
        let start = before.map_or(found.start, |time| time.start);
        let on = When::Moment {
            day: Some(day),
            clock: None,
        };
        let spoilt = part.just_before(found.start, 4, &["不是", "还没"]) || matches!(day, Day::InDays(..0));
        return (!spoilt).then_some((start, found.end, Ending::On(on)));
    }
    let time = times.iter().find(|time| {
        let last = part.just_before(time.start, 2, &["最后"]);
        let left = part.just_before(time.start, 3, &["只剩", "仅剩", "还剩", "就剩", "剩", "倒计时"]);
        last || (left && promoted)
    })?;
    let When::Hours { low_h, high_h } = time.when else {
        return None;
    };
    Some((
        time.start.saturating_sub(2).max(part.from),
        time.end,
        Ending::In { low_h, high_h },
    ))
}
