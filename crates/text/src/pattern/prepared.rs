//! The words of patterns, chosen beforehand: choosing them is most of the work of reading a pattern.
//!
//! What is prepared is only remembered work. A pattern that is not among it is read in full, so rules
//! of a shop's own go beside the prepared ones as they are.

use std::{cell::Cell, collections::BTreeMap};

use super::{
    Pattern,
    anchor::{Anchor, Anchors},
};

thread_local! {
    static IN_USE: Cell<Option<Prepared>> = const { Cell::new(None) };
}

/// Patterns with their words, as bytes that are part of the program.
///
/// The bytes are: the number of sources; hash and place of each, by hash; then the sources with their
/// patterns. Numbers are little-endian and of 32 bits, hashes of 64.
#[derive(Debug, Clone, Copy, Default)]
pub struct Prepared(&'static [u8]);

impl Prepared {
    /// Takes what [`Prepared::make`] made. Bytes of any other origin prepare nothing or, at worst, words
    /// that find less.
    #[must_use]
    pub const fn of(bytes: &'static [u8]) -> Self {
        Self(bytes)
    }

    /// Lets patterns that are read by `work`, on this thread, take their words from here.
    pub fn during<T>(self, work: impl FnOnce() -> T) -> T {
        let before = IN_USE.replace(Some(self));
        let done = work();
        IN_USE.set(before);
        done
    }

    /// Prepares these patterns; those that cannot be read are left out.
    #[must_use]
    pub fn make<'s>(sources: impl IntoIterator<Item = &'s str>) -> Vec<u8> {
        let mut by_hash: BTreeMap<(u64, &str), Vec<Pattern>> = BTreeMap::new();
        for source in sources {
            if let Ok(patterns) = Pattern::parse(source) {
                by_hash.insert((hash(source), source), patterns);
            }
        }
        let (mut index, mut body) = (Vec::new(), Vec::new());
        put(&mut index, by_hash.len());
        for ((hash, source), patterns) in by_hash {
            index.extend(hash.to_le_bytes());
            put(&mut index, body.len());
            put(&mut body, source.len());
            body.extend(source.as_bytes());
            put(&mut body, patterns.len());
            for pattern in &patterns {
                put_anchors(&mut body, &pattern.anchors);
            }
        }
        index.extend(body);
        index
    }

    /// The words of each pattern that the source is, where they are prepared.
    pub(super) fn anchors_of(source: &str) -> Option<Vec<Anchors>> {
        IN_USE.get()?.find(source)
    }

    /// Whether the source was prepared, so that it can be read.
    #[must_use]
    pub fn knows(self, source: &str) -> bool {
        self.place_of(source).is_some()
    }

    fn find(self, source: &str) -> Option<Vec<Anchors>> {
        let mut input = self.place_of(source)?;
        input.list(Input::anchors)
    }

    /// What comes after the source.
    fn place_of(self, source: &str) -> Option<Input> {
        let mut head = Input(self.0);
        let count = head.number()?;
        let rows = head.0.get(..count.checked_mul(ROW)?)?;
        let body = head.0.get(rows.len()..)?;
        let wanted = hash(source);
        let row = |at: usize| {
            let (hash, place) = rows.get(at * ROW..(at + 1) * ROW)?.split_first_chunk()?;
            Some((u64::from_le_bytes(*hash), Input(place).number()?))
        };
        let (mut from, mut to) = (0, count);
        while from < to {
            let middle = from.midpoint(to);
            match row(middle)?.0 < wanted {
                true => from = middle + 1,
                false => to = middle,
            }
        }
        loop {
            let (found, place) = row(from)?;
            let mut input = Input(body.get(place..)?);
            if found != wanted {
                return None;
            }
            if input.bytes()? == source.as_bytes() {
                return Some(input);
            }
            from += 1;
        }
    }
}

/// Bytes of a row of the index.
const ROW: usize = 12;
/// Bytes of an anchor: its length, its lead, the place of its needs.
const ANCHOR: usize = 7;

fn put(bytes: &mut Vec<u8>, number: usize) {
    bytes.extend(u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes());
}

/// Characters as numbers: reading them as text takes twice the work.
fn put_chars(bytes: &mut Vec<u8>, chars: &[char]) {
    put(bytes, chars.len());
    bytes.extend(chars.iter().flat_map(|c| u32::from(*c).to_le_bytes()));
}

fn put_anchors(bytes: &mut Vec<u8>, anchors: &Anchors) {
    put(bytes, usize::from(anchors.exact));
    put(bytes, anchors.needs.len());
    for needs in &anchors.needs {
        put(bytes, needs.len());
        for pairs in needs {
            put_chars(bytes, pairs.as_flattened());
        }
    }
    put_chars(bytes, &anchors.chars);
    put(bytes, anchors.words.len());
    for anchor in &anchors.words {
        bytes.push(anchor.len);
        for number in [anchor.lead.0, anchor.lead.1, anchor.needs] {
            bytes.extend(number.to_le_bytes());
        }
    }
}

/// FNV-1a.
fn hash(text: &str) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    text.bytes().fold(0xcbf2_9ce4_8422_2325, step)
}

/// Bytes still to read.
struct Input(&'static [u8]);

impl Input {
    fn number(&mut self) -> Option<usize> {
        let (number, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        usize::try_from(u32::from_le_bytes(*number)).ok()
    }

    fn bytes(&mut self) -> Option<&'static [u8]> {
        let len = self.number()?;
        let (bytes, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(bytes)
    }

    /// What is no character becomes one that no text holds.
    fn chars(&mut self) -> Option<impl ExactSizeIterator<Item = char>> {
        let len = self.number()?.checked_mul(4)?;
        let (bytes, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        let numbers = bytes.as_chunks().0.iter().map(|bytes| u32::from_le_bytes(*bytes));
        Some(numbers.map(|number| char::from_u32(number).unwrap_or(char::MAX)))
    }

    fn anchors(&mut self) -> Option<Anchors> {
        let exact = self.number()? == 1;
        let needs_of = self.list(|input| input.list(Self::pairs))?;
        let chars: Vec<char> = self.chars()?.collect();
        let count = self.number()?;
        let (rows, rest) = self.0.split_at_checked(count.checked_mul(ANCHOR)?)?;
        self.0 = rest;
        let (rows, _) = rows.as_chunks::<ANCHOR>();
        let mut left = chars.len();
        let mut words = Vec::with_capacity(rows.len());
        for [len, row @ ..] in rows {
            let ([fewest, most, needs], _) = row.as_chunks::<2>() else {
                return None;
            };
            let anchor = Anchor {
                len: *len,
                lead: (u16::from_le_bytes(*fewest), u16::from_le_bytes(*most)),
                needs: u16::from_le_bytes(*needs),
            };
            left = left.checked_sub(usize::from(anchor.len))?;
            words.push(Some(anchor).filter(|anchor| usize::from(anchor.needs) < needs_of.len())?);
        }
        Some(Anchors {
            chars,
            words,
            needs: needs_of,
            exact,
        })
    }

    /// As many of a kind as the number before them says.
    fn list<T>(&mut self, mut one: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let count = self.number()?;
        (0..count).map(|_| one(self)).collect()
    }

    fn pairs(&mut self) -> Option<Vec<[char; 2]>> {
        let mut chars = self.chars()?;
        let mut pairs = Vec::with_capacity(chars.len() / 2);
        while let (Some(first), Some(second)) = (chars.next(), chars.next()) {
            pairs.push([first, second]);
        }
        Some(pairs)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn prepared_patterns_are_those_that_were_read() {
        let sources = [
            "(肯定|一定)…{0,4}到",
            "保证",
            "(…{2}|[^不])好",
            "((?<!不)能到|到货?)",
            "(坏",
        ];
        let bytes: &'static [u8] = Prepared::make(sources).leak();
        for source in sources.iter().chain(&["不在其中", "(也坏"]) {
            let read = Pattern::parse(source);
            assert_eq!(
                Prepared::of(bytes).during(|| Pattern::parse(source)),
                read,
                "{source}"
            );
        }
        assert_eq!(Prepared::of(bytes).find("(坏"), None);
    }

    proptest! {
        #[test]
        fn bytes_of_any_origin_are_harmless(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            let bytes: &'static [u8] = bytes.leak();
            let _ = Prepared::of(bytes).find("保证");
        }
    }
}
