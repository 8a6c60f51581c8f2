//! Many phrases found in one pass over the text.
//!
//! Chinese words are two characters and more, and most pairs of neighbours begin no phrase at all: one
//! bit tells so, and only behind a set bit the pair is looked up and the phrase followed. Measured
//! beside a general automaton in docs/adr.

/// Why a set could not be built.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PhraseSetError {
    #[error("a phrase is empty")]
    Empty,
    #[error("the phrase {0:?} is there twice")]
    Twice(String),
}

const NONE: u32 = u32::MAX;
/// Stands second in the pair of a phrase of one character; folded text never holds it.
const LONE: char = '\0';
/// So many places are looked at before the likely ones among them are followed.
const CHUNK: usize = 64;

/// A set of folded phrases, each known by its index. Phrases have to be distinct.
#[derive(Debug, Default)]
pub struct PhraseSet {
    /// A bit for each pair of characters that may begin a phrase.
    pairs: Bits,
    /// Pair → node, open addressing; the length is a power of two.
    slots: Box<[Slot]>,
    nodes: Box<[Node]>,
    /// Children of all nodes; those of one node side by side, by character.
    children: Box<[(char, u32)]>,
    /// A bit for each character that is a phrase by itself; its slot is that of the pair with `LONE`.
    singles: Bits,
    has_singles: bool,
}

#[derive(Debug, Clone, Copy)]
struct Slot {
    pair: (char, char),
    /// `NONE`: the slot is free.
    node: u32,
}

#[derive(Debug, Clone, Copy)]
struct Node {
    /// The phrase that ends here.
    phrase: u32,
    from: u32,
    to: u32,
}

/// A filter of 65,536 bits: 8 KiB, which stay in the nearest cache.
#[derive(Debug)]
struct Bits(Box<[u64; 1024]>);

impl Default for Bits {
    fn default() -> Self {
        Self(Box::new([0; 1024]))
    }
}

impl Bits {
    fn set(&mut self, hash: u32) {
        self.0[(hash >> 22) as usize] |= 1 << (hash >> 16 & 63);
    }

    fn has(&self, hash: u32) -> bool {
        self.0[(hash >> 22) as usize] >> (hash >> 16 & 63) & 1 == 1
    }
}

fn hash_pair(first: char, second: char) -> u32 {
    (first as u32)
        .wrapping_mul(0x9e37_79b1)
        .wrapping_add((second as u32).wrapping_mul(0x85eb_ca77))
        .wrapping_mul(0xc2b2_ae35)
}

fn hash_single(c: char) -> u32 {
    (c as u32).wrapping_mul(0x9e37_79b1)
}

impl PhraseSet {
    /// # Errors
    /// When a phrase is empty or there twice.
    pub fn build<P: AsRef<[char]>>(phrases: &[P]) -> Result<Self, PhraseSetError> {
        let mut sorted: Vec<(&[char], u32)> = phrases.iter().map(AsRef::as_ref).zip(0..).collect();
        if !sorted.is_sorted() {
            sorted.sort_unstable();
        }
        if sorted.first().is_some_and(|(phrase, _)| phrase.is_empty()) {
            return Err(PhraseSetError::Empty);
        }
        if let Some(twice) = sorted.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            return Err(PhraseSetError::Twice(twice[0].0.iter().collect()));
        }
        Ok(Self::laid_out(&sorted))
    }

    fn laid_out(sorted: &[(&[char], u32)]) -> Self {
        let mut set = Self::default();
        let mut roots: Vec<((char, char), u32)> = Vec::new();
        let mut growing = Growing::default();
        for of_pair in sorted.chunk_by(|a, b| a.0.iter().take(2).eq(b.0.iter().take(2))) {
            match of_pair[0] {
                ([single], _) => {
                    set.singles.set(hash_single(*single));
                    set.has_singles = true;
                    roots.push(((*single, LONE), growing.node(of_pair, 1)));
                }
                ([first, second, ..], _) => roots.push(((*first, *second), growing.node(of_pair, 2))),
                ([], _) => {}
            }
        }
        let free = Slot {
            pair: ('\0', '\0'),
            node: NONE,
        };
        let mut slots = vec![free; (2 * roots.len()).next_power_of_two().max(2)];
        for (pair, node) in roots {
            let hash = hash_pair(pair.0, pair.1);
            if pair.1 != LONE {
                set.pairs.set(hash);
            }
            let mut at = hash as usize & (slots.len() - 1);
            while slots[at].node != NONE {
                at = (at + 1) & (slots.len() - 1);
            }
            slots[at] = Slot { pair, node };
        }
        set.slots = slots.into();
        set.nodes = growing.nodes.into();
        set.children = growing.children.into();
        set
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Calls `found` with the index of each phrase and the places where it begins and ends, overlapping
    /// ones too, in order of their beginnings.
    pub fn each(&self, chars: &[char], mut found: impl FnMut(u32, usize, usize)) {
        if self.has_singles {
            for (at, c) in chars.iter().enumerate() {
                if self.singles.has(hash_single(*c))
                    && let Some(node) = self.root(hash_pair(*c, LONE), (*c, LONE))
                {
                    found(node.phrase, at, at + 1);
                }
            }
        }
        if self.nodes.is_empty() {
            return;
        }
        // Two loops, because which pairs begin a phrase cannot be foreseen: the first gathers the likely
        // ones without a branch.
        let mut likely = [0_u8; CHUNK];
        let mut from = 0;
        while from + 1 < chars.len() {
            let chunk = &chars[from..chars.len().min(from + CHUNK + 1)];
            let mut count = 0;
            for (at, pair) in (0..).zip(chunk.windows(2)) {
                likely[count % CHUNK] = at;
                count += usize::from(self.pairs.has(hash_pair(pair[0], pair[1])));
            }
            for at in &likely[..count] {
                self.follow(chars, from + usize::from(*at), &mut found);
            }
            from += CHUNK;
        }
    }

    fn follow(&self, chars: &[char], at: usize, found: &mut impl FnMut(u32, usize, usize)) {
        let pair = (chars[at], chars[at + 1]);
        let Some(mut node) = self.root(hash_pair(pair.0, pair.1), pair) else {
            return;
        };
        let mut end = at + 2;
        loop {
            if node.phrase != NONE {
                found(node.phrase, at, end);
            }
            let children = &self.children[node.from as usize..node.to as usize];
            let Some(next) = chars.get(end).filter(|_| !children.is_empty()) else {
                return;
            };
            let child = if children.len() <= 8 {
                children.iter().find(|child| child.0 == *next)
            } else {
                let index = children.binary_search_by_key(next, |child| child.0);
                index.ok().map(|index| &children[index])
            };
            let Some((_, child)) = child else { return };
            node = self.nodes[*child as usize];
            end += 1;
        }
    }

    fn root(&self, hash: u32, pair: (char, char)) -> Option<Node> {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            let slot = self.slots[at];
            if slot.node == NONE {
                return None;
            }
            if slot.pair == pair {
                return Some(self.nodes[slot.node as usize]);
            }
            at = (at + 1) & mask;
        }
    }
}

/// Nodes and their children while they are written.
#[derive(Default)]
struct Growing {
    nodes: Vec<Node>,
    children: Vec<(char, u32)>,
}

impl Growing {
    /// Writes the node of phrases, in order, that share their first `len` characters, and all below it;
    /// says where it stands.
    fn node(&mut self, sorted: &[(&[char], u32)], len: usize) -> u32 {
        let (phrase, longer) = match sorted {
            [(phrase, index), longer @ ..] if phrase.len() == len => (*index, longer),
            _ => (NONE, sorted),
        };
        let by_next = longer.chunk_by(|a, b| a.0[len] == b.0[len]);
        let below: Vec<(char, u32)> = by_next
            .map(|same| (same[0].0[len], self.node(same, len + 1)))
            .collect();
        let from = count(self.children.len());
        self.children.extend(below);
        self.nodes.push(Node {
            phrase,
            from,
            to: count(self.children.len()),
        });
        count(self.nodes.len() - 1)
    }
}

/// Packs have thousands of phrases; what does not fit 32 bits could not have been read in.
fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(NONE)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn chars(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    #[test]
    fn overlapping_phrases_are_all_found() {
        let set = PhraseSet::build(&["微信", "加微信", "信"].map(chars)).expect("three phrases");
        let mut found = Vec::new();
        set.each(&chars("请加微信"), |phrase, start, end| {
            found.push((phrase, start, end))
        });
        found.sort_unstable();
        assert_eq!(found, [(0, 2, 4), (1, 1, 4), (2, 3, 4)]);
    }

    #[test]
    fn an_empty_set_finds_nothing_and_a_bad_phrase_is_refused() {
        let none: [Vec<char>; 0] = [];
        PhraseSet::build(&none)
            .expect("empty is fine")
            .each(&['好', '的'], |_, _, _| panic!("nothing to find"));
        assert_eq!(
            PhraseSet::build(&[vec![]]).expect_err("empty"),
            PhraseSetError::Empty
        );
        let twice = PhraseSet::build(&[chars("好的"), chars("好的")]);
        assert_eq!(
            twice.expect_err("twice"),
            PhraseSetError::Twice("好的".to_owned())
        );
    }

    proptest! {
        #[test]
        fn it_finds_what_a_plain_search_finds(
            phrases in prop::collection::btree_set("[不能好的💗a]{1,4}", 0..12),
            text in "[不能好的💗a]{0,20}",
        ) {
            let phrases: Vec<Vec<char>> = phrases.iter().map(|p| chars(p)).collect();
            let text = chars(&text);
            let mut found = Vec::new();
            PhraseSet::build(&phrases).expect("distinct").each(&text, |p, start, end| found.push((p as usize, start, end)));
            found.sort_unstable();
            let mut plain = Vec::new();
            for (index, phrase) in phrases.iter().enumerate() {
                for (start, window) in text.windows(phrase.len()).enumerate() {
                    if window == phrase.as_slice() {
                        plain.push((index, start, start + phrase.len()));
                    }
                }
            }
            prop_assert_eq!(found, plain);
        }
    }
}
