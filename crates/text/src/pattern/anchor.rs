//! Chooses the fixed words of a pattern that the text is searched for.
//!
//! Every hit of such a word costs a try of the pattern, so the best words are the rarest ones, not the
//! longest: `(包裹|单子)…{0,4}(拿来|交出来)` is looked for by its second half.

use std::{collections::HashMap, sync::OnceLock};

use super::syntax::Node;

/// Most words one pattern may put into the table.
const MOST: usize = 400;
/// A pattern is not looked for by words that may stand farther from its beginning.
const FARTHEST: usize = 40;
/// How often a word comes in 100,000 characters when the table of common ones does not know it.
const RARE: f64 = 3.0;
/// What a word costs by being there at all.
const UPKEEP: f64 = 0.2;

/// Characters and pairs of characters with their number in 100,000 characters of our own messages;
/// made by `examples/common_table.rs`.
const COMMON: &str = include_str!("common.txt");

/// The fixed words a pattern is looked for by: every match holds one of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Anchors {
    pub words: Vec<Anchor>,
    /// The words are the whole pattern: a hit needs no trying.
    pub exact: bool,
}

/// A fixed word, and how many characters before it the pattern may begin, fewest and most.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Anchor {
    pub word: Vec<char>,
    pub lead: (usize, usize),
}

/// Words of which each match holds one, and the work of looking for them.
struct Cover {
    work: f64,
    words: Vec<Anchor>,
}

/// The words that are the least work to look for. None when the pattern has no fixed words.
pub(super) fn choose(nodes: &[Node]) -> Option<Anchors> {
    if nodes.iter().all(is_plain)
        && let Some(words) = expand_all(nodes).filter(|words| words.iter().all(|word| !word.is_empty()))
    {
        let words = words.into_iter().map(|word| Anchor { word, lead: (0, 0) });
        return Some(Anchors {
            words: sorted(words.collect()),
            exact: true,
        });
    }
    let cover = cover(nodes, (0, 0))?;
    Some(Anchors {
        words: sorted(cover.words),
        exact: false,
    })
}

fn sorted(mut words: Vec<Anchor>) -> Vec<Anchor> {
    words.sort_unstable();
    words.dedup();
    words
}

/// The cheapest of: the words of one stretch, or those of all options of one bracket.
fn cover(nodes: &[Node], before: (usize, usize)) -> Option<Cover> {
    let mut best: Option<Cover> = None;
    let mut keep = |found: Option<Cover>| {
        if let Some(found) = found
            && best.as_ref().is_none_or(|best| found.work < best.work)
        {
            best = Some(found);
        }
    };
    let mut lead = before;
    for (from, node) in nodes.iter().enumerate() {
        for stretch in stretches(&nodes[from..]) {
            keep(Some(Cover::of(&stretch, lead)));
        }
        if let Node::Alt(options) = node {
            keep(cover_each(options, lead));
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

/// A cover of every option together.
fn cover_each(options: &[Vec<Node>], lead: (usize, usize)) -> Option<Cover> {
    let mut all = Cover {
        work: 0.0,
        words: Vec::new(),
    };
    for option in options {
        let one = cover(option, lead)?;
        all.work += one.work;
        all.words.extend(one.words);
    }
    (all.words.len() <= MOST).then_some(all)
}

/// The words of each stretch that begins here, shortest stretch first.
fn stretches(nodes: &[Node]) -> Vec<Vec<Vec<char>>> {
    let mut found = Vec::new();
    let mut words = vec![Vec::new()];
    for node in nodes {
        let Some(more) = product(&words, node) else { break };
        words = more;
        if words.iter().all(|word| !word.is_empty()) {
            found.push(words.clone());
        }
        // Words of four characters are as rare as they need be.
        if words.iter().all(|word| word.len() >= 4) {
            break;
        }
    }
    found
}

impl Cover {
    /// Tries to expect in 100,000 characters, and a little for every word.
    fn of(words: &[Vec<char>], lead: (usize, usize)) -> Self {
        // Most tries end at the first character.
        let tries = 0.7 + 0.3 * (lead.1 - lead.0) as f64;
        let work = words.iter().map(|word| common(word) * tries + UPKEEP).sum();
        let words = words.iter().map(|word| Anchor {
            word: word.clone(),
            lead,
        });
        Self {
            work,
            words: words.collect(),
        }
    }
}

/// How often a word comes, in 100,000 characters: as often as its rarest pair at most.
fn common(word: &[char]) -> f64 {
    let table = table();
    let of = |part: &[char]| {
        let key = [part[0], part.get(1).copied().unwrap_or('\0')];
        table.get(&key).copied().unwrap_or(RARE)
    };
    if let [_] = word {
        return of(word);
    }
    let rarest = word.windows(2).map(of).fold(f64::INFINITY, f64::min);
    // Each further character makes it rarer still.
    rarest / (word.len() - 1) as f64
}

fn table() -> &'static HashMap<[char; 2], f64> {
    static TABLE: OnceLock<HashMap<[char; 2], f64>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let row = |line: &str| {
            let (word, count) = line.split_once(' ')?;
            let mut chars = word.chars();
            Some(([chars.next()?, chars.next().unwrap_or('\0')], count.parse().ok()?))
        };
        COMMON.lines().filter_map(row).collect()
    })
}

fn is_plain(node: &Node) -> bool {
    match node {
        Node::Char(_) => true,
        Node::Alt(options) => options.iter().flatten().all(is_plain),
        // An optional part has more than one reading at one hit; trying finds the longest.
        _ => false,
    }
}

/// Every word of `words` followed by every word of the node; none when it is not a fixed word.
fn product(words: &[Vec<char>], node: &Node) -> Option<Vec<Vec<char>>> {
    let tails = expand(node)?;
    if words.len() * tails.len() > MOST {
        return None;
    }
    let joined = words.iter().flat_map(|word| {
        tails
            .iter()
            .map(move |tail| word.iter().chain(tail).copied().collect())
    });
    Some(joined.collect())
}

fn expand(node: &Node) -> Option<Vec<Vec<char>>> {
    match node {
        Node::Char(c) => Some(vec![vec![*c]]),
        Node::Set {
            ranges,
            negated: false,
        } => {
            let chars: Vec<char> = ranges
                .iter()
                .flat_map(|(from, to)| *from..=*to)
                .take(13)
                .collect();
            (chars.len() <= 12).then(|| chars.into_iter().map(|c| vec![c]).collect())
        }
        Node::Alt(options) => {
            let mut words = Vec::new();
            for option in options {
                words.extend(expand_all(option)?);
            }
            (words.len() <= MOST).then_some(words)
        }
        Node::Optional { part, most: 1 } => {
            let mut words = expand_all(part)?;
            words.push(Vec::new());
            Some(words)
        }
        Node::NotBehind(_) | Node::NotAhead(_) | Node::ClauseStart | Node::ClauseEnd | Node::End => {
            Some(vec![Vec::new()])
        }
        Node::Set { .. } | Node::Gap { .. } | Node::Optional { .. } => None,
    }
}

fn expand_all(nodes: &[Node]) -> Option<Vec<Vec<char>>> {
    nodes
        .iter()
        .try_fold(vec![Vec::new()], |words, node| product(&words, node))
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
