//! The talk as it was heard: what each of her messages shows, and what stands open now.

use jinpai_model::{Side, Stage};
use jinpai_text::clause_around;

use self::in_hand::InHand;
use crate::{
    Situation, Turn,
    cue::{Cue, Cues, Place},
    situation::{MOST_CHARS, MOST_TURNS},
};

mod in_hand;

/// Messages of hers that are listened to, counted from the end.
const HEARD: usize = 60;
/// Characters of a quotation.
const QUOTE: usize = 40;

/// One of her messages.
#[derive(Debug)]
pub(crate) struct Said<'a> {
    /// Its place in the situation's turns.
    pub turn: usize,
    pub text: &'a str,
    pub places: Vec<Place>,
}

impl Said<'_> {
    pub fn shows(&self, cue: Cue) -> bool {
        self.places.iter().any(|place| place.cue == cue)
    }

    /// The words in which a cue was heard: the message where it is short, else the clause.
    pub fn quote(&self, place: &Place) -> String {
        let chars: Vec<char> = self.text.chars().take(MOST_CHARS).collect();
        if chars.len() <= QUOTE {
            return self.text.trim().to_owned();
        }
        let clause = clause_around(&chars, place.from, place.to);
        let (from, to) = if clause.len() > QUOTE {
            (place.from, place.to.min(place.from + QUOTE))
        } else {
            (clause.start, clause.end)
        };
        chars[from.min(chars.len())..to.min(chars.len())]
            .iter()
            .collect::<String>()
            .trim()
            .to_owned()
    }

    /// Whether the words before the place, in its clause, make somebody else of whom it is told: her husband knows, her
    /// mother does not care what it costs. What she says of herself afterwards is hers again.
    pub fn tells_of_another(&self, place: &Place) -> bool {
        let chars: Vec<char> = self.text.chars().take(MOST_CHARS).collect();
        let clause = clause_around(&chars, place.from, place.to);
        let before: String = chars[clause.start..place.from.clamp(clause.start, chars.len())]
            .iter()
            .collect::<String>()
            .replace("其他", "其它");
        let other = OTHERS
            .iter()
            .filter_map(|word| before.rfind(word).map(|at| at + word.len()))
            .max();
        let rest = other.map(|end| &before[end..]);
        rest.is_some_and(|rest| !HERSELF.iter().any(|word| rest.contains(word)))
    }

    pub fn len(&self) -> usize {
        self.text.trim().chars().count()
    }
}

/// People of whom a buyer tells.
const OTHERS: &[&str] = &[
    "老公",
    "老婆",
    "对象",
    "男朋友",
    "女朋友",
    "我妈",
    "我爸",
    "妈妈",
    "爸爸",
    "婆婆",
    "公公",
    "儿子",
    "女儿",
    "闺女",
    "孩子",
    "朋友",
    "闺蜜",
    "同事",
    "室友",
    "同学",
    "领导",
    "邻居",
    "我哥",
    "我姐",
    "我弟",
    "我妹",
    "博主",
    "主播",
    "人家",
    "他们",
    "她们",
    "别人",
    "有人",
    "她",
    "他",
];
/// She herself.
const HERSELF: &[&str] = &["我", "俺", "咱", "自己", "本人"];

/// The talk, heard.
#[derive(Debug)]
pub(crate) struct Talk<'a> {
    /// Her messages, oldest first.
    pub said: Vec<Said<'a>>,
    /// Where in `said` those begin that no agent has answered.
    open: usize,
    /// How often she pressed for a better price: once for all she said before the next answer.
    pub presses: u32,
    /// Presses after the last stage of bargaining was said.
    pub fresh_presses: u32,
    pub stages: Vec<Stage>,
}

impl<'a> Talk<'a> {
    pub fn hear(cues: &Cues, situation: &Situation<'a>) -> Self {
        let all = situation.turns;
        let first = all.len().saturating_sub(MOST_TURNS);
        let hers = all[first..]
            .iter()
            .filter(|turn| turn.side == Side::Buyer)
            .count();
        let mut skip = hers.saturating_sub(HEARD);
        let mut talk = Self {
            said: Vec::new(),
            open: 0,
            presses: 0,
            fresh_presses: 0,
            stages: Vec::new(),
        };
        let mut pressed = false;
        let goods = situation.goods.first();
        let in_hand = InHand::of(goods, situation.now);
        for (place, turn) in all.iter().enumerate().skip(first) {
            match turn.side {
                Side::Buyer if skip > 0 => skip -= 1,
                Side::Buyer => {
                    let mut said = listen(cues, place, turn);
                    let bargaining = talk.presses > 0 || !talk.stages.is_empty();
                    in_hand.add(&mut said, bargaining);
                    if said.shows(Cue::Presses) || said.shows(Cue::Insists) || bargaining && presses_on(&said)
                    {
                        talk.presses += u32::from(!pressed);
                        talk.fresh_presses += u32::from(!pressed);
                        pressed = true;
                    }
                    talk.said.push(said);
                }
                Side::Agent if !turn.by_itself => {
                    talk.open = talk.said.len();
                    pressed = false;
                    if let Some(stage) = turn.concession {
                        talk.stages.push(stage);
                        talk.fresh_presses = 0;
                    }
                }
                _ => {}
            }
        }
        talk
    }

    /// What she said since an agent last spoke.
    pub fn open(&self) -> &[Said<'a>] {
        &self.said[self.open..]
    }

    /// Whether what stands open shows this.
    pub fn asks(&self, cue: Cue) -> bool {
        self.open().iter().any(|said| said.shows(cue))
    }

    /// Of all she said, how many messages show this.
    pub fn count(&self, cue: Cue) -> usize {
        self.said.iter().filter(|said| said.shows(cue)).count()
    }

    pub fn asks_ever(&self, cue: Cue) -> bool {
        self.said.iter().any(|said| said.shows(cue))
    }

    /// Everything that stands open, as one text.
    pub fn open_text(&self) -> String {
        let texts: Vec<&str> = self.open().iter().map(|said| said.text).collect();
        texts.join("\n")
    }
}

/// Whoever says one of these is no longer bargaining, or asks for something else.
const DONE: &[Cue] = &[
    Cue::Content,
    Cue::Bought,
    Cue::TooDearGoes,
    Cue::Stop,
    Cue::ThinksOver,
    Cue::PriceGenerous,
    Cue::HowTo,
    Cue::AsksPriceEnd,
    Cue::AsksDispatch,
    Cue::AsksArrival,
    Cue::AsksStock,
    Cue::AsksSize,
    Cue::AsksFlaw,
    Cue::AsksTruth,
    Cue::Complains,
];

/// Whether she goes on bargaining after an answer, in words that would be no press by themselves.
fn presses_on(said: &Said<'_>) -> bool {
    said.shows(Cue::PressesOn) && !DONE.iter().any(|cue| said.shows(*cue))
}

fn listen<'a>(cues: &Cues, place: usize, turn: &Turn<'a>) -> Said<'a> {
    let end = turn
        .text
        .char_indices()
        .nth(MOST_CHARS)
        .map_or(turn.text.len(), |(at, _)| at);
    Said {
        turn: place,
        text: turn.text,
        places: cues.hear(&turn.text[..end]),
    }
}
