//! How wide text stands on a terminal.

/// Columns on a terminal: Chinese characters, full-width marks and pictures take two.
pub fn width(chars: impl Iterator<Item = char>) -> usize {
    chars
        .map(|c| match c {
            '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' => 0,
            '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{ffdc}' | '\u{1f000}'..='\u{3ffff}' => 2,
            _ => 1,
        })
        .sum()
}
