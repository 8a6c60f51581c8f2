//! What a text comes down to, and how near two texts are: the share of the pairs of characters they have in common.
//! Pure.

use jinpai_text::Folded;

/// Said before or behind a question without being part of it; longer ones before the shorter they begin with.
const BEFORE: [&str; 30] = [
    "亲爱的",
    "亲亲",
    "亲",
    "老板娘",
    "老板",
    "掌柜的",
    "掌柜",
    "店家",
    "客服",
    "小姐姐",
    "美女",
    "您好",
    "你好",
    "在吗",
    "在不在",
    "请问一下",
    "请问",
    "麻烦问一下",
    "麻烦",
    "想问一下",
    "想问",
    "问一下",
    "问下",
    "那个",
    "这个",
    "这款",
    "这件",
    "那款",
    "那件",
    "这",
];
const BEHIND: [char; 14] = [
    '吗', '呢', '啊', '呀', '哦', '哈', '嘛', '么', '了', '的', '吧', '哒', '亲', '噢',
];

/// Ways to ask that mean the same; the longer before what stands in it.
const SAME: [(&str, &str); 11] = [
    ("可不可以", "能"),
    ("能不能", "能"),
    ("可以", "能"),
    ("有没有", "有"),
    ("是不是", "是"),
    ("会不会", "会"),
    ("要不要", "要"),
    ("啥时候", "什么时候"),
    ("几时", "什么时候"),
    ("啥", "什么"),
    ("咋", "怎么"),
];

/// The letters and characters of a text, folded, every number as one sign, without the words that only open and close
/// it. Two texts that come down to the same ask the same.
pub(super) fn core_of(text: &str) -> String {
    let mut core: Vec<char> = Vec::new();
    for c in Folded::of(text).chars() {
        if c.is_numeric() {
            if core.last() != Some(&'#') {
                core.push('#');
            }
        } else if c.is_alphanumeric() || *c == '#' {
            core.push(*c);
        }
    }
    let mut whole: String = core.iter().collect();
    for (said, meant) in SAME {
        if whole.contains(said) {
            whole = whole.replace(said, meant);
        }
    }
    let mut rest = whole.as_str();
    while let Some(without) = BEFORE.iter().find_map(|word| rest.strip_prefix(word)) {
        if without.is_empty() {
            break;
        }
        rest = without;
    }
    // One character is left at the least: a text of nothing but such words is what it is.
    while let Some(without) = rest.strip_suffix(BEHIND).filter(|without| !without.is_empty()) {
        rest = without;
    }
    rest.to_owned()
}

/// The pairs of characters of a text, each once, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Grams(Vec<u64>);

impl Grams {
    pub(super) fn of(core: &str) -> Self {
        let chars: Vec<char> = core.chars().collect();
        let pair = |a: char, b: char| u64::from(u32::from(a)) << 32 | u64::from(u32::from(b));
        let mut grams: Vec<u64> = match chars.as_slice() {
            [one] => vec![pair(*one, '\0')],
            _ => chars.windows(2).map(|two| pair(two[0], two[1])).collect(),
        };
        grams.sort_unstable();
        grams.dedup();
        Self(grams)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = u64> + '_ {
        self.0.iter().copied()
    }

    /// 1 for the same pairs, 0 for none in common.
    pub(super) fn share(&self, other: &Self) -> f64 {
        let (mut a, mut b, mut both) = (0, 0, 0);
        while let (Some(x), Some(y)) = (self.0.get(a), other.0.get(b)) {
            match x.cmp(y) {
                std::cmp::Ordering::Less => a += 1,
                std::cmp::Ordering::Greater => b += 1,
                std::cmp::Ordering::Equal => {
                    both += 1;
                    a += 1;
                    b += 1;
                }
            }
        }
        share(both, self.len(), other.len())
    }
}

/// Twice what both have over all that each has.
pub(super) fn share(both: usize, a: usize, b: usize) -> f64 {
    let float = |n: usize| u32::try_from(n).map_or(f64::MAX, f64::from);
    2.0 * float(both) / float((a + b).max(1))
}

#[cfg(test)]
mod tests {
    use super::{Grams, core_of};

    #[test]
    fn the_same_question_comes_down_to_the_same() {
        for text in [
            "什么时候发货",
            "亲，请问什么时候发货呀？",
            "老板 什么時候發貨呢",
            "您好，在吗？什么时候发货啊啊",
            "想问一下什么时候发货😊",
        ] {
            assert_eq!(core_of(text), "什么时候发货", "{text}");
        }
        for text in [
            "这款可以机洗吗",
            "能不能机洗",
            "请问可不可以机洗呀",
            "这个能机洗吗",
        ] {
            assert_eq!(core_of(text), "能机洗", "{text}");
        }
        assert_eq!(core_of("身高175 体重１２０斤"), "身高#体重#斤");
        assert_eq!(core_of("在吗"), "在");
        assert_eq!(core_of("亲"), "亲");
        assert_eq!(core_of("？？"), "");
    }

    #[test]
    fn nearness_is_the_share_of_pairs() {
        let share = |a: &str, b: &str| Grams::of(a).share(&Grams::of(b));
        assert!((share("什么时候发货", "什么时候发货") - 1.0).abs() < 1e-9);
        assert!((share("有货", "没有货") - 2.0 / 3.0).abs() < 1e-9);
        assert!(share("发货", "退款") < 1e-9);
        assert!(share("", "") < 1e-9);
    }
}
