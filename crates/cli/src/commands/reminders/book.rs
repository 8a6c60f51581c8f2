//! The order book of a simulation, from its file.

use std::{
    fs::File,
    io::{self, Cursor, Read},
    path::Path,
};

use indicatif::{ProgressBar, ProgressStyle};
use jinpai_channels::{
    OpenError, Refused,
    orders::{self, CloseAfter, ColumnMap, Contact, OrderReadOptions, OrderReader},
};
use jinpai_model::{At, Channel, OrderInput, Platform, Zone};
use jinpai_reminder::{Reach, replay::BookOrder};

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

/// How a file is to be read.
pub(super) struct Reading {
    pub columns: Option<ColumnMap>,
    /// None: found from the columns.
    pub platform: Option<Platform>,
    pub zone: Zone,
    pub close_after: CloseAfter,
    /// Channels by which buyers may be reached where the file does not say.
    pub reach: Vec<Channel>,
}

pub(super) fn read(path: &Path, reading: Reading) -> Result<Book, Failure> {
    let options = OrderReadOptions {
        close_after: reading.close_after,
        columns: reading.columns,
        platform: reading.platform,
        // The replay closes orders at their own time, so every row may be told as of the end.
        ..OrderReadOptions::new(reading.zone, At(i64::MAX))
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
    Ok(read_rows(reader, &reading.reach))
}

fn read_rows(mut reader: OrderReader, reach: &[Channel]) -> Book {
    let bar = progress_bar(reader.progress().total);
    let mut book = Book {
        platform: reader.platform(),
        orders: Vec::new(),
        refused: Vec::new(),
    };
    while let Some(row) = reader.next() {
        match row {
            Ok(order) => book.orders.push(booked(order, reader.contact(), reach)),
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

/// An order with what its row says about contacting the buyer.
fn booked(order: OrderInput, contact: &Contact, reach: &[Channel]) -> BookOrder {
    let yes = |told: Option<bool>| told == Some(true);
    // Marketplaces hand out numbers of their own in place of the buyer's.
    let marketplace = !matches!(order.platform, Platform::General | Platform::OwnSite);
    let virtual_number = contact.virtual_number.unwrap_or(marketplace);
    let way = |(channel, consent): (Channel, Option<bool>)| {
        let agreed = consent.unwrap_or_else(|| reach.contains(&channel));
        // The chat is where she ordered; the others take a number or an address of hers.
        let known = agreed || (channel == Channel::Chat && consent.is_none());
        known.then_some(Reach {
            agreed,
            promotion: agreed && yes(contact.promotion),
            virtual_number,
            ..Reach::by(channel)
        })
    };
    BookOrder {
        opted_out: yes(contact.opted_out),
        refused_channels: (consents(contact).into_iter())
            .filter(|(_, consent)| *consent == Some(false))
            .map(|(channel, _)| channel)
            .collect(),
        reach: consents(contact).into_iter().filter_map(way).collect(),
        prefers: contact.prefers,
        zone: contact.zone.clone(),
        blocked: yes(contact.blocked),
        appeal_granted: yes(contact.appeal_granted),
        disputed: yes(contact.disputed),
        platform_reminded_at: contact.platform_reminded_at,
        ..BookOrder::new(order)
    }
}

const fn consents(contact: &Contact) -> [(Channel, Option<bool>); 4] {
    [
        (Channel::Chat, contact.chat),
        (Channel::Sms, contact.sms),
        (Channel::Phone, contact.phone),
        (Channel::Email, contact.email),
    ]
}
