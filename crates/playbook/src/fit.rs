//! Which size suits her, from the measures she told and the shop's own table.

use jinpai_model::SizeTable;

/// A measure she told, by the name the tables use, in tenths of the table's unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// How the measure's name begins: `身高`, `体重`, `脚长`, `腰围`.
    pub measure: &'static str,
    pub tenths: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fit {
    /// One size holds every measure she told.
    One { size: String, by: Vec<String> },
    /// Two sizes hold them, or her measures lie on both sides of a border.
    Between {
        smaller: String,
        larger: String,
        by: Vec<String>,
    },
    /// Nothing in the table holds her measures.
    Nowhere,
    /// The table asks for other measures; these would tell.
    Ask { measures: Vec<String> },
}

/// The size for these measures.
#[must_use]
pub fn fit(table: &SizeTable, told: &[Told]) -> Fit {
    let known: Vec<(usize, &str, i64)> = table
        .measures
        .iter()
        .enumerate()
        .filter_map(|(place, measure)| {
            let one = told.iter().find(|one| measure.starts_with(one.measure))?;
            Some((place, measure.as_str(), one.tenths))
        })
        .collect();
    if known.is_empty() {
        return Fit::Ask {
            measures: table.measures.clone(),
        };
    }
    let by: Vec<String> = known
        .iter()
        .map(|(_, measure, value)| format!("{} {}", bare(measure), plain(*value)))
        .collect();
    let holds = |row: usize, place: usize, value: i64| {
        let span = table
            .rows
            .get(row)
            .and_then(|row| row.spans.get(place).copied().flatten());
        span.map(|[from, to]| from * 10 <= value && value <= to * 10)
    };
    let rows = 0..table.rows.len();
    let whole: Vec<usize> = rows
        .clone()
        .filter(|row| {
            known
                .iter()
                .all(|(place, _, value)| holds(*row, *place, *value) != Some(false))
        })
        .collect();
    let size = |row: usize| table.rows[row].size.clone();
    match whole.as_slice() {
        [one] => return Fit::One { size: size(*one), by },
        [first, .., last] => {
            return Fit::Between {
                smaller: size(*first),
                larger: size(*last),
                by,
            };
        }
        [] => {}
    }
    // Her measures lie in neighbouring rows: tall and slight, or short and sturdy.
    let in_rows: Vec<usize> = known
        .iter()
        .filter_map(|(place, _, value)| rows.clone().find(|row| holds(*row, *place, *value) == Some(true)))
        .collect();
    let (least, most) = (in_rows.iter().min(), in_rows.iter().max());
    match (least, most) {
        (Some(least), Some(most)) if in_rows.len() == known.len() && most - least == 1 => Fit::Between {
            smaller: size(*least),
            larger: size(*most),
            by,
        },
        _ => Fit::Nowhere,
    }
}

/// A measure without its unit: `身高cm` as `身高`.
#[must_use]
pub fn bare(measure: &str) -> &str {
    measure.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || "()（）厘米公斤斤".contains(c))
}

/// Tenths as people write them: `565` as `56.5`, `1620` as `162`.
#[must_use]
pub fn plain(tenths: i64) -> String {
    if tenths % 10 == 0 {
        (tenths / 10).to_string()
    } else {
        format!("{}.{}", tenths / 10, tenths % 10)
    }
}
