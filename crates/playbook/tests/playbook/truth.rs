//! Whether what a card says of the shop is so, asked of the situation itself and not of the code that decided.

use jinpai_model::{At, ProductInput, Stage, Technique};
use jinpai_playbook::{Card, Decision, FactSource, FactUsed};

use crate::made::{HOUR_MS, Made};

/// Facts that hold for a day.
const AGEING: [&str; 6] = [
    "stock",
    "promotion",
    "promo-ends",
    "ship-cutoff",
    "colours",
    "alternative",
];

/// Everything untrue about a decision.
pub fn lies(made: &Made, decision: &Decision) -> Vec<String> {
    let mut wrong = Vec::new();
    let cards = &decision.advice.cards;
    if cards.len() > 3 {
        wrong.push(format!("{} cards", cards.len()));
    }
    if made.profile_off && !decision.reading.types.is_empty() {
        wrong.push("a type is read of a buyer who wants no profile".to_owned());
    }
    for card in cards {
        wrong.extend(card.facts.iter().filter_map(|fact| lie(made, card, fact)));
        wrong.extend(price(made, card));
        wrong.extend(concession(made, decision, card));
        wrong.extend(haste(made, card));
        if card.line.contains("{{") || card.line.trim().is_empty() {
            wrong.push(format!("{} says {:?}", card.technique, card.line));
        }
    }
    wrong
}

fn product<'a>(made: &'a Made, fact: &FactUsed) -> Option<(&'a ProductInput, At)> {
    let FactSource::Product(id) = fact.source else {
        return None;
    };
    let place = |n: &usize| jinpai_model::ProductId::from_bits(*n as u128 + 1) == id;
    let found = (0..made.goods.len()).find(place)?;
    Some((&made.goods[found].0, made.goods[found].1))
}

fn lie(made: &Made, card: &Card, fact: &FactUsed) -> Option<String> {
    let wrong = |what: &str| {
        Some(format!(
            "{}: {} {:?} {what}",
            card.technique, fact.name, fact.value
        ))
    };
    let of = product(made, fact);
    if let Some((_, seen_at)) = of {
        if fact.seen_at != seen_at {
            return wrong("has another age than its product");
        }
        if AGEING.contains(&fact.name) && made.now.ms() - seen_at.ms() > 24 * HOUR_MS {
            return wrong("is older than a day");
        }
    }
    let value = fact.value.as_str();
    let holds = match (fact.name, of) {
        ("stock", Some((product, _))) => stock(product, value),
        ("promotion", Some((product, _))) => {
            let runs = |one: &jinpai_model::Promotion| one.terms == value && one.runs(made.now);
            product.knowledge.promotions.iter().any(runs)
        }
        ("promo-ends", Some((product, _))) => product.knowledge.promotions.iter().any(|one| {
            let left = one.ends_at.map_or(0, |end| end.ms() - made.now.ms());
            let clock = one
                .ends_at
                .map_or(0, |end| (end.ms() / 60_000 + 8 * 60) % (24 * 60));
            one.runs(made.now)
                && (1..=48 * HOUR_MS).contains(&left)
                && value.ends_with(&format!("{:02}:{:02}", clock / 60, clock % 60))
        }),
        ("ship-cutoff", Some((product, _))) => {
            let minute = (made.now.ms() / 60_000 + 8 * 60) % (24 * 60);
            product.ship_cutoff.is_some_and(|at| {
                let left = i64::from(at.minutes()) - minute;
                at.to_string() == value && (0..=180).contains(&left)
            }) && total(product).is_some_and(|pieces| pieces > 0)
        }
        ("colours", Some((product, _))) => value.split('、').all(|option| there(product, option)),
        ("alternative", Some((product, _))) => value.split('、').all(|option| there(product, option)),
        ("strength", Some((product, _))) => {
            let knowledge = &product.knowledge;
            knowledge
                .strengths
                .iter()
                .chain(&knowledge.suits)
                .any(|one| one == value)
        }
        ("material", Some((product, _))) => product.material.as_deref() == Some(value),
        ("guarantee", Some((product, _))) => value
            .split('、')
            .all(|one| product.guarantees.iter().any(|held| held == one)),
        ("gift", Some((product, _))) => product.gifts.iter().any(|one| one == value),
        ("gift", None) => made
            .shop
            .ladder
            .kindness
            .as_ref()
            .is_some_and(|one| one.gift == value),
        ("coupon", None) => made
            .shop
            .ladder
            .coupon
            .as_ref()
            .is_some_and(|one| one.terms == value),
        ("price", None) => made
            .shop
            .granted_fen
            .is_some_and(|fen| jinpai_model::Fen(fen).to_string() == value),
        ("flaw", Some((product, _))) => product.knowledge.flaws.iter().any(|one| one == value),
        ("care", Some((product, _))) => product.knowledge.care.as_deref() == Some(value),
        ("attributes", Some((product, _))) => product.title.starts_with(value),
        ("size-table", Some(_)) => made.size == Some(value),
        ("last-purchase", None) => {
            let newest = made.orders.iter().map(|one| one.created_at).max();
            made.orders
                .iter()
                .any(|one| Some(one.created_at) == newest && one.paid && one.title.starts_with(value))
        }
        ("orders", None) if matches!(fact.source, FactSource::Order(_)) => {
            made.orders.len().to_string() == value
        }
        ("waiting", None) => made.others_waiting.to_string() == value,
        ("measures" | "first-visit" | "waited" | "chatting", None) => true,
        ("said" | "asked" | "no" | "chose" | "orders", None) => made.open().join(" ").contains(value),
        _ => return wrong("is a fact nobody knows"),
    };
    if holds { None } else { wrong("is not so") }
}

fn total(product: &ProductInput) -> Option<i64> {
    let variants = &product.knowledge.variants;
    if variants.is_empty() {
        return product.stock;
    }
    Some(variants.iter().filter_map(|one| one.stock).sum())
}

fn pieces(product: &ProductInput, option: &str) -> Option<i64> {
    let of = product
        .knowledge
        .variants
        .iter()
        .filter(|one| one.options.iter().any(|o| o.value == option));
    let held: Vec<i64> = of.filter_map(|one| one.stock).collect();
    (!held.is_empty()).then(|| held.iter().sum())
}

fn there(product: &ProductInput, option: &str) -> bool {
    match pieces(product, option) {
        Some(pieces) => pieces > 0,
        None => product.colours_in_stock.iter().any(|one| one == option),
    }
}

/// `3`: of all, or of one colour. `墨绿 0`: of that one.
fn stock(product: &ProductInput, value: &str) -> bool {
    if let Some((option, "0")) = value.rsplit_once(' ') {
        return !there(product, option);
    }
    let Ok(said) = value.parse::<i64>() else {
        return false;
    };
    let options = product.knowledge.variants.iter().flat_map(|one| &one.options);
    total(product) == Some(said)
        || options
            .filter_map(|o| pieces(product, &o.value))
            .any(|held| held == said)
}

/// No figure in yuan below the floor of what she looks at, whatever the line speaks of.
fn price(made: &Made, card: &Card) -> Option<String> {
    let floor = made.goods.first()?.0.knowledge.floor_fen?.0;
    let of_terms = |line: String, fact: &FactUsed| line.replace(&fact.value, "");
    let line = card
        .facts
        .iter()
        .filter(|fact| fact.name == "promotion")
        .fold(card.line.clone(), of_terms);
    for (at, _) in line.match_indices('元') {
        let before = line[..at].trim_end();
        let digits = before.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
        let Ok(yuan) = before[digits.len()..].parse::<jinpai_model::Fen>() else {
            continue;
        };
        if yuan.0 < floor {
            return Some(format!(
                "{} names {yuan}, the floor is {floor} fen: {}",
                card.technique, card.line
            ));
        }
    }
    None
}

fn concession(made: &Made, decision: &Decision, card: &Card) -> Option<String> {
    let given = card.concession.as_ref()?;
    let wrong = |what: &str| Some(format!("{}: the concession {given:?} {what}", card.technique));
    if decision.ladder.next != Some(given.stage) {
        return wrong("is not the next stage");
    }
    let (product, _) = made.goods.first()?;
    let floor = product.knowledge.floor_fen.map_or(0, |fen| fen.0);
    let ladder = &made.shop.ladder;
    match given.stage {
        Stage::ExplainPrice if !ladder.explain => wrong("is not allowed"),
        Stage::Compare if !ladder.compare => wrong("is not allowed"),
        Stage::SmallKindness if ladder.kindness.is_none() => wrong("is not allowed"),
        Stage::Coupon => match &ladder.coupon {
            None => wrong("is not allowed"),
            Some(coupon)
                if product
                    .price_fen
                    .is_some_and(|fen| fen.0 - coupon.off_fen.0 < floor) =>
            {
                wrong("goes below the floor")
            }
            Some(_) => None,
        },
        Stage::FloorPrice => match given.price_fen {
            Some(fen) if fen >= floor && given.needs_approval && made.shop.granted_fen == Some(fen) => None,
            _ => wrong("was not granted"),
        },
        _ => None,
    }
}

/// A card that hurries lists the fact that it hurries by.
fn haste(made: &Made, card: &Card) -> Option<String> {
    let by = match card.technique {
        Technique::LowStock => "stock",
        Technique::PriceEnding => "promo-ends",
        Technique::CourierCutoff => "ship-cutoff",
        _ => return None,
    };
    let fact = card.facts.iter().find(|fact| fact.name == by);
    let Some(fact) = fact else {
        return Some(format!("{} without {by}", card.technique));
    };
    let low = fact
        .value
        .parse::<i64>()
        .is_ok_and(|pieces| (1..=5).contains(&pieces));
    if card.technique == Technique::LowStock && !low {
        return Some(format!("{} pieces are not few at {}", fact.value, made.now.ms()));
    }
    let said = card.line.contains(&fact.value);
    (!said).then(|| format!("{} does not say {:?}: {}", card.technique, fact.value, card.line))
}
