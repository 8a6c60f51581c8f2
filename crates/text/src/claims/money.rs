//! Claims about price and discount.

use super::{
    Said,
    number::{Number, number_at},
    words::{Part, at_any},
};

/// The price of one piece as it would be paid, in fen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Price {
    pub low_fen: i64,
    pub high_fen: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Discount {
    /// What is left to pay, in per cent (八折 is 80).
    Percent(i64),
    /// What comes off, in fen.
    Less(i64),
    /// 买一送一 and the like.
    Bundle,
}

#[rustfmt::skip] // A list of words reads as a paragraph.
const CUES: &[&str] = &[
    "券后价", "券后", "到手价", "到手", "活动价", "现价", "售价", "单价", "优惠价", "折后价", "折后",
    "秒杀价", "拼团价", "一口价", "实付", "实际付", "特价", "只要", "只需", "仅需", "只卖", "就卖", "一套要", "一件要", "一双要", "一台要", "一箱要", "一个要", "一盒要",
    "价格", "标价", "直播价", "卖", "才", "付", "价",
];
/// Between a cue and its figure.
#[rustfmt::skip] // A list of words reads as a paragraph.
const BETWEEN: &[&str] = &[
    "是", "为", "只要", "只需", "仅需", "才", "就", "也就", "仅", "大概", "大约", "差不多", "约", "共",
    "一共", "¥", "￥", ":", " ", "不到", "不超过", "现在", "在", "到手", "您", "你", "都是", "了",
];
/// Before the figure: it is something else than the price of the goods now.
#[rustfmt::skip] // A list of words reads as a paragraph.
const OTHER_BEFORE: &[&str] = &[
    "满", "减", "省", "便宜", "优惠", "立减", "返", "退", "补", "差", "邮费", "运费", "定金", "订金",
    "押金", "红包", "赔", "加", "涨", "原价", "吊牌", "专柜", "市场价", "日常", "平时", "第二件",
    "尾款", "服务费", "安装费", "手续费", "税", "低于", "高于", "超过", "超", "低", "降", "保费", "邮",
    "另一款", "那款", "别家", "划线价", "门市", "首单", "会员", "新人", "学生", "每期", "期", "每月",
    "抵", "抽", "多付", "凑", "买够", "月付", "免", "让", "送",
];
#[rustfmt::skip] // A list of words reads as a paragraph.
const OTHER_AFTER: &[&str] = &[
    "的券", "券", "优惠", "红包", "运费", "邮费", "以上", "起", "定金", "补", "返", "差价", "一期",
    "每期", "每月", "一个月", "的运费", "的邮费", "以内", "无门槛", "的优惠", "的红包", "立减", "抵",
    "保证金", "邮", "手工费", "服务费", "安装", "/月",
];
#[rustfmt::skip] // A list of words reads as a paragraph.
const SEVERAL: &[&str] = &[
    "两件", "2件", "三件", "3件", "四件", "5件", "五件", "两双", "2双", "三双", "两盒", "2盒", "三盒",
    "3盒", "两瓶", "两套", "2套", "两箱", "两条", "两个", "两包", "一起", "一共", "总共", "合计",
    "加起来", "全套", "套餐", "整箱", "十个", "第二", "另一", "那款", "这两", "两款",
];

pub(super) fn prices(part: Part<'_>, say: &mut impl FnMut((usize, usize, Said))) {
    if part.has(SEVERAL) {
        return;
    }
    let mut at = part.from;
    while at < part.chars.len() {
        let Some(number) = number_at(part.chars, at) else {
            at += 1;
            continue;
        };
        at = number.end;
        let (price, end, marked) = amount(part, number);
        at = at.max(end);
        let cued = after_cue(part, number.start);
        let bare = marked || bare_amount(part, end);
        // 优惠价158 names the price, 优惠20 what comes off it.
        let other = part.just_before(number.start, 5, OTHER_BEFORE) && !named_offer(part, number.start);
        let spoilt = other || at_any(part.chars, end, OTHER_AFTER).is_some();
        let one = part.chars.get(end) == Some(&'一')
            || at_any(part.chars, end, &["包邮", "到手", "每件", "/件"]).is_some();
        if !spoilt
            && bare
            && (cued || (marked && (one || asks_price(part, number.start))))
            && price.high_fen >= 50
        {
            let under = part.just_before(number.start, 4, &["不到", "不超过", "不足", "没到"]);
            let low_fen = if under { 0 } else { price.low_fen };
            say((number.start, end, Said::Price(Price { low_fen, ..price })));
        }
    }
}

fn named_offer(part: Part<'_>, at: usize) -> bool {
    part.just_before(at, 5, &["优惠价", "优惠后", "优惠完"])
}

/// `¥129`, `是129元`: a figure with the mark of money that opens the clause or follows 是.
fn asks_price(part: Part<'_>, at: usize) -> bool {
    at == part.from
        || part.just_before(
            at,
            1,
            &["是", "要", "¥", "￥", "就", "才", "现", "亲", "这", ":", "需"],
        )
        || part.just_before(
            at,
            3,
            &[
                "现在", "今天", "目前", "拍下", "这款", "一件", "一双", "一套", "一个", "一盒", "一箱",
                "一瓶",
            ],
        )
}

/// The amount in fen, where it ends, and whether a mark of money stands with it.
fn amount(part: Part<'_>, number: Number) -> (Price, usize, bool) {
    let mut end = number.end;
    let (mut low, mut high) = (number.low, number.high);
    let mut marked = part.just_before(number.start, 1, &["¥", "￥"]);
    if let Some(len) = at_any(
        part.chars,
        end,
        &["块钱", "元钱", "块", "元", "rmb", "大洋", "米哦"],
    ) {
        marked = true;
        end += len;
        // 99块9, 三块五
        if len == 1
            && let Some(jiao) = part.chars.get(..=end).and_then(|chars| number_at(chars, end))
            && jiao.low == jiao.high
            && (100..1_000).contains(&jiao.low)
            && !part
                .chars
                .get(jiao.end)
                .is_some_and(|c| "十百件双个条套盒箱瓶只斤天包份".contains(*c))
        {
            low += jiao.low / 10;
            high += jiao.low / 10;
            end = jiao.end + usize::from(matches!(part.chars.get(jiao.end), Some('毛' | '角')));
        } else if at_any(part.chars, end, &["多", "出头"]).is_some() {
            high += 99;
        }
    }
    let price = Price {
        low_fen: low,
        high_fen: high,
    };
    (price, end, marked)
}

fn after_cue(part: Part<'_>, at: usize) -> bool {
    (part.from..at).rev().take(9).any(|cue| {
        let Some(len) = at_any(part.chars, cue, CUES) else {
            return false;
        };
        let mut to = cue + len;
        while to < at {
            match at_any(part.chars, to, BETWEEN) {
                Some(len) => to += len,
                None => return false,
            }
        }
        to == at
    })
}

/// Whether a figure without a mark of money can be one: no measure follows.
fn bare_amount(part: Part<'_>, end: usize) -> bool {
    part.chars
        .get(end)
        .is_none_or(|c| "了哦呢啦哈呀啊的包一就亲,不多左您你~吧喔就还，,".contains(*c))
}

pub(super) fn discounts(part: Part<'_>, say: &mut impl FnMut((usize, usize, Said))) {
    for at in part.from..part.chars.len() {
        if at_any(
            part.chars,
            at,
            &["买一送一", "买二送一", "买1送1", "买2送1", "买三送一"],
        )
        .is_some()
        {
            say((at, at + 4, Said::Discount(Discount::Bundle)));
        } else if at_any(part.chars, at, &["半价"]).is_some() && !part.just_before(at, 3, &["不", "没"]) {
            say((at, at + 2, Said::Discount(Discount::Percent(50))));
        }
    }
    let mut at = part.from;
    while at < part.chars.len() {
        let Some(number) = number_at(part.chars, at) else {
            at += 1;
            continue;
        };
        at = number.end;
        let denied =
            part.just_before(number.start, 4, &["不", "没", "无法"]) || named_offer(part, number.start);
        if part.chars.get(number.end) == Some(&'折') && !denied {
            // 8折, 85折, 8.8折, 八五折
            let percent = if number.low >= 1_000 {
                number.low / 100
            } else {
                number.low / 10
            };
            say((
                number.start,
                number.end + 1,
                Said::Discount(Discount::Percent(percent)),
            ));
        } else if !denied && part.just_before(number.start, 3, &["立减", "直降", "优惠", "便宜", "减", "省"])
        {
            let (price, end, marked) = amount(part, number);
            if marked || bare_amount(part, end) {
                say((number.start, end, Said::Discount(Discount::Less(price.low_fen))));
            }
        }
    }
}
