//! Folding: many spellings of one word become one form, and every place in it leads back.
//!
//! Traditional becomes simplified (one character for one; phrases such as 乾隆 do not matter to a
//! matcher), full width becomes half width, upper case lower case; invisible characters go, and
//! words spelt with gaps (`加 微 信`) close up. The text itself is never changed: a finding is always
//! shown on what the agent typed.

use std::sync::OnceLock;

/// Pairs of a traditional character and its simplified one; made by `examples/t2s_table.rs`.
const T2S: &str = include_str!("fold/t2s.txt");

/// From here on no character is put between others or removed.
const FIRST_OF_WORDS: char = '\u{3003}';

/// Marks a character that folding removes.
const GONE: u16 = 0;

/// Folded text and the way back to the text it came from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folded {
    chars: Vec<char>,
    /// For every folded character its place in the original; empty while the two run in step.
    origin: Vec<u32>,
}

impl Folded {
    #[must_use]
    pub fn of(text: &str) -> Self {
        let table = table();
        let mut chars = Vec::with_capacity(text.len() / 3 + 8);
        chars.extend(text.chars().map(|c| lookup(table, c)));
        let (mut joiners, mut gone) = (0, false);
        // Nearly every character is Han and neither.
        for c in chars.iter().filter(|c| **c < FIRST_OF_WORDS) {
            joiners += u32::from(is_joiner(*c));
            gone |= *c == '\0';
        }
        let mut folded = Self {
            chars,
            origin: Vec::new(),
        };
        if gone {
            folded.drop_gone();
        }
        // One joiner alone stands between two words, not inside one.
        if joiners > 1 {
            folded.close_gaps();
        }
        folded
    }

    /// The folded characters.
    #[must_use]
    pub fn chars(&self) -> &[char] {
        &self.chars
    }

    /// Turns a span of folded characters into the span of the original that made it. An empty or
    /// impossible span becomes an empty one.
    #[must_use]
    pub fn original(&self, start: usize, end: usize) -> (usize, usize) {
        let end = end.min(self.chars.len());
        if start >= end {
            return (0, 0);
        }
        (self.place_of(start), self.place_of(end - 1) + 1)
    }

    fn place_of(&self, index: usize) -> usize {
        self.origin.get(index).map_or(index, |at| *at as usize)
    }

    /// Removes what folding has marked; from here on places have to be written down.
    fn drop_gone(&mut self) {
        let kept = self.chars.iter().enumerate().filter(|(_, c)| **c != '\0');
        self.origin = kept.map(|(at, _)| place(at)).collect();
        self.chars.retain(|c| *c != '\0');
    }

    /// Removes single joiners inside runs of three or more single characters (`加 微 信`, `q.q.号`).
    fn close_gaps(&mut self) {
        let gone = spaced_joiners(&self.chars);
        if gone.is_empty() {
            return;
        }
        if self.origin.is_empty() {
            self.origin.extend((0..self.chars.len()).map(place));
        }
        let mut next = gone.iter().copied().peekable();
        let mut kept = 0;
        for index in 0..self.chars.len() {
            if next.next_if_eq(&index).is_some() {
                continue;
            }
            self.chars[kept] = self.chars[index];
            self.origin[kept] = self.origin[index];
            kept += 1;
        }
        self.chars.truncate(kept);
        self.origin.truncate(kept);
    }
}

/// One character folded; none when folding removes it.
#[must_use]
pub fn fold_char(c: char) -> Option<char> {
    Some(lookup(table(), c)).filter(|c| *c != '\0')
}

/// A message is at most some thousand characters; what lies past 4 G could not have been read in.
fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn lookup(table: &[u16], c: char) -> char {
    match table.get(c as usize) {
        Some(folded) => char::from_u32(u32::from(*folded)).unwrap_or(c),
        // Variation selectors and tags of the upper planes are as invisible as their cousins below.
        None if ('\u{e0000}'..='\u{e01ef}').contains(&c) => '\0',
        None => c,
    }
}

/// The fold of every character of the basic plane; a removed one is `GONE`.
fn table() -> &'static [u16] {
    static TABLE: OnceLock<Vec<u16>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table: Vec<u16> = (0..=u16::MAX).collect();
        let mut pairs = T2S.chars().filter(|c| !c.is_whitespace());
        while let (Some(traditional), Some(simplified)) = (pairs.next(), pairs.next()) {
            set(&mut table, traditional, simplified);
        }
        for full in '\u{ff01}'..='\u{ff5e}' {
            if let Some(half) = char::from_u32(full as u32 - 0xfee0) {
                set(&mut table, full, half.to_ascii_lowercase());
            }
        }
        for c in ('A'..='Z')
            .chain('\u{c0}'..='\u{de}')
            .chain('\u{391}'..='\u{42f}')
        {
            let mut lower = c.to_lowercase();
            if let (Some(small), None) = (lower.next(), lower.next()) {
                set(&mut table, c, small);
            }
        }
        for space in ['\u{3000}', '\u{a0}', '\t'] {
            set(&mut table, space, ' ');
        }
        for (ring, digit) in ('\u{2460}'..='\u{2468}').zip('1'..='9') {
            set(&mut table, ring, digit);
        }
        // A few simplified forms are themselves the old form of another: 薴, 苧, 苎.
        for c in 0..table.len() {
            table[c] = table[usize::from(table[c])];
        }
        let invisible = ('\u{200b}'..='\u{200f}')
            .chain('\u{202a}'..='\u{202e}')
            .chain('\u{2060}'..='\u{2064}')
            .chain('\u{fe00}'..='\u{fe0f}')
            .chain(['\0', '\u{ad}', '\u{180e}', '\u{feff}', '\u{20e3}']);
        for c in invisible {
            table[c as usize] = GONE;
        }
        table
    })
}

fn set(table: &mut [u16], from: char, to: char) {
    if let (Some(slot), Ok(to)) = (table.get_mut(from as usize), u16::try_from(to as u32)) {
        *slot = to;
    }
}

/// What people put between characters to slip past a filter.
fn is_joiner(c: char) -> bool {
    c < FIRST_OF_WORDS && matches!(c, ' ' | '.' | '·' | '-' | '_' | '*' | '/' | '|' | '、' | '。')
}

/// Indexes of the joiners to remove, ascending.
fn spaced_joiners(chars: &[char]) -> Vec<usize> {
    let mut gone = Vec::new();
    let mut at = 1;
    while at + 2 < chars.len() {
        // Two joiners at least, one character apart: a single space is ordinary writing.
        if !(is_joiner(chars[at]) && is_joiner(chars[at + 2]) && single(chars, at - 1)) {
            at += 1;
            continue;
        }
        let from = at;
        while at + 1 < chars.len() && is_joiner(chars[at]) && single(chars, at + 1) {
            at += 2;
        }
        if at >= from + 4 {
            gone.extend((from..at).step_by(2));
        }
        at = at.max(from + 1);
    }
    gone
}

/// A Han character, or a Latin letter with no letter or digit beside it.
fn single(chars: &[char], at: usize) -> bool {
    let c = chars[at];
    if !c.is_ascii() {
        return crate::is_word(c) && !c.is_numeric();
    }
    let lone = |other: Option<&char>| other.is_none_or(|o| !o.is_ascii_alphanumeric());
    c.is_ascii_alphabetic()
        && lone(at.checked_sub(1).and_then(|before| chars.get(before)))
        && lone(chars.get(at + 1))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn folded(text: &str) -> String {
        Folded::of(text).chars().iter().collect()
    }

    #[test]
    fn spellings_come_to_one_form() {
        for (text, form) in [
            ("貨到付款嗎", "货到付款吗"),
            ("＋ＶＸ：Gold520", "+vx:gold520"),
            ("加\u{200b}微\u{feff}信", "加微信"),
            ("加 微 信", "加微信"),
            ("加.微.信.吧", "加微信吧"),
            ("薇❤\u{fe0f}同店名", "薇❤同店名"),
            ("②件", "2件"),
        ] {
            assert_eq!(folded(text), form, "{text}");
        }
    }

    #[test]
    fn ordinary_spaces_and_numbers_stay() {
        for text in ["您好 请问有什么可以帮您", "1.2.3", "size s - m", "a big v x"] {
            assert_eq!(folded(text), text);
        }
    }

    #[test]
    fn a_span_leads_back_to_what_was_typed() {
        let text = "😊Ｖ\u{200b}加 微 信哦";
        let folded = Folded::of(text);
        let at = folded
            .chars()
            .iter()
            .position(|c| *c == '加')
            .expect("it is there");
        let (start, end) = folded.original(at, at + 3);
        let typed: String = text.chars().skip(start).take(end - start).collect();
        assert_eq!(typed, "加 微 信");
    }

    #[test]
    fn the_table_is_what_opencc_says() {
        let opencc = ferrous_opencc::OpenCC::from_config(ferrous_opencc::config::BuiltinConfig::T2s)
            .expect("built in");
        for c in '\u{4e00}'..='\u{9fff}' {
            let simplified = opencc.convert(&c.to_string());
            // Rare simplified forms outside the basic plane are left alone: nobody types them.
            if simplified.chars().all(|s| u32::from(s) <= 0xffff) {
                assert_eq!(folded(&c.to_string()), folded(&simplified), "{c}");
            }
        }
    }

    proptest! {
        #[test]
        fn any_span_of_any_text_stays_inside_it(text in any::<String>(), a in 0usize..40, b in 0usize..40) {
            let folded = Folded::of(&text);
            let (start, end) = folded.original(a, b);
            prop_assert!(start <= end && end <= text.chars().count());
            if a < b && b <= folded.chars().len() {
                prop_assert!(end - start >= b - a);
            }
        }

        #[test]
        fn folding_twice_changes_nothing_more(text in "[\u{4e00}-\u{9fff}a-zA-Z0-9，。！]{0,40}") {
            let once = folded(&text);
            prop_assert_eq!(folded(&once), once);
        }
    }
}
