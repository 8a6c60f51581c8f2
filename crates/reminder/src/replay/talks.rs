//! Talks in the replay: each line is heard at its time, and inquiries are planned and sent between the
//! orders of the same buyers, within the same budget.

mod inquiry;

use std::collections::{HashMap, HashSet};

use jinpai_model::{At, Platform, Reason, Side};

use super::book::{BuyerState, new_buyer};
use crate::{
    LastLines, Talk,
    inquiry::{
        Asker, Goods, InquiryPolicy, InquiryStep, InquiryTalk, Listener, Reading, Reminded, Said, Way,
    },
};

/// A conversation of the file.
#[derive(Debug, Clone)]
pub struct BookTalk {
    /// What the file calls it; one inquiry each.
    pub id: String,
    pub platform: Platform,
    /// Her name as it stands in the order book; none: she is known from this talk alone.
    pub buyer: Option<String>,
    pub goods: Goods,
    pub ways: Vec<Way>,
    pub opted_out: bool,
    /// In order of time.
    pub lines: Vec<BookLine>,
}

/// A line of a conversation.
#[derive(Debug, Clone)]
pub struct BookLine {
    pub at: At,
    pub from: Side,
    pub text: String,
}

/// How talks are replayed.
#[derive(Clone, Copy)]
pub struct TalkOptions<'a> {
    pub inquiry: &'a InquiryPolicy,
    pub reading: &'a dyn Reading,
}

/// What happens to a talk, in the order in which things of the same moment are heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum TalkHappening {
    Line {
        talk: usize,
        line: usize,
    },
    /// Nobody wrote for three minutes.
    Quiet {
        talk: usize,
        generation: u32,
    },
    Due {
        talk: usize,
        generation: u32,
        step: usize,
    },
}

/// The talks as far as they were heard.
pub(super) struct Talks<'a> {
    pub all: Vec<TalkState<'a>>,
    pub options: Option<TalkOptions<'a>>,
    /// By buyer: what inquiries said to her.
    pub reminded: HashMap<usize, Vec<Reminded>>,
    /// By buyer: her newest talk as payment reminders see it.
    pub seen: HashMap<usize, Talk>,
}

/// A talk as far as it was heard.
pub(super) struct TalkState<'a> {
    pub book: &'a BookTalk,
    pub buyer: usize,
    pub listener: Listener,
    /// Grows with every line: a moment that was found before it means nothing.
    pub generation: u32,
    /// Steps of the newest plan; none in the place of one that was decided.
    pub steps: Vec<Option<InquiryStep>>,
    /// Places decided at their moment.
    pub decided: Vec<u32>,
    /// What was told, so that it is told once.
    pub told: HashSet<(u32, Reason)>,
    pub over: bool,
}

impl<'a> Talks<'a> {
    /// Talks and their buyers; a buyer without orders joins `buyers`.
    pub(super) fn of(
        talks: &'a [BookTalk],
        options: Option<TalkOptions<'a>>,
        buyers: &mut Vec<BuyerState>,
    ) -> Self {
        let mut known: HashMap<String, usize> = (buyers.iter().enumerate())
            .map(|(place, buyer)| (buyer.name.clone(), place))
            .collect();
        let mut all = Vec::with_capacity(talks.len());
        for book in talks {
            let name = book.buyer.clone().unwrap_or_else(|| book.id.clone());
            let buyer = *known.entry(name.clone()).or_insert_with(|| {
                let key = format!("talk:{name}");
                buyers.push(new_buyer(name, key, true));
                buyers.len() - 1
            });
            buyers[buyer].facts.opted_out |= book.opted_out;
            all.push(TalkState {
                book,
                buyer,
                listener: Listener::default(),
                generation: 0,
                steps: Vec::new(),
                decided: Vec::new(),
                told: HashSet::new(),
                over: false,
            });
        }
        Self {
            all,
            options,
            reminded: HashMap::new(),
            seen: HashMap::new(),
        }
    }

    /// Every line with its time.
    pub(super) fn lines(&self) -> impl Iterator<Item = (At, TalkHappening)> + '_ {
        self.all.iter().enumerate().flat_map(|(talk, state)| {
            let lines = state.book.lines.iter().enumerate();
            lines.map(move |(line, said)| (said.at, TalkHappening::Line { talk, line }))
        })
    }

    /// The talk as payment reminders see it.
    pub(super) fn seen_of(&self, buyer: usize) -> Option<&Talk> {
        self.seen.get(&buyer)
    }

    /// The talk as inquiry reminders see it.
    fn inquiry(&self, talk: usize) -> InquiryTalk {
        let state = &self.all[talk];
        let seen = self.seen_of(state.buyer);
        state.talk(seen.map(|seen| seen.anywhere).unwrap_or_default())
    }

    /// Hears a line, and forgets what was laid out before it.
    fn hear(&mut self, talk: usize, line: usize) {
        let Some(options) = self.options else { return };
        let state = &mut self.all[talk];
        let said = &state.book.lines[line];
        let said = Said {
            at: said.at,
            from: said.from,
            text: &said.text,
        };
        state.listener.hear(&said, options.reading, options.inquiry);
        state.generation += 1;
        state.steps.clear();
        let heard = state.listener.heard();
        let before = self.seen.get(&state.buyer);
        let before = before.map(|talk| talk.anywhere).unwrap_or_default();
        let seen = Talk {
            open: true,
            last_buyer_at: heard.last_buyer_at,
            last_agent_at: heard.last_shop_at,
            waiting: heard.has_open_question(),
            anywhere: before.and(heard.last_buyer_at, heard.last_shop_at),
        };
        self.seen.insert(state.buyer, seen);
    }
}

impl TalkState<'_> {
    fn talk(&self, anywhere: LastLines) -> InquiryTalk {
        InquiryTalk {
            id: self.book.id.clone(),
            platform: self.book.platform,
            open: true,
            typing_at: None,
            heard: self.listener.heard().clone(),
            anywhere,
        }
    }

    /// What the talk and the order book say of her.
    fn asker(&self, buyer: &BuyerState) -> Asker {
        let facts = &buyer.facts;
        let mut ways: Vec<Way> = self.book.ways.clone();
        for reach in &facts.reach {
            let told = Way {
                channel: reach.channel,
                consented: reach.agreed || reach.promotion,
                reachable: !reach.failed && !reach.virtual_number,
            };
            match ways.iter_mut().find(|way| way.channel == told.channel) {
                None => ways.push(told),
                Some(way) => way.consented |= told.consented,
            }
        }
        ways.retain(|way| !facts.refused_channels.contains(&way.channel));
        Asker {
            key: facts.key.clone(),
            opted_out: facts.opted_out,
            blocked: facts.blocked,
            ways,
            zone: facts.zone.clone(),
        }
    }
}
