//! Which one thing somebody speaks of in passing: 那条碎花裙有黑色吗. Pure.
//!
//! A wrong guess is worse than none, as figures of the wrong product would be told. So what she says has to name the
//! kind of thing (its last character carries it in Chinese), share a pair of characters with the title that few titles
//! have, and fit no other thing nearly as well.

use std::collections::HashMap;

use super::{Index, Kind, Thing, runs};

/// Longest words that are looked at, in characters.
const MOST_SAID: usize = 200;
/// A pair that more titles than this part of all have tells nothing apart.
const COMMON_PART: usize = 4;
/// How much better the best has to fit than the next, in per cent.
const AHEAD_PCT: u32 = 125;

/// The character that carries what kind of thing a category is.
pub(super) fn head(category: &str) -> Option<char> {
    let runs = runs(category);
    let (_, run) = runs.iter().rfind(|(kind, _)| *kind == Kind::Sign)?;
    run.last().copied()
}

impl Index {
    /// The thing that is meant, if it can be only one.
    pub fn meant(&self, said: &str) -> Option<Thing> {
        let short: String = said.chars().take(MOST_SAID).collect();
        let runs = runs(&short);
        let signs = || runs.iter().filter(|(kind, _)| *kind == Kind::Sign);
        let all = self.places.len();
        let mut fits: HashMap<u32, u32> = HashMap::new();
        for (_, run) in signs() {
            for two in run.windows(2) {
                let places = self.titles.of(two[0], two[1]);
                if places.len() * COMMON_PART > all.max(COMMON_PART * 2) {
                    continue;
                }
                let rare = rarity(all, places.len());
                places
                    .iter()
                    .for_each(|place| *fits.entry(*place).or_default() += rare);
            }
        }
        let named = |head: char| signs().any(|(_, run)| run.contains(&head));
        let mut best: Vec<(u32, u32)> = (fits.into_iter())
            .filter(|(place, _)| {
                let doc = &self.docs[*place as usize];
                doc.alive && matches!(doc.thing, Thing::Product(_)) && doc.head.is_some_and(named)
            })
            .map(|(place, fit)| (fit, place))
            .collect();
        best.sort_unstable_by(|a, b| b.cmp(a));
        let (fit, place) = *best.first()?;
        let next = best.get(1).map_or(0, |(fit, _)| *fit);
        (fit * 100 > next * AHEAD_PCT).then(|| self.docs[place as usize].thing)
    }
}

/// How much it tells that so few of all have it: twice for each halving.
fn rarity(all: usize, of: usize) -> u32 {
    (all.max(1) / of.max(1)).max(1).ilog2() + 1
}

#[cfg(test)]
mod tests {
    use jinpai_model::ProductId;

    use super::{super::Words, *};

    fn shop() -> Index {
        let goods = [
            ("法式碎花连衣裙 V领 收腰", "连衣裙"),
            ("纯色针织连衣裙", "连衣裙"),
            ("双面呢大衣 中长款 黑色", "大衣"),
            ("羊毛针织衫 圆领", "针织衫"),
            ("陶瓷马克杯 350ml", "杯子"),
            ("人体工学椅 网布", "椅子"),
        ];
        let mut index = Index::default();
        for (n, (title, kind)) in goods.into_iter().enumerate() {
            let words = Words {
                title: title.to_owned(),
                names: vec![kind.to_owned()],
                kind: Some(kind.to_owned()),
                ..Words::default()
            };
            index.put(Thing::Product(ProductId::from_bits(n as u128)), &words);
        }
        index
    }

    fn meant(said: &str) -> Option<usize> {
        match shop().meant(said)? {
            Thing::Product(id) => usize::try_from(id.bits()).ok(),
            Thing::Entry(_) => None,
        }
    }

    #[test]
    fn a_thing_is_known_by_what_tells_it_apart() {
        assert_eq!(meant("你家那条碎花裙有黑色吗"), Some(0));
        assert_eq!(meant("大衣会起球吗"), Some(2));
        assert_eq!(meant("想问下羊毛衫多少钱"), Some(3));
    }

    #[test]
    fn what_may_be_one_of_several_is_none() {
        assert_eq!(meant("连衣裙有吗"), None);
        assert_eq!(meant("针织的那款"), None, "a knitted dress and a knitted top");
    }

    #[test]
    fn what_is_said_of_anything_names_nothing() {
        assert_eq!(
            meant("有黑色的吗"),
            None,
            "a colour is in a title, but no kind of thing is named"
        );
        assert_eq!(meant("能便宜点吗"), None);
        assert_eq!(meant(""), None);
    }
}
