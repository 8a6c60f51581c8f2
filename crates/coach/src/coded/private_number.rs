//! Numbers that belong to one person: mobile phone, identity card, bank card.
//!
//! A check digit tells an identity or bank card from any long number, so that order and parcel numbers
//! stay quiet. A masked number is never found: its stars break the run of digits.

use serde::{Deserialize, Serialize};

use super::Coded;
use crate::reading::Reading;

/// Which numbers a rule looks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrivateNumber {
    pub kinds: Vec<NumberKind>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NumberKind {
    /// Eleven digits of a mainland mobile phone.
    Phone,
    /// Eighteen characters whose last is the check character of GB 11643.
    IdCard,
    /// Sixteen to nineteen digits with the check digit of ISO/IEC 7812.
    BankCard,
}

impl Coded for PrivateNumber {
    fn find(&self, reading: &Reading<'_>) -> Option<(usize, usize)> {
        let chars = reading.chars();
        let mut at = 0;
        while at < chars.len() {
            if !chars[at].is_ascii_digit() {
                at += 1;
                continue;
            }
            let (digits, end) = run(chars, at);
            if self.kinds.iter().any(|kind| kind.is(&digits)) {
                return Some((at, end));
            }
            at = end.max(at + 1);
        }
        None
    }

    fn answers(&self) -> bool {
        false
    }
}

/// The digits from here on, a single space or hyphen between groups left out, and where they end.
fn run(chars: &[char], from: usize) -> (Vec<u8>, usize) {
    let (mut digits, mut end) = (Vec::new(), from);
    for (at, c) in chars.iter().enumerate().skip(from) {
        match c {
            '0'..='9' => digits.push(*c as u8 - b'0'),
            'x' if digits.len() == 17 => digits.push(10),
            ' ' | '-' if at == end && chars.get(at + 1).is_some_and(char::is_ascii_digit) => continue,
            _ => break,
        }
        end = at + 1;
    }
    (digits, end)
}

impl NumberKind {
    fn is(self, digits: &[u8]) -> bool {
        match self {
            Self::Phone => digits.len() == 11 && digits[0] == 1 && (3..=9).contains(&digits[1]),
            Self::IdCard => digits.len() == 18 && is_id(digits),
            Self::BankCard => (16..=19).contains(&digits.len()) && is_luhn(digits) && !is_id(digits),
        }
    }
}

/// Weights and check characters of GB 11643, section 4.
fn is_id(digits: &[u8]) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECK: [u8; 11] = [1, 0, 10, 9, 8, 7, 6, 5, 4, 3, 2];
    if digits.len() != 18 {
        return false;
    }
    let sum: u32 = WEIGHTS.iter().zip(digits).map(|(w, d)| w * u32::from(*d)).sum();
    CHECK[(sum % 11) as usize] == digits[17]
}

/// ISO/IEC 7812-1, annex B.
fn is_luhn(digits: &[u8]) -> bool {
    let doubled = |d: u32| if d > 4 { 2 * d - 9 } else { 2 * d };
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, d)| {
            if place % 2 == 1 {
                doubled(u32::from(*d))
            } else {
                u32::from(*d)
            }
        })
        .sum();
    sum.is_multiple_of(10) && !digits.contains(&10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, kind: NumberKind) -> bool {
        let chars: Vec<char> = text.chars().collect();
        let start = chars.iter().position(char::is_ascii_digit).unwrap_or(0);
        kind.is(&run(&chars, start).0)
    }

    #[test]
    fn a_number_is_known_by_its_check_digit() {
        // Made-up numbers with true check digits.
        assert!(found("11010519491231002x", NumberKind::IdCard));
        assert!(!found("110105194912310021", NumberKind::IdCard));
        assert!(found("4111 1111 1111 1111", NumberKind::BankCard));
        assert!(!found("4111 1111 1111 1112", NumberKind::BankCard));
        assert!(found("139 1234 5678", NumberKind::Phone));
        assert!(!found("12912345678", NumberKind::Phone));
        assert!(!found("139****5678", NumberKind::Phone));
    }
}
