//! Lists of places in order, and what two of them have in common. Pure.

use std::collections::HashMap;

use super::Fits;

/// The places of pairs of characters, each list in order.
#[derive(Default)]
pub(super) struct Grams(HashMap<u64, Vec<u32>>);

impl Grams {
    fn key(a: char, b: char) -> u64 {
        u64::from(u32::from(a)) << 32 | u64::from(u32::from(b))
    }

    /// Places come in order, so a list is kept by adding to its end.
    pub fn put(&mut self, a: char, b: char, place: u32) {
        let places = self.0.entry(Self::key(a, b)).or_default();
        if places.last() != Some(&place) {
            places.push(place);
        }
    }

    pub fn of(&self, a: char, b: char) -> &[u32] {
        self.0.get(&Self::key(a, b)).map_or(&[], Vec::as_slice)
    }

    /// Places that have every pair of a run.
    pub fn of_run(&self, run: &[char]) -> Vec<u32> {
        common(run.windows(2).map(|two| self.of(two[0], two[1])).collect())
    }
}

/// What all lists have, beginning with the shortest.
pub(super) fn common(mut lists: Vec<&[u32]>) -> Vec<u32> {
    lists.sort_unstable_by_key(|list| list.len());
    let Some((first, rest)) = lists.split_first() else {
        return Vec::new();
    };
    let mut found = first.to_vec();
    for list in rest {
        if found.is_empty() {
            break;
        }
        // A short list is looked up in a long one; lists of a size are walked side by side.
        if list.len() / found.len() > 16 {
            found.retain(|place| list.binary_search(place).is_ok());
            continue;
        }
        let mut at = 0;
        found.retain(|place| {
            while list.get(at).is_some_and(|other| other < place) {
                at += 1;
            }
            list.get(at) == Some(place)
        });
    }
    found
}

/// Places in both, with both fits.
pub(super) fn both(a: &Fits, b: &Fits) -> Fits {
    let (mut at, mut found) = (0, Vec::new());
    for (place, fit) in a {
        while b.get(at).is_some_and(|(other, _)| other < place) {
            at += 1;
        }
        match b.get(at) {
            Some((other, other_fit)) if other == place => found.push((*place, fit + other_fit)),
            _ => {}
        }
    }
    found
}

/// Places in either, each with its better fit.
pub(super) fn either(a: Fits, b: Fits) -> Fits {
    if b.is_empty() {
        return a;
    }
    let mut found = Vec::with_capacity(a.len() + b.len());
    let (mut a, mut b) = (a.into_iter().peekable(), b.into_iter().peekable());
    loop {
        match (a.peek().copied(), b.peek().copied()) {
            (Some(x), Some(y)) if x.0 == y.0 => {
                found.push((x.0, x.1.max(y.1)));
                a.next();
                b.next();
            }
            (Some(x), Some(y)) if x.0 < y.0 => {
                found.push(x);
                a.next();
            }
            (_, Some(y)) => {
                found.push(y);
                b.next();
            }
            (Some(x), None) => {
                found.push(x);
                a.next();
            }
            (None, None) => return found,
        }
    }
}
