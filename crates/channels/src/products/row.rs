//! One row of a table of goods: which product it names, what it tells of it, and of which piece.

use std::collections::BTreeSet;

use jinpai_model::{
    Attribute, ClockTime, Fen, GoodsColumn as Column, MAX_LINES, MAX_PROMOTIONS, ProductField as Field,
    ProductInput, Promotion, ToldProduct, Zone,
};

use super::{Proposal, clears, entries, of_piece};
use crate::{RefusedReason, cells::Cell, cells::narrow, refused::shown, table::Record};

/// Most entries of a short list in one cell.
const MAX_ENTRIES: usize = 20;
const MAX_CODE_CHARS: usize = 64;
/// A year of hours, and of days.
const MAX_HOURS: i64 = 8_760;
const MAX_DAYS: i64 = 365;
/// How a promotion that has a price and no words is called.
const PROMOTION: &str = "活动价";

/// Where the columns of one file are.
pub(super) struct Columns {
    names: Vec<String>,
    meanings: Vec<Column>,
    clears: bool,
}

/// A row, as far as it can be read.
pub(super) struct Row {
    /// What rows of one product share; none where the row leaves it to the one above.
    pub key: Option<String>,
    /// What is wrong with a row that names no product, and with a first row that has no title.
    pub no_key: Option<RefusedReason>,
    pub no_title: Option<RefusedReason>,
    pub parts: Result<Parts, RefusedReason>,
}

pub(super) struct Parts {
    /// The shop's own code of the product.
    pub code: Option<String>,
    pub piece: Option<Piece>,
    pub told: ToldProduct,
    /// Whether the table's prices and counts are those of pieces.
    pub prices: bool,
    pub counts: bool,
    /// Whether a table that speaks of pieces has none here.
    pub clears_pieces: bool,
}

pub(super) struct Piece {
    pub code: Option<String>,
    pub options: Vec<Attribute>,
    pub price_fen: Option<Fen>,
    pub stock: Option<i64>,
}

impl Columns {
    pub(super) fn new(proposal: &Proposal) -> Self {
        Self {
            names: proposal.headers.clone(),
            meanings: proposal.columns.clone(),
            clears: clears(proposal.layout),
        }
    }

    fn has(&self, column: Column) -> bool {
        self.meanings.contains(&column)
    }

    fn cells<'a>(&'a self, column: Column, record: &'a Record) -> impl Iterator<Item = Cell<'a>> {
        let places = self.meanings.iter().enumerate();
        let of = places.filter(move |(_, meaning)| **meaning == column);
        of.map(move |(place, _)| Cell::new(&self.names[place], record.get(place)))
    }

    fn cell<'a>(&'a self, column: Column, record: &'a Record) -> Cell<'a> {
        self.cells(column, record)
            .next()
            .unwrap_or(Cell { column: "", text: "" })
    }
}

/// Reads a row. The key is known even of a row with a fault, so that its product is left out as a whole.
pub(super) fn row(columns: &Columns, record: &Record, zone: &Zone) -> Row {
    let words = |column| Some(columns.cell(column, record).text.to_owned()).filter(|text| !text.is_empty());
    let key = words(Column::Number).or_else(|| words(Column::Code));
    let key = match key {
        None if !columns.has(Column::Number) && !columns.has(Column::Code) => words(Column::VariantCode),
        key => key,
    };
    let missing = |column: Column| RefusedReason::Missing {
        column: columns.cell(column, record).column.to_owned(),
    };
    let named = [Column::Code, Column::Number, Column::VariantCode];
    let named = named.into_iter().find(|column| columns.has(*column));
    let untitled =
        columns.clears && columns.has(Column::Title) && columns.cell(Column::Title, record).is_empty();
    Row {
        no_key: if key.is_none() { named.map(missing) } else { None },
        no_title: untitled.then(|| missing(Column::Title)),
        parts: parts(columns, record, zone),
        key,
    }
}

fn parts(columns: &Columns, record: &Record, zone: &Zone) -> Result<Parts, RefusedReason> {
    let cell = |column| columns.cell(column, record);
    let of_product = columns.has(Column::Code) || columns.has(Column::Number);
    let options = options(columns, record)?;
    let piece_code = code(cell(Column::VariantCode))?;
    let number = code(cell(Column::Number))?;
    // A table that names pieces alone tells of each by its own code.
    let (own, piece_code) = if of_product {
        (code(cell(Column::Code))?, piece_code)
    } else {
        (piece_code, None)
    };
    let is_piece = of_product && (piece_code.is_some() || !options.is_empty());
    let mut told = told(columns, record, zone)?;
    let either = |piece: Column, product: Column| if columns.has(piece) { piece } else { product };
    let price_column = either(Column::VariantPrice, Column::Price);
    let stock_column = either(Column::VariantStock, Column::Stock);
    let piece = if is_piece {
        Some(Piece {
            code: piece_code,
            options,
            price_fen: cell(price_column).amount()?,
            stock: cell(stock_column).count()?,
        })
    } else {
        None
    };
    told.input.sku = own.clone().or(number).unwrap_or_default();
    Ok(Parts {
        code: own,
        prices: columns.has(price_column) && (columns.clears || !cell(price_column).is_empty()),
        counts: columns.has(stock_column) && (columns.clears || !cell(stock_column).is_empty()),
        clears_pieces: columns.clears && columns.meanings.iter().any(|meaning| of_piece(*meaning)),
        piece,
        told,
    })
}

fn options(columns: &Columns, record: &Record) -> Result<Vec<Attribute>, RefusedReason> {
    let mut options = entries::options(columns.cell(Column::VariantOptions, record))?;
    for cell in columns.cells(Column::Option, record) {
        if cell.is_empty() {
            continue;
        }
        options.extend(cell.words()?.map(|value| Attribute {
            name: cell.column.to_owned(),
            value,
        }));
    }
    Ok(options)
}

/// What is said of the product itself.
struct Teller<'a> {
    columns: &'a Columns,
    record: &'a Record,
    said: BTreeSet<Field>,
}

impl<'a> Teller<'a> {
    /// The cell of a column, when it says something; that it does is noted.
    fn hear(&mut self, column: Column, field: Field) -> Option<Cell<'a>> {
        let cell = self.columns.cell(column, self.record);
        if !self.columns.has(column) || cell.is_empty() && !self.columns.clears {
            return None;
        }
        self.said.insert(field);
        Some(cell)
    }

    /// What a column says, by the way of reading it; its silence where it says nothing.
    fn read<T: Default>(
        &mut self,
        column: Column,
        field: Field,
        read: impl Fn(Cell<'a>) -> Result<T, RefusedReason>,
    ) -> Result<T, RefusedReason> {
        self.hear(column, field).map_or_else(|| Ok(T::default()), read)
    }
}

fn told(columns: &Columns, record: &Record, zone: &Zone) -> Result<ToldProduct, RefusedReason> {
    let mut teller = Teller {
        columns,
        record,
        said: BTreeSet::new(),
    };
    let t = &mut teller;
    let mut input = ProductInput::named("", "");
    input.title = t
        .read(Column::Title, Field::Title, |cell| cell.words())?
        .unwrap_or_default();
    if input.title.is_empty() {
        t.said.remove(&Field::Title);
    }
    input.price_fen = t.read(Column::Price, Field::Price, |cell| cell.amount())?;
    input.stock = t.read(Column::Stock, Field::Stock, |cell| cell.count())?;
    input.ship_cutoff = t.read(Column::ShipCutoff, Field::ShipCutoff, time_of_day)?;
    input.ship_within_h = t.read(Column::ShipWithin, Field::ShipWithin, |cell| {
        count_to(cell, MAX_HOURS)
    })?;
    input.eta_days = t.read(Column::Eta, Field::Eta, days)?;
    input.material = t.read(Column::Material, Field::Material, |cell| cell.words())?;
    let list = |cell| entries::list(cell, MAX_ENTRIES);
    input.guarantees = t.read(Column::Guarantees, Field::Guarantees, list)?;
    input.gifts = t.read(Column::Gifts, Field::Gifts, list)?;
    input.colours_in_stock = t.read(Column::Colours, Field::Colours, list)?;
    let known = &mut input.knowledge;
    known.trade = t.read(Column::Trade, Field::Trade, entries::trade)?;
    known.category = t.read(Column::Category, Field::Category, |cell| cell.words())?;
    known.attributes = attributes(t)?;
    known.floor_fen = t.read(Column::Floor, Field::Floor, |cell| cell.amount())?;
    known.strengths = t.read(Column::Strengths, Field::Strengths, entries::lines)?;
    known.flaws = t.read(Column::Flaws, Field::Flaws, entries::lines)?;
    known.suits = t.read(Column::Suits, Field::Suits, |cell| entries::list(cell, MAX_LINES))?;
    known.size_table = t.read(Column::SizeTable, Field::SizeTable, entries::size_table)?;
    known.care = t.read(Column::Care, Field::Care, entries::words)?;
    known.postage = t.read(Column::Postage, Field::Postage, entries::words)?;
    known.eta_by_province = t.read(Column::ProvinceEta, Field::ProvinceEta, entries::province_eta)?;
    known.questions = t.read(Column::Questions, Field::Questions, entries::questions)?;
    known.photos = t.read(Column::Photos, Field::Photos, |cell| {
        entries::links(cell, MAX_LINES)
    })?;
    let link = t.read(Column::Link, Field::Link, |cell| entries::links(cell, 1))?;
    known.link = link.into_iter().next();
    known.similar = t.read(Column::Similar, Field::Similar, |cell| {
        entries::list(cell, MAX_LINES)
    })?;
    promotion(t, &mut input, zone)?;
    Ok(ToldProduct {
        input,
        said: teller.said,
    })
}

/// One cell of pairs, and columns that are attributes themselves.
fn attributes(t: &mut Teller<'_>) -> Result<Vec<Attribute>, RefusedReason> {
    let mut found = t.read(Column::Attributes, Field::Attributes, entries::attributes)?;
    let columns = t.columns;
    for cell in columns.cells(Column::Attribute, t.record) {
        if cell.is_empty() {
            continue;
        }
        t.said.insert(Field::Attributes);
        found.extend(cell.words()?.map(|value| Attribute {
            name: cell.column.to_owned(),
            value,
        }));
    }
    Ok(found)
}

/// With words or a price it is a promotion; an end alone is only an end.
fn promotion(t: &mut Teller<'_>, input: &mut ProductInput, zone: &Zone) -> Result<(), RefusedReason> {
    let terms = t.read(Column::PromoTerms, Field::Promotions, |cell| cell.words())?;
    let price_fen = t.read(Column::PromoPrice, Field::Promotions, |cell| cell.amount())?;
    let starts_at = t.columns.cell(Column::PromoStarts, t.record).time(zone)?;
    let ends = t.columns.cell(Column::PromoEnds, t.record);
    let ends_at = t.read(Column::PromoEnds, Field::PromoEnds, |cell| cell.time(zone))?;
    if terms.is_none() && price_fen.is_none() {
        input.promo_ends_at = ends_at;
        return Ok(());
    }
    if starts_at.zip(ends_at).is_some_and(|(start, end)| end <= start) {
        return Err(RefusedReason::NotATime {
            column: ends.column.to_owned(),
            value: shown(ends.text),
        });
    }
    let promotion = Promotion {
        terms: terms.unwrap_or_else(|| PROMOTION.to_owned()),
        starts_at,
        ends_at,
        price_fen,
    };
    input.knowledge.promotions = vec![promotion];
    debug_assert!(input.knowledge.promotions.len() <= MAX_PROMOTIONS);
    Ok(())
}

fn code(cell: Cell<'_>) -> Result<Option<String>, RefusedReason> {
    // A code that Excel has rounded is refused; any other sign is the shop's own affair.
    if let Err(rounded @ RefusedReason::NumberRounded { .. }) = cell.number() {
        return Err(rounded);
    }
    cell.key(MAX_CODE_CHARS)
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

fn days(cell: Cell<'_>) -> Result<Option<[i64; 2]>, RefusedReason> {
    if cell.is_empty() {
        return Ok(None);
    }
    match entries::span(cell.text, MAX_DAYS) {
        Some(span) => Ok(Some(span)),
        None => Err(RefusedReason::NotADayRange {
            column: cell.column.to_owned(),
            value: shown(cell.text),
        }),
    }
}
