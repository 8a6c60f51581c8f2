//! Rows on disk: repositories, migrations and the event log, over SQLite and PostgreSQL.
//!
//! One code path serves both databases. This crate decides nothing about shops, buyers or reminders:
//! it keeps what the engine decided, all of a write or nothing of it, and hands it back. It never
//! reads a clock, makes up an id, or lets a type of the database library out.
//!
//! A module is a noun, a function in it what is done to the noun: `orders::get`, `steps::finish`.
//! Functions that read take a [`Conn`], so the same one serves a page and a decision inside a write;
//! functions that write take the [`Tx`] of [`Store::write`]. All of them fail with a [`StoreError`] when
//! the database does; only what else can go wrong is told at each.

mod column;
mod config;
mod conn;
mod counted;
mod error;
mod expr;
mod given;
mod many;
mod migrate;
mod store;
mod tables;
mod tx;
mod writer;

pub mod addresses;
pub mod advice_cards;
pub mod agenda;
pub mod attempts;
pub mod auto_replies;
pub mod bridges;
pub mod buyer_types;
pub mod buyers;
pub mod coach_rules;
pub mod column_maps;
pub mod concessions;
pub mod contacts;
pub mod conversations;
pub mod cursors;
pub mod deliveries;
pub mod dismissals;
pub mod drafts;
pub mod duties;
pub mod events;
pub mod findings;
pub mod groups;
pub mod holds;
pub mod knowledge;
pub mod later;
pub mod members;
pub mod messages;
pub mod order_marks;
pub mod order_receivers;
pub mod orders;
pub mod outside_notes;
pub mod pauses;
pub mod persons;
pub mod phrase_questions;
pub mod phrases;
pub mod pictures;
pub mod policies;
pub mod prices;
pub mod product_versions;
pub mod products;
pub mod promises;
pub mod providers;
pub mod ratings;
pub mod same_buyers;
pub mod search;
pub mod secrets;
pub mod service;
pub mod sessions;
pub mod shops;
pub mod snapshots;
pub mod steps;
pub mod tags;
pub mod tasks;
#[cfg(feature = "testing")]
pub mod testing;
pub mod trials;
pub mod undelivered;
pub mod visitors;

pub use config::{DatabaseUrl, Deadlines, StoreConfig};
pub use conn::{Conn, Read};
pub use error::StoreError;
pub use store::Store;
pub use tx::{NewEvent, Tx};
pub use writer::Lane;

/// Most rows of one page.
pub const PAGE: u64 = 500;
/// Most rows that one statement writes, and most keys it asks for; longer lists are split.
pub const BATCH: usize = 500;
