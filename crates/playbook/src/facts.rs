//! What holds of a product at a moment. A fact older than a day is none: a promise on yesterday's count is a lie.

use jinpai_model::{At, Promotion, Variant};

use crate::{FactSource, FactUsed, Goods};

/// A fact about stock, price or a promotion holds so long after it was said.
pub const FRESH_MS: i64 = 24 * 60 * 60 * 1_000;

/// Whether what is known of the goods is young enough to lean on.
#[must_use]
pub fn fresh(goods: &Goods<'_>, now: At) -> bool {
    now.ms() - goods.seen_at.ms() <= FRESH_MS
}

/// The promotion that runs now and ends first; one without an end comes last.
#[must_use]
pub fn running<'a>(goods: &Goods<'a>, now: At) -> Option<&'a Promotion> {
    let promotions = goods.product.knowledge.promotions.iter();
    promotions
        .filter(|one| one.runs(now))
        .min_by_key(|one| one.ends_at.map_or(i64::MAX, At::ms))
}

/// Fen for one piece now, as everything else that speaks of goods says it. None where pieces differ in price.
#[must_use]
pub fn price(goods: &Goods<'_>, now: At) -> Option<i64> {
    goods.product.at(now).price_fen.map(|fen| fen.0)
}

/// Pieces of everything that can be bought of it. None: not known.
#[must_use]
pub fn stock(goods: &Goods<'_>) -> Option<i64> {
    let variants = &goods.product.knowledge.variants;
    if variants.iter().any(|one| one.stock.is_some()) {
        return Some(variants.iter().filter_map(|one| one.stock).sum());
    }
    goods.product.stock
}

/// Pieces of the variants that have this option. None: no variant has it, or their count is not known.
#[must_use]
pub fn stock_of(goods: &Goods<'_>, option: &str) -> Option<i64> {
    let held: Vec<i64> = variants_of(goods, option).filter_map(|one| one.stock).collect();
    (!held.is_empty()).then(|| held.iter().sum())
}

/// The variants that have an option of this value.
pub fn variants_of<'a>(goods: &Goods<'a>, option: &str) -> impl Iterator<Item = &'a Variant> {
    let option = option.to_owned();
    let variants = goods.product.knowledge.variants.iter();
    variants.filter(move |one| one.options.iter().any(|o| o.value == option))
}

/// The values an option can have, in the shop's order: colours, sizes.
#[must_use]
pub fn options<'a>(goods: &Goods<'a>) -> Vec<&'a str> {
    let mut found = Vec::new();
    let named = goods
        .product
        .knowledge
        .variants
        .iter()
        .flat_map(|one| &one.options)
        .map(|one| one.value.as_str());
    let colours = goods.product.colours_in_stock.iter().map(String::as_str);
    let sizes = goods
        .product
        .knowledge
        .size_table
        .iter()
        .flat_map(|table| &table.rows)
        .map(|row| row.size.as_str());
    for value in named.chain(colours).chain(sizes) {
        if !found.contains(&value) {
            found.push(value);
        }
    }
    found
}

/// Whether both are colours, or both sizes.
#[must_use]
pub fn same_kind(goods: &Goods<'_>, one: &str, other: &str) -> bool {
    let kind = |value: &str| {
        let variants = goods.product.knowledge.variants.iter();
        variants
            .flat_map(|variant| &variant.options)
            .find(|option| option.value == value)
            .map(|option| option.name.as_str())
    };
    let colour = |value: &str| goods.product.colours_in_stock.iter().any(|known| known == value);
    kind(one).is_some() && kind(one) == kind(other) || colour(one) && colour(other)
}

/// Whether a colour or size can be bought now; none when that is not known.
#[must_use]
pub fn there(goods: &Goods<'_>, option: &str) -> Option<bool> {
    if let Some(stock) = stock_of(goods, option) {
        return Some(stock > 0);
    }
    let colours = &goods.product.colours_in_stock;
    if colours.iter().any(|one| one == option) {
        return Some(true);
    }
    // A shop that names the colours it has says by that which it has not; of sizes it says nothing.
    let is_size = goods
        .product
        .knowledge
        .size_table
        .iter()
        .flat_map(|t| &t.rows)
        .any(|row| row.size == option);
    (!colours.is_empty() && !is_size).then_some(false)
}

/// A fact of a product as a card lists it.
#[must_use]
pub fn used(goods: &Goods<'_>, name: &'static str, value: impl Into<String>) -> FactUsed {
    FactUsed {
        name,
        value: value.into(),
        seen_at: goods.seen_at,
        source: FactSource::Product(goods.id),
    }
}
