//! What the fuzz targets share: the built-in coach, built once, and people's talk made from bytes.
//!
//! Random characters almost never hit a rule, so most of a text is put together from clauses of the
//! built-in rules' own examples; the rest is whatever Unicode has to offer.

use std::sync::LazyLock;

use arbitrary::{Result, Unstructured};
use jinpai_coach::{Coach, Finding};
use jinpai_model::{At, ClockTime, Facts, Fen};

pub static COACH: LazyLock<Coach> =
    LazyLock::new(|| jinpai_packs::builtin_coach().expect("the built-in pack is valid"));

/// Every clause of the built-in rules' examples and fixes.
static CLAUSES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let rules = jinpai_packs::builtin().expect("the built-in pack is valid");
    let mut texts: Vec<&str> = Vec::new();
    for rule in &rules {
        let examples = rule.bad.iter().chain(&rule.good);
        texts.extend(examples.flat_map(|example| example.lines().map(|(_, text)| text)));
        texts.extend(rule.fixes.iter().map(|fix| fix.text.as_str()));
    }
    let mut clauses: Vec<String> = Vec::new();
    for text in texts {
        let chars: Vec<char> = text.chars().collect();
        clauses.extend(jinpai_text::clauses(&chars).map(|at| chars[at].iter().collect()));
    }
    clauses.sort();
    clauses.dedup();
    clauses
});

const MARKS: &[&str] = &[
    "，", "。", "？", "！", "~", "…", " ", "\n", "、", "；", ",", ".", "?", "!", ":", "：", "\t", "{", "}",
    "【", "”",
];

/// Small words that turn the meaning of what stands around them, and what prices and times are made of.
const TURNS: &[&str] = &[
    "不",
    "没",
    "别",
    "吗",
    "呢",
    "的",
    "了",
    "如果",
    "应该",
    "肯定",
    "亲",
    "您",
    "才",
    "就",
    "都",
    "今天",
    "明天",
    "周五",
    "月底",
    "前",
    "后",
    "内",
    "小时",
    "天",
    "点",
    "半",
    "号",
    "块",
    "元",
    "件",
    "折",
    "百",
    "万",
    "亿",
    "两",
    "〇",
    "½",
    "99",
    "3",
    "0",
    "24",
    "2026",
    "99999999999999999999",
    "1.5",
    "3~5",
    "1,299",
    "18:00",
    "24:59",
];

/// What folding and counting might trip over.
const ODD: &[char] = &[
    '\0',
    '\u{200b}',
    '\u{200d}',
    '\u{fe0f}',
    '\u{301}',
    '\u{202e}',
    '\u{feff}',
    '\u{3000}',
    '\u{2028}',
    '\u{ad}',
    '\u{e000}',
    '\u{fffd}',
    '\u{10ffff}',
    '\u{d7ff}',
    '😊',
    '👨',
    '🇨',
    'ｖ',
    'Ｘ',
    'İ',
    'ß',
    'ﬀ',
    '①',
    '㊙',
    '㎏',
    '絕',
    '們',
    '٣',
    '𠮷',
    '가',
    'ね',
    '-',
    '_',
    '*',
    '/',
    '@',
    '0',
    '9',
];

/// Most pieces of one text.
const MOST_PIECES: usize = 16;

/// A text such as somebody, or nobody, would type.
pub fn text(u: &mut Unstructured<'_>) -> Result<String> {
    let mut text = String::new();
    for _ in 0..u.int_in_range(0..=MOST_PIECES)? {
        if u.is_empty() {
            break;
        }
        let from = text.len();
        match u.int_in_range(0_u8..=15)? {
            0..=5 => text.push_str(u.choose(&CLAUSES)?),
            6 => {
                let clause = u.choose(&CLAUSES)?;
                let cut = usize::from(u.arbitrary::<u8>()?) % (clause.chars().count() + 1);
                text.extend(clause.chars().skip(cut));
            }
            7 => {
                let clause = u.choose(&CLAUSES)?;
                let cut = usize::from(u.arbitrary::<u8>()?) % (clause.chars().count() + 1);
                text.extend(clause.chars().take(cut));
            }
            8..=10 => text.push_str(u.choose(MARKS)?),
            11 | 12 => text.push_str(u.choose(TURNS)?),
            13 => text.push(*u.choose(ODD)?),
            14 => text.push(u.arbitrary()?),
            _ => text.push_str(u.arbitrary::<&str>()?),
        }
        // The same over and over, as people do.
        if u.ratio(1, 24)? {
            let again = text[from..].to_owned();
            text.push_str(&again.repeat(usize::from(u.arbitrary::<u8>()?) % 12));
        }
    }
    Ok(text)
}

/// Figures as shops have them, and as nobody does.
fn figure(u: &mut Unstructured<'_>) -> Result<i64> {
    if u.ratio(1, 8)? {
        u.arbitrary()
    } else {
        u.int_in_range(-1..=300)
    }
}

fn some<T>(u: &mut Unstructured<'_>, make: fn(&mut Unstructured<'_>) -> Result<T>) -> Result<Option<T>> {
    u.ratio(1, 3)?.then(|| make(u)).transpose()
}

fn few(u: &mut Unstructured<'_>) -> Result<Vec<String>> {
    let known = [
        "7天无理由退换",
        "运费险",
        "质保一年",
        "袜子",
        "粉色",
        "黑",
        "",
        "{x}",
    ];
    let mut list = Vec::new();
    for _ in 0..u.int_in_range(0..=2)? {
        list.push(match u.ratio(1, 4)? {
            true => text(u)?,
            false => (*u.choose(&known)?).to_owned(),
        });
    }
    Ok(list)
}

fn end_of_promotion(u: &mut Unstructured<'_>) -> Result<String> {
    if u.ratio(1, 4)? {
        return text(u);
    }
    let (month, day) = (u.int_in_range(0..=13)?, u.int_in_range(0..=32)?);
    let (hour, minute) = (u.int_in_range(0..=24)?, u.int_in_range(0..=60)?);
    Ok(format!("2026-{month:02}-{day:02}T{hour:02}:{minute:02}"))
}

/// Some of what a shop may know.
pub fn facts(u: &mut Unstructured<'_>) -> Result<Facts> {
    Ok(Facts {
        stock: some(u, figure)?,
        price_fen: some(u, |u| Ok(Fen(figure(u)?.saturating_mul(100))))?,
        promo_ends: some(u, end_of_promotion)?,
        ship_cutoff: some(u, |u| {
            Ok(ClockTime::new(u.int_in_range(0..=23)?, u.int_in_range(0..=59)?).ok())
        })?
        .flatten(),
        ship_within_h: some(u, figure)?,
        eta_days: some(u, |u| Ok([figure(u)?, figure(u)?]))?,
        material: some(u, text)?,
        guarantees: few(u)?,
        gifts: few(u)?,
        colours_in_stock: few(u)?,
    })
}

/// A moment in 2025 or 2026; now and then any at all.
pub fn moment(u: &mut Unstructured<'_>) -> Result<At> {
    Ok(match u.ratio(1, 12)? {
        true => At(u.arbitrary()?),
        false => At(1_735_660_800_000 + i64::from(u.arbitrary::<u16>()?) * 963_000),
    })
}

/// A finding's place lies inside its text and holds the words it names.
pub fn stands_in(finding: &Finding, text: &str) {
    let (start, end) = (finding.start, finding.end);
    assert!(
        start <= end && end <= text.chars().count(),
        "{}: {start}..{end} is outside {text:?}",
        finding.rule
    );
    let words: String = text.chars().skip(start).take(end - start).collect();
    assert_eq!(words, finding.matched, "{} in {text:?}", finding.rule);
}
