//! Steps that serve a need: to be greeted, remembered, understood, helped, thanked, left in peace.

use jinpai_model::{MINUTE_MS, OrderStatus, Side, Trait};

use super::{Call, Draft, stock::short};
use crate::{FactSource, FactUsed, OrderKnown, cue::Cue, facts, view::View};

/// A message as long as this tells more than one thing.
const LONG: usize = 90;
/// Chatting goes on for so long.
const CHAT_MS: i64 = 20 * MINUTE_MS;
/// She writes again after so long.
const NUDGED_AFTER_MS: i64 = 4 * MINUTE_MS;
/// Paid orders of a regular.
const REGULAR: usize = 3;
/// Yuan of paid orders of a good buyer.
const MUCH_FEN: i64 = 200_000;

fn said_now(view: &View<'_, '_>, name: &'static str, value: impl Into<String>) -> FactUsed {
    FactUsed {
        name,
        value: value.into(),
        seen_at: view.situation.now,
        source: FactSource::Talk,
    }
}

fn plain(view: &View<'_, '_>, name: &'static str, value: impl Into<String>) -> Call {
    Call::yes(Draft {
        facts: vec![said_now(view, name, value)],
        slots: named(view),
        ..Draft::default()
    })
}

/// How she is called, where that is known.
fn named(view: &View<'_, '_>) -> Vec<(&'static str, String)> {
    view.situation
        .buyer
        .name
        .map(|name| ("name", name.to_owned()))
        .into_iter()
        .collect()
}

fn paid<'s>(view: &View<'s, '_>) -> Vec<&'s OrderKnown<'s>> {
    let mut paid: Vec<&OrderKnown<'_>> = view
        .situation
        .orders
        .iter()
        .filter(|one| one.paid_at.is_some() && one.status != OrderStatus::Closed)
        .collect();
    paid.sort_by_key(|one| std::cmp::Reverse(one.created_at));
    paid
}

fn asks_something(view: &View<'_, '_>) -> bool {
    const ASKS: &[Cue] = &[
        Cue::AsksStock,
        Cue::AsksPriceEnd,
        Cue::AsksDispatch,
        Cue::AsksArrival,
        Cue::AsksWhich,
        Cue::AsksSize,
        Cue::AsksRecommend,
        Cue::AsksCompare,
        Cue::AsksGift,
        Cue::AsksFlaw,
        Cue::AsksTruth,
        Cue::Wavers,
        Cue::HowTo,
        Cue::Presses,
        Cue::NeedsTime,
        Cue::Complains,
        Cue::Stop,
        Cue::TooDearGoes,
        Cue::Bought,
    ];
    view.any(ASKS)
}

/// An agent has not spoken in this talk yet.
fn first_word(view: &View<'_, '_>) -> bool {
    !view
        .situation
        .turns
        .iter()
        .any(|turn| turn.side == Side::Agent && !turn.by_itself)
}

/// She says no, or wants to be left alone: that is hers to decide.
pub(super) fn respected(view: &View<'_, '_>) -> Call {
    if view.any(&[Cue::TooDearGoes, Cue::Stop]) {
        return plain(view, "no", quote(view, &[Cue::TooDearGoes, Cue::Stop]));
    }
    Call::No
}

/// She tells much at once, or complains: say back what she means before anything else.
pub(super) fn understood(view: &View<'_, '_>) -> Call {
    let long = view.talk.open().iter().any(|said| {
        said.len() >= LONG && said.text.chars().collect::<std::collections::HashSet<_>>().len() > 25
    });
    if long || view.any(&[Cue::LongAsk]) || view.asks(Cue::Complains) && !view.asks(Cue::Stop) {
        let words: String = view
            .talk
            .open()
            .iter()
            .map(|said| said.text)
            .collect::<Vec<_>>()
            .join(" ")
            .chars()
            .take(30)
            .collect();
        return plain(view, "said", words);
    }
    Call::No
}

/// She has waited for an answer.
pub(super) fn served_in_turn(view: &View<'_, '_>) -> Call {
    if (!view.asks(Cue::Waits) || just_came(view)) && !nudges(view) {
        return Call::No;
    }
    let since = view
        .talk
        .open()
        .first()
        .map(|said| view.situation.turns[said.turn].at);
    let minutes = since.map_or(0, |at| view.situation.now.since(at) / MINUTE_MS);
    plain(view, "waited", format!("{minutes}"))
}

/// Her first words are a short greeting: who asks whether anybody is there has not waited yet.
fn just_came(view: &View<'_, '_>) -> bool {
    const SHORT: usize = 8;
    const SINCE_MS: i64 = 3 * MINUTE_MS;
    let [said] = view.talk.said.as_slice() else {
        return false;
    };
    let since = view.situation.now.since(view.situation.turns[said.turn].at);
    said.shows(Cue::Greets) && said.len() <= SHORT && since < SINCE_MS
}

/// Some minutes after she wrote she writes again, and says nothing but that she is still there.
fn nudges(view: &View<'_, '_>) -> bool {
    let [first, .., last] = view.talk.open() else {
        return false;
    };
    let at = |said: &crate::talk::Said<'_>| view.situation.turns[said.turn].at;
    let silent = !last.text.chars().any(char::is_alphanumeric) && last.text.contains(['?', '？', '。', '.']);
    (silent || last.shows(Cue::Greets) && last.len() <= 6) && at(last).since(at(first)) >= NUDGED_AFTER_MS
}

/// What she wants takes a while.
pub(super) fn served_soon(view: &View<'_, '_>) -> Call {
    if view.asks(Cue::NeedsTime) && !view.any(&[Cue::AsksWhich, Cue::AsksCompare, Cue::AsksRecommend]) {
        return plain(view, "asked", quote(view, &[Cue::NeedsTime]));
    }
    Call::No
}

/// She is embarrassed to ask.
pub(super) fn comfortable(view: &View<'_, '_>) -> Call {
    if view.asks(Cue::SorryTrouble) {
        return plain(view, "said", quote(view, &[Cue::SorryTrouble]));
    }
    Call::No
}

/// She does not know how.
pub(super) fn helped(view: &View<'_, '_>) -> Call {
    if view.asks(Cue::HowTo) {
        return plain(view, "asked", quote(view, &[Cue::HowTo]));
    }
    Call::No
}

/// She doubts that it is real: what the shop guarantees in writing.
pub(super) fn trusted(view: &View<'_, '_>) -> Call {
    if !view.asks(Cue::AsksTruth) && !view.asks(Cue::SaysHappened) {
        return Call::No;
    }
    let Some(goods) = view.focus() else {
        return Call::No;
    };
    let Some(guarantee) = goods.product.guarantees.first() else {
        return Call::Held(vec!["guarantees"]);
    };
    let guarantees = goods.product.guarantees.join("、");
    let facts = vec![facts::used(goods, "guarantee", guarantees.clone())];
    let slots = vec![
        ("guarantee", guarantee.clone()),
        ("guarantees", guarantees),
        ("item", short(&goods.product.title)),
    ];
    Call::yes(Draft {
        facts,
        slots,
        products: vec![goods.id],
        ..Draft::default()
    })
}

/// Chatting while others wait, or chatting that does not end.
pub(super) fn leave_small_talk(view: &View<'_, '_>) -> Call {
    let chats = view.talk.count(Cue::SmallTalk);
    let now = view
        .talk
        .open()
        .last()
        .is_some_and(|said| said.shows(Cue::SmallTalk));
    if !now || asks_something(view) {
        return Call::No;
    }
    let first = view.talk.said.iter().find(|said| said.shows(Cue::SmallTalk));
    let lasted = first.map_or(0, |said| {
        view.situation.now.since(view.situation.turns[said.turn].at)
    });
    let waiting = view.situation.others_waiting;
    if waiting > 0 && chats >= 2 {
        return plain(view, "waiting", waiting.to_string());
    }
    if chats >= 3 && lasted >= CHAT_MS {
        return plain(view, "chatting", format!("{}", lasted / MINUTE_MS));
    }
    Call::No
}

/// She chose, and gladly.
pub(super) fn praised(view: &View<'_, '_>) -> Call {
    if !view.asks(Cue::Chose)
        || view.any(&[
            Cue::Wavers,
            Cue::Presses,
            Cue::ThinksOver,
            Cue::AsksStock,
            Cue::AsksFlaw,
            Cue::Doubts,
            Cue::AsksWhich,
            Cue::AsksDispatch,
        ])
        || view.is(Trait::BuysAndGoes)
    {
        return Call::No;
    }
    let Some(goods) = view.focus() else {
        return Call::No;
    };
    let strength = goods.product.knowledge.strengths.first();
    let mut facts = vec![said_now(view, "chose", quote(view, &[Cue::Chose]))];
    let mut slots = vec![("item", short(&goods.product.title))];
    slots.extend(view.named.first().map(|option| ("option", (*option).to_owned())));
    if let Some(strength) = strength {
        facts.push(facts::used(goods, "strength", strength.clone()));
        slots.push(("strength", strength.clone()));
    }
    Call::yes(Draft {
        facts,
        slots,
        products: vec![goods.id],
        ..Draft::default()
    })
}

/// A regular, or somebody who buys much, is thanked.
pub(super) fn valued(view: &View<'_, '_>) -> Call {
    let paid = paid(view);
    let sum: i64 = paid.iter().map(|one| one.total_fen).sum();
    let regular = paid.len() >= REGULAR || sum >= MUCH_FEN && paid.len() > 1;
    let says = view.any(&[Cue::Bought, Cue::ComesBack]) && regular || view.asks(Cue::BigOrder);
    if !says {
        return Call::No;
    }
    let mut slots = named(view);
    let facts = if regular {
        slots.push(("times", paid.len().to_string()));
        let newest = paid[0];
        vec![FactUsed {
            name: "orders",
            value: paid.len().to_string(),
            seen_at: newest.created_at,
            source: FactSource::Order(newest.id),
        }]
    } else {
        vec![said_now(view, "orders", quote(view, &[Cue::BigOrder]))]
    };
    Call::yes(Draft {
        facts,
        slots,
        ..Draft::default()
    })
}

/// She has bought here before: greeted by what she bought.
pub(super) fn remembered(view: &View<'_, '_>) -> Call {
    if !first_word(view)
        || !view.any(&[Cue::Greets, Cue::ComesBack])
        || asks_something(view) && !view.asks(Cue::ComesBack)
    {
        return Call::No;
    }
    let paid = paid(view);
    let Some(last) = paid.first() else { return Call::No };
    let Some(item) = last.items.first() else {
        return Call::No;
    };
    let title = short(item.title);
    let mut slots = named(view);
    slots.push(("last", title.clone()));
    let size = item
        .options
        .iter()
        .find(|(name, _)| name.contains('码'))
        .map(|(_, value)| *value);
    slots.extend(size.map(|size| ("last_size", size.to_owned())));
    let fact = FactUsed {
        name: "last-purchase",
        value: title,
        seen_at: last.created_at,
        source: FactSource::Order(last.id),
    };
    Call::yes(Draft {
        facts: vec![fact],
        slots,
        ..Draft::default()
    })
}

/// Her first visit.
pub(super) fn welcome(view: &View<'_, '_>) -> Call {
    let known = !view.situation.orders.is_empty()
        || !view.situation.buyer.promised.is_empty()
        || view.asks(Cue::ComesBack);
    if known
        || !first_word(view)
        || !view.asks(Cue::Greets)
        || asks_something(view)
        || view.asks(Cue::Waits) && !just_came(view)
    {
        return Call::No;
    }
    plain(view, "first-visit", "")
}

/// The words in which one of these was heard.
fn quote(view: &View<'_, '_>, cues: &[Cue]) -> String {
    let said = view.talk.open().iter().find_map(|said| {
        said.places
            .iter()
            .find(|place| cues.contains(&place.cue))
            .map(|place| said.quote(place))
    });
    said.unwrap_or_default()
}
