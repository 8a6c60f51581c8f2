//! Claims about what a thing is made of, or free of.

use super::{
    Said,
    words::{Part, at_any, at_word},
};

/// A claim about material.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Matter {
    pub substance: Substance,
    /// 纯, 全, 100%: nothing else is in it.
    pub pure: bool,
    /// 不是, 不含: it is said not to be there.
    pub denied: bool,
}

/// A material or an ingredient, by its index in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Substance(usize);

impl Substance {
    /// Whether it is an ingredient one wants to be free of.
    #[must_use]
    pub fn is_ingredient(self) -> bool {
        self.0 >= MATERIALS.len()
    }

    fn row(self) -> &'static [&'static str] {
        MATERIALS
            .get(self.0)
            .copied()
            .unwrap_or_else(|| INGREDIENTS[self.0 - MATERIALS.len()])
    }

    /// The usual word.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row()[0]
    }
}

/// One material a line: its names, the usual one first. A longer name stands in the line of what it is.
const MATERIALS: &[&[&str]] = &[
    &["棉", "全棉", "纯棉", "精梳棉", "长绒棉", "棉布", "棉质", "新疆棉"],
    &["亚麻", "纯麻", "苎麻", "棉麻"],
    &["真丝", "桑蚕丝", "蚕丝", "丝绸"],
    &["羊绒", "山羊绒"],
    &["羊毛", "绵羊毛", "美利奴"],
    &[
        "真皮",
        "头层牛皮",
        "牛皮",
        "二层皮",
        "二层牛皮",
        "羊皮",
        "猪皮",
        "头层皮",
        "小牛皮",
        "牛剖层",
    ],
    &[
        "人造革",
        "pu",
        "仿皮",
        "超纤皮",
        "超纤",
        "西皮",
        "pvc革",
        "合成革",
    ],
    &["聚酯纤维", "涤纶", "聚酯", "的确良", "polyester"],
    &["锦纶", "尼龙"],
    &["氨纶", "莱卡", "弹性纤维"],
    &["腈纶"],
    &["粘纤", "粘胶", "人造棉", "人棉"],
    &["莫代尔"],
    &["竹纤维"],
    &["鹅绒", "白鹅绒", "灰鹅绒"],
    &["鸭绒", "白鸭绒", "灰鸭绒"],
    &["乳胶", "天然乳胶"],
    &[
        "实木",
        "原木",
        "橡木",
        "胡桃木",
        "松木",
        "榉木",
        "白蜡木",
        "红木",
        "樱桃木",
        "橡胶木",
    ],
    &[
        "人造板",
        "密度板",
        "颗粒板",
        "刨花板",
        "多层板",
        "纤维板",
        "板材",
        "贴皮",
    ],
    &["925银", "s925", "纯银", "足银", "银925", "999银"],
    &["镀银", "白铜", "铜镀银"],
    &["足金", "纯金", "黄金", "18k金", "999金", "24k金"],
    &["镀金", "包金", "鎏金"],
    &["合金", "锌合金"],
    &["304不锈钢", "316不锈钢", "304", "316", "食品级不锈钢"],
    &["201不锈钢", "201"],
    &["铝合金"],
    &["玻璃", "高硼硅", "钢化玻璃"],
    &["陶瓷", "骨瓷", "白瓷"],
    &["硅胶", "食品级硅胶"],
    &["塑料", "pp材质", "abs", "树脂", "pp塑料"],
    &["帆布"],
    &["铸铁", "生铁"],
    &["水晶"],
    &["翡翠", "和田玉"],
];

const INGREDIENTS: &[&[&str]] = &[
    &["酒精", "乙醇"],
    &["香精", "香料"],
    &["防腐剂", "防腐"],
    &["荧光剂", "荧光增白剂"],
    &["激素"],
    &["色素"],
    &["甲醛"],
    &["蔗糖", "白砂糖"],
    &["反式脂肪"],
    &["添加剂"],
    &["硅油"],
    &["矿物油"],
    &["双酚a", "bpa"],
    &["咖啡因"],
    &["麸质"],
    &["乳糖"],
    &["味精"],
    &["皂基"],
    &["坚果", "花生"],
    &["奶粉", "牛奶", "乳粉"],
    &["糖"],
];

const PURE: &[&str] = &[
    "纯",
    "全",
    "100%",
    "百分百",
    "百分之百",
    "百分之一百",
    "足",
    "都是",
    "整块",
    "通体",
];
#[rustfmt::skip] // A list of words reads as a paragraph.
const DENIED: &[&str] = &[
    "不是", "不含", "不加", "没有", "没加", "没", "无", "非", "未添加", "不添加", "不带", "未加",
    "并非", "不用", "没放", "不放", "不属于", "不算", "零添加", "无添加", "并不是",
];

/// Every substance named in a text, with its place; the longest name wins.
#[must_use]
pub fn substances(chars: &[char]) -> Vec<(Substance, usize, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let longest = MATERIALS
            .iter()
            .chain(INGREDIENTS)
            .enumerate()
            .flat_map(|(index, names)| names.iter().map(move |name| (index, *name)))
            .filter(|(_, name)| at_word(chars, at, name))
            .max_by_key(|(_, name)| name.chars().count());
        let Some((index, name)) = longest else {
            at += 1;
            continue;
        };
        let end = at + name.chars().count();
        if !spoilt(chars, at, end, name) {
            found.push((Substance(index), at, end));
        }
        at = end;
    }
    found
}

/// Letters and figures inside longer ones, and words that only look like a material.
fn spoilt(chars: &[char], at: usize, end: usize, name: &str) -> bool {
    let word = |c: Option<&char>| c.is_some_and(char::is_ascii_alphanumeric);
    let latin = name.chars().all(|c| c.is_ascii_alphanumeric());
    let before = at.checked_sub(1).and_then(|at| chars.get(at));
    let figure = name.chars().all(|c| c.is_ascii_digit());
    let wrong_after: &[&str] = match name {
        "棉" => &[
            "签", "花糖", "被", "鞋", "袄", "服", "拖", "衣", "裤", "棒", "球", "片",
        ],
        "糖" => &["果", "醋", "浆", "葫芦", "尿病", "色"],
        "真皮" => &["层"],
        "水晶" => &["鞋", "泥", "之恋"],
        "黄金" => &["周", "时间", "比例", "尺寸", "会员", "分割", "色"],
        "玻璃" => &["心", "种", "水", "胶"],
        "树脂" | "塑料" => &["袋", "膜"],
        _ => &[],
    };
    let wrong_before: &[&str] = match name {
        "棉" => &[
            "丝",
            "海",
            "珍珠",
            "木",
            "石",
            "化妆",
            "卫生",
            "纯人造",
            "填充",
            "pp",
            "太空",
            "喷胶",
        ],
        "真皮" => &["仿"],
        "糖" => &["红", "白砂", "冰", "喜"],
        _ => &[],
    };
    let preceded = wrong_before.iter().any(|word| {
        let len = word.chars().count();
        at.checked_sub(len).is_some_and(|from| at_word(chars, from, word))
    });
    (latin && (word(before) || word(chars.get(end))))
        || (figure && at_any(chars, end, &["不锈钢", "的", "钢", "材质", "食品级"]).is_none())
        || at_any(chars, end, wrong_after).is_some()
        || preceded
}

/// `0香精`, `零添加`; the 0 of 100% denies nothing.
fn zero(part: Part<'_>, at: usize) -> bool {
    let back = |steps: usize| at.checked_sub(steps).and_then(|at| part.chars.get(at));
    matches!(back(1), Some('0' | '零')) && !back(2).is_some_and(char::is_ascii_digit)
}

/// Parts, other goods, and ways of speaking that say nothing of this thing's material.
#[rustfmt::skip] // A list of words reads as a paragraph.
const ELSEWHERE: &[&str] = &[
    "那款", "另一款", "那个", "别的", "感", "质感", "像", "仿", "手感", "视觉", "清洗", "洗", "保养",
    "护理", "过敏", "区别", "相比", "比纯", "风格", "款式", "测试", "还是", "内里", "里料", "里布",
    "内衬", "鞋底", "大底", "鞋垫", "填充", "外壳", "手柄", "盖", "拉链", "扣子", "包装", "盒子",
    "袋子", "链条", "五金", "配件",
];

pub(super) fn read(part: Part<'_>, say: &mut impl FnMut((usize, usize, Said))) {
    // Care of a material, the look of one, and doubts about one claim nothing.
    if part.has(ELSEWHERE) {
        return;
    }
    for (substance, at, end) in substances(part.chars) {
        if at < part.from {
            continue;
        }
        let named_pure = at_any(part.chars, at, &["纯", "全", "足"]).is_some();
        let mut start = at;
        let pure = named_pure
            || PURE.iter().any(|word| {
                let len = word.chars().count();
                let leads = at
                    .checked_sub(len)
                    .is_some_and(|from| from >= part.from && at_word(part.chars, from, word));
                if leads {
                    start = start.min(at - len);
                }
                leads
            });
        let denied = part.just_before(at, 5, DENIED) || zero(part, at);
        // An ingredient named alone is a topic; only that it is there or not is a claim.
        let asserted =
            !substance.is_ingredient() || denied || part.just_before(at, 3, &["含", "有", "加了", "添加"]);
        if asserted {
            let matter = Matter {
                substance,
                pure,
                denied,
            };
            say((start, end, Said::Material(matter)));
        }
    }
}
