//! What a shop's goods and terms can be found by: pairs of neighbouring characters, words of letters and digits, and
//! the initials of sounds. Pure, in memory, one index a shop; the reasons are in docs/adr/goods-found-in-memory.md.
//!
//! A thing that changes is put in anew, and its old place is left dead until the index is built afresh. It never
//! holds what an agent may not see.

mod lists;
mod meant;
mod near;

use std::{
    collections::{BTreeMap, HashMap},
    ops::Bound::{Included, Unbounded},
};

use jinpai_model::{EntryId, ProductId};

use self::lists::{Grams, both, either};
use crate::{
    desk::phrases::keys,
    searching::cut::{Kind, runs},
};

/// What is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Thing {
    Product(ProductId),
    Entry(EntryId),
}

/// What a thing is found by.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    pub title: String,
    /// Its other names: code, category. As good as the title.
    pub names: Vec<String>,
    pub body: Vec<String>,
    /// What kind of thing it is, if the shop says so: 连衣裙.
    pub kind: Option<String>,
}

/// Letters that are read as a word at most.
const MOST_LETTERS: usize = 40;
/// Words that begin alike, looked at in one question.
const MOST_WORDS: usize = 3_000;
/// Longest question, in parts.
const MOST_PARTS: usize = 8;

/// How well a part of a question fits a thing.
const IN_TITLE: u32 = 40;
const BEGINS_TITLE: u32 = 12;
const WHOLE_WORD: u32 = 44;
const BEGINS_WORD: u32 = 30;
const BY_SOUND: u32 = 20;
const IN_BODY: u32 = 10;
const NEARLY: u32 = 6;

struct Doc {
    thing: Thing,
    title: Box<[char]>,
    /// The initials of the title's sounds, and where its names begin.
    initials: Box<str>,
    /// What kind of thing it is ends in this: the 裙 of 连衣裙.
    head: Option<char>,
    alive: bool,
}

/// Places of things with how well they fit, in order of place.
type Fits = Vec<(u32, u32)>;

#[derive(Default)]
pub(super) struct Index {
    docs: Vec<Doc>,
    places: HashMap<Thing, u32>,
    /// Pairs in titles; a character by itself stands with nothing behind it.
    titles: Grams,
    /// Pairs in titles with one character between.
    gaps: Grams,
    bodies: Grams,
    initials: Grams,
    words: BTreeMap<Box<str>, Vec<u32>>,
    /// The same words from behind, for finding those of which the beginning is wrong.
    backwards: BTreeMap<Box<str>, Box<str>>,
    dead: usize,
}

impl Index {
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether so much of it is dead that building it afresh pays.
    pub fn is_worn(&self) -> bool {
        self.dead > 1_000 + self.places.len() / 2
    }

    pub fn remove(&mut self, thing: Thing) {
        if let Some(place) = self.places.remove(&thing) {
            self.docs[place as usize].alive = false;
            self.dead += 1;
        }
    }

    pub fn put(&mut self, thing: Thing, words: &Words) {
        self.remove(thing);
        let Ok(place) = u32::try_from(self.docs.len()) else {
            return;
        };
        for (n, text) in std::iter::once(&words.title).chain(&words.names).enumerate() {
            self.take_in(place, text, true);
            if n > 0 {
                continue;
            }
            let sounds = keys::of(text).into_iter().next().unwrap_or_default();
            let letters: Vec<char> = sounds.chars().collect();
            letters
                .windows(2)
                .for_each(|two| self.initials.put(two[0], two[1], place));
            let folded = runs(text).into_iter().flat_map(|(_, run)| run);
            self.docs.push(Doc {
                thing,
                title: folded.collect(),
                initials: sounds.into(),
                head: words.kind.as_deref().and_then(meant::head),
                alive: true,
            });
        }
        for text in &words.body {
            self.take_in(place, text, false);
        }
        self.places.insert(thing, place);
    }

    fn take_in(&mut self, place: u32, text: &str, title: bool) {
        for (kind, run) in runs(text) {
            if kind == Kind::Letter {
                let word: String = run.iter().take(MOST_LETTERS).collect();
                self.take_word(place, &word);
                continue;
            }
            let pairs = if title { &mut self.titles } else { &mut self.bodies };
            run.windows(2).for_each(|two| pairs.put(two[0], two[1], place));
            if title {
                run.iter().for_each(|one| self.titles.put(*one, '\0', place));
                run.windows(3)
                    .for_each(|three| self.gaps.put(three[0], three[2], place));
            }
        }
    }

    fn take_word(&mut self, place: u32, word: &str) {
        if let Some(places) = self.words.get_mut(word) {
            if places.last() != Some(&place) {
                places.push(place);
            }
            return;
        }
        let backwards: String = word.chars().rev().collect();
        self.backwards.insert(backwards.into(), word.into());
        self.words.insert(word.into(), vec![place]);
    }

    /// The things that fit a question best, the best first.
    pub fn find(&self, asked: &str, most: usize) -> Vec<Thing> {
        let parts: Vec<(Kind, Vec<char>)> = runs(asked).into_iter().take(MOST_PARTS).collect();
        let mut found: Option<Fits> = None;
        for (kind, run) in &parts {
            let mut fits = self.exactly(*kind, run);
            if fits.is_empty() {
                fits = self.nearly(*kind, run);
            }
            found = Some(match found {
                None => fits,
                Some(found) => both(&found, &fits),
            });
        }
        let mut found = found.unwrap_or_default();
        if found.is_empty() {
            found = self.loosely(&parts);
        }
        self.best(found, &parts, most)
    }

    fn best(&self, found: Fits, parts: &[(Kind, Vec<char>)], most: usize) -> Vec<Thing> {
        let first = parts.first().map(|(_, run)| run.as_slice()).unwrap_or_default();
        let mut ranked: Vec<(std::cmp::Reverse<u32>, usize, u32)> = found
            .into_iter()
            .filter(|(place, _)| self.docs[*place as usize].alive)
            .map(|(place, fit)| {
                let doc = &self.docs[place as usize];
                let begins = if doc.title.starts_with(first) {
                    BEGINS_TITLE
                } else {
                    0
                };
                (std::cmp::Reverse(fit + begins), doc.title.len(), place)
            })
            .collect();
        if ranked.len() > most {
            ranked.select_nth_unstable(most);
            ranked.truncate(most);
        }
        ranked.sort_unstable();
        ranked
            .into_iter()
            .map(|(_, _, place)| self.docs[place as usize].thing)
            .collect()
    }

    fn exactly(&self, kind: Kind, run: &[char]) -> Fits {
        match (kind, run) {
            (Kind::Sign, [one]) => scored(self.titles.of(*one, '\0'), IN_TITLE),
            (Kind::Sign, _) => {
                let mut titled = self.titles.of_run(run);
                // Pairs may stand apart where the question's characters stand together.
                if run.len() > 2 {
                    titled.retain(|place| holds(&self.docs[*place as usize].title, run));
                }
                either(
                    scored(&titled, IN_TITLE),
                    scored(&self.bodies.of_run(run), IN_BODY),
                )
            }
            _ => {
                let word: String = run.iter().take(MOST_LETTERS).collect();
                either(self.by_words(&word), self.by_sound(&word))
            }
        }
    }

    fn by_words(&self, word: &str) -> Fits {
        let from = self.words.range::<str, _>((Included(word), Unbounded));
        let beginning = from
            .take_while(|(known, _)| known.starts_with(word))
            .take(MOST_WORDS);
        let mut fits: HashMap<u32, u32> = HashMap::new();
        for (known, places) in beginning {
            let fit = if known.len() == word.len() {
                WHOLE_WORD
            } else {
                BEGINS_WORD
            };
            for place in places {
                let best = fits.entry(*place).or_default();
                *best = fit.max(*best);
            }
        }
        let mut fits: Fits = fits.into_iter().collect();
        fits.sort_unstable();
        fits
    }

    /// `lyq`: the initials of the sounds, side by side in the title.
    fn by_sound(&self, word: &str) -> Fits {
        let letters: Vec<char> = word.chars().collect();
        if letters.len() < 2 || !letters.iter().all(char::is_ascii_alphanumeric) {
            return Vec::new();
        }
        let mut places = self.initials.of_run(&letters);
        if letters.len() > 2 {
            places.retain(|place| self.docs[*place as usize].initials.contains(word));
        }
        scored(&places, BY_SOUND)
    }
}

fn scored(places: &[u32], fit: u32) -> Fits {
    places.iter().map(|place| (*place, fit)).collect()
}

/// Whether the characters stand together in a text.
fn holds(text: &[char], run: &[char]) -> bool {
    text.windows(run.len()).any(|window| window == run)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(titles: &[&str]) -> Index {
        let mut index = Index::default();
        for (n, title) in titles.iter().enumerate() {
            let mut words = Words {
                title: (*title).to_owned(),
                ..Words::default()
            };
            words.names = vec![format!("SKU-{:05}", n + 100)];
            index.put(thing(n), &words);
        }
        index
    }

    fn thing(n: usize) -> Thing {
        Thing::Product(ProductId::from_bits(n as u128))
    }

    fn found(index: &Index, asked: &str) -> Vec<usize> {
        let all = index.find(asked, 10).into_iter();
        let place = |one: Thing| match one {
            Thing::Product(id) => usize::try_from(id.bits()).unwrap(),
            Thing::Entry(_) => usize::MAX,
        };
        all.map(place).collect()
    }

    const TITLES: [&str; 5] = [
        "法式碎花连衣裙 V领 收腰",
        "连衣裙",
        "羊毛针织衫 圆领",
        "Type-C 数据线 60W",
        "衣帽架 落地 连体",
    ];

    #[test]
    fn two_characters_are_a_question_and_the_plainest_title_comes_first() {
        let index = index(&TITLES);
        assert_eq!(found(&index, "衣裙"), [1, 0]);
        assert_eq!(found(&index, "连衣裙"), [1, 0]);
        assert_eq!(found(&index, "連衣裙"), [1, 0], "traditional");
        assert_eq!(found(&index, "收腰 连衣裙"), [0]);
        assert_eq!(found(&index, "裙"), [1, 0]);
    }

    #[test]
    fn initials_find_a_title_and_the_middle_of_one() {
        let index = index(&TITLES);
        assert_eq!(found(&index, "lyq"), [1, 0]);
        assert_eq!(found(&index, "zzs"), [2]);
        assert_eq!(found(&index, "LYQ"), [1, 0]);
    }

    #[test]
    fn sounds_written_out_find_it_too() {
        let index = index(&TITLES);
        assert_eq!(found(&index, "lianyiqun"), [1, 0]);
        assert_eq!(found(&index, "yangmao"), [2]);
    }

    #[test]
    fn one_wrong_character_is_forgiven_in_words_of_three() {
        let index = index(&TITLES);
        assert_eq!(found(&index, "连依裙"), [1, 0]);
        assert_eq!(found(&index, "莲衣裙"), [1, 0]);
        assert_eq!(found(&index, "连衣群"), [1, 0]);
        assert_eq!(found(&index, "羊毛真织衫"), [2]);
        assert_eq!(found(&index, "依裙"), [0; 0], "two characters forgive nothing");
    }

    #[test]
    fn one_wrong_letter_or_digit_is_forgiven_wherever_it_stands() {
        let index = index(&TITLES);
        for asked in ["typ", "type", "tipe", "tyype", "ype"] {
            assert_eq!(found(&index, asked), [3], "{asked}");
        }
        assert_eq!(found(&index, "00102"), [2]);
        assert_eq!(found(&index, "SKU-00102"), [2]);
    }

    #[test]
    fn a_whole_sentence_finds_what_it_speaks_of() {
        let index = index(&TITLES);
        assert_eq!(found(&index, "你们家羊毛针织衫会不会起球呀")[0], 2);
        assert_eq!(found(&index, "完全无关的话语"), [0; 0]);
    }

    #[test]
    fn what_is_changed_or_gone_is_found_no_more_by_what_it_was() {
        let mut index = index(&TITLES);
        let words = Words {
            title: "半身裙".to_owned(),
            ..Words::default()
        };
        index.put(thing(1), &words);
        assert_eq!(found(&index, "连衣裙"), [0]);
        assert_eq!(found(&index, "半身裙"), [1]);
        index.remove(thing(1));
        assert_eq!(found(&index, "半身"), [0; 0]);
        assert_eq!(index.len(), 4);
    }
}
