//! Reads a buyer's type from what she said and ordered. Points for each message that shows something; how many points
//! make how sure was set on worked talks (`tests/situations`), and is held against those kept back.

use jinpai_model::{At, Axis, OrderStatus, Trait};

use crate::{
    Evidence, OrderKnown, Reading, SHOWN_FROM_PCT, Situation, TypeReading,
    cue::Cue,
    talk::{Said, Talk},
};

/// Sureness by points; of more points the last.
const SURE_PCT: [u8; 7] = [0, 55, 72, 80, 86, 91, 94];
/// Quotations of one type.
const MOST_EVIDENCE: usize = 8;
/// Orders that lapsed longer ago say nothing about now.
const LAPSED_WITHIN_MS: i64 = 120 * 24 * 60 * 60 * 1_000;
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

pub(crate) fn read(situation: &Situation<'_>, talk: &Talk<'_>) -> Reading {
    if situation.buyer.profile_off {
        return Reading {
            off: true,
            types: Vec::new(),
        };
    }
    let found = [
        knowledge(talk),
        price(talk),
        demands(talk),
        behaviour(situation, talk),
        character(talk),
    ];
    let mut reading = Reading {
        off: false,
        types: Vec::new(),
    };
    for (axis, found) in Axis::ALL.iter().zip(found) {
        let corrected = situation
            .buyer
            .corrected
            .iter()
            .find(|value| value.axis() == *axis);
        let read = found.filter(|one| one.sure() >= SHOWN_FROM_PCT);
        match (corrected, read) {
            (Some(value), read) => reading.types.push(TypeReading {
                value: *value,
                confidence_pct: 99,
                evidence: read
                    .filter(|one| one.value == *value)
                    .map(|one| one.evidence)
                    .unwrap_or_default(),
                corrected: true,
            }),
            (None, Some(one)) => reading.types.push(one.reading()),
            (None, None) => {}
        }
    }
    reading
}

/// A value with what speaks for it.
#[derive(Debug)]
struct Found {
    value: Trait,
    points: usize,
    evidence: Vec<Evidence>,
}

impl Found {
    fn sure(&self) -> u8 {
        SURE_PCT[self.points.min(SURE_PCT.len() - 1)]
    }

    fn reading(mut self) -> TypeReading {
        let confidence_pct = self.sure();
        self.evidence.truncate(MOST_EVIDENCE);
        TypeReading {
            value: self.value,
            confidence_pct,
            evidence: self.evidence,
            corrected: false,
        }
    }
}

/// Messages that show one of the cues, `each` points a finding, two findings a message at most.
fn heard(talk: &Talk<'_>, value: Trait, cues: &[Cue], each: usize) -> Found {
    let mut found = Found {
        value,
        points: 0,
        evidence: Vec::new(),
    };
    for said in &talk.said {
        let places = said
            .places
            .iter()
            .filter(|place| cues.contains(&place.cue) && !said.tells_of_another(place));
        let mut here = 0;
        for place in places.take(2) {
            here += each;
            let quote = said.quote(place);
            let again = found.evidence.iter().any(|one| matches!(one, Evidence::Words { turn, quote: held } if *turn == said.turn && *held == quote));
            if !again {
                found.evidence.push(Evidence::Words {
                    turn: said.turn,
                    quote,
                });
            }
        }
        found.points += here;
    }
    found
}

/// The strongest; of two that are as strong nothing can be told.
fn best(found: impl IntoIterator<Item = Found>) -> Option<Found> {
    let mut found: Vec<Found> = found.into_iter().filter(|one| one.points > 0).collect();
    found.sort_by_key(|one| std::cmp::Reverse(one.points));
    let mut found = found.into_iter();
    let first = found.next()?;
    match found.next() {
        Some(second) if second.points == first.points => None,
        _ => Some(first),
    }
}

fn knowledge(talk: &Talk<'_>) -> Option<Found> {
    let mut none = heard(talk, Trait::None, &[Cue::KnowsNone], 2);
    let half = heard(talk, Trait::Half, &[Cue::KnowsHalf], 2);
    let expert = heard(talk, Trait::Expert, &[Cue::KnowsExpert], 2);
    if half.points > 0 {
        // "I know red is quiet, of the rest I know nothing" is somebody who knows a little.
        none.points = 0;
    } else if none.points > 0 {
        return Some(none);
    }
    if half.points > 0 && expert.points > 0 {
        return Some(half);
    }
    best([none, half, expert])
}

fn price(talk: &Talk<'_>) -> Option<Found> {
    let generous = heard(talk, Trait::Generous, &[Cue::PriceGenerous], 2);
    if talk.presses == 0 {
        return best([generous]);
    }
    let hard = heard(talk, Trait::Insists, &[Cue::Insists], 2);
    let presses = talk.presses as usize;
    if generous.points > 0 {
        return None;
    }
    if hard.points > 0 && presses > 1 || presses > 2 || hard.points > 2 {
        let mut insists = heard(talk, Trait::Insists, &[Cue::Presses, Cue::Insists], 1);
        insists.points = presses + hard.points;
        return Some(insists);
    }
    let mut tests = heard(talk, Trait::Tests, &[Cue::Presses], 1);
    tests.points = if hard.points > 0 { 1 } else { 2 };
    (presses == 1 || tests.points == 2).then_some(tests)
}

fn demands(talk: &Talk<'_>) -> Option<Found> {
    let doubtful = heard(talk, Trait::Doubtful, &[Cue::Doubts], 1);
    let perfect = heard(talk, Trait::Perfectionist, &[Cue::Perfection], 2);
    let knows = heard(talk, Trait::KnowsQuality, &[Cue::KnowsQuality], 2);
    best([doubtful, perfect, knows])
}

fn behaviour(situation: &Situation<'_>, talk: &Talk<'_>) -> Option<Found> {
    if let Some(found) = orders_unpaid(situation) {
        return Some(found);
    }
    if talk.presses >= 2 || (talk.presses == 1 && talk.count(Cue::Insists) >= 2) {
        let mut bargains = heard(talk, Trait::Bargains, &[Cue::Presses, Cue::Insists], 1);
        bargains.points = talk.presses as usize + talk.count(Cue::Insists).min(2);
        return Some(bargains);
    }
    let all = talk.said.len().max(1);
    let mut sociable = heard(talk, Trait::Sociable, &[Cue::SmallTalk], 1);
    let chats = talk.count(Cue::SmallTalk);
    if chats < 2 || chats * 5 < all * 2 {
        sociable.points = 0;
    }
    let mut polite = heard(talk, Trait::Polite, &[Cue::Courteous], 1);
    let courteous = talk.count(Cue::Courteous);
    if courteous < 2 || courteous * 2 < all {
        polite.points = 0;
    }
    let gone = buys_and_goes(situation, talk);
    best(gone.into_iter().chain([sociable, polite]))
}

/// Two orders or more that lapsed unpaid, and hardly one that was paid beside them.
fn orders_unpaid(situation: &Situation<'_>) -> Option<Found> {
    let young = |order: &&OrderKnown<'_>| situation.now.ms() - order.created_at.ms() <= LAPSED_WITHIN_MS;
    let lapsed = |order: &OrderKnown<'_>| order.paid_at.is_none() && order.status == OrderStatus::Closed;
    let open = |order: &OrderKnown<'_>| order.paid_at.is_none() && order.status == OrderStatus::Unpaid;
    let mut owed: Vec<&OrderKnown<'_>> = situation
        .orders
        .iter()
        .filter(young)
        .filter(|order| lapsed(order) || open(order))
        .collect();
    let lapses = owed.iter().filter(|order| lapsed(order)).count();
    let paid = situation
        .orders
        .iter()
        .filter(young)
        .filter(|order| order.paid_at.is_some())
        .count();
    if lapses < 2 || paid * 2 > lapses {
        return None;
    }
    owed.sort_by_key(|order| std::cmp::Reverse(order.created_at));
    let order = |one: &&OrderKnown<'_>| Evidence::Order {
        id: one.id,
        number: one.number.to_owned(),
    };
    Some(Found {
        value: Trait::OrdersUnpaid,
        points: owed.len() + 1,
        evidence: owed.iter().map(order).collect(),
    })
}

/// Who asks, complains or wavers is not gone yet.
const STAYS: &[Cue] = &[
    Cue::Complains,
    Cue::AsksFlaw,
    Cue::AsksRecommend,
    Cue::AsksCompare,
    Cue::Wavers,
    Cue::ThinksOver,
    Cue::SorryTrouble,
];

/// A handful of short messages, and an order paid.
fn buys_and_goes(situation: &Situation<'_>, talk: &Talk<'_>) -> Option<Found> {
    const FEW: usize = 5;
    const SHORT: usize = 14;
    let just = |at: At| (0..DAY_MS).contains(&(situation.now.ms() - at.ms()));
    let paid = situation
        .orders
        .iter()
        .any(|order| order.paid_at.is_some_and(just));
    let bought = paid || talk.asks_ever(Cue::Bought);
    let terse = talk.said.len() <= FEW && talk.said.iter().all(|said| said.len() <= SHORT);
    let warm = [Cue::Courteous, Cue::SmallTalk, Cue::Friendly]
        .iter()
        .any(|cue| talk.count(*cue) > 0);
    let stays = STAYS.iter().any(|cue| talk.asks_ever(*cue));
    if !bought || !terse || warm || stays || talk.said.is_empty() {
        return None;
    }
    let words = |said: &Said<'_>| Evidence::Words {
        turn: said.turn,
        quote: said.text.trim().to_owned(),
    };
    let evidence: Vec<Evidence> = talk
        .said
        .iter()
        .filter(|said| said.len() > 0)
        .map(words)
        .collect();
    let points = 2 + usize::from(talk.count(Cue::Brief) > 0) + usize::from(paid && talk.said.len() >= 2);
    (!evidence.is_empty()).then_some(Found {
        value: Trait::BuysAndGoes,
        points,
        evidence,
    })
}

fn character(talk: &Talk<'_>) -> Option<Found> {
    let selfish = heard(talk, Trait::SelfCentred, &[Cue::SelfCentred], 2);
    if selfish.points > 0 {
        return Some(selfish);
    }
    best([
        heard(talk, Trait::Friendly, &[Cue::Friendly], 1),
        heard(talk, Trait::Decided, &[Cue::Decided], 2),
        heard(talk, Trait::Analytic, &[Cue::Analytic], 2),
    ])
}
