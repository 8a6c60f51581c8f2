//! Claims about what the shop undertakes: returns, repair, compensation, insurance of the way back.

use super::{
    Said,
    number::{ONE, number_at},
    when::{Length, length_at},
    words::{Part, at_any},
};

/// What is undertaken, for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guarantee {
    pub what: Undertaking,
    /// Hours, fewest and most; none when no window was named.
    pub window_h: Option<(i64, i64)>,
    /// 不支持, 没有
    pub denied: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undertaking {
    /// Returns without a reason.
    Return,
    /// Exchange for a new one.
    Replace,
    /// Free repair.
    Warranty,
    /// So many times the price for a fake (假一赔十).
    Authentic { times: i64 },
    /// Insurance of, or payment for, the way back.
    FreightBack,
    /// The difference back when it becomes cheaper.
    PriceKept,
    /// Broken or spoilt on the way is made good.
    DamagePaid,
    /// Free installation.
    Installed,
}

/// A window beyond any lifetime: 终身.
pub const LIFETIME_H: i64 = 100 * 8_760;

const KINDS: &[(Undertaking, &[&str])] = &[
    (
        Undertaking::FreightBack,
        &[
            "运费险",
            "退货包运费",
            "包退运费",
            "来回运费",
            "免费退货",
            "退货免运费",
            "退换免运费",
            "退货运费我们",
            "退回运费我们",
            "免运费退",
            "包来回",
        ],
    ),
    (
        Undertaking::PriceKept,
        &[
            "保价",
            "价保",
            "买贵退差",
            "买贵补差",
            "买贵必赔",
            "降价补差",
            "降价退差",
            "差价保护",
            "价格保护",
        ],
    ),
    (
        Undertaking::DamagePaid,
        &[
            "坏果包赔",
            "坏单包赔",
            "坏了包赔",
            "破损包赔",
            "破损包补",
            "碎了包赔",
            "坏果必赔",
            "破损必赔",
            "坏一个赔",
            "坏果全赔",
            "破损赔付",
            "死了包赔",
            "死包赔",
        ],
    ),
    (
        Undertaking::Installed,
        &["免费安装", "包安装", "免费上门安装", "安装免费", "上门安装免费"],
    ),
    (
        Undertaking::Warranty,
        &[
            "保修",
            "质保",
            "联保",
            "包修",
            "免费修",
            "免费维修",
            "延保",
            "免费给您修",
            "免费帮您修",
            "坏了免费修",
        ],
    ),
    (
        Undertaking::Replace,
        &[
            "包换",
            "换新",
            "免费换",
            "只换不修",
            "以换代修",
            "给您换",
            "可以换",
            "能换",
            "换货",
            "直接换",
        ],
    ),
    (
        Undertaking::Return,
        &[
            "无理由",
            "七天退",
            "7天退",
            "随便退",
            "包退",
            "可以退",
            "都能退",
            "都可以退",
            "能退",
            "可退",
            "随时退",
            "不喜欢就退",
            "不满意就退",
            "支持退",
            "都退",
            "退货",
        ],
    ),
];

/// Cases in which a guarantee truly does not hold.
#[rustfmt::skip] // A list of words reads as a paragraph.
const EXCEPTIONS: &[&str] = &[
    "拆封", "定制", "洗过", "用过", "穿过", "使用过", "影响", "人为", "贴身", "超过", "过了", "特殊",
    "二次", "吊牌", "个别", "激活", "剪标", "生鲜", "进水", "摔",
];
/// A return for a fault is not the one without a reason.
const FAULTS: &[&str] = &["坏", "质量", "破损", "瑕疵", "发错", "少件", "不是正品", "假货"];

pub(super) fn read(part: Part<'_>, say: &mut impl FnMut((usize, usize, Said))) {
    authentic(part, say);
    let mut seen: Vec<usize> = Vec::new();
    for (what, words) in KINDS {
        let Some(found) = part.find(words) else { continue };
        let window = window(part, found.start, found.end);
        let start = window.map_or(found.start, |length| length.start);
        // 无理由退换货 is one undertaking, that of returns.
        if *what == Undertaking::Replace && part.has(&["无理由"]) {
            continue;
        }
        // 7天包退包换 is one window for two undertakings; the first named of a kind is enough.
        let bare = matches!(what, Undertaking::Return | Undertaking::Replace) && window.is_none();
        if seen.contains(&start)
            || (bare && !part.has(&["无理由"]))
            || (bare && *what == Undertaking::Replace)
        {
            continue;
        }
        // 保修 alone is a topic (保修政策); that there is one is a claim.
        let warranted = window.is_some()
            || part.has(&[
                "有保修",
                "有质保",
                "支持保修",
                "全国联保",
                "免费修",
                "包修",
                "没有保修",
                "不保修",
                "没有质保",
            ]);
        if *what == Undertaking::Warranty && !warranted {
            continue;
        }
        seen.push(start);
        let denied = part.just_before(
            found.start,
            5,
            &[
                "不支持",
                "不享",
                "没有",
                "没",
                "不含",
                "不带",
                "不送",
                "不包",
                "无法",
                "不能",
                "不提供",
                "不参加",
                "不参与",
                "不是",
                "不",
            ],
        );
        if denied && part.has(EXCEPTIONS) || *what == Undertaking::Return && part.has(FAULTS) {
            continue;
        }
        let guarantee = Guarantee {
            what: *what,
            window_h: window.map(|length| (length.low_h, length.high_h)),
            denied,
        };
        let (from, to) = match window {
            Some(length) => (length.start, within(part, length.end)),
            None => (found.start, found.end),
        };
        say((from, to, Said::Guarantee(guarantee)));
    }
}

fn within(part: Part<'_>, at: usize) -> usize {
    at + at_any(part.chars, at, &["之内", "以内", "内"]).unwrap_or(0)
}

/// The length of time nearest to the words: before them (`7天无理由`), else right after (`保修两年`).
fn window(part: Part<'_>, start: usize, end: usize) -> Option<Length> {
    let mut before = None;
    let mut at = part.from;
    while at < start {
        if let Some(length) = lifetime(part, at)
            .or_else(|| length_at(part.chars, at))
            .filter(|length| length.end <= start)
        {
            at = length.end;
            before = Some(length);
        } else {
            at += 1;
        }
    }
    let near = before.filter(|length| start - length.end <= 12);
    near.or_else(|| {
        (end..part.chars.len().min(end + 5))
            .find_map(|at| lifetime(part, at).or_else(|| length_at(part.chars, at)))
    })
}

fn lifetime(part: Part<'_>, at: usize) -> Option<Length> {
    let len = at_any(part.chars, at, &["终身", "终生", "永久", "一辈子", "永远"])?;
    Some(Length {
        start: at,
        end: at + len,
        low_h: LIFETIME_H,
        high_h: LIFETIME_H,
    })
}

/// `假一赔十`, `假一罚三`.
fn authentic(part: Part<'_>, say: &mut impl FnMut((usize, usize, Said))) {
    let Some(found) = part.find(&["假一赔", "假一罚", "假1赔", "假1罚"]) else {
        return;
    };
    let (times, end) = match part.chars.get(found.end) {
        Some('万') => (10_000, found.end + 1),
        Some('百') => (100, found.end + 1),
        Some('千') => (1_000, found.end + 1),
        _ => match number_at(part.chars, found.end).and_then(|n| Some((n.exact()? / ONE, n.end))) {
            Some(read) => read,
            None => return,
        },
    };
    let guarantee = Guarantee {
        what: Undertaking::Authentic { times },
        window_h: None,
        denied: part.just_before(found.start, 4, &["不", "没"]),
    };
    say((found.start, end, Said::Guarantee(guarantee)));
}
