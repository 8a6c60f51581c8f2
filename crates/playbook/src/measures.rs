//! Measures of a body that she told: height, weight, waist, foot. In tenths of the unit the tables have.

use crate::{MeasureTold, cue::Cue, talk::Talk, view::folded};

/// The measures of all she said, the newest of each.
pub(crate) fn told(talk: &Talk<'_>) -> Vec<MeasureTold> {
    let mut found: Vec<MeasureTold> = Vec::new();
    for said in &talk.said {
        for one in in_text(&folded(said.text), said.shows(Cue::AsksSize)) {
            found.retain(|held| held.measure != one.measure);
            found.push(one);
        }
    }
    found
}

/// A number with what stands on its sides.
struct Number {
    tenths: i64,
    from: usize,
    to: usize,
}

/// `bare`: numbers without a unit count too, since a size is being asked for.
fn in_text(chars: &[char], bare: bool) -> Vec<MeasureTold> {
    let numbers = numbers(chars);
    let mut found = Vec::new();
    let mut skip = None;
    for (n, number) in numbers.iter().enumerate() {
        if skip == Some(n) {
            continue;
        }
        let after: String = chars[number.to..].iter().take(4).collect();
        let before: String = chars[..number.from]
            .iter()
            .rev()
            .take(4)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect();
        let one = |measure, tenths| Some(MeasureTold { measure, tenths });
        let told = if (after.starts_with('米') || after.starts_with('m') && !after.starts_with("mm"))
            && (10..=22).contains(&number.tenths)
        {
            // 1米62, 1.6米: the centimetres may follow as a number of their own.
            let rest = numbers
                .get(n + 1)
                .filter(|next| next.from == number.to + 1 && number.tenths % 10 == 0);
            skip = rest.map(|_| n + 1);
            let rest_cm = rest.map_or(0, |next| {
                if next.tenths < 100 {
                    next.tenths * 10
                } else {
                    next.tenths
                }
            });
            one("身高", number.tenths * 100 + rest_cm)
        } else if ["脚", "鞋", "足"].iter().any(|word| before.contains(word))
            && (2_000..=3_100).contains(&number.tenths)
        {
            one("脚长", number.tenths)
        } else if ["脚", "足"].iter().any(|word| before.contains(word))
            && (200..=310).contains(&number.tenths)
        {
            one("脚长", number.tenths * 10)
        } else if before.contains('腰') && (500..=1_300).contains(&number.tenths) {
            one("腰围", number.tenths)
        } else if before.contains('腰') && after.starts_with('尺') && (15..=40).contains(&number.tenths) {
            let rest = numbers
                .get(n + 1)
                .filter(|next| next.from == number.to + 1 && next.tenths < 100);
            skip = rest.map(|_| n + 1);
            // A third of a metre, ten 寸 each.
            one(
                "腰围",
                (number.tenths * 10 + rest.map_or(0, |next| next.tenths)) * 100 / 30,
            )
        } else if after.starts_with("公斤") || after.starts_with("kg") || after.starts_with('千') {
            (300..=1_500).contains(&number.tenths).then_some(MeasureTold {
                measure: "体重",
                tenths: number.tenths,
            })
        } else if after.starts_with('斤') {
            (600..=3_000).contains(&number.tenths).then_some(MeasureTold {
                measure: "体重",
                tenths: number.tenths / 2,
            })
        } else if (after.starts_with("cm") || after.starts_with("厘米") || before.contains('高') || bare)
            && (1_400..=2_050).contains(&number.tenths)
        {
            one("身高", number.tenths)
        } else if (before.contains('重') || before.contains("体") || bare)
            && (350..=1_300).contains(&number.tenths)
        {
            // Without a unit: above eighty it is 斤 as often as not told otherwise.
            let kilos = if number.tenths > 850 {
                number.tenths / 2
            } else {
                number.tenths
            };
            one("体重", kilos)
        } else {
            None
        };
        found.extend(told);
    }
    found
}

fn numbers(chars: &[char]) -> Vec<Number> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let from = at;
        let mut whole: i64 = 0;
        while let Some(digit) = chars.get(at).and_then(|c| c.to_digit(10)) {
            whole = (whole * 10 + i64::from(digit)).min(1_000_000);
            at += 1;
        }
        if at == from {
            at += 1;
            continue;
        }
        let mut tenths = whole * 10;
        let point = chars.get(at) == Some(&'.');
        if let Some(digit) = chars.get(at + 1).and_then(|c| c.to_digit(10)).filter(|_| point) {
            // 1.62 米 has its centimetres behind the point.
            let second = chars.get(at + 2).and_then(|c| c.to_digit(10));
            if let Some(second) = second.filter(|_| whole < 3) {
                found.push(Number {
                    tenths: whole * 10,
                    from,
                    to: at,
                });
                let rest = i64::from(digit) * 10 + i64::from(second);
                found.push(Number {
                    tenths: rest * 10,
                    from: at + 1,
                    to: at + 3,
                });
                at += 3;
                continue;
            }
            tenths += i64::from(digit);
            at += 2;
            while chars.get(at).is_some_and(char::is_ascii_digit) {
                at += 1;
            }
        }
        found.push(Number { tenths, from, to: at });
    }
    found
}
