//! Where clauses begin and end. Works on folded characters.

use std::ops::Range;

/// Whether the character belongs to a word: a letter, a Han character or a digit.
#[must_use]
#[inline]
pub fn is_word(c: char) -> bool {
    // Nearly every character here is common Han; the tables of Unicode are slow for those.
    matches!(c, '\u{4e00}'..='\u{9fff}') || c.is_alphanumeric()
}

/// Whether a clause ends at this place. A space ends one only between two Han characters, where
/// people type it instead of a comma; a dot does not inside a number.
#[must_use]
#[inline]
pub(crate) fn breaks_at(chars: &[char], at: usize) -> bool {
    match chars.get(at) {
        Some('\u{4e00}'..='\u{9fff}') => false,
        Some(c) => mark_breaks_at(*c, chars, at),
        None => true,
    }
}

fn mark_breaks_at(c: char, chars: &[char], at: usize) -> bool {
    match c {
        ',' | '，' | '。' | '!' | '?' | ';' | '~' | '～' | '…' | '\n' | '\r' | '｡' => true,
        ' ' => is_han(chars, at.checked_sub(1)) && is_han(chars, at.checked_add(1)),
        '.' => !chars.get(at + 1).is_some_and(char::is_ascii_alphanumeric),
        _ => false,
    }
}

fn is_han(chars: &[char], at: Option<usize>) -> bool {
    at.and_then(|at| chars.get(at))
        .is_some_and(|c| !c.is_ascii() && is_word(*c))
}

/// The clause that holds `start..end`, without the marks at its ends.
#[must_use]
pub fn clause_around(chars: &[char], start: usize, end: usize) -> Range<usize> {
    let start = start.min(chars.len());
    let end = end.clamp(start, chars.len());
    let from = (0..start)
        .rev()
        .find(|at| breaks_at(chars, *at))
        .map_or(0, |at| at + 1);
    let to = (end..chars.len())
        .find(|at| breaks_at(chars, *at))
        .unwrap_or(chars.len());
    from..to
}

/// The clauses of a text in order; those without a word in them are left out.
pub fn clauses(chars: &[char]) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut from = 0;
    (0..=chars.len()).filter_map(move |at| {
        if !breaks_at(chars, at) {
            return None;
        }
        let clause = from..at;
        from = at + 1;
        chars[clause.clone()]
            .iter()
            .any(|c| is_word(*c))
            .then_some(clause)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clauses_split_where_a_reader_would() {
        let chars: Vec<char> = "您好 请问是2.5公斤的吗,好~有的。".chars().collect();
        let parts: Vec<String> = clauses(&chars).map(|r| chars[r].iter().collect()).collect();
        assert_eq!(parts, ["您好", "请问是2.5公斤的吗", "好", "有的"]);
    }

    #[test]
    fn the_clause_around_a_word_ends_at_its_marks() {
        let chars: Vec<char> = "亲,这款不能退,抱歉".chars().collect();
        assert_eq!(clause_around(&chars, 4, 6), 2..7);
        assert_eq!(clause_around(&chars, 99, 120), 8..10);
    }
}
