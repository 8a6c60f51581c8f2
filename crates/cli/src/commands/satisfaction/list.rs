//! Lists as Python writes them: `['a', "b\n"]`, `[1, 2]`. Total: what is no list is an error.

/// The texts of a list.
pub(super) fn texts(list: &str) -> Result<Vec<String>, String> {
    let mut rest = Rest(inside(list)?);
    let mut texts = Vec::new();
    rest.skip_spaces();
    while !rest.0.is_empty() {
        texts.push(rest.text()?);
        rest.skip_spaces();
        if !rest.0.is_empty() && !rest.skip(',') {
            return Err("a comma is missing between two turns".to_owned());
        }
        rest.skip_spaces();
    }
    Ok(texts)
}

/// The numbers of a list.
pub(super) fn numbers(list: &str) -> Result<Vec<u32>, String> {
    let inside = inside(list)?;
    let parts = inside.split(',').map(str::trim).filter(|part| !part.is_empty());
    parts
        .map(|part| part.parse().map_err(|_| format!("{part:?} is not a number")))
        .collect()
}

fn inside(list: &str) -> Result<&str, String> {
    let list = list.trim();
    let opened = list.strip_prefix('[').ok_or("not a list in brackets")?;
    opened
        .strip_suffix(']')
        .ok_or_else(|| "the list is not closed".to_owned())
}

struct Rest<'a>(&'a str);

impl Rest<'_> {
    fn skip_spaces(&mut self) {
        self.0 = self.0.trim_start();
    }

    fn skip(&mut self, c: char) -> bool {
        let after = self.0.strip_prefix(c);
        self.0 = after.unwrap_or(self.0);
        after.is_some()
    }

    fn text(&mut self) -> Result<String, String> {
        let quote = ['\'', '"'].into_iter().find(|quote| self.skip(*quote));
        let quote = quote.ok_or("a turn is not in quotes")?;
        let mut text = String::new();
        let mut chars = self.0.chars();
        while let Some(c) = chars.next() {
            match c {
                '\\' => text.push(escaped(&mut chars)?),
                _ if c == quote => {
                    self.0 = chars.as_str();
                    return Ok(text);
                }
                _ => text.push(c),
            }
        }
        Err("a quote is not closed".to_owned())
    }
}

fn escaped(chars: &mut std::str::Chars<'_>) -> Result<char, String> {
    let kind = chars.next().ok_or("it ends in a backslash")?;
    let digits = match kind {
        'n' => return Ok('\n'),
        't' => return Ok('\t'),
        'r' => return Ok('\r'),
        'x' => 2,
        'u' => 4,
        'U' => 8,
        other => return Ok(other),
    };
    let code: String = chars.take(digits).collect();
    let code = u32::from_str_radix(&code, 16).map_err(|_| format!("\\{kind}{code} is no character"))?;
    // Half of a surrogate pair stands for nothing by itself.
    Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_as_they_were_written() {
        assert_eq!(
            texts(r#"['a, b', "it's", 'say \'hi\'\n', '\u597d\x41']"#).unwrap(),
            ["a, b", "it's", "say 'hi'\n", "好A"]
        );
        assert_eq!(texts("[]").unwrap(), Vec::<String>::new());
        assert_eq!(numbers("[1, 22]").unwrap(), [1, 22]);
    }

    #[test]
    fn what_is_no_list_is_an_error() {
        for wrong in [
            "",
            "['a'",
            "['a]",
            "['a' 'b']",
            "[a]",
            "['\\",
            "['\\u12']",
            "['a']]",
        ] {
            assert!(texts(wrong).is_err(), "{wrong}");
        }
        assert!(numbers("[1, x]").is_err());
    }
}
