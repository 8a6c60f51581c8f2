//! The price said against the price known.

use jinpai_model::{Facts, Fen};
use jinpai_text::claims::Price;

use super::{Judgement, Verdict};

pub fn judge(price: Price, hedged: bool, words: &[char], facts: &Facts) -> Judgement {
    let Some(Fen(known)) = facts.price_fen.filter(|price| price.0 >= 0) else {
        return (Verdict::Unsupported, None);
    };
    // 99 is said for 99.90; a guess may be a sixth off.
    let slack = if hedged { known / 6 } else { 99 };
    if (price.low_fen - slack..=price.high_fen + slack).contains(&known) {
        return (Verdict::Supported, None);
    }
    let mark = words.iter().any(|c| matches!(c, '块' | '元'));
    (
        Verdict::Contradicted,
        Some(yuan(known) + if mark { "元" } else { "" }),
    )
}

/// `129`, `129.9`, `129.95`.
pub fn yuan(fen: i64) -> String {
    match (fen / 100, fen % 100) {
        (whole, 0) => whole.to_string(),
        (whole, part) if part % 10 == 0 => format!("{whole}.{}", part / 10),
        (whole, part) => format!("{whole}.{part:02}"),
    }
}
