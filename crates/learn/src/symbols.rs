//! A folded text as the symbols that features are made of.
//!
//! Clause marks become one boundary, runs of digits become one sign by their length, spaces go.
//! What is left is what one writer has in common with the next; the marks of a hasty thumb are not.

/// Between clauses, and at both ends of a text.
pub(crate) const BREAK: u32 = 1;
const SHORT_NUMBER: u32 = 2;
const NUMBER: u32 = 3;
/// As long as a phone number.
const LONG_NUMBER: u32 = 4;

/// Symbols with the places they came from.
#[derive(Debug, Clone, Default)]
pub(crate) struct Symbols {
    pub codes: Vec<u32>,
    /// For every symbol its place in the text, one more than there are symbols; empty when not asked for.
    pub places: Vec<u32>,
}

impl Symbols {
    /// Makes the symbols of `text`, in the memory of the ones before.
    pub fn set(&mut self, text: &[char]) {
        self.make::<false>(text);
    }

    /// The same, and where each came from.
    pub fn set_with_places(&mut self, text: &[char]) {
        self.make::<true>(text);
    }

    fn make<const PLACES: bool>(&mut self, text: &[char]) {
        self.codes.clear();
        self.places.clear();
        self.codes.reserve(text.len() + 2);
        self.push::<PLACES>(BREAK, 0);
        let mut at = 0;
        while at < text.len() {
            let c = text[at];
            let start = at;
            at += 1;
            let code = match c {
                '\u{4e00}'..='\u{9fff}' => c as u32,
                '0'..='9' => {
                    at += text[at..].iter().take_while(|c| c.is_ascii_digit()).count();
                    number(at - start)
                }
                '!' | '?' => c as u32,
                ' ' if !between_han(text, start) => continue,
                _ if is_mark(c) => BREAK,
                _ => c as u32,
            };
            let repeated = self.codes.last() == Some(&code) && is_boundary(code);
            if !repeated {
                self.push::<PLACES>(code, start);
            }
        }
        if self.codes.last() != Some(&BREAK) {
            self.push::<PLACES>(BREAK, text.len());
        }
        if PLACES {
            self.places.push(place(text.len()));
        }
    }

    #[inline]
    fn push<const PLACES: bool>(&mut self, code: u32, at: usize) {
        self.codes.push(code);
        if PLACES {
            self.places.push(place(at));
        }
    }
}

/// A message is at most some thousand characters; what lies past 4 G could not have been read in.
fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn number(digits: usize) -> u32 {
    match digits {
        0..=4 => SHORT_NUMBER,
        5..=9 => NUMBER,
        _ => LONG_NUMBER,
    }
}

/// What says the same once as three times.
fn is_boundary(code: u32) -> bool {
    code == BREAK || code == '!' as u32 || code == '?' as u32
}

fn is_mark(c: char) -> bool {
    matches!(
        c,
        ' ' | ','
            | '，'
            | '。'
            | '.'
            | ';'
            | ':'
            | '~'
            | '～'
            | '…'
            | '、'
            | '\n'
            | '\r'
            | '｡'
            | '"'
            | '“'
            | '”'
    )
}

/// A space between two Han characters stands for a comma.
fn between_han(text: &[char], at: usize) -> bool {
    let han = |c: Option<&char>| c.is_some_and(|c| ('\u{4e00}'..='\u{9fff}').contains(c));
    at > 0 && han(text.get(at - 1)) && han(text.get(at + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<u32> {
        let mut symbols = Symbols::default();
        symbols.set_with_places(&text.chars().collect::<Vec<_>>());
        assert_eq!(symbols.places.len(), symbols.codes.len() + 1);
        symbols.codes
    }

    #[test]
    fn the_marks_of_a_thumb_do_not_matter() {
        assert_eq!(codes("好 不行。。"), codes("好,不行~"));
        assert_eq!(codes("不行！！"), codes("不行！！"));
        assert_eq!(codes("不行!!!"), codes("不行!"));
        assert_eq!(codes("满 50 减 5"), codes("满99减8"));
        assert_ne!(codes("打13800001111"), codes("打1380"));
    }
}
