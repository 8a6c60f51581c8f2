//! Takes the `[[examples]]` out of a policy's text, so that both parts can be read by themselves and still name
//! the lines of the whole. It knows just enough of TOML to tell a header from what only looks like one.

/// The text with every line of the examples emptied, and the text with all others emptied.
pub(super) fn examples(source: &str) -> (String, String) {
    let (mut policy, mut examples) = (String::new(), String::new());
    let (mut inside, mut state) = (false, State::default());
    for line in source.split_inclusive('\n') {
        if state.at_rest()
            && let Some(path) = header(line)
        {
            inside = path == "examples" || path.starts_with("examples.");
        }
        state.pass(line);
        let (kept, emptied) = if inside {
            (&mut examples, &mut policy)
        } else {
            (&mut policy, &mut examples)
        };
        kept.push_str(line);
        if line.ends_with('\n') {
            emptied.push('\n');
        }
    }
    (policy, examples)
}

/// The dotted path between the brackets of a header; none for any other line.
fn header(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let inner = line.strip_prefix("[[").or_else(|| line.strip_prefix('['))?;
    Some(inner.split(']').next()?.trim())
}

/// What of a value is still open at the end of a line.
#[derive(Default)]
struct State {
    /// Quotes that end the string begun: three of them.
    long: Option<&'static str>,
    /// Open brackets and braces of a value.
    depth: u32,
}

impl State {
    const fn at_rest(&self) -> bool {
        self.long.is_none() && self.depth == 0
    }

    fn pass(&mut self, line: &str) {
        let mut rest = line;
        while !rest.is_empty() {
            if let Some(quotes) = self.long {
                let Some(end) = rest.find(quotes) else { return };
                rest = &rest[end + 3..];
                self.long = None;
                continue;
            }
            let long = ["\"\"\"", "'''"]
                .into_iter()
                .find(|quotes| rest.starts_with(quotes));
            if long.is_some() {
                self.long = long;
                rest = &rest[3..];
                continue;
            }
            let mut chars = rest.chars();
            let Some(first) = chars.next() else { return };
            rest = chars.as_str();
            match first {
                '#' => return,
                '"' | '\'' => rest = after_string(rest, first),
                '[' | '{' => self.depth += 1,
                ']' | '}' => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
        }
    }
}

/// What follows a string on one line; nothing when it does not end there, which the parser will tell.
fn after_string(rest: &str, quote: char) -> &str {
    let mut escaped = false;
    for (at, char) in rest.char_indices() {
        match char {
            _ if escaped => escaped = false,
            '\\' if quote == '"' => escaped = true,
            char if char == quote => return &rest[at + 1..],
            _ => {}
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::examples;

    #[test]
    fn examples_leave_their_lines_behind() {
        let source = "name = \"x\"\n\n[[examples]]\nname = \"a\"\n[texts]\nclosing = [\n  \"[[examples]]\",\n]\n[[examples]]\nname = \"b\"";
        let (policy, found) = examples(source);
        assert_eq!(
            policy,
            "name = \"x\"\n\n\n\n[texts]\nclosing = [\n  \"[[examples]]\",\n]\n\n"
        );
        assert_eq!(
            found,
            "\n\n[[examples]]\nname = \"a\"\n\n\n\n\n[[examples]]\nname = \"b\""
        );
    }

    #[test]
    fn what_only_looks_like_a_header_is_none() {
        for source in [
            "a = \"\"\"\n[[examples]]\n\"\"\"\n",
            "a = '''\n[[examples]] \"\n'''\n",
            "a = [\n[\"examples\"],\n]\n",
            "# ]\na = { b = [\n[\"examples\"]] }\n",
            "a = \"\\\"]\" # [[\nb = 1\n",
        ] {
            assert_eq!(examples(source).0, source);
        }
        let after = "a = '''[[x'''\n[[examples]]\nname = \"b\"\n";
        assert_eq!(examples(after).0, "a = '''[[x'''\n\n\n");
    }
}
