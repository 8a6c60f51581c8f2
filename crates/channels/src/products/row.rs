//! One row as a product.

use jinpai_model::{ClockTime, Knowledge, ProductInput, Zone};

use crate::{
    RefusedReason,
    cells::{Cell, clean, narrow},
    refused::shown,
    table::Record,
};

#[derive(Debug, Clone, Copy)]
enum Field {
    Sku,
    Title,
    Price,
    Stock,
    PromoEnds,
    ShipCutoff,
    ShipWithin,
    EtaDays,
    Material,
    Guarantees,
    Gifts,
    Colours,
}

const HEADERS: [(Field, &[&str]); 12] = [
    (Field::Sku, &["商家编码", "货号", "sku", "code"]),
    (
        Field::Title,
        &["标题", "商品标题", "宝贝标题", "商品名称", "title", "name"],
    ),
    (Field::Price, &["价格", "价格(元)", "price"]),
    (Field::Stock, &["库存", "stock"]),
    (
        Field::PromoEnds,
        &["促销截止", "促销截止时间", "promo_ends", "promo_ends_at"],
    ),
    (Field::ShipCutoff, &["截单时间", "ship_cutoff"]),
    (
        Field::ShipWithin,
        &["发货时效(小时)", "发货时效", "ship_within_h"],
    ),
    (Field::EtaDays, &["时效天数", "运输天数", "eta_days"]),
    (Field::Material, &["材质", "material"]),
    (Field::Guarantees, &["保障", "服务保障", "guarantees"]),
    (Field::Gifts, &["赠品", "gifts"]),
    (
        Field::Colours,
        &["有货颜色", "colours_in_stock", "colors_in_stock"],
    ),
];

/// Most entries of a list in one cell.
const MAX_ENTRIES: usize = 20;
const MAX_SKU_CHARS: usize = 64;
/// A year of hours, and of days.
const MAX_HOURS: i64 = 8_760;
const MAX_DAYS: i64 = 365;

/// Where the columns of one file are.
pub(super) struct Columns {
    names: Vec<String>,
    places: [Option<usize>; HEADERS.len()],
}

impl Columns {
    /// The columns, or how many are known and which are missing.
    pub(super) fn find(cells: &[String]) -> Result<Self, (usize, Vec<String>)> {
        let headers: Vec<String> = cells
            .iter()
            .map(|c| narrow(clean(c)).to_lowercase().replace(' ', ""))
            .collect();
        let mut places = [None; HEADERS.len()];
        for (field, names) in HEADERS {
            places[field as usize] = headers.iter().position(|h| names.contains(&h.as_str()));
        }
        let missing: Vec<String> = [(Field::Sku, "商家编码"), (Field::Title, "标题")]
            .into_iter()
            .filter(|(field, _)| places[*field as usize].is_none())
            .map(|(_, name)| name.to_owned())
            .collect();
        if missing.is_empty() {
            let names = cells.to_vec();
            Ok(Self { names, places })
        } else {
            Err((places.iter().flatten().count(), missing))
        }
    }

    fn cell<'a>(&'a self, field: Field, record: &'a Record) -> Cell<'a> {
        match self.places[field as usize] {
            Some(place) => Cell::new(&self.names[place], record.get(place)),
            None => Cell { column: "", text: "" },
        }
    }
}

pub(super) fn product(
    columns: &Columns,
    record: &Record,
    zone: &Zone,
) -> Result<ProductInput, RefusedReason> {
    let cell = |field| columns.cell(field, record);
    let missing = |field: Field| RefusedReason::Missing {
        column: cell(field).column.to_owned(),
    };
    Ok(ProductInput {
        sku: code(cell(Field::Sku))?.ok_or_else(|| missing(Field::Sku))?,
        title: cell(Field::Title).words()?.ok_or_else(|| missing(Field::Title))?,
        price_fen: cell(Field::Price).amount()?,
        stock: cell(Field::Stock).count()?,
        promo_ends_at: cell(Field::PromoEnds).time(zone)?,
        ship_cutoff: time_of_day(cell(Field::ShipCutoff))?,
        ship_within_h: count_to(cell(Field::ShipWithin), MAX_HOURS)?,
        eta_days: days(cell(Field::EtaDays))?,
        material: cell(Field::Material).words()?,
        guarantees: list(cell(Field::Guarantees))?,
        gifts: list(cell(Field::Gifts))?,
        colours_in_stock: list(cell(Field::Colours))?,
        knowledge: Knowledge::default(),
    })
}

fn code(cell: Cell<'_>) -> Result<Option<String>, RefusedReason> {
    // A code that Excel has rounded is refused; any other sign is the shop's own affair.
    if let Err(rounded @ RefusedReason::NumberRounded { .. }) = cell.number() {
        return Err(rounded);
    }
    cell.key(MAX_SKU_CHARS)
}

fn count_to(cell: Cell<'_>, most: i64) -> Result<Option<i64>, RefusedReason> {
    let count = cell.count()?;
    if count.is_some_and(|n| n > most) {
        return Err(RefusedReason::NotACount {
            column: cell.column.to_owned(),
            value: shown(cell.text),
        });
    }
    Ok(count)
}

fn time_of_day(cell: Cell<'_>) -> Result<Option<ClockTime>, RefusedReason> {
    if cell.is_empty() {
        return Ok(None);
    }
    let text = narrow(cell.text);
    let minutes = text
        .strip_suffix(":00")
        .filter(|t| t.contains(':'))
        .unwrap_or(&text);
    minutes
        .parse()
        .map(Some)
        .map_err(|_| RefusedReason::NotATimeOfDay {
            column: cell.column.to_owned(),
            value: shown(cell.text),
        })
}

/// `2-4`, `2~4天`, `2至4`, or `3` for both.
fn days(cell: Cell<'_>) -> Result<Option<[i64; 2]>, RefusedReason> {
    if cell.is_empty() {
        return Ok(None);
    }
    let text = narrow(cell.text);
    let bare = text.trim_end_matches(['天', '日']).trim();
    let (least, most) = bare
        .split_once(['-', '~', '至', '到', '—', '–'])
        .unwrap_or((bare, bare));
    let number = |s: &str| {
        s.trim()
            .parse::<i64>()
            .ok()
            .filter(|n| (0..=MAX_DAYS).contains(n))
    };
    match (number(least), number(most)) {
        (Some(least), Some(most)) if least <= most => Ok(Some([least, most])),
        _ => Err(RefusedReason::NotADayRange {
            column: cell.column.to_owned(),
            value: shown(cell.text),
        }),
    }
}

/// Entries parted by `；`, `;`, `、`, `|` or a line break.
fn list(cell: Cell<'_>) -> Result<Vec<String>, RefusedReason> {
    if cell.is_empty() {
        return Ok(Vec::new());
    }
    let Some(text) = cell.words()? else {
        return Ok(Vec::new());
    };
    let entries: Vec<String> = text
        .split(['；', ';', '、', '|', '\n'])
        .map(str::trim)
        .filter(|entry| !entry.is_empty())
        .map(str::to_owned)
        .collect();
    if entries.len() > MAX_ENTRIES {
        return Err(RefusedReason::TooManyItems {
            column: cell.column.to_owned(),
        });
    }
    Ok(entries)
}
