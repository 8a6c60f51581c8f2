//! Steps about a moment that is really near.

use super::{Call, Draft, only_thinks, stock::short};
use crate::{cue::Cue, facts, view::View};

/// A cut-off further ahead is no reason to hurry.
const AHEAD_MS: i64 = 3 * 60 * 60 * 1_000;
/// A promotion that ends later is no reason to hurry.
const ENDING_MS: i64 = 48 * 60 * 60 * 1_000;

/// Paid until then, it leaves today.
pub(super) fn courier_cutoff(view: &View<'_, '_>) -> Call {
    let asks = view.asks(Cue::AsksDispatch);
    if !asks && !only_thinks(view) {
        return Call::No;
    }
    let Some(goods) = view.focus() else {
        return Call::No;
    };
    let Some(cutoff) = goods.product.ship_cutoff else {
        return if asks {
            Call::Held(vec!["ship-cutoff"])
        } else {
            Call::No
        };
    };
    if view.fresh().is_none() || facts::stock(goods).is_none() {
        return if asks { Call::Held(vec!["stock"]) } else { Call::No };
    }
    let now = view.situation.now.in_zone(view.situation.zone);
    let minute = i64::from(now.hour()) * 60 + i64::from(now.minute());
    let ahead_ms = (i64::from(cutoff.minutes()) - minute) * 60_000 - i64::from(now.second()) * 1_000;
    let there = facts::stock(goods).is_some_and(|stock| stock > 0);
    if !there || !(1..=AHEAD_MS).contains(&ahead_ms) {
        return Call::No;
    }
    let time = cutoff.to_string();
    let facts = vec![
        facts::used(goods, "ship-cutoff", time.clone()),
        facts::used(
            goods,
            "stock",
            facts::stock(goods).unwrap_or_default().to_string(),
        ),
    ];
    Call::yes(Draft {
        facts,
        slots: vec![("cut_off", time), ("item", short(&goods.product.title))],
        products: vec![goods.id],
        ..Draft::default()
    })
}

/// The promotion ends soon, and she asks how long or thinks it over.
pub(super) fn price_ending(view: &View<'_, '_>) -> Call {
    let asks = view.asks(Cue::AsksPriceEnd);
    if !asks && !only_thinks(view) {
        return Call::No;
    }
    let Some(goods) = view.focus() else {
        return Call::No;
    };
    let Some((promotion, end)) =
        facts::running(goods, view.situation.now).and_then(|one| Some((one, one.ends_at?)))
    else {
        return if asks {
            Call::Held(vec!["promo-ends"])
        } else {
            Call::No
        };
    };
    if view.fresh().is_none() {
        return Call::Held(vec!["promo-ends"]);
    }
    let left = end.ms() - view.situation.now.ms();
    if !(1..=ENDING_MS).contains(&left) {
        return Call::No;
    }
    let at = end.in_zone(view.situation.zone);
    let today = view.situation.now.in_zone(view.situation.zone).date();
    let day = match (at.date() - today).get_days() {
        0 => "今天",
        1 => "明天",
        _ => "后天",
    };
    let until = format!("{day} {:02}:{:02}", at.hour(), at.minute());
    let mut slots = vec![
        ("until", until.clone()),
        ("terms", promotion.terms.clone()),
        ("item", short(&goods.product.title)),
    ];
    slots.extend(
        facts::price(goods, view.situation.now).map(|fen| ("price", jinpai_model::Fen(fen).to_string())),
    );
    let facts = vec![
        facts::used(goods, "promotion", promotion.terms.clone()),
        facts::used(goods, "promo-ends", until),
    ];
    Call::yes(Draft {
        facts,
        slots,
        products: vec![goods.id],
        ..Draft::default()
    })
}
