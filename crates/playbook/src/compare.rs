//! Two or three products side by side, from what the shop knows of them.

use jinpai_model::Fen;

use crate::Goods;

/// Products side by side; each row has as many values as there are titles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    pub titles: Vec<String>,
    pub rows: Vec<Row>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub name: String,
    pub values: Vec<Option<String>>,
}

/// Products of one comparison.
const MOST: usize = 3;
/// Attributes of one comparison.
const MOST_ROWS: usize = 8;

/// The comparison, or nothing where fewer than two products or no line of both is known.
#[must_use]
pub fn compare(goods: &[Goods<'_>], now: jinpai_model::At) -> Option<Comparison> {
    let goods = &goods[..goods.len().min(MOST)];
    if goods.len() < 2 {
        return None;
    }
    let mut rows = vec![row("价格", goods, |one| {
        // A price of yesterday is none.
        let price = crate::facts::price(one, now).filter(|_| crate::facts::fresh(one, now));
        price.map(|fen| format!("¥{}", Fen(fen)))
    })];
    rows.push(row("材质", goods, |one| one.product.material.clone()));
    let mut names: Vec<&str> = Vec::new();
    for attribute in goods.iter().flat_map(|one| &one.product.knowledge.attributes) {
        if !names.contains(&attribute.name.as_str()) && attribute.name != "材质" {
            names.push(&attribute.name);
        }
    }
    for name in names {
        rows.push(row(name, goods, |one| {
            let attributes = &one.product.knowledge.attributes;
            attributes
                .iter()
                .find(|a| a.name == name)
                .map(|a| a.value.clone())
        }));
    }
    rows.push(row("特点", goods, |one| {
        one.product.knowledge.strengths.first().cloned()
    }));
    rows.push(row("适合", goods, |one| {
        let suits = &one.product.knowledge.suits;
        (!suits.is_empty()).then(|| suits.join("、"))
    }));
    rows.retain(|row| row.values.iter().flatten().count() >= 2);
    rows.truncate(MOST_ROWS);
    let titles = goods.iter().map(|one| one.product.title.clone()).collect();
    (!rows.is_empty()).then_some(Comparison { titles, rows })
}

fn row(name: &str, goods: &[Goods<'_>], value: impl Fn(&Goods<'_>) -> Option<String>) -> Row {
    Row {
        name: name.to_owned(),
        values: goods.iter().map(value).collect(),
    }
}
