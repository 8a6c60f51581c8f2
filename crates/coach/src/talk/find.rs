//! How each kind of conversation rule finds at a message.

use jinpai_model::{ClockTime, Platform, Side, Zone};

use super::{
    beside::Beside,
    course::Course,
    reading::View,
    spec::{GapFind, RepeatFind, Since, TallyFind, Voice},
};
use crate::{
    BuildError, RuleCode,
    build::{Ids, Pool},
    spec::Find,
};

/// A longer message of the buyer's wants an answer even when it begins with thanks.
const SHORT: usize = 8;

/// A conversation rule's way of finding, ready to judge.
#[derive(Debug)]
pub(crate) enum TalkFinder {
    Answer(Beside),
    Gap(Gap),
    Repeat(Repeat),
    Tally(Tally),
    Course(Box<Course>),
}

#[derive(Debug)]
pub(crate) struct Gap {
    since: Since,
    over_s: u32,
    /// By `Platform as usize`.
    over_s_on: Vec<u32>,
    ignoring: Ids,
    hours: Option<[ClockTime; 2]>,
    zone: Zone,
    beside: Beside,
}

#[derive(Debug)]
pub(crate) struct Repeat {
    who: Voice,
    times: usize,
    at_least_chars: usize,
    answered: bool,
    beside: Beside,
}

#[derive(Debug)]
pub(crate) struct Tally {
    who: Voice,
    any: Ids,
    at_least: usize,
    in_a_row: bool,
    beside: Beside,
}

/// What a rule cannot judge without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Needs {
    /// When lines were written.
    Times,
    /// How many other buyers waited.
    OthersWaiting,
    /// Whether the buyer paid.
    Outcome,
}

impl TalkFinder {
    /// The finder of a conversation rule; none for a find of message rules.
    pub fn build(code: &RuleCode, find: &Find, pool: &mut Pool) -> Result<Option<Self>, BuildError> {
        Ok(Some(match find {
            Find::Answer(find) => Self::Answer(Beside::build(code, find, pool)?),
            Find::Gap(find) => Self::Gap(Gap::build(code, find, pool)?),
            Find::Repeat(find) => Self::Repeat(Repeat::build(code, find, pool)?),
            Find::Tally(find) => Self::Tally(Tally::build(code, find, pool)?),
            Find::Course(find) => Self::Course(Box::new(Course::build(code, find, pool)?)),
            _ => return Ok(None),
        }))
    }

    /// What the talk has to tell beside its words.
    pub fn needs(&self) -> Vec<Needs> {
        let (times, beside) = match self {
            Self::Course(course) => return course.needs(),
            Self::Gap(gap) => (true, &gap.beside),
            Self::Answer(beside) => (false, beside),
            Self::Repeat(repeat) => (false, &repeat.beside),
            Self::Tally(tally) => (false, &tally.beside),
        };
        let times = times.then_some(Needs::Times);
        let waiting = beside.asks_who_waits().then_some(Needs::OthersWaiting);
        times.into_iter().chain(waiting).collect()
    }

    /// The found span of the message in folded characters, `(0, 0)` for all of it.
    pub fn find(&self, view: &View<'_, '_>) -> Option<(usize, usize)> {
        let beside = match self {
            Self::Answer(beside) => beside,
            Self::Gap(gap) => gap.too_long(view).then_some(&gap.beside)?,
            Self::Repeat(repeat) => repeat.again(view).then_some(&repeat.beside)?,
            Self::Tally(tally) => tally.too_many(view).then_some(&tally.beside)?,
            Self::Course(_) => return None,
        };
        let place = match view.here().place_of(&beside.reply) {
            Some(found) => (found.start, found.end),
            None if beside.reply.is_empty() => (0, 0),
            None => return None,
        };
        beside.holds(view).then_some(place)
    }
}

impl Gap {
    fn build(code: &RuleCode, find: &GapFind, pool: &mut Pool) -> Result<Self, BuildError> {
        let on = |platform: &Platform| find.over_s_on.get(platform).copied().unwrap_or(find.over_s);
        Ok(Self {
            since: find.since,
            over_s: find.over_s,
            over_s_on: Platform::ALL.iter().map(on).collect(),
            ignoring: pool.buyer_ids(code, &find.ignoring)?,
            hours: find.hours,
            zone: Zone::shanghai(),
            beside: Beside::build(code, &find.beside, pool)?,
        })
    }

    fn too_long(&self, view: &View<'_, '_>) -> bool {
        let limit = self.over_s_on.get(view.platform as usize).copied();
        let limit_ms = i64::from(limit.unwrap_or(self.over_s)) * 1000;
        let before = view.before();
        let started = match self.since {
            Since::Anyone => before.iter().rfind(|line| line.from != Side::System),
            Since::Shop => view.last_of_shop(),
            Since::Buyer => {
                let answered = before.iter().rposition(|line| line.from == Side::Agent);
                let open = &before[answered.map_or(0, |at| at + 1)..];
                let thanks = |line: &super::ReadLine<'_>| {
                    line.words().len() <= SHORT && (line.words().is_empty() || line.says(&self.ignoring))
                };
                let asks = |line: &&super::ReadLine<'_>| line.from == Side::Buyer && !thanks(line);
                open.iter().find(asks)
            }
        };
        let (Some(from), Some(to)) = (started.and_then(|line| line.at), view.here().at) else {
            return false;
        };
        to.since(from) > limit_ms
            && self.hours.is_none_or(|[opens, closes]| {
                let time = ClockTime::of(from, &self.zone);
                opens <= time && time < closes
            })
    }
}

impl Repeat {
    fn build(code: &RuleCode, find: &RepeatFind, pool: &mut Pool) -> Result<Self, BuildError> {
        Ok(Self {
            who: find.who,
            times: find.times,
            at_least_chars: find.at_least_chars,
            answered: find.answered,
            beside: Beside::build(code, &find.beside, pool)?,
        })
    }

    fn again(&self, view: &View<'_, '_>) -> bool {
        match self.who {
            Voice::Shop => {
                let here = view.here();
                let same = |line: &&super::ReadLine<'_>| line.is_shops() && line.words() == here.words();
                let reach = if self.answered {
                    view.earlier()
                } else {
                    view.before()
                };
                // What follows the shop's own message unasked has no question in between.
                (!self.answered || !view.turn().is_empty())
                    && here.words().len() >= self.at_least_chars
                    && reach.iter().filter(same).count() + 1 >= self.times
            }
            Voice::Buyer => view.turn().iter().any(|asked| {
                let same =
                    |line: &&super::ReadLine<'_>| line.from == Side::Buyer && line.words() == asked.words();
                asked.words().len() >= self.at_least_chars
                    && view.earlier().iter().filter(same).count() + 1 >= self.times
            }),
        }
    }
}

impl Tally {
    fn build(code: &RuleCode, find: &TallyFind, pool: &mut Pool) -> Result<Self, BuildError> {
        let any = match find.who {
            Voice::Shop => pool.ids(code, &find.any)?,
            Voice::Buyer => pool.buyer_ids(code, &find.any)?,
        };
        if any.is_empty() {
            return Err(BuildError::Empty { code: code.clone() });
        }
        Ok(Self {
            who: find.who,
            any,
            at_least: find.at_least,
            in_a_row: find.in_a_row,
            beside: Beside::build(code, &find.beside, pool)?,
        })
    }

    /// Whether this message, or the buyer's turn before it, makes it too many.
    fn too_many(&self, view: &View<'_, '_>) -> bool {
        let ours = |line: &super::ReadLine<'_>| match self.who {
            Voice::Shop => line.is_shops(),
            Voice::Buyer => line.from == Side::Buyer,
        };
        let others = |line: &super::ReadLine<'_>| !ours(line) && line.from != Side::System;
        let reach = match self.who {
            Voice::Shop => view.before(),
            Voice::Buyer => view.earlier(),
        };
        let from = match self.in_a_row {
            true => reach.iter().rposition(others).map_or(0, |at| at + 1),
            false => 0,
        };
        let said = |line: &&super::ReadLine<'_>| ours(line) && line.says(&self.any);
        let now = match self.who {
            Voice::Shop => usize::from(view.here().says(&self.any)),
            Voice::Buyer => view.turn().iter().filter(said).count(),
        };
        let before = reach[from..].iter().filter(said).count();
        now > 0 && before + now >= self.at_least
    }
}
