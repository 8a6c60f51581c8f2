//! Claims about what is on the shelf.

use super::{
    Said,
    number::{ONE, number_at},
    words::{Part, at_any},
};

/// A claim about stock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stock {
    pub level: Level,
    pub which: Which,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Pieces, fewest and most. `few` when it is said to make one hurry (只剩).
    Count {
        low: i64,
        high: i64,
        few: bool,
    },
    Scarce,
    Plenty,
    In,
    Out,
}

/// Which goods the claim is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    All,
    /// Colours by name, without 色.
    Colours(Vec<String>),
    /// One size, model or the like: the whole stock says little about it.
    Other,
}

const MEASURES: &str = "件双个条套盒箱瓶只台本包把份支袋盆棵罐张块斤提床顶枚辆副组筐朵串对桶卷根尾架部";
#[rustfmt::skip] // A list of words reads as a paragraph.
const FEW: &[&str] = &[
    "只剩下", "仅剩下", "就剩下", "只剩", "仅剩", "就剩", "只有", "仅有", "只余", "仅余", "剩最后",
    "最后", "不足", "不到", "剩下", "剩余", "还剩", "剩", "只余下", "就",
];
const HAVE: &[&str] = &[
    "库存有",
    "库存还有",
    "库存是",
    "库存",
    "还有",
    "现有",
    "有货",
    "现货",
    "存货",
    "有",
];
#[rustfmt::skip] // A list of words reads as a paragraph.
const SCARCE: &[&str] = &[
    "所剩不多", "所剩无几", "剩的不多", "剩得不多", "库存不多", "货不多", "不多了", "没多少了",
    "没几件", "没几双", "没几个", "没几套", "没几条", "没几盒", "快没货", "快没了", "快卖完", "快卖光",
    "快断货", "快售罄", "快抢光", "快抢完", "快要断货", "快要没", "快见底", "要卖完了", "马上卖完",
    "马上没了", "马上断货", "随时断货", "随时没货", "随时会断", "即将售罄", "即将断货", "库存紧张",
    "库存告急", "库存见底", "货源紧张", "手慢无", "手慢就没", "先到先得", "数量有限", "库存有限",
    "抢完就没", "卖完就没", "卖完为止", "售完为止", "售完即止", "最后一批", "就这几件", "就这点",
    "就剩一点", "就剩几", "晚了就没", "再晚就没", "库存很少", "库存少", "货少了", "快断码", "要断码", "断码边缘",
    "清完就没", "卖一件少一件",
];
#[rustfmt::skip] // A list of words reads as a paragraph.
const PLENTY: &[&str] = &[
    "货很足", "货足", "货充足", "库存充足", "库存充裕", "库存足", "存货充足", "存货多", "备货充足",
    "备货足", "备了很多", "库存很多", "库存多", "库存还很多", "货多", "货还多", "多得很", "多着呢",
    "多的是", "有的是货", "有的是", "管够", "大把", "不缺货", "不会断货", "不会缺货", "不会卖完",
    "不愁没货", "要多少有多少", "满仓", "大量现货", "大量有货", "很多货", "好多货", "货源充足",
    "不用抢", "不用担心没货", "量大管饱",
];
#[rustfmt::skip] // A list of words reads as a paragraph.
const OUT: &[&str] = &[
    "没有现货", "没有库存", "没有货", "没现货", "没库存", "没货", "无货", "无库存", "缺货", "断货",
    "售罄", "卖完", "卖光", "卖没", "抢光", "抢完", "卖断", "售完", "断码", "零库存", "空仓",
];
const IN: &[&str] = &["有现货", "有货", "有库存", "现货", "都有的", "都在售", "都能拍"];

pub(super) fn read(part: Part<'_>, say: &mut impl FnMut((usize, usize, Said))) {
    if let Some((start, end, level)) = count(part).or_else(|| words(part)) {
        let (start, which) = which(part, start, end);
        say((start, end, Said::Stock(Stock { level, which })));
    } else if let Some((start, end, level, names)) = coloured(part) {
        let which = Which::Colours(names);
        say((start, end, Said::Stock(Stock { level, which })));
    }
}

/// `只剩3件`, `库存还有两百多`, `还有二十来套`.
fn count(part: Part<'_>) -> Option<(usize, usize, Level)> {
    let mut at = part.from;
    while at < part.chars.len() {
        let few = at_any(part.chars, at, FEW);
        let Some(len) = few.or_else(|| at_any(part.chars, at, HAVE)) else {
            at += 1;
            continue;
        };
        if let Some((end, low, high)) = pieces_after(part, at + len, few.is_some()) {
            let below = at_any(part.chars, at, &["不足", "不到"]).is_some();
            let low = if below { 0 } else { low };
            let few = few.is_some();
            return Some((at, end, Level::Count { low, high, few }));
        }
        at += 1;
    }
    None
}

/// Words that may stand between 只剩 and the figure.
#[rustfmt::skip] // A list of words reads as a paragraph.
const BETWEEN: &[&str] = &[
    "最后", "这", "下", "了", "是", "大概", "大约", "差不多", "不到", "约", "还有", "就", "只有", "的",
    ":", " ", "一共", "仅", "有", "剩",
];

fn pieces_after(part: Part<'_>, from: usize, few: bool) -> Option<(usize, i64, i64)> {
    let mut at = from;
    for _ in 0..3 {
        match at_any(part.chars, at, BETWEEN) {
            Some(len) => at += len,
            None => break,
        }
    }
    let number = number_at(part.chars, at)?;
    let measure = part.chars.get(number.end).copied();
    let measured = measure.is_some_and(|c| MEASURES.contains(c));
    let stocked = at_any(part.chars, part.from, &["库存"]).is_some() || part.just_before(at, 6, &["库存"]);
    if !measured && !stocked {
        return None;
    }
    let end = number.end + usize::from(measured);
    let next = part.chars.get(end).copied();
    // 3个颜色, 2个月, 一个问题, 3件套, 两条尺码 say nothing about stock.
    let counted_else = next
        .is_some_and(|c| "颜色尺码月小星工问人版口年钟装优方款原办选区地规型组以多裤裙套".contains(c))
        && !(next == Some('多') || at_any(part.chars, end, &["小码", "多"]).is_some());
    let loose = !few && !stocked;
    let closed = next.is_none_or(|c| "了库现货呢哦啦哈的喽咯呀啊可在能没左上存亲多吧够,随不就,".contains(c));
    if counted_else || (loose && !closed) || number.low < ONE || number.low % ONE != 0 {
        return None;
    }
    let end = end + usize::from(few && next == Some('了'));
    Some((end, number.low / ONE, number.high / ONE))
}

fn words(part: Part<'_>) -> Option<(usize, usize, Level)> {
    if let Some(found) = part.find(SCARCE) {
        let denied = part.just_before(found.start, 2, &["不会", "不是", "没有"]);
        return (!denied).then_some((found.start, found.end, Level::Scarce));
    }
    if let Some(found) = part.find(PLENTY) {
        let denied = part.just_before(found.start, 3, &["不", "没"]);
        return (!denied).then_some((found.start, found.end, Level::Plenty));
    }
    if let Some(found) = part.find(OUT) {
        let spoilt = part.just_before(
            found.start,
            4,
            &[
                "有", "怕", "免", "快", "会", "要", "随时", "防", "可能", "不", "别", "等", "没", "担心",
                "容易", "经常",
            ],
        );
        // 卖完就…, 卖完后… tell what comes then.
        let then = at_any(
            part.chars,
            found.end,
            &["就", "后", "以后", "之后", "再", "会", "为止", "还", "前"],
        );
        return (!spoilt && then.is_none()).then_some((found.start, found.end, Level::Out));
    }
    let found = part.find(IN)?;
    let spoilt = part.just_before(
        found.start,
        3,
        &[
            "没", "不", "非", "无", "等", "到", "才", "哪", "如", "若", "时候", "再", "预计", "看",
        ],
    ) || part.has(&["到货通知", "有货通知", "有货了通知", "有货提醒", "现货吗"]);
    (!spoilt).then_some((found.start, found.end, Level::In))
}

/// `粉色有的`, `白色没了`: with a colour a bare 有 or 没 is about stock.
fn coloured(part: Part<'_>) -> Option<(usize, usize, Level, Vec<String>)> {
    let names = colours(part.chars, part.from);
    let (start, last) = (names.first()?.1, names.last()?.2);
    let at = (last..part.chars.len().min(last + 4)).find(|at| {
        at_any(
            part.chars,
            *at,
            &["没了", "没有", "没", "有", "不做了", "下架", "在售", "能拍"],
        )
        .is_some()
    })?;
    let len = at_any(
        part.chars,
        at,
        &[
            "没有了",
            "没了",
            "没有",
            "没",
            "有",
            "不做了",
            "下架",
            "在售",
            "能拍",
        ],
    )?;
    let out = matches!(part.chars.get(at), Some('没' | '不' | '下'));
    let end = at + len;
    // 有色差, 没有问题, 有优惠 are about something else.
    let closed = part
        .chars
        .get(end)
        .is_none_or(|c| "的了呢哦啦哈呀啊亲可您你~吧喔".contains(*c));
    let level = if out { Level::Out } else { Level::In };
    closed.then(|| {
        (
            start,
            end,
            level,
            names.into_iter().map(|(name, ..)| name).collect(),
        )
    })
}

/// Where the claim begins, and which goods it is about.
fn which(part: Part<'_>, start: usize, end: usize) -> (usize, Which) {
    let near: Vec<(String, usize, usize)> = colours(part.chars, part.from)
        .into_iter()
        .filter(|(_, from, to)| *from + 12 > start && *to < end + 6)
        .collect();
    if let Some((_, from, _)) = near.first() {
        let from = if start.saturating_sub(*from) <= 8 {
            (*from).min(start)
        } else {
            start
        };
        return (
            from,
            Which::Colours(near.into_iter().map(|(name, ..)| name).collect()),
        );
    }
    let other = part.has(&[
        "码",
        "尺寸",
        "这个色",
        "这个颜色",
        "那个颜色",
        "该颜色",
        "颜色",
        "型号",
        "规格",
        "套餐",
        "另一款",
        "那款",
        "另外一款",
        "其他款",
        "别的款",
        "新款",
        "老款",
        "旧款",
        "您要的",
        "你要的",
        "您选的",
        "门店",
        "赠品",
        "大号",
        "小号",
        "中号",
        "加大",
        "口味",
        "味道",
        "两款",
        "几款",
        "配件",
        "零件",
    ]) || sized(part);
    (start, if other { Which::Other } else { Which::All })
}

/// `xl`, `38号`: a size named by letters or by a number before 号.
fn sized(part: Part<'_>) -> bool {
    (part.from..part.chars.len()).any(|at| {
        let c = part.chars[at];
        let before = at
            .checked_sub(1)
            .filter(|at| *at >= part.from)
            .map(|at| part.chars[at]);
        let after = part.chars.get(at + 1);
        let lone = |c: Option<char>| c.is_none_or(|c| !c.is_ascii_alphabetic() || c == 'x');
        (matches!(c, 's' | 'm' | 'l') && lone(before) && lone(after.copied()))
            || (c == '号' && before.is_some_and(|c| c.is_ascii_digit()))
            // 37的没货了: a figure before 的 is a size.
            || (c == '的' && before.is_some_and(|c| c.is_ascii_digit()))
    })
}

/// Colours that stand alone before 的, 款 or 有.
const SINGLE: &str = "红黑白粉蓝绿黄灰紫橙棕咖金银青米杏";

/// Every colour named from a place on: its name without 色, and where it stands.
#[must_use]
pub fn colours(chars: &[char], from: usize) -> Vec<(String, usize, usize)> {
    let mut found: Vec<(String, usize, usize)> = Vec::new();
    for at in from..chars.len() {
        if chars[at] == '色' && at > from {
            let mut start = at;
            while start > from && at - start < 3 && is_colour_part(chars[start - 1]) {
                start -= 1;
            }
            let spoilt = matches!(chars.get(at + 1), Some('差' | '号' | '卡' | '素' | '系' | '彩'));
            if start < at && !spoilt {
                let named = chars[start..at]
                    .iter()
                    .any(|c| SINGLE.contains(*c) || "卡驼酒肤裸".contains(*c));
                if named {
                    found.push((chars[start..at].iter().collect(), start, at + 1));
                }
            }
        } else if SINGLE.contains(chars[at])
            && matches!(chars.get(at + 1), Some('的' | '款' | '有' | '没' | '卖' | '都'))
            && at
                .checked_sub(1)
                .is_none_or(|b| b < from || !is_word_before(chars[b]))
        {
            found.push((chars[at].to_string(), at, at + 1));
        }
    }
    found
}

fn is_colour_part(c: char) -> bool {
    SINGLE.contains(c)
        || "深浅藏雾天墨酒玫豆沙卡其驼姜樱湖宝军奶油燕麦香槟克莱因裸肤柔冰本亮暗荧纯".contains(c)
}

/// 现金的, 变白的 and 发黄的 name no goods by colour.
fn is_word_before(c: char) -> bool {
    "现变发美漂洗泛染资基奖定押佣租薪税白挺很更不显明".contains(c)
}
