//! What is on the shelf, and what comes along.

use jinpai_model::Facts;
use jinpai_text::claims::{Gift, Level, Stock, Which};

use super::{Judgement, Verdict};

/// From here on nobody would call a stock low.
const AMPLE: i64 = 50;
/// Up to here everybody would.
const LOW: i64 = 20;

pub fn judge(stock: &Stock, hedged: bool, facts: &Facts) -> Judgement {
    let verdict = match &stock.which {
        Which::Colours(names) if !facts.colours_in_stock.is_empty() => coloured(stock, names, facts),
        Which::All => whole(stock, hedged, facts),
        Which::Colours(_) | Which::Other => part(stock, facts),
    };
    let truth = (verdict == Verdict::Contradicted)
        .then(|| truth(stock, facts))
        .flatten();
    (verdict, truth)
}

/// Scarcity that no fact names presses; anything else is merely not backed.
fn unbacked(level: Level) -> Verdict {
    match level {
        Level::Scarce | Level::Count { few: true, .. } => Verdict::Pressing,
        _ => Verdict::Unsupported,
    }
}

fn whole(stock: &Stock, hedged: bool, facts: &Facts) -> Verdict {
    let Some(have) = facts.stock else {
        return match stock.level {
            Level::In if !facts.colours_in_stock.is_empty() => Verdict::Supported,
            Level::Out if !facts.colours_in_stock.is_empty() => Verdict::Contradicted,
            level => unbacked(level),
        };
    };
    match stock.level {
        Level::Count { low, high, .. } => {
            // A figure of a large stock is rarely told to the piece.
            let slack = if low != high || high > LOW { high / 10 } else { 0 };
            let slack = if hedged { slack.max(high / 2) } else { slack };
            holds((low - slack..=high + slack).contains(&have))
        }
        Level::Scarce if have >= AMPLE => Verdict::Contradicted,
        Level::Scarce if have <= LOW => Verdict::Supported,
        Level::Plenty if have < 10 => Verdict::Contradicted,
        Level::Plenty if have >= AMPLE => Verdict::Supported,
        Level::Scarce | Level::Plenty => Verdict::Open,
        Level::In => holds(have > 0),
        Level::Out => holds(have <= 0),
    }
}

fn holds(true_of_it: bool) -> Verdict {
    if true_of_it {
        Verdict::Supported
    } else {
        Verdict::Contradicted
    }
}

/// One size or model: only more than there is at all is false.
fn part(stock: &Stock, facts: &Facts) -> Verdict {
    let Some(have) = facts.stock else {
        return unbacked(stock.level);
    };
    match stock.level {
        Level::Count { low, .. } if low > have => Verdict::Contradicted,
        Level::In | Level::Plenty if have <= 0 => Verdict::Contradicted,
        Level::Out if have <= 0 => Verdict::Supported,
        _ => Verdict::Open,
    }
}

fn coloured(stock: &Stock, names: &[String], facts: &Facts) -> Verdict {
    let there = names.iter().filter(|name| has_colour(name, facts)).count();
    match stock.level {
        Level::In | Level::Plenty => holds(there == names.len()),
        Level::Out if there == 0 => Verdict::Supported,
        Level::Out if there == names.len() => Verdict::Contradicted,
        Level::Count { low, .. } if there == 0 || facts.stock.is_some_and(|have| low > have) => {
            Verdict::Contradicted
        }
        Level::Scarce | Level::Count { few: true, .. } if facts.stock.is_none() => Verdict::Pressing,
        _ => Verdict::Open,
    }
}

/// `粉` is there when the list has 粉色, 浅粉 or 粉红.
fn has_colour(name: &str, facts: &Facts) -> bool {
    facts.colours_in_stock.iter().any(|colour| {
        let colour = colour.trim_end_matches('色');
        colour.contains(name) || name.contains(colour)
    })
}

fn truth(stock: &Stock, facts: &Facts) -> Option<String> {
    if let Which::Colours(names) = &stock.which {
        let listed = facts.colours_in_stock.join("、");
        let missing: Vec<&str> = names
            .iter()
            .filter(|name| !has_colour(name, facts))
            .map(String::as_str)
            .collect();
        return Some(match stock.level {
            _ if listed.is_empty() => format!("目前库存{}件", facts.stock?),
            Level::Out => format!("{}有现货", names.join("、")),
            _ => format!("{}暂时缺货，现在有{listed}的", missing.join("、")),
        });
    }
    match facts.stock {
        Some(..=0) => Some("暂时缺货".to_owned()),
        Some(have) => Some(format!("目前库存{have}件")),
        None => Some(format!("现在有{}的", facts.colours_in_stock.join("、"))),
    }
}

pub fn gift(gift: &Gift, facts: &Facts) -> Judgement {
    let listed = !facts.gifts.is_empty();
    let verdict = match (&gift.name, gift.denied) {
        (_, true) if listed => Verdict::Contradicted,
        (Some(name), false) if facts.gifts.iter().any(|given| alike(given, name)) => Verdict::Supported,
        (_, true) => Verdict::Open,
        _ => Verdict::Unsupported,
    };
    let truth = (verdict == Verdict::Contradicted).then(|| format!("有赠品：{}", facts.gifts.join("、")));
    (verdict, truth)
}

/// Two characters in a row in common.
fn alike(given: &str, name: &str) -> bool {
    let name: Vec<char> = name.chars().collect();
    name.windows(2)
        .any(|pair| given.contains(&pair.iter().collect::<String>()))
}
