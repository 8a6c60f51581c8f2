//! Facts in words, for the slots of fixes.

use jinpai_model::{Facts, Fen};

use super::{
    calendar::End,
    price::yuan,
    times::{days, hours},
};

/// The slots that facts fill; a fix that asks for an unknown one is not offered.
const SLOTS: &[&str] = &[
    "stock",
    "price",
    "promo-ends",
    "ship-cutoff",
    "ship-within",
    "eta",
    "material",
    "guarantees",
    "gifts",
    "colours",
];

/// Whether a slot's name is filled from the facts.
pub fn is_slot(name: &str) -> bool {
    SLOTS.contains(&name)
}

/// The words of a fact; none when it is not known.
pub fn slot(name: &str, facts: &Facts) -> Option<String> {
    let list = |items: &[String]| (!items.is_empty()).then(|| items.join("、"));
    match name {
        "stock" => facts.stock.filter(|have| *have > 0).map(|have| have.to_string()),
        "price" => facts.price_fen.map(|Fen(fen)| yuan(fen)),
        "promo-ends" => facts.promo_ends.as_deref().and_then(End::parse).map(End::words),
        "ship-cutoff" => facts.ship_cutoff.map(|time| time.to_string()),
        "ship-within" => facts.ship_within_h.map(hours),
        "eta" => facts.eta_days.map(days),
        "material" => facts.material.clone().filter(|told| !told.trim().is_empty()),
        "guarantees" => list(&facts.guarantees),
        "gifts" => list(&facts.gifts),
        "colours" => list(&facts.colours_in_stock),
        _ => None,
    }
}
