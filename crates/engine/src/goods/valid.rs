//! What a member may write of a product: lengths, counts and ranges, each refused by the name of its field. Pure.

use std::collections::BTreeSet;

use jinpai_model::{
    Attribute, Fen, Knowledge, MAX_ATTRIBUTES, MAX_LINES, MAX_MEASURES, MAX_PROMOTIONS, MAX_QUESTIONS,
    MAX_SIZES, MAX_VARIANTS, ProductInput, SizeTable, Variant, province,
};

use crate::{
    desk::bounded,
    error::{EngineError, Invalid, Result},
};

const MAX_FEN: i64 = 100_000_000_000;
const MAX_PIECES: i64 = 100_000_000;

fn invalid(field: &'static str, expected: &'static str) -> EngineError {
    EngineError::Invalid {
        field,
        reason: Invalid::Not { expected },
    }
}

fn at_most<T>(field: &'static str, list: &[T], max: usize) -> Result<()> {
    if list.len() > max {
        let reason = Invalid::TooLong { max };
        return Err(EngineError::Invalid { field, reason });
    }
    Ok(())
}

fn amount(field: &'static str, fen: Option<Fen>) -> Result<()> {
    if fen.is_some_and(|fen| !(0..=MAX_FEN).contains(&fen.0)) {
        return Err(invalid(field, "an amount of 0 fen or more"));
    }
    Ok(())
}

fn pieces(field: &'static str, stock: Option<i64>) -> Result<()> {
    if stock.is_some_and(|stock| !(0..=MAX_PIECES).contains(&stock)) {
        return Err(invalid(field, "a number of pieces of 0 or more"));
    }
    Ok(())
}

fn days(field: &'static str, span: Option<[i64; 2]>) -> Result<()> {
    if span.is_some_and(|[fewest, most]| fewest < 0 || most < fewest || most > 365) {
        return Err(invalid(field, "two numbers of days, the fewer first"));
    }
    Ok(())
}

/// Trimmed; empty is none.
fn words(field: &'static str, text: Option<String>, max: usize) -> Result<Option<String>> {
    let text = text
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty());
    text.map(|text| bounded(field, &text, max)).transpose()
}

/// Trimmed, without empty ones and repetitions.
fn lines(field: &'static str, list: &mut Vec<String>, max_chars: usize, max: usize) -> Result<()> {
    let mut seen = BTreeSet::new();
    let kept = (list.iter().map(|line| line.trim()))
        .filter(|line| !line.is_empty() && seen.insert((*line).to_owned()))
        .map(|line| bounded(field, line, max_chars))
        .collect::<Result<Vec<_>>>()?;
    at_most(field, &kept, max)?;
    *list = kept;
    Ok(())
}

/// # Errors
/// [`EngineError::Invalid`] with the field.
pub(super) fn product(mut input: ProductInput) -> Result<ProductInput> {
    input.sku = bounded("sku", &input.sku, 100)?;
    input.title = bounded("title", &input.title, 200)?;
    amount("price_fen", input.price_fen)?;
    pieces("stock", input.stock)?;
    if input
        .ship_within_h
        .is_some_and(|hours| !(0..=2_400).contains(&hours))
    {
        return Err(invalid("ship_within_h", "a number of hours from 0 to 2400"));
    }
    days("eta_days", input.eta_days)?;
    input.material = words("material", input.material, 200)?;
    lines("guarantees", &mut input.guarantees, 60, 50)?;
    lines("gifts", &mut input.gifts, 60, 50)?;
    lines("colours_in_stock", &mut input.colours_in_stock, 60, 50)?;
    knowledge(&mut input.knowledge)?;
    Ok(input)
}

fn knowledge(known: &mut Knowledge) -> Result<()> {
    known.category = words("category", known.category.take(), 60)?;
    known.care = words("care", known.care.take(), 1_000)?;
    known.postage = words("postage", known.postage.take(), 300)?;
    amount("floor_fen", known.floor_fen)?;
    lines("strengths", &mut known.strengths, 200, MAX_LINES)?;
    lines("flaws", &mut known.flaws, 200, MAX_LINES)?;
    lines("suits", &mut known.suits, 60, MAX_LINES)?;
    lines("similar", &mut known.similar, 100, MAX_LINES)?;
    attributes("attributes", &mut known.attributes, MAX_ATTRIBUTES)?;
    variants(&mut known.variants)?;
    promotions(known)?;
    known.size_table.as_mut().map_or(Ok(()), size_table)?;
    at_most("questions", &known.questions, MAX_QUESTIONS)?;
    for one in &mut known.questions {
        one.ask = bounded("questions", &one.ask, 100)?;
        one.answer = bounded("questions", &one.answer, 500)?;
    }
    if known.eta_by_province.len() > 40 {
        return Err(invalid("eta_by_province", "days for at most 40 places"));
    }
    known.eta_by_province = std::mem::take(&mut known.eta_by_province)
        .into_iter()
        .map(|(named, span)| {
            let province =
                province(&named).ok_or_else(|| invalid("eta_by_province", "provinces, such as 广东"))?;
            days("eta_by_province", Some(span))?;
            Ok((province.to_owned(), span))
        })
        .collect::<Result<_>>()?;
    lines("photos", &mut known.photos, 500, MAX_LINES)?;
    known.link = words("link", known.link.take(), 500)?;
    let secure = |link: &String| link.starts_with("https://") && !link.contains(char::is_whitespace);
    if !known.photos.iter().all(secure) {
        return Err(invalid("photos", "addresses that begin with https://"));
    }
    if !known.link.iter().all(secure) {
        return Err(invalid("link", "an address that begins with https://"));
    }
    Ok(())
}

fn attributes(field: &'static str, list: &mut [Attribute], max: usize) -> Result<()> {
    at_most(field, list, max)?;
    for one in list {
        one.name = bounded(field, &one.name, 30)?;
        one.value = bounded(field, &one.value, 300)?;
    }
    Ok(())
}

fn variants(list: &mut [Variant]) -> Result<()> {
    at_most("variants", list, MAX_VARIANTS)?;
    let mut codes = BTreeSet::new();
    for one in list {
        one.code = bounded("variants", &one.code, 100)?;
        attributes("variants", &mut one.options, 8)?;
        amount("variants", one.price_fen)?;
        pieces("variants", one.stock)?;
        if !codes.insert(one.code.clone()) {
            return Err(invalid("variants", "pieces of different codes"));
        }
    }
    Ok(())
}

fn promotions(known: &mut Knowledge) -> Result<()> {
    at_most("promotions", &known.promotions, MAX_PROMOTIONS)?;
    for one in &mut known.promotions {
        one.terms = bounded("promotions", &one.terms, 200)?;
        amount("promotions", one.price_fen)?;
        if one
            .starts_at
            .zip(one.ends_at)
            .is_some_and(|(start, end)| end <= start)
        {
            return Err(invalid("promotions", "an end after the start"));
        }
    }
    Ok(())
}

fn size_table(table: &mut SizeTable) -> Result<()> {
    const FIELD: &str = "size_table";
    if table.measures.is_empty() || table.measures.len() > MAX_MEASURES || table.rows.len() > MAX_SIZES {
        return Err(invalid(FIELD, "a table of 1 to 12 measures and at most 40 sizes"));
    }
    for measure in &mut table.measures {
        *measure = bounded(FIELD, measure, 20)?;
    }
    for row in &mut table.rows {
        row.size = bounded(FIELD, &row.size, 20)?;
        let ordered = |span: &[i64; 2]| span[0] >= 0 && span[0] <= span[1];
        if row.spans.len() != table.measures.len() || !row.spans.iter().flatten().all(ordered) {
            return Err(invalid(FIELD, "from and to of every measure, the smaller first"));
        }
    }
    Ok(())
}
