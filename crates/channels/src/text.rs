//! A whole text in whatever encoding it comes, for those who read line by line: found as it is for tables.

use std::io::Cursor;

use crate::table::Decoded;

/// A text, and what its bytes were.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlainText {
    pub text: String,
    /// As the encoding standard names it: `UTF-8`, `gb18030`, `UTF-16LE`.
    pub encoding: &'static str,
    /// The first line, from 1, with bytes that the encoding does not know; they read as `\u{fffd}`.
    pub broken_line: Option<usize>,
}

impl PlainText {
    #[must_use]
    pub fn of(bytes: Vec<u8>) -> Self {
        let valid = std::str::from_utf8(&bytes).is_ok();
        let total = bytes.len() as u64;
        let mut decoded = Decoded::new(Box::new(Cursor::new(bytes)), total);
        // Reading from memory does not fail.
        while !decoded.ended() && decoded.fill().is_ok() {}
        let (text, encoding) = (decoded.rest().to_owned(), decoded.encoding());
        let broken = if valid { None } else { text.find('\u{fffd}') };
        Self {
            broken_line: broken.map(|at| text[..at].matches('\n').count() + 1),
            text,
            encoding,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_words_are_read_from_every_encoding() {
        let words = "亲，肯定明天到\n好的，稍等\n";
        let utf16: Vec<u8> = std::iter::once(0xfeff)
            .chain(words.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        let cases = [
            (words.as_bytes().to_vec(), "UTF-8"),
            ([b"\xef\xbb\xbf", words.as_bytes()].concat(), "UTF-8"),
            (encoding_rs::GB18030.encode(words).0.into_owned(), "gb18030"),
            (utf16, "UTF-16LE"),
        ];
        for (bytes, encoding) in cases {
            let read = PlainText::of(bytes);
            assert_eq!(
                (read.text.as_str(), read.encoding, read.broken_line),
                (words, encoding, None)
            );
        }
        assert_eq!(PlainText::of(b"ok\n".to_vec()).encoding, "UTF-8");
        assert_eq!(PlainText::of(Vec::new()).text, "");
    }

    #[test]
    fn a_damaged_line_is_named() {
        let mut bytes = "这一行好好的，没有一个坏字节，后面那行才有\n这行坏了"
            .repeat(9)
            .into_bytes();
        bytes.push(0xff);
        let read = PlainText::of(bytes);
        assert_eq!((read.encoding, read.broken_line), ("UTF-8", Some(10)));
    }
}
