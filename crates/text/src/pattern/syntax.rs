//! Reads a pattern's text into a tree.

use crate::fold::fold_char;

/// Widest gap and most repetitions a pattern may ask for.
const WIDEST: usize = 60;
/// Repetitions of `+`.
const PLUS: usize = 8;
/// Most nodes a repetition may make, so that nested ones cannot fill the memory.
const LARGEST: usize = 600;
/// Reach of `…` written without numbers.
const SHORT_GAP: usize = 6;

/// Why a pattern cannot be read. `at` counts characters of the pattern.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("pattern {pattern:?}, character {at}: {reason}")]
pub struct PatternError {
    pub pattern: String,
    pub at: usize,
    pub reason: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    Char(char),
    Set {
        ranges: Vec<(char, char)>,
        negated: bool,
    },
    /// Any characters; `across` may pass the end of a clause.
    Gap {
        min: usize,
        max: usize,
        across: bool,
    },
    Alt(Vec<Vec<Node>>),
    /// The part up to `most` times, or not at all.
    Optional {
        part: Vec<Node>,
        most: usize,
    },
    NotBehind(Look),
    NotAhead(Look),
    ClauseStart,
    ClauseEnd,
    /// The end of the text, written by nobody: whole-reply patterns end with it.
    End,
}

/// What must not stand beside a place: one of the words, or a character of the ranges.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Look {
    pub words: Vec<Vec<char>>,
    pub ranges: Vec<(char, char)>,
}

pub(super) fn parse(pattern: &str) -> Result<Vec<Node>, PatternError> {
    let mut reader = Reader {
        pattern,
        chars: pattern.chars().collect(),
        at: 0,
        depth: 0,
    };
    let nodes = reader.sequence()?;
    match reader.peek() {
        None if nodes.is_empty() => Err(reader.wrong("it is empty")),
        None => Ok(nodes),
        Some(_) => Err(reader.wrong("this bracket or bar has no opening (write \\ before it to mean it)")),
    }
}

struct Reader<'a> {
    pattern: &'a str,
    chars: Vec<char>,
    at: usize,
    depth: usize,
}

impl Reader<'_> {
    fn wrong(&self, reason: &'static str) -> PatternError {
        PatternError {
            pattern: self.pattern.to_owned(),
            at: self.at + 1,
            reason,
        }
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn take(&mut self, wanted: char) -> bool {
        let there = self.peek() == Some(wanted);
        self.at += usize::from(there);
        there
    }

    fn sequence(&mut self) -> Result<Vec<Node>, PatternError> {
        let mut nodes = Vec::new();
        while let Some(c) = self.peek() {
            if matches!(c, ')' | '|') {
                break;
            }
            self.at += 1;
            let node = match c {
                '(' => self.group()?,
                '[' => self.set()?,
                '#' => digits(),
                '…' => self.gap(false)?,
                '~' => self.gap(true)?,
                '<' => Node::ClauseStart,
                '>' => Node::ClauseEnd,
                '\\' => self.escaped()?,
                '?' | '+' | '{' => {
                    self.at -= 1;
                    return Err(self.wrong("there is nothing before it to repeat"));
                }
                plain => match fold_char(plain) {
                    Some(folded) => Node::Char(folded),
                    None => continue,
                },
            };
            self.push_repeated(node, &mut nodes)?;
        }
        Ok(nodes)
    }

    fn escaped(&mut self) -> Result<Node, PatternError> {
        let Some(c) = self.peek() else {
            return Err(self.wrong("a character has to follow \\"));
        };
        self.at += 1;
        Ok(Node::Char(fold_char(c).unwrap_or(c)))
    }

    /// Adds the node as often as it has to be there, and what may follow as an optional part: so
    /// `哈{3,8}` still has the fixed word 哈哈哈.
    fn push_repeated(&mut self, node: Node, nodes: &mut Vec<Node>) -> Result<(), PatternError> {
        let (min, max) = match self.peek() {
            Some('?') => (0, 1),
            Some('+') => (1, PLUS),
            Some('{') => (0, 0),
            _ => {
                nodes.push(node);
                return Ok(());
            }
        };
        self.at += 1;
        let (min, max) = if max == 0 { self.bounds()? } else { (min, max) };
        if size(std::slice::from_ref(&node)) * max > LARGEST {
            return Err(self.wrong("so many repetitions are too many"));
        }
        nodes.extend(std::iter::repeat_n(node.clone(), min));
        if max > min {
            nodes.push(Node::Optional {
                part: vec![node],
                most: max - min,
            });
        }
        Ok(())
    }

    fn gap(&mut self, across: bool) -> Result<Node, PatternError> {
        let (min, max) = if self.take('{') {
            self.bounds()?
        } else {
            (0, SHORT_GAP)
        };
        Ok(Node::Gap { min, max, across })
    }

    /// `2,6}` or `4}`, after the opening brace.
    fn bounds(&mut self) -> Result<(usize, usize), PatternError> {
        let min = self.number()?;
        let max = if self.take(',') { self.number()? } else { min };
        if !self.take('}') {
            return Err(self.wrong("} is missing"));
        }
        if max > WIDEST || min > max || max == 0 {
            return Err(self.wrong("the numbers have to rise and stay at 60 or below"));
        }
        Ok((min, max))
    }

    fn number(&mut self) -> Result<usize, PatternError> {
        let from = self.at;
        let mut number = 0;
        while let Some(digit) = self.peek().and_then(|c| c.to_digit(10)) {
            number = (number * 10 + digit as usize).min(WIDEST + 1);
            self.at += 1;
        }
        if self.at == from {
            Err(self.wrong("a number has to stand here"))
        } else {
            Ok(number)
        }
    }

    fn group(&mut self) -> Result<Node, PatternError> {
        self.depth += 1;
        if self.depth > 8 {
            return Err(self.wrong("brackets are nested too deep"));
        }
        let assertion = if self.take('?') {
            if self.take('!') {
                Some(false)
            } else if self.take('<') && self.take('!') {
                Some(true)
            } else {
                return Err(self.wrong("after (? only ! and <! are known"));
            }
        } else {
            None
        };
        let mut options = vec![self.sequence()?];
        while self.take('|') {
            options.push(self.sequence()?);
        }
        if !self.take(')') {
            return Err(self.wrong(") is missing"));
        }
        self.depth -= 1;
        let Some(behind) = assertion else {
            return Ok(Node::Alt(options));
        };
        let mut look = Look::default();
        for option in &options {
            self.look(option, &mut look)?;
        }
        Ok(if behind {
            Node::NotBehind(look)
        } else {
            Node::NotAhead(look)
        })
    }

    /// A look-around takes words, sets, and brackets of them.
    fn look(&self, option: &[Node], look: &mut Look) -> Result<(), PatternError> {
        match option {
            [Node::Alt(inner)] => return inner.iter().try_for_each(|option| self.look(option, look)),
            [
                Node::Set {
                    ranges,
                    negated: false,
                },
            ] => {
                look.ranges.extend(ranges);
                return Ok(());
            }
            _ => {}
        }
        let chars: Option<Vec<char>> = option
            .iter()
            .map(|node| if let Node::Char(c) = node { Some(*c) } else { None })
            .collect();
        match chars {
            Some(chars) if !chars.is_empty() => look.words.push(chars),
            _ => return Err(self.wrong("a look-around takes words and sets only")),
        }
        Ok(())
    }

    fn set(&mut self) -> Result<Node, PatternError> {
        let negated = self.take('^');
        let mut ranges = Vec::new();
        loop {
            let Some(c) = self.peek() else {
                return Err(self.wrong("] is missing"));
            };
            self.at += 1;
            if c == ']' {
                break;
            }
            let from = fold_char(c).unwrap_or(c);
            let ranged = self.peek() == Some('-') && self.chars.get(self.at + 1).is_some_and(|c| *c != ']');
            let to = if ranged {
                let to = self.chars[self.at + 1];
                self.at += 2;
                fold_char(to).unwrap_or(to)
            } else {
                from
            };
            ranges.push((from, to));
        }
        if ranges.is_empty() {
            Err(self.wrong("the set is empty"))
        } else {
            Ok(Node::Set { ranges, negated })
        }
    }
}

fn digits() -> Node {
    let chinese = "〇零一二三四五六七八九十百千万两半几".chars().map(|c| (c, c));
    Node::Set {
        ranges: std::iter::once(('0', '9')).chain(chinese).collect(),
        negated: false,
    }
}

fn size(nodes: &[Node]) -> usize {
    nodes
        .iter()
        .map(|node| match node {
            Node::Alt(options) => options.iter().map(|option| size(option)).sum(),
            Node::Optional { part, most } => size(part) * most,
            _ => 1,
        })
        .sum()
}
