//! The order book of a simulation, from its file.

use std::{
    fs::File,
    io::{self, Cursor, Read},
    path::Path,
};

use indicatif::{ProgressBar, ProgressStyle};
use jinpai_channels::{
    OpenError, Refused,
    orders::{self, ColumnMap, Contact, OrderReadOptions, OrderReader},
};
use jinpai_model::{At, Channel, Platform, Zone};
use jinpai_reminder::replay::BookOrder;

use super::{read_bytes, unreadable};
use crate::exit::Failure;

/// Rows between two strokes of the progress bar.
const ROWS_A_STROKE: usize = 1_000;

/// What a file held.
pub(super) struct Book {
    pub platform: Platform,
    pub orders: Vec<BookOrder>,
    pub refused: Vec<Refused>,
}

pub(super) fn read_columns(path: &Path) -> Result<ColumnMap, Failure> {
    let bytes = read_bytes(path)?;
    let text = std::str::from_utf8(&bytes)
        .map_err(|_| Failure::usage(format!("{} is not UTF-8; save it as UTF-8", path.display())))?;
    ColumnMap::from_toml(text).map_err(|e| Failure::usage(format!("{}: {e}", path.display())))
}

pub(super) fn read(
    path: &Path,
    columns: Option<ColumnMap>,
    zone: &Zone,
    close_after_ms: i64,
) -> Result<Book, Failure> {
    let options = OrderReadOptions {
        close_after_ms,
        columns,
        // The replay closes orders at their own time, so every row may be told as of the end.
        ..OrderReadOptions::new(zone.clone(), At(i64::MAX))
    };
    let reader = if path == Path::new("-") {
        let mut bytes = Vec::new();
        io::stdin()
            .read_to_end(&mut bytes)
            .map_err(|e| unreadable(path, &e))?;
        orders::read(Cursor::new(bytes), options)
    } else {
        let file = File::open(path).map_err(|e| unreadable(path, &e))?;
        orders::read(file, options)
    };
    let reader = reader.map_err(|e| match e {
        OpenError::Io(e) => unreadable(path, &e),
        OpenError::UnknownColumns { .. } => Failure::usage(format!(
            "{}: {e}\nname its columns in a file and pass it with --columns",
            path.display()
        )),
        other => Failure::usage(format!("{}: {other}", path.display())),
    })?;
    Ok(read_rows(reader))
}

fn read_rows(mut reader: OrderReader) -> Book {
    let bar = progress_bar(reader.progress().total);
    let mut book = Book {
        platform: reader.platform(),
        orders: Vec::new(),
        refused: Vec::new(),
    };
    while let Some(row) = reader.next() {
        match row {
            Ok(order) => book.orders.push(BookOrder {
                opted_out: reader.contact().opted_out == Some(true),
                refused_channels: refused_channels(reader.contact()),
                ..BookOrder::new(order)
            }),
            Err(refused) => book.refused.push(refused),
        }
        if book.orders.len().is_multiple_of(ROWS_A_STROKE) {
            bar.set_position(reader.progress().done);
        }
    }
    bar.finish_and_clear();
    book
}

/// Drawn on a terminal only; a pipe sees nothing.
fn progress_bar(total: u64) -> ProgressBar {
    let bar = ProgressBar::new(total);
    if let Ok(style) = ProgressStyle::with_template("reading {bar:40} {percent}%") {
        bar.set_style(style);
    }
    bar
}

fn refused_channels(contact: Contact) -> Vec<Channel> {
    [
        (Channel::Chat, contact.chat),
        (Channel::Sms, contact.sms),
        (Channel::Phone, contact.phone),
        (Channel::Email, contact.email),
    ]
    .into_iter()
    .filter_map(|(channel, consent)| (consent == Some(false)).then_some(channel))
    .collect()
}
