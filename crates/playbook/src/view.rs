//! What the steps look at: the situation, the talk as it was heard, and what both say together.

use jinpai_model::Trait;
use jinpai_text::Folded;

use crate::{
    Goods, LadderState, MeasureTold, Reading, Situation, cue::Cue, facts, measures, situation::MOST_GOODS,
    talk::Talk,
};

pub(crate) struct View<'s, 'a> {
    pub situation: &'s Situation<'a>,
    pub talk: &'s Talk<'a>,
    pub reading: &'s Reading,
    pub ladder: &'s LadderState,
    pub goods: &'s [Goods<'a>],
    /// Colours, sizes and other options that she named and that stand open.
    pub named: Vec<&'a str>,
    pub told: Vec<MeasureTold>,
    /// What stands open, folded, lower case.
    pub open: Vec<char>,
}

impl<'s, 'a> View<'s, 'a> {
    pub fn of(
        situation: &'s Situation<'a>,
        talk: &'s Talk<'a>,
        reading: &'s Reading,
        ladder: &'s LadderState,
    ) -> Self {
        let goods = &situation.goods[..situation.goods.len().min(MOST_GOODS)];
        let open = folded(&talk.open_text());
        let mut view = Self {
            situation,
            talk,
            reading,
            ladder,
            goods,
            named: Vec::new(),
            told: measures::told(talk),
            open,
        };
        view.named = view.named_options();
        view
    }

    /// The product in focus.
    pub fn focus(&self) -> Option<&'s Goods<'a>> {
        self.goods.first()
    }

    /// The product in focus, if what is known of it is young enough.
    pub fn fresh(&self) -> Option<&'s Goods<'a>> {
        self.focus()
            .filter(|goods| facts::fresh(goods, self.situation.now))
    }

    pub fn asks(&self, cue: Cue) -> bool {
        self.talk.asks(cue)
    }

    pub fn any(&self, cues: &[Cue]) -> bool {
        cues.iter().any(|cue| self.asks(*cue))
    }

    pub fn is(&self, value: Trait) -> bool {
        self.reading.is(value)
    }

    /// Whether these words stand in what is open.
    pub fn says(&self, words: &str) -> bool {
        stands_in(&self.open, &words.chars().collect::<Vec<_>>())
    }

    /// Goods that can be bought now, as far as that is known and young.
    pub fn in_stock(&self) -> impl Iterator<Item = &'s Goods<'a>> {
        let now = self.situation.now;
        self.goods
            .iter()
            .filter(move |one| facts::fresh(one, now) && facts::stock(one).is_some_and(|stock| stock > 0))
    }

    fn named_options(&self) -> Vec<&'a str> {
        let Some(focus) = self.focus() else {
            return Vec::new();
        };
        let mut found: Vec<(usize, &str)> = Vec::new();
        for option in facts::options(focus) {
            let whole = folded(option);
            let short: Vec<char> = whole
                .strip_suffix(&['色'])
                .filter(|name| name.len() > 1)
                .map_or_else(Vec::new, <[char]>::to_vec);
            let at = place_in(&self.open, &whole).or_else(|| {
                (!short.is_empty())
                    .then(|| place_in(&self.open, &short))
                    .flatten()
            });
            if let Some(at) = at {
                found.push((at, option));
            }
        }
        found.sort_unstable();
        found.into_iter().map(|(_, option)| option).collect()
    }

    /// Of the goods, those she named so that it is clear which she means: by a part of the title that no other has.
    pub fn named_goods(&self) -> Vec<&'s Goods<'a>> {
        let titles: Vec<Vec<char>> = self.goods.iter().map(|one| folded(&one.product.title)).collect();
        let heard = folded(
            &self
                .talk
                .said
                .iter()
                .map(|said| said.text)
                .collect::<Vec<_>>()
                .join("\n"),
        );
        let tells = |place: usize| {
            titles[place].windows(2).any(|pair| {
                pair.iter().all(|c| c.is_alphanumeric())
                    && stands_in(&heard, pair)
                    && !titles
                        .iter()
                        .enumerate()
                        .any(|(other, title)| other != place && stands_in(title, pair))
            })
        };
        self.goods
            .iter()
            .enumerate()
            .filter(|(place, _)| tells(*place))
            .map(|(_, one)| one)
            .collect()
    }
}

/// Folded, with ASCII in lower case.
pub(crate) fn folded(text: &str) -> Vec<char> {
    Folded::of(text)
        .chars()
        .iter()
        .map(char::to_ascii_lowercase)
        .collect()
}

/// Where words stand; a Latin word or a number is not found inside a longer one.
pub(crate) fn place_in(text: &[char], words: &[char]) -> Option<usize> {
    if words.is_empty() || words.len() > text.len() {
        return None;
    }
    let beside = |place: Option<&char>, edge: char| {
        edge.is_ascii_alphanumeric() && place.is_some_and(char::is_ascii_alphanumeric)
    };
    (0..=text.len() - words.len()).find(|at| {
        let end = at + words.len();
        text[*at..end] == *words
            && !beside(at.checked_sub(1).and_then(|before| text.get(before)), words[0])
            && !beside(text.get(end), words[words.len() - 1])
    })
}

fn stands_in(text: &[char], words: &[char]) -> bool {
    text.windows(words.len().max(1)).any(|part| part == words)
}
