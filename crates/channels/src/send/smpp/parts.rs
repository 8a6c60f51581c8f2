//! A text as the parts that a phone puts together again.

/// Which letters a message is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alphabet {
    /// GSM 03.38: 160 characters in one part, 153 in each of several.
    Gsm7,
    /// UCS-2: 70 and 67.
    Ucs2,
}

impl Alphabet {
    /// Units in a message of one part, and in each of several.
    const fn room(self) -> (usize, usize) {
        match self {
            Self::Gsm7 => (160, 153),
            Self::Ucs2 => (70, 67),
        }
    }
}

/// How long a text is, as it is charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartCount {
    pub alphabet: Alphabet,
    /// Septets or UTF-16 units; `€` and an emoji are two.
    pub units: usize,
    /// At least 1.
    pub parts: usize,
}

/// The basic table of GSM 03.38 in its order; the escape stands at 27.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u{1b}ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// The extension table: what follows an escape.
const EXTENSION: &[(char, u8)] = &[
    ('\u{c}', 0x0a),
    ('^', 0x14),
    ('{', 0x28),
    ('}', 0x29),
    ('\\', 0x2f),
    ('[', 0x3c),
    ('~', 0x3d),
    (']', 0x3e),
    ('|', 0x40),
    ('€', 0x65),
];
const ESCAPE: u8 = 0x1b;

/// One character as septets, one a byte; nothing when the alphabet lacks it.
fn septets(c: char) -> Option<Vec<u8>> {
    let basic = BASIC.chars().position(|known| known == c && c != '\u{1b}');
    // The table has 128 places, so a place is a byte.
    let basic = basic
        .and_then(|place| u8::try_from(place).ok())
        .map(|place| vec![place]);
    basic.or_else(|| {
        let (_, code) = EXTENSION.iter().find(|(known, _)| *known == c)?;
        Some(vec![ESCAPE, *code])
    })
}

/// Each character as its units; what may not be torn apart is one entry.
fn units(text: &str) -> (Alphabet, Vec<Vec<u8>>) {
    match text.chars().map(septets).collect::<Option<Vec<_>>>() {
        Some(gsm) => (Alphabet::Gsm7, gsm),
        None => {
            let ucs2 = text.chars().map(|c| {
                let mut buffer = [0; 2];
                c.encode_utf16(&mut buffer)
                    .iter()
                    .flat_map(|unit| unit.to_be_bytes())
                    .collect()
            });
            (Alphabet::Ucs2, ucs2.collect())
        }
    }
}

/// Splits a text; each part holds whole characters. One part has no header, several leave room for one.
pub(super) fn split(text: &str) -> (Alphabet, Vec<Vec<u8>>) {
    let (alphabet, chars) = units(text);
    let bytes_a_unit = match alphabet {
        Alphabet::Gsm7 => 1,
        Alphabet::Ucs2 => 2,
    };
    let (alone, among) = alphabet.room();
    let total: usize = chars.iter().map(Vec::len).sum();
    if total <= alone * bytes_a_unit {
        return (alphabet, vec![chars.concat()]);
    }
    let mut parts: Vec<Vec<u8>> = vec![Vec::new()];
    for char in chars {
        let full = |part: &Vec<u8>| part.len() + char.len() > among * bytes_a_unit;
        if parts.last().is_none_or(full) {
            parts.push(Vec::new());
        }
        if let Some(part) = parts.last_mut() {
            part.extend(char);
        }
    }
    (alphabet, parts)
}

/// How many parts a text takes.
#[must_use]
pub fn count_parts(text: &str) -> PartCount {
    let (alphabet, chars) = units(text);
    let bytes: usize = chars.iter().map(Vec::len).sum();
    PartCount {
        alphabet,
        units: match alphabet {
            Alphabet::Gsm7 => bytes,
            Alphabet::Ucs2 => bytes / 2,
        },
        parts: split(text).1.len(),
    }
}

/// The text of septets, one a byte; what the tables lack becomes `?`.
pub(super) fn read_gsm(bytes: &[u8]) -> String {
    let mut bytes = bytes.iter().copied();
    let mut text = String::new();
    while let Some(byte) = bytes.next() {
        let c = match byte {
            ESCAPE => {
                let code = bytes.next();
                EXTENSION
                    .iter()
                    .find(|(_, known)| Some(*known) == code)
                    .map(|(c, _)| *c)
            }
            byte => BASIC.chars().nth(usize::from(byte)),
        };
        text.push(c.unwrap_or('?'));
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::{prop_assert, prop_assert_eq, proptest};

    use super::{Alphabet, count_parts, read_gsm, split};

    #[test]
    fn parts_are_counted_as_they_are_charged() {
        let count = |text: &str| {
            let count = count_parts(text);
            (count.alphabet, count.units, count.parts)
        };
        assert_eq!(count(""), (Alphabet::Gsm7, 0, 1));
        assert_eq!(count(&"a".repeat(160)), (Alphabet::Gsm7, 160, 1));
        assert_eq!(count(&"a".repeat(161)), (Alphabet::Gsm7, 161, 2));
        assert_eq!(count(&"a".repeat(306)), (Alphabet::Gsm7, 306, 2));
        assert_eq!(count(&"a".repeat(307)), (Alphabet::Gsm7, 307, 3));
        assert_eq!(count(&"€".repeat(80)), (Alphabet::Gsm7, 160, 1));
        assert_eq!(count(&"店".repeat(70)), (Alphabet::Ucs2, 70, 1));
        assert_eq!(count(&"店".repeat(71)), (Alphabet::Ucs2, 71, 2));
        assert_eq!(count(&"店".repeat(134)), (Alphabet::Ucs2, 134, 2));
        assert_eq!(count(&"店".repeat(135)), (Alphabet::Ucs2, 135, 3));
        assert_eq!(count(&format!("{}店", "a".repeat(69))), (Alphabet::Ucs2, 70, 1));
        assert_eq!(count(&"😀".repeat(35)), (Alphabet::Ucs2, 70, 1));
    }

    #[test]
    fn no_character_is_torn_between_parts() {
        // 66 and then an emoji of two units: the part ends at 66.
        let (_, parts) = split(&format!("{}😀{}", "店".repeat(66), "好".repeat(10)));
        assert_eq!(parts.iter().map(Vec::len).collect::<Vec<_>>(), [132, 24]);
        let (_, parts) = split(&format!("{}€{}", "a".repeat(152), "b".repeat(100)));
        assert_eq!(parts.iter().map(Vec::len).collect::<Vec<_>>(), [152, 102]);
    }

    #[test]
    fn septets_are_read_back() {
        let text = "Hello [world] €5 @home £ñ_";
        assert_eq!(read_gsm(&split(text).1[0]), text);
        assert_eq!(read_gsm(&[0x1b]), "?");
        assert_eq!(read_gsm(&[0xff]), "?");
    }

    proptest! {
        #[test]
        fn any_text_is_put_together_again(text in "(\\PC|[a-z €^]|[店铺订单]){0,400}") {
            let (alphabet, parts) = split(&text);
            let (alone, among) = match alphabet {
                Alphabet::Gsm7 => (160, 153),
                Alphabet::Ucs2 => (140, 134),
            };
            let room = if parts.len() == 1 { alone } else { among };
            prop_assert!(parts.iter().all(|part| part.len() <= room));
            let bytes = parts.concat();
            let read = match alphabet {
                Alphabet::Gsm7 => read_gsm(&bytes),
                Alphabet::Ucs2 => {
                    let units = bytes.chunks(2).map(|two| u16::from_be_bytes([two[0], two[1]]));
                    char::decode_utf16(units).map(|c| c.unwrap()).collect()
                }
            };
            prop_assert_eq!(read, text);
            // Each part can be read by itself.
            if alphabet == Alphabet::Ucs2 {
                for part in &parts {
                    let units = part.chunks(2).map(|two| u16::from_be_bytes([two[0], two[1]]));
                    prop_assert!(char::decode_utf16(units).all(|c| c.is_ok()));
                }
            }
        }
    }
}
