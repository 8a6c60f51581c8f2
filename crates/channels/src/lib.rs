//! Importers and senders: what comes in as files, and what goes out to a buyer by a provider.
//!
//! An importer turns bytes into the inputs of the model, row by row, and says of every row it does
//! not take why. It reads whatever a shop really has: CSV in UTF-8, GBK or UTF-16, XLSX, guarded and
//! padded cells; what the file is, is found from its content, never from its name.
//!
//! It never writes to a store, never guesses a payment, and never executes what a cell holds: text
//! that looks like a formula is text.
//!
//! A sender ([`send`]) hands one message to one peer and tells what became of it, and never sends again
//! on its own.

pub mod bridge;
mod cells;
pub mod conformance;
pub mod experiments;
pub mod hook;
mod open;
pub mod orders;
pub mod phrases;
pub mod products;
mod refused;
mod report;
pub mod send;
mod table;
pub mod talks;
mod text;

pub use open::{OpenError, Source};
pub use refused::{Lang, Refused, RefusedReason};
pub use report::{ImportReport, RefusedLine};
pub use table::{FileForm, Progress};
pub use text::PlainText;

/// Longest text taken from one cell, in characters.
pub const MAX_CELL_CHARS: usize = 1_000;
/// Most rows of one file.
pub const MAX_ROWS: u64 = 1_000_000;
