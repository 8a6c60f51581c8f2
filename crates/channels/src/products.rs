//! Product lists: what a shop sells and what may be said about it.
//!
//! A list is our own template ([`template_csv`]), an export of a platform, or any table whose columns somebody has
//! mapped ([`ColumnMap`]). Rows that stand together and name one product are one product with several pieces. Only the
//! fields of columns that are there are told; what a table does not speak of is left as it was.

mod columns;
mod entries;
mod headers;
mod row;
mod rows;

use jinpai_model::{GoodsColumn, GoodsLayout, ToldProduct, Zone};

use crate::{
    FileForm, OpenError, Progress, Refused, Source,
    table::{Known, Record, Table},
};
pub use columns::{ColumnMap, Proposal};
use row::Columns;
use rows::Gathering;

/// Longest cell of a table of goods: size tables and questions are long.
pub const MAX_GOODS_CELL_CHARS: usize = 8_000;

#[derive(Debug, Clone)]
pub struct ProductReadOptions {
    /// Times are the wall clock here.
    pub zone: Zone,
}

/// Opens a list that is known by its columns.
///
/// # Errors
/// When the file cannot be read, or its columns are not known and need a map ([`open`]).
pub fn read(source: impl Source + 'static, options: ProductReadOptions) -> Result<ProductReader, OpenError> {
    open(source)?.read(None, options)
}

/// Opens any table: CSV or XLSX, in any encoding the orders may come in, and proposes what its columns mean.
///
/// # Errors
/// When the file cannot be read, or nothing in it reads like a header.
pub fn open(source: impl Source + 'static) -> Result<OpenTable, OpenError> {
    let (table, proposal) = Table::open(Box::new(source), |cells| {
        let proposal = Proposal::of(cells);
        if proposal.is_known() || proposal.looks_like_one() {
            return Known::Layout(proposal);
        }
        let known = proposal.known_count();
        match proposal.unknown() {
            OpenError::UnknownColumns { missing, .. } => Known::Not { known, missing },
            error => Known::Refuse(error),
        }
    })?;
    Ok(OpenTable { table, proposal })
}

/// A table whose header is found, before anybody has read a row of it.
pub struct OpenTable {
    table: Table,
    proposal: Proposal,
}

/// The first rows of a table, as the file has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    pub rows: Vec<Vec<String>>,
    /// Whether there are more.
    pub more: bool,
}

impl OpenTable {
    #[must_use]
    pub fn proposal(&self) -> &Proposal {
        &self.proposal
    }

    /// Whether the columns are known without a map.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.proposal.is_known()
    }

    /// The first rows.
    #[must_use]
    pub fn preview(mut self, rows: usize) -> Preview {
        let mut shown = Preview {
            rows: Vec::new(),
            more: false,
        };
        let mut record = Record::default();
        let width = self.proposal.headers.len();
        while let Some(row) = self.table.next(&mut record) {
            if shown.rows.len() == rows {
                shown.more = true;
                break;
            }
            if row.is_ok() {
                let cell = |place| crate::refused::shown(crate::cells::clean(record.get(place)));
                shown.rows.push((0..width).map(cell).collect());
            }
        }
        shown
    }

    /// Reads the products, by a map or by what the columns say themselves.
    ///
    /// # Errors
    /// When there is no map and the columns are not known, or the map does not fit the table.
    pub fn read(
        self,
        map: Option<&ColumnMap>,
        options: ProductReadOptions,
    ) -> Result<ProductReader, OpenError> {
        let proposal = match map {
            Some(map) => self.proposal.mapped(map)?,
            None if self.proposal.is_known() => self.proposal,
            None => return Err(self.proposal.unknown()),
        };
        Ok(ProductReader {
            table: self.table,
            columns: Columns::new(&proposal),
            zone: options.zone,
            record: Record::default(),
            gathering: Gathering::default(),
        })
    }
}

/// A product as some rows of a file tell it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductRow {
    /// Where its first row stands.
    pub line: u64,
    pub told: ToldProduct,
}

/// The products of a file, one after another.
pub struct ProductReader {
    table: Table,
    columns: Columns,
    zone: Zone,
    record: Record,
    gathering: Gathering,
}

impl ProductReader {
    #[must_use]
    pub fn form(&self) -> FileForm {
        self.table.form()
    }

    #[must_use]
    pub fn progress(&self) -> Progress {
        self.table.progress()
    }
}

impl Iterator for ProductReader {
    type Item = Result<ProductRow, Refused>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(ready) = self.gathering.ready() {
                return Some(ready);
            }
            match self.table.next(&mut self.record) {
                None => return self.gathering.end(),
                Some(Err(refused)) => self.gathering.refuse(refused),
                Some(Ok(line)) => {
                    let row = row::row(&self.columns, &self.record, &self.zone);
                    self.gathering.take(line, row);
                }
            }
        }
    }
}

/// A list to fill in: the header and two made-up products, in UTF-8 with the mark Excel wants.
#[must_use]
pub const fn template_csv() -> &'static str {
    include_str!("products/template.csv")
}

/// Whether a table of this layout clears a field by an empty cell. Exports of platforms leave cells empty for other
/// reasons.
const fn clears(layout: GoodsLayout) -> bool {
    matches!(layout, GoodsLayout::Own)
}

/// Whether rows with something in this column are about one piece of a product.
const fn of_piece(column: GoodsColumn) -> bool {
    matches!(
        column,
        GoodsColumn::VariantCode
            | GoodsColumn::VariantOptions
            | GoodsColumn::Option
            | GoodsColumn::VariantPrice
            | GoodsColumn::VariantStock
    )
}
