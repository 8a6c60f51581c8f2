//! Order books: the exports of Taobao and Tmall, and any other by a map of its columns.
//!
//! ```no_run
//! use jinpai_channels::orders::{self, OrderReadOptions};
//! use jinpai_model::{At, Zone};
//!
//! let file = std::fs::File::open("ExportOrderList.csv")?;
//! let mut reader = orders::read(file, OrderReadOptions::new(Zone::shanghai(), At(1_790_000_000_000)))?;
//! while let Some(row) = reader.next() {
//!     match row {
//!         Ok(order) => println!("{} {}", order.number, order.total_fen),
//!         Err(refused) => eprintln!("{refused}"),
//!     }
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A number that comes twice in one file is given twice, in the order of the file: the later row is
//! the newer word, and whoever stores them in order lets it win.

mod columns;
mod map;
mod row;
mod status;
mod suborders;

use jinpai_model::{At, DAY_MS, OrderInput, OrderKind, Platform, Zone};

pub use map::ColumnMap;
pub use row::Contact;

use crate::{
    FileForm, OpenError, Progress, Refused, Source,
    table::{Known, Record, Table},
};
use columns::Columns;
use suborders::Suborders;

/// How a file is to be understood.
#[derive(Debug, Clone)]
pub struct OrderReadOptions {
    /// The platform it comes from; none or [`Platform::General`]: found from the columns.
    pub platform: Option<Platform>,
    /// Times without an offset are the wall clock here.
    pub zone: Zone,
    /// How long the platform leaves an unpaid order open where the file does not say.
    pub close_after: CloseAfter,
    /// Which columns mean what, for a file that is not a known export.
    pub columns: Option<ColumnMap>,
    /// The moment of the import. In a file without a status column, an unpaid order older than
    /// `close_after` by then is closed.
    pub now: At,
}

impl OrderReadOptions {
    /// Platform found from the columns, unpaid orders closed after 24 hours.
    #[must_use]
    pub const fn new(zone: Zone, now: At) -> Self {
        Self {
            platform: None,
            zone,
            close_after: CloseAfter::all(DAY_MS),
            columns: None,
            now,
        }
    }
}

/// Milliseconds from creation until the platform closes an unpaid order, by its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CloseAfter {
    pub ordinary_ms: i64,
    pub presale_ms: i64,
    pub virtual_ms: i64,
}

impl CloseAfter {
    /// The same for every kind.
    #[must_use]
    pub const fn all(ms: i64) -> Self {
        Self {
            ordinary_ms: ms,
            presale_ms: ms,
            virtual_ms: ms,
        }
    }

    #[must_use]
    pub const fn of(&self, kind: OrderKind) -> i64 {
        match kind {
            OrderKind::Ordinary => self.ordinary_ms,
            OrderKind::Presale => self.presale_ms,
            OrderKind::Virtual => self.virtual_ms,
        }
    }
}

/// The export a file turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeaderSet {
    /// `ExportOrderList….csv` of Taobao and Tmall, with buyer and status.
    TaobaoOrderList,
    /// Tmall's order report: amounts, province and times alone.
    TmallOrderReport,
    /// Tmall's export with one line a suborder.
    TmallSuborders,
    /// Read by a column map.
    Mapped,
}

impl HeaderSet {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TaobaoOrderList => "taobao-order-list",
            Self::TmallOrderReport => "tmall-order-report",
            Self::TmallSuborders => "tmall-suborders",
            Self::Mapped => "mapped",
        }
    }
}

/// Opens a file of orders. The form, the encoding and the header set are found from its content.
///
/// # Errors
/// When the file cannot be read, or is not a known export: then the error lists the columns it has
/// and those it lacks.
pub fn read(source: impl Source + 'static, options: OrderReadOptions) -> Result<OrderReader, OpenError> {
    let asked = options.platform.filter(|p| *p != Platform::General);
    let (table, columns) = Table::open(Box::new(source), |cells| match &options.columns {
        Some(map) => Columns::mapped(cells, map),
        None => Columns::known(cells),
    })?;
    if columns.set != HeaderSet::Mapped && asked.is_some_and(|asked| asked != Platform::Taobao) {
        return Err(OpenError::OtherPlatform {
            found: Platform::Taobao,
            asked: asked.unwrap_or(Platform::General),
        });
    }
    Ok(OrderReader {
        platform: match columns.set {
            HeaderSet::Mapped => options.platform.unwrap_or(Platform::General),
            _ => Platform::Taobao,
        },
        suborders: (columns.set == HeaderSet::TmallSuborders).then(Suborders::default),
        table,
        columns,
        options,
        record: Record::default(),
        contact: Contact::default(),
    })
}

/// The orders of a file, one after another, in constant memory for CSV.
pub struct OrderReader {
    table: Table,
    columns: Columns,
    options: OrderReadOptions,
    platform: Platform,
    record: Record,
    contact: Contact,
    suborders: Option<Suborders>,
}

impl OrderReader {
    #[must_use]
    pub fn form(&self) -> FileForm {
        self.table.form()
    }

    #[must_use]
    pub const fn header_set(&self) -> HeaderSet {
        self.columns.set
    }

    #[must_use]
    pub const fn platform(&self) -> Platform {
        self.platform
    }

    #[must_use]
    pub fn progress(&self) -> Progress {
        self.table.progress()
    }

    /// What the row given last says about contacting its buyer; only column maps have such columns.
    #[must_use]
    pub const fn contact(&self) -> &Contact {
        &self.contact
    }

    /// The next row with its line.
    fn next_row(&mut self) -> Option<(u64, Result<OrderInput, Refused>)> {
        let line = match self.table.next(&mut self.record)? {
            Ok(line) => line,
            Err(refused) => return Some((refused.line, Err(refused))),
        };
        let row = self.row();
        let read = row.order().and_then(|order| Ok((order, row.contact()?)));
        let order = read.map(|(order, contact)| {
            self.contact = contact;
            order
        });
        Some((line, order.map_err(|reason| Refused { line, reason })))
    }

    const fn row(&self) -> row::Row<'_> {
        row::Row {
            columns: &self.columns,
            record: &self.record,
            options: &self.options,
            platform: self.platform,
        }
    }
}

impl Iterator for OrderReader {
    type Item = Result<OrderInput, Refused>;

    fn next(&mut self) -> Option<Self::Item> {
        let Some(mut suborders) = self.suborders.take() else {
            return self.next_row().map(|(_, row)| row);
        };
        let item = loop {
            if let Some(ready) = suborders.ready() {
                break Some(ready);
            }
            match self.next_row() {
                Some((line, row)) => suborders.take(line, self.row().number(), row),
                None if suborders.finish() => {}
                None => break None,
            }
        };
        self.suborders = Some(suborders);
        item
    }
}

fn missing(columns: &[&str]) -> Vec<String> {
    columns.iter().map(|c| (*c).to_owned()).collect()
}

fn not_known<L>(known: usize, columns: &[&str]) -> Known<L> {
    Known::Not {
        known,
        missing: missing(columns),
    }
}
