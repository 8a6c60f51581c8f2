//! What a message shows only beside the goods it speaks of: a number that is an offer, an option that is taken. Without
//! goods nothing is added.

use jinpai_model::At;
use jinpai_text::claims::{ONE, number_at};

use super::Said;
use crate::{
    Goods,
    cue::{Cue, Place},
    facts,
    view::{folded, place_in},
};

/// What is known of the goods in focus, as messages are held against it.
pub(super) struct InHand {
    price_yuan: Option<i64>,
    options: Vec<Vec<char>>,
}

impl InHand {
    pub fn of(goods: Option<&Goods<'_>>, now: At) -> Self {
        Self {
            price_yuan: goods.and_then(|one| facts::price(one, now)).map(|fen| fen / 100),
            options: goods.map_or_else(Vec::new, |one| {
                facts::options(one).into_iter().map(folded).collect()
            }),
        }
    }

    /// Adds what the words alone did not show.
    pub fn add(&self, said: &mut Said<'_>, bargaining: bool) {
        let found = [
            (Cue::Presses, bid(said.text, self.price_yuan, bargaining)),
            (Cue::Chose, choice(said.text, &self.options)),
        ];
        for (cue, place) in found {
            if let Some((from, to)) = place.filter(|_| !said.shows(cue)) {
                said.places.push(Place { cue, from, to });
            }
        }
    }
}

/// Words by which a number is an offer.
const OFFERS: &[&str] = &[
    "拿",
    "卖",
    "行",
    "付",
    "拍",
    "成",
    "出",
    "给",
    "要得",
    "包邮",
    "下单",
    "嘛",
    "最后",
    "一口价",
    "可以",
    "就这个数",
    "干不干",
];
/// Signs that a number is something else.
const NO_OFFERS: &[&str] = &[
    "公斤", "斤", "cm", "kg", "厘米", "身高", "体重", "脚", "腰", "码", "号", "满", "克", "毫", "寸", "%",
    "点钟", "楼", "岁", "年", "月", "日", "w", "v", "h", "db",
];

/// A price she names that is below what it costs: an offer, if she says so or has been bargaining.
fn bid(text: &str, price: Option<i64>, bargaining: bool) -> Option<(usize, usize)> {
    let price = price?;
    let chars = folded(text);
    let plain: String = chars.iter().collect();
    if chars.len() > 24
        || NO_OFFERS.iter().any(|sign| plain.contains(sign))
        || !bargaining && !OFFERS.iter().any(|word| plain.contains(word))
    {
        return None;
    }
    (0..chars.len()).find_map(|at| {
        let number = number_at(&chars, at)?;
        let yuan = number.exact()? / ONE;
        (price * 2 / 5 <= yuan && yuan < price).then_some((at, number.end.min(text.chars().count())))
    })
}

/// Words just before an option, and just after it, by which it is taken.
const BEFORE: &[&str] = &[
    "就", "要", "选", "选了", "拿", "定", "拍", "来", "买", "挑", "还是",
];
const AFTER: &[&str] = &[
    "了",
    "吧",
    "啦",
    "好了",
    "我要了",
    "就行",
    "就好",
    "走起",
    "安排",
    "拿下",
];
/// Who says one of these asks, or does not want it.
const ASKS: &[&str] = &[
    "?", "吗", "么", "不要", "没", "还有", "有没", "或者", "哪", "上次", "多少", "呢", "和", "跟",
];

/// Where she names an option so that it is taken.
fn choice(text: &str, options: &[Vec<char>]) -> Option<(usize, usize)> {
    const SHORT: usize = 30;
    if options.is_empty() {
        return None;
    }
    let chars = folded(text);
    let plain: String = chars.iter().collect();
    if chars.len() > SHORT || ASKS.iter().any(|word| plain.contains(word)) {
        return None;
    }
    let mut named = options
        .iter()
        .filter_map(|option| place_in(&chars, option).map(|at| (at, at + option.len())));
    let (from, to) = named.find(|(from, to)| {
        let before: String = chars[..*from].iter().collect();
        let after: String = chars[*to..].iter().collect();
        BEFORE.iter().any(|word| before.trim_end().ends_with(word))
            || AFTER.iter().any(|word| after.trim_start().starts_with(word))
    })?;
    let len = text.chars().count();
    Some((from.min(len), to.min(len)))
}
