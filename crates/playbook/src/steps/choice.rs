//! Steps that help her to choose: sizes, one of two, which one, several, side by side, the flaws first.

use jinpai_model::{Fen, ProductId, Trait};

use super::{Call, Draft, stock::short};
use crate::{FactSource, FactUsed, Fit, Goods, cue::Cue, facts, fit, view::View};

/// The size for the measures she told.
pub(super) fn size_advice(view: &View<'_, '_>) -> Call {
    let asks = view.asks(Cue::AsksSize);
    let told_now = !view.told.is_empty() && (asks || view.talk.asks_ever(Cue::AsksSize));
    if !asks && !told_now {
        return Call::No;
    }
    let Some(goods) = view.focus() else {
        return Call::No;
    };
    let Some(table) = &goods.product.knowledge.size_table else {
        return Call::Held(vec!["size-table"]);
    };
    let fitted = fit(table, &view.told);
    let (size, by, other) = match fitted {
        Fit::One { size, by } => (size, by, None),
        Fit::Between { smaller, larger, by } => (smaller, by, Some(larger)),
        Fit::Ask { .. } => return Call::Held(vec!["measures"]),
        Fit::Nowhere => return Call::Held(vec!["size"]),
    };
    if other.is_none() && facts::there(goods, &size) == Some(false) {
        return Call::No;
    }
    let by = by.join("、");
    let now = view.situation.now;
    let facts = vec![
        facts::used(goods, "size-table", size.clone()),
        FactUsed {
            name: "measures",
            value: by.clone(),
            seen_at: now,
            source: FactSource::Talk,
        },
    ];
    let mut slots = vec![("size", size), ("by", by), ("item", short(&goods.product.title))];
    slots.extend(other.map(|larger| ("larger", larger)));
    Call::yes(Draft {
        facts,
        slots,
        products: vec![goods.id],
        ..Draft::default()
    })
}

/// She names two colours or two sizes of one product and asks for nothing else: it is between those that she wavers, not
/// between products.
fn between_options(view: &View<'_, '_>) -> bool {
    if view.asks(Cue::Wavers) {
        return view.named.len() >= 2;
    }
    let alike = view.focus().is_some_and(
        |goods| matches!(view.named.as_slice(), [first, second] if facts::same_kind(goods, first, second)),
    );
    let asks = NOT_BETWEEN.iter().any(|words| view.says(words));
    alike && !asks && (view.asks(Cue::AsksWhich) || !view.any(OTHERWISE))
}

/// Who says one of these takes both, or asks something of them.
const NOT_BETWEEN: &[&str] = &[
    "各",
    "都要",
    "一起",
    "分别",
    "都拿",
    "都拍",
    "两件",
    "两个都",
    "吗",
    "么",
    "多少",
    "几",
    "一样",
];
/// Who asks or says one of these does not ask for help with two options.
const OTHERWISE: &[Cue] = &[
    Cue::AsksStock,
    Cue::AsksSize,
    Cue::AsksDispatch,
    Cue::AsksFlaw,
    Cue::AsksPriceEnd,
    Cue::Bought,
    Cue::Chose,
    Cue::Complains,
    Cue::HowTo,
    Cue::NeedsTime,
    Cue::Presses,
];

/// She wavers between two that are both there.
pub(super) fn either_or(view: &View<'_, '_>) -> Call {
    let between_options = between_options(view);
    if !between_options && (!view.asks(Cue::Wavers) || view.asks(Cue::AsksCompare)) {
        return Call::No;
    }
    let Some(goods) = view.focus() else {
        return Call::No;
    };
    if let [first, second, ..] = view.named.as_slice() {
        let there: Vec<Option<bool>> = [first, second]
            .iter()
            .map(|option| facts::there(goods, option))
            .collect();
        if there.contains(&None) || view.fresh().is_none() {
            return Call::Held(vec!["stock"]);
        }
        if there.contains(&Some(false)) {
            return Call::No;
        }
        let facts = vec![facts::used(goods, "colours", format!("{first}、{second}"))];
        let slots = vec![("first", (*first).to_owned()), ("second", (*second).to_owned())];
        return Call::yes(Draft {
            facts,
            slots,
            products: vec![goods.id],
            ..Draft::default()
        });
    }
    let named = view.named_goods();
    let [first, second] = named.as_slice() else {
        return Call::No;
    };
    let there = |one: &Goods<'_>| {
        facts::fresh(one, view.situation.now) && facts::stock(one).is_some_and(|stock| stock > 0)
    };
    if !there(first) || !there(second) {
        return Call::No;
    }
    let facts = [first, second]
        .map(|one| facts::used(one, "stock", facts::stock(one).unwrap_or_default().to_string()))
        .to_vec();
    let slots = vec![
        ("first", short(&first.product.title)),
        ("second", short(&second.product.title)),
    ];
    Call::yes(Draft {
        facts,
        slots,
        products: vec![first.id, second.id],
        ..Draft::default()
    })
}

/// What speaks for a product in her case: a use she named, else what it is for, else its first strength.
fn reason(view: &View<'_, '_>, goods: &Goods<'_>) -> Option<(String, bool)> {
    let knowledge = &goods.product.knowledge;
    let heard: Vec<char> = crate::view::folded(
        &view
            .talk
            .said
            .iter()
            .map(|said| said.text)
            .collect::<Vec<_>>()
            .join("\n"),
    );
    let meant = |words: &str| {
        let words = crate::view::folded(words);
        words
            .windows(2)
            .any(|pair| heard.windows(2).any(|said| said == pair))
    };
    let hers = knowledge
        .suits
        .iter()
        .find(|one| meant(one))
        .or_else(|| knowledge.strengths.iter().find(|one| meant(one)));
    if let Some(reason) = hers {
        return Some((reason.clone(), true));
    }
    knowledge
        .strengths
        .first()
        .or_else(|| knowledge.suits.first())
        .map(|reason| (reason.clone(), false))
}

/// She asks which one.
pub(super) fn help_choosing(view: &View<'_, '_>) -> Call {
    if !view.asks(Cue::AsksWhich) || view.asks(Cue::AsksSize) || between_options(view) {
        return Call::No;
    }
    // One of several products, or the only one by what it is for.
    let goods: Vec<&Goods<'_>> = view.in_stock().collect();
    let mut best: Option<(&Goods<'_>, String, bool)> = None;
    for one in goods {
        let Some((reason, hers)) = reason(view, one) else {
            continue;
        };
        if best.as_ref().is_none_or(|(_, _, held)| hers && !held) {
            best = Some((one, reason, hers));
        }
    }
    let Some((one, reason, _)) = best else {
        return Call::Held(vec!["strengths"]);
    };
    let facts = vec![facts::used(one, "strength", reason.clone())];
    let slots = vec![("choice", short(&one.product.title)), ("reason", reason)];
    Call::yes(Draft {
        facts,
        slots,
        products: vec![one.id],
        ..Draft::default()
    })
}

/// She asks what to take: two or three, each with a reason and its page.
pub(super) fn several_recommendations(view: &View<'_, '_>) -> Call {
    if !view.asks(Cue::AsksRecommend) {
        return Call::No;
    }
    let good: Vec<(&Goods<'_>, String)> = view
        .in_stock()
        .filter_map(|one| Some((one, reason(view, one)?.0)))
        .take(3)
        .collect();
    if good.len() < 2 {
        return Call::Held(vec!["alternatives"]);
    }
    let list = good.iter().map(|(one, reason)| {
        let link = one
            .product
            .knowledge
            .link
            .as_deref()
            .map(|link| format!(" {link}"))
            .unwrap_or_default();
        format!("{}：{reason}{link}", short(&one.product.title))
    });
    let list = list.collect::<Vec<_>>().join("；");
    let facts = good
        .iter()
        .map(|(one, reason)| facts::used(one, "strength", reason.clone()))
        .collect();
    let products: Vec<ProductId> = good.iter().map(|(one, _)| one.id).collect();
    Call::yes(Draft {
        facts,
        slots: vec![("list", list)],
        products,
        ..Draft::default()
    })
}

/// She asks how two or three differ.
pub(super) fn comparison(view: &View<'_, '_>) -> Call {
    if !view.asks(Cue::AsksCompare) || view.goods.len() < 2 || between_options(view) {
        return Call::No;
    }
    let named: Vec<Goods<'_>> = view.named_goods().into_iter().copied().collect();
    let of = if named.len() >= 2 {
        named
    } else {
        view.goods.to_vec()
    };
    let Some(comparison) = crate::compare(&of, view.situation.now) else {
        return Call::Held(vec!["attributes"]);
    };
    let differ = comparison.rows.iter().filter(|row| {
        row.values.iter().any(|value| value != &row.values[0]) && row.values.iter().all(Option::is_some)
    });
    let lines: Vec<String> = differ
        .take(3)
        .map(|row| {
            let values = row
                .values
                .iter()
                .flatten()
                .map(String::as_str)
                .collect::<Vec<_>>()
                .join(" / ");
            format!("{}：{values}", row.name)
        })
        .collect();
    if lines.is_empty() {
        return Call::Held(vec!["attributes"]);
    }
    let count = comparison.titles.len();
    let facts = of
        .iter()
        .take(count)
        .map(|one| facts::used(one, "attributes", short(&one.product.title)))
        .collect();
    let products = of.iter().take(count).map(|one| one.id).collect();
    let titles = of
        .iter()
        .take(count)
        .map(|one| short(&one.product.title))
        .collect::<Vec<_>>()
        .join("、");
    let slots = vec![("titles", titles), ("differences", lines.join("；"))];
    Call::yes(Draft {
        facts,
        slots,
        products,
        comparison: Some(comparison),
        ..Draft::default()
    })
}

/// She doubts, or wants it perfect: what is to be held against it first, with what helps.
pub(super) fn flaws_first(view: &View<'_, '_>) -> Call {
    let careful = (view.is(Trait::Perfectionist) || view.is(Trait::Doubtful))
        && view.any(&[Cue::Doubts, Cue::Perfection]);
    if !view.asks(Cue::AsksFlaw) && !careful {
        return Call::No;
    }
    let Some(goods) = view.focus() else {
        return Call::No;
    };
    let Some(flaw) = goods.product.knowledge.flaws.first() else {
        return Call::Held(vec!["flaws"]);
    };
    let mut facts = vec![facts::used(goods, "flaw", flaw.clone())];
    let mut slots = vec![("flaw", flaw.clone()), ("item", short(&goods.product.title))];
    if let Some(care) = &goods.product.knowledge.care {
        facts.push(facts::used(goods, "care", care.clone()));
        slots.push(("care", care.clone()));
    }
    if let Some(guarantee) = goods.product.guarantees.first() {
        facts.push(facts::used(goods, "guarantee", guarantee.clone()));
        slots.push(("guarantee", guarantee.clone()));
    }
    Call::yes(Draft {
        facts,
        slots,
        products: vec![goods.id],
        ..Draft::default()
    })
}

/// A price as it is said.
pub(super) fn yuan(fen: i64) -> String {
    Fen(fen).to_string()
}
