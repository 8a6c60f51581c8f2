//! What one cell says: text without its guards, money, counts, times, yes or no.
//!
//! Every reader of a cell names the column and the value when it refuses, and takes nothing it is not
//! sure of: a time it cannot read is an error, never "no payment".

mod time;

use std::borrow::Cow;

use jinpai_model::{At, Fen, Zone};

use crate::{MAX_CELL_CHARS, RefusedReason, refused::shown};

use time::moment;

/// One hundred million yuan: more is a column that was mistaken for money.
const MAX_FEN: i64 = 10_000_000_000;
const MAX_COUNT: i64 = 1_000_000;

/// A cell of a named column, freed of padding and guards.
#[derive(Clone, Copy)]
pub(crate) struct Cell<'a> {
    pub column: &'a str,
    pub text: &'a str,
}

/// Frees a cell of what exports put around its content: blanks of every width, byte order marks,
/// `="…"`, and the apostrophe that keeps Excel from reading a number.
pub(crate) fn clean(cell: &str) -> &str {
    let blank = |c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}');
    let mut text = cell.trim_matches(blank);
    if let Some(inner) = text.strip_prefix("=\"").and_then(|t| t.strip_suffix('"')) {
        text = inner.trim_matches(blank);
    }
    if let Some(inner) = text.strip_prefix('\'') {
        text = inner.trim_matches(blank);
    }
    text
}

/// Full-width letters, digits and signs as their ASCII twins.
pub(crate) fn narrow(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    text.chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            '\u{3000}' => ' ',
            '\u{ffe5}' => '\u{a5}',
            other => other,
        })
        .collect::<String>()
        .into()
}

impl<'a> Cell<'a> {
    pub(crate) fn new(column: &'a str, raw: &'a str) -> Self {
        Self {
            column,
            text: clean(raw),
        }
    }

    /// Nothing there, in any of the ways exports write it.
    pub(crate) fn is_empty(&self) -> bool {
        matches!(
            self.text,
            "" | "-" | "--" | "/" | "无" | "null" | "NULL" | "None" | "\\N" | "0000-00-00 00:00:00"
        )
    }

    fn column(&self) -> String {
        self.column.to_owned()
    }

    fn value(&self) -> String {
        shown(self.text)
    }

    /// Free text; none when empty.
    pub(crate) fn words(&self) -> Result<Option<String>, RefusedReason> {
        self.words_up_to(MAX_CELL_CHARS)
    }

    /// The same where a column may hold more or less than others.
    pub(crate) fn words_up_to(&self, limit: usize) -> Result<Option<String>, RefusedReason> {
        if self.text.is_empty() {
            return Ok(None);
        }
        if self.text.contains('\0') {
            return Err(RefusedReason::NulByte {
                column: self.column(),
            });
        }
        let chars = self.text.chars().count();
        if chars > limit {
            let column = self.column();
            return Err(if limit == MAX_CELL_CHARS {
                RefusedReason::TooLong { column, chars }
            } else {
                RefusedReason::LongerThan { column, chars, limit }
            });
        }
        Ok(Some(self.text.to_owned()))
    }

    /// A name that things are found by: an order number, a product code, a buyer's name.
    pub(crate) fn key(&self, longest: usize) -> Result<Option<String>, RefusedReason> {
        let Some(text) = self.words()? else {
            return Ok(None);
        };
        if text.contains('\u{fffd}') {
            return Err(RefusedReason::Undecodable {
                column: self.column(),
            });
        }
        if text.chars().count() > longest || text.chars().any(char::is_control) {
            return Err(RefusedReason::NotAnOrderNumber {
                column: self.column(),
                value: self.value(),
            });
        }
        Ok(Some(text))
    }

    /// An order number: letters, digits and `-_.#/:`, at most 64. None when empty.
    pub(crate) fn number(&self) -> Result<Option<String>, RefusedReason> {
        let Some(text) = self.key(MAX_CELL_CHARS)? else {
            return Ok(None);
        };
        let text = narrow(&text).into_owned();
        if rounded(&text) {
            return Err(RefusedReason::NumberRounded {
                column: self.column(),
                value: self.value(),
            });
        }
        let fits = |c: char| c.is_alphanumeric() || "-_.#/:".contains(c);
        if text.len() > 64 || !text.chars().all(fits) {
            return Err(RefusedReason::NotAnOrderNumber {
                column: self.column(),
                value: self.value(),
            });
        }
        // A sheet that stored the number as a float may write 1001.0.
        Ok(Some(text.strip_suffix(".0").map_or(text.clone(), str::to_owned)))
    }

    /// An amount of yuan, not negative; none when empty.
    pub(crate) fn amount(&self) -> Result<Option<Fen>, RefusedReason> {
        if self.is_empty() {
            return Ok(None);
        }
        let (column, value) = (self.column(), self.value());
        let Some(fen) = yuan(&narrow(self.text)) else {
            return Err(RefusedReason::NotAnAmount { column, value });
        };
        if fen.0 < 0 {
            return Err(RefusedReason::NegativeAmount { column, value });
        }
        if fen.0 > MAX_FEN {
            return Err(RefusedReason::AmountTooLarge { column, value });
        }
        Ok(Some(fen))
    }

    /// A whole number from 0 to a million; none when empty.
    pub(crate) fn count(&self) -> Result<Option<i64>, RefusedReason> {
        if self.is_empty() {
            return Ok(None);
        }
        let text = narrow(self.text);
        let bare: String = text
            .trim_end_matches(['件', '个', '双', '套', '盒'])
            .trim()
            .chars()
            .filter(|c| *c != ',')
            .collect();
        let whole = bare.split_once('.').map_or(bare.as_str(), |(whole, part)| {
            if part.bytes().all(|b| b == b'0') {
                whole
            } else {
                ""
            }
        });
        whole
            .parse::<i64>()
            .ok()
            .filter(|n| (0..=MAX_COUNT).contains(n))
            .map(Some)
            .ok_or_else(|| RefusedReason::NotACount {
                column: self.column(),
                value: self.value(),
            })
    }

    /// A moment in the shop's zone; none when empty.
    pub(crate) fn time(&self, zone: &Zone) -> Result<Option<At>, RefusedReason> {
        if self.is_empty() {
            return Ok(None);
        }
        let (column, value) = (self.column(), self.value());
        match moment(&narrow(self.text), zone) {
            Ok(at) => Ok(Some(at)),
            Err(time::Wrong::NotATime) => Err(RefusedReason::NotATime { column, value }),
            Err(time::Wrong::Year) => Err(RefusedReason::YearOutOfRange { column, value }),
        }
    }

    /// Yes or no; none when empty. A time is a yes: the moment at which it was said.
    pub(crate) fn yes(&self, zone: &Zone) -> Result<Option<bool>, RefusedReason> {
        if self.is_empty() {
            return Ok(None);
        }
        match narrow(self.text).to_lowercase().as_str() {
            "1" | "true" | "yes" | "y" | "是" | "同意" | "有" => Ok(Some(true)),
            "0" | "false" | "no" | "n" | "否" | "不同意" | "拒绝" => Ok(Some(false)),
            other if moment(other, zone).is_ok() => Ok(Some(true)),
            _ => Err(RefusedReason::NotYesOrNo {
                column: self.column(),
                value: self.value(),
            }),
        }
    }
}

/// Whether Excel wrote the number in its short form: `1.23457E+17`.
fn rounded(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else {
        return false;
    };
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    mantissa
        .split_once('.')
        .is_some_and(|(whole, part)| whole.len() == 1 && digits(whole) && digits(part) && digits(exponent))
        || (mantissa.len() == 1
            && digits(mantissa)
            && exponent.len() == 2
            && digits(exponent)
            && text.contains('+'))
}

/// Yuan, forgiving the noise that a float leaves behind the sixth decimal.
fn yuan(text: &str) -> Option<Fen> {
    if let Ok(fen) = text.parse::<Fen>() {
        return Some(fen);
    }
    let (_, decimals) = text.trim().split_once('.')?;
    let noisy = decimals.len() > 6 && decimals.bytes().all(|b| b.is_ascii_digit());
    let value: f64 = text.trim().parse().ok().filter(|_| noisy)?;
    let fen = (value * 100.0).round();
    let near = (value * 100.0 - fen).abs() < 1e-4 && fen.abs() < 1e15;
    // A whole number below 1e15.
    near.then_some(Fen(fen as i64))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(text: &str) -> Cell<'_> {
        Cell::new("列", text)
    }

    #[test]
    fn padding_and_guards_fall_off() {
        for text in [
            "=\"123\"",
            "'123",
            "\t123\t",
            " 123\u{3000}",
            "=\"'123 \"",
            "\u{feff}123",
        ] {
            assert_eq!(cell(text).text, "123", "{text:?}");
        }
    }

    #[test]
    fn a_number_that_excel_rounded_is_not_taken() {
        for text in ["1.23457E+17", "=\"1.2E+18\"", "9E+17", "1.01234567890123E18"] {
            let refused = cell(text).number().unwrap_err();
            assert_eq!(refused.code(), "number-rounded", "{text}");
        }
        for text in ["1E10", "TB-1E2", "2E", "1001.5"] {
            assert_eq!(cell(text).number().unwrap().unwrap(), text);
        }
        assert_eq!(cell("1001.0").number().unwrap().unwrap(), "1001");
    }

    #[test]
    fn amounts_come_as_people_and_floats_write_them() {
        for (text, fen) in [
            ("178.8", 17_880),
            ("￥1，299．00", 129_900),
            ("178.79999999999998", 17_880),
            ("0.30000000000000004", 30),
            ("12元", 1_200),
        ] {
            assert_eq!(cell(text).amount().unwrap().unwrap().0, fen, "{text}");
        }
        for (text, code) in [
            ("-1", "negative-amount"),
            ("1.234", "not-an-amount"),
            ("abc", "not-an-amount"),
            ("999999999999", "amount-too-large"),
            ("1e400", "not-an-amount"),
        ] {
            assert_eq!(cell(text).amount().unwrap_err().code(), code, "{text}");
        }
        assert_eq!(cell("--").amount(), Ok(None));
    }

    #[test]
    fn counts_are_whole() {
        assert_eq!(cell("3件").count(), Ok(Some(3)));
        assert_eq!(cell("1,200").count(), Ok(Some(1200)));
        assert_eq!(cell("2.0").count(), Ok(Some(2)));
        for text in ["2.5", "-1", "many", "99999999999999999999"] {
            assert_eq!(cell(text).count().unwrap_err().code(), "not-a-count", "{text}");
        }
    }

    #[test]
    fn a_formula_is_text() {
        let text = "=HYPERLINK(\"http://x.example\",\"礼物\")";
        assert_eq!(cell(text).words().unwrap().unwrap(), text);
        assert_eq!(cell("=1+1").number().unwrap_err().code(), "not-an-order-number");
    }
}
