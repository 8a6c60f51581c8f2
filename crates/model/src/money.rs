//! Money in fen, the hundredth part of a yuan.

use std::{fmt, iter::Sum, ops, str::FromStr};

use serde::{Deserialize, Serialize};

/// An amount in fen. Never a float: adding a month of orders must give the same figure twice.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fen(pub i64);

/// Text that is not an amount of yuan.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an amount in yuan")]
pub struct FenError(pub String);

impl Fen {
    pub const ZERO: Self = Self(0);

    #[must_use]
    pub const fn yuan(yuan: i64) -> Self {
        Self(yuan * 100)
    }
}

impl fmt::Display for Fen {
    /// Yuan with two decimals: `256.00`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let fen = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", fen / 100, fen % 100)
    }
}

impl FromStr for Fen {
    type Err = FenError;

    /// Reads `178.8`, `¥1,299.00`, `12元`. A third decimal other than zero is refused: it is not money.
    fn from_str(text: &str) -> Result<Self, FenError> {
        let wrong = || FenError(text.to_owned());
        let bare = text
            .trim()
            .trim_start_matches(['¥', '¥'])
            .trim_end_matches('元')
            .trim();
        let (negative, bare) = match bare.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, bare),
        };
        let (whole, part) = bare.split_once('.').unwrap_or((bare, ""));
        let whole: String = whole.chars().filter(|c| *c != ',').collect();
        let part = part.trim_end_matches('0');
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !digits(&whole) || !digits(part) || part.len() > 2 {
            return Err(wrong());
        }
        let yuan: i64 = whole.parse().map_err(|_| wrong())?;
        let cents: i64 = format!("{part:0<2}").parse().map_err(|_| wrong())?;
        let fen = yuan
            .checked_mul(100)
            .and_then(|f| f.checked_add(cents))
            .ok_or_else(wrong)?;
        Ok(Self(if negative { -fen } else { fen }))
    }
}

impl ops::Add for Fen {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sum for Fen {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, ops::Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::Fen;

    #[test]
    fn reads_what_exports_write() {
        for (text, fen) in [
            ("178.8", 17880),
            ("0.0", 0),
            ("21", 2100),
            ("¥1,299.00", 129_900),
            ("-3.05", -305),
            ("12元", 1200),
            ("9.900", 990),
        ] {
            assert_eq!(text.parse::<Fen>().unwrap().0, fen, "{text}");
        }
    }

    #[test]
    fn refuses_what_is_not_money() {
        for text in [
            "",
            "abc",
            "1.234",
            "1e5",
            "NaN",
            ".",
            "1.2.3",
            "99999999999999999999",
            "--1",
        ] {
            assert!(text.parse::<Fen>().is_err(), "{text}");
        }
    }
}
