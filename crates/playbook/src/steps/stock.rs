//! Steps about what is there and what is not.

use jinpai_model::ProductId;
use jinpai_text::claims::colours;

use super::{Call, Draft, only_thinks};
use crate::{Goods, cue::Cue, facts, view::View};

/// Pieces from which on stock is nothing to speak of.
const LOW: i64 = 5;
/// Alternatives that are named.
const MOST: usize = 3;

/// Few are left, and she asks for it or thinks it over.
pub(super) fn low_stock(view: &View<'_, '_>) -> Call {
    if !view.asks(Cue::AsksStock) && !only_thinks(view) {
        return Call::No;
    }
    let Some(goods) = view.focus() else {
        return Call::No;
    };
    let named = named_stock(view, goods);
    let Some(stock) = named
        .as_ref()
        .map(|(_, stock)| *stock)
        .or_else(|| facts::stock(goods))
    else {
        return Call::Held(vec!["stock"]);
    };
    if view.fresh().is_none() {
        return Call::Held(vec!["stock"]);
    }
    if !(1..=LOW).contains(&stock) {
        return Call::No;
    }
    let option = named.map(|(option, _)| option).unwrap_or_default();
    let mut slots = vec![
        ("stock", stock.to_string()),
        ("item", short(&goods.product.title)),
    ];
    if !option.is_empty() {
        slots.push(("option", option));
    }
    Call::yes(Draft {
        facts: vec![facts::used(goods, "stock", stock.to_string())],
        slots,
        products: vec![goods.id],
        ..Draft::default()
    })
}

/// The pieces of what she named, where the shop counts it by itself: all options she named together.
fn named_stock(view: &View<'_, '_>, goods: &Goods<'_>) -> Option<(String, i64)> {
    let named: Vec<&str> = view
        .named
        .iter()
        .copied()
        .filter(|option| facts::stock_of(goods, option).is_some())
        .collect();
    let first = *named.first()?;
    let pieces: i64 = goods
        .product
        .knowledge
        .variants
        .iter()
        .filter(|one| {
            named
                .iter()
                .all(|name| one.options.iter().any(|option| option.value == *name))
                || named.len() == 1 && one.options.iter().any(|option| option.value == first)
        })
        .filter_map(|one| one.stock)
        .sum();
    Some((named.join(" "), pieces))
}

/// What she asks for is not there: something that is, with a question she can answer.
pub(super) fn true_alternative(view: &View<'_, '_>) -> Call {
    let Some(goods) = view.focus() else {
        return Call::No;
    };
    let gone = gone(view, goods);
    let asks = view.any(&[Cue::AsksStock, Cue::AsksDispatch, Cue::Chose, Cue::AsksSize]);
    if !(asks || gone.is_some() && wants(view)) {
        return Call::No;
    }
    let all_gone = facts::stock(goods) == Some(0);
    if gone.is_none() && !all_gone {
        return Call::No;
    }
    if view.fresh().is_none() {
        return Call::Held(vec!["stock"]);
    }
    if all_gone {
        return other_goods(view, goods);
    }
    let gone = gone.unwrap_or_default();
    let there: Vec<&str> = alike(goods, &gone).into_iter().take(MOST).collect();
    if there.is_empty() {
        return other_goods(view, goods);
    }
    let others = there.join("、");
    let facts = vec![
        facts::used(goods, "stock", format!("{gone} 0")),
        facts::used(goods, "alternative", others.clone()),
    ];
    let slots = vec![
        ("asked", gone),
        (one_or_more(there.len()), others),
        ("item", short(&goods.product.title)),
    ];
    Call::yes(Draft {
        facts,
        slots,
        products: vec![goods.id],
        ..Draft::default()
    })
}

/// Words of wanting: who names what is gone with one of them had better hear so, however she said it.
const WANTS: &[&str] = &[
    "要", "来", "拿", "拍", "买", "给我", "想", "下单", "选", "喜欢", "留",
];
/// Who says one of these speaks of another time, or does not want it.
const ELSEWHEN: &[&str] = &[
    "不要",
    "上次",
    "上回",
    "以前",
    "之前",
    "原来",
    "说好",
    "答应",
    "除了",
    "不喜欢",
    "不想",
];

fn wants(view: &View<'_, '_>) -> bool {
    view.situation.buyer.promised.is_empty()
        && WANTS.iter().any(|words| view.says(words))
        && !ELSEWHEN.iter().any(|words| view.says(words))
        && !view.any(&[Cue::Bought, Cue::HowTo, Cue::Complains])
}

/// An option she named that is sold out, or a colour the shop does not have.
fn gone(view: &View<'_, '_>, goods: &Goods<'_>) -> Option<String> {
    if let Some(option) = view
        .named
        .iter()
        .find(|option| facts::there(goods, option) == Some(false))
    {
        return Some((*option).to_owned());
    }
    if goods.product.colours_in_stock.is_empty() {
        return None;
    }
    let known = facts::options(goods);
    let asked = colours(&view.open, 0).into_iter().map(|(name, _, _)| name);
    let mut unknown = asked.filter(|name| !known.iter().any(|option| option.contains(name.as_str())));
    unknown.next().map(|name| format!("{name}色"))
}

/// Options of the same kind that are there: colours for a colour, sizes for a size.
fn alike<'a>(goods: &Goods<'a>, gone: &str) -> Vec<&'a str> {
    let variants = &goods.product.knowledge.variants;
    let kind = variants
        .iter()
        .flat_map(|one| &one.options)
        .find(|option| option.value == gone)
        .map(|option| option.name.as_str());
    let mut found: Vec<&str> = Vec::new();
    let of_kind = variants
        .iter()
        .flat_map(|one| &one.options)
        .filter(|option| kind.is_some_and(|kind| option.name == kind));
    for value in of_kind.map(|option| option.value.as_str()) {
        if value != gone && !found.contains(&value) && facts::there(goods, value) == Some(true) {
            found.push(value);
        }
    }
    if kind.is_none() {
        found.extend(goods.product.colours_in_stock.iter().map(String::as_str));
    }
    found
}

/// Another product that does the same job.
fn other_goods(view: &View<'_, '_>, gone: &Goods<'_>) -> Call {
    let similar = |one: &&Goods<'_>| {
        let of = &gone.product.knowledge;
        of.similar.contains(&one.product.sku)
            || of.category.is_some() && one.product.knowledge.category == of.category
    };
    let there: Vec<&Goods<'_>> = view
        .in_stock()
        .filter(|one| one.id != gone.id)
        .filter(similar)
        .take(2)
        .collect();
    if there.is_empty() {
        return Call::Held(vec!["alternatives"]);
    }
    let others = there
        .iter()
        .map(|one| short(&one.product.title))
        .collect::<Vec<_>>()
        .join("、");
    let mut facts = vec![facts::used(gone, "stock", "0")];
    facts.extend(
        there
            .iter()
            .map(|one| facts::used(one, "stock", facts::stock(one).unwrap_or_default().to_string())),
    );
    let products: Vec<ProductId> = there.iter().map(|one| one.id).collect();
    let slots = vec![
        ("asked", short(&gone.product.title)),
        (one_or_more(there.len()), others),
    ];
    Call::yes(Draft {
        facts,
        slots,
        products,
        ..Draft::default()
    })
}

/// Of one thing she is not asked which she likes better.
const fn one_or_more(count: usize) -> &'static str {
    if count == 1 { "other" } else { "others" }
}

/// A title as it is said aloud: up to its first break, and not longer than a breath.
pub(super) fn short(title: &str) -> String {
    let cut = title
        .split(['【', '】', '（', '(', '|'])
        .map(str::trim)
        .find(|part| !part.is_empty())
        .unwrap_or(title);
    cut.chars().take(24).collect()
}
