//! Chooses the fixed words of a pattern that the text is searched for.
//!
//! Every hit of such a word costs a try of the pattern, so the best words are the rarest ones, not the
//! longest: `(包裹|单子)…{0,4}(拿来|交出来)` is looked for by its second half.

use std::ops::Range;

use super::{
    frequencies::{Pairs, table},
    syntax::Node,
};

/// Most words one pattern may put into the table.
const MOST: usize = 400;
/// Sets of more characters are no fixed words.
const MOST_IN_SET: usize = 32;
/// A pattern is not looked for by words that may stand farther from its beginning.
const FARTHEST: usize = 40;
/// Most pairs that are asked for beside a word.
const MOST_NEEDED: usize = 160;
/// What comes so often in 100,000 characters stands in every other message: asking for it says little.
const TOO_COMMON: f64 = 2_500.0;
/// What a word costs by being there at all.
const UPKEEP: f64 = 0.2;

/// The fixed words a pattern is looked for by: every match holds one of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Anchors {
    /// The characters of all words, one word after the other.
    pub chars: Vec<char>,
    pub words: Vec<Anchor>,
    pub needs: Vec<Needs>,
    /// The words are the whole pattern: a hit needs no trying.
    pub exact: bool,
}

/// A fixed word, and how many characters before it the pattern may begin, fewest and most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Anchor {
    /// How many characters it has.
    pub len: u8,
    pub lead: (u16, u16),
    /// What else stands in every text that holds the pattern by this word: the place of it in
    /// [`Anchors::needs`].
    pub needs: u16,
}

/// One of each of these.
pub(super) type Needs = Vec<Pairs>;

/// Words of which each match holds one, and the work of looking for them.
struct Cover {
    work: f64,
    /// Which of the nodes the words are from.
    nodes: Range<usize>,
    words: Vec<Looked>,
}

/// Words to look for, and what else has to be in a text that holds one.
struct Looked {
    words: Words,
    lead: (usize, usize),
    needs: Needs,
}

/// The words that are the least work to look for. None when the pattern has no fixed words.
pub(super) fn choose(nodes: &[Node]) -> Option<Anchors> {
    if nodes.iter().all(is_plain)
        && let Some(words) = Words::of_all(nodes).filter(|words| words.shortest() > 0)
    {
        let all = Looked {
            words,
            lead: (0, 0),
            needs: Vec::new(),
        };
        return Some(Anchors {
            exact: true,
            ..Anchors::of(&[all])
        });
    }
    let mut cover = cover(nodes, (0, 0), true)?;
    add_needs(nodes, &mut cover);
    Some(Anchors::of(&cover.words))
}

impl Anchors {
    fn of(found: &[Looked]) -> Self {
        let mut needs: Vec<Needs> = Vec::new();
        let mut all = Vec::new();
        for looked in found {
            let known = needs.iter().position(|known| *known == looked.needs);
            let place = known.unwrap_or_else(|| {
                needs.push(looked.needs.clone());
                needs.len() - 1
            });
            all.extend(looked.words.iter().map(|word| (word, looked.lead, place)));
        }
        all.sort_unstable();
        all.dedup();
        let words = all.iter().map(|(word, lead, place)| Anchor {
            len: small(word.len()),
            lead: (small(lead.0), small(lead.1)),
            needs: small(*place),
        });
        Self {
            words: words.collect(),
            chars: all.iter().flat_map(|(word, ..)| *word).copied().collect(),
            needs,
            exact: false,
        }
    }

    /// The words, in order.
    pub fn each(&self) -> impl Iterator<Item = (&[char], &Anchor)> {
        let mut from = 0;
        self.words.iter().map(move |anchor| {
            let word = &self.chars[from..from + usize::from(anchor.len)];
            from += word.len();
            (word, anchor)
        })
    }
}

/// Words, leads and lists are bounded far below what does not fit.
fn small<T: TryFrom<usize> + From<u8>>(n: usize) -> T {
    T::try_from(n).unwrap_or_else(|_| T::from(u8::MAX))
}

/// The cheapest of: the words of one stretch, or those of all options of one bracket. With `needs`, what
/// the options ask for beside their words is worked out too.
fn cover(nodes: &[Node], before: (usize, usize), needs: bool) -> Option<Cover> {
    let each: Vec<Option<Words>> = nodes.iter().map(Words::of).collect();
    let mut best: Option<Cover> = None;
    let mut lead = before;
    for (from, node) in nodes.iter().enumerate() {
        best = cheapest_stretch(&each, from, lead, best);
        if let Node::Alt(options) = node {
            let most = best.as_ref().map_or(f64::INFINITY, |best| best.work);
            best = cover_each(options, (from, lead), most, needs).or(best);
        }
        let Some(span) = span_of(std::slice::from_ref(node)) else {
            break;
        };
        lead = (lead.0 + span.0, lead.1 + span.1);
        if lead.1 > FARTHEST {
            break;
        }
    }
    best
}

/// A cover of every option together; none when it is not cheaper than `most`.
fn cover_each(
    options: &[Vec<Node>],
    (at, lead): (usize, (usize, usize)),
    most: f64,
    needs: bool,
) -> Option<Cover> {
    let mut all = Cover {
        work: 0.0,
        nodes: at..at + 1,
        words: Vec::new(),
    };
    for option in options {
        let mut one = cover(option, lead, needs)?;
        all.work += one.work;
        if all.work >= most {
            return None;
        }
        if needs {
            add_needs(option, &mut one);
        }
        all.words.extend(one.words);
    }
    let count: usize = all.words.iter().map(|looked| looked.words.len()).sum();
    (count <= MOST).then_some(all)
}

/// Adds what the nodes before and after those of the cover ask for.
fn add_needs(nodes: &[Node], cover: &mut Cover) {
    let beside = [&nodes[..cover.nodes.start], &nodes[cover.nodes.end..]];
    let needs: Needs = beside.into_iter().filter_map(need).collect();
    for looked in &mut cover.words {
        looked.needs.extend(needs.iter().cloned());
        // What is most likely to be missing is asked for first.
        looked
            .needs
            .sort_by(|a, b| table().often(a).total_cmp(&table().often(b)));
    }
}

/// The rarest pairs of which the nodes ask for one.
fn need(nodes: &[Node]) -> Option<Pairs> {
    let cover = cover(nodes, (0, 0), false)?;
    let words = cover.words.iter().flat_map(|looked| looked.words.iter());
    let mut pairs: Pairs = words.map(|word| table().rarest_pair(word)).collect();
    pairs.sort_unstable();
    pairs.dedup();
    (pairs.len() <= MOST_NEEDED && table().often(&pairs) <= TOO_COMMON).then_some(pairs)
}

/// The cheapest of the stretches that begin here, when it is cheaper than the best so far.
fn cheapest_stretch(
    each: &[Option<Words>],
    from: usize,
    lead: (usize, usize),
    best: Option<Cover>,
) -> Option<Cover> {
    let mut best = best;
    let mut words = Words::empty_one();
    for (more, to) in each[from..].iter().map_while(Option::as_ref).zip(from + 1..) {
        let Some(joined) = words.followed_by(more) else {
            break;
        };
        words = joined;
        if words.shortest() == 0 {
            continue;
        }
        let most = best.as_ref().map_or(f64::INFINITY, |best| best.work);
        if let Some(work) = words.work(lead, most) {
            best = Some(Cover {
                work,
                nodes: from..to,
                words: vec![Looked {
                    words: words.clone(),
                    lead,
                    needs: Vec::new(),
                }],
            });
        }
        // Words of four characters are as rare as they need be.
        if words.shortest() >= 4 {
            break;
        }
    }
    best
}

/// Words one after the other in one piece of memory: a pack has tens of thousands while it is read.
#[derive(Clone)]
struct Words {
    chars: Vec<char>,
    ends: Vec<usize>,
}

impl Words {
    const NONE: Self = Self {
        chars: Vec::new(),
        ends: Vec::new(),
    };

    fn empty_one() -> Self {
        Self {
            chars: Vec::new(),
            ends: vec![0],
        }
    }

    fn len(&self) -> usize {
        self.ends.len()
    }

    fn iter(&self) -> impl Iterator<Item = &[char]> + Clone {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(from, to)| &self.chars[from..*to])
    }

    fn shortest(&self) -> usize {
        self.iter().map(<[char]>::len).min().unwrap_or(0)
    }

    fn end_word(&mut self) {
        self.ends.push(self.chars.len());
    }

    fn append(&mut self, other: &Self) {
        let from = self.chars.len();
        self.chars.extend_from_slice(&other.chars);
        self.ends.extend(other.ends.iter().map(|end| from + end));
    }

    /// Every word followed by every one of the others; none when there would be too many.
    fn followed_by(&self, tails: &Self) -> Option<Self> {
        if self.len() * tails.len() > MOST {
            return None;
        }
        let mut joined = Self {
            chars: Vec::with_capacity(self.chars.len() * tails.len() + tails.chars.len() * self.len()),
            ends: Vec::with_capacity(self.len() * tails.len()),
        };
        for word in self.iter() {
            for tail in tails.iter() {
                joined.chars.extend_from_slice(word);
                joined.chars.extend_from_slice(tail);
                joined.end_word();
            }
        }
        Some(joined)
    }

    fn of_all(nodes: &[Node]) -> Option<Self> {
        nodes.iter().try_fold(Self::empty_one(), |words, node| {
            words.followed_by(&Self::of(node)?)
        })
    }

    /// The words a node can be; none when it is not one of a few fixed words.
    fn of(node: &Node) -> Option<Self> {
        let mut words = Self::NONE;
        match node {
            Node::Char(c) => {
                words.chars.push(*c);
                words.end_word();
            }
            Node::Set {
                ranges,
                negated: false,
            } => {
                for c in ranges.iter().flat_map(|(from, to)| *from..=*to) {
                    if words.len() == MOST_IN_SET {
                        return None;
                    }
                    words.chars.push(c);
                    words.end_word();
                }
            }
            Node::Alt(options) => {
                for option in options {
                    words.append(&Self::of_all(option)?);
                }
                if words.len() > MOST {
                    return None;
                }
            }
            Node::Optional { part, most: 1 } => {
                words = Self::of_all(part)?;
                words.end_word();
            }
            Node::NotBehind(_) | Node::NotAhead(_) | Node::ClauseStart | Node::ClauseEnd | Node::End => {
                words.end_word();
            }
            Node::Set { .. } | Node::Gap { .. } | Node::Optional { .. } => return None,
        }
        Some(words)
    }

    /// Tries to expect in 100,000 characters, and a little for every word; none from `most` on.
    fn work(&self, lead: (usize, usize), most: f64) -> Option<f64> {
        // Most tries end at the first character.
        let tries = 0.7 + 0.3 * (lead.1 - lead.0) as f64;
        let table = table();
        let mut work = 0.0;
        for word in self.iter() {
            work += table.common(word) * tries + UPKEEP;
            if work >= most {
                return None;
            }
        }
        Some(work)
    }
}

fn is_plain(node: &Node) -> bool {
    match node {
        Node::Char(_) => true,
        Node::Alt(options) => options.iter().flatten().all(is_plain),
        // An optional part has more than one reading at one hit; trying finds the longest.
        _ => false,
    }
}

/// Fewest and most characters the nodes can take; none when that is too far to try.
fn span_of(nodes: &[Node]) -> Option<(usize, usize)> {
    let (mut fewest, mut most) = (0, 0);
    for node in nodes {
        let (min, max) = match node {
            Node::Char(_) | Node::Set { .. } => (1, 1),
            Node::Gap { min, max, .. } => (*min, *max),
            Node::Alt(options) => {
                let spans = options.iter().map(|o| span_of(o)).collect::<Option<Vec<_>>>()?;
                let min = spans.iter().map(|s| s.0).min().unwrap_or(0);
                let max = spans.iter().map(|s| s.1).max().unwrap_or(0);
                (min, max)
            }
            Node::Optional { part, most } => (0, span_of(part)?.1 * most),
            _ => (0, 0),
        };
        fewest += min;
        most += max;
    }
    (most <= 120).then_some((fewest, most))
}
