//! Chooses the fixed words of a pattern that the automaton looks for.

use std::cmp::Reverse;

use super::syntax::Node;

/// Most words one pattern may put into the automaton.
const MOST: usize = 400;

/// The fixed words of a pattern and how far before them the pattern may begin.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Anchors {
    pub words: Vec<Vec<char>>,
    /// Characters before the word, fewest and most.
    pub lead: (usize, usize),
    /// The words are the whole pattern: a hit needs no trying.
    pub exact: bool,
}

/// Length of the shortest word, distance from the beginning, number of words.
type Rank = (usize, Reverse<usize>, Reverse<usize>);

/// The stretch of the pattern whose words are longest; when equal the one nearest to the beginning,
/// where fewest tries begin, then the one of fewest words. None when the pattern has no fixed words.
pub(super) fn choose(nodes: &[Node]) -> Option<Anchors> {
    let mut best: Option<(Rank, Anchors)> = None;
    for from in 0..nodes.len() {
        let Some(lead) = span_of(&nodes[..from]) else {
            break;
        };
        let mut words = vec![Vec::new()];
        for (to, node) in nodes.iter().enumerate().skip(from) {
            let Some(more) = product(&words, node) else { break };
            words = more;
            let shortest = words.iter().map(Vec::len).min().unwrap_or(0);
            if shortest == 0 {
                continue;
            }
            // Beyond four characters longer words are no rarer in practice, only more.
            let rank = (shortest.min(4), Reverse(lead.1), Reverse(words.len()));
            if best.as_ref().is_none_or(|(other, _)| rank > *other) {
                let exact = from == 0 && to + 1 == nodes.len() && nodes.iter().all(is_plain);
                let mut words = words.clone();
                words.sort_unstable();
                words.dedup();
                best = Some((rank, Anchors { words, lead, exact }));
            }
        }
    }
    best.map(|(_, anchors)| anchors)
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
