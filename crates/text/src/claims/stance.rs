//! How a clause is meant: as a statement, a guess, a question or a supposition.

use std::ops::Range;

use super::words::Part;

/// How the words around a claim are meant. Denial belongs to the claim itself (`没货` is a claim too).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stance {
    /// 如果…, …的话
    pub conditional: bool,
    /// …吗, …?
    pub asked: bool,
    /// 一般, 大概, 左右
    pub hedged: bool,
    /// 之前, 上次: about another time.
    pub past: bool,
}

#[rustfmt::skip] // A list of words reads as a paragraph.
const HEDGES: &[&str] = &[
    "一般", "大概", "大约", "左右", "预计", "估计", "差不多", "正常", "通常", "可能", "应该", "基本",
    "尽量", "争取", "或许", "平时", "多数", "大多", "上下", "约", "最快", "看情况", "不一定", "尽快",
    "也许", "往常", "理论上",
];
const SUPPOSED: &[&str] = &[
    "如果", "要是", "假如", "万一", "若是", "倘若", "除非", "假设", "若", "的话",
];
#[rustfmt::skip] // A list of words reads as a paragraph.
const PAST: &[&str] = &[
    "之前", "以前", "上次", "原来", "当时", "昨天", "去年", "上个月", "上周", "前几天", "曾经", "那会",
    "刚才说", "您说", "你说", "你们说", "客服说", "其他家", "别家", "人家",
];

pub(super) fn of(chars: &[char], clause: &Range<usize>) -> Stance {
    let part = Part::new(chars, clause);
    Stance {
        conditional: part.has(SUPPOSED),
        asked: asked(chars, part),
        hedged: part.has(HEDGES),
        past: past(part),
    }
}

/// `之前` after a time is a bound (周五之前), not the past.
fn past(part: Part<'_>) -> bool {
    let Some(found) = part.find(PAST) else {
        return false;
    };
    let before_that = found.start.checked_sub(1).and_then(|at| part.chars.get(at));
    let bound = matches!(part.chars.get(found.start), Some('之' | '以'))
        && found.start > part.from
        && before_that.is_some_and(|c| "号日天点分半一二三四五六底时款单拍晚末0123456789".contains(*c));
    !bound
}

fn asked(chars: &[char], part: Part<'_>) -> bool {
    let end = part.chars.len();
    if chars.get(end) == Some(&'?') {
        return true;
    }
    let tail: Vec<char> = part.chars[part.from..]
        .iter()
        .rev()
        .copied()
        .skip_while(|c| matches!(c, '呢' | '啊' | '哦' | '呀' | '亲' | '哈' | ' '))
        .take(2)
        .collect();
    match tail.as_slice() {
        ['吗', ..] => true,
        ['么', before, ..] => !matches!(before, '什' | '怎' | '那' | '这' | '多'),
        _ => part.has(&[
            "是不是",
            "能不能",
            "会不会",
            "要不要",
            "有没有",
            "是否",
            "行不行",
            "好不好",
            "可不可以",
        ]),
    }
}
