//! What a question nearly is: sounds written out, one wrong character, one wrong letter, a whole sentence. Pure.

use std::{
    collections::{BTreeSet, HashMap},
    ops::Bound::{Included, Unbounded},
};

use super::{Fits, Index, Kind, MOST_WORDS, NEARLY, lists::common, scored};
use crate::desk::phrases::keys;

/// Shortest words that forgive a mistake.
const SHORTEST: usize = 3;
const LONGEST: usize = 24;
/// Titles whose sounds are worked out for one question.
const MOST_SOUNDED: usize = 1_500;
/// Shortest run that is taken for a sentence.
const SENTENCE: usize = 4;

impl Index {
    pub(super) fn nearly(&self, kind: Kind, run: &[char]) -> Fits {
        if !(SHORTEST..=LONGEST).contains(&run.len()) {
            return Vec::new();
        }
        if kind == Kind::Sign {
            return scored(&self.but_for_one_character(run), NEARLY);
        }
        let word: String = run.iter().collect();
        let sounded = self.by_sounds(&word);
        if !sounded.is_empty() {
            return scored(&sounded, NEARLY);
        }
        scored(&self.but_for_one_letter(run), NEARLY)
    }

    /// Titles that hold the run with one character of it another.
    fn but_for_one_character(&self, run: &[char]) -> Vec<u32> {
        let mut found = BTreeSet::new();
        for wrong in 0..run.len() {
            let whole = |n: &usize| *n != wrong && n + 1 != wrong;
            let pairs = (0..run.len() - 1).filter(whole);
            let mut lists: Vec<&[u32]> = pairs.map(|n| self.titles.of(run[n], run[n + 1])).collect();
            if wrong > 0 && wrong + 1 < run.len() {
                lists.push(self.gaps.of(run[wrong - 1], run[wrong + 1]));
            }
            let like = |place: &u32| {
                let title = &self.docs[*place as usize].title;
                title.windows(run.len()).any(|window| {
                    let differ = window.iter().zip(run).filter(|(a, b)| a != b);
                    differ.count() < 2
                })
            };
            found.extend(common(lists).into_iter().filter(like));
        }
        found.into_iter().collect()
    }

    /// Titles whose sounds, written out, hold the word: `lianyiqun`. Its initials are guessed by where a syllable may
    /// begin, so that few titles have to be sounded out.
    fn by_sounds(&self, word: &str) -> Vec<u32> {
        if !word.bytes().all(|b| b.is_ascii_lowercase()) {
            return Vec::new();
        }
        let mut found = BTreeSet::new();
        for initials in syllables(word) {
            let letters: Vec<char> = initials.chars().collect();
            if letters.len() < 2 {
                continue;
            }
            let places = self.initials.of_run(&letters).into_iter();
            let sounds = |place: &u32| {
                let title: String = self.docs[*place as usize].title.iter().collect();
                keys::of(&title)
                    .last()
                    .is_some_and(|sounds| sounds.contains(word))
            };
            found.extend(places.take(MOST_SOUNDED).filter(sounds));
        }
        found.into_iter().collect()
    }

    /// Things with a word that one letter or digit more, less or other makes this one. One mistake leaves the word's
    /// first or its last half as it is.
    fn but_for_one_letter(&self, run: &[char]) -> Vec<u32> {
        let half = run.len() / 2;
        let front: String = run[..half].iter().collect();
        let back: String = run[run.len() - half..].iter().rev().collect();
        let beginning = (self.words.range::<str, _>((Included(front.as_str()), Unbounded)))
            .map(|(known, _)| known.as_ref())
            .take_while(|known| known.starts_with(&front));
        let ending = (self
            .backwards
            .range::<str, _>((Included(back.as_str()), Unbounded)))
        .take_while(|(known, _)| known.starts_with(&back))
        .map(|(_, known)| known.as_ref());
        let like: BTreeSet<&str> = beginning
            .take(MOST_WORDS)
            .chain(ending.take(MOST_WORDS))
            .filter(|known| one_off(known, run))
            .collect();
        let places: BTreeSet<u32> = (like.iter())
            .filter_map(|word| self.words.get(*word))
            .flatten()
            .copied()
            .collect();
        places.into_iter().collect()
    }

    /// Things that share most pairs with what was asked.
    pub(super) fn loosely(&self, parts: &[(Kind, Vec<char>)]) -> Fits {
        let runs = parts
            .iter()
            .filter(|(kind, run)| *kind == Kind::Sign && run.len() >= SENTENCE);
        let pairs: BTreeSet<(char, char)> = runs
            .flat_map(|(_, run)| run.windows(2).map(|two| (two[0], two[1])))
            .collect();
        let mut shared: HashMap<u32, u32> = HashMap::new();
        for (a, b) in &pairs {
            for place in self.titles.of(*a, *b) {
                *shared.entry(*place).or_default() += 2;
            }
            for place in self.bodies.of(*a, *b) {
                *shared.entry(*place).or_default() += 1;
            }
        }
        let Some(most) = shared.values().copied().max().filter(|most| *most > 2) else {
            return Vec::new();
        };
        let mut fits: Fits = shared.into_iter().filter(|(_, fit)| *fit * 2 > most).collect();
        fits.sort_unstable();
        fits
    }
}

/// The initials that a word of sounds may stand for, by every way of cutting it into syllables; few, and of few
/// letters.
fn syllables(word: &str) -> BTreeSet<String> {
    const WAYS: usize = 24;
    let bytes = word.as_bytes();
    let mut ways: Vec<(usize, String)> = vec![(0, String::new())];
    let mut done = BTreeSet::new();
    while let Some((at, initials)) = ways.pop() {
        if at == bytes.len() {
            done.insert(initials);
            if done.len() == WAYS {
                break;
            }
            continue;
        }
        // The longest syllable is tried first: what is popped last is pushed last.
        for long in 1..=6.min(bytes.len() - at) {
            let part = &word[at..at + long];
            if is_syllable(part) {
                ways.push((at + long, format!("{initials}{}", &part[..1])));
            }
        }
    }
    done
}

/// Whether it has the form of a sound: a beginning, vowels, and an end.
fn is_syllable(part: &str) -> bool {
    let bare = ["zh", "ch", "sh"].iter().find_map(|two| part.strip_prefix(two));
    let bare = bare.unwrap_or_else(|| part.trim_start_matches(|c: char| !"aeiouv".contains(c)));
    if part.len() - bare.len() > 2 || (part.len() - bare.len() == 2 && !part[1..].starts_with('h')) {
        return false;
    }
    let vowels = bare.trim_start_matches(['a', 'e', 'i', 'o', 'u', 'v']);
    vowels.len() < bare.len() && ["", "n", "ng", "r"].contains(&vowels)
}

/// Whether one letter more, less or other makes the one of the other.
fn one_off(known: &str, asked: &[char]) -> bool {
    let known: Vec<char> = known.chars().collect();
    if known.len().abs_diff(asked.len()) > 1 {
        return false;
    }
    let same = known.iter().zip(asked).take_while(|(a, b)| a == b).count();
    let (known, asked) = (&known[same..], &asked[same..]);
    match known.len().cmp(&asked.len()) {
        std::cmp::Ordering::Less => known == &asked[1..],
        std::cmp::Ordering::Greater => &known[1..] == asked,
        std::cmp::Ordering::Equal => known.is_empty() || known[1..] == asked[1..],
    }
}
