//! Claims about what comes along for nothing.

use super::{
    Said,
    number::number_at,
    words::{Part, at_any},
};

/// A gift by name; none for gifts in general.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gift {
    pub name: Option<String>,
    pub denied: bool,
}

const GIVING: &[&str] = &[
    "随单送",
    "随单附赠",
    "附赠",
    "赠送",
    "免费送",
    "另送",
    "还送",
    "额外送",
    "多送",
    "送",
    "赠",
];
#[rustfmt::skip] // A list of words reads as a paragraph.
const NOT_GIVING: &[&str] = &[
    "到", "达", "货", "礼", "人", "给朋友", "长辈", "过去", "过来", "修", "检", "上门", "去", "往",
    "一程", "女", "男", "老", "妈", "爸", "闺", "对象", "孩子",
];
const NO_GIFT: &[&str] = &[
    "没有赠品",
    "没赠品",
    "无赠品",
    "不送赠品",
    "不带赠品",
    "没有礼品",
    "不含赠品",
    "没有小礼物",
    "赠品没有",
    "没有送东西",
];

pub(super) fn read(part: Part<'_>, say: &mut impl FnMut((usize, usize, Said))) {
    if let Some(found) = part.find(NO_GIFT) {
        let gift = Gift {
            name: None,
            denied: true,
        };
        say((found.start, found.end, Said::Gift(gift)));
        return;
    }
    if part.has(&["运费险", "券", "积分", "红包", "配送", "派送", "发送"]) {
        return;
    }
    let Some(found) = part.find(GIVING) else { return };
    let denied = part.just_before(found.start, 3, &["不", "没"]);
    let mut at = found.end;
    at += at_any(part.chars, at, &["给您", "您们", "您", "你", "亲", "的是", "的"]).unwrap_or(0);
    if at_any(part.chars, at, NOT_GIVING).is_some() {
        return;
    }
    if let Some(number) = number_at(part.chars, at) {
        at = number.end;
    }
    at += at_any(
        part.chars,
        at,
        &[
            "个", "件", "双", "条", "套", "盒", "包", "份", "支", "瓶", "张", "片", "只", "袋", "块", "本",
            "把", "对",
        ],
    )
    .unwrap_or(0);
    at += at_any(part.chars, at, &["小", "精美", "同款"]).unwrap_or(0);
    let name: String = part.chars[at.min(part.chars.len())..]
        .iter()
        .take_while(|c| !"的哦呢啦哈呀啊了亲给一和,~!".contains(**c))
        .take(8)
        .collect();
    let length = name.chars().count();
    if length >= 2 {
        let gift = Gift {
            name: Some(name),
            denied,
        };
        say((found.start, at + length, Said::Gift(gift)));
    }
}
