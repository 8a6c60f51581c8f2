//! The made-up shop's catalogue beside its six articles: made from the words of [`super::kinds`], the same every time,
//! as a table in the form of our own template, so that it comes in the way a shop's own would.

use std::fmt::Write as _;

use super::kinds::{KINDS, Kind};

/// Articles made of each style of a kind.
const SERIES: [&str; 4] = ["经典款", "新款", "加厚", "轻便"];
const HEAD: &str = "商家编码,标题,行业,类目,规格编码,规格,价格,库存,底价,促销内容,促销截止,促销价,截单时间,发货时效(小时),时效天数,分省时效,邮费,材质,保障,赠品,属性,尺码表,洗护,卖点,不足,答疑";

/// The catalogue as a file, for a promotion that ends at midnight of `promotion_ends` (`2026-12-12`).
pub fn table(promotion_ends: &str) -> String {
    let mut table = String::from(HEAD);
    table.push('\n');
    let mut number = 0;
    for (of_kind, kind) in KINDS.iter().enumerate() {
        for (of_style, style) in kind.styles.iter().enumerate() {
            for (series, name) in SERIES.iter().enumerate() {
                // Not every series of every style exists; which, is settled by place.
                if (of_kind + of_style + series) % 4 != 0 {
                    number += 1;
                    article(&mut table, kind, *style, name, number, promotion_ends);
                }
            }
        }
    }
    table
}

fn article(
    table: &mut String,
    kind: &Kind,
    (style, material): (&str, &str),
    series: &str,
    number: usize,
    promotion_ends: &str,
) {
    let code = format!("G{number:04}");
    // A spread of prices and counts that stays the same.
    let spread = i64::try_from(number * 7_919 % 100).unwrap_or(0);
    let yuan = kind.yuan + kind.yuan * spread / 100;
    let floor = yuan * 9 / 10;
    let promotion = if number.is_multiple_of(6) {
        format!("限时立减,{promotion_ends} 23:59,{}", yuan * 95 / 100)
    } else {
        ",,".to_owned()
    };
    let (first, second) = (kind.first, kind.second);
    let mut n = 0;
    for one in first.1 {
        for other in second.1 {
            n += 1;
            let stock = (number * 31 + n * 17) % 43;
            let options = format!("{}:{one}；{}:{other}", first.0, second.0);
            if n > 1 {
                let _ = writeln!(
                    table,
                    "{code},,,,{code}-{n:02},{options},{yuan},{stock},,,,,,,,,,,,,,,,,,"
                );
                continue;
            }
            let _ = writeln!(
                table,
                "{code},{style}{} {series},{},{},{code}-{n:02},{options},{yuan},{stock},{floor},{promotion},16:00,{},2-4,广东:1-2；新疆:5-8；西藏:6-9,满 99 元包邮，新疆西藏另加 15 元,{material},7 天无理由退换；运费险,,{},{},{},{},{},{}",
                kind.name,
                kind.trade,
                kind.category,
                if number.is_multiple_of(3) { 48 } else { 24 },
                kind.attributes,
                quoted(kind.sizes),
                kind.care,
                kind.strengths,
                kind.flaws,
                kind.questions,
            );
        }
    }
}

/// The size table has commas.
fn quoted(text: &str) -> String {
    if text.is_empty() {
        String::new()
    } else {
        format!("\"{text}\"")
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, io::Cursor};

    use jinpai_channels::products::{ProductReadOptions, read};
    use jinpai_model::Zone;

    use super::*;

    #[test]
    fn the_catalogue_goes_in_whole_and_is_large_enough_to_search_in() {
        let text = table("2026-12-12");
        assert_eq!(text, table("2026-12-12"), "the same every time");
        let zone = Zone::shanghai();
        let rows = read(Cursor::new(text.into_bytes()), ProductReadOptions { zone }).unwrap();
        let rows: Vec<_> = rows.map(|row| row.unwrap().told.input).collect();
        let pieces: usize = rows.iter().map(|one| one.knowledge.variants.len()).sum();
        assert!(pieces >= 2_000, "{pieces} pieces of {} products", rows.len());
        let trades: BTreeSet<_> = rows.iter().map(|one| one.knowledge.trade).collect();
        assert_eq!(trades.len(), 5);
        assert!(rows.iter().any(|one| one.knowledge.size_table.is_some()));
        assert!(
            rows.iter()
                .all(|one| one.knowledge.questions.len() > 1 && one.knowledge.floor_fen.is_some())
        );
    }
}
