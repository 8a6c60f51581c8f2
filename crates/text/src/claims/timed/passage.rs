//! The way of a parcel: until when to pay, when it leaves, when it arrives.

use super::{Time, When};
use crate::claims::{
    Said,
    when::{Clock, Day},
    words::{Part, at_any},
};

/// A dispatch or an arrival.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Passage {
    pub when: When,
    /// 前, 内: at the latest.
    pub by: bool,
    /// 现在拍: counted from now.
    pub now: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verb {
    Leaves,
    Arrives,
}

/// About a parcel already under way, or about something that is not the parcel.
#[rustfmt::skip] // A list of words reads as a paragraph.
const OTHER_MATTERS: &[&str] = &[
    "退款", "到账", "发票", "安装", "师傅", "维修", "回复", "答复", "退货", "寄回", "换货", "返修",
    "补发", "重发", "站点", "网点", "派件", "派送", "中转", "物流显示", "已经到", "已到", "快递显示",
    "补寄", "换新", "退换", "上新", "补货", "审核", "打款", "返现", "客服", "专员", "电话", "仓库到",
    "保质", "使用", "新款", "结果", "证书", "已发", "已经发", "已寄", "已揽", "揽收了", "发走了",
    "都发了", "昨天", "前天", "券", "红包", "配件", "有货", "短信", "入库", "催",
];
/// The same, in the clause before: 物流显示到广州了,明天送到.
#[rustfmt::skip] // A list of words reads as a paragraph.
const UNDER_WAY: &[&str] = &[
    "物流显示", "已经到", "已到", "站点", "网点", "派件", "派送", "中转", "已发", "已经发", "揽收了",
    "在路上", "昨天", "退款", "补发", "快递员", "查了", "查到", "看到您", "催",
];
const BEFORE_PAYING: &[&str] = &["前", "之前", "以前", "点前"];
const PAYING: &[&str] = &["拍", "付", "下单", "买", "下的单", "订"];
const AFTER: &[&str] = &["后", "以后", "之后", "过后"];
#[rustfmt::skip] // A list of words reads as a paragraph.
const ANY_TIME: &[&str] = &[
    "随时拍", "随时下单", "几点拍", "几点下单", "几点付", "多晚拍", "什么时候拍", "什么时候下单",
    "何时拍", "任何时候拍", "多晚下单", "多晚付",
];

pub(super) fn read(
    part: Part<'_>,
    earlier: Option<Part<'_>>,
    times: &[Time],
    say: &mut impl FnMut((usize, usize, Said)),
) {
    if part.has(OTHER_MATTERS) {
        return;
    }
    if let Some(cut) = cutoff(part, earlier, times) {
        say(cut);
        return;
    }
    if earlier.is_some_and(|part| part.has(UNDER_WAY)) {
        return;
    }
    let now = part.has(&[
        "现在拍",
        "现在下单",
        "现在付",
        "这会拍",
        "此刻拍",
        "马上拍",
        "现在买",
        "现在就拍",
    ]) || earlier
        .is_some_and(|part| part.has(&["现在拍", "现在下单", "现在付", "这会拍", "现在买"]));
    for (index, time) in times.iter().enumerate() {
        let next = times.get(index + 1).map_or(part.chars.len(), |time| time.start);
        let previous = index
            .checked_sub(1)
            .and_then(|at| times.get(at))
            .map_or(part.from, |time| time.end);
        let Some(verb) = verb_after(part, *time, next).or_else(|| verb_before(part, *time, previous)) else {
            continue;
        };
        // A time of day alone (下午发) names no day, and a past one promises nothing.
        let promises = match time.when {
            When::Hours { .. } => true,
            When::Moment { day, .. } => matches!(day, Some(day) if !matches!(day, Day::InDays(..0))),
        };
        if !promises {
            continue;
        }
        let by = at_any(
            part.chars,
            time.end,
            &["内", "之内", "以内", "前", "之前", "以前"],
        )
        .is_some()
            || part.just_before(time.start, 3, &["最晚", "最慢", "最迟", "最多", "不超过"]);
        let passage = Passage {
            when: time.when,
            by,
            now,
        };
        let said = match verb {
            Verb::Leaves => Said::Dispatch(passage),
            Verb::Arrives => Said::Arrival(passage),
        };
        let tail = at_any(
            part.chars,
            time.end,
            &["之内", "以内", "内", "之前", "以前", "前"],
        )
        .unwrap_or(0);
        let end = if matches!(time.when, When::Hours { .. }) {
            time.end + tail
        } else {
            time.end
        };
        say((time.start, end, said));
    }
    if times.is_empty()
        && let Some(found) = part.find(&[
            "拍下秒发",
            "秒发货",
            "付款秒发",
            "下单秒发",
            "即拍即发",
            "拍下即发",
            "付款即发",
            "下单即发",
            "现拍现发",
            "拍了就发",
            "拍下就发",
            "付款就发",
            "下单就发",
        ])
    {
        let when = When::Hours { low_h: 0, high_h: 12 };
        let passage = Passage {
            when,
            by: true,
            now: true,
        };
        say((found.start, found.end, Said::Dispatch(passage)));
    }
}

/// The nearest verb after the time, before the next one begins.
fn verb_after(part: Part<'_>, time: Time, next: usize) -> Option<Verb> {
    if part.chars.get(time.end) == Some(&'达') {
        return Some(Verb::Arrives);
    }
    let reach = next.min(time.end + 12).min(part.chars.len());
    let (at, verb) = (time.end..reach).find_map(|at| Some((at, verb_at(part, at)?)))?;
    let denied = (time.end..at).any(|at| matches!(part.chars[at], '不' | '没' | '未' | '别'));
    (!denied
        && !part.just_before(
            time.start,
            3,
            &["不是", "不一定", "不能", "没法", "不会", "赶不上", "来不及"],
        ))
    .then_some(verb)
}

fn verb_at(part: Part<'_>, at: usize) -> Option<Verb> {
    let next = part.chars.get(at + 1).copied();
    let before = at.checked_sub(1).and_then(|at| part.chars.get(at)).copied();
    match part.chars.get(at)? {
        '发' => {
            let spoilt = before.is_some_and(|c| "批开研触补重换散沙启激出".contains(c));
            let closed = next
                .is_none_or(|c| "货出走件掉哦呢哈啦的呀啊~亲吧顺中圆申韵邮快哒滴往了吗么".contains(c))
                || at_any(
                    part.chars,
                    at + 1,
                    &["后天", "明天", "次日", "大后天", "隔天", "周", "三天"],
                )
                .is_some();
            let done = next.is_some_and(|c| "货出走".contains(c))
                && at_any(part.chars, at + 2, &["不了", "不出", "的那"]).is_some();
            (!spoilt && closed && !done).then_some(Verb::Leaves)
        }
        '寄' => next
            .is_none_or(|c| "出走哦呢哈啦呀".contains(c))
            .then_some(Verb::Leaves),
        '出' => (next == Some('库')).then_some(Verb::Leaves),
        '到' => {
            let spoilt = before.is_some_and(|c| "看遇找想等直提轮感得买见听做联领办".contains(c));
            let price = next == Some('手') && part.chars.get(at + 2) == Some(&'价');
            let closed =
                next.is_none_or(|c| "货手了您你家达哦呢哈啦的呀啊~吧亲喔哒滴北上广深吗么".contains(c));
            (!spoilt && !price && closed).then_some(Verb::Arrives)
        }
        '达' => matches!(before, Some('送' | '必' | '抵' | '可' | '能')).then_some(Verb::Arrives),
        '签' | '收' => at_any(part.chars, at, &["签收", "收货"]).map(|_| Verb::Arrives),
        _ => None,
    }
}

/// `发货要3天`, `路上两三天`: the verb stands before the length.
fn verb_before(part: Part<'_>, time: Time, previous: usize) -> Option<Verb> {
    let When::Hours { .. } = time.when else {
        return None;
    };
    let from = previous.max(time.start.saturating_sub(9)).max(part.from);
    let before = Part::new(&part.chars[..time.start], &(from..time.start));
    if before.has(&["不", "没", "晚了", "等了", "过了"]) {
        return None;
    }
    let arrives = [
        "路上",
        "在途",
        "运输",
        "快递",
        "到货时间",
        "到货大概",
        "到货要",
        "到货需",
        "到您那",
        "到你那",
        "送达",
        "到手",
        "配送时间",
        "送到",
        "物流",
        "途中",
        "到货一般",
        "时效",
        "到那边",
        "收货要",
        "到大概",
        "到要",
        "到需要",
        "到一般",
    ];
    if before.has(&arrives) {
        return Some(Verb::Arrives);
    }
    let leaves = [
        "发货时间",
        "发货时效",
        "发货要",
        "发货需",
        "发货周期",
        "发货大概",
        "发货一般",
        "备货",
        "打包要",
        "发货是",
        "制作",
        "工期",
    ];
    before.has(&leaves).then_some(Verb::Leaves)
}

fn same_day(part: Part<'_>) -> bool {
    part.has(&["今天", "当天", "当日", "今日", "今晚", "当晚", "今儿"])
}

/// `4点前付款当天发`, also over a comma; `过了4点明天发`; `5点截单`.
fn cutoff(part: Part<'_>, earlier: Option<Part<'_>>, times: &[Time]) -> Option<(usize, usize, Said)> {
    if let Some(found) = part.find(&[
        "截单",
        "截止发货",
        "停止揽收",
        "来收件",
        "来收货",
        "来取件",
        "来揽收",
        "来拉货",
        "揽件截止",
    ]) {
        let exact = part.has(&["截单"]);
        let time = times
            .iter()
            .rfind(|time| hour(time).is_some() && (exact || time.end <= found.start))?;
        return Some(cut(*time, true));
    }
    let leaves = (part.from..part.chars.len()).find(|at| verb_at(part, *at) == Some(Verb::Leaves));
    let refused = part.has(&[
        "发不了",
        "发不出",
        "不能发",
        "没法发",
        "就不发",
        "赶不上",
        "才能发",
        "才发",
    ]);
    if leaves.is_none() && !refused {
        return None;
    }
    let today = same_day(part);
    let mut asked = ANY_TIME.iter().map(|word| (part, *word)).chain(
        earlier
            .into_iter()
            .flat_map(|part| ANY_TIME.iter().map(move |word| (part, *word))),
    );
    if today
        && !refused
        && let Some(found) = asked.find_map(|(part, word)| part.find(&[word]))
    {
        let clock = Clock {
            minutes: 1440,
            other: None,
            part_only: false,
        };
        return Some((found.start, found.end, Said::Cutoff { clock, exact: false }));
    }
    let here = times.iter().map(|time| (part, *time));
    let there: Vec<(Part<'_>, Time)> = earlier
        .map(|part| super::times(part).into_iter().map(|time| (part, time)).collect())
        .unwrap_or_default();
    for (part, time) in here.chain(there) {
        if hour(&time).is_none() || !matches!(time.day(), None | Some(Day::InDays(0))) {
            continue;
        }
        let before = at_any(part.chars, time.end, BEFORE_PAYING);
        let after = at_any(part.chars, time.end, AFTER).is_some()
            || part.just_before(time.start, 2, &["过了", "超过", "晚于"]);
        let paying = part
            .find_from(time.end, PAYING)
            .is_some_and(|found| found.start <= time.end + 4);
        let later = refused || part.has(&["明天", "次日", "第二天", "明早"]) || later_day(times);
        if after && before.is_none() && later {
            return Some(cut(time, true));
        }
        if !after && !refused && today && (before.is_some() || paying) {
            return Some(cut(time, false));
        }
    }
    None
}

fn later_day(times: &[Time]) -> bool {
    times.iter().any(|time| time.day() == Some(Day::InDays(1)))
}

const fn hour(time: &Time) -> Option<Clock> {
    time.clock()
}

fn cut(time: Time, exact: bool) -> (usize, usize, Said) {
    let clock = hour(&time).unwrap_or(Clock {
        minutes: 1440,
        other: None,
        part_only: true,
    });
    (time.start, time.end, Said::Cutoff { clock, exact })
}
