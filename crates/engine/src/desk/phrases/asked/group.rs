//! Questions that ask the same, put together. Pure, and the same messages always make the same groups.
//!
//! The commonest wording leads a group, and a wording joins the leader it is nearest to. How near it has to be hangs on
//! what the coach reads in both: "when is it sent" and "when does it arrive" share most of their characters and are not
//! the same question.

use std::collections::{HashMap, HashSet, hash_map::Entry};

use jinpai_coach::questions::Types;
use jinpai_model::Side;
use jinpai_store::phrase_questions::Said;

use super::grams::{Grams, core_of, share};

/// Longest wording that can be one question.
const MAX_CORE_CHARS: usize = 40;
/// A shorter reply, such as 在的, answers nothing: the answer is what follows.
const LEAST_ANSWER_CHARS: usize = 4;
/// Most different answers of one group that are weighed against each other.
const MOST_ANSWERS: usize = 80;

/// One buyer's message that asks, and the answer that followed.
struct Ask<'t> {
    who: &'t str,
    text: &'t str,
    answer: Option<&'t str>,
}

/// All that came down to the same characters.
struct Wording<'t> {
    core: String,
    types: Types,
    asks: Vec<Ask<'t>>,
}

/// Wordings that ask the same.
pub(super) struct Group<'t> {
    grams: Grams,
    types: Types,
    wordings: Vec<Wording<'t>>,
}

/// Groups that at least so many buyers asked, the most frequent first. `types` tells what a text asks, or that it asks
/// nothing.
pub(super) fn groups<'t>(
    said: &'t [Said],
    least_buyers: usize,
    types: impl Fn(&str) -> Option<Types>,
) -> Vec<Group<'t>> {
    let mut wordings = wordings(said, types);
    wordings.sort_by(|a, b| (b.asks.len(), &a.core).cmp(&(a.asks.len(), &b.core)));
    let mut groups: Vec<Group<'t>> = Vec::new();
    let mut by_gram: HashMap<u64, Vec<u32>> = HashMap::new();
    let mut shared: Vec<u32> = Vec::new();
    let mut met: Vec<u32> = Vec::new();
    for wording in wordings {
        let grams = Grams::of(&wording.core);
        for place in grams.iter().filter_map(|gram| by_gram.get(&gram)).flatten() {
            let count = &mut shared[*place as usize];
            if *count == 0 {
                met.push(*place);
            }
            *count += 1;
        }
        let mut best: Option<(f64, u32)> = None;
        for place in met.drain(..) {
            let both = std::mem::take(&mut shared[place as usize]) as usize;
            let group = &groups[place as usize];
            let nearness = share(both, grams.len(), group.grams.len());
            // Of two that are equally near, the commoner one, which came first.
            let nearer =
                best.is_none_or(|(most, first)| nearness > most || nearness >= most && place < first);
            if nearer && nearness >= needed(wording.types, group.types) {
                best = Some((nearness, place));
            }
        }
        if let Some((_, place)) = best {
            groups[place as usize].wordings.push(wording);
            continue;
        }
        let place = u32::try_from(groups.len()).unwrap_or(u32::MAX);
        for gram in grams.iter() {
            by_gram.entry(gram).or_default().push(place);
        }
        shared.push(0);
        groups.push(Group {
            grams,
            types: wording.types,
            wordings: vec![wording],
        });
    }
    groups.retain(|group| group.buyers() >= least_buyers);
    groups.sort_by(|a, b| (b.asked(), a.question()).cmp(&(a.asked(), b.question())));
    groups
}

/// How near two wordings have to be.
fn needed(a: Types, b: Types) -> f64 {
    if a.is_empty() || b.is_empty() {
        0.6
    } else if a == b {
        0.34
    } else if a.meets(b) {
        0.45
    } else {
        f64::INFINITY
    }
}

/// What buyers asked, by what it comes down to, each with the answer that followed in its talk.
fn wordings<'t>(said: &'t [Said], types: impl Fn(&str) -> Option<Types>) -> Vec<Wording<'t>> {
    let mut wordings: Vec<Wording<'t>> = Vec::new();
    // None: known to ask nothing.
    let mut places: HashMap<String, Option<usize>> = HashMap::new();
    let mut waiting: HashMap<&str, Vec<(usize, usize)>> = HashMap::new();
    for one in said {
        let core = core_of(&one.text);
        let chars = core.chars().count();
        if one.from != Side::Buyer {
            if chars >= LEAST_ANSWER_CHARS {
                for (wording, ask) in waiting.remove(one.talk.as_str()).unwrap_or_default() {
                    wordings[wording].asks[ask].answer = Some(&one.text);
                }
            }
            continue;
        }
        if !(2..=MAX_CORE_CHARS).contains(&chars) {
            continue;
        }
        let place = match places.entry(core) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(new) => {
                let place = types(&one.text).map(|types| {
                    wordings.push(Wording {
                        core: new.key().clone(),
                        types,
                        asks: Vec::new(),
                    });
                    wordings.len() - 1
                });
                *new.insert(place)
            }
        };
        let Some(place) = place else {
            continue;
        };
        let asks = &mut wordings[place].asks;
        waiting.entry(&one.talk).or_default().push((place, asks.len()));
        asks.push(Ask {
            who: &one.who,
            text: &one.text,
            answer: None,
        });
    }
    wordings
}

impl<'t> Group<'t> {
    /// What the leader comes down to.
    pub(super) fn question(&self) -> &str {
        self.wordings.first().map_or("", |leader| &leader.core)
    }

    pub(super) const fn grams(&self) -> &Grams {
        &self.grams
    }

    pub(super) fn is_like(&self, grams: &Grams, types: Types) -> bool {
        self.grams.share(grams) >= needed(self.types, types)
    }

    fn asks(&self) -> impl Iterator<Item = &Ask<'t>> {
        self.wordings.iter().flat_map(|wording| &wording.asks)
    }

    pub(super) fn asked(&self) -> usize {
        self.wordings.iter().map(|wording| wording.asks.len()).sum()
    }

    pub(super) fn buyers(&self) -> usize {
        self.asks().map(|ask| ask.who).collect::<HashSet<_>>().len()
    }

    pub(super) fn answered(&self) -> usize {
        self.asks().filter(|ask| ask.answer.is_some()).count()
    }

    /// The texts as they were written, each once: the commonest first, of equals the shorter.
    pub(super) fn texts(&self) -> Vec<&'t str> {
        let mut counts: HashMap<&'t str, usize> = HashMap::new();
        for ask in self.asks() {
            *counts.entry(ask.text.trim()).or_default() += 1;
        }
        let mut texts: Vec<(&str, usize)> = counts.into_iter().collect();
        texts.sort_by(|a, b| (b.1, a.0.len(), a.0).cmp(&(a.1, b.0.len(), b.0)));
        texts.into_iter().map(|(text, _)| text).collect()
    }

    /// The answer that is nearest to all that were given: where agents repeat one, that one.
    pub(super) fn usual_answer(&self) -> Option<(&'t str, Grams)> {
        let mut places: HashMap<String, usize> = HashMap::new();
        let mut answers: Vec<(&'t str, Grams, u32)> = Vec::new();
        for text in self.asks().filter_map(|ask| ask.answer) {
            let core = core_of(text);
            match places.entry(core) {
                Entry::Occupied(known) => answers[*known.get()].2 += 1,
                Entry::Vacant(new) if answers.len() < MOST_ANSWERS => {
                    answers.push((text, Grams::of(new.key()), 1));
                    new.insert(answers.len() - 1);
                }
                Entry::Vacant(_) => {}
            }
        }
        let weight = |grams: &Grams| -> f64 {
            let near = answers
                .iter()
                .map(|(_, other, n)| grams.share(other) * f64::from(*n));
            near.sum()
        };
        let mut best: Option<(f64, &(&'t str, Grams, u32))> = None;
        for answer in &answers {
            let weight = weight(&answer.1);
            if best.is_none_or(|(most, _)| weight > most) {
                best = Some((weight, answer));
            }
        }
        best.map(|(_, (text, grams, _))| (*text, grams.clone()))
    }
}
