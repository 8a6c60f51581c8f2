//! Rated turns from files: JSON lines, or windows of a talk in three columns.

use jinpai_learn::{Talk, Turn};
use jinpai_text::Folded;
use serde::Deserialize;
use serde_json::Value;

use super::{WHOLE_TALK, list};
use crate::exit::Failure;

/// Between what the buyer said and what she was answered, in a window.
const ANSWERED: &str = "|||";
/// Longest text of one turn, in characters.
const LONGEST_TEXT: usize = 4_000;
const MOST_TURNS: usize = 2_000;
/// So many turns must agree for a line to go on with the talk of the one before it.
const AGREE: usize = 3;

#[derive(Default)]
pub(super) struct Input {
    pub entries: Vec<Entry>,
    pub problems: usize,
    conversations: usize,
    /// What the buyer said in the line before.
    before: Vec<String>,
}

/// One line.
pub(super) struct Entry {
    pub id: Value,
    pub talk: Talk,
    /// A number or a word.
    pub label: Option<Value>,
    pub conversation: usize,
    /// It rates the whole talk.
    pub whole: bool,
}

/// A line as it was written.
struct Line {
    id: Value,
    /// What the buyer said, what she was answered, and what she wanted.
    turns: Vec<(String, String, Option<u32>)>,
    label: Option<Value>,
}

#[derive(Deserialize)]
struct JsonLine {
    #[serde(default)]
    id: Value,
    turns: Vec<JsonTurn>,
    #[serde(default)]
    label: Option<Value>,
}

#[derive(Deserialize)]
struct JsonTurn {
    from: From,
    text: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum From {
    Buyer,
    Agent,
}

impl Input {
    /// Adds what a file holds. A line that cannot be read is told on standard error and counted.
    pub fn read(&mut self, file: &str) -> Result<(), Failure> {
        let text = crate::input::text(file)?;
        for (line, number) in text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty()) {
            match Line::read(line, number) {
                Ok(line) => self.add(line),
                Err(reason) => {
                    self.problems += 1;
                    eprintln!("{file}:{number}: {reason}");
                }
            }
        }
        Ok(())
    }

    fn add(&mut self, line: Line) {
        let said: Vec<String> = line.turns.iter().map(|turn| turn.0.clone()).collect();
        let earlier = &said[..said.len() - 1];
        let agree = AGREE.min(earlier.len()).min(self.before.len());
        let goes_on =
            agree > 0 && earlier[earlier.len() - agree..] == self.before[self.before.len() - agree..];
        if !goes_on {
            self.conversations += 1;
        }
        let whole = said.last().is_some_and(|said| said == WHOLE_TALK);
        self.before = said;
        let fold = |text: &str| Folded::of(text).chars().to_vec();
        let turns = line.turns.iter().map(|(said, answer, act)| Turn {
            said: fold(said),
            answer: fold(answer),
            act: *act,
        });
        self.entries.push(Entry {
            id: line.id,
            talk: Talk {
                turns: turns.collect(),
            },
            label: line.label,
            conversation: self.conversations - 1,
            whole,
        });
    }
}

impl Line {
    fn read(line: &str, number: usize) -> Result<Self, String> {
        let line = if line.trim_start().starts_with('{') {
            Self::json(line, number)
        } else {
            Self::window(line, number)
        }?;
        if line.turns.is_empty() {
            return Err("no buyer's turn in it".to_owned());
        }
        if line.turns.len() > MOST_TURNS {
            return Err(format!("{} turns, {MOST_TURNS} are the limit", line.turns.len()));
        }
        let too_long = |text: &String| text.chars().count() > LONGEST_TEXT;
        if line
            .turns
            .iter()
            .any(|turn| too_long(&turn.0) || too_long(&turn.1))
        {
            return Err(format!("a text is longer than {LONGEST_TEXT} characters"));
        }
        match &line.label {
            None | Some(Value::String(_) | Value::Number(_)) => Ok(line),
            Some(other) => Err(format!("the label {other} is neither a number nor a word")),
        }
    }

    fn json(line: &str, number: usize) -> Result<Self, String> {
        let read: JsonLine = serde_json::from_str(line).map_err(|error| error.to_string())?;
        let mut turns: Vec<(String, String, Option<u32>)> = Vec::new();
        for JsonTurn { from, text } in read.turns {
            match (from, turns.last_mut()) {
                (From::Buyer, _) => turns.push((text, String::new(), None)),
                (From::Agent, Some((_, answer, _))) => {
                    if !answer.is_empty() {
                        answer.push(' ');
                    }
                    answer.push_str(&text);
                }
                // A welcome before the buyer has said anything tells nothing of her.
                (From::Agent, None) => {}
            }
        }
        let id = if read.id.is_null() { number.into() } else { read.id };
        Ok(Self {
            id,
            turns,
            label: read.label.filter(|label| !label.is_null()),
        })
    }

    /// `['said|||answered', …]`, the numbers of what she wanted each time, and perhaps the label.
    fn window(line: &str, number: usize) -> Result<Self, String> {
        let mut columns = line.split('\t');
        let (texts, acts, label) = (columns.next(), columns.next(), columns.next());
        let texts = list::texts(texts.unwrap_or_default()).map_err(|error| {
            format!("{error}; a line is a JSON object, or a list of turns, a tab, a list of numbers, a tab, a label")
        })?;
        let acts = match acts.map(str::trim).filter(|acts| !acts.is_empty()) {
            Some(acts) => list::numbers(acts)?,
            None => Vec::new(),
        };
        if !acts.is_empty() && acts.len() != texts.len() {
            return Err(format!("{} turns but {} numbers", texts.len(), acts.len()));
        }
        let label = label.map(str::trim).filter(|label| !label.is_empty());
        let turns = texts.iter().enumerate().map(|(at, text)| {
            let (said, answer) = text.split_once(ANSWERED).unwrap_or((text, ""));
            (said.to_owned(), answer.to_owned(), acts.get(at).copied())
        });
        Ok(Self {
            id: number.into(),
            turns: turns.collect(),
            label: label.map(|label| serde_json::from_str(label).unwrap_or_else(|_| label.into())),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &[&str]) -> (Input, Vec<Result<(), String>>) {
        let mut input = Input::default();
        let results = lines
            .iter()
            .map(|line| Line::read(line, 1).map(|line| input.add(line)))
            .collect();
        (input, results)
    }

    #[test]
    fn both_forms_say_the_same() {
        let (input, _) = read(&[
            r#"{"id":"a","turns":[{"from":"agent","text":"欢迎"},{"from":"buyer","text":"在吗"},{"from":"agent","text":"在的"},{"from":"buyer","text":"谢谢"}],"label":2}"#,
            "['在吗|||在的', '谢谢|||']\t[]\t2",
        ]);
        assert_eq!(input.entries[0].talk, input.entries[1].talk);
        assert_eq!(input.entries[0].label, input.entries[1].label);
        assert_eq!(input.entries[0].talk.turns.len(), 2);
    }

    #[test]
    fn windows_of_one_talk_are_one_conversation() {
        let (input, _) = read(&[
            "['a|||', 'b|||']\t[1, 2]\t0",
            "['a|||', 'b|||x', 'c|||']\t[1, 2, 3]\t1",
            // The window has moved on by one.
            "['b|||x', 'c|||', 'OVERALL|||']\t[2, 3, 0]\t2",
            "['您好|||', 'b|||']\t[1, 2]\t0",
        ]);
        let conversations: Vec<usize> = input.entries.iter().map(|e| e.conversation).collect();
        assert_eq!(conversations, [0, 0, 0, 1]);
        assert!(input.entries[2].whole);
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        let (_, results) = read(&[
            r#"{"id":"a","turns":[],"label":2}"#,
            r#"{"id":"a","turns":[{"from":"robot","text":"x"}]}"#,
            r#"{"turns":[{"from":"buyer","text":"x"}],"label":[1]}"#,
            "['a|||', 'b|||']\t[1]\t0",
            "['a|||\t[1]\t0",
            "随便写的",
        ]);
        let reasons: Vec<String> = results.into_iter().map(|r| r.unwrap_err()).collect();
        for (reason, part) in reasons.iter().zip([
            "no buyer's turn",
            "robot",
            "neither a number nor a word",
            "2 turns but 1 numbers",
            "not closed",
            "JSON object",
        ]) {
            assert!(reason.contains(part), "{reason}");
        }
    }
}
