//! Mobile numbers: one form for the wire, and one that may be shown.

/// A text that is no mobile number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a mobile number: 11 digits beginning with 1, or + and 8 to 15 digits")]
pub struct PhoneError;

/// The number as digits: a mainland number without its `+86`, any other with its `+`.
///
/// # Errors
/// When it is neither. A masked number (`138****1234`) is none, and neither is a platform's virtual number
/// with an extension (`17000000000-1234`).
pub fn mobile(text: &str) -> Result<String, PhoneError> {
    let bare: String = text
        .chars()
        .filter(|c| !matches!(c, ' ' | '-' | '(' | ')'))
        .collect();
    // An extension is what a dash and up to four digits at the end say.
    if text.trim().rsplit_once('-').is_some_and(|(head, tail)| {
        tail.len() <= 4 && head.chars().filter(char::is_ascii_digit).count() >= 11
    }) {
        return Err(PhoneError);
    }
    let mainland = bare
        .strip_prefix("+86")
        .or_else(|| bare.strip_prefix("0086"))
        .or_else(|| bare.strip_prefix("86").filter(|rest| rest.len() == 11))
        .unwrap_or(&bare);
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if mainland.len() == 11 && digits(mainland) {
        let second = mainland.as_bytes()[1];
        return match mainland.starts_with('1') && second >= b'3' {
            true => Ok(mainland.to_owned()),
            false => Err(PhoneError),
        };
    }
    match bare.strip_prefix('+') {
        Some(rest) if (8..=15).contains(&rest.len()) && digits(rest) && !rest.starts_with("86") => Ok(bare),
        _ => Err(PhoneError),
    }
}

/// A number as a peer writes it, in the form of [`mobile`] where it is one.
pub(super) fn told(text: &str) -> String {
    let plain = || {
        mobile(&format!("+{text}"))
            .ok()
            .filter(|_| !text.starts_with('0'))
    };
    mobile(text)
        .ok()
        .or_else(plain)
        .unwrap_or_else(|| text.to_owned())
}

/// What may be shown of a number before somebody takes the task: `138****1234`. A number that is too
/// short to keep anything hidden is all stars.
#[must_use]
pub fn mask_phone(text: &str) -> String {
    let shown = mobile(text).unwrap_or_else(|_| text.trim().to_owned());
    let chars: Vec<char> = shown.chars().collect();
    if chars.len() < 9 {
        return "*".repeat(chars.len());
    }
    let (head, tail) = (3, chars.len() - 4);
    let masked = chars
        .iter()
        .enumerate()
        .map(|(n, c)| match (head..tail).contains(&n) {
            true => '*',
            false => *c,
        });
    masked.collect()
}

#[cfg(test)]
mod tests {
    use super::{mask_phone, mobile, told};

    #[test]
    fn a_number_has_one_form() {
        for text in [
            "13800138000",
            "+86 138-0013-8000",
            "8613800138000",
            "0086 13800138000",
        ] {
            assert_eq!(mobile(text).as_deref(), Ok("13800138000"), "{text}");
        }
        assert_eq!(mobile("+852 6123 4567").as_deref(), Ok("+85261234567"));
        for text in [
            "",
            "12800138000",
            "138****8000",
            "1380013800",
            "13800138000-1234",
            "010-12345678",
            "abc",
        ] {
            assert!(mobile(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_peers_number_is_recognised() {
        for (text, number) in [
            ("8613800138000", "13800138000"),
            ("13800138000", "13800138000"),
            ("85261234567", "+85261234567"),
            ("0138", "0138"),
            ("10690", "10690"),
        ] {
            assert_eq!(told(text), number);
        }
    }

    #[test]
    fn the_middle_is_hidden() {
        assert_eq!(mask_phone("13800138000"), "138****8000");
        assert_eq!(mask_phone("+8613800138000"), "138****8000");
        assert_eq!(mask_phone("+85261234567"), "+85*****4567");
        assert_eq!(mask_phone("12345"), "*****");
    }
}
