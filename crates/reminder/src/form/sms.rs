//! How many parts an SMS takes.
//!
//! The figures are those of GSM 03.38 and 03.40: 160 septets or 70 UTF-16 units in one message; in a
//! longer one each part gives room to its header and holds 153 or 67. A character that takes two
//! units (an escape pair, an emoji) is never torn apart, so a part may end one short.

/// The basic alphabet beside the ASCII letters, digits and signs that it shares.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà";
/// Characters that are written with an escape and take two septets.
const EXTENDED: &str = "\u{c}^{}\\[~]|€";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Seven bits a character.
    Gsm7,
    /// UTF-16, as soon as one character is outside the alphabet.
    Ucs2,
}

/// The length of a text as an SMS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SmsLength {
    pub encoding: Encoding,
    /// Septets, or UTF-16 units.
    pub units: u32,
    pub parts: u32,
}

/// Measures a text.
#[must_use]
pub fn sms_length(text: &str) -> SmsLength {
    let septets: Option<Vec<u32>> = text.chars().map(septets).collect();
    let (encoding, widths, single, part) = match septets {
        Some(widths) => (Encoding::Gsm7, widths, 160, 153),
        None => {
            let units = |c: char| if c.len_utf16() == 2 { 2 } else { 1 };
            (Encoding::Ucs2, text.chars().map(units).collect(), 70, 67)
        }
    };
    let units: u32 = widths.iter().sum();
    let parts = if units <= single { 1 } else { packed(&widths, part) };
    SmsLength {
        encoding,
        units,
        parts,
    }
}

fn septets(c: char) -> Option<u32> {
    if c.is_ascii_alphanumeric() || BASIC.contains(c) {
        Some(1)
    } else {
        EXTENDED.contains(c).then_some(2)
    }
}

fn packed(widths: &[u32], part: u32) -> u32 {
    let (mut parts, mut used) = (1, 0);
    for width in widths {
        if used + width > part {
            parts += 1;
            used = 0;
        }
        used += width;
    }
    parts
}
