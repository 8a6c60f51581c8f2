//! A reply on its way to become a phrase: what it could be called, how it could be typed, where it belongs.
//!
//! A proposal that whoever saves it looks at first. The same words always propose the same. Pure but for reading
//! which codes are taken.

use std::collections::HashSet;

use jinpai_channels::phrases::{MAX_CODE_CHARS, MAX_TITLE_CHARS};
use jinpai_packs::phrases::starters;
use jinpai_store::phrases;
use jinpai_text::Folded;

use super::keys;
use crate::{
    desk::{Desk, bounded},
    error::Result,
};

/// What a title is cut to: as long as those of the program.
const TITLE_CHARS: usize = 12;
/// Letters of a code that is made of a title.
const CODE_CHARS: usize = 6;
/// Longest text that is looked at.
const MAX_CHARS: usize = jinpai_model::Message::MAX_CHARS;

/// Words by which a reply tells its stage; longer ones count more. Of two stages that are equally likely, the one
/// that stands first.
const WORDS: [(&str, &[&str]); 7] = [
    (
        "aftersales",
        &[
            "退货",
            "换货",
            "退款",
            "退换",
            "售后",
            "运费险",
            "补发",
            "破损",
            "质量问题",
            "退回",
            "瑕疵",
            "少发",
            "错发",
            "返修",
            "维修",
        ],
    ),
    (
        "logistics",
        &[
            "发货", "快递", "物流", "到货", "派送", "签收", "寄出", "顺丰", "圆通", "中通", "韵达", "单号",
            "揽收", "驿站", "送到", "在途", "打包", "包裹",
        ],
    ),
    (
        "payment",
        &[
            "付款",
            "支付",
            "花呗",
            "分期",
            "改价",
            "拍下",
            "下单",
            "未付",
            "关闭订单",
            "付好",
            "银行卡",
            "信用卡",
        ],
    ),
    (
        "bargain",
        &[
            "便宜",
            "优惠",
            "打折",
            "折扣",
            "满减",
            "最低",
            "降价",
            "让利",
            "包邮",
            "红包",
            "优惠券",
            "这个价",
            "赠品",
            "小礼物",
            "会员价",
        ],
    ),
    (
        "review",
        &["评价", "好评", "晒图", "追评", "买家秀", "评论", "五星"],
    ),
    (
        "farewell",
        &[
            "再见",
            "慢走",
            "祝您",
            "下次光临",
            "先忙",
            "拜拜",
            "晚安",
            "随时来",
            "期待您",
            "再联系",
        ],
    ),
    (
        "welcome",
        &[
            "欢迎光临",
            "欢迎来",
            "很高兴为您",
            "有什么可以帮",
            "有什么能帮",
            "请问有什么",
            "在的",
            "久等",
        ],
    ),
];

/// A proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhraseDraft {
    pub stage: String,
    pub code: String,
    pub title: String,
}

impl Desk {
    /// What a reply could be saved as; `asked` is what the buyer had said before it.
    ///
    /// # Errors
    /// [`crate::EngineError::Invalid`] for a text that is empty or too long.
    pub async fn suggest_phrase(&self, text: &str, asked: Option<&str>) -> Result<PhraseDraft> {
        let text = bounded("text", text, MAX_CHARS)?;
        let held = phrases::of_person(self.engine.store.read(), self.shop, self.person).await?;
        let taken = held.into_iter().map(|one| one.code).collect();
        let title = title_of(&text, asked);
        Ok(PhraseDraft {
            stage: stage_of(&text).to_owned(),
            code: code_of(&title, &taken),
            title,
        })
    }
}

/// The stage that the words of a reply speak of; `talk` when they do not say.
pub(super) fn stage_of(text: &str) -> &'static str {
    let text: String = Folded::of(text).chars().iter().collect();
    let mut best = ("talk", 0);
    for (stage, words) in WORDS {
        let score = words
            .iter()
            .filter(|word| text.contains(**word))
            .map(|word| word.chars().count() - 1)
            .sum();
        if score > best.1 {
            best = (stage, score);
        }
    }
    best.0
}

/// What the buyer asked, where she asked in few words; else how the reply begins. Long numbers stay out.
pub(super) fn title_of(text: &str, asked: Option<&str>) -> String {
    let from = asked.into_iter().map(bare);
    let mut tries = from
        .filter(|asked| (2..=TITLE_CHARS).contains(&asked.chars().count()))
        .chain(pieces(text));
    let title = tries.next().unwrap_or_else(|| bare(text));
    let title: String = title.chars().take(TITLE_CHARS).collect();
    const { assert!(TITLE_CHARS <= MAX_TITLE_CHARS, "a title that is made fits") };
    match title.trim() {
        "" => "一句话".to_owned(),
        title => title.to_owned(),
    }
}

/// The pieces of a text between its marks that say something.
fn pieces(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split([
        '，', '。', '！', '？', '；', ',', '.', '!', '?', ';', '~', '～', '\n',
    ])
    .map(bare)
    .filter(|piece| piece.chars().count() >= 3)
}

/// Without marks, smiles, facts in braces, numbers of five digits and more, and the words everybody begins with.
fn bare(text: &str) -> String {
    let mut without = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("{{") {
        without.push_str(&rest[..at]);
        rest = rest[at..].split_once("}}").map_or("", |(_, rest)| rest);
    }
    without.push_str(rest);
    let kept = |c: char| c.is_alphanumeric() || c == ' ';
    let text: String = without.chars().filter(|c| kept(*c)).collect();
    let text = text.trim();
    let text = ["亲亲", "亲爱的", "亲", "您好", "你好", "请问", "嗯嗯", "好的"]
        .iter()
        .fold(text, |text, word| text.strip_prefix(word).unwrap_or(text));
    let words = super::asked::masked(text.trim(), "");
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A code nobody has yet: the initials of the title, and a number where they are taken. One of the program's is left
/// alone, since this phrase would stand in its place.
pub(super) fn code_of(title: &str, taken: &HashSet<String>) -> String {
    let initials = keys::of(title).into_iter().next().unwrap_or_default();
    let mut stem: String = initials.chars().take(CODE_CHARS).collect();
    if stem.is_empty() {
        stem.push('p');
    }
    let free = |code: &str| !taken.contains(code) && !starters().iter().any(|one| one.code == code);
    if free(&stem) {
        return stem;
    }
    let mut n = 2_u32;
    loop {
        let code = format!("{stem}{n}");
        debug_assert!(code.len() <= MAX_CODE_CHARS, "a shop has not that many");
        if free(&code) {
            return code;
        }
        n += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_is_filed_by_its_words() {
        for (text, stage) in [
            ("亲，今天下午四点前付款今天就发货哦", "logistics"),
            ("七天内不喜欢可以退货，运费险已经送上", "aftersales"),
            ("这个价已经是活动价了，给您申请一个小礼物", "bargain"),
            ("付款遇到问题可以换花呗试试", "payment"),
            ("收到后方便的话写个评价，晒图也欢迎", "review"),
            ("好的您先忙，随时来找我", "farewell"),
            ("欢迎光临，有什么可以帮您", "welcome"),
            ("纯棉的，贴身穿也舒服", "talk"),
            ("發貨後會給您單號", "logistics"),
        ] {
            assert_eq!(stage_of(text), stage, "{text}");
        }
    }

    #[test]
    fn a_title_is_what_was_asked_or_how_the_reply_begins() {
        assert_eq!(
            title_of("今天四点前付款今天发", Some("亲，什么时候发货呀？")),
            "什么时候发货呀"
        );
        assert_eq!(
            title_of("亲，这款是纯棉的，贴身穿也舒服", Some("嗯")),
            "这款是纯棉的"
        );
        assert_eq!(title_of("{{ item }}有现货的，放心拍", None), "有现货的");
        assert_eq!(
            title_of("您的单号 13800138000 已经寄出了", None),
            "您的单号 已经寄出了"
        );
        assert_eq!(title_of("😊", None), "一句话");
        let long = title_of(&"长".repeat(40), None);
        assert_eq!(long.chars().count(), 12);
    }

    #[test]
    fn a_code_is_the_initials_and_free() {
        let taken = |codes: &[&str]| codes.iter().map(|&code| code.to_owned()).collect();
        assert_eq!(code_of("这款是纯棉的", &taken(&[])), "zkscmd");
        assert_eq!(code_of("这款是纯棉的", &taken(&["zkscmd", "zkscmd2"])), "zkscmd3");
        assert_ne!(code_of("hi", &taken(&[])), "hi", "the program's own stays");
        assert_eq!(code_of("？", &taken(&[])), "p");
    }
}
