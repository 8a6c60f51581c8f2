//! The stages of bargaining as cards. Which stage it is, the ladder has decided; here are the facts each needs.
//!
//! No type of a buyer is looked at in this file: what is conceded depends on the shop's published terms and on how
//! often she pressed, on nothing else.

use jinpai_model::Stage;

use super::{Call, Draft, choice::yuan, stock::short};
use crate::{Concession, FactSource, FactUsed, Goods, Situation, cue::Cue, facts, ladder, view::View};

/// Whether the facts of a stage are there; which stage is next is asked of the ladder with this.
pub(crate) fn possible(situation: &Situation<'_>, stage: Stage) -> bool {
    let goods = situation.goods.first();
    let words = goods.is_some_and(|one| {
        let product = one.product;
        !product.knowledge.strengths.is_empty()
            || product.material.is_some()
            || !product.guarantees.is_empty()
    });
    match stage {
        Stage::ExplainPrice | Stage::Compare => words,
        Stage::SmallKindness | Stage::StandFirm => true,
        Stage::Coupon => coupon_holds(situation),
        Stage::FloorPrice => floor_holds(situation),
    }
}

/// The coupon's own terms hold for this price, and it does not break the floor.
fn coupon_holds(situation: &Situation<'_>) -> bool {
    let (Some(coupon), Some(goods)) = (&situation.shop.ladder.coupon, situation.goods.first()) else {
        return false;
    };
    let Some(price) = facts::price(goods, situation.now) else {
        return false;
    };
    let least = threshold_fen(&coupon.terms).unwrap_or(0);
    let floor = goods.product.knowledge.floor_fen.map_or(0, |fen| fen.0);
    price >= least && price - coupon.off_fen.0 >= floor
}

/// `满 200 减 10`: from 200 yuan on.
fn threshold_fen(terms: &str) -> Option<i64> {
    let rest = terms.split_once('满')?.1.trim_start();
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse::<i64>().ok()?.checked_mul(100)
}

/// There is a floor, and the price is above it.
fn floor_holds(situation: &Situation<'_>) -> bool {
    let Some(goods) = situation.goods.first() else {
        return false;
    };
    let floor = goods.product.knowledge.floor_fen.map(|fen| fen.0);
    match (floor, facts::price(goods, situation.now)) {
        (Some(floor), Some(price)) => price > floor,
        _ => false,
    }
}

fn is_next(view: &View<'_, '_>, stage: Stage) -> bool {
    view.ladder.next == Some(stage)
        && view.talk.open().iter().any(|said| !said.text.trim().is_empty())
        && !view.asks(Cue::Bought)
}

/// What is worth the price, in two facts of the goods.
fn worth(goods: &Goods<'_>) -> (Vec<FactUsed>, String) {
    let knowledge = &goods.product.knowledge;
    let mut facts: Vec<FactUsed> = knowledge
        .strengths
        .iter()
        .take(2)
        .map(|one| facts::used(goods, "strength", one.clone()))
        .collect();
    if facts.is_empty() {
        facts.extend(
            goods
                .product
                .material
                .iter()
                .map(|one| facts::used(goods, "material", one.clone())),
        );
    }
    if facts.len() < 2 {
        facts.extend(
            goods
                .product
                .guarantees
                .iter()
                .take(1)
                .map(|one| facts::used(goods, "guarantee", one.clone())),
        );
    }
    let said = facts
        .iter()
        .map(|one| one.value.as_str())
        .collect::<Vec<_>>()
        .join("，");
    (facts, said)
}

fn concession(view: &View<'_, '_>, stage: Stage, price_fen: Option<i64>) -> Option<Concession> {
    Some(Concession {
        stage,
        product: view.focus().map(|goods| goods.id),
        cost_fen: ladder::cost_fen(&view.situation.shop.ladder, stage),
        price_fen,
        needs_approval: stage == Stage::FloorPrice,
    })
}

fn by_worth(view: &View<'_, '_>, stage: Stage) -> Call {
    if !is_next(view, stage) {
        return Call::No;
    }
    let Some(goods) = view.focus() else {
        return Call::Held(vec!["strengths"]);
    };
    let (facts, worth) = worth(goods);
    if facts.is_empty() {
        return Call::Held(vec!["strengths"]);
    }
    let slots = vec![("worth", worth), ("item", short(&goods.product.title))];
    Call::yes(Draft {
        facts,
        slots,
        products: vec![goods.id],
        concession: concession(view, stage, None),
        ..Draft::default()
    })
}

pub(super) fn explain_price(view: &View<'_, '_>) -> Call {
    by_worth(view, Stage::ExplainPrice)
}

pub(super) fn compare(view: &View<'_, '_>) -> Call {
    by_worth(view, Stage::Compare)
}

/// A small gift: the ladder's, or one that comes with the goods and was asked for.
pub(super) fn small_kindness(view: &View<'_, '_>) -> Call {
    if is_next(view, Stage::SmallKindness)
        && let Some(kindness) = &view.situation.shop.ladder.kindness
    {
        let fact = FactUsed {
            name: "gift",
            value: kindness.gift.clone(),
            seen_at: view.situation.now,
            source: FactSource::Shop,
        };
        let slots = vec![("gift", kindness.gift.clone())];
        return Call::yes(Draft {
            facts: vec![fact],
            slots,
            concession: concession(view, Stage::SmallKindness, None),
            ..Draft::default()
        });
    }
    if !view.asks(Cue::AsksGift) {
        return Call::No;
    }
    let Some(goods) = view.focus() else {
        return Call::No;
    };
    let Some(gift) = goods.product.gifts.first() else {
        return Call::Held(vec!["gifts"]);
    };
    if view.fresh().is_none() {
        return Call::Held(vec!["gifts"]);
    }
    Call::yes(Draft {
        facts: vec![facts::used(goods, "gift", gift.clone())],
        slots: vec![("gift", gift.clone())],
        products: vec![goods.id],
        ..Draft::default()
    })
}

/// The shop's coupon on its published terms.
pub(super) fn coupon(view: &View<'_, '_>) -> Call {
    let Some(coupon) = view
        .situation
        .shop
        .ladder
        .coupon
        .as_ref()
        .filter(|_| is_next(view, Stage::Coupon))
    else {
        return Call::No;
    };
    let fact = FactUsed {
        name: "coupon",
        value: coupon.terms.clone(),
        seen_at: view.situation.now,
        source: FactSource::Shop,
    };
    let slots = vec![("terms", coupon.terms.clone()), ("off", yuan(coupon.off_fen.0))];
    Call::yes(Draft {
        facts: vec![fact],
        slots,
        concession: concession(view, Stage::Coupon, None),
        ..Draft::default()
    })
}

/// The price that a lead has granted; before she has, no figure is said.
pub(super) fn floor_price(view: &View<'_, '_>) -> Call {
    if !is_next(view, Stage::FloorPrice) {
        return Call::No;
    }
    let Some(goods) = view.focus() else {
        return Call::No;
    };
    let floor = goods.product.knowledge.floor_fen.map(|fen| fen.0);
    let granted = view
        .situation
        .shop
        .granted_fen
        .filter(|fen| floor.is_some_and(|floor| *fen >= floor));
    let Some(price) = granted else {
        return Call::Held(vec!["approval"]);
    };
    let fact = FactUsed {
        name: "price",
        value: yuan(price),
        seen_at: view.situation.now,
        source: FactSource::Shop,
    };
    let slots = vec![("price", yuan(price)), ("item", short(&goods.product.title))];
    let mut concession = concession(view, Stage::FloorPrice, Some(price));
    if let (Some(concession), Some(now)) = (&mut concession, facts::price(goods, view.situation.now)) {
        concession.cost_fen = (now - price).max(0);
    }
    Call::yes(Draft {
        facts: vec![fact],
        slots,
        products: vec![goods.id],
        concession,
        ..Draft::default()
    })
}

/// Nothing more can be given: warm, firm, and free to look elsewhere.
pub(super) fn stand_firm(view: &View<'_, '_>) -> Call {
    if !is_next(view, Stage::StandFirm) {
        return Call::No;
    }
    let Some(goods) = view.focus() else {
        return Call::yes(Draft {
            concession: concession(view, Stage::StandFirm, None),
            ..Draft::default()
        });
    };
    let (facts, worth) = worth(goods);
    let mut slots = vec![("item", short(&goods.product.title))];
    if !facts.is_empty() {
        slots.push(("worth", worth));
    }
    Call::yes(Draft {
        facts,
        slots,
        concession: concession(view, Stage::StandFirm, None),
        ..Draft::default()
    })
}
