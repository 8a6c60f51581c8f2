//! Question and answer as numbered cues for a learnt model.

use std::ops::Deref;

use super::{Answered, Asked, MOST_TYPES, Questions};

/// Most cues of one message.
const MOST: usize = 24;
/// Most types told of one kind.
const MOST_OF_A_KIND: usize = 4;

/// Where each kind of cue begins; types keep their place in the table.
const ROOM: u16 = 64;
const _: () = assert!(ROOM as usize == MOST_TYPES, "every type has its place");
const ASKS: u16 = 0;
const ANSWERS: u16 = ROOM;
const OPEN: u16 = 2 * ROOM;
const GENERAL: u16 = 3 * ROOM;

const GENERAL_NAMES: [&str; 13] = [
    "any-open",
    "left-open",
    "asks-other",
    "yes",
    "declines",
    "promises-to-check",
    "asks-for",
    "asks-back",
    "points-at",
    "explains",
    "praises",
    "only-canned",
    "answers-unasked",
];

/// The cues of one message: few, in ascending order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cues {
    ids: [u16; MOST],
    len: usize,
}

/// How a cue is written: `asks-price`, `left-open`.
pub type CueName = String;

impl Cues {
    fn new() -> Self {
        Self {
            ids: [0; MOST],
            len: 0,
        }
    }

    /// There is room for all that can be said: a dozen types and half a dozen manners.
    fn push(&mut self, id: u16) {
        if let Some(place) = self.ids.get_mut(self.len) {
            *place = id;
            self.len += 1;
        }
    }
}

impl Deref for Cues {
    type Target = [u16];

    fn deref(&self) -> &[u16] {
        &self.ids[..self.len]
    }
}

impl Questions {
    /// One past the highest cue number.
    #[must_use]
    pub fn cue_count() -> usize {
        usize::from(GENERAL) + GENERAL_NAMES.len()
    }

    /// What question and answer say to a model. Nothing asked: only the manner of the reply.
    #[must_use]
    pub fn cues(&self, asked: &Asked, answered: &Answered) -> Cues {
        let mut cues = Cues::new();
        let open = self.open(asked, answered);
        let kinds = [
            (ASKS, asked.types),
            (ANSWERS, asked.types & answered.types),
            (OPEN, open),
        ];
        for (base, types) in kinds {
            let places = (0..ROOM).filter(|place| types.0 & (1 << place) != 0);
            places
                .take(MOST_OF_A_KIND)
                .for_each(|place| cues.push(base + place));
        }
        let manner = &answered.manner;
        let general = [
            !open.is_empty(),
            self.left_open(asked, answered),
            asked.other,
            manner.yes,
            manner.declines,
            manner.promises_to_check,
            manner.asks_for,
            manner.asks_back,
            manner.points_at,
            manner.explains,
            manner.praises,
            manner.only_canned,
            !(answered.types - asked.types).is_empty(),
        ];
        for (id, _) in (GENERAL..).zip(general).filter(|(_, holds)| *holds) {
            cues.push(id);
        }
        cues
    }

    /// The cues a model is given for a reply to this turn; none where nothing definite is asked.
    #[must_use]
    pub fn cues_of(&self, turn: &str, reply: &str) -> Option<Cues> {
        let asked = self.asked(turn);
        asked
            .is_definite()
            .then(|| self.cues(&asked, &self.answered_to(turn, reply)))
    }

    /// A cue by name, for showing why a model decided.
    #[must_use]
    pub fn cue_name(&self, cue: u16) -> Option<CueName> {
        if cue >= GENERAL {
            return GENERAL_NAMES
                .get(usize::from(cue - GENERAL))
                .map(|name| (*name).to_owned());
        }
        let code = self.codes.get(usize::from(cue) % MOST_TYPES)?;
        let kind = ["asks", "answers", "open"][usize::from(cue) / MOST_TYPES];
        Some(format!("{kind}-{code}"))
    }
}
