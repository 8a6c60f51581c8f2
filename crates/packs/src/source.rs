//! A pack file's text and where things stand in it.

use crate::PackError;

/// A file of a pack as text.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    pub file: String,
    pub text: String,
}

impl Source {
    pub fn error(&self, line: usize, reason: impl Into<String>) -> PackError {
        PackError {
            file: self.file.clone(),
            line,
            reason: reason.into(),
        }
    }

    /// The error of a TOML reader, at its place.
    pub fn toml_error(&self, error: &toml::de::Error) -> PackError {
        let line = error.span().map_or(1, |span| self.line_of_byte(span.start));
        self.error(line, error.message().trim())
    }

    fn line_of_byte(&self, byte: usize) -> usize {
        let before = self.text.as_bytes().iter().take(byte);
        before.filter(|b| **b == b'\n').count() + 1
    }

    /// The first line that holds `words`; the first of all when none does.
    pub fn line_with(&self, words: &str) -> usize {
        let found = self.text.lines().position(|line| line.contains(words));
        found.map_or(1, |index| index + 1)
    }

    /// The first line from line `from` on that holds `words`; `from` itself when none does.
    pub fn line_after(&self, from: usize, words: &str) -> usize {
        let mut lines = self.text.lines().enumerate().skip(from.saturating_sub(1));
        let found = lines.find(|(_, line)| line.contains(words));
        found.map_or(from, |(at, _)| at + 1)
    }

    /// The line of the `index`-th header (`[[bad]]`), from 0.
    pub fn line_of_header(&self, header: &str, index: usize) -> usize {
        let lines = self.text.lines().enumerate();
        let mut headers = lines.filter(|(_, line)| line.trim() == header);
        headers.nth(index).map_or(1, |(at, _)| at + 1)
    }
}
